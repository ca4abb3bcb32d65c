"""The desk of the review's input pack: the records of its year, how they are told, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.figures.period import Period
from sotay.kinds.base import OfficialRecord
from sotay.messages import _
from sotay.report.facts import citation
from sotay.rules.corrections import is_open

if TYPE_CHECKING:
    from datetime import date
    from typing import TypeVar

    from sotay.library import Document, Library

    Record = TypeVar("Record", bound=OfficialRecord)


class Desk:
    """What is gathered for the pack of one year, and what is missing."""

    def __init__(self, library: Library, year: int) -> None:
        self.library, self.year = library, year
        self.period = Period.of_year(year).until(library.as_of)
        self.gaps: list[str] = []

    def of(self, kind: type[Record]) -> list[Document[Record]]:
        """Return the records of a kind that serve the year."""
        return [record for record in self.library.known(kind) if record.meta.serves == self.year]

    def name(self, record: Document[OfficialRecord]) -> str:
        """Return how a record is cited."""
        return citation(self.library, record).text

    def who(self, identifier: str, closed: date | None) -> str:
        """Return name and position of who closed something, or owes it now; as it is written where agency.yml does not know it."""
        day = self.library.as_of if closed is None else min(closed, self.library.as_of)
        person = self.library.agency.person(identifier, day)
        return f"{person.name}, {person.position}" if person else identifier

    def lacks(self, sentence: str) -> None:
        """Note what is missing, a sentence with its remedy."""
        self.gaps.append(sentence)

    def lacks_records(self, kind: type[OfficialRecord]) -> None:
        """Note that the year has no record of a kind."""
        self.lacks(
            _(
                "There is no record of {kind} for {year}: add one to {folder}.",
                kind=str(kind.label),
                year=self.year,
                folder=kind.folder,
            )
        )

    def owed(self, due: date | None, closed: date | None) -> str:
        """Say how something stands that somebody owes by a day."""
        if not is_open(closed, self.library) and closed is not None:
            late = due is not None and closed > due
            day = write_short(closed)
            return _("done on {day}, late", day=day) if late else _("done on {day}", day=day)
        return _("overdue") if due is not None and due < self.library.as_of else _("in progress")

    def within(self, day: date) -> bool:
        """Say whether a day lies in the year, up to the day that is asked about."""
        return self.period.start <= day <= self.period.end
