"""A Word file: its paragraphs and cells as the import reads them, with the same care for what a hostile file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn

from sotay.findings import Place
from sotay.messages import _
from sotay.review.paper import MAX_TEXT, STROKES, Block, is_layout
from sotay.word_import.blocks import BlockReader, Grid
from sotay.word_import.desk import Desk
from sotay.word_import.package import DOCUMENT, open_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sotay.word_import.blocks import Cell

MAX_PIECES: Final = 50_000
"""Paragraphs, cells and runs: some hundred pages, each word of which Word has parted in two."""
MAX_ELEMENTS: Final = 200_000

_PIECES: Final = tuple(qn(f"w:{name}") for name in ("p", "tc", "r"))
_TEXT: Final = qn("w:t")


class TooLongError(Exception):
    """A Word file that unfolds to more than a report of some pages can hold."""


def blocks(data: bytes, name: str) -> tuple[Block, ...]:
    """Return the paragraphs and cells of a Word file; places count paragraphs, tables, rows and cells from 1, lines all of them.

    Raises ``WordRefused`` for a file that is none, is not safe, or holds tracked changes; ``TooLongError`` before it reads a
    text that is too long.
    """
    desk = Desk(open_package(data, name), _("The report"))
    _measure(desk.package.body)
    read = BlockReader(desk, DOCUMENT).blocks(desk.package.body)
    desk.refuse_old_letters()
    found: list[Block] = []
    paragraphs = tables = 0
    for block in read:
        if isinstance(block, Grid):
            tables += 1
            found += _cells(block, name, len(found), tables)
        elif block.labelled:
            paragraphs += 1
            where = _("paragraph {number}", number=paragraphs)
            found.append(_block(block.labelled, Place(name, len(found) + 1, 1, where)))
    return tuple(found)


def _measure(body: Any) -> None:
    """Raise ``TooLongError`` for more text, or more pieces of it, than is read in a moment."""
    pieces = letters = 0
    for elements, element in enumerate(body.iter(), 1):
        pieces += element.tag in _PIECES
        letters += len(element.text or "") if element.tag == _TEXT else 0
        if pieces > MAX_PIECES or elements > MAX_ELEMENTS or letters > MAX_TEXT:
            raise TooLongError


def _block(text: str, place: Place, table: int = 0, row: int = 0, column: int = 0) -> Block:
    return Block(" ".join(text.translate(STROKES).split()), ((0, place),), table, row, column)


def _cells(grid: Grid, name: str, before: int, table: int) -> Iterator[Block]:
    aside = is_layout(cell.text for cell in grid.cells())
    seen: set[tuple[int, int]] = set()
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.origin in seen:
                continue
            seen.add(cell.origin)
            where = _("table {table}, row {row}, cell {cell}", table=table, row=row + 1, cell=column + 1)
            place = Place(name, before + len(seen), 1, where)
            if aside:
                yield from (_block(line, place) for line in _lines(cell))
            else:
                yield _block(cell.text, place, table, row, column)


def _lines(cell: Cell) -> Iterator[str]:
    return (paragraph.labelled for paragraph in cell.paragraphs if paragraph.labelled)
