"""A report examined: by itself, and against the library of its agency where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.messages import _
from sotay.review.desk import Desk, is_of
from sotay.review.remarks import Remark, remarks

if TYPE_CHECKING:
    from datetime import date

    from sotay.library import Library
    from sotay.review.paper import Paper


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a report.

    ``as_of`` is the day on which the library was asked, None without one. ``notes`` say what could not be held against what.
    """

    name: str
    year: int | None
    as_of: date | None
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether the report contradicts itself or the library: a remark at error level."""
        return any(remark.severity is Severity.ERROR for remark in self.remarks)


def examine(paper: Paper, library: Library | None) -> Examination:
    """Hold a report against itself and, where it is of the library's agency, against the library."""
    desk = Desk(paper, library)
    if library is None:
        notes = [_("Only the text was read: without agency.yml there is no register to hold it against.")]
    elif is_of(desk, library):
        notes = []
    else:
        notes = [
            _(
                "The report is not of {agency}, whose library this is: only the text was read.",
                agency=library.agency.names_on(library.as_of).name,
            )
        ]
        desk = Desk(paper)
    if desk.year is None:
        notes.append(_("The title names no year: what depends on the year was not held against it."))
    asked = desk.library.as_of if desk.library is not None else None
    return Examination(paper.name, desk.year, asked, remarks(desk), tuple(notes))
