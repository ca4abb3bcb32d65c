"""The body of a document as a tree: its evidence marks, its tables, and what no print can show.

An evidence mark is a link whose target begins with ``evidence:``; the rest of the target names a fact.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from sotay.messages import _
from sotay.outputs import typeface

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sotay.outputs.paper import Paper

EVIDENCE: Final = "evidence:"
CELL_PADDING: Final = 4.5
ROUNDING: Final = 1.0
SHORT: Final = 6
BLANKS: Final = ("Space", "SoftBreak", "LineBreak")
BARE: Final = ("", (), ())
DEFAULT: Final = {"t": "AlignDefault"}
CENTRED: Final = {"t": "AlignCenter"}
HIGH: Final = 6
"""Lines of a cell above which its row may go on on the next page; typst alone asks, Word breaks none that fits a page."""
BREAKING: Final = ["typst:breakable", "true"]
UNRULED: Final = [["custom-style", "TableNormal"], ["typst:stroke", "none"]]


def evidence_ids(body: str) -> tuple[str, ...]:
    """Return the facts that a body marks, once each, in the order of the text."""
    links = every(json.loads(body)["blocks"], "Link")
    return tuple(dict.fromkeys(_target(link) for link in links if _is_mark(link)))


def linked(body: str, link: Callable[[str], str | None]) -> str:
    """Return the body for a screen: each mark leads where ``link`` says, or is its words alone."""

    def leading(mark: Any) -> list[Any]:
        address = link(_target(mark))
        attributes, content, _old = mark["c"]
        if address is None:
            return _unmarked(content, leading)
        return [{"t": "Link", "c": [attributes, _unmarked(content, leading), [address, ""]]}]

    tree = json.loads(body)
    return json.dumps(tree | {"blocks": _unmarked(tree["blocks"], leading)}, ensure_ascii=False)


def prefaced(body: str, front: Sequence[Any]) -> str:
    """Return the body after the blocks of ``front``, its uppermost headings raised to the first level."""
    tree = json.loads(body)
    headers = list(every(tree["blocks"], "Header"))
    spare = min((header["c"][0] for header in headers), default=1) - 1
    for header in headers:
        header["c"][0] -= spare
    return json.dumps(tree | {"blocks": [*front, *tree["blocks"]]}, ensure_ascii=False)


def put(body: str, source: str, block: Any) -> str:
    """Return the body with a block in the place of each paragraph that is the picture ``source`` alone."""
    tree = json.loads(body)
    blocks = [block if _pictures(found) == [source] else found for found in tree["blocks"]]
    return json.dumps(tree | {"blocks": blocks}, ensure_ascii=False)


def heading(text: str) -> Any:
    """Return a heading of the first level."""
    return {"t": "Header", "c": [1, BARE, [_str(text)]]}


def page_break() -> Any:
    """Return the end of a page."""
    return {"t": "Div", "c": [["", ["page-break"], []], []]}


def diagram() -> Any:
    """Return the place of the diagram of the steps, which typst draws."""
    return {"t": "Div", "c": [["", ["diagram"], []], []]}


def dotted(inlines: Sequence[Any]) -> Any:
    """Return a paragraph to write on, with dots from its words to the margin."""
    return {"t": "Div", "c": [["", ["dotted"], []], [{"t": "Para", "c": [*inlines]}]]}


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], drawn: Sequence[float], *, labelled: bool = False
) -> Any:
    """Return a table of plain words, where a cell may have several lines; columns are ``drawn`` as shares of one.

    An empty ``head`` makes a table without one; a ``labelled`` table has its first column in bold.
    """

    def cell(text: str, *, bold: bool = False) -> Any:
        lines = [piece for line in text.split("\n") for piece in ({"t": "LineBreak"}, _str(line))][1:]
        plain = {"t": "Plain", "c": [{"t": "Strong", "c": lines}] if bold else lines}
        return [BARE, DEFAULT, 1, 1, [plain] if text else []]

    def row(cells: Sequence[str], *, bold: bool) -> Any:
        return [BARE, [cell(text, bold=bold and place == 0) for place, text in enumerate(cells)]]

    columns = [[DEFAULT, {"t": "ColWidth", "c": share}] for share in drawn]
    heads = [BARE, [row(head, bold=False)] if head else []]
    filled = [BARE, 0, [], [row(cells, bold=labelled) for cells in rows]]
    return {"t": "Table", "c": [BARE, [None, []], columns, heads, [filled], [BARE, []]]}


def unrule(table: list[Any]) -> None:
    """Draw a table without rules, its columns alike, and centred where its author says nothing else."""
    table[0] = ["", [], UNRULED]
    width = {"t": "ColWidth", "c": 1 / len(table[2])}
    table[2] = [[CENTRED if align == DEFAULT else align, width] for align, _width in table[2]]


def signed(body: str) -> str:
    """Return a body whose tables without a head are drawn without rules: the head of an official paper, and who signs it."""
    tree = json.loads(body)
    for found in every(tree["blocks"], "Table"):
        if not found["c"][3][1]:
            unrule(found["c"])
    return json.dumps(tree, ensure_ascii=False)


def printed(body: str, paper: Paper) -> str:
    """Return the body for paper: marks are words alone, tables fit their words."""

    def bare(mark: Any) -> list[Any]:
        return _unmarked(mark["c"][1], bare)

    tree = json.loads(body)
    blocks = _unmarked(tree["blocks"], bare)
    for found in every(blocks, "Table"):
        _fit(found["c"], paper)
    return json.dumps(tree | {"blocks": blocks}, ensure_ascii=False)


def complaints(body: str) -> tuple[str, ...]:
    """Return what keeps a body from becoming an accessible PDF, a sentence each."""
    blocks = json.loads(body)["blocks"]
    said = []
    level = 0
    for header in every(blocks, "Header"):
        own = header["c"][0]
        if own > level + 1:
            # Levels may have been raised on the way here: the number is not the one that the author typed.
            message = _(
                "The heading “{heading}” skips a level: put it one level below the heading before it.",
                heading=words(header),
            )
            said.append(message)
        level = own
    said += [
        _("The picture “{alt}” cannot be printed here: take it out.", alt=words(image))
        for image in every(blocks, "Image")
    ]
    return (*said, *unprintable(words(blocks)))


def unprintable(text: str) -> tuple[str, ...]:
    """Return a sentence for each character that the typeface lacks."""
    return tuple(
        _("The typeface has no “{character}”: write it another way.", character=character)
        for character in typeface.missing(text)
    )


def words(element: Any) -> str:
    """Return the text of a piece of the tree, with blanks between words."""
    return "".join(_words(element))


def every(node: Any, name: str) -> Iterator[Any]:
    """Yield the elements of that name within a piece of the tree, in the order of the text."""
    if isinstance(node, list | tuple):
        for part in node:
            if isinstance(part, dict | list | tuple):
                yield from every(part, name)
    elif isinstance(node, dict):
        if node.get("t") == name:
            yield node
        if isinstance(node.get("c"), list):
            yield from every(node["c"], name)


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list | tuple):
        for part in node:
            yield from _words(part)
    elif isinstance(node, dict):
        match node.get("t"):
            case "Str":
                yield node["c"]
            case "Code" | "CodeBlock":
                yield node["c"][1]
            case kind if kind in BLANKS:
                yield " "
            case _:
                yield from _words(node.get("c"))


def _pictures(block: Any) -> list[str]:
    """Return the sources of the pictures that a paragraph holds, where it holds nothing else."""
    inlines = block["c"] if block["t"] == "Para" else []
    return (
        [inline["c"][2][0] for inline in inlines] if all(inline["t"] == "Image" for inline in inlines) else []
    )


def _str(text: str) -> Any:
    return {"t": "Str", "c": text}


def _is_mark(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Link" and node["c"][2][0].startswith(EVIDENCE)


def _target(mark: Any) -> str:
    return unquote(mark["c"][2][0].removeprefix(EVIDENCE))


def _unmarked(nodes: list[Any], change: Callable[[Any], list[Any]]) -> list[Any]:
    """Return pieces of the tree with what ``change`` says in the place of each mark."""
    changed: list[Any] = []
    for node in nodes:
        if _is_mark(node):
            changed += change(node)
        else:
            changed.append(_unmarked_within(node, change))
    return changed


def _unmarked_within(node: Any, change: Callable[[Any], list[Any]]) -> Any:
    if isinstance(node, list):
        return _unmarked(node, change)
    if isinstance(node, dict) and "c" in node:
        return {**node, "c": _unmarked_within(node["c"], change)}
    return node


def _fit(table: list[Any], paper: Paper) -> None:
    """Set the widths of a table's columns: as the author drew them, but no word and no short phrase is broken.

    Columns drawn all alike say nothing about widths: those are then taken from what the cells hold, as a browser does.
    """
    measure, size, width = typeface.face("bold"), paper.table_size, paper.width
    room = 2 * CELL_PADDING + ROUNDING
    columns = [[words(cell) for cell in column] for column in zip(*_rows(table), strict=True)]

    def longest_word(text: str) -> float:
        return room + max((measure.width(word, size) for word in text.split()), default=0.0)

    most = [max(measure.width(text, size) for text in column) + room for column in columns]
    short = [min(natural, width / max(SHORT, len(most))) for natural in most]
    least = [max(less, *map(longest_word, column), room) for less, column in zip(short, columns, strict=True)]
    drawn = [share["c"] if share["t"] == "ColWidth" else 0.0 for _align, share in table[2]]
    if max(drawn) - min(drawn) < 1e-6:  # noqa: PLR2004 (shares of one, as pandoc rounds them)
        wide = [more - less for less, more in zip(least, most, strict=True)]
        spare = max(0.0, width - sum(least)) / (sum(wide) or 1.0)
        drawn = [less + extra * spare for less, extra in zip(least, wide, strict=True)]
    for index, share in enumerate(shares(drawn, least, width)):
        align = table[2][index][0]
        if align == DEFAULT:
            align = {"t": "AlignCenter" if index == 0 and most[0] < width / 8 else "AlignLeft"}
        table[2][index] = [align, {"t": "ColWidth", "c": share}]
    rooms = [share["c"] * width - room for _align, share in table[2]]
    for cells in _rows(table):
        if any(measure.width(words(c), size) > HIGH * r for c, r in zip(cells, rooms, strict=True)):
            for attributes, *_rest in cells:
                attributes[2].append(BREAKING)


def _rows(table: Sequence[Any]) -> list[Any]:
    """Return the cells of each row of a table, from its head to its foot."""
    head, bodies, foot = table[3:]
    rows = [*head[1], *(row for body in bodies for group in body[2:] for row in group), *foot[1]]
    return [cells for _attributes, cells in rows]


def shares(drawn: Sequence[float], least: Sequence[float], width: float) -> tuple[float, ...]:
    """Divide ``width`` in proportion to ``drawn``, giving each column its ``least``; return shares of one.

    Where even the least is too much, every column is cut alike.
    """
    if sum(least) >= width:
        return tuple(less / sum(least) for less in least)
    fixed: set[int] = set()
    while True:
        free = width - sum(least[index] for index in fixed)
        weight = sum(part for index, part in enumerate(drawn) if index not in fixed) or 1.0
        given = [least[i] if i in fixed else free * part / weight for i, part in enumerate(drawn)]
        short = {index for index, part in enumerate(given) if part < least[index] and index not in fixed}
        if not short:
            return tuple(part / sum(given) for part in given)
        fixed |= short
