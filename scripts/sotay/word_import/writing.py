"""What was understood, written as the library keeps it: prose through pandoc's Markdown writer, fields as YAML."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import yaml

from sotay.messages import _
from sotay.outputs import pandoc_door
from sotay.outputs.markdown import DIALECT, WIDE
from sotay.outputs.template import FOLDER
from sotay.word_import import inlines
from sotay.word_import.blocks import Block, Cell, Grid, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sotay.word_import.desk import Desk
    from sotay.word_import.outline import Section

TOP: Final = 2
_BULLET: Final = re.compile(r"([-–—•●▪◦○*+])\s+")
_DEEPER: Final = frozenset("+◦○")
_UNSURE: Final = re.compile(r"[-+.~=<0-9].*|[yYnN]", re.DOTALL)


def body(sections: Sequence[Section], desk: Desk) -> str:
    """Return sections as the Markdown of a body; the first is the cover, whose blocks stand before any heading."""
    blocks: list[Any] = []
    for section in sections:
        if section.level:
            desk.where = section.title
            title = list(inlines.words(section.title))
            blocks.append({"t": "Header", "c": [section.level - 1 + TOP, ["", [], []], title]})
        blocks += _listed(section.blocks, desk)
    return markdown(blocks)


def markdown(blocks: Sequence[Any]) -> str:
    """Return blocks of a pandoc AST as Markdown that pandoc and Python-Markdown read alike."""
    empty = json.loads(pandoc_door.empty())
    tree = json.dumps(empty | {"blocks": list(blocks)}, ensure_ascii=False)
    options = (f"--lua-filter={FOLDER / 'markdown.lua'}", f"--columns={WIDE}")
    return pandoc_door.write(tree, DIALECT, *options).decode().strip()


def front_matter(values: Mapping[str, Any]) -> str:
    """Return fields as YAML that every reader reads alike: what could be taken for something else stands in quotes."""
    return str(
        yaml.dump(
            dict(values), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDE * 1000, indent=2
        )
    )


class _Dumper(yaml.SafeDumper):
    """Dates bare, doubtful words in quotes, no anchors."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (PyYAML's signature)
        super().increase_indent(flow, False)  # noqa: FBT003 (likewise: lists stand further in than their names)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _UNSURE.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_date(dumper: yaml.SafeDumper, day: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", day.isoformat())


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(date, _represent_date)


def _listed(blocks: Iterable[Block], desk: Desk) -> Iterator[Any]:
    """Yield blocks of the AST, items that follow each other gathered in lists."""
    items: list[tuple[int, int, list[Any]]] = []
    for block in blocks:
        item = _item(block) if isinstance(block, Paragraph) else None
        if item is not None:
            items.append(item)
            continue
        yield from _lists(items)
        items = []
        yield _table(block, desk) if isinstance(block, Grid) else _text(block)
    yield from _lists(items)


def _text(paragraph: Paragraph) -> Any:
    label = paragraph.number.label if paragraph.number else ""
    lead = [*inlines.words(label), {"t": "Space"}] if label else []
    return {"t": "Para", "c": [*lead, *inlines.built(paragraph.pieces)]}


def _item(paragraph: Paragraph) -> tuple[int, int, list[Any]] | None:
    """Return depth, number (0: a bullet) and content of an item of a list; None for other text.

    Signs that stand in the text as bullets count as such: ``-`` above ``+``, as offices write them.
    """
    number = paragraph.number
    if number and number.bullet:
        return number.depth, 0, inlines.built(paragraph.pieces)
    if number and number.plain:
        return number.depth, number.number, inlines.built(paragraph.pieces)
    content = inlines.built(paragraph.pieces)
    if number or not content or content[0]["t"] != "Str" or not (match := _BULLET.match(paragraph.text)):
        return None
    return int(match[1] in _DEEPER), 0, content[2:]


def _lists(items: Sequence[tuple[int, int, list[Any]]]) -> Iterator[Any]:
    """Yield the lists that items make, deeper ones within the item above them."""
    place = 0
    while place < len(items):
        depth, number, _content = items[place]
        entries: list[list[Any]] = []
        start = number
        while place < len(items) and (
            items[place][0] > depth
            or (items[place][0] == depth and items[place][1] == (start + len(entries) if start else 0))
        ):
            if items[place][0] > depth:
                end = next((i for i in range(place, len(items)) if items[i][0] <= depth), len(items))
                entries[-1] += _lists(items[place:end])
                place = end
            else:
                entries.append([{"t": "Plain", "c": items[place][2]}])
                place += 1
        if not entries:
            entries.append([{"t": "Plain", "c": items[place][2]}])
            place += 1
        if start:
            yield {"t": "OrderedList", "c": [[start, {"t": "Decimal"}, {"t": "Period"}], entries]}
        else:
            yield {"t": "BulletList", "c": entries}


def _table(grid: Grid, desk: Desk) -> Any:
    """Return a table with a head, each merged cell's words at each place it covers."""
    if grid.merged:
        desk.todo(
            _(
                "The table has merged cells, which Markdown has not: their words stand in each place they covered. Check it."
            ),
            grid.rows[0][0].text or grid.text,
        )
    if any(len(cell.paragraphs) > 1 for cell in grid.cells()):
        desk.tell(
            _("Cells of several paragraphs became cells of one line each."), grid.rows[0][0].text or grid.text
        )
    width = len(grid.rows[0])
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * width
    head = [_row(grid.rows[0], bold=False)]
    rows = [_row(row, bold=True) for row in grid.rows[1:]]
    bare = ["", [], []]
    return {"t": "Table", "c": [bare, [None, []], columns, [bare, head], [[bare, 0, [], rows]], [bare, []]]}


def _row(cells: Sequence[Cell], *, bold: bool) -> Any:
    return [["", [], []], [_cell(cell, bold=bold) for cell in cells]]


def _cell(cell: Cell, *, bold: bool) -> Any:
    content: list[Any] = []
    for paragraph in cell.paragraphs:
        lead = (
            list(inlines.words(f"{paragraph.number.label} "))
            if paragraph.number and paragraph.number.label
            else []
        )
        words = [
            {"t": "Space"} if part["t"] == "LineBreak" else part for part in inlines.built(paragraph.pieces)
        ]
        if content and words:
            content += _parting(content[-1])
        content += [*lead, *words]
    if not bold:
        content = inlines.bare(content, "Strong")
    return [["", [], []], {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": content}] if content else []]


def _parting(last: Any) -> list[Any]:
    ended = last["t"] == "Str" and last["c"].endswith((".", ",", ";", ":"))
    return [{"t": "Space"}] if ended else [{"t": "Str", "c": ";"}, {"t": "Space"}]
