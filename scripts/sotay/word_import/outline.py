"""The outline of a procedure: its cover, then its sections, whether Word knows their headings or only shows them in bold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from sotay.word_import.blocks import Block, Cell, Grid, Paragraph, compact
from sotay.word_import.inlines import Piece, plain
from sotay.word_import.letters import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_HEADING: Final = 200
LOWEST: Final = 9
_NUMBERED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+\S")
_ROMAN: Final = re.compile(r"[IVX]{1,5}[.)]\s+\S")
_LETTERED: Final = re.compile(r"[a-hiđ][.)]\s+\S")
_KNOWN: Final = re.compile(
    r"mục đích|phạm vi( áp dụng)?|tài liệu viện dẫn|(căn cứ|cơ sở) pháp lý|(thuật ngữ|định nghĩa).*|nội dung( quy trình)?"
    r"|biểu mẫu.*|hồ sơ.*|lưu hồ sơ|trách nhiệm"
)
_RUN_IN: Final = re.compile(r"(?:\d{1,2}\.\d{1,2}|[a-hiđ])[.)]?\s+[^:]{3,80}:")
_ROW_NUMBER: Final = re.compile(r"(\d{1,2}\.\d{1,2}|[a-hiđ])[.)]?(?:\s+(\S.*))?")


@dataclass(slots=True)
class Section:
    """A heading with what stands below it up to the next; the cover is the first section, of level 0.

    ``kept`` turns false when all of it went into fields.
    """

    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)
    taken: bool = False

    @property
    def name(self) -> str:
        """The title without its number, folded."""
        return folded(re.sub(r"^(?:\d+(?:\.\d+)*|[IVX]+|[a-hiđ])[.)]?\s+", "", self.title))

    @property
    def paragraphs(self) -> list[Paragraph]:
        """What is no table."""
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    @property
    def grids(self) -> list[Grid]:
        """The tables."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(
            block.labelled if isinstance(block, Paragraph) else block.text for block in self.blocks
        )

    def take(self, *blocks: Block) -> None:
        """Take blocks out of the text, since a field holds what they say."""
        self.blocks = [block for block in self.blocks if not any(block is gone for gone in blocks)]
        self.taken = True


def sections(blocks: Sequence[Block]) -> list[Section]:
    """Part blocks at their headings; tables whose rows are numbered as sections are parted too."""
    roman = any(
        isinstance(block, Paragraph) and block.bold and _ROMAN.match(block.labelled) for block in blocks
    )
    found = [Section("", 0)]
    for block in _unfolded(blocks):
        depth = heading_depth(block, roman=roman) if isinstance(block, Paragraph) else 0
        if isinstance(block, Paragraph) and depth and (found[1:] or _opens(block)):
            found.append(Section(block.labelled.rstrip(" :"), depth))
        else:
            found[-1].blocks.append(block)
    _level(found[1:])
    return found


def heading_depth(paragraph: Paragraph, *, roman: bool = False) -> int:
    """Return how deep a heading is, from 1; 0 for other text.

    The number says more than the style: offices number by hand under styles that mean nothing.
    """
    text = paragraph.labelled
    if not paragraph.text or len(text) > LONGEST_HEADING or (paragraph.number and paragraph.number.bullet):
        return 0
    if not paragraph.level and not paragraph.bold:
        return 0
    if roman and _ROMAN.match(text):
        return 1
    if match := _NUMBERED.match(text):
        return match[1].count(".") + 1 + roman
    if _LETTERED.match(text):
        return LOWEST
    if paragraph.level:
        return paragraph.level
    if _KNOWN.fullmatch(folded(text).rstrip(":")):
        return 1 + roman
    return 0


def _opens(heading: Paragraph) -> bool:
    """Tell whether a heading ends the cover: it is numbered, or names a section that procedures have."""
    text = heading.labelled
    return bool(_NUMBERED.match(text) or _ROMAN.match(text) or _KNOWN.fullmatch(folded(text).rstrip(":")))


