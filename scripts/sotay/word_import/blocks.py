"""The blocks of a Word file: paragraphs with their numbers and levels, tables as grids in which merged cells fill each place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from docx.oxml.ns import qn

from sotay.messages import _
from sotay.word_import import inlines
from sotay.word_import.letters import cleaned
from sotay.word_import.numbering import Number, Numbering
from sotay.word_import.runs import RunReader, box_text
from sotay.word_import.styles import switched, value, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.word_import.desk import Desk
    from sotay.word_import.inlines import Piece

WIDEST: Final = 63  # columns, the most that Word makes
_HOLDERS: Final = frozenset(qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its pieces, the number Word draws before it, its heading level by style (0: none), its looks."""

    pieces: tuple[Piece, ...]
    number: Number | None = None
    level: int = 0
    bold: bool = False

    @property
    def text(self) -> str:
        """The words alone, one blank between them, without a drawn number."""
        return inlines.plain(self.pieces)

    @property
    def lines(self) -> tuple[str, ...]:
        """The words, a text for each line that its author broke off."""
        whole = "".join(piece.text for piece in self.pieces)
        return tuple(" ".join(line.split()) for line in whole.split("\n") if line.strip())

    @property
    def labelled(self) -> str:
        """The words after the number that Word draws."""
        label = self.number.label if self.number else ""
        return f"{label} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs, and row and column where it begins; each place it covers holds the same value."""

    paragraphs: tuple[Paragraph, ...]
    row: int
    column: int

    @property
    def origin(self) -> tuple[int, int]:
        """Where it begins: what tells it from other cells of its table."""
        return self.row, self.column

    @property
    def text(self) -> str:
        """Its words; paragraphs that end without a sign are parted by semicolons."""
        return joined([paragraph.labelled for paragraph in self.paragraphs])

    @property
    def lines(self) -> tuple[str, ...]:
        """Its words, line by line."""
        return tuple(line for paragraph in self.paragraphs for line in paragraph.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: as many cells in each row, a merged cell at each place it covers."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def text(self) -> str:
        """All words, each cell once."""
        return " | ".join(cell.text for cell in self.cells() if cell.text)

    def cells(self) -> Iterator[Cell]:
        """Yield each cell once, row by row."""
        seen: set[tuple[int, int]] = set()
        for row in self.rows:
            for cell in row:
                if cell.origin not in seen:
                    seen.add(cell.origin)
                    yield cell

    @property
    def merged(self) -> bool:
        """Whether a cell covers more than one place."""
        return sum(map(len, self.rows)) > sum(1 for _cell in self.cells())


Block = Paragraph | Grid


def compact(rows: Sequence[Sequence[Cell]]) -> Grid:
    """Return rows as a table without the columns and rows that only repeat the one before, cell for cell."""
    columns = list(zip(*rows, strict=True))
    kept = [
        column
        for place, column in enumerate(columns)
        if place == 0 or _origins(column) != _origins(columns[place - 1])
    ]
    lines = list(zip(*kept, strict=True))
    return Grid(
        tuple(
            line
            for place, line in enumerate(lines)
            if place == 0 or _origins(line) != _origins(lines[place - 1])
        )
    )


def _origins(cells: Sequence[Cell]) -> list[tuple[int, int]]:
    return [cell.origin for cell in cells]


def joined(texts: list[str]) -> str:
    """Join texts with semicolons, but for blanks after one that ends with a sign."""
    whole = ""
    for text in filter(None, texts):
        whole += f"{' ' if whole[-1] in '.,;:' else '; '}{text}" if whole else text
    return whole


class BlockReader:
    """Reads the blocks of one part, such as the document or a page header."""

    def __init__(self, desk: Desk, part: str) -> None:
        self._desk = desk
        self._runs = RunReader(desk, desk.package.targets(part), self._note)
        self._numbering = Numbering(desk.package.parts.get("word/numbering.xml"))
        self._named = part == "word/document.xml"

    def blocks(self, holder: Any) -> list[Block]:
        """Return the blocks inside an element; a table of contents is left out, the library makes its own."""
        return list(self._blocks(holder))

    def _blocks(self, holder: Any) -> Iterator[Block]:
        for child in holder:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                table = self._table(child)
                if table.rows:
                    yield table
            elif child.tag in _HOLDERS:
                yield from self._blocks(child)
            elif child.tag == qn("w:altChunk"):
                self._desk.todo(
                    _(
                        "Another file is put in here and was not read: open the file in Word, save it, and import it again."
                    )
                )

    def _paragraph(self, element: Any) -> Iterator[Paragraph]:
        properties = element.find(qn("w:pPr"))
        style = value(properties, "w:pStyle")
        contents = self._runs.in_contents or self._desk.styles.is_contents(style)
        pieces = self._runs.pieces(element, style)
        text = inlines.plain(pieces)
        if contents or self._runs.in_contents:
            if text:
                self._desk.tell(_("The table of contents is left out: the library makes its own."), text)
            return
        if not text and not any(piece.note for piece in pieces):
            return
        level = self._desk.styles.heading_level(style)
        outline = value(properties, "w:outlineLvl")
        if outline is not None and outline.isdigit():
            level = int(outline) + 1 if int(outline) < 9 else 0  # noqa: PLR2004 (ISO/IEC 29500-1, 17.3.1.20)
        own = None if properties is None else properties.find(qn("w:numPr"))
        number = self._number(own, style)
        found = Paragraph(tuple(pieces), number, level, self._is_bold(element, style))
        if level and self._named:
            self._desk.where = found.labelled
        yield found

    def _number(self, own: Any, style: str | None) -> Number | None:
        """Return the number of a paragraph; what it does not say itself, its style says."""
        given = self._desk.styles.numbered(style)
        if own is None:
            own = given
        elif value(own, "w:numId") is None:
            own = given if given is not None else own
        return None if own is None else self._numbering.next(own)

    def _is_bold(self, element: Any, style: str | None) -> bool:
        """Return whether every word is bold."""
        base = self._desk.styles.is_on(style, "w:b")
        said = [
            switched(run.find(qn("w:rPr")), "w:b")
            for run in element.iter(qn("w:r"))
            if "".join(text.text or "" for text in run.iter(qn("w:t"))).strip()
        ]
        return bool(said) and all(base if bold is None else bold for bold in said)

    def _note(self, kind: str, identifier: str) -> list[Any]:
        root = self._desk.package.parts.get(f"word/{kind}s.xml") if self._named else None  # no notes on notes
        found = () if root is None else root.findall(qn(f"w:{kind}"))
        for note in found:
            if note.get(qn("w:id")) == identifier:
                inner = BlockReader(self._desk, f"word/{kind}s.xml").blocks(note)
                return [content for block in inner for content in _note_blocks(block)]
        return []

    def _table(self, element: Any) -> Grid:
        laid: list[list[Cell]] = []
        for number, row in enumerate(_inside(element, "w:tr")):
            cells: list[Cell] = []
            before = whole(row.find(qn("w:trPr")), "w:gridBefore", 0, WIDEST)
            cells += [Cell((), number, place) for place in range(before)]
            for cell in _inside(row, "w:tc"):
                self._lay(cell, number, cells, laid)
            laid.append(cells)
        width = max(map(len, laid), default=0)
        for number, cells in enumerate(laid):
            cells += [Cell((), number, place) for place in range(len(cells), width)]
        return compact(laid)

    def _lay(self, element: Any, row: int, cells: list[Cell], above: list[list[Cell]]) -> None:
        properties = element.find(qn("w:tcPr"))
        span = max(1, whole(properties, "w:gridSpan", 1, WIDEST))
        merge = None if properties is None else properties.find(qn("w:vMerge"))
        place = len(cells)
        found = Cell(tuple(self._cell(element)), row, place)
        if (
            merge is not None
            and merge.get(qn("w:val"), "continue") == "continue"
            and above
            and place < len(above[-1])
        ):
            if found.text:
                self._desk.todo(
                    _(
                        "A cell that is merged with the one above holds words that Word does not show: check them."
                    ),
                    found.text,
                )
            found = above[-1][place]
        cells += [found] * span

    def _cell(self, element: Any) -> Iterator[Paragraph]:
        for block in self._blocks(element):
            if isinstance(block, Paragraph):
                yield block
                continue
            self._desk.todo(
                _("A table within a table became plain text: give it a place of its own."), block.text
            )
            yield from (paragraph for cell in block.cells() for paragraph in cell.paragraphs)


def _inside(holder: Any, tag: str) -> Iterator[Any]:
    for child in holder:
        if child.tag == qn(tag):
            yield child
        elif child.tag in _HOLDERS:
            yield from _inside(child, tag)


def _note_blocks(block: Block) -> Iterator[Any]:
    if isinstance(block, Paragraph):
        yield {"t": "Para", "c": inlines.built(block.pieces)}
    else:
        yield {"t": "Para", "c": list(inlines.words(block.text))}


def drawing_texts(desk: Desk) -> None:
    """Remark the words of diagrams, charts and comments, which stand in parts of their own."""
    for name, root in desk.package.texts():
        if name.startswith("word/comments") and name != "word/commentsExtended.xml":
            for comment in root.iter(qn("w:comment")):
                author = cleaned(comment.get(qn("w:author")) or "?")
                desk.todo(_("A comment by {author} is not carried over: answer it, or delete it in Word.", author=author),
                          box_text(comment), where=_("Comments"))  # fmt: skip
        elif name.startswith(("word/diagrams/data", "word/charts/chart")):
            words = [cleaned(text.text or "") for text in root.iter(qn("a:t"))]
            desk.todo(
                _(
                    "The words of a diagram or chart are not carried over: write its content as steps, a table or text."
                ),
                " / ".join(filter(None, words)),
                where=_("Diagrams and charts"),
            )
