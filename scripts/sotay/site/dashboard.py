"""The state of the system at a glance: what is red first, then what is near, the figures of the year, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sotay.acknowledgements import coverage, totals
from sotay.agenda import days_left, horizons, in_days, near_days, who
from sotay.figures import dossier_count, objectives, telling
from sotay.figures.objectives import Outcome
from sotay.figures.period import Period
from sotay.findings import Severity
from sotay.inspection import judgement
from sotay.inspection.judgement import Colour
from sotay.inspection.telling import colour_name
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED
from sotay.kinds.dossier import Dossier
from sotay.kinds.nonconformity import Nonconformity
from sotay.legal.impact import Standing
from sotay.lifecycle import State, in_force, state_of
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.news import newest
from sotay.outputs import chart
from sotay.report.facts import percent
from sotay.rules.corrections import is_open
from sotay.site import (
    addresses,
    agenda_pages,
    controlled_pages,
    figures_pages,
    inspection_pages,
    law_pages,
    list_pages,
    measurement_pages,
    record_pages,
    rule_pages,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sotay.acknowledgements import Coverage
    from sotay.agenda import Horizon, Task
    from sotay.figures.dossier_count import Overdue
    from sotay.findings import Check
    from sotay.inspection.judgement import Inspection
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.site.writer import Writer

CHART: Final = f"{addresses.AGENDA}/theo-han.svg"
MOST: Final = 8
"""Rows of a table; the page behind it has them all."""
_LATE: Final = f"{agenda_pages.INDEX}#{agenda_pages.LATE}"
_NEAR: Final = f"{agenda_pages.INDEX}#{agenda_pages.NEAR}"
_LAW: Final = f"{addresses.LAW}/index.md#{law_pages.WAITING}"
_POINTS: Final = f"{addresses.LOOKUP}/trang-thai.md#khong-phu-hop-open"
_KEPT: Final = "horizons.svg"
_ORDER: Final = (Colour.RED, Colour.AMBER, Colour.GREEN, Colour.NONE)
_BARS: Final = ("#c62828", "#bf5600", "#1565c0")
_BAR: Final = 30


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: how it stands, the number, what it counts, and the page behind it."""

    colour: Colour
    figure: str
    words: str
    page: str


def state(writer: Writer, check: Check, tasks: Sequence[Task], page: str) -> str:
    """Return the state of the system as Markdown for a page."""
    library = writer.library
    inspection = judgement.inspect(library, check)
    results = objectives.of_year(library, library.as_of.year)
    steps, days = horizons(library, tasks), near_days(library)
    tiles = sorted(_tiles(library, check, tasks, inspection), key=lambda tile: _ORDER.index(tile.colour))
    values: dict[str, Any] = {
        "tiles": tiles,
        "colour_name": colour_name,
        "closed": library.as_of == library.agency.as_of,
        "near": _near(library, tasks),
        "near_days": days,
        "horizons": steps,
        "anchor_of": agenda_pages.anchor_of,
        "chart": CHART if len(steps) > 1 else None,
        "days_left": days_left,
        "told": lambda task: agenda_pages.told(writer, task, page),
        "in_days": in_days,
        "who": lambda task: who(library, task),
        "impacts": law_pages.waiting(library),
        "undated": law_pages.waiting_undated(library),
        "overdue_dossiers": _overdue_dossiers(library),
        "points": _open_points(library),
        "audits_unstated": _audits_unstated(library),
        "objectives_unstated": objectives.unstated(library, library.as_of.year),
        "point_page": _POINTS,
        "most": MOST,
        "year": library.as_of.year,
        "results": results,
        "results_chart": measurement_pages.chart_of(results),
        "telling": telling,
        "in_time": telling.in_time,
        "readings": [total for total in totals(library) if total.asked],
        "covered": len(_covered(library)),
        "coverable": len(coverage(library)),
        "named_division": lambda code: division_name(library, code),
        "percent": percent,
        "inspection": inspection,
        "colours": [colour for colour in _ORDER if inspection.count(colour)],
        "events": newest(library, ())[:MOST],
        "owner": lambda point: writer.person(point.meta.owner, library.as_of),
        "page_of": addresses.of_path,
        "relative": lambda target: addresses.relative(target, page),
        "pages": {
            "agenda": agenda_pages.INDEX,
            "law": _LAW,
            "overdue": record_pages.OVERDUE,
            "inspection": inspection_pages.PAGE,
            "objectives": measurement_pages.OBJECTIVES,
            "readings": list_pages.READINGS,
            "figures": figures_pages.year_page(library.as_of.year),
            "feed": addresses.FEED,
        },
        **_dossiers(library),
    }
    return writer.render("state.md.j2", page, **values)


