"""RVW5: days that cannot be, and things that are told in an order in which they cannot have happened."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.messages import _
from sotay.review.citations import DAY, Citation, day_of
from sotay.review.figures import counts
from sotay.review.remarks import Objection, about, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk
    from sotay.review.paper import Block

_SINCE: Final = re.compile(r"từ đầu năm(?: \d{4})? đến nay", re.IGNORECASE)
_UNTIL: Final = re.compile(
    r"(?:đến|tính đến|đến hết)\s(?:hết\s)?(?:ngày\s)?\d{1,2}\s?[/.-]\s?\d{1,2}|đến (?:hết )?ngày \d",
    re.IGNORECASE,
)
_OF_A_LAW: Final = re.compile(r"(20\d\d)/")
_AUDIT: Final = re.compile(r"đánh giá nội bộ", re.IGNORECASE)
_AFTERWARDS: Final = re.compile(r"khắc phục|hành động|lần (?:2|hai)", re.IGNORECASE)
_YEAR: Final = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_REVIEW: Final = re.compile(r"xem xét (?:của )?lãnh đạo", re.IGNORECASE)
_WHEN: Final = rf"(?:\s(?:HTQLCL|hệ thống(?: quản lý chất lượng)?|năm 20\d\d)){{0,2}}\s?(?:được tổ chức\s)?(?:vào\s|từ\s)?,?\s?{DAY.pattern}"
_AUDITED: Final = re.compile(rf"(?P<deed>đánh giá nội bộ){_WHEN}", re.IGNORECASE)
_REVIEWED: Final = re.compile(
    rf"(?P<deed>họp xem xét(?: (?:của )?lãnh đạo)?|xem xét (?:của )?lãnh đạo){_WHEN}", re.IGNORECASE
)
_ABOUT: Final = re.compile(
    r"kế hoạch|chương trình|lịch|thông báo|giấy mời|quyết định|đoàn|chuẩn bị|tập huấn|đào tạo|(?:báo cáo|kết quả|biên bản) khắc phục|dự kiến|sẽ\b"
    r"|trước (?:khi|đợt)|lần (?:2|hai)",
    re.IGNORECASE,
)
"""Before the words for a deed: they speak of what prepares it or follows from it."""


@check("RVW501", Severity.ERROR)
def no_such_day(desk: Desk) -> Iterator[Objection]:
    """A day is written that the calendar does not have.

    The day is part of what names a paper (Decree 30/2020/NĐ-CP, Annex I, II.4).

    Look the day up on the paper.

    Example: `ngày 31/9/2021`; September has thirty days.
    """
    for block in desk.paper.written:
        for match in DAY.finditer(block.text):
            if day_of(match).real is None:
                message = _("There is no such day as {text}: look it up on the paper.", text=match[0])
                yield within(block, match.start(), match.end(), message)


@check("RVW502", Severity.ERROR)
def later_than_the_report(desk: Desk) -> Iterator[Objection]:
    """The report names a paper that is later than itself.

    A report tells what was done by its day (Decree 30/2020/NĐ-CP, Annex I, II.4); a paper of a later day was not there.

    Correct the day of the paper, or that of the report.

    Example: `Biên bản số 01/BB-XXLĐ ngày 14/11/2021` in a report of 29 October 2021, or `Căn cứ Nghị định số 219/2025/NĐ-CP`.
    """
    yield from _later_laws(desk)
    made = desk.made
    if made is None:
        return
    for cited in desk.cited:
        if cited.day is not None and cited.day > made.last:
            message = _(
                "{number} is of {day}, later than the report, which is of {made}: correct one of the days.",
                number=cited.number,
                day=write_short(cited.day),
                made=write_short(made.last) if made.exact else f"{made.last:%m/%Y}",
            )
            yield about(cited, message)


def _later_laws(desk: Desk) -> Iterator[Objection]:
    """Object to laws that their number, or the register where they are named without a day, says to be later than the report."""
    last = desk.made.last if desk.made else date(desk.year + 1, 12, 31) if desk.year else None
    if last is None:
        return
    laws = desk.library.legal if desk.library else {}
    for cited in desk.cited:
        numbered = _OF_A_LAW.match(cited.symbol)
        if numbered is None or (cited.day is not None and cited.day > last):
            continue
        law = laws.get(cited.number)
        issued = law.meta.issued if law else None
        if int(numbered[1]) > last.year:
            message = _(
                "{number} is a law of {year}, later than the report: correct its number, or the day of the report.",
                number=cited.number,
                year=numbered[1],
            )
            yield about(cited, message)
        elif issued is not None and issued > last:
            message = _(
                "{number} is of {day}, later than the report, which is of {made}: correct one of the days.",
                number=cited.number,
                day=write_short(issued),
                made=write_short(last) if desk.made is None or desk.made.exact else f"{last:%m/%Y}",
            )
            yield about(cited, message)


@check("RVW503", Severity.ERROR)
def out_of_order(desk: Desk) -> Iterator[Objection]:
    """Audit plan, audit report and review do not follow each other.

    The audit follows its plan, and the review considers the audit (Decision 19/2014/QĐ-TTg, Article 4.2; ISO 9001, clauses 9.2.2
    and 9.3.2).

    Correct the days; if they are right, the review has to be held again.

    Example: a review of 14/10/2021 and an audit report, or an audit, of 20/10/2021.
    """
    plans = _of_year(desk, _plans(desk))
    audits = [*_of_year(desk, _reports(desk)), *_deeds(desk, _AUDITED)]
    reviews = [*_of_year(desk, _reviews(desk)), *_deeds(desk, _REVIEWED)]
    for first, then in ((plans, audits), (audits, reviews)):
        if not first or not then:
            continue
        earliest = min(first, key=lambda told: told.day)
        latest = max(then, key=lambda told: told.day)
        if earliest.day > latest.day:
            message = _(
                "{first} of {day} is later than {then} of {other}, which follows from it: correct the days.",
                first=earliest.name,
                day=write_short(earliest.day),
                then=latest.name,
                other=write_short(latest.day),
            )
            related = latest.block.at(latest.start)
            yield within(earliest.block, earliest.start, earliest.end, message, related)


class Told(NamedTuple):
    """What is told to have been done or written on a day of the year reported: by its number, or the words for it."""

    name: str
    day: date
    block: Block
    start: int
    end: int


def _of_year(desk: Desk, found: Iterator[Citation]) -> list[Told]:
    """Return the papers of the year's own audit: not what puts right what it found, nor what prepares the next one."""
    return [
        Told(cited.number, cited.day, cited.block, cited.start, cited.end)
        for cited in found
        if cited.day is not None
        and cited.day.year == desk.year
        and not desk.is_planned(cited.block)
        and not _AFTERWARDS.search(cited.block.text[cited.end : cited.end + 100])
        and all(int(year) == desk.year for year in _YEAR.findall(cited.subject))
    ]


