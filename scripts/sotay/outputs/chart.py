"""A chart as SVG: its words as text, in a width that a telephone shows; the only place that runs Vega.

It stands on white, so that it reads alike on light and dark pages. A page that shows it says the same in a table beside it,
for those who cannot see it.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay import cache
from sotay.messages import language
from sotay.outputs import typeface

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    Specification: TypeAlias = dict[str, Any]

WIDTH: Final = 400
"""Pixels, axes and legend within: narrow enough that letters stay readable on a telephone."""
COLOURS: Final = ("#2e7d32", "#1565c0", "#c62828", "#757575", "#bf5600", "#6a1b9a")
"""Each has at least 3:1 against white (WCAG 2.2, 1.4.11)."""

# Words are measured by the face that the PDF embeds, on every machine; where they are drawn, Times has the same widths.
_FONT: Final = f"{typeface.FAMILY}, Times New Roman, Times, serif"
_SIZE: Final = 16
_INK: Final = "#212121"
_LINE: Final = 18
"""Pixels from one line of a name to the next."""
_BAR: Final = 44
"""Pixels of a bar with one line of words above it."""
BY_NUMBER: Final[dict[str, Any]] = {"field": "number", "type": "ordinal", "axis": None}
"""Rows one below the other by their number, whose names stand above them."""
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_AXIS: Final = {"labelFontSize": _SIZE, "titleFontSize": _SIZE, "titleFontWeight": "normal"}
_CONFIG: Final[dict[str, Any]] = {
    "aria": False,
    "background": "white",
    "font": _FONT,
    "axis": _AXIS | {"labelColor": _INK, "titleColor": _INK, "labelLimit": 160},
    "legend": _AXIS
    | {"labelColor": _INK, "orient": "bottom", "columns": 1, "labelLimit": 340, "title": None},
    "text": {"fontSize": _SIZE, "color": _INK},
    "title": {"fontSize": _SIZE, "color": _INK},
    "range": {"category": list(COLOURS)},
    "view": {"stroke": None},
}
_NUMBERS: Final[dict[str, Any]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", " VND"]},
}


def kept(root: Path, name: str, says: object, draw: Callable[[], bytes]) -> bytes:
    """Return the chart kept by ``name``; drawn anew only where it ``says`` something else than the one before."""
    return cache.made(root, name, repr((version("vl-convert-python"), language(), says)), draw)


class Named(NamedTuple):
    """Whole names above bars: what writes them, how far down a bar stands (``yOffset``), and the pixels of each row."""

    words: Specification
    offset: float
    row: int

    @property
    def bar(self) -> Specification:
        """A bar below its name."""
        return {"type": "bar", "height": 12, "yOffset": self.offset}


def names_above(names: Sequence[str]) -> Named:
    """Return the names of bars, the first for ``number`` 0 of the bars' own data; a long one takes as many lines as it needs."""
    broken = [list(typeface.wrap(name, _SIZE, WIDTH - 20)) for name in names]
    most = max(map(len, broken), default=1)
    rows = [
        {"number": number, "what": [""] * (most - len(lines)) + lines} for number, lines in enumerate(broken)
    ]
    room = (most - 1) * _LINE
    look = {"type": "text", "align": "left", "yOffset": -6 - room / 2, "lineHeight": _LINE}
    words = layer(rows, look, y=BY_NUMBER, x={"value": 0}, text={"field": "what", "type": "nominal"})
    return Named(words, 10 + room / 2, _BAR + room)


def layer(rows: Sequence[Mapping[str, Any]], mark: Specification, **encoding: Specification) -> Specification:
    """Return a layer of marks, one for each row, placed and coloured by its fields as ``encoding`` says."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def render(*layers: Specification, height: float | Specification) -> bytes:
    """Return a chart of layers, each as Vega-Lite has it, as SVG in the language in use.

    The same chart gives the same bytes, and nothing is fetched for it.
    """
    import vl_convert  # noqa: PLC0415 (heavy; a check needs none)

    vl_convert.register_font_directory(str(typeface.folder()))
    specification = {
        "$schema": _SCHEMA,
        "layer": layers,
        "height": height,
        "width": WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    drawn: str = vl_convert.vegalite_to_svg(
        specification, config=_CONFIG, format_locale=_NUMBERS[language()], allowed_base_urls=[]
    )
    return drawn.encode()
