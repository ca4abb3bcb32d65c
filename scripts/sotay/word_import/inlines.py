"""The words of a paragraph as inline content of a pandoc AST, with the formats that Markdown has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# In the order in which they nest, the outermost first.
_FORMATS: Final = ("Strong", "Emph", "Superscript", "Subscript")
_EDGES: Final = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one look. ``link`` is where it leads; a ``note`` is a footnote's blocks and has no text."""

    text: str
    formats: frozenset[str] = frozenset()
    link: str = ""
    note: tuple[Any, ...] | None = None


def built(pieces: Iterable[Piece]) -> list[Any]:
    """Return pieces as inline content: blanks stand outside of formats, as Markdown needs them."""
    found: list[Any] = []
    for link, run in groupby(_joined(pieces), key=lambda piece: piece.link):
        content = list(_formatted(list(run)))
        found += [{"t": "Link", "c": [["", [], []], content, [link, ""]]}] if link else content
    return _trimmed(found)


def plain(pieces: Iterable[Piece]) -> str:
    """Return the text alone, one blank between words."""
    return " ".join("".join(piece.text for piece in pieces).split())


def bare(inlines: Sequence[Any], name: str) -> list[Any]:
    """Return inline content without a format, its content kept."""
    found: list[Any] = []
    for inline in inlines:
        if inline["t"] == name:
            found += bare(inline["c"], name)
        elif inline["t"] in _FORMATS:
            found.append({"t": inline["t"], "c": bare(inline["c"], name)})
        else:
            found.append(inline)
    return found


def words(text: str) -> Iterator[Any]:
    """Yield the elements of a text: words, blanks and ends of lines."""
    for part in re.findall(r"\n|[^\S\n]+|\S+", text):
        if part == "\n":
            yield {"t": "LineBreak"}
        else:
            yield {"t": "Space"} if part.isspace() else {"t": "Str", "c": part}


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Let blanks between two pieces of one look look like them."""
    found = [piece for piece in pieces if piece.text or piece.note is not None]
    for place in range(1, len(found) - 1):
        before, here, after = found[place - 1 : place + 2]
        if not here.text.strip() and here.note is None and not here.link and before.formats == after.formats:
            found[place] = Piece(here.text, before.formats, before.link if before.link == after.link else "")
    return found


def _formatted(run: Sequence[Piece]) -> Iterator[Any]:
    for (formats, is_note), group in groupby(run, key=lambda piece: (piece.formats, piece.note is not None)):
        if is_note:
            yield from ({"t": "Note", "c": list(piece.note or ())} for piece in group)
            continue
        match = _EDGES.fullmatch("".join(piece.text for piece in group))
        assert match is not None, "the pattern takes any text"
        inner = list(words(match[2]))
        for name in reversed(_FORMATS):
            if name in formats and inner:
                inner = [{"t": name, "c": inner}]
        yield from (*words(match[1]), *inner, *words(match[3]))


def _trimmed(inlines: list[Any]) -> list[Any]:
    blanks = {"Space", "LineBreak"}
    kept = list(inlines)
    while kept and kept[0]["t"] in blanks:
        del kept[0]
    while kept and kept[-1]["t"] in blanks:
        del kept[-1]
    return kept
