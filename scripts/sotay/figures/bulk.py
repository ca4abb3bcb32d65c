"""Files of any size: dossiers that are alike are summed up as they are read; only those whose clock stood still run it.

A dossier that was never suspended nor put off is due on the day of its appointment, or on the next working day: what figures
ask of it can be added up at once. The others keep a row of their own until their clock has run. What few texts say
is judged once for all rows that are alike.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sotay.alphabet import spellings
from sotay.figures import clock, counting, dossiers, engine
from sotay.figures.counting import RESULTS, By

if TYPE_CHECKING:
    from datetime import date

    from ibis.expr.types import StringValue, Table

    from sotay.figures.clock import Clock
    from sotay.figures.period import Period

_BETWEEN: Final = "~"  # of no meaning in a pattern, for which Spark takes it
_WRITTEN: Final = ("received_at", "due_at", "returned_at", "result", "suspended", "reappointed_to")
"""What the clock of a single dossier needs."""
_STANDINGS: Final = ("early", "on_time", "late", "pending", "overdue")
_CARRIED_OVER: Final = len(_STANDINGS)
"""What is added to the number of a standing."""
_AWAY, _SINGLE, _UNSOUND = range(2 * _CARRIED_OVER, 2 * _CARRIED_OVER + 3)
"""What was not there in the period, what has yet to run its clock, what is not counted."""


def ask(told: Table, procedures: Table | None, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Return the question as an expression, as ``counting.ask`` does; ``told`` are dossiers of files, their clock not run.

    Where any ``procedures`` are known, a row must name one.
    """
    if by is By.MONTH:
        whole = dossiers.with_terms(told, procedures)
        return counting.ask(
            clock.run(whole.mutate(sound=dossiers.settled(whole, today=with_clock.today)), with_clock),
            period,
            by,
            with_clock.address,
        )
    summed = _summed(told, with_clock, period, by)
    summed = _apart(engine.settled(summed, with_clock.address))
    if with_clock.address == engine.EMBEDDED:  # elsewhere the files would be read for this alone
        most = dossiers.most_suspensions(summed, with_clock.address)
        with_clock = with_clock._replace(suspensions=most)
    return _answer(dossiers.with_terms(summed, procedures), with_clock, period, by)


