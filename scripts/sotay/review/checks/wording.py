"""RVW15: words that do not belong where they stand: notes of the outline, another year, names of the standard."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.messages import _
from sotay.review.desk import day_to_ask
from sotay.review.remarks import Objection, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk
    from sotay.review.paper import Block

TRANSITION_OVER: Final = date(2021, 6, 30)
LATEST: Final = 2015
"""The version that the dispatch asks of all agencies."""
FAR: Final = 300
SHOWN: Final = 3
SHORT: Final = 40
"""How far behind the first year of a heading another one may stand."""

_RESIDUE: Final = re.compile(
    r"\(\s?(?:nêu rõ|nêu cụ thể|ghi rõ|ghi cụ thể|nếu có dự kiến)(?!\s(?:tại|trong|ở|theo|dưới|như)\b)[^()]{0,400}\)"
    r"|…{2,}+(?!\s?\d{1,3}\Z)|\.{5,}+(?!\s?\d{1,3}\Z)|_{5,}|\bTODO\b|\bXXX\b",
    re.IGNORECASE,
)
_NUMBERED: Final = r"(?:\d{1,2}|[IVX]{1,5})[.)]\s?"
_RESULTS: Final = re.compile(
    rf"{_NUMBERED}kết quả (?:triển khai|thực hiện)[^.;()]{{0,80}}\bnăm\s+(20\d\d)\b", re.IGNORECASE
)
_CONTENT: Final = re.compile(
    r"[-–+•*\s]{0,3}(?:nêu tóm tắt )?nội dung triển khai[^.;()]{0,60}\bnăm\s+(20\d\d)\b", re.IGNORECASE
)
_OF_ANOTHER_YEAR: Final = re.compile(
    r"kiến nghị|kết luận|khắc phục|so với|chưa hoàn thành|còn lại|chuyển sang|giai đoạn|cuối", re.IGNORECASE
)
_ANY_YEAR: Final = re.compile(r"\b20\d\d\b")
_MOVED: Final = re.compile(r"hoàn thành|hoàn tất|đã chuyển đổi|chuyển đổi xong", re.IGNORECASE)
_TRANSITION: Final = re.compile(
    rf"(?:{_NUMBERED}|[-–+•]\s)?tình hình chuyển đổi sang[^.;]{{0,120}}ISO 9001:2015", re.IGNORECASE
)
_APPLIED: Final = re.compile(
    r"\b(?:áp dụng|duy trì|vận hành|phù hợp|theo|đạt)\b[^.;:]{0,80}?\bISO\s?9001\s?:\s?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(r"ISO\s?9001\s?:\s?(\d{4})")
_NO_LONGER: Final = re.compile(
    r"chuyển (?:đổi|sang)|thay (?:thế|cho|vì)|trước (?:đây|đó|khi)|\bcũ\b|hết hiệu lực|nâng cấp|không còn|từ khi|thay đổi|từng|kết thúc"
    r"|19/2014|bãi bỏ|hủy|huỷ|\blưu\b|công bố áp dụng",
    re.IGNORECASE,
)
"""The old version is spoken of as one."""
_STANDARD: Final = re.compile(r"(?:\bTCVN\s)?\bISO\s9001(?::20\d\d)?")


@check("RVW151", Severity.WARNING)
def residue(desk: Desk) -> Iterator[Objection]:
    """A note of the outline was left in the report.

    “(nêu rõ …)” tells the writer what to write and is no part of the report; what it asks for is often still missing (Circular
    26/2014/TT-BKHCN, Article 36).

    Write what the note asks for, and take the note out.

    Example: `(nêu rõ thời gian giải quyết các thủ tục hành chính: …)` before the figures of the dossiers.
    """
    signature = set(desk.recipients)
    for block in desk.paper.blocks[len(desk.head) :]:
        for match in _RESIDUE.finditer(block.text) if block not in signature else ():
            message = _("“{text}” is left over from the outline: take it out.", text=match[0])
            yield within(block, match.start(), match.end(), message)


@check("RVW152", Severity.ERROR)
def wrong_year(desk: Desk) -> Iterator[Objection]:
    """A heading names another year than the part of the report that it stands over.

    The report that the lead unit asks for (Circular 26/2014/TT-BKHCN, Article 35) tells what its year brought and what the next
    one is to bring: another year was left over from an earlier report, or the part is not what its heading says.

    Correct the year in the heading, and make sure that the words below it are of that year.

    Example: in the plan of 2022, `Nêu tóm tắt nội dung triển khai ISO năm 2021`.
    """
    if desk.year is None:
        return
    for block in desk.paper.paragraphs:
        if match := _RESULTS.match(block.text):
            yield from _other_year(block, match, desk.year)
    for block in desk.plan:
        if match := _CONTENT.match(block.text):
            yield from _other_year(block, match, desk.plan_year or desk.year + 1)
    if desk.plan and desk.plan_year != desk.year + 1 and not _OF_ANOTHER_YEAR.search(desk.plan[0].text):
        message = _(
            "The plan is headed {named}, the report is on {year}: the plan is that of {wanted}.",
            named=desk.plan_year,
            year=desk.year,
            wanted=desk.year + 1,
        )
        yield Objection(desk.plan[0].place, message, desk.plan[0].text)


def _other_year(block: Block, match: re.Match[str], wanted: int) -> Iterator[Objection]:
    names_it = str(wanted) in _ANY_YEAR.findall(block.text[: match.end() + SHORT])
    if not names_it and not _OF_ANOTHER_YEAR.search(match[0]):
        message = _(
            "This heading says {named} in the part on {wanted}: correct the year, and see that the text is of that year.",
            named=match[1],
            wanted=wanted,
        )
        yield within(block, match.start(), match.end(), message)


@check("RVW153", Severity.INFO)
def transition_over(desk: Desk) -> Iterator[Objection]:
    """The report speaks of moving to TCVN ISO 9001:2015 after the time for it was over.

    Agencies were to have moved before 30 June 2021 (Dispatch 419/BKHCN-TĐC of 21 February 2018): a later report tells how the
    system is applied.

    Head the part with applying and keeping up the system, or say since when the move is complete.

    Example: `Tình hình chuyển đổi sang HTQLCL theo … TCVN ISO 9001:2015` in a report of October 2021.
    """
    day = day_to_ask(desk)
    if day is None or day <= TRANSITION_OVER:
        return
    for block in desk.paper.paragraphs:
        match = _TRANSITION.match(block.text)
        if match and not any(_MOVED.search(other.text) for other in desk.following(block, 1)):
            message = _(
                "The move to TCVN ISO 9001:2015 was to be over by 30/6/2021: head this part with how the system is applied."
            )
            yield within(block, match.start(), match.end(), message)


@check("RVW154", Severity.INFO)
def standard_by_several_names(desk: Desk) -> Iterator[Objection]:
    """The standard goes by several names.

    The agency applies the national standard, TCVN ISO 9001:2015 (Decision 19/2014/QĐ-TTg, Article 4; Dispatch 419/BKHCN-TĐC);
    ISO 9001:2015 is the international one, and a name without its year says no version.

    Use one name throughout: that of agency.yml.

    Example: `TCVN ISO 9001:2015` in one paragraph and `ISO 9001:2015` in another.
    """
    names: dict[str, list[tuple[Block, re.Match[str]]]] = {}
    for block in desk.paper.written:
        for match in _STANDARD.finditer(block.text):
            names.setdefault(match[0], []).append((block, match))
    national = [name for name in names if name.startswith("TCVN")]
    foreign = [n for n in names if n not in national and (":" not in n or f"TCVN {n}" in national)]
    if not foreign or not national:
        return
    block, match = names[foreign[0]][0]
    listed = "; ".join(f"{name} ({len(found)})" for name, found in sorted(names.items()))
    message = _(
        "The standard goes by {count} names in this report: {names}. Use one throughout.",
        count=len(names),
        names=listed,
    )
    related = tuple(names[name][0][0].at(names[name][0][1].start()) for name in names if name != foreign[0])
    yield within(block, match.start(), match.end(), message, *related[:SHOWN])


@check("RVW155", Severity.ERROR)
def standard_over(desk: Desk) -> Iterator[Objection]:
    """The report says that a version of the standard is applied that may no longer be.

    A new version is applied as the Ministry of Science and Technology guides (Decision 19/2014/QĐ-TTg, Article 4, last paragraph):
    that of 2015 for all agencies from 30 June 2021 on (Dispatch 419/BKHCN-TĐC of 21 February 2018).

    Name the version in use, that of agency.yml; where the old one is meant, say until when it was applied.

    Example: `Cơ quan áp dụng HTQLCL theo TCVN ISO 9001:2008` in a report on 2022.
    """
    day = day_to_ask(desk)
    used = _version_in_use(desk, day) if day else None
    if used is None or desk.year is None:
        return
    for block in desk.paper.written:
        for match in _APPLIED.finditer(block.text):
            sentence = _sentence(block.text, match)
            told_of_old = any(int(year) < desk.year for year in _ANY_YEAR.findall(_VERSION.sub("", sentence)))
            if int(match[1]) < used and not told_of_old and not _NO_LONGER.search(sentence):
                message = _(
                    "The version of {old} may no longer be applied; {used} is in use: correct the name, or say until when it was "
                    "applied.",
                    old=match[1],
                    used=f"TCVN ISO 9001:{used}",
                )
                yield within(block, match.start(), match.end(), message)


def _version_in_use(desk: Desk, day: date) -> int | None:
    """Return the year of the version that holds on a day: by agency.yml, else by the dispatch; None where neither says."""
    standard = desk.library.agency.standard_on(day) if desk.library else None
    match = _VERSION.search(standard.version) if standard else None
    if match:
        return int(match[1])
    return LATEST if day > TRANSITION_OVER else None


def _sentence(text: str, match: re.Match[str]) -> str:
    """Return the sentence, or the part of it up to a semicolon, that a match stands in."""
    before = re.split(r"[.;]\s", text[max(0, match.start() - FAR) : match.start()])[-1]
    after = re.split(r"[.;](?:\s|\Z)", text[match.end() : match.end() + FAR])[0]
    return f"{before}{match[0]}{after}"
