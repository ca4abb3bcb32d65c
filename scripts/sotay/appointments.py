"""When the result of a dossier is due: the time of the procedure on the clock of the office. Pure.

Civil Code 91/2015/QH13, Articles 147 and 148: the first day of a term in days is not counted, a term in hours begins at
its moment, a last day off gives way to the next working day, also where it is the day that was promised. Decree
61/2018/NĐ-CP, Article 18: the cut-off.

What the law leaves open, and the office's policy or practice settles:

- What is received on a day off, or outside working hours, counts as received when the office next works.
- What is received after the cut-off counts from the next working day (``after_cut_off``).
- A result due on a day is due at the end of that day's working hours.
- Eight working hours are a working day; an office with other hours works them by its own clock.
- A suspension takes as many days out of the clock as lie after the day it began, up to and with the day it ended: working
  days, or all days where the procedure counts those; of a procedure that counts hours, the working hours between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from sotay.calendar_vn import proposal_note, unverified, write_short
from sotay.kinds.agency import WorkingHours
from sotay.messages import _
from sotay.one_stop import terms_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.calendar_vn import Calendar
    from sotay.kinds.agency import Agency
    from sotay.kinds.dossier import Suspension
    from sotay.one_stop import Terms

Unit = Literal["ngày làm việc", "ngày", "giờ"]

ASSUMED_HOURS: Final = WorkingHours(morning="07:30-11:30", afternoon="13:00-17:00")
_DAY: Final = timedelta(days=1)


class NoAppointmentError(ValueError):
    """A moment of which no appointment can be told; its text says why."""


@dataclass(frozen=True, slots=True)
class Office:
    """On whose clock time runs: days, hours and policy.

    ``cut_off`` is None where the law's serves; ``assumed`` says that the office did not state its hours.
    """

    calendar: Calendar
    sessions: tuple[tuple[time, time], ...]
    cut_off: time | None = None
    next_day_after_cut_off: bool = True
    assumed: bool = False

    def opens(self, day: date) -> datetime:
        """Return when work begins on a day."""
        return datetime.combine(day, self.sessions[0][0])

    def closes(self, day: date) -> datetime:
        """Return when work ends on a day."""
        return datetime.combine(day, self.sessions[-1][1])

    def next_day(self, day: date) -> date:
        """Return the working day after a day."""
        return self.calendar.add_working_days(day, 1)

    def rolled(self, day: date) -> date:
        """Return the day, or the next working day (Civil Code, Article 148.5)."""
        return day if self.calendar.is_working(day) else self.next_day(day)

    def at_work(self, moment: datetime) -> datetime:
        """Return the moment, or when the office next works."""
        if not self.calendar.is_working(moment.date()):
            return self.opens(self.next_day(moment.date()))
        for start, end in self.sessions:
            if moment.time() <= end:
                return max(moment, datetime.combine(moment.date(), start))
        return self.opens(self.next_day(moment.date()))

    def add_time(self, moment: datetime, amount: timedelta) -> datetime:
        """Return when an amount of working time from a moment is over."""
        for start, end in self._work_from(moment):
            if amount <= end - start:
                return start + amount
            amount -= end - start
        raise OverflowError

    def time_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments."""
        pieces = takewhile(lambda piece: piece[0] < end, self._work_from(start))
        return sum((min(close, end) - begin for begin, close in pieces), timedelta())

    def _work_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of work from a moment on."""
        day = self.rolled(moment.date())
        while True:
            for start, end in self.sessions:
                begin, close = datetime.combine(day, start), datetime.combine(day, end)
                if close > moment:
                    yield max(begin, moment), close
            day = self.next_day(day)


def office_of(agency: Agency, calendar: Calendar) -> Office:
    """Return the clock of an agency."""
    policy, stated = agency.policy, agency.working_hours
    return Office(
        calendar=calendar,
        sessions=(stated or ASSUMED_HOURS).sessions,
        cut_off=time.fromisoformat(policy.cut_off) if policy.cut_off else None,
        next_day_after_cut_off=policy.after_cut_off == "next-day",
        assumed=stated is None,
    )


class Out(NamedTuple):
    """What suspensions take out of the clock: days, or working time where the procedure counts hours; ``since`` one goes on."""

    days: int = 0
    hours: timedelta = timedelta()
    since: datetime | None = None

    def __bool__(self) -> bool:
        """Say whether anything is taken out."""
        return bool(self.days or self.hours)


@dataclass(frozen=True, slots=True)
class Appointment:
    """When a result is due and why.

    The clock begins at ``counted_from``, on the day that is not counted; ``why_zero`` says why that is not the day of receipt. ``skipped`` are the days off
    on the way, with why each is; where all days count, those that beginning and end gave way to. ``out`` is the suspended time in ``due``; one that goes on is not in it. ``hand_over_by`` is
    when the dossier is with those who handle it.
    """

    processing_time: int
    unit: Unit
    received_at: datetime
    counted_from: datetime
    why_zero: str
    due: datetime
    skipped: tuple[tuple[date, str], ...]
    out: Out
    hand_over_by: datetime
    terms: Terms

    @property
    def day_zero(self) -> date:
        """The day that is not counted (Civil Code, Article 147.2)."""
        return self.counted_from.date()

    @property
    def apology_by(self) -> date:
        """The last day for a letter of apology (Decree 61/2018/NĐ-CP, Article 19.9)."""
        return self.due.date() - _DAY * self.terms.apology_days


def appoint(
    processing_time: int,
    unit: Unit,
    received_at: datetime,
    office: Office,
    suspensions: Iterable[Suspension] = (),
) -> Appointment:
    """Return when a dossier is due that was received at a moment.

    Raises ``NoAppointmentError`` before the law is known, and beyond the last day that can be written.
    """
    terms = terms_on(received_at.date())
    if terms is None:
        raise NoAppointmentError(
            _("No law of the one-stop shop is known for {day}.", day=write_short(received_at.date()))
        )
    try:
        begun, late = _begun(received_at, office, terms)
        counted = begun
        if late and office.next_day_after_cut_off:
            counted = office.opens(office.next_day(begun.date()))
        due, out = _due(processing_time, unit, counted, office, suspensions)
        own = processing_time + out.days if unit == "ngày" else 0
        first = counted.date() + _DAY * own
        return Appointment(
            processing_time=processing_time,
            unit=unit,
            received_at=received_at,
            counted_from=counted,
            why_zero=_why_zero(received_at, begun, counted, office, terms),
            due=due,
            skipped=(
                *_off(received_at.date(), counted.date(), office.calendar),
                *_off(first, due.date(), office.calendar),
            ),
            out=out,
            hand_over_by=hand_over(received_at, office, terms),
            terms=terms,
        )
    except OverflowError as error:
        raise NoAppointmentError(_("The day of return lies beyond the calendar.")) from error


def _begun(received_at: datetime, office: Office, terms: Terms) -> tuple[datetime, bool]:
    """Return when a dossier counts as received, and whether that is after the cut-off."""
    begun = office.at_work(received_at)
    return begun, begun.time() > (office.cut_off or terms.cut_off)


def hand_over(received_at: datetime, office: Office, terms: Terms) -> datetime:
    """Return by when a dossier is handed over (Decree 61/2018/NĐ-CP, Articles 18.2 and 18.3).

    An earlier cut-off of the office is for counting days: the law's stands. What is received after work is received after it.
    """
    if not office.calendar.is_working(received_at.date()):
        return office.closes(office.next_day(received_at.date()))
    cut_off = max(office.cut_off or terms.cut_off, terms.cut_off)
    if received_at <= min(datetime.combine(received_at.date(), cut_off), office.closes(received_at.date())):
        return office.closes(received_at.date())
    return office.opens(office.next_day(received_at.date()))


def _due(
    amount: int, unit: Unit, start: datetime, office: Office, suspensions: Iterable[Suspension]
) -> tuple[datetime, Out]:
    """Return when an amount of time from the beginning of the clock is over; what was suspended before takes nothing out."""
    told = [
        period._replace(start=max(period.start, start), until=period.until and max(period.until, start))
        for period in suspensions
    ]
    if unit == "giờ":
        return shifted(office.add_time(start, timedelta(hours=amount)), unit, office, told)
    if unit == "ngày làm việc":
        day = office.calendar.add_working_days(start.date(), amount)
    else:
        day = start.date() + _DAY * amount
    return shifted(office.closes(day), unit, office, told)


def shifted(
    due: datetime, unit: Unit, office: Office, suspensions: Iterable[Suspension]
) -> tuple[datetime, Out]:
    """Return a moment of return as suspensions put it off, and the time that they take out.

    One that began after the time was over puts nothing off; of two that overlap, time is taken out once.
    """
    out, moment = Out(), _put_off(due, unit, office, Out())
    last: datetime | None = None
    for start, until in sorted(suspensions, key=lambda period: period.start):
        if start > moment:
            break
        if until is None:
            out = out._replace(since=start)
            break
        begin = max(start, last or start)
        last = max(until, begin)
        if unit == "giờ":
            out = out._replace(hours=out.hours + office.time_between(begin, last))
        elif unit == "ngày":
            out = out._replace(days=out.days + (last.date() - begin.date()).days)
        else:
            out = out._replace(
                days=out.days + office.calendar.working_days_between(begin.date(), last.date())
            )
        moment = _put_off(due, unit, office, out)
    return moment, out


def _put_off(due: datetime, unit: Unit, office: Office, out: Out) -> datetime:
    if out.hours:
        return office.add_time(due, out.hours)
    if unit == "ngày":
        day = due.date() + _DAY * out.days
    else:
        day = office.calendar.add_working_days(due.date(), out.days)
    return datetime.combine(office.rolled(day), due.time())


def _why_zero(received_at: datetime, begun: datetime, counted: datetime, office: Office, terms: Terms) -> str:
    """Say why the first day is not that of receipt; empty where it is."""
    if counted.date() == received_at.date():
        return ""
    day = received_at.date()
    if counted != begun:
        return _(
            "received after the cut-off {cut_off}, counted from the next working day: this is the office's policy, unverified, for the law speaks of the hand-over alone",
            cut_off=f"{office.cut_off or terms.cut_off:%H:%M}",
        )
    if why := office.calendar.why_off(day):
        return _("received on a day off ({why}), it counts as received when the office next works", why=why)
    return _("received after working hours, it counts as received when the office next works")


def _off(first: date, end: date, calendar: Calendar) -> tuple[tuple[date, str], ...]:
    """Return the days off from a day on, before another, with why each is."""
    days = (first + _DAY * offset for offset in range((end - first).days))
    return tuple((day, why) for day in days if (why := calendar.why_off(day)) is not None)


def caveats(
    appointment: Appointment, office: Office, suspensions: Iterable[Suspension] = ()
) -> tuple[str, ...]:
    """Say what of an appointment nobody verified: the law, the hours, the days; and what a proposal would change."""
    told = tuple(suspensions)
    first = min(appointment.received_at.date(), appointment.day_zero)
    days = [first + _DAY * offset for offset in range((appointment.due.date() - first).days + 1)]
    notes = [appointment.terms.caveat] if appointment.terms.caveat else []
    if office.assumed:
        hours = ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in office.sessions)
        notes.append(
            _("agency.yml states no working hours; assumed: {hours}. Enter `working_hours`.", hours=hours)
        )
    notes += unverified(days, office.calendar)
    for swap in office.calendar.proposals():
        other = _if(office.calendar.if_decided(swap), appointment, office, told)
        if other.due != appointment.due:
            notes.append(proposal_note(swap, write_moment(other.due)))
    return tuple(notes)


def _if(
    calendar: Calendar, appointment: Appointment, office: Office, suspensions: tuple[Suspension, ...]
) -> Appointment:
    other = Office(calendar, office.sessions, office.cut_off, office.next_day_after_cut_off, office.assumed)
    return appoint(appointment.processing_time, appointment.unit, appointment.received_at, other, suspensions)


def write_moment(moment: datetime) -> str:
    """Write ``17:00 ngày 08/9/2021``."""
    return _("{hour} on {day}", hour=f"{moment:%H:%M}", day=write_short(moment.date()))