def _level(found: Sequence[Section]) -> None:
    """Set the levels: the uppermost is 1 and none is skipped."""
    above: list[int] = []
    for section in found:
        while above and above[-1] >= section.level:
            above.pop()
        above.append(section.level)
        section.level = len(above)


def _unfolded(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        starts = _starts(block) if isinstance(block, Grid) else []
        if isinstance(block, Grid) and starts:
            yield from _parted(block, starts)
        elif isinstance(block, Paragraph):
            yield from _run_in(block)
        else:
            yield block


def _run_in(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Part a numbered heading in bold from the text that follows on its line: ``5.4. Thời gian xử lý: 07 ngày``."""
    bold = list(
        takewhile(lambda piece: "Strong" in piece.formats or not piece.text.strip(), paragraph.pieces)
    )
    rest = paragraph.pieces[len(bold) :]
    label = f"{paragraph.number.label} " if paragraph.number and not paragraph.number.bullet else ""
    if rest and _RUN_IN.fullmatch(f"{label}{plain(bold)}"):
        yield replace(paragraph, pieces=tuple(bold), bold=True)
        yield Paragraph(rest)
    else:
        yield paragraph


def _starts(grid: Grid) -> list[int]:
    """Return the rows that begin a numbered section; fewer than two of them make no outline."""
    found = []
    for place, row in enumerate(grid.rows):
        match = _ROW_NUMBER.fullmatch(row[0].text)
        fresh = place == 0 or row[0].origin != grid.rows[place - 1][0].origin
        if match and fresh and (match[2] or (len(row) > 1 and _first_other(row))):
            found.append(place)
    numbers = [grid.rows[place][0].text.split()[0].rstrip(".)") for place in found]
    dotted = all("." in number for number in numbers) or all(number.isalpha() for number in numbers)
    return found if len(found) > 1 and dotted else []


def _parted(grid: Grid, starts: Sequence[int]) -> Iterator[Block]:
    """Yield a heading and its content for each numbered row."""
    if starts[0] > 0:
        yield compact(grid.rows[: starts[0]])
    for begin, end in zip(starts, [*starts[1:], len(grid.rows)], strict=True):
        row = grid.rows[begin]
        match = _ROW_NUMBER.fullmatch(row[0].text)
        assert match is not None, "such rows were chosen"
        title = match[2] or _first_other(row)
        mark = ")" if match[1].isalpha() else "."
        yield Paragraph((Piece(f"{match[1]}{mark} {title}"),), level=2)
        others = [cell for cell in _distinct(row) if cell.text and cell.text != title and cell is not row[0]]
        below = grid.rows[begin + 1 : end]
        if others and below:
            yield _without_first(grid.rows[begin:end], row[0])
            continue
        for cell in others:
            yield from cell.paragraphs
        yield from _content(below, row[0])


def _first_other(row: Sequence[Cell]) -> str:
    return next((cell.text for cell in row[1:] if cell.text and cell.origin != row[0].origin), "")


def _content(rows: Sequence[tuple[Cell, ...]], number: Cell) -> Iterator[Block]:
    """Yield rows as paragraphs where each holds one cell, else as a table."""
    if all(
        sum(1 for cell in _distinct(row) if cell.text and cell.origin != number.origin) <= 1 for row in rows
    ):
        for row in rows:
            for cell in _distinct(row):
                if cell.origin != number.origin:
                    yield from cell.paragraphs
    else:
        yield _without_first(rows, number)


def _without_first(rows: Sequence[tuple[Cell, ...]], number: Cell) -> Grid:
    """Return rows as a table, without a first column that is empty or only the number of the section."""
    spare = all(not row[0].text or row[0].origin == number.origin for row in rows)
    return compact([row[1:] if spare else row for row in rows])


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    return list({cell.origin: cell for cell in row}.values())
