"""RVW20: the papers that the report names, held against the records and the register of laws that the library keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.messages import _
from sotay.review.checks.papers import stroked, two_numbers
from sotay.review.desk import is_of
from sotay.review.remarks import Objection, about, check

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.kinds.base import OfficialRecord
    from sotay.kinds.legal import LegalDocument
    from sotay.library import Document, Library
    from sotay.review.citations import Citation
    from sotay.review.desk import Desk


@check("RVW206", Severity.WARNING)
def not_in_library(desk: Desk) -> Iterator[Objection]:
    """A paper of the agency's own is named that the library does not hold.

    The inspecting unit checks a report against its evidence (Circular 26/2014/TT-BKHCN, Article 37.1); of the years that the library
    keeps, it has the agency's own papers.

    Add the paper to records/, or correct its number.

    Example: `Kế hoạch số 314/KH-BQLKCN`, while the library holds `134/KH-BQLKCN`.
    """
    if desk.library is None or not is_of(desk, desk.library):
        return
    doubtful = {cited.number for pair in two_numbers(desk) for cited in pair}
    doubtful |= {cited.number for cited, _kept in _near(desk, desk.library)}
    kept = _by_number(desk.library)
    years = {record.meta.date.year for record in desk.library.records if record.meta.date}
    said: set[str] = set()
    for cited in desk.cited:
        year = cited.day.year if cited.day else desk.year
        is_new = cited.number not in kept and cited.number not in doubtful | said
        if is_new and year in years and _is_own(desk.library, cited):
            said.add(cited.number)
            message = _(
                "The library has no record of {number}: add it to records/, or correct the number.",
                number=cited.number,
            )
            yield about(cited, message)


@check("RVW207", Severity.ERROR)
def other_day_than_the_record(desk: Desk) -> Iterator[Objection]:
    """A paper is named with another day than its record has.

    The inspecting unit checks a report against its evidence (Circular 26/2014/TT-BKHCN, Article 37.1), and number and day name the
    paper (Decree 30/2020/NĐ-CP, Article 15).

    Look the day up on the paper, and correct the report or the record.

    Example: `Quyết định số 40/QĐ-BQLKCN ngày 31/10/2020`, and a record of 13/10/2020; `152/2020/NĐ-CP ngày 15/02/2021`, which
    is its day of effect.
    """
    if desk.library is None or not is_of(desk, desk.library):
        return
    kept = _by_number(desk.library)
    for cited in desk.cited:
        days = {record.meta.date: record for record in kept.get(cited.number, []) if record.meta.date}
        mistaken = next((day for day in days if cited.day and _mistaken(cited.day, day)), None)
        if cited.day and mistaken and cited.day not in days:
            message = _(
                "{number} is of {day} here, its record {record} is of {kept}: look the day up on the paper.",
                number=cited.number,
                day=write_short(cited.day),
                record=days[mistaken].path,
                kept=write_short(mistaken),
            )
            yield about(cited, message)
        law = desk.library.legal.get(cited.number)
        if cited.day and law and law.meta.issued and law.meta.issued != cited.day:
            message = _law_of_another_day(law, law.meta.issued, cited.day)
            yield about(cited, message)


def _law_of_another_day(law: Document[LegalDocument], issued: date, said: date) -> str:
    if any(effect.from_ == said for effect in law.meta.effects):
        return _(
            "{number} was issued on {issued}; {day}, which stands here, is the day on which it took effect: a law is named with "
            "its day of issue.",
            number=law.meta.number,
            issued=write_short(issued),
            day=write_short(said),
        )
    return _(
        "{number} is of {day} here, the register has it issued on {issued}: look the day up in the text.",
        number=law.meta.number,
        day=write_short(said),
        issued=write_short(issued),
    )


@check("RVW208", Severity.WARNING)
def near_number(desk: Desk) -> Iterator[Objection]:
    """A paper is named by a number that differs from its record's in its signs alone.

    Number and symbol name a paper (Decree 30/2020/NĐ-CP, Article 15); whoever asks for it by another symbol does not find it.

    See which symbol the paper bears, and write that in the report and the record.

    Example: `Công văn số 1243/SKHCN-TĐC`, and the record is of `1243/SKH-CN-TĐC`.
    """
    if desk.library is None or not is_of(desk, desk.library):
        return
    said: set[str] = set()
    for cited, kept in _near(desk, desk.library):
        if cited.number not in said and stroked(cited.number) != kept:  # else RVW203 says it
            said.add(cited.number)
            message = _(
                "{number} is {kept} in the library: see which the paper bears, and write that in both places.",
                number=cited.number,
                kept=kept,
            )
            yield about(cited, message)


def _near(desk: Desk, library: Library) -> Iterator[tuple[Citation, str]]:
    """Yield the papers named by a number that the library does not have, with the one of the same letters that it has."""
    kept = _by_number(library)
    days: dict[str, set[date | None]] = {
        number: {record.meta.date for record in records} for number, records in kept.items()
    }
    days |= {number: {law.meta.issued} for number, law in library.legal.items()}
    alike: dict[str, list[str]] = {}
    for number in days:
        alike.setdefault(_letters(number), []).append(number)
    for cited in desk.cited:
        for number in alike.get(_letters(cited.number), []) if cited.number not in days else ():
            years = {day.year for day in days[number] if day}
            if cited.day is None or not years or cited.day.year in years:
                yield cited, number
                break


def _letters(number: str) -> str:
    """Return a number without its dashes, blanks and strokes, in capitals: what is left tells papers apart."""
    serial, _slash, symbol = number.partition("/")
    return f"{serial.lstrip('0')}/{re.sub(r'[^A-Z0-9/]', '', symbol.upper().replace('Đ', 'D'))}"


def _mistaken(said: date, kept: date) -> bool:
    """Say whether one day was written for the other: series begin anew each year, so another year may be another paper."""
    return said.year == kept.year or (said.day, said.month) == (kept.day, kept.month)


def _by_number(library: Library) -> dict[str, list[Document[OfficialRecord]]]:
    found: dict[str, list[Document[OfficialRecord]]] = {}
    for record in library.records:
        if record.meta.number:
            found.setdefault(record.meta.number, []).append(record)
    return found


def _is_own(library: Library, cited: Citation) -> bool:
    """Say whether a number is of the agency's series or of one of its committees'."""
    own = {names.abbreviation for names in library.agency.names}
    series = {symbol for committee in library.agency.committees for symbol in committee.series}
    return cited.symbol in series or not own.isdisjoint(cited.symbol.split("-"))
