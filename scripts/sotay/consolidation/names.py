"""What people call the figures of a report."""

from __future__ import annotations

from sotay.messages import _


def count_names() -> dict[str, str]:
    """Return the names of the figures that are added up, by identifier."""
    return {
        "dossiers.carried_over": _("Carried over"),
        "dossiers.received": _("Received"),
        "dossiers.resolved": _("Resolved"),
        "dossiers.early": _("Early"),
        "dossiers.on_time": _("On time"),
        "dossiers.late": _("Late"),
        "dossiers.pending": _("Pending"),
        "dossiers.overdue": _("Overdue"),
        "dossiers.left_out": _("Rows of the register not counted"),
        "survey.answers": _("Answers to the survey"),
        "survey.satisfied": _("Satisfied answers"),
        "training.participants": _("People trained"),
        "audit.nonconformities": _("Nonconformities"),
        "laws.count": _("Laws that hit procedures"),
        "laws.in_time": _("Laws followed in time"),
        "laws.late": _("Laws followed late or overdue"),
        "laws.open": _("Laws still within their time"),
        "laws.unassessed": _("Laws not assessed"),
        "budget.granted": _("Budget granted (VND)"),
        "budget.disbursed": _("Budget disbursed (VND)"),
    }


def share_names() -> dict[str, str]:
    """Return the names of the shares that a report states, by identifier."""
    return {
        "dossiers.resolved_share": _("share resolved, of received"),
        "dossiers.early_share": _("share early, of received"),
        "dossiers.on_time_share": _("share on time, of received"),
        "dossiers.late_share": _("share late, of received"),
        "dossiers.early_share_of_resolved": _("share early, of resolved"),
        "dossiers.on_time_share_of_resolved": _("share on time, of resolved"),
        "dossiers.late_share_of_resolved": _("share late, of resolved"),
        "survey.satisfaction": _("share satisfied"),
    }
