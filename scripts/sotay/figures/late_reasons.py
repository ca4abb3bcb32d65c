"""Why dossiers were late, as the register says it; what may name a person is told to nobody."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sotay.complaints import hidden
from sotay.figures import dossier_count
from sotay.figures.counting import By, DossierFigures
from sotay.messages import _
from sotay.rules.records import IDENTITY_CARD, TELEPHONE

if TYPE_CHECKING:
    from sotay.figures.period import Period
    from sotay.library import Library

MOST: Final = 20
"""As many reasons stand by themselves; in a register where each is worded anew, the others are added up."""


def late_reasons(library: Library, period: Period) -> dict[str, DossierFigures]:
    """Return the reasons of a period with most dossiers, late or overdue; those that seem to name a person are added up."""
    private = _private(library)
    told: dict[str, DossierFigures] = {}
    counted = dossier_count.count(library, period, By.REASON).figures
    for reason, figures in sorted(
        counted.items(), key=lambda item: (-item[1].late - item[1].overdue, item[0] or "")
    ):
        name = _("(not stated)") if reason is None else reason
        if reason in private:
            name = hidden()
        elif name not in told and len(told) >= MOST:
            name = _("Other reasons")
        told[name] = _sum(told.get(name, DossierFigures()), figures)
    return told


def _private(library: Library) -> set[str]:
    """Return the reasons that hold an applicant's name, or what looks like a number of a card or a telephone."""
    found = set()
    for row in library.dossiers:
        reason, applicant = row.entry.late_reason, row.entry.applicant
        if reason and (
            IDENTITY_CARD.search(reason)
            or TELEPHONE.search(reason)
            or (applicant and applicant.casefold() in reason.casefold())
        ):
            found.add(reason)
    return found


def _sum(one: DossierFigures, other: DossierFigures) -> DossierFigures:
    added: dict[str, Any] = asdict(other)
    return DossierFigures(**{name: count + added[name] for name, count in asdict(one).items()})
