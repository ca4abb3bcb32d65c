"""A report as plain text: paragraphs and cells in order, each with its place in the file it was read from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.findings import Place

MAX_TEXT: Final = 2 * 1024 * 1024
"""Letters, or bytes of plain text: far more than a report of some pages has."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A paragraph, or a cell of a table; one space between words, no markup. Two of them are never the same one.

    ``starts`` says where each of its lines stands: the offset in ``text`` and the place. ``table`` counts from 1, ``row`` and
    ``column`` from 0; ``table`` is 0 for a paragraph.
    """

    text: str
    starts: tuple[tuple[int, Place], ...]
    table: int = 0
    row: int = 0
    column: int = 0

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.starts[0][1]

    def at(self, offset: int) -> Place:
        """Return where a character of it stands."""
        return self.starts[bisect_right(self.starts, offset, key=lambda start: start[0]) - 1][1]

    def around(self, start: int, end: int, before: int, after: int) -> str:
        """Return the words about a part of it."""
        return self.text[max(0, start - before) : end + after]


STROKES: Final = str.maketrans("Ðð", "Đđ")
"""A letter of other alphabets that old files have for the Vietnamese one."""

Row = tuple[Block, ...]
Table = tuple[Row, ...]


@dataclass(frozen=True)
class Paper:
    """What was read from the file ``name``."""

    name: str
    blocks: tuple[Block, ...]

    @cached_property
    def written(self) -> tuple[Block, ...]:
        """What holds words: not the cells left blank."""
        return tuple(block for block in self.blocks if block.text)

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """What stands outside tables."""
        return tuple(block for block in self.blocks if not block.table)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables, row by row."""
        cells = [block for block in self.blocks if block.table]
        return tuple(
            tuple(tuple(row) for _number, row in groupby(table, lambda cell: cell.row))
            for _number, table in groupby(cells, lambda cell: cell.table)
        )


def is_layout(texts: Iterable[str]) -> bool:
    """Tell whether a table only sets letterhead or signature side by side: its cells are paragraphs."""
    return any(
        mark in text.lower() for text in texts for mark in ("cộng hòa xã hội", "cộng hoà xã hội", "nơi nhận")
    )
