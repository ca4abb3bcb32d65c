"""The steps of a procedure as SVG: a box a step from top to bottom, who and how long within it, the total below.

It is drawn for the width of a telephone, in the colours of the page that it stands on. The table of the steps beside it says
the same to those who cannot see it. On paper, where a drawing has to go on on the next page, typst sets the boxes itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.outputs import typeface
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH: Final = 340
"""Pixels: what Material leaves of a telephone of 360, so that letters are shown as large as they are set."""
SIZE: Final = 16
SMALL: Final = 14
PLACE: Final = "diagram:"
"""The picture that stands in a print's text where the diagram belongs."""
FONT: Final = f"{typeface.FAMILY}, Times New Roman, Liberation Serif, Times, serif"
_PADDING: Final = 12
_ARROW: Final = 22
# Where none of those faces is, another serif is drawn, which may be wider than what was measured.
_ROOM: Final = 0.86 * (WIDTH - 2 * _PADDING)
_LEADING: Final = 1.3


@dataclass(frozen=True, slots=True)
class Box:
    """One step as it is shown: what is done, who does it, and when or how long; the last two may be empty."""

    what: str
    who: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """The steps of a document in their order, how long they take together (empty where nobody says), and what it is called."""

    boxes: tuple[Box, ...]
    total: str
    title: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a box: its words, the look they have, and how far below the box's upper edge they stand."""

    words: str
    look: str
    y: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A box in its place, whether an arrow leads on from it, and whether it is that of the total."""

    y: int
    height: int
    lines: tuple[_Line, ...]
    leads_on: bool
    total: bool


def numbered(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with the number of its step before what each says."""
    return [Box(f"{number}. {box.what}", box.who, box.time) for number, box in enumerate(boxes, start=1)]


def total_words(total: str) -> str:
    """Return what the last box says; empty where nobody says how long the steps take together."""
    return f"{_('Total')}: {total}" if total else ""


def render(diagram: Diagram) -> str:
    """Return the diagram as SVG without an empty line; the same steps give the same text."""
    boxes, title = diagram.boxes, diagram.title
    shown = numbered(boxes)
    if words := total_words(diagram.total):
        shown.append(Box("", time=words))
    drawn: list[_Drawn] = []
    y = 1
    for place, box in enumerate(shown, start=1):
        lines, height = _set([*_lines(box)])
        drawn.append(_Drawn(y, height, lines, place < len(shown), place > len(boxes)))
        y += height + _ARROW
    return fill(
        "flow.xml",
        title=title,
        boxes=drawn,
        width=WIDTH,
        height=y - _ARROW + 1,
        x=_PADDING,
        arrow=_ARROW,
        font=FONT,
        sizes={"what": SIZE, "who": SMALL, "time": SMALL},
    ).strip()


def _lines(box: Box) -> Iterator[tuple[str, int, str]]:
    """Yield the lines of a box, each with its size and look."""
    parts = ((box.what, SIZE, "what"), (box.who, SMALL, "who"), (box.time, SMALL, "time"))
    for text, size, look in parts:
        for line in typeface.wrap(text, size, _ROOM, "bold"):
            yield line, size, look


def _set(text: Sequence[tuple[str, int, str]]) -> tuple[tuple[_Line, ...], int]:
    """Return the lines of a box in their places, and the height of the box."""
    lines = []
    y = _PADDING / 2
    for words, size, look in text:
        y += size * _LEADING
        lines.append(_Line(words, look, round(y - 0.3 * (_LEADING - 1) * size)))
    return tuple(lines), round(y + _PADDING)
