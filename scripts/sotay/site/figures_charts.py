"""The charts of the one-stop shop: what came back early, on time and late, by month and by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.outputs import chart
from sotay.outputs.figures_text import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sotay.figures.counting import DossierFigures

MOST: Final = 15
"""As many procedures a chart shows, those with most dossiers; the table has all."""
_HEIGHT: Final = 260
_BACK: Final = ("early", "on_time", "late")
_WHOLE: Final = {"format": "d", "tickMinStep": 1}
"""An axis of whole numbers."""
_COLOURS: Final = dict(zip((*_BACK, "pending", "overdue"), chart.COLOURS, strict=False))


def of_months(months: Mapping[str, DossierFigures]) -> bytes:
    """Draw what was resolved in each month by outcome, and a line at what was received."""
    order = [name.partition("/")[0] for name in months]
    bars = [
        {"month": month, **part}
        for month, figures in zip(order, months.values(), strict=True)
        for part in _parts(figures, _BACK)
    ]
    received = [
        {"month": month, "count": figures.received}
        for month, figures in zip(order, months.values(), strict=True)
        if figures.received
    ]
    across = {
        "field": "month",
        "type": "ordinal",
        "sort": order,
        "title": _("Month"),
        "axis": {"labelAngle": 0},
    }
    place = {"x": across, "y": _count(_WHOLE)}
    drawn = chart.layer(bars, {"type": "bar"}, **place, **_outcome(_BACK))
    tick = {"type": "tick", "thickness": 3, "width": 20, "color": "#212121"}
    line = chart.layer(received, tick, **place)
    return chart.render(drawn, line, height=_HEIGHT)


def of_procedures(procedures: Mapping[str, DossierFigures]) -> bytes:
    """Draw how the dossiers of each procedure stand; those with most dossiers."""
    shown = sorted(procedures.items(), key=lambda item: (-item[1].there, item[0]))[:MOST]
    kinds = tuple(_COLOURS)
    bars = [
        {"number": number, **part}
        for number, (_name, figures) in enumerate(shown)
        for part in _parts(figures, kinds)
    ]
    named = chart.names_above([name for name, _figures in shown])
    along = _count(_WHOLE | {"tickCount": 6})
    drawn = chart.layer(bars, named.bar, y=chart.BY_NUMBER, x=along, **_outcome(kinds))
    return chart.render(drawn, named.words, height={"step": named.row})


def _count(axis: Mapping[str, Any]) -> dict[str, Any]:
    return {"field": "count", "type": "quantitative", "title": _("Dossiers"), "axis": axis}


def _parts(figures: DossierFigures, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """Return the parts of a bar, in their order; what is pending is told without what is overdue."""
    named = _names()
    counts = {kind: getattr(figures, kind) for kind in kinds}
    if "overdue" in counts:
        counts["pending"] -= counts["overdue"]
    return [
        {"place": place, "outcome": named[kind], "count": count}
        for place, (kind, count) in enumerate(counts.items())
    ]


def _outcome(kinds: Sequence[str]) -> dict[str, Any]:
    named = _names()
    scale = {"domain": [named[kind] for kind in kinds], "range": [_COLOURS[kind] for kind in kinds]}
    return {
        "color": {"field": "outcome", "type": "nominal", "scale": scale},
        "order": {"field": "place", "type": "quantitative"},
    }


def _names() -> dict[str, str]:
    return names() | {"pending": _("Pending, not overdue"), "overdue": _("Pending, overdue")}
