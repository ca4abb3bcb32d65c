"""A redline for a person at a terminal: ``[-deleted-]`` and ``{+inserted+}`` words, with a line of the text around them.

Formats and links are written as in Markdown, so that a change of them is seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sotay.masks import uncovered
from sotay.messages import _
from sotay.outputs.terminal import DELETED, INSERTED, PLAIN
from sotay.redline.comparison import TEXTS, has_marks, items, row_groups, row_mark
from sotay.redline.wording import BLANKS, DELETION, INSERTION, MARKS, mark_of, plain, with_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.redline.comparison import Redline

BRACKETS: Final = {DELETION: ("[-", "-]"), INSERTION: ("{+", "+}")}
COLOURS: Final = {DELETION: DELETED, INSERTION: INSERTED}
RULE: Final = "* * *"
CODE_LEAD: Final = "    "
_FENCES: Final = {"Emph": "*", "Strong": "**"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, an item or a row as it is shown.

    ``heading`` is the nearest above it, or itself; a line is ``kept`` if it changed or heads the columns of what did.
    """

    text: str
    changed: bool
    kept: bool
    heading: str = ""

    def led(self, lead: str) -> Line:
        """Return the line after what leads it."""
        return replace(self, text=lead + self.text.replace("\n", f"\n{' ' * len(lead)}"))


def render(redline: Redline, *, colour: bool) -> str:
    """Return what changed, each passage below the name of its heading; ``colour`` adds the red and green of ANSI.

    Where nothing changed, a sentence says so.
    """
    if not redline.changed:
        return _("Nothing changed.") + "\n"
    lines = list(_Pen(colour=colour).lines(json.loads(redline.body)["blocks"]))
    counts = _(
        "Words deleted: {deleted}; inserted: {inserted}.", deleted=redline.deleted, inserted=redline.inserted
    )
    return "\n".join([*_passages(lines), "", counts, ""])


