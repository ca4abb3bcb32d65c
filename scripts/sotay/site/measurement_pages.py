"""What was measured: objectives with their results and a chart, surveys, money, and the input pack of the management review."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay import pipeline
from sotay.figures import budget, objectives, survey, telling
from sotay.figures.catalogue import PERCENT
from sotay.figures.objectives import Outcome
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.budget import Budget
from sotay.kinds.survey import Survey
from sotay.messages import _, speaking
from sotay.outputs import chart
from sotay.report import review_pack
from sotay.report.facts import money
from sotay.site import addresses, prose_links
from sotay.survey.telling import counted, interval, mean, question_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.figures.objectives import Result
    from sotay.library import Library
    from sotay.site.writer import Writer

OBJECTIVES: Final = f"{addresses.OBJECTIVES}/index.md"
SURVEYS: Final = f"{addresses.SURVEYS}/index.md"
MONEY: Final = f"{addresses.MONEY}/index.md"
_COLOURS: Final = {
    Outcome.MET: "#2e7d32",
    Outcome.NOT_MET: "#c62828",
    Outcome.NOT_YET: "#1565c0",
    Outcome.CONTESTED: "#616161",
}


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the objectives, the surveys, the money, and each year's input pack."""
    library = writer.library
    yield OBJECTIVES, _objectives(writer)
    yield (
        SURVEYS,
        writer.render(
            "surveys.md.j2",
            SURVEYS,
            surveys=[
                (record, survey.results(library)[record.id]) for record in reversed(library.known(Survey))
            ],
            name=writer.name,
            counted=lambda record: counted(library, record),
            told=survey.told,
            remarks=survey.remarks,
            mean=mean,
            interval=interval,
            question_of=question_of,
        ),
    )
    yield MONEY, _money(writer)
    for year, page in packs(library).items():
        yield page, _pack(writer, year, page)


def files(library: Library) -> dict[str, bytes]:
    """Return staged path → bytes of the charts and of the packs to download."""
    found = {}
    for year, results in _by_year(library).items():
        if shown := _shown(results):
            said = [(_label(one), one.measured, one.objective.target, one.outcome) for one in shown]
            drawn = chart.kept(library.root, f"objectives-{_chart(year)}", said, partial(_draw, shown))
            found[f"{addresses.OBJECTIVES}/{_chart(year)}"] = drawn
    for year in review_pack.years(library):
        packed = pipeline.render_review_pack(review_pack.compose(library, year))
        found |= {f"{addresses.REPORTS}/{year}/{name}": data for name, data in packed.items()}
    return found


class Chart(NamedTuple):
    """A chart of a year's objectives: its staged path, and what it says in words."""

    file: str
    alt: str


def chart_of(results: Sequence[Result]) -> Chart | None:
    """Return the chart of the objectives of one year; None where none can be drawn."""
    if not _shown(results):
        return None
    return Chart(f"{addresses.OBJECTIVES}/{_chart(results[0].record.meta.serves)}", _alt(results))


def packs(library: Library) -> dict[int, str]:
    """Return year → page of its input pack, the latest first."""
    return {year: f"{addresses.REPORTS}/{year}/dau-vao-xem-xet.md" for year in review_pack.years(library)}


def year_of(year: int) -> str:
    """Return the place of a year's objectives on the site."""
    return f"{OBJECTIVES}#nam-{year}"


def _objectives(writer: Writer) -> str:
    return writer.render(
        "objectives.md.j2",
        OBJECTIVES,
        years={
            year: {
                "results": results,
                "chart": _chart(year) if _shown(results) else None,
                "alt": _alt(results),
                "unstated": objectives.unstated(writer.library, year),
            }
            for year, results in _by_year(writer.library).items()
        },
        packs=packs(writer.library),
        name=writer.name,
        owner=lambda result: telling.owner(writer.library, result.objective),
        target=lambda result: telling.target_text(result.objective),
        measured=telling.measured_text,
        outcome_name=telling.outcome_name,
        page_of=addresses.of_path,
    )


