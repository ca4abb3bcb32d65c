"""QMS: quality objectives, what they are measured by, and what they came to (TCVN ISO 9001:2015, clauses 6.2 and 9.1.1)."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.figures.catalogue import KNOWN, PERCENT
from sotay.figures.objectives import NOTHING, Outcome, names_of_periods, results, share_follows
from sotay.figures.telling import measured_text, target_text
from sotay.findings import Severity
from sotay.kinds.measurement import Measurement
from sotay.kinds.objectives import Objectives
from sotay.messages import _
from sotay.report.facts import percent
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.figures.objectives import Result
    from sotay.kinds.objectives import Objective
    from sotay.library import Document, Library


def _all_objectives(library: Library) -> Iterator[tuple[Document[Objectives], int, Objective]]:
    for record in library.known(Objectives):
        for place, objective in enumerate(record.meta.stated):
            yield record, place, objective


def _by_year(library: Library) -> dict[tuple[int, str | None], Objective]:
    """Return the objectives by the year they serve and their identifier."""
    return {
        (record.meta.serves, objective.id): objective
        for record, _place, objective in _all_objectives(library)
    }


@rule("QMS811", Severity.ERROR)
def source_unknown(library: Library) -> Iterator[Complaint]:
    """An objective or a measurement names something that is not there.

    An objective is measurable (ISO 9001, clause 6.2.1.b), and what measures it is determined (clause 9.1.1.a): a figure that
    nobody counts, or a measurement of an objective that nobody set, measures nothing.

    Name a figure that `sotay objectives --sources` lists, a procedure or a division that is there, or the `id` of an
    objective of that year with a period that it is measured by.

    Example: `source: dossiers.ontime` in an objective: did you mean `dossiers.on_time`?
    """
    for record, place, objective in _all_objectives(library):
        yield from _about_source(library, record, place, objective)
    known = _by_year(library)
    for measurement in library.known(Measurement):
        meta = measurement.meta
        measured = known.get((meta.serves, meta.objective))
        if measured is None:
            message = _(
                "There is no objective `{id}` in {year}: correct the identifier, or add the objective.",
                id=meta.objective,
                year=meta.serves,
            )
            yield Complaint(measurement.place("objective"), message)
            continue
        names = names_of_periods(meta.serves, measured.period)
        if meta.period not in names:
            message = _(
                "`{id}` is measured each {period}: write one of {names} instead of {wrong}.",
                id=meta.objective,
                period=measured.period,
                names=", ".join(names),
                wrong=meta.period,
            )
            yield Complaint(measurement.place("period"), message)


def _about_source(
    library: Library, record: Document[Objectives], place: int, objective: Objective
) -> Iterator[Complaint]:
    if objective.source is not None and objective.source not in KNOWN:
        near = difflib.get_close_matches(objective.source, KNOWN, n=1, cutoff=0)
        message = _(
            "There is no figure `{name}`: did you mean `{near}`?",
            name=objective.source,
            near=near[0],
        )
        yield Complaint(record.place("objectives", place, "source"), message)
        return
    figure = KNOWN.get(objective.source or "")
    if figure and objective.unit and (str(figure.unit) == PERCENT) != (objective.unit == PERCENT):
        message = _(
            "`{name}` is counted in {unit}, the target in {other}: correct the unit, or the source.",
            name=objective.source,
            unit=str(figure.unit),
            other=objective.unit,
        )
        yield Complaint(record.place("objectives", place, "unit"), message)
    if objective.scope is None:
        return
    there = (
        objective.scope in library.procedures
        or library.agency.division(objective.scope, library.as_of) is not None
    )
    if figure is None or not figure.scoped:
        message = _(
            "`scope` says nothing here: what measures this objective is of the whole agency, take it out."
        )
        yield Complaint(record.place("objectives", place, "scope"), message)
    elif not there:
        message = _("There is no procedure and no division {scope}: correct it.", scope=objective.scope)
        yield Complaint(record.place("objectives", place, "scope"), message)


@rule("QMS812", Severity.WARNING)
def not_measurable(library: Library) -> Iterator[Complaint]:
    """Nobody can tell whether an objective is met.

    Objectives are measurable (ISO 9001, clause 6.2.1.b), and an inspector asks whether they are met (Circular
    26/2014/TT-BKHCN, Article 36.1.c): that takes a number, its unit, and something that measures it.

    Add `target` with its `unit`, and a `source`, or an `id` for measurements to name.

    Example: `target: 95` without a `unit`: 95 per cent, or 95 dossiers?
    """
    for record, place, objective in _all_objectives(library):
        lacking = [name for name in ("target", "unit") if getattr(objective, name) is None]
        if objective.source is None and objective.id is None:
            lacking.append("source")
        if lacking:
            message = _(
                "“{objective}” has no {fields}: add it, or nobody can tell whether it is met.",
                objective=objective.text,
                fields=", ".join(f"`{name}`" for name in lacking),
            )
            yield Complaint(record.place("objectives", place, "text"), message)


def _recent(library: Library) -> Iterator[Result]:
    """Yield the results of this year and the one before: older ones were reviewed."""
    return (result for result in results(library) if result.record.meta.serves >= library.as_of.year - 1)


@rule("QMS813", Severity.WARNING)
def no_result(library: Library) -> Iterator[Complaint]:
    """A period of an objective is over, and there is no result.

    The agency watches its objectives and evaluates them (ISO 9001, clauses 6.2.1.e and 9.1.3), and the management review
    asks to what extent they are met (clause 9.3.2.c.2).

    Add the measurement to records/measurements, with its evidence; where a register measures it, complete the register.

    Example: An objective with `id: tap-huan` and `period: quý`, and no measurement with `period: 2021-Q1` after 31/03/2021.
    """
    for result in _recent(library):
        objective = result.objective
        if result.measured is not NOTHING and result.measured.value is not None:
            continue
        if objective.target is None or (objective.source or objective.id) is None:
            continue
        if not result.over and objective.source is not None:
            continue  # a register will tell it by itself
        message = _(
            "“{objective}” has no result of {period}: add the measurement, or complete the register that measures it.",
            objective=objective.text,
            period=result.name,
        )
        yield Complaint(
            result.record.place("objectives", result.place, "text"),
            message,
            result.period.end,
            since=result.period.end,
            about=f"{objective.id or result.place}/{result.name}",
        )


@rule("QMS814", Severity.WARNING)
def not_met(library: Library) -> Iterator[Complaint]:
    """An objective was not met.

    The agency evaluates its results and acts on them (ISO 9001, clauses 6.2.2, 9.1.3 and 10.2): that it was not met is
    nothing to hide, and something to explain.

    Find the cause, and record what is done about it in records/nonconformities or in the management review.

    Example: `target: 95` with `unit: "%"`, and 18 of 20 dossiers in time: 90 %.
    """
    for result in _recent(library):
        if result.outcome is Outcome.NOT_MET:
            message = _(
                "“{objective}” was not met in {period}: {measured}, the target is {target}: find the cause and act on it.",
                objective=result.objective.text,
                period=result.name,
                measured=measured_text(result),
                target=target_text(result.objective),
            )
            place = result.record.place("objectives", result.place, "target")
            yield Complaint(place, message, about=f"{result.objective.id or result.place}/{result.name}")


@rule("QMS815", Severity.ERROR)
def measured_twice(library: Library) -> Iterator[Complaint]:
    """Two objectives have one identifier, or an objective has two measurements of one period.

    Which of them is meant nobody can tell, and results are evidence (ISO 9001, clause 9.1.1).

    Rename one, or keep one measurement; a corrected one takes the other's place.

    Example: Two measurements with `objective: tap-huan` and `period: 2021`.
    """
    first: dict[tuple[int, str], tuple[Document[Objectives], int]] = {}
    for record, place, objective in _all_objectives(library):
        if objective.id is None:
            continue
        key = (record.meta.serves, objective.id)
        other = first.setdefault(key, (record, place))
        if other != (record, place):
            message = _(
                "The identifier `{id}` is taken in {year}: choose another.", id=objective.id, year=key[0]
            )
            related = other[0].place("objectives", other[1], "id")
            yield Complaint(record.place("objectives", place, "id"), message, related=(related,))
    measured: dict[tuple[str, str], Document[Measurement]] = {}
    for measurement in library.known(Measurement):
        meta = measurement.meta
        earlier = measured.setdefault((meta.objective, meta.period), measurement)
        if earlier is not measurement:
            message = _(
                "`{id}` has a measurement of {period} of {day} already: keep one.",
                id=meta.objective,
                period=meta.period,
                day=write_short(earlier.meta.date),
            )
            yield Complaint(measurement.place("period"), message, related=(earlier.place("period"),))


@rule("QMS816", Severity.ERROR)
def share_does_not_follow(library: Library) -> Iterator[Complaint]:
    """The result of a measurement is not the share of the two numbers that it gives.

    Results are evidence (ISO 9001, clause 9.1.1), and whether an objective is met is told from the result (clause 9.1.3): who
    divides the numbers beside it finds another.

    Write the share that the numbers give, to the first decimal at least, or correct the numbers.

    Example: `value: 100` with `count: 3` and `of: 20`, which is 15 %.
    """
    known = _by_year(library)
    for measurement in library.known(Measurement):
        meta = measurement.meta
        measured = known.get((meta.serves, meta.objective))
        if measured is None or meta.count is None or meta.of is None:
            continue
        share = 100 * meta.count / meta.of
        if not share_follows(meta, measured):
            message = _(
                "The result is given as {value}, and {count} of {of} is {share}: correct `value`, or `count` and `of`.",
                value=f"{meta.value}%",
                count=meta.count,
                of=meta.of,
                share=percent(share),
            )
            yield Complaint(measurement.place("value"), message)
