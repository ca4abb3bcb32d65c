"""The redline: what changed between two versions of a text, word by word, tables row by row.

One tree holds both versions. Changed words are marked as ``wording`` says. A whole block or list item stands in a Div with
the class of its mark and a whole row has that class, their words being marked all the same. A changed block of code is a Div
of class ``code`` around one paragraph.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.redline.alignment import Unit, align
from sotay.redline.wording import (
    DELETION,
    INSERTION,
    all_marked,
    code_tokens,
    mark_among,
    mark_of,
    merged,
    plain,
    tokens,
    with_content,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CODE: Final = "code"
TEXTS: Final = ("Plain", "Para")
_HOLDING: Final = ("BulletList", "OrderedList", "BlockQuote", "Table")


@dataclass(frozen=True, slots=True)
class Redline:
    """Both versions in one: ``body`` is a pandoc AST as JSON text, ``inserted`` and ``deleted`` count words.

    ``changed`` is true also where no word differs but a sign, a format or the target of a link.
    """

    body: str
    inserted: int
    deleted: int
    changed: bool


class Item(NamedTuple):
    """An item of a list: its blocks, its number in the old and the new text, its mark where it is wholly new or gone."""

    blocks: list[Any]
    old: int
    new: int
    mark: str


def compare(old: str, new: str) -> Redline:
    """Return what makes ``new`` out of ``old``, trees as ``pandoc_door.parse`` gives them.

    Line ends within a paragraph and blank lines within a list say nothing. A picture is compared and shown as a link to it.
    """
    before, after = (_printable(json.loads(text)) for text in (old, new))
    blocks = _blocks(before["blocks"], after["blocks"])
    body = json.dumps(after | {"blocks": blocks}, ensure_ascii=False)
    inserted, deleted = (sum(map(_count, _marked(blocks, mark))) for mark in (INSERTION, DELETION))
    return Redline(body, inserted, deleted, changed=has_marks(blocks))


def has_marks(node: Any) -> bool:
    """Tell whether anything inside a piece of a redline is marked."""
    if isinstance(node, list):
        return any(map(has_marks, node))
    if not isinstance(node, dict):
        return False
    rows = itertools.chain(*row_groups(node)) if node["t"] == "Table" else ()
    return bool(mark_of(node)) or any(map(row_mark, rows)) or has_marks(node.get("c"))


def items(block: Any) -> Iterator[Item]:
    """Yield the items of a list, numbered as they were and as they are: a deleted one does not count for the new."""
    ordered = block["t"] == "OrderedList"
    old = new = block["c"][0][0] if ordered else 1
    for blocks in block["c"][1] if ordered else block["c"]:
        mark = mark_of(blocks[0]) if len(blocks) == 1 else ""
        yield Item(blocks[0]["c"][1] if mark else blocks, old, new, mark)
        old += mark != INSERTION
        new += mark != DELETION


def row_mark(row: Any) -> str:
    """Return the mark of a row; empty where it stands in both versions."""
    return mark_among(row[0][1])


def row_groups(table: Any) -> list[Any]:
    """Return the rows of a table's head, of each of its bodies (labels, then the rest) and of its foot."""
    head, bodies, foot = table["c"][3:]
    return [head[1], *(rows for body in bodies for rows in body[2:]), foot[1]]


def regrouped(table: Any, groups: Sequence[Any]) -> Any:
    """Return a table with other rows, in the groups of ``row_groups``."""
    head, bodies, foot = table["c"][3:]
    rest = iter(groups)
    first = [head[0], next(rest)]
    filled = [[*body[:2], next(rest), next(rest)] for body in bodies]
    return with_content(table, slice(3, None), [first, filled, [foot[0], next(rest)]])


def _printable(node: Any) -> Any:
    """Return a tree without what no output can carry: a picture becomes a link, markup of another language its text."""
    if isinstance(node, list):
        return [_printable(part) for part in node]
    if not isinstance(node, dict):
        return node
    match node:
        case {"t": "Image", "c": [attributes, content, target]}:
            shown = _printable(content) or [{"t": "Str", "c": target[0]}]
            return {"t": "Link", "c": [attributes, shown, target]}
        case {"t": "RawInline" | "Math", "c": [_kind, text]}:
            return {"t": "Code", "c": [["", [], []], text]}
        case {"t": "RawBlock", "c": [_kind, text]}:
            return {"t": "CodeBlock", "c": [["", [], []], text]}
    return {name: _printable(part) for name, part in node.items()}


def _marked(node: Any, mark: str) -> Iterator[str]:
    """Yield the text of each Span with a mark."""
    if isinstance(node, list):
        for part in node:
            yield from _marked(part, mark)
    elif isinstance(node, dict):
        if node["t"] == "Span" and mark_of(node) == mark:
            yield plain(node)
        else:
            yield from _marked(node.get("c"), mark)


def _count(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in words(text))


