"""RVW20: the papers that the report names: their numbers and days, held against each other."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.messages import _
from sotay.review.citations import PAPERS
from sotay.review.remarks import Objection, about, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.review.citations import Citation
    from sotay.review.desk import Desk

SUBJECT: Final = 15
"""How many letters a subject has at least that tells two papers to be one."""

_KNOWN: Final = "QĐ|KH|BC|BB|TB|TTr|NQ"
_GLUED: Final = re.compile(r"(QĐ|NQ|TTr)([A-ZĐƯ]{2,})\Z|(KH|BC|BB|TB)([A-ZĐƯ]{3,})\Z")
"""A short symbol that begins with these letters may be a unit's: KHTC, TBXH."""

_SPACED: Final = re.compile(rf"\bsố\s+(\d{{1,5}}\s?/\s?(?:{_KNOWN})\s?[-–]\s?[A-ZĐ]{{2,20}})(?![a-zà-ỹ])")
_ISSUED: Final = re.compile(
    r"\s?,?\s?(?:của|do)\s([^.;,()]{3,60}?)(?=\s(?:về|ban hành|ngày)\b|[.;,()]|\Z)", re.IGNORECASE
)
_STRIPPED: Final = {
    "QD": "QĐ",
    "ND": "NĐ",
    "XXLD": "XXLĐ",
    "BCD": "BCĐ",
    "HDND": "HĐND",
    "BKHDT": "BKHĐT",
    "BGDDT": "BGDĐT",
    "BLDTBXH": "BLĐTBXH",
}
_STROKELESS: Final = re.compile(
    rf"(?<![^-/])(?:{'|'.join(word for word in _STRIPPED if word != 'ND')}|ND(?=-CP))(?![^-])"
)
"""D for Đ; ND alone may be a unit's own letters, and is a decree only of the Government."""


@check("RVW201", Severity.ERROR)
def one_paper_two_numbers(desk: Desk) -> Iterator[Objection]:
    """One paper goes by two numbers.

    A paper has one number and symbol, of its own within the year (Decree 30/2020/NĐ-CP, Article 15); whoever asks for it by the
    other number finds nothing.

    See which number the paper itself bears, and write that in both places.

    Example: the audit plan of 30/9/2021 is `01/KH-ISO` in the table and `01/KH-BCĐ` in the text.
    """
    for first, second in two_numbers(desk):
        message = _(
            "The paper of {day} is {first} here and {second} elsewhere: a paper has one number. See which one it bears, and write "
            "it in both places.",
            day=write_short(first.day) if first.day else "",
            first=first.number,
            second=second.number,
        )
        yield about(first, message, second)


def two_numbers(desk: Desk) -> list[tuple[Citation, Citation]]:
    """Return pairs of citations that give one paper two numbers: of one day and kind, with one serial number or subject."""
    first_of: dict[str, Citation] = {}
    for cited in desk.cited:
        if cited.day is not None and cited.paper:
            first_of.setdefault(cited.number, cited)
    alike: dict[tuple[str, date], list[Citation]] = {}
    for cited in first_of.values():
        assert cited.day is not None
        alike.setdefault((cited.paper, cited.day), []).append(cited)
    kept = {record.meta.number for record in desk.library.records} if desk.library else set()
    return [
        (first, second)
        for several in alike.values()
        for first, second in combinations(several[:10], 2)
        if _are_one(desk, first, second) and not {first.number, second.number} <= kept
    ]


def _are_one(desk: Desk, first: Citation, second: Citation) -> bool:
    if first.serial == second.serial and first.block != second.block:
        return bool(desk.topics(first) & desk.topics(second))
    return len(first.subject) >= SUBJECT and first.subject.lower() == second.subject.lower()


