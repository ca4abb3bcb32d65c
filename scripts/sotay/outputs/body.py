"""The body of a document as a tree: its evidence marks, its tables, and what no print can show.

An evidence mark is a link whose target begins with ``evidence:``; the rest of the target names a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from sotay.messages import _
from sotay.outputs import pandoc_door, typeface

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sotay.outputs.paper import Paper

EVIDENCE: Final = "evidence:"
CELL_PADDING: Final = 4.5
ROUNDING: Final = 1.0
SHORT: Final = 6


def evidence_ids(body: str) -> tuple[str, ...]:
    """Return the facts that a body marks, once each, in the order of the text."""
    tree = pandoc_door.tree(body)
    return tuple(dict.fromkeys(_target(mark) for mark, _path in _marks(tree)))


def linked(body: str, link: Callable[[str], str | None]) -> str:
    """Return the body for a screen: each mark leads where ``link`` says, or is its words alone."""
    tree = pandoc_door.tree(body)
    for mark, path in reversed(_marks(tree)):
        address = link(_target(mark))
        if address is None:
            _unwrap(mark, path)
        else:
            mark[2] = (address, "")
    return pandoc_door.text(tree)


def prefaced(body: str, front: Sequence[Any]) -> str:
    """Return the body after the blocks of ``front``, its uppermost headings raised to the first level."""
    tree = pandoc_door.tree(body)
    headers = _every(tree, "Header")
    spare = min((header[0] for header in headers), default=1) - 1
    for header in headers:
        header[0] -= spare
    tree[1][:0] = front
    return pandoc_door.text(tree)


def heading(text: str) -> Any:
    """Return a heading of the first level."""
    types = pandoc_door.package().types
    return types.Header(1, ("", [], []), [types.Str(text)])


def page_break() -> Any:
    """Return the end of a page."""
    return pandoc_door.package().types.Div(("", ["page-break"], []), [])


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], drawn: Sequence[float], *, labelled: bool = False
) -> Any:
    """Return a table of plain words, where a cell may have several lines; columns are ``drawn`` as shares of one.

    An empty ``head`` makes a table without one; a ``labelled`` table has its first column in bold.
    """
    types = pandoc_door.package().types
    bare: Any = ("", [], [])

    def cell(text: str, *, bold: bool = False) -> Any:
        lines = [piece for line in text.split("\n") for piece in (types.LineBreak(), types.Str(line))][1:]
        content = [types.Plain([types.Strong(lines)] if bold else lines)] if text else []
        return types.Cell(bare, types.AlignDefault(), types.RowSpan(1), types.ColSpan(1), content)

    def row(cells: Sequence[str], *, bold: bool) -> Any:
        return types.Row(bare, [cell(text, bold=bold and place == 0) for place, text in enumerate(cells)])

    columns = [(types.AlignDefault(), types.ColWidth_(share)) for share in drawn]
    heads = types.TableHead(bare, [row(head, bold=False)] if head else [])
    filled = types.TableBody(bare, types.RowHeadColumns(0), [], [row(cells, bold=labelled) for cells in rows])
    return types.Table(bare, types.Caption(None, []), columns, heads, [filled], types.TableFoot(bare, []))


def printed(body: str, paper: Paper) -> str:
    """Return the body for paper: marks are words alone, tables fit their words."""
    tree = pandoc_door.tree(body)
    for mark, path in reversed(_marks(tree)):
        _unwrap(mark, path)
    for table in _every(tree, "Table"):
        _fit(table, paper)
    return pandoc_door.text(tree)


def complaints(body: str) -> tuple[str, ...]:
    """Return what keeps a body from becoming an accessible PDF, a sentence each."""
    tree = pandoc_door.tree(body)
    said = []
    level = 0
    for header in _every(tree, "Header"):
        if header[0] > level + 1:
            message = _(
                "The heading “{heading}” skips a level: make it level {level}.",
                heading=words(header),
                level=level + 1,
            )
            said.append(message)
        level = header[0]
    said += [
        _("The picture “{alt}” cannot be printed here: take it out.", alt=words(image))
        for image in _every(tree, "Image")
    ]
    unknown = typeface.missing("".join(words(block) for block in tree[1]))
    said += [
        _("The typeface has no “{character}”: write it another way.", character=character)
        for character in unknown
    ]
    return tuple(said)


def words(element: Any) -> str:
    """Return the text of a piece of the tree, with blanks between words."""
    types = pandoc_door.package().types
    parts = []
    for piece in pandoc_door.package().iter(element):
        if isinstance(piece, types.Str):
            parts.append(piece[0])
        elif isinstance(piece, types.Code | types.CodeBlock):
            parts.append(piece[1])
        elif isinstance(piece, types.Space | types.SoftBreak | types.LineBreak):
            parts.append(" ")
    return "".join(parts)


def _every(tree: Any, name: str) -> list[Any]:
    wanted = getattr(pandoc_door.package().types, name)
    return [element for element in pandoc_door.package().iter(tree) if isinstance(element, wanted)]


def _marks(tree: Any) -> list[tuple[Any, Any]]:
    """Return each mark and the way to it."""
    wanted = pandoc_door.package().types.Link
    found = pandoc_door.package().iter(tree, path=True)
    return [
        (item, path) for item, path in found if isinstance(item, wanted) and item[2][0].startswith(EVIDENCE)
    ]


def _target(mark: Any) -> str:
    return unquote(mark[2][0].removeprefix(EVIDENCE))


def _unwrap(mark: Any, path: Any) -> None:
    """Put the words of a mark in its place; marks are taken from the last on, so that no place moves before its turn."""
    holder, index = path[-1]
    holder[index : index + 1] = mark[1]


def _fit(table: Any, paper: Paper) -> None:
    """Set the widths of a table's columns: as the author drew them, but no word and no short phrase is broken.

    Columns drawn all alike say nothing about widths: those are then taken from what the cells hold, as a browser does.
    """
    types = pandoc_door.package().types
    measure, size, width = typeface.face("bold"), paper.table_size, paper.width

    def longest_word(cell: Any) -> float:
        return room + max((measure.width(word, size) for word in words(cell).split()), default=0.0)

    columns = list(zip(*(row[1] for row in _every(table, "Row")), strict=True))
    room = 2 * CELL_PADDING + ROUNDING
    most = [max(measure.width(words(cell), size) for cell in column) + room for column in columns]
    short = [min(natural, width / SHORT) for natural in most]
    least = [max(less, *map(longest_word, column), room) for less, column in zip(short, columns, strict=True)]
    drawn = [spec[1][0] if isinstance(spec[1], types.ColWidth_) else 0.0 for spec in table[2]]
    if max(drawn) - min(drawn) < 1e-6:  # noqa: PLR2004 (shares of one, as pandoc rounds them)
        wide = [more - less for less, more in zip(least, most, strict=True)]
        spare = max(0.0, width - sum(least)) / (sum(wide) or 1.0)
        drawn = [less + extra * spare for less, extra in zip(least, wide, strict=True)]
    widths = shares(drawn, least, width)
    for index, (spec, share) in enumerate(zip(table[2], widths, strict=True)):
        narrow = index == 0 and most[0] < width / 8
        align = spec[0]
        if isinstance(align, types.AlignDefault):
            align = types.AlignCenter() if narrow else types.AlignLeft()
        table[2][index] = (align, types.ColWidth_(share))


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
