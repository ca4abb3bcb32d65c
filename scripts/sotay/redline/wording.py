"""The words of a paragraph, compared: which were inserted, which deleted, with the formats they stand in.

Inline content is that of a pandoc AST, as JSON values. Marked words stand in a Span of class ``insertion`` or ``deletion``,
inside their formats, as pandoc marks tracked changes.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.redline.alignment import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

INSERTION: Final = "insertion"
DELETION: Final = "deletion"
MARKS: Final = (INSERTION, DELETION)
# A number with its signs is one word ("31/2021/NĐ-CP", "01/07/2021", "QT.VP.01"); any other sign is one by itself.
PIECES: Final = re.compile(r"\s+|[\w\u0300-\u036f]+(?:[/.,:@-]+[\w\u0300-\u036f]+)*|[^\w\s]")
BLANKS: Final = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_ELEMENTS: Final = {" ": "Space", "\n": "LineBreak"}
# Where an element keeps its inline content; None: it is nothing else.
_FORMATS: Final = {
    **dict.fromkeys(("Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps")),
    **dict.fromkeys(("Quoted", "Cite", "Link", "Span"), 1),
}


class Token(NamedTuple):
    """A word, a sign or a blank; the formats around it and the element it is a part of, as JSON text."""

    text: str
    formats: tuple[str, ...] = ()
    leaf: str = ""


def merged(old: Iterable[Token], new: Iterable[Token]) -> list[Any]:
    """Return the words of both versions as inline content, changed ones marked.

    Words are matched without the blanks between them, so that a blank never holds apart what changed together.
    """
    before, after = list(old), list(new)
    olds, news = ([i for i, token in enumerate(side) if not token.text.isspace()] for side in (before, after))
    common = _steady(matches([before[i] for i in olds], [after[j] for j in news]), len(olds), len(news))
    marked: list[tuple[str, Token]] = []
    a = c = 0
    for i, j in [*((olds[i], news[j]) for i, j in common), (len(before), len(after))]:
        marked += _gap(before[a:i], after[c:j])
        marked += [("", token) for token in after[j : j + 1]]
        a, c = i + 1, j + 1
    return _built(marked)


def all_marked(words: Iterable[Token], mark: str) -> list[Any]:
    """Return words as inline content with one mark on all of them."""
    return _built([(mark, token) for token in words])


def tokens(inlines: Sequence[Any], formats: tuple[str, ...] = ()) -> Iterator[Token]:
    """Yield the words of inline content; a footnote is one word."""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind in BLANKS:
            yield Token(BLANKS[kind], formats)
        elif kind == "Str":
            yield from (Token(piece, formats) for piece in PIECES.findall(content))
        elif kind == "Code":
            leaf = json.dumps(with_content(inline, 1, ""))
            yield from (Token(piece, formats, leaf) for piece in PIECES.findall(content[1]))
        elif kind in _FORMATS:
            place = _FORMATS[kind]
            shell = json.dumps(with_content(inline, place, []))
            within = [*tokens(content if place is None else content[place], (*formats, shell))]
            yield from within or [Token("", formats, json.dumps(inline))]
        else:
            yield Token(plain(inline), formats, json.dumps(inline))


def code_tokens(text: str) -> Iterator[Token]:
    """Yield the words of a block of code, its lines parted by line breaks."""
    leaf = json.dumps({"t": "Code", "c": [["", [], []], ""]})
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Token("\n")
        yield from (Token(piece, (), leaf) for piece in PIECES.findall(line))


def with_content(node: Any, place: int | slice | None, content: Any) -> Any:
    """Return an element with other content, at a place among its parts or as all there is."""
    if place is None:
        return {"t": node["t"], "c": content}
    parts = list(node["c"])
    parts[place] = content
    return {"t": node["t"], "c": parts}


def mark_of(node: Any) -> str:
    """Return the mark of a Span or a Div; empty for any other element."""
    return mark_among(node["c"][0][1]) if isinstance(node, dict) and node["t"] in {"Span", "Div"} else ""


def mark_among(classes: Sequence[str]) -> str:
    """Return the mark among the classes of an element or a row; empty where there is none."""
    return next((mark for mark in MARKS if mark in classes), "")


def plain(node: Any, without: str = "") -> str:
    """Return the text of a piece of a tree, a line for each paragraph, leaving out what is marked as ``without``."""
    if isinstance(node, list):
        return "".join(plain(part, without) for part in node)
    if not isinstance(node, dict) or (without and mark_of(node) == without):
        return ""
    match node:
        case {"t": "Space" | "SoftBreak" | "LineBreak" as kind}:
            return BLANKS[kind]
        case {"t": "Str", "c": text}:
            return str(text)
        case {"t": "Code", "c": [_attributes, text]}:
            return str(text)
        case {"t": "CodeBlock", "c": [_attributes, text]}:
            return f"{text}\n"
        case {"t": "Note", "c": blocks}:
            return f" {plain(blocks, without)}"
        case {"t": "Plain" | "Para" | "Header", "c": content}:
            return plain(content, without) + "\n"
    return plain(node.get("c"), without)


def words(text: str) -> list[str]:
    """Return the words and signs of a text."""
    return [piece for piece in PIECES.findall(text) if not piece.isspace()]


def _steady(common: Sequence[tuple[int, int]], old_size: int, new_size: int) -> list[tuple[int, int]]:
    """Drop the few words that two passages, otherwise rewritten, happen to share: they would only scatter the marks."""
    runs: list[list[tuple[int, int]]] = []
    for i, j in common:
        if runs and runs[-1][-1] == (i - 1, j - 1):
            runs[-1].append((i, j))
        else:
            runs.append([(i, j)])
    kept: list[tuple[int, int]] = []
    for run, following in zip(runs, [*runs, [(old_size, new_size)]][1:], strict=True):
        behind = kept[-1] if kept else (-1, -1)
        before = max(run[0][0] - behind[0], run[0][1] - behind[1]) - 1
        after = max(following[0][0] - run[-1][0], following[0][1] - run[-1][1]) - 1
        if 2 * len(run) > min(before, after):
            kept += run
    return kept


def _gap(old: Sequence[Token], new: Sequence[Token]) -> list[tuple[str, Token]]:
    """Return what was deleted, then what was inserted, but for the blanks that both begin and end with."""
    begin = end = 0
    least = min(len(old), len(new))
    while begin < least and old[begin] == new[begin] and new[begin].text.isspace():
        begin += 1
    while end < least - begin and old[-1 - end] == new[-1 - end] and new[-1 - end].text.isspace():
        end += 1
    return [
        *(("", token) for token in new[:begin]),
        *((DELETION, token) for token in old[begin : len(old) - end]),
        *((INSERTION, token) for token in new[begin : len(new) - end]),
        *(("", token) for token in new[len(new) - end :]),
    ]


def _built(marked: Sequence[tuple[str, Token]], depth: int = 0) -> list[Any]:
    """Return marked words as inline content: formats outermost, then marks, then words."""
    built: list[Any] = []
    for shell, within in groupby(marked, key=lambda pair: "".join(pair[1].formats[depth : depth + 1])):
        if shell:
            node = json.loads(shell)
            built.append(with_content(node, _FORMATS[node["t"]], _built([*within], depth + 1)))
            continue
        for mark, pairs in groupby(within, key=lambda pair: pair[0]):
            content = list(_leaves([token for _mark, token in pairs]))
            built += [{"t": "Span", "c": [["", [mark], []], content]}] if mark else content
    return built


def _leaves(pieces: Sequence[Token]) -> Iterator[Any]:
    """Yield the elements that words are parts of."""
    for leaf, group in groupby(pieces, key=lambda token: token.leaf):
        texts = [token.text for token in group]
        if not leaf:
            for blank, run in groupby(texts, key=lambda text: _ELEMENTS.get(text, "")):
                together = list(run)
                yield from [{"t": blank}] * len(together) if blank else [{"t": "Str", "c": "".join(together)}]
        elif (node := json.loads(leaf))["t"] == "Code":
            yield with_content(node, 1, "".join(texts))
        else:
            yield from (node for _ in texts)
