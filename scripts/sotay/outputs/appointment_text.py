"""An appointment for a person: each moment with its reason, the law, and what of it is unverified."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sotay.appointments import write_moment
from sotay.calendar_vn import weekday_name, write_short
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sotay.appointments import Appointment
    from sotay.kinds.procedure import ControlledDocument


def render(procedure: ControlledDocument, appointment: Appointment, caveats: tuple[str, ...]) -> bytes:
    """Return the appointment, a line for each thing."""
    return ("\n".join(_lines(procedure, appointment, caveats)) + "\n").encode()


def _lines(
    procedure: ControlledDocument, appointment: Appointment, caveats: tuple[str, ...]
) -> Iterator[str]:
    terms, out = appointment.terms, appointment.out
    yield _(
        "{code}, version {version}: {title}",
        code=procedure.code,
        version=procedure.version,
        title=procedure.title,
    )
    yield _("Processing time: {time}", time=f"{appointment.processing_time} {appointment.unit}")
    yield _("Received: {moment}", moment=_named(appointment.received_at))
    zero = f"{weekday_name(appointment.day_zero)}, {write_short(appointment.day_zero)}"
    if appointment.unit == "giờ":
        yield _("Counted from: {day}", day=_named(appointment.counted_from))
    else:
        yield _("Day that is not counted: {day}", day=zero)
    if appointment.why_zero:
        yield _("Why: {reason}", reason=appointment.why_zero)
    if appointment.skipped:
        yield _("Days off on the way: {days}", days=_days(appointment.skipped))
    if out.days:
        yield _("Suspended, out of the clock: {days} days", days=out.days)
    if out.hours:
        yield _(
            "Suspended, out of the clock: {hours} working hours", hours=f"{out.hours / timedelta(hours=1):g}"
        )
    yield _("Due: {moment}", moment=_named(appointment.due))
    if out.since:
        yield _(
            "Suspended since {moment}: the clock stands still, and the day moves on when it is resumed.",
            moment=_named(out.since),
        )
    yield _("To be handed over by: {moment}", moment=_named(appointment.hand_over_by))
    yield _(
        "If it is going to be late: letter of apology by {day}, a new day {times} time at most",
        day=write_short(appointment.apology_by),
        times=terms.reappointments,
    )
    yield _(
        "By: {laws}; Civil Code 91/2015/QH13, Articles 147 and 148.",
        laws=terms.law("hand_over", "apology"),
    )
    yield from (_("Note: {note}", note=note) for note in caveats)


def _named(moment: datetime) -> str:
    return f"{weekday_name(moment.date())}, {write_moment(moment)}"


def _days(skipped: tuple[tuple[date, str], ...]) -> str:
    return ", ".join(f"{write_short(day)} ({why})" for day, why in skipped)
