"""Files of any size: dossiers that are alike are summed up as they are read; only those whose clock stood still run it.

A dossier that was never suspended nor put off, and whose time is not in calendar days, is due on the day of its appointment:
what figures ask of it can be added up at once. The others keep a row of their own until their clock has run. What few texts say
is judged once for all rows that are alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.figures import clock, counting, dossiers, engine
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
_WRITTEN: Final = ("suspended", "reappointed_to")
_STANDINGS: Final = ("early", "on_time", "late", "pending", "overdue")
_CARRIED_OVER: Final = len(_STANDINGS)
"""What is added to the number of a standing."""


def ask(told: Table, procedures: Table | None, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Return the question as an expression, as ``counting.ask`` does; ``told`` are dossiers of files, their clock not run.

    Where any ``procedures`` are known, a row must name one.
    """
    if by is By.MONTH:
        whole = dossiers.with_terms(told, procedures)
        return counting.ask(clock.run(whole.mutate(sound=dossiers.settled(whole)), with_clock), period, by)
    summed = _summed(told, procedures, with_clock, period, by)
    summed = engine.settled(summed, with_clock.address)
    return _answer(dossiers.with_terms(summed, procedures), with_clock, period, by)


def _summed(told: Table, procedures: Table | None, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Sum up what is alike: one row for each standing and its texts, and one for each dossier that runs its clock.

    ``standing`` is null of what was not there in the period.
    """
    single = told.suspended.notnull() | told.reappointed_to.notnull()
    if procedures is not None and clock.CALENDAR_DAYS in with_clock.units:
        told = dossiers.with_terms(told, procedures.filter(procedures.unit == clock.CALENDAR_DAYS))
        single |= told.unit.notnull()
    told = told.mutate(single=told.sound & single, first_day=period.start, last_day=period.end)
    told = counting.with_standing(told)
    pieces = (
        told.received_at + told.due_at + told.returned_at.fill_null(_NEVER),
        *(told[name].fill_null("").replace(_BETWEEN, _NOT_WRITTEN) for name in _WRITTEN),
    )
    texts = [*dossiers.FEW, *(counting.COLUMNS[kind] for kind in (By.REASON, By.REGISTER) if kind is by)]
    told = told.select(
        *texts,
        "sound",
        "received",
        "returned",
        standing=engine.where(counting.was_there(told), _standing(told)),
        written=engine.where(told.single, _joined(pieces)),
    )
    told = clock.look_up(told, with_clock, received={"first": "ordinal"}, returned={"last": "ordinal"})
    return told.group_by(*texts, "sound", "standing", "written").agg(
        rows=told.count(), alike_spent=(told["last"] - told["first"]).sum()
    )


def _standing(told: Table) -> Any:
    """Return the number of each dossier's standing."""
    early, on_time, late, pending, overdue = range(len(_STANDINGS))
    back = engine.where(told.returned < told.due, early, engine.where(told.is_late, late, on_time))
    standing = engine.where(told.is_back, back, engine.where(told.is_overdue, overdue, pending))
    return standing + engine.where(told.received < told.first_day, _CARRIED_OVER, 0)


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
    # Whether a single one was there is asked when it is known to be sound, as of the others.
    there = engine.where(told.single, counting.was_there(told), told.standing.notnull())
    told = counting.with_standing(clock.run(told.filter(~told.sound | there), with_clock))
    alike = {name: told.standing % _CARRIED_OVER == number for number, name in enumerate(_STANDINGS)}
    alike["resolved"] = told.standing % _CARRIED_OVER <= _STANDINGS.index("late")
    alike["pending"] = ~alike["resolved"]
    alike["carried_over"] = told.standing >= _CARRIED_OVER
    alike["received"] = ~alike["carried_over"]
    alike |= {name: alike["resolved"] & (told.result == result) for name, result in RESULTS.items()}
    if by is By.REASON:
        late = engine.where(told.single, told.is_late | told.is_overdue, alike["late"] | alike["overdue"])
        told = told.filter(~told.sound | late)
    return told.group_by(sound=told.sound, key=engine.where(told.sound, counting.key_of(told, by))).agg(
        rows=told.rows.sum(),
        **{
            name: engine.where(
                engine.where(told.single, condition, alike.get(name, False)), told.rows, 0
            ).sum()
            for name, condition in counting.conditions(told).items()
        },
        spent=engine.where(
            engine.where(told.single, told.is_back, alike["resolved"]),
            engine.where(told.single, told.spent * told.rows, told.alike_spent),
        ).sum(),
    )


def _moment(written: StringValue, number: int) -> StringValue:
    return written.substr(number * _LONG, _LONG)
