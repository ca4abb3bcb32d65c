"""Long tables and lists made piece by piece: a cell or an item that was made before is taken as it came out then.

The HTML of a piece is a function of its text, of how its column is set, of the page, and of all that every page rests on; unless
the page says elsewhere what a name in brackets means: there everything is made as ever. Pieces of a build before are taken only
where ``rebuild`` sees to what they lead to. Few are held as elements at once, which spares memory on the longest pages.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

from markdown import Extension, util
from markdown.extensions.sane_lists import SaneUListProcessor
from markdown.extensions.tables import TableProcessor

from sotay import cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from markdown import Markdown

LONG: Final = 100
_BATCH: Final = 2000
_FOLDER: Final = "rows"
_MEANS: Final = "]:"
# An item that begins with words, not with a heading or a list of its own.
_ITEM: Final = re.compile(r"- (?!\d+\.)(?:\w|\*\*|[\[“(`])")


class Rows:
    """What was made of the long tables and lists of each page, kept until the next build; ``key`` says for what it holds."""

    def __init__(self, root: Path, key: str) -> None:
        self.root, self.key = root, key
        self.made: dict[str, bytes] = {}

    def recall(self, page: str) -> dict[str, str]:
        """Return the pieces kept of a page: how each is set and what it says → its HTML."""
        kept = cache.recall(self.root, _place(page), self.key)
        pieces: dict[str, str] = json.loads(zlib.decompress(kept)) if kept else {}
        return pieces

    def put(self, page: str, pieces: dict[str, str]) -> None:
        """Put by the pieces of a page until the site is built."""
        said = json.dumps(pieces, ensure_ascii=False).encode()
        self.made[page] = zlib.compress(said, zlib.Z_BEST_SPEED)

    def keep(self, pages: Iterable[str]) -> None:
        """Keep what was put by, and what was kept of these pages before."""
        for page, pieces in self.made.items():
            cache.keep(self.root, _place(page), self.key, pieces)
        cache.keep_only(self.root, _FOLDER, {_name(page) for page in pages})


def _place(page: str) -> str:
    return f"{_FOLDER}/{_name(page)}"


def _name(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()


class LongRows(Extension):  # type: ignore[misc]  # Python-Markdown is not typed
    """Makes the long tables and lists of a page piece by piece; each page is begun with ``begin``."""

    def __init__(self) -> None:
        super().__init__()
        self.begin("", {})

    def begin(self, text: str, known: dict[str, str]) -> None:
        """Begin a page, with the pieces that are known of it."""
        self.as_ever = _MEANS in text or util.STX in text
        self.known, self.made = known, dict[str, str]()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (so called by Python-Markdown)
        """Put the processors of tables and lists in the place of the usual ones."""
        blocks = md.parser.blockprocessors
        blocks.register(_Tables(md.parser, blocks["table"].config, self), "table", 75)
        blocks.register(_Lists(md.parser, self), "ulist", 30)

    def pieces(self, md: Markdown, wanted: Sequence[str], elements: Callable[[list[str]], Element]) -> None:
        """See to it that the pieces wanted are made; ``elements`` returns what holds an element for each of some."""
        self.made.update((piece, self.known[piece]) for piece in wanted if piece in self.known)
        missing = [piece for piece in dict.fromkeys(wanted) if piece not in self.made]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            self.made.update(zip(batch, _html(md, elements(batch)), strict=True))


def _html(md: Markdown, holder: Element) -> list[str]:
    """Return the HTML of each element within another, as on a page that has nothing else."""
    root = holder.makeelement("div", {})
    root.append(holder)
    stash, md.htmlStash = md.htmlStash, util.HtmlStash()
    try:
        for processor in md.treeprocessors:
            processor.run(root)
        texts = [md.serializer(element) for element in holder]
        for processor in md.postprocessors:
            texts = [processor.run(text) for text in texts]
    finally:
        md.htmlStash = stash
    return texts


def _put(md: Markdown, place: Element, html: str) -> None:
    """Let an element hold nothing but this HTML."""
    place.clear()
    place.text = util.AtomicString("\n" + md.htmlStash.store(html))


class _Tables(TableProcessor):  # type: ignore[misc]  # as above
    def __init__(self, parser: Any, config: Any, rows: LongRows) -> None:
        super().__init__(parser, config)
        self.rows = rows

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the table that the blocks begin with."""
        head, rule, *rows = blocks[0].split("\n")
        if self.rows.as_ever or len(rows) < LONG:
            super().run(parent, blocks)
            return
        blocks[0] = f"{head}\n{rule}"
        super().run(parent, blocks)
        (heads,), body = parent[-1]
        settings = [json.dumps(cell.attrib) for cell in heads]
        lines = [self._pieces(row, settings) for row in rows]
        self.rows.pieces(self.parser.md, [piece for line in lines for piece in line], self._cells)
        made = self.rows.made
        html = "".join(f"<tr>\n{''.join(made[piece] for piece in line)}</tr>\n" for line in lines)
        _put(self.parser.md, body, html)

    def _pieces(self, row: str, settings: Sequence[str]) -> list[str]:
        """Return the cells of a row, as many as the table has columns, each after how its column is set."""
        row = row.strip(" ")
        # Code and what is escaped may hold a sign that parts no cells.
        plain = self.border and "`" not in row and "\\" not in row
        cells = row.removeprefix("|").removesuffix("|").split("|") if plain else self._split_row(row)
        cells = cells + [""] * len(settings)
        return [f"{setting}\n{cell.strip(' ')}" for setting, cell in zip(settings, cells, strict=False)]

    def _cells(self, pieces: list[str]) -> Element:
        """Return a row with these cells."""
        row: Element = self.parser.root.makeelement("tr", {})
        for piece in pieces:
            setting, _newline, text = piece.partition("\n")
            cell = row.makeelement("td", json.loads(setting))
            cell.text = text
            row.append(cell)
        return row


class _Lists(SaneUListProcessor):  # type: ignore[misc]  # as above
    def __init__(self, parser: Any, rows: LongRows) -> None:
        super().__init__(parser)
        self.rows = rows

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the list that the blocks begin with."""
        items = blocks[0].split("\n")
        if self.rows.as_ever or len(items) < LONG or not self._stands_alone(parent, blocks, items):
            super().run(parent, blocks)
            return
        del blocks[0]
        self.rows.pieces(self.parser.md, items, self._items)
        made = parent.makeelement("ul", {})
        parent.append(made)
        _put(self.parser.md, made, "".join(self.rows.made[item] for item in items))

    def _stands_alone(self, parent: Element, blocks: list[str], items: list[str]) -> bool:
        """Say whether each line is an item of text, and nothing before or after the list belongs to it."""
        before = self.lastChild(parent)
        after = next((block.lstrip("\n") for block in blocks[1:] if block.strip()), "")
        return (
            parent is self.parser.root
            and (before is None or before.tag != self.TAG)
            and not after.startswith(" ")
            and not self.RE.match(after)
            and all(map(_ITEM.match, items))
        )

    def _items(self, pieces: list[str]) -> Element:
        """Return a list of these items."""
        holder: Element = self.parser.root.makeelement("div", {})
        super().run(holder, ["\n".join(pieces)])
        return holder[0]
