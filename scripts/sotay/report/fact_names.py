"""What the facts of an annual report are called where they stand without their sentence, as in the table of evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.messages import _

if TYPE_CHECKING:
    from sotay.library import Library

_RECORD: Final = re.compile(r"(?:record|enclosure):(.+)")
_COUNTED: Final = re.compile(r"(budget|estimate)\.(\d+)(?:\.(\w+))?")


def fact_name(library: Library, identifier: str) -> str:
    """Return what a fact is; one that cites a record is called by the record's kind."""
    if cited := _RECORD.fullmatch(identifier):
        record = library.by_id.get(cited[1])
        return str(record.meta.label) if record else _("Enclosure")
    if counted := _COUNTED.fullmatch(identifier):
        family, number, name = counted.groups()
        if family == "budget":
            return _("{figure}, decision {number}", figure=_figures()[f"budget.{name}"], number=number)
        line = _("Estimate, line {number}", number=number)
        return _("{line}: number of processes", line=line) if name else line
    return _figures().get(identifier, identifier)


def _figures() -> dict[str, str]:
    shares = {
        "resolved": _("Share of dossiers resolved"),
        "early": _("Share of dossiers resolved early"),
        "on_time": _("Share of dossiers resolved on time"),
        "late": _("Share of dossiers resolved late"),
    }
    return {
        "audit.nonconformities": _("Nonconformities that the audit found"),
        "budget.granted": _("Money granted"),
        "budget.disbursed": _("Money disbursed"),
        "budget.remaining": _("Money left"),
        "dossiers.until": _("Day until which dossiers are counted"),
        "dossiers.carried_over": _("Dossiers carried over from the year before"),
        "dossiers.received": _("Dossiers received"),
        "dossiers.resolved": _("Dossiers resolved"),
        "dossiers.early": _("Dossiers resolved early"),
        "dossiers.on_time": _("Dossiers resolved on time"),
        "dossiers.late": _("Dossiers resolved late"),
        "dossiers.pending": _("Dossiers pending"),
        "dossiers.overdue": _("Dossiers pending past their day"),
        "dossiers.left_out": _("Rows of the register that could not be counted"),
        **{
            f"dossiers.{name}_share": _("{share}, of received and carried over", share=share)
            for name, share in shares.items()
        },
        **{
            f"dossiers.{name}_share_of_resolved": _("{share}, of resolved", share=share)
            for name, share in shares.items()
        },
        "estimate.total": _("Estimate, sum"),
        "laws.count": _("Laws that changed procedures in force"),
        "laws.in_time": _("Laws that the procedures followed in time"),
        "laws.late": _("Laws that the procedures followed late, or not yet though their last day is past"),
        "laws.open": _("Laws that the procedures do not follow yet, before their last day"),
        "laws.unassessed": _("Laws whose effect nobody has assessed"),
        "procedures.in_force": _("List of the procedures in force"),
        "survey.issued": _("Survey sheets issued"),
        "survey.answers": _("Survey answers"),
        "survey.satisfied": _("Survey answers that are satisfied"),
        "survey.satisfaction": _("Share of satisfied answers"),
        "survey.margin": _("Margin of the share of satisfied answers"),
        "training.participants": _("Participants of the training"),
    }
