"""Which rows of the dossier register figures may count, and how many were left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.kinds.dossier import Dossier
from sotay.library import remembered
from sotay.rules import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sotay.findings import Finding
    from sotay.library import Library, RegisterRow

_THEME: Final = "DOS1"


@dataclass(frozen=True, slots=True)
class SoundRows:
    """The rows that figures count; ``left_out_by_file`` says how many each register has besides, where it has some."""

    rows: tuple[RegisterRow[Dossier], ...]
    left_out_by_file: Mapping[str, int]

    @property
    def left_out(self) -> int:
        """How many rows of all registers are not counted."""
        return sum(self.left_out_by_file.values())


@remembered
def impossible(library: Library) -> tuple[Finding, ...]:
    """Return what rules DOS1xx say, as errors, of rows that cannot be true."""
    return tuple(
        finding
        for rule in catalogue()
        if rule.code.startswith(_THEME) and rule.severity is Severity.ERROR
        for finding, _ahead in rule.check(library)
    )


@remembered
def sound_rows(library: Library) -> SoundRows:
    """Return the rows of which no rule DOS1xx says, as an error, that they cannot be true.

    Left out are those, and the rows that could not be read.
    """
    wrong = {(finding.place.file, finding.place.line) for finding in impossible(library)}
    left_out = library.unread_of(Dossier)
    rows = []
    for row in library.dossiers:
        if (row.file, row.line) in wrong:
            left_out[row.file] = left_out.get(row.file, 0) + 1
        else:
            rows.append(row)
    return SoundRows(tuple(rows), dict(sorted(left_out.items())))