@check("RVW202", Severity.WARNING)
def malformed_number(desk: Desk) -> Iterator[Objection]:
    """The number of a paper is not written as the decree asks.

    Number, slash, kind of paper, dash, body, without spaces: 363/QĐ-UBND; numbers below 10 have a leading zero (Decree
    30/2020/NĐ-CP, Annex I, II.3).

    Look the number up on the paper, and write it as it stands there.

    Example: `363/QĐUBND` lacks the dash.
    """
    for cited in desk.cited:
        glued = _GLUED.match(cited.symbol)
        if glued:
            wanted = f"{cited.serial}/{'-'.join(filter(None, glued.groups()))}"
        elif cited.paper and "-" in cited.symbol and len(cited.serial) == 1:
            wanted = f"0{cited.number}"
        else:
            continue
        message = _(
            "The number {number} is not written as the decree asks: {wanted}, if the paper bears it so.",
            number=cited.number,
            wanted=wanted,
        )
        yield about(cited, message)
    for block in desk.paper.blocks[len(desk.head) :]:
        for match in _SPACED.finditer(block.text):
            if " " in match[1]:
                wanted = re.sub(r"\s", "", match[1]).replace("–", "-")
                message = _(
                    "The number {number} is not written as the decree asks: {wanted}, if the paper bears it so.",
                    number=match[1],
                    wanted=wanted,
                )
                yield within(block, match.start(1), match.end(1), message)


@check("RVW203", Severity.WARNING)
def letter_without_stroke(desk: Desk) -> Iterator[Objection]:
    """An abbreviation in a number has D where its word has Đ.

    An abbreviation takes the first letters of the words (Decree 30/2020/NĐ-CP, Annexes I and III): lãnh đạo is LĐ, quyết định QĐ,
    chỉ đạo CĐ. A search for the right form does not find the wrong one.

    Write Đ; where the paper itself has D, keep it as it is and use the right form from the next paper on.

    Example: `01/BB-XXLD` for the minutes of a review (xem xét lãnh đạo) is to be `01/BB-XXLĐ`.
    """
    seen: set[str] = set()
    for cited in desk.cited:
        right = stroked(cited.number)
        if cited.number not in seen and right != cited.number:
            seen.add(cited.number)
            message = _(
                "In {number}, D stands for Đ: {right}, if the paper bears it so.",
                number=cited.number,
                right=right,
            )
            yield about(cited, message)


def stroked(number: str) -> str:
    """Return a number with Đ where D stands for it."""
    return _STROKELESS.sub(lambda match: _STRIPPED[match[0]], number)


@check("RVW204", Severity.ERROR)
def one_number_two_days(desk: Desk) -> Iterator[Objection]:
    """One number goes with two days.

    Number and symbol are unique within the year (Decree 30/2020/NĐ-CP, Article 15): one of the days is wrong.

    Look the day up on the paper, and write it in both places.

    Example: `134/KH-BQLKCN ngày 19/02/2021` in the table and `134/KH-BQLKCN ngày 12/02/2021` in the text.
    """
    first_of: dict[tuple[str, int], Citation] = {}
    for cited in desk.cited:
        if cited.day is None:
            continue
        first = first_of.setdefault((cited.number, cited.day.year), cited)
        if first.day is not None and first.day != cited.day and not _of_two_bodies(first, cited):
            message = _(
                "{number} is of {day} here and of {other} elsewhere: look the day up on the paper.",
                number=cited.number,
                day=write_short(cited.day),
                other=write_short(first.day),
            )
            yield about(cited, message, first)


def _of_two_bodies(first: Citation, second: Citation) -> bool:
    """Say whether the text names two bodies as those that issued a number: each has its own series."""
    said = [_ISSUED.match(cited.block.text, cited.end) for cited in (first, second)]
    return all(said) and len({match[1].lower() for match in said if match}) > 1


@check("RVW205", Severity.WARNING)
def kind_and_number_differ(desk: Desk) -> Iterator[Objection]:
    """A paper is called one kind, and its number is that of another.

    The number bears the abbreviation of the kind of paper; a letter bears none (Decree 30/2020/NĐ-CP, Annex I, II.3, and
    Annex III).

    See what the paper is, and correct its name or its number.

    Example: `Quyết định số 134/KH-BQLKCN` calls a plan a decision.
    """
    for cited in desk.cited:
        wanted = PAPERS.get(cited.kind)
        if wanted is not None and cited.paper and wanted != cited.paper:
            message = _(
                "{number} is called “{kind}”, its symbol {symbol} is of another kind: correct the name or the number.",
                number=cited.number,
                kind=cited.kind,
                symbol=cited.paper,
            )
            yield about(cited, message)
