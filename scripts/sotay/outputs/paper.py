"""The papers that are printed on: A4 or A5 with margins in millimetres, sizes in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MILLIMETRE: Final = 72 / 25.4
SHEETS: Final = {"a4": (210, 297), "a5": (148, 210)}


@dataclass(frozen=True, slots=True)
class Paper:
    """How a page is set. Headings are bold down to ``bold_levels``; ``letterhead_size`` is that of the agencies' names.

    ``landscape`` lays it on its long side, for tables that need the width (Decree 30/2020/NĐ-CP, Annex I, I.2). ``gap`` is
    what stands between paragraphs.
    """

    top: float
    right: float
    bottom: float
    left: float
    size: int
    table_size: int
    indent: float
    bold_levels: int
    letterhead_size: int = 13
    landscape: bool = False
    sheet: str = "a4"
    gap: float = 6

    @property
    def sides(self) -> tuple[int, int]:
        """Width and height of the page in millimetres."""
        short, long = SHEETS[self.sheet]
        return (long, short) if self.landscape else (short, long)

    @property
    def width(self) -> float:
        """The width of the text in points."""
        return (self.sides[0] - self.left - self.right) * MILLIMETRE


# Decree 30/2020/NĐ-CP, Annex I, part I: its least margins but the left, text of 14 points, first lines drawn in by 1 cm.
OFFICIAL: Final = Paper(20, 20, 20, 30, size=14, table_size=13, indent=10, bold_levels=1)
# The head of each page grows with the title: the upper margin is set for each document.
CONTROLLED: Final = Paper(40, 20, 22, 30, size=13, table_size=12, indent=10, bold_levels=6)
# The slips of the one-stop shop (Circular 01/2018/TT-VPCP, Article 9): sizes are ours, none is prescribed.
SLIP: Final = Paper(
    10, 12, 10, 15, size=10, table_size=9, indent=0, bold_levels=1, letterhead_size=9, sheet="a5", gap=1.5
)
BOOK: Final = Paper(
    15, 12, 15, 15, size=12, table_size=9, indent=0, bold_levels=1, letterhead_size=12, landscape=True
)