def files(library: Library, tasks: Sequence[Task]) -> dict[str, bytes]:
    """Return staged path → bytes of the chart of last days; none where there is nothing to compare."""
    steps = horizons(library, tasks)
    shown = [(step.name, step.within, len(step.tasks)) for step in steps]
    return {CHART: chart.kept(library.root, _KEPT, shown, partial(_draw, steps))} if len(steps) > 1 else {}


def _near(library: Library, tasks: Sequence[Task]) -> list[tuple[str, str, list[Task], str]]:
    """Return heading, its anchor, tasks, and the page with them all: of those that are late, and of those due soon."""
    late = [task for task in tasks if task.late]
    due = [*agenda_pages.near(library, tasks)]
    found = [
        (_("Overdue"), agenda_pages.LATE, late, _LATE),
        (_("Due within {days} days", days=near_days(library)), agenda_pages.NEAR, due, _NEAR),
    ]
    return [group for group in found if group[2]]


def _tiles(library: Library, check: Check, tasks: Sequence[Task], inspection: Inspection) -> Iterator[Tile]:
    """Yield the figures; green is given only where there is something to judge."""
    agenda = agenda_pages.INDEX
    late = sum(task.late for task in tasks)
    yield Tile(_colour(late, Colour.RED), f"{late}", _("late"), _LATE if late else agenda)
    if (days := near_days(library)) is not None:
        near = len(agenda_pages.near(library, tasks))
        words = _("due within {days} days", days=days)
        yield Tile(_colour(near, Colour.AMBER), f"{near}", words, _NEAR if near else agenda)
    impacts, undated = law_pages.waiting(library), law_pages.waiting_undated(library)
    overdue = any(impact.standing is Standing.OVERDUE for impact in impacts)
    count = len(impacts) + len(undated)
    words = _("changes of law wait for a new version")
    if undated:
        words += ", " + _("{count} of them without a known last day", count=len(undated))
    yield Tile(
        _colour(count, Colour.RED if overdue else Colour.AMBER),
        f"{count}",
        words,
        _LAW if count else f"{addresses.LAW}/index.md",
    )
    yield from _dossiers_tile(library)
    yield _points_tile(library)
    errors = sum(finding.severity is Severity.ERROR for finding in check.findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in check.findings)
    worst_found = Severity.ERROR if errors else Severity.WARNING if warnings else None
    yield Tile(
        _colour(errors, Colour.RED) if errors else _colour(warnings, Colour.AMBER),
        f"{errors}",
        _("errors of the check, and {warnings} warnings", warnings=warnings),
        f"{rule_pages.FINDINGS}#{worst_found.value}" if worst_found else rule_pages.FINDINGS,
    )
    worst = next((c for c in (Colour.RED, Colour.AMBER) if inspection.count(c)), Colour.GREEN)
    yield Tile(
        worst,
        f"{inspection.count(worst)}/{len(inspection.results)}",
        _("self-inspection: {verdict}", verdict=colour_name(worst)),
        f"{inspection_pages.PAGE}#{worst.value}" if inspection.count(worst) else inspection_pages.PAGE,
    )
    yield from _objectives_tile(library)
    yield from _readings_tile(library)
    current = len(in_force(library))
    drafts = sum(_is_draft(library, document) for document in library.procedures.values())
    yield Tile(Colour.NONE, f"{current}", _("documents in force"), controlled_pages.INDEX)
    if drafts:
        yield Tile(Colour.NONE, f"{drafts}", _("drafts"), f"{controlled_pages.OTHERS}#{State.DRAFT.value}")


def _colour(count: int, bad: Colour) -> Colour:
    return bad if count else Colour.GREEN


def _is_draft(library: Library, document: Document[ControlledDocument]) -> bool:
    return state_of(library, document, library.as_of) is State.DRAFT