def _summed(told: Table, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Sum up what is alike: one row for each standing and its texts, and one for each dossier that runs its clock.

    ``written`` is the result, of the latter all that the clock needs.
    """
    told = told.mutate(single=told.sound & (told.suspended.notnull() | told.reappointed_to.notnull()))
    texts = [
        "procedure",
        *(counting.COLUMNS[kind] for kind in (By.CHANNEL, By.REASON, By.REGISTER) if kind is by),
    ]
    told = told.select(
        *texts,
        *("sound", "single", "received", "due", "returned"),
        written=engine.where(told.single, _written(told), told.result),
    )
    of_return = {"last": "ordinal", "reached": "reached", "before": "before"}
    told = clock.look_up(told, with_clock, received={"first": "ordinal"}, returned=of_return)
    told = told.mutate(first_day=period.start, last_day=period.end)
    told = told.select(
        *texts, *("first", "last", "written"), standing=_standing_of_many(told, with_clock, period)
    )
    return told.group_by(*texts, "standing", "written").agg(
        rows=told.count(), alike_spent=(told["last"] - told["first"]).sum()
    )


def _standing_of_many(told: Table, with_clock: Clock, period: Period) -> Any:
    """Return the number of the standing of each dossier, of those that have no clock to run by the last working days.

    A day off on which it is due gives way to the next working day (Civil Code, Article 148.5). What lies after today is looked
    for where it must be, which few rows are: among what came or went after the period.
    """
    early, on_time, late, pending, overdue = range(len(_STANDINGS))
    ahead, unsound = dossiers.ahead(told, with_clock.today), ~told.sound
    if period.end > with_clock.today:
        unsound |= ahead
    carried_over = engine.where(told.received < told.first_day, _CARRIED_OVER, 0)
    is_overdue = told.due <= _last_worked(period.end, with_clock)
    back = engine.cases((told.due > told.reached, early), (told.due <= told.before, late), otherwise=on_time)
    return engine.cases(
        (told.single, _SINGLE),
        (unsound, _UNSOUND),
        (~counting.was_there(told), engine.where(ahead, _UNSOUND, _AWAY)),
        (
            ~engine.sure(told.returned <= told.last_day),
            engine.where(ahead, _UNSOUND, engine.where(is_overdue, overdue, pending) + carried_over),
        ),
        otherwise=back + carried_over,
    )


def _standing(told: Table) -> Any:
    """Return the number of the standing of each dossier that was there and whose clock has run."""
    early, on_time, late, pending, overdue = range(len(_STANDINGS))
    back = engine.cases(
        (told.returned < told.due, early), (told.returned == told.due, on_time), otherwise=late
    )
    standing = engine.cases((told.is_back, back), (told.is_overdue, overdue), otherwise=pending)
    return standing + engine.where(told.received < told.first_day, _CARRIED_OVER, 0)


def _last_worked(day: date, with_clock: Clock) -> date:
    """Return the last working day before a day: what was due by then is overdue on the day."""
    days = with_clock.calendar
    found = engine.rows(days.filter(days.day == day).select("before"), with_clock.address)
    return found[0]["before"] if found else day - timedelta(1)


def _written(told: Table) -> StringValue:
    return engine.text(_BETWEEN).join([told[name].fill_null("") for name in _WRITTEN])


def _apart(summed: Table) -> Table:
    """Take apart what is written; a text that has the sign between is none that is understood."""
    told = summed.mutate(single=summed.standing == _SINGLE, pieces=summed.written.split(_BETWEEN))
    told = told.mutate(
        sound=engine.where(told.single, told.pieces.length() == len(_WRITTEN), told.standing != _UNSOUND),
        **{name: engine.where(told.single, told.pieces[k].nullif("")) for k, name in enumerate(_WRITTEN)},
    ).drop("pieces")
    return dossiers.with_days(told.mutate(result=engine.where(told.single, told.result, told.written)))


def _answer(told: Table, with_clock: Clock, period: Period, by: By | None) -> Table:
    """Run the clock of those that are on their own, and add all up."""
    told = told.mutate(sound=dossiers.settled(told, with_clock.suspensions, with_clock.today))
    told = told.mutate(first_day=period.start, last_day=period.end)
    # Whether a single one was there is asked when it is known to be sound, as of the others.
    there = engine.where(told.single, counting.was_there(told), told.standing != _AWAY)
    told = counting.with_standing(clock.run(told.filter(~told.sound | there), with_clock))
    told = told.mutate(
        standing=engine.where(told.single, _standing(told), told.standing),
        spent=engine.where(told.single, told.spent * told.rows, told.alike_spent),
    )
    standing = told.standing % _CARRIED_OVER
    counted = {name: standing == number for number, name in enumerate(_STANDINGS)}
    counted["resolved"] = standing <= _STANDINGS.index("late")
    counted["pending"] = ~counted["resolved"]
    counted["carried_over"] = told.standing >= _CARRIED_OVER
    counted["received"] = ~counted["carried_over"]
    counted["reappointed"] = told.reappointed_to.notnull()
    counted |= {
        name: counted["resolved"] & told.result.isin(spellings(result)) for name, result in RESULTS.items()
    }
    if by is By.REASON:
        told = told.filter(~told.sound | counted["late"] | counted["overdue"])
    return told.group_by(sound=told.sound, key=engine.where(told.sound, counting.key_of(told, by))).agg(
        rows=told.rows.sum(),
        **{name: engine.where(condition, told.rows, 0).sum() for name, condition in counted.items()},
        spent=engine.where(counted["resolved"], told.spent).sum(),
    )