def _by_year(library: Library) -> dict[int, tuple[Result, ...]]:
    """Return year → results of its objectives, the latest first; none where its records do not state what they are."""
    serving = {result.record.meta.serves for result in objectives.results(library)}
    serving |= {record.meta.serves for record in objectives.unstated(library)}
    return {year: objectives.of_year(library, year) for year in sorted(serving, reverse=True)}


def _chart(year: int) -> str:
    return f"{year}.svg"


def _shown(results: Sequence[Result]) -> list[Result]:
    """Return what a chart can show on one scale: shares that were measured and have a target."""
    return [
        result
        for result in results
        if result.objective.unit == PERCENT
        and result.measured.value is not None
        and result.objective.target is not None
    ]


def _label(result: Result) -> str:
    return f"{result.name}: {result.objective.text}"


def _alt(results: Sequence[Result]) -> str:
    """Return the chart in words, for whoever cannot see it; the table below says the same."""
    said = (
        f"{_label(result)}: {telling.measured_text(result)}, {_('target')} {telling.target_text(result.objective)}"
        for result in _shown(results)
    )
    return _("Results against their targets. {results}", results="; ".join(said))


def _draw(results: Sequence[Result]) -> bytes:
    """Draw a bar for each share and a line at its target."""
    shown = {result.outcome for result in results}
    colours = {
        telling.outcome_name(outcome): colour for outcome, colour in _COLOURS.items() if outcome in shown
    }
    rows = [
        {
            "number": number,
            "value": result.measured.value,
            "target": result.objective.target,
            "outcome": telling.outcome_name(result.outcome),
        }
        for number, result in enumerate(results)
    ]
    named = chart.names_above([f"{telling.measured_text(result)} {_label(result)}" for result in results])
    along = {
        "field": "value",
        "type": "quantitative",
        "title": PERCENT,
        "scale": {"domain": [0, 100]},
        "axis": {"values": [*range(0, 101, 20)]},
    }
    scale = {"domain": [*colours], "range": [*colours.values()]}
    colour = {"field": "outcome", "type": "nominal", "scale": scale}
    bars = chart.layer(rows, named.bar, y=chart.BY_NUMBER, x=along, color=colour)
    tick = {"type": "tick", "thickness": 3, "height": 22, "yOffset": named.offset, "color": "#212121"}
    target = {"field": "target", "type": "quantitative"}
    targets = chart.layer(rows, tick, y=chart.BY_NUMBER, x=target)
    return chart.render(bars, targets, named.words, height={"step": named.row})


def _money(writer: Writer) -> str:
    library = writer.library
    years = sorted({record.meta.serves for record in library.known(Budget)}, reverse=True)
    reports = {report.meta.year + 1: report for report in library.of(AnnualReport) if report.meta.estimate}
    return writer.render(
        "budget.md.j2",
        MONEY,
        years={year: _year(library, year) for year in years},
        estimates=dict(sorted(reports.items(), reverse=True)),
        name=writer.name,
        money=lambda amount: _("not stated") if amount is None else money(amount),
    )


def _year(library: Library, year: int) -> dict[str, Any]:
    decisions = budget.decisions(library, year)
    amounts = [budget.of_decision(decision.meta) for decision in decisions]
    return {
        "decisions": [
            (decision, whole, list(zip(decision.meta.lines, budget.of_lines(decision.meta), strict=True)))
            for decision, whole in zip(decisions, amounts, strict=True)
        ],
        "total": budget.total(amounts) if len(decisions) > 1 else None,
    }


def _pack(writer: Writer, year: int, page: str) -> str:
    from sotay.outputs import markdown, pandoc_door  # noqa: PLC0415 (heavy)

    pack = review_pack.compose(writer.library, year)
    with speaking("vi"):
        body = markdown.render(pack.document(pandoc_door.parse), lambda _identifier: None).decode()
    return writer.render(
        "review_pack.md.j2",
        page,
        pack=pack,
        body=prose_links.linked(writer.library, body, page),
        downloads=[f"{pipeline.PACK_NAME}.{suffix}" for suffix in ("docx", "pdf")],
    )