def _dossiers_tile(library: Library) -> Iterator[Tile]:
    figures = _dossiers(library)["figures"]
    if figures and figures.overdue:
        yield Tile(
            Colour.RED,
            f"{figures.overdue}",
            _("dossiers are past their day and not resolved"),
            record_pages.OVERDUE,
        )


def _overdue_dossiers(library: Library) -> list[tuple[Overdue, date | None]]:
    """Return the dossiers past their first day and not returned, each with the new day that its applicant was given, if any."""
    given = {row.entry.code: row.entry.reappointments for row in library.dossiers}
    return [
        (one, given[one.code][-1].date() if given.get(one.code) else None)
        for one in dossier_count.overdue(library)
    ]


def _open_points(library: Library) -> list[Document[Nonconformity]]:
    """Return the nonconformities that are not closed, the most urgent first."""
    found = [one for one in library.known(Nonconformity) if is_open(one.meta.closed, library)]
    return sorted(found, key=lambda one: (one.meta.due, one.path))


def _audits_unstated(library: Library) -> list[Document[AuditReport]]:
    """Return the audit reports of the year that do not state how many nonconformities were found."""
    return [
        report
        for report in library.known(AuditReport)
        if report.meta.serves == library.as_of.year and report.meta.nonconformities == NOT_STATED
    ]


def _points_tile(library: Library) -> Tile:
    points = _open_points(library)
    late = any(point.meta.due < library.as_of for point in points)
    colour = _colour(len(points), Colour.RED if late else Colour.AMBER)
    if not library.known(Nonconformity):
        colour = Colour.NONE
        if audits := _audits_unstated(library):
            page = addresses.of_path(audits[0].path) or f"{addresses.RECORDS}/index.md"
            return Tile(colour, NOT_STATED, _("how many nonconformities the audit found"), page)
    return Tile(
        colour,
        f"{len(points)}",
        _("nonconformities open"),
        _POINTS if points else f"{addresses.RECORDS}/index.md",
    )


def _objectives_tile(library: Library) -> Iterator[Tile]:
    of_year = objectives.of_year(library, library.as_of.year)
    results = [one for one in of_year if one.over]
    missed = sum(one.outcome is not Outcome.MET for one in results)
    if results:
        yield Tile(
            _colour(missed, Colour.AMBER),
            f"{len(results) - missed}/{len(results)}",
            _(
                "results in the periods that are over meet their objectives; so far {over} of {count} objectives have one",
                over=len({(one.record.path, one.place) for one in results}),
                count=len({(one.record.path, one.place) for one in of_year}),
            ),
            measurement_pages.year_of(library.as_of.year),
        )


def _readings_tile(library: Library) -> Iterator[Tile]:
    covered, of = _covered(library), len(coverage(library))
    asked, read = sum(one.asked for one in covered), sum(one.read for one in covered)
    if asked:
        yield Tile(
            _colour(of - len(covered) + asked - read, Colour.AMBER),
            f"{len(covered)}/{of}",
            _("documents have a reading sheet ({read}/{asked} readings confirmed)", read=read, asked=asked),
            f"{list_pages.READINGS}#theo-tai-lieu",
        )


def _covered(library: Library) -> list[Coverage]:
    """Return the documents in force that reading sheets are kept for."""
    return [one for one in coverage(library) if one.sheets]


def _dossiers(library: Library) -> dict[str, Any]:
    if not library.registers_of(Dossier):
        return {"figures": None, "incomplete": ""}
    counted = dossier_count.count(library, Period.of_year(library.as_of.year))
    return {"figures": counted.whole, "incomplete": dossier_count.incomplete(counted.left_out)}


def _draw(steps: Sequence[Horizon]) -> bytes:
    """Draw a bar for each horizon: late ones red, near ones orange, later ones blue."""
    late, near, later = _BARS
    rows = [
        {
            "what": step.name,
            "count": len(step.tasks),
            "colour": later if step.within is None else late if step.within < 0 else near,
        }
        for step in steps
    ]
    place: dict[str, Any] = {
        "y": {
            "field": "what",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {"ticks": False, "domain": False},
        },
        "x": {"field": "count", "type": "quantitative", "axis": None},
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    bars = chart.layer(rows, {"type": "bar", "height": 18}, **place, color=colour)
    count = {"field": "count", "type": "quantitative"}
    label = chart.layer(rows, {"type": "text", "align": "left", "dx": 6}, **place, text=count)
    return chart.render(bars, label, height={"step": _BAR})
