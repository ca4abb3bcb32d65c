"""The clock of each dossier, as expressions over the working calendar: on which day it is due, how long it took.

It is the clock of ``appointments.py``: a day off gives way to the next working day, a suspension puts the moment of return off
by the time it takes out, if it began before that moment; time in working days, in calendar days that end on a working day, or in
hours of work, as the procedure counts. A suspension that nobody ended ends with the return.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.figures import engine
from sotay.figures.dossiers import moments
from sotay.kinds.dossier import MOST_SUSPENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time

    from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

    from sotay.figures.units import Spell

CALENDAR_DAYS: Final = "ngày"
HOURS: Final = "giờ"
_HOUR: Final = 60
_OF_A_SUSPENSION: Final = ("begun", "ended", "from", "to", "works", "open")


class Clock(NamedTuple):
    """What days are counted by: the calendar as a table, the hours of work, the units that the procedures count in, the engine.

    ``suspensions`` is how many a dossier has at the most: each is a step of its own. ``spells`` are when a procedure counted in
    another unit than now, ``today`` is the last day on which anything can have happened.
    """

    calendar: Table
    sessions: tuple[tuple[time, time], ...]
    units: frozenset[str | None]
    address: str
    suspensions: int = MOST_SUSPENSIONS
    spells: tuple[Spell, ...] = ()
    today: date = date.max


def run(dossiers: Table, clock: Clock) -> Table:
    """Add the day on which each dossier is due, as ``due``, and the working days it took, as ``spent``.

    ``start0`` to ``until2`` are the suspensions that put it off, ``until`` null where one goes on. ``dossiers`` have the
    ``unit`` in which their procedure counts now.
    """
    told = _with_suspensions(_with_unit_then(dossiers, clock), clock.suspensions)
    wanted = {
        f"{day}{number}": {f"{side}{number}": "ordinal", f"{works}{number}": "working"}
        for number in range(clock.suspensions)
        for day, side, works in (("start", "from", "works"), ("until", "to", "open"))
    }
    wanted["due"] = {"ordinal": "ordinal", "works": "working"}
    told = look_up(told, clock, received={"first": "ordinal"}, returned={"last": "ordinal"}, **wanted)
    told = told.mutate(out=0, away=0, live=told.suspended.notnull())
    for number in range(clock.suspensions):
        told = _add_suspension(engine.settled(told, clock.address) if number else told, number, clock)
    told = _with_due(told, clock)
    told = told.mutate(spent=(told["last"] - told["first"] - told.away).clip(lower=0))
    steps = [f"{name}{k}" for name in _OF_A_SUSPENSION for k in range(clock.suspensions)]
    return told.drop(*steps)


def _with_unit_then(told: Table, clock: Clock) -> Table:
    """Set the unit to that in which the procedure counted on the day of receipt."""
    if not clock.spells:
        return told
    then = (
        ((told.procedure == spell.procedure) & told.received.between(spell.first, spell.last), spell.unit)
        for spell in clock.spells
    )
    return told.mutate(unit=engine.cases(*then, otherwise=told.unit))


def look_up(told: Table, clock: Clock, **wanted: Mapping[str, str]) -> Table:
    """Add columns of the calendar for the days in columns; ``wanted`` is a column of days → new name → the calendar's.

    Joins behind one another are one step of the engines, whose costs grow with the square of the steps.
    """
    calendar, found = clock.calendar, told
    for key, columns in wanted.items():
        days = calendar.select(
            **{f"_{key}": calendar.day}, **{name: calendar[column] for name, column in columns.items()}
        )
        found = found.left_join(days, told[key] == days[f"_{key}"])
    return found.drop(*(f"_{key}" for key in wanted))


def _with_suspensions(told: Table, most: int) -> Table:
    """Add the moments and days of each suspension."""
    found: dict[str, Any] = {}
    for number in range(most):
        start, until = moments(told, number)
        found |= {
            f"begun{number}": start,
            f"start{number}": start.try_cast("timestamp").date(),
            f"until{number}": engine.where(
                start.notnull(), _either(until.try_cast("timestamp").date(), told.returned)
            ),
            f"ended{number}": until,
        }
    return told.mutate(**found)


def _add_suspension(told: Table, number: int, clock: Clock) -> Table:
    """Take a suspension out of the clock, if the time was not over when it began."""
    begun, start, until = told[f"begun{number}"], told[f"start{number}"], told[f"until{number}"]
    days = told[f"to{number}"] - told[f"from{number}"]
    at_first = engine.where(_off(told), _at_or_before(told, number, told.ordinal + 1), begun <= told.due_at)
    before = engine.where(told.out == 0, at_first, _at_or_before(told, number, told.ordinal + told.out))
    length = days
    if CALENDAR_DAYS in clock.units:
        counts_all = told.unit == CALENDAR_DAYS
        told, rolled = _rolled(told, clock)
        before = engine.where(counts_all, _at_or_before(told, number, rolled), before)
        length = engine.where(counts_all, until.delta(start, unit="day"), length)
    if HOURS in clock.units:
        counts_hours = told.unit == HOURS
        begin = _position(told[f"from{number}"], told[f"works{number}"], begun, clock)
        end = _position(
            told[f"to{number}"],
            told[f"open{number}"],
            _either(told[f"ended{number}"], told.returned_at),
            clock,
        )
        over = _position(told.ordinal, told.works, told.due_at, clock) + told.out
        in_hours = (begin < over) | ((begin == over) & told[f"works{number}"] & _at_work(begun, clock))
        before = engine.where(counts_hours, engine.where(told.out == 0, at_first, in_hours), before)
        length = engine.where(counts_hours, end - begin, length)
    told = told.mutate(
        live=told.live & engine.sure(engine.where(told.live, before)),
        length=engine.where(told.live, length),
        days=engine.where(told.suspended.notnull(), days),
    )
    return told.mutate(
        out=engine.where(told.live, told.out + told.length.fill_null(0), told.out),
        away=engine.where(told.suspended.notnull(), told.away + told.days.fill_null(0), 0),
        **{f"start{number}": engine.where(told.live, start)},
    )


def _at_or_before(told: Table, number: int, ordinal: IntegerValue) -> BooleanValue:
    """Say whether a suspension began before the moment of return, on the working day of an ordinal, was over."""
    began, works, moment = told[f"from{number}"], told[f"works{number}"], told[f"begun{number}"]
    return (began < ordinal) | ((began == ordinal) & works & (_time(moment) <= _time(told.due_at)))


def _rolled(told: Table, clock: Clock) -> tuple[Table, IntegerValue]:
    """Return the ordinal of the first working day on or after the day that is put off by calendar days."""
    told = told.drop(*(name for name in ("day_before", "ordinal_before") if name in told.columns))
    told = told.mutate(
        day_before=engine.where(told.unit == CALENDAR_DAYS, told.due + (told.out - 1).as_interval("D"))
    )
    told = look_up(told, clock, day_before={"ordinal_before": "ordinal"})
    return told, told.ordinal_before + 1


def _with_due(told: Table, clock: Clock) -> Table:
    """Put the day off by what was taken out; a day off, of calendar days also one that it is put off to, gives way."""
    at_first = engine.where(_off(told), told.ordinal + 1)
    ordinal = engine.where(told.out > 0, told.ordinal + told.out, at_first)
    if HOURS in clock.units:
        worked = _day_length(clock)
        over = _position(told.ordinal, told.works, told.due_at, clock) + told.out
        in_hours = engine.where(told.out > 0, (over + (worked - 1)) // worked, at_first)
        ordinal = engine.where(told.unit == HOURS, in_hours, ordinal)
    if CALENDAR_DAYS in clock.units:
        told, rolled = _rolled(told, clock)
        ordinal = engine.where(told.unit == CALENDAR_DAYS, rolled, ordinal)
    told = told.mutate(due_ordinal=ordinal.cast("int32"))
    working = clock.calendar.filter(clock.calendar.working)
    days = working.select(_ordinal=working.ordinal, put_off_to=working.day)
    told = told.left_join(days, told.due_ordinal == days["_ordinal"]).drop("_ordinal")
    return told.mutate(due=_either(told.put_off_to, told.due))


def _off(told: Table) -> BooleanValue:
    """Say whether the day of the appointment is known to be off."""
    return engine.sure(~told.works)


def _position(ordinal: IntegerValue, works: BooleanValue, moment: StringValue, clock: Clock) -> IntegerValue:
    """Return how many minutes were worked up to a moment, since the calendar began."""
    minute = _minute(moment)
    today = sum((minute.clip(lower=start, upper=end) - start for start, end in _minutes(clock)), start=0)
    return engine.where(works, (ordinal - 1) * _day_length(clock) + today, ordinal * _day_length(clock))


def _at_work(moment: StringValue, clock: Clock) -> BooleanValue:
    minute = _minute(moment)
    first, *others = [(minute > start) & (minute <= end) for start, end in _minutes(clock)]
    for other in others:
        first |= other
    return first


def _minutes(clock: Clock) -> list[tuple[int, int]]:
    return [
        (start.hour * _HOUR + start.minute, end.hour * _HOUR + end.minute) for start, end in clock.sessions
    ]


def _day_length(clock: Clock) -> int:
    return sum(end - start for start, end in _minutes(clock))


def _minute(moment: StringValue) -> IntegerValue:
    return moment.substr(11, 2).try_cast("int64") * _HOUR + moment.substr(14, 2).try_cast("int64")


def _time(moment: StringValue) -> StringValue:
    return moment.substr(11, 5)


def _either(*values: Any) -> Any:
    import ibis  # noqa: PLC0415

    return ibis.coalesce(*values)
