"""Who must read a version in force, and who has (TCVN ISO 9001:2015, clauses 7.3 and 7.5.3.2.a).

Asked are the people of the divisions that hold the document, as long as they hold their post. A reading counts for the text
with the fingerprint that was read: a new version asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.kinds.acknowledgement import Acknowledgement
from sotay.library import remembered
from sotay.lists.distribution import held

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sotay.kinds.agency import Person
    from sotay.library import Document, Library
    from sotay.lists.distribution import Held


@dataclass(frozen=True, slots=True)
class DivisionCoverage:
    """The people of one division that are asked to read a version; ``read`` is identifier → day for those who have."""

    division: str
    asked: tuple[Person, ...]
    read: dict[str, date]

    @property
    def missing(self) -> tuple[Person, ...]:
        """Those who have not read it yet."""
        return tuple(person for person in self.asked if person.id not in self.read)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a version in force has been read; ``sheets`` are those kept for any version of the document, oldest first."""

    held: Held
    sheets: tuple[Document[Acknowledgement], ...]
    divisions: tuple[DivisionCoverage, ...]

    @property
    def asked(self) -> int:
        """How many people must read it."""
        return len({person.id for division in self.divisions for person in division.asked})

    @property
    def read(self) -> int:
        """How many of them have."""
        return len({identifier for division in self.divisions for identifier in division.read})


@dataclass(frozen=True, slots=True)
class DivisionTotal:
    """The readings that a division owes over all documents, and those that were made."""

    division: str
    asked: int
    read: int


@remembered
def coverage(library: Library) -> tuple[Coverage, ...]:
    """Return how far each document in force has been read by ``as_of``, by code."""
    sheets: dict[str, list[Document[Acknowledgement]]] = {}
    for sheet in library.known(Acknowledgement):
        sheets.setdefault(sheet.meta.code, []).append(sheet)
    return tuple(
        _cover(library, version, sheets.get(version.document.meta.code, ())) for version in held(library)
    )


def totals(library: Library) -> tuple[DivisionTotal, ...]:
    """Return the figures of each division, in the order of agency.yml, over the documents that sheets are kept for."""
    asked: dict[str, int] = {}
    read: dict[str, int] = {}
    for document in coverage(library):
        for division in document.divisions if document.sheets else ():
            asked[division.division] = asked.get(division.division, 0) + len(division.asked)
            read[division.division] = read.get(division.division, 0) + len(division.read)
    order = [division.code for division in library.agency.divisions]
    return tuple(
        DivisionTotal(code, asked[code], read[code])
        for code in dict.fromkeys((*order, *sorted(asked)))
        if code in asked
    )


def _cover(library: Library, version: Held, sheets: Iterable[Document[Acknowledgement]]) -> Coverage:
    kept = tuple(sheets)
    readings = _readings(library, version, kept)
    return Coverage(version, kept, tuple(_division(library, code, readings) for code in version.divisions))


def _division(library: Library, code: str, readings: dict[str, date]) -> DivisionCoverage:
    asked = {
        person.id: person
        for person in library.agency.people
        if person.division == code and person.holds(library.as_of)
    }
    read = {identifier: readings[identifier] for identifier in asked if identifier in readings}
    return DivisionCoverage(code, tuple(asked.values()), read)


def _readings(
    library: Library, version: Held, sheets: Iterable[Document[Acknowledgement]]
) -> dict[str, date]:
    """Return person → the first day on which they read exactly this text."""
    found: dict[str, date] = {}
    for sheet in sheets:
        if (sheet.meta.version, sheet.meta.sha256) == (version.issue.version, version.issue.sha256):
            for reader in sheet.meta.readers:
                if reader.date <= library.as_of:
                    found[reader.person] = min(reader.date, found.get(reader.person, reader.date))
    return found