def _unit(node: Any) -> Unit:
    """Return what tells a block, the blocks of an item or a row from others."""
    kind = node["t"] if isinstance(node, dict) else ""
    holds = kind in _HOLDING
    if kind in {"Header", "OrderedList"}:
        kind += json.dumps(node["c"][0])
    return Unit(
        json.dumps(node, sort_keys=True),
        TEXTS[0] if kind in TEXTS else kind,
        tuple(words(plain(node))),
        holds=holds,
    )


def _aligned(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield mark, old and new of each unit; one that stands in a single version is both."""
    for i, j in align([*map(_unit, old)], [*map(_unit, new)]):
        if i is not None and j is not None:
            yield "", old[i], new[j]
        elif i is not None:
            yield DELETION, old[i], old[i]
        elif j is not None:
            yield INSERTION, new[j], new[j]


def _blocks(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    marked: list[Any] = []
    for mark, before, after in _aligned(old, new):
        marked += [_whole([after], mark)] if mark else _changed(before, after)
    return marked


def _changed(old: Any, new: Any) -> list[Any]:
    """Return the redline of two blocks of a kind."""
    if old == new:
        return [new]
    match new["t"], old["c"], new["c"]:
        case "Plain" | "Para", before, after:
            return [with_content(new, None, merged(tokens(before), tokens(after)))]
        case "Header", before, after:
            return [with_content(new, 2, merged(tokens(before[2]), tokens(after[2])))]
        case "BlockQuote", before, after:
            return [with_content(new, None, _blocks(before, after))]
        case "BulletList", before, after:
            return [with_content(new, None, _items(before, after))]
        case "OrderedList", before, after:
            return [with_content(new, 1, _items(before[1], after[1]))]
        case "CodeBlock", before, after:
            return [_code(merged(code_tokens(before[1]), code_tokens(after[1])))]
        case "Table", _before, _after if _same_shape(old, new):
            groups = zip(row_groups(old), row_groups(new), strict=True)
            return [regrouped(new, [_rows(before, after) for before, after in groups])]
    return [_whole([old], DELETION), _whole([new], INSERTION)]


def _items(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    marked = []
    for mark, before, after in _aligned(old, new):
        if mark:
            marked.append([_whole(after, mark)])
        elif before and after and before[0]["t"] in TEXTS and after[0]["t"] in TEXTS:
            # The item's number or bullet leads its first paragraph: that stays one paragraph.
            marked.append([*_changed(before[0], after[0]), *_blocks(before[1:], after[1:])])
        else:
            marked.append(_blocks(before, after))
    return marked


def _same_shape(old: Any, new: Any) -> bool:
    """Tell whether rows can be held side by side: merged cells reach into rows that are not theirs."""
    cells = (cell for table in (old, new) for rows in row_groups(table) for row in rows for cell in row[1])
    return (
        old["c"][1] == new["c"][1]
        and len(old["c"][2]) == len(new["c"][2])
        and len(row_groups(old)) == len(row_groups(new))
        and all(cell[2] == cell[3] == 1 for cell in cells)
    )


def _rows(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    if len(old) == len(new) == 1:
        return [_row(old[0], new[0])]
    return [
        _classed(_filled(after, mark), mark) if mark else _row(before, after)
        for mark, before, after in _aligned(old, new)
    ]


def _row(old: Any, new: Any) -> Any:
    cells = zip(old[1], new[1], strict=True)
    return [new[0], [[*after[:4], _cell(before[4], after[4])] for before, after in cells]]


def _cell(old: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Return the blocks of a cell; what stands in one paragraph stays in one, however different."""
    texts = [*old, *new]
    if old == new or len(old) > 1 or len(new) > 1 or any(block["t"] not in TEXTS for block in texts):
        return _blocks(old, new)
    before, after = (side[0]["c"] if side else [] for side in (old, new))
    return [with_content(texts[-1], None, merged(tokens(before), tokens(after)))]


def _classed(row: Any, mark: str) -> Any:
    (identifier, classes, pairs), cells = row
    return [[identifier, [*classes, mark], pairs], cells]


def _whole(blocks: Sequence[Any], mark: str) -> Any:
    return {"t": "Div", "c": [["", [mark], []], _filled(blocks, mark)]}


def _filled(node: Any, mark: str) -> Any:
    """Return a piece of a tree with all its words and rows marked."""
    if isinstance(node, list):
        return [_filled(part, mark) for part in node]
    match node:
        case {"t": "Plain" | "Para", "c": content}:
            return with_content(node, None, all_marked(tokens(content), mark))
        case {"t": "Header", "c": [_level, _attributes, content]}:
            return with_content(node, 2, all_marked(tokens(content), mark))
        case {"t": "CodeBlock", "c": [_attributes, text]}:
            return _code(all_marked(code_tokens(text), mark))
        case {"t": "Table", "c": content}:
            table = with_content(node, None, _filled(content, mark))
            return regrouped(table, [[_classed(row, mark) for row in rows] for rows in row_groups(table)])
        case {"t": _, "c": content}:
            return with_content(node, None, _filled(content, mark))
    return node


def _code(content: list[Any]) -> Any:
    return {"t": "Div", "c": [["", [CODE], []], [{"t": "Para", "c": content}]]}
