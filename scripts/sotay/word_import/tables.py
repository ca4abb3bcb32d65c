"""Tables that are understood: which column holds what, told by the words in the head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.word_import.blocks import Cell, Grid, joined
from sotay.word_import.letters import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head was understood: ``places`` says which column holds what, ``head`` what each column is called."""

    grid: Grid
    head: tuple[str, ...]
    places: dict[str, int]
    first: int

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows below the head that hold words; a head that is repeated on a later page is none."""
        for row in self.grid.rows[self.first :]:
            if any(cell.text for cell in row) and tuple(folded(cell.text) for cell in row) != tuple(
                map(folded, self.head)
            ):
                yield row

    def cell(self, row: tuple[Cell, ...], name: str) -> Cell | None:
        """Return the cell of a row in the column of that name; None where there is no such column."""
        return row[self.places[name]] if name in self.places else None

    def text(self, row: tuple[Cell, ...], name: str) -> str:
        """Return the words of the cell in the column of that name; empty where there is none."""
        cell = self.cell(row, name)
        return cell.text if cell else ""

    def rest(self, row: tuple[Cell, ...]) -> dict[str, str]:
        """Return what stands in columns that nothing is known of: head → words."""
        known = set(self.places.values())
        return {
            title: cell.text
            for place, (title, cell) in enumerate(zip(self.head, row, strict=True))
            if place not in known and cell.text
        }


def understood(grid: Grid, wanted: Mapping[str, str], needed: frozenset[str]) -> Table | None:
    """Return the table if its head names the columns that are ``needed``; ``wanted`` gives a pattern for each name.

    A head is as deep as its deepest merged cell. Of two columns that fit a name, the first has it; a column has one name, the
    first that fits it.
    """
    if not grid.rows:
        return None
    depth = 1 + max(
        (place for place, row in enumerate(grid.rows) if any(cell.row == grid.rows[0][0].row for cell in row))
    )
    if depth >= len(grid.rows):
        return None
    head = tuple(_heading(grid, place, depth) for place in range(len(grid.rows[0])))
    places: dict[str, int] = {}
    for place, title in enumerate(head):
        name = next(
            (
                name
                for name, pattern in wanted.items()
                if name not in places and re.search(pattern, folded(title))
            ),
            None,
        )
        if name is not None:
            places[name] = place
    return Table(grid, head, places, depth) if needed <= places.keys() else None


def _heading(grid: Grid, place: int, depth: int) -> str:
    return joined(list(dict.fromkeys(row[place].text for row in grid.rows[:depth])))
