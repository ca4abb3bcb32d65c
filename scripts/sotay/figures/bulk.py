"""Files of any size: dossiers that are alike are summed up as they are read; only those whose clock stood still run it.

A dossier that was never suspended nor put off, and whose time is not in calendar days, is due on the day of its appointment:
what figures ask of it can be added up at once. The others keep a row of their own until their clock has run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.figures import clock, counting, dossiers
from sotay.figures.counting import RESULTS, By

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ibis.expr.types import StringValue, Table

    from sotay.figures.clock import Clock
    from sotay.figures.period import Period

_LONG: Final = 16
_NEVER: Final = "_" * _LONG
_BETWEEN: Final = "~"  # of no meaning in a pattern, for which Spark takes it
_NOT_WRITTEN: Final = (
    "?"  # for the sign between in a cell that has it, which is not understood then as it was not before
)
_WRITTEN: Final = ("suspended", "reappointed_to", "unit")
_ALIKE: Final = ("carried_over", "received", "resolved", "early", "on_time", "late", "pending", "overdue")


def ask(told: Table, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Return the question as an expression, as ``counting.ask`` does; ``told`` are dossiers of files, their clock not run."""
    if by is By.MONTH:
        whole = told.mutate(sound=dossiers.settled(told))
        return counting.ask(clock.run(whole, with_clock), period, by)
    return _answer(_summed(told, with_clock, period, by), with_clock, period, by)


def _summed(told: Table, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Sum up what is alike: one row for each key, unit and result, and one for each dossier that runs its clock."""
    told = told.mutate(first_day=period.start, last_day=period.end)
    single = told.suspended.notnull() | told.reappointed_to.notnull()
    # Whether these are sound is judged when they are on their own, in whatever period they were there.
    told = told.filter(~told.sound | single | counting.was_there(told))
    if clock.CALENDAR_DAYS in with_clock.units:
        single |= told.unit == clock.CALENDAR_DAYS
    told = counting.with_standing(told.mutate(single=told.sound & single))
    if by is By.REASON:
        told = told.filter(~told.sound | told.single | told.is_late | told.is_overdue)
    told = clock.look_up(told, "received", with_clock, first="ordinal")
    told = clock.look_up(told, "returned", with_clock, last="ordinal")
    told = told.mutate(spent=(told["last"] - told["first"]).clip(lower=0))
    pieces = (
        told.received_at + told.due_at + told.returned_at.fill_null(_NEVER),
        *(told[name].fill_null("").replace(_BETWEEN, _NOT_WRITTEN) for name in _WRITTEN),
    )
    measures = counting.measures(told)
    return told.group_by(
        sound=told.sound,
        key=counting.key_of(told, by),
        result=told.result,
        written=counting.where(told.single, _joined(pieces)),
    ).agg(rows=told.count(), **{f"alike_{name}": measures[name] for name in (*_ALIKE, "spent")})


def _joined(pieces: Iterable[StringValue]) -> StringValue:
    first, *others = pieces
    for piece in others:
        first = first + _BETWEEN + piece
    return first


def _answer(summed: Table, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Run the clock of those that are on their own, and add all up."""
    pieces = summed.written.split(_BETWEEN)
    told = dossiers.with_days(
        summed.mutate(
            received_at=_moment(summed.written, 0),
            due_at=_moment(summed.written, 1),
            returned_at=_moment(summed.written, 2).nullif(_NEVER),
            **{name: pieces[number].nullif("") for number, name in enumerate(_WRITTEN, start=1)},
        )
    )
    told = told.mutate(
        single=told.written.notnull(),
        sound=dossiers.settled(told),
        first_day=period.start,
        last_day=period.end,
    )
    told = told.filter(~told.sound | ~told.single | counting.was_there(told))
    told = counting.with_standing(clock.run(told, with_clock))
    if by is By.REASON:
        told = told.filter(~told.sound | ~told.single | told.is_late | told.is_overdue)
    found = {name: _either(told, name, condition) for name, condition in counting.conditions(told).items()}
    found["spent"] = counting.where(
        told.single, counting.where(told.is_back, told.spent * told.rows), told.alike_spent
    )
    return told.group_by(sound=told.sound, key=counting.where(told.sound, told.key)).agg(
        rows=told.rows.sum(), **{name: value.sum() for name, value in found.items()}
    )


def _either(told: Table, name: str, condition: Any) -> Any:
    """Return how many dossiers of a row are counted: all of a single one, or what was summed up."""
    if name in RESULTS:
        alike = counting.where(told.result == RESULTS[name], told.alike_resolved, 0)
    elif name in _ALIKE:
        alike = told[f"alike_{name}"]
    else:
        alike = 0
    return counting.where(told.single, counting.where(condition, told.rows, 0), alike)


def _moment(written: StringValue, number: int) -> StringValue:
    return written.substr(number * _LONG, _LONG)