def _passages(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the changed lines with one of context on each side, and the heading before each passage."""
    near = {place + step for place, line in enumerate(lines) if line.changed for step in (-1, 1)}
    shown = [place for place, line in enumerate(lines) if line.kept or place in near]
    for before, place in pairwise([-2, *shown]):
        if place - before > 1:
            heading = lines[place].heading or _("Beginning of the text")
            yield from ("", f"@@ {heading} @@") if before >= 0 else (f"@@ {heading} @@",)
        yield lines[place].text


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes the pieces of a tree for a terminal with or without colours."""

    colour: bool

    def lines(self, blocks: Sequence[Any]) -> Iterator[Line]:
        """Yield the lines of a text, each with its heading."""
        heading = ""
        for block in blocks:
            for line in self._block(block, ""):
                heading = line.heading or heading
                yield replace(line, heading=heading)

    def _blocks(self, blocks: Sequence[Any], mark: str) -> Iterator[Line]:
        for block in blocks:
            yield from self._block(block, mark)

    def _block(self, block: Any, mark: str) -> Iterator[Line]:
        """Yield the lines of a block that stands in one with a mark, or in none."""
        match block:
            case {"t": "Header", "c": [level, _attributes, content]}:
                shown = plain(block, without=DELETION).strip() or plain(block).strip()
                yield replace(self._line(content, f"{'#' * level} "), heading=uncovered(shown))
            case {"t": "Plain" | "Para", "c": content}:
                yield self._line(content)
            case {"t": "CodeBlock", "c": [_attributes, text]}:
                yield Line(uncovered(text), changed=False, kept=False).led(CODE_LEAD)
            case {"t": "HorizontalRule"}:
                yield Line(self._marked(RULE, mark) if mark else RULE, changed=bool(mark), kept=bool(mark))
            case {"t": "Table"}:
                yield from self._table(block)
            case _:
                yield from self._container(block, mark)

    def _container(self, block: Any, mark: str) -> Iterator[Line]:
        match block:
            case {"t": "BulletList" | "OrderedList"}:
                for item in items(block):
                    number = item.old if item.mark == DELETION else item.new
                    lead = f"{number}. " if block["t"] == "OrderedList" else "- "
                    for line in self._blocks(item.blocks, item.mark or mark):
                        yield line.led(lead)
                        lead = " " * len(lead)
            case {"t": "BlockQuote", "c": blocks}:
                yield from (line.led("> ") for line in self._blocks(blocks, mark))
            case {"t": "Div", "c": [_attributes, blocks]} if inner := mark_of(block):
                yield from self._blocks(blocks, inner)
            case {"t": "Div", "c": [_attributes, [block_of_code]]}:
                yield self._line(_unfenced(block_of_code["c"])).led(CODE_LEAD)

    def _table(self, table: Any) -> Iterator[Line]:
        """Yield the rows; the head is kept with whatever changed below it."""
        head, *groups = row_groups(table)
        changed = has_marks(table)
        for row in head:
            line = self._row(row)
            yield replace(line, kept=line.kept or changed)
        for row in (row for rows in groups for row in rows):
            yield self._row(row)

    def _row(self, row: Any) -> Line:
        mark = row_mark(row)
        cells = [self._cell(cell[4], marked=not mark) for cell in row[1]]
        text = f"| {' | '.join(cells)} |"
        changed = bool(mark) or has_marks(row)
        return Line(self._marked(text, mark) if mark else text, changed=changed, kept=changed)

    def _cell(self, blocks: Any, *, marked: bool) -> str:
        texts = [
            self._text(block["c"], marked=marked) if block["t"] in TEXTS else uncovered(plain(block))
            for block in blocks
        ]
        return " ".join(" ".join(texts).split())

    def _line(self, content: Any, lead: str = "") -> Line:
        changed = has_marks(content)
        return Line(lead + self._text(content), changed=changed, kept=changed)

    def _text(self, inlines: Sequence[Any], *, marked: bool = True) -> str:
        text = "".join(self._inline(inline, marked=marked) for inline in inlines)
        for mark in MARKS:
            begin, end = self._marked("\0", mark).split("\0")
            text = text.replace(end + begin, "")
        return text

    def _inline(self, inline: Any, *, marked: bool) -> str:
        match inline:
            case {"t": "Str", "c": text}:
                return uncovered(text)
            case {"t": "Code", "c": [_attributes, text]}:
                return f"`{uncovered(text)}`"
            case {"t": "Emph" | "Strong" as kind, "c": content}:
                return self._fenced(content, _FENCES[kind], _FENCES[kind], marked=marked)
            case {"t": "Link", "c": [_attributes, content, [target, _title]]}:
                return self._fenced(content, "[", f"]({uncovered(target)})", marked=marked)
            case {"t": "Span", "c": [_attributes, content]} if (mark := mark_of(inline)) and marked:
                return self._marked(self._text(content), mark)
            case {"t": "Span", "c": [_attributes, content]}:
                return self._text(content, marked=marked)
            case {"t": "Note", "c": blocks}:
                return f"^[{uncovered(' '.join(plain(blocks).split()))}]"
        return BLANKS.get(inline["t"]) or uncovered(plain(inline))

    def _fenced(self, content: Any, left: str, right: str, *, marked: bool) -> str:
        """Write a format; the mark of all that stands in it is set around its signs."""
        if marked and len(content) == 1 and (mark := mark_of(content[0])):
            return self._marked(f"{left}{self._text(content[0]['c'][1])}{right}", mark)
        return f"{left}{self._text(content, marked=marked)}{right}"

    def _marked(self, text: str, mark: str) -> str:
        left, right = BRACKETS[mark]
        return f"{COLOURS[mark]}{left}{text}{right}{PLAIN}" if self.colour else f"{left}{text}{right}"


def _unfenced(inlines: Sequence[Any]) -> list[Any]:
    """Return the words of a block of code without the signs that code has among other words."""
    return [
        with_content(inline, 1, _unfenced(inline["c"][1]))
        if mark_of(inline)
        else {"t": "Str", "c": inline["c"][1]}
        if inline["t"] == "Code"
        else inline
        for inline in inlines
    ]
