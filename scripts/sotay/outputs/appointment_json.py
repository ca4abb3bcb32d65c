"""An appointment for machines; moments in ISO form, local time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sotay.appointments import Appointment
    from sotay.kinds.procedure import ControlledDocument


def render(procedure: ControlledDocument, appointment: Appointment, caveats: tuple[str, ...]) -> bytes:
    """Return the appointment as JSON; suspended time in days, or in minutes where the procedure counts hours."""
    out, terms = appointment.out, appointment.terms
    answer = {
        "procedure": procedure.code,
        "version": procedure.version,
        "processing_time": appointment.processing_time,
        "unit": appointment.unit,
        "received_at": appointment.received_at.isoformat(timespec="minutes"),
        "counted_from": appointment.counted_from.isoformat(timespec="minutes"),
        "counted_from_reason": appointment.why_zero,
        "due_at": appointment.due.isoformat(timespec="minutes"),
        "skipped": [{"date": day.isoformat(), "why": why} for day, why in appointment.skipped],
        "suspended_days": out.days,
        "suspended_minutes": int(out.hours.total_seconds()) // 60,
        "suspended_since": out.since.isoformat(timespec="minutes") if out.since else None,
        "hand_over_by": appointment.hand_over_by.isoformat(timespec="minutes"),
        "apology_by": appointment.apology_by.isoformat(),
        "reappointments": terms.reappointments,
        "law": terms.number,
        "verified": terms.verified,
        "notes": list(caveats),
    }
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()
