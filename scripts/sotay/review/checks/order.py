"""RVW5: days that cannot be, and things that are told in an order in which they cannot have happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.messages import _
from sotay.review.citations import DAY, Citation, day_of
from sotay.review.figures import counts
from sotay.review.remarks import Objection, about, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk

_SINCE: Final = re.compile(r"từ đầu năm(?: \d{4})? đến nay", re.IGNORECASE)
_UNTIL: Final = re.compile(
    r"(?:đến|tính đến|đến hết)\s(?:hết\s)?(?:ngày\s)?\d{1,2}\s?[/.-]\s?\d{1,2}|đến (?:hết )?ngày \d",
    re.IGNORECASE,
)
_AUDIT: Final = re.compile(r"đánh giá nội bộ", re.IGNORECASE)
_AFTERWARDS: Final = re.compile(r"khắc phục|hành động|lần (?:2|hai)", re.IGNORECASE)
_YEAR: Final = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_REVIEW: Final = re.compile(r"xem xét (?:của )?lãnh đạo", re.IGNORECASE)


@check("RVW501", Severity.ERROR)
def no_such_day(desk: Desk) -> Iterator[Objection]:
    """A day is written that the calendar does not have.

    The day is part of what names a paper (Decree 30/2020/NĐ-CP, Annex I, II.4).

    Look the day up on the paper.

    Example: `ngày 31/9/2021`; September has thirty days.
    """
    for block in desk.paper.blocks:
        for match in DAY.finditer(block.text):
            if day_of(match).real is None:
                message = _("There is no such day as {text}: look it up on the paper.", text=match[0])
                yield within(block, match.start(), match.end(), message)


@check("RVW502", Severity.ERROR)
def later_than_the_report(desk: Desk) -> Iterator[Objection]:
    """The report names a paper that is later than itself.

    A report tells what was done by its day (Decree 30/2020/NĐ-CP, Annex I, II.4); a paper of a later day was not there.

    Correct the day of the paper, or that of the report.

    Example: `Biên bản số 01/BB-XXLĐ ngày 14/11/2021` in a report of 29 October 2021.
    """
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


@check("RVW503", Severity.ERROR)
def out_of_order(desk: Desk) -> Iterator[Objection]:
    """Audit plan, audit report and review do not follow each other.

    The audit follows its plan, and the review considers the audit (Decision 19/2014/QĐ-TTg, Article 4.2; ISO 9001, clauses 9.2.2
    and 9.3.2).

    Correct the days; if they are right, the review has to be held again.

    Example: a review of 14/10/2021 and an audit report of 20/10/2021.
    """
    plans, reports, reviews = (
        _of_year(desk, found) for found in (_plans(desk), _reports(desk), _reviews(desk))
    )
    for first, then in ((plans, reports), (reports, reviews)):
        if not first or not then:
            continue
        earliest = min(first, key=lambda cited: str(cited.day))
        latest = max(then, key=lambda cited: str(cited.day))
        if earliest.day and latest.day and earliest.day > latest.day:
            message = _(
                "{first} of {day} is later than {then} of {other}, which follows from it: correct the days.",
                first=earliest.number,
                day=write_short(earliest.day),
                then=latest.number,
                other=write_short(latest.day),
            )
            yield about(earliest, message, latest)


def _of_year(desk: Desk, found: Iterator[Citation]) -> list[Citation]:
    """Return the papers of the year's own audit: not what puts right what it found, nor what prepares the next one."""
    return [
        cited
        for cited in found
        if cited.day is not None
        and cited.day.year == desk.year
        and not desk.is_planned(cited.block)
        and not _AFTERWARDS.search(cited.block.text[cited.end : cited.end + 100])
        and all(int(year) == desk.year for year in _YEAR.findall(cited.subject))
    ]


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
