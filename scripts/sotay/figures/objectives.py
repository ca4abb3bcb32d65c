"""What each quality objective came to in each period, and whether it is met (TCVN ISO 9001:2015, clauses 6.2 and 9.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.consolidation.arithmetic import TOLERANCE
from sotay.figures.catalogue import KNOWN, PERCENT, Measured
from sotay.figures.period import Period
from sotay.kinds.base import NOT_STATED
from sotay.kinds.measurement import Measurement
from sotay.kinds.objectives import AT_LEAST, PERIODS, Objectives
from sotay.library import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.objectives import Objective
    from sotay.library import Document, Library

NOTHING = Measured(None)


class Outcome(StrEnum):
    """How an objective stands in a period."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_YET = "not-yet"
    NO_DATA = "no-data"
    CONTESTED = "contested"
    """What was measured stands in records that contradict themselves or each other (QMS815, QMS816)."""


@dataclass(frozen=True, slots=True)
class Result:
    """An objective in one period: what was measured up to the day, and how it stands.

    ``place`` is its position in the record; ``name`` is the period as it is written, ``2024-Q3``.
    """

    record: Document[Objectives]
    place: int
    objective: Objective
    name: str
    period: Period
    measured: Measured
    outcome: Outcome

    @property
    def over(self) -> bool:
        """Whether the period is over."""
        return self.outcome is not Outcome.NOT_YET


def names_of_periods(year: int, period: str) -> tuple[str, ...]:
    """Return the periods of a year as they are written: ``2024``, ``2024-Q1`` and on, ``2024-01`` and on."""
    count = PERIODS[period]
    if count == 1:
        return (f"{year}",)
    return tuple(f"{year}-Q{n}" if period == "quý" else f"{year}-{n:02}" for n in range(1, count + 1))


@remembered
def results(library: Library) -> tuple[Result, ...]:
    """Return the results of all objectives known on the day, in every period that has begun."""
    return tuple(result for record in library.known(Objectives) for result in _of_record(library, record))


def of_year(library: Library, year: int) -> tuple[Result, ...]:
    """Return the results of the objectives that serve a year."""
    return tuple(result for result in results(library) if result.record.meta.serves == year)


def unstated(library: Library, year: int | None = None) -> list[Document[Objectives]]:
    """Return the records that do not state what the objectives are, of one year or of all."""
    return [
        record
        for record in library.known(Objectives)
        if record.meta.objectives == NOT_STATED and year in {None, record.meta.serves}
    ]


def _of_record(library: Library, record: Document[Objectives]) -> Iterator[Result]:
    for place, objective in enumerate(record.meta.stated):
        for name in names_of_periods(record.meta.serves, objective.period):
            period = Period.read(name)
            if period is not None and period.start <= library.as_of:
                measured = _measured(library, objective, name, period)
                outcome = _outcome(library, objective, period, measured)
                yield Result(record, place, objective, name, period, measured, outcome)


def _measured(library: Library, objective: Objective, name: str, period: Period) -> Measured:
    if objective.source is not None:
        figure = KNOWN.get(objective.source)
        return figure.ask(library, period.until(library.as_of), objective.scope) if figure else NOTHING
    found = [
        record
        for record in library.known(Measurement)
        if record.meta.objective == objective.id and record.meta.period == name
    ]
    if not found:
        return NOTHING
    meta = found[-1].meta
    contested = len(found) > 1 or not share_follows(meta, objective)
    return Measured(
        meta.value, meta.count, meta.of, tuple(record.path for record in found), contested=contested
    )


def share_follows(meta: Measurement, objective: Objective) -> bool:
    """Say whether the result of a measurement is the share of its two numbers, where it is one and has both."""
    if objective.unit != PERCENT or meta.count is None or meta.of is None:
        return True
    return abs(meta.value - 100 * meta.count / meta.of) <= TOLERANCE  # not so of what is no number


def _outcome(library: Library, objective: Objective, period: Period, measured: Measured) -> Outcome:
    if period.end > library.as_of:
        return Outcome.NOT_YET
    if measured.value is None or objective.target is None:
        return Outcome.NO_DATA
    if measured.contested:
        return Outcome.CONTESTED
    reached = (
        measured.value >= objective.target
        if objective.direction == AT_LEAST
        else measured.value <= objective.target
    )
    return Outcome.MET if reached else Outcome.NOT_MET