def _deeds(desk: Desk, pattern: re.Pattern[str]) -> list[Told]:
    """Return what was done by the text alone, which names its day and no paper."""
    return [
        Told(match["deed"], day, block, match.start(), match.end())
        for block in desk.paper.written
        if not desk.is_planned(block)
        for match in pattern.finditer(block.text)
        if (day := _day_in(match)) is not None
        and day.year == desk.year
        and not _ABOUT.search(block.text, max(0, match.start() - 40), match.start())
        and not _AFTERWARDS.search(re.split(r"[,;.]", block.text[match.end() : match.end() + 100])[0])
    ]


def _day_in(match: re.Match[str]) -> date | None:
    """Return the day with which the words for a deed end."""
    found = DAY.search(match[0])
    return day_of(found).real if found else None


def _plans(desk: Desk) -> Iterator[Citation]:
    for cited in desk.cited:
        row = desk.row_with(cited)
        if cited.paper == "KH" and (_AUDIT.search(cited.subject) or (row and row.theme == "audit")):
            yield cited


def _reports(desk: Desk) -> Iterator[Citation]:
    for cited in desk.cited:
        row = desk.row_with(cited)
        if cited.paper == "BC" and (_AUDIT.search(cited.subject) or (row and row.theme == "audit")):
            yield cited


def _reviews(desk: Desk) -> Iterator[Citation]:
    for cited in desk.cited:
        row = desk.row_with(cited)
        if cited.paper == "BB" and (_REVIEW.search(cited.subject) or (row and row.theme == "review")):
            yield cited


@check("RVW504", Severity.INFO)
def objectives_before_the_plan(desk: Desk) -> Iterator[Objection]:
    """The objectives of the year are older than its plan.

    The plan of the year says how the objectives are reached (Circular 26/2014/TT-BKHCN, Article 7.2.a; ISO 9001, clause 6.2.2);
    objectives that came before it may be those of another plan.

    Say which plan the objectives belong to; next year, issue them with the plan or after it.

    Example: objectives of 18/01/2021, a plan of 19/02/2021.
    """
    objectives, plan = desk.row_of("objectives"), desk.row_of("plan")
    if objectives is None or plan is None:
        return
    match = DAY.search(objectives.result.text)
    set_on = day_of(match).real if match else None
    planned = next((cited for cited in plan.cited if cited.day), None)
    if match and set_on and planned and planned.day and set_on < planned.day:
        message = _(
            "The objectives are of {day}, the plan {plan} only of {other}: say how they belong together.",
            day=write_short(set_on),
            plan=planned.number,
            other=write_short(planned.day),
        )
        yield within(objectives.result, match.start(), match.end(), message, planned.block.place)


@check("RVW505", Severity.WARNING)
def period_without_end(desk: Desk) -> Iterator[Objection]:
    """Figures are given “from the beginning of the year until now”, and nothing says when now is.

    Figures are of a period (Decree 61/2018/NĐ-CP, Article 30); without its last day nobody can count again.

    Write the last day: `từ ngày 01/01/2021 đến ngày 15/10/2021`.

    Example: `Từ đầu năm đến nay, … đã tiếp nhận 18 hồ sơ` in a report whose head has no day.
    """
    if desk.made is not None and desk.made.exact:
        return
    for block in desk.paper.paragraphs:
        match = _SINCE.search(block.text)
        if match and counts(block.text) is not None and not _UNTIL.search(block.text):
            message = _(
                "Nothing says until which day these figures were counted: write the last day of the period."
            )
            yield within(block, match.start(), match.end(), message)
