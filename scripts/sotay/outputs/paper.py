"""The papers that are printed on: A4 with margins in millimetres, sizes in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MILLIMETRE: Final = 72 / 25.4
LONG_SIDE: Final = 297
SHORT_SIDE: Final = 210


@dataclass(frozen=True, slots=True)
class Paper:
    """How a page is set. Headings are bold down to ``bold_levels``; ``letterhead_size`` is that of the agencies' names.

    ``landscape`` lays it on its long side, for tables that need the width (Decree 30/2020/NĐ-CP, Annex I, I.2).
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

    @property
    def width(self) -> float:
        """The width of the text in points."""
        return ((LONG_SIDE if self.landscape else SHORT_SIDE) - self.left - self.right) * MILLIMETRE


# Decree 30/2020/NĐ-CP, Annex I, part I: its least margins but the left, text of 14 points, first lines drawn in by 1 cm.
OFFICIAL: Final = Paper(20, 20, 20, 30, size=14, table_size=13, indent=10, bold_levels=1)
# The head of each page grows with the title: the upper margin is set for each document.
CONTROLLED: Final = Paper(40, 20, 22, 30, size=13, table_size=12, indent=10, bold_levels=6)
