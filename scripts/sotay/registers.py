"""From the rows of the dossier register to figures: counted, never typed (Decree 61/2018/NĐ-CP, Article 30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.kinds.dossier import Dossier
    from sotay.library import RegisterRow


@dataclass(frozen=True, slots=True)
class DossierFigures:
    """Counts of dossiers in a period; ``shares`` are per cent of what was received.

    *early* is returned on a day before the appointed one, *on time* on that day, *late* after it (Circular
    01/2018/TT-VPCP, Article 13); *overdue* is not returned and past its day.
    """

    carried_over: int = 0
    received: int = 0
    resolved: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    pending: int = 0
    overdue: int = 0

    def share(self, count: int) -> float:
        """Return ``count`` as per cent of the dossiers there were; 0 where there were none."""
        there = self.received + self.carried_over
        return 100 * count / there if there else 0.0


def count_dossiers(rows: Iterable[RegisterRow[Dossier]], year: int, as_of: date) -> DossierFigures:
    """Count the dossiers of ``year`` as they stood at the end of ``as_of``."""
    start, end = date(year, 1, 1), min(as_of, date(year, 12, 31))
    carried = received = early = on_time = late = pending = overdue = 0
    for row in rows:
        dossier = row.entry
        came, due = dossier.received_at.date(), dossier.due_at.date()
        back = (
            dossier.returned_at.date() if dossier.returned_at and dossier.returned_at.date() <= end else None
        )
        if came > end or (back is not None and back < start):
            continue
        carried += came < start
        received += came >= start
        if back is None:
            pending += 1
            overdue += due < end
        else:
            early += back < due
            on_time += back == due
            late += back > due
    return DossierFigures(carried, received, early + on_time + late, early, on_time, late, pending, overdue)
