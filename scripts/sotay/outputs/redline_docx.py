"""A redline as a Word file with tracked changes: to accept them all gives the new text, to reject them all the old one.

pandoc tracks words alone. Paragraphs and rows that are wholly new or gone carry a processing instruction through its writer,
which becomes the mark of their end (ISO/IEC 29500-1, 17.13.5).
"""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import quoteattr

from sotay.messages import _, speaking
from sotay.outputs import body, word
from sotay.outputs.paper import CONTROLLED
from sotay.outputs.template import fill
from sotay.redline.comparison import TEXTS, items, regrouped, row_groups, row_mark
from sotay.redline.wording import DELETION, INSERTION, MARKS, mark_of, with_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from sotay.redline.comparison import Redline

PAPER: Final = replace(CONTROLLED, top=25)
# The marks of bullets by depth, as prints have them.
BULLETS: Final = ("-", "+", "*")
TAGS: Final = {INSERTION: "w:ins", DELETION: "w:del"}
FOOTNOTES: Final = "word/footnotes.xml"
_REVISION: Final = re.compile(r'(<w:(?:ins|del) )w:id="\d*"')
GAP: Final = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr>{end}</w:p>'
RULE: Final = '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr></w:pPr>{end}</w:p>'


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changed the text, and when, as tracked changes say."""

    author: str
    day: date

    @property
    def moment(self) -> str:
        """The date as Word writes it."""
        return f"{self.day.isoformat()}T00:00:00Z"

    def element(self, mark: str) -> str:
        """Return the element that marks the end of a paragraph or a row."""
        return f'<{TAGS[mark]} w:id="" w:author={quoteattr(self.author)} w:date="{self.moment}"/>'


def render(redline: Redline, *, title: str, author: str, date: date, language: str) -> bytes:
    """Return the whole text as DOCX; the same redline, title, author and date give the same bytes.

    ``title`` stands at the head of each page, ``author`` and ``date`` with each change; ``language`` is ``vi`` or ``en``.
    """
    hand = Hand(author, date)
    tree = json.loads(redline.body)
    text = json.dumps(tree | {"blocks": _signed(_flat(tree["blocks"], 0, ""), hand)})
    with speaking(language):
        hint = _(
            "Deleted words are struck out, inserted words underlined: accept or reject each under “Review”."
        )
    packed = word.package(
        body.printed(text, PAPER),
        PAPER,
        word.Properties(title, author, date, language),
        word.Page(
            "word/redline.xml",
            {},
            {
                "header": fill("word/header-redline.xml", title=title),
                "footer": fill("word/footer-controlled.xml", edges={"foot": hint}),
            },
        ),
    )
    return word.rewritten(packed, {word.DOCUMENT: lambda xml: _tracked(xml, hand), FOOTNOTES: _whole_notes})


def _flat(blocks: Sequence[Any], depth: int, mark: str) -> list[Any]:
    """Return blocks as paragraphs and tables, lists led by their bullets or numbers; ``mark`` is that of all of them."""
    return [flat for block in blocks for flat in _on_paper(block, depth, mark)]


def _on_paper(block: Any, depth: int, mark: str) -> Iterator[Any]:
    match block:
        case {"t": "Plain" | "Para", "c": content}:
            yield _ended({"t": "Para", "c": content}, mark)
        case {"t": "Header"}:
            yield _ended(block, mark)
        case {"t": "BulletList" | "OrderedList"}:
            yield from _list(block, depth, mark)
        case {"t": "BlockQuote", "c": blocks}:
            yield with_content(block, None, _flat(blocks, depth, mark))
        case {"t": "Div", "c": [_attributes, blocks]} if inner := mark_of(block):
            yield from _flat(blocks, depth, inner)
        case {"t": "Div", "c": [_attributes, blocks]}:
            yield {"t": "Div", "c": [["", [], [["custom-style", "Source Code"]]], _flat(blocks, depth, mark)]}
        case {"t": "Table"} if mark:
            # The gap below comes and goes with its table: within a Div, no other is set.
            yield {"t": "Div", "c": [["", [], []], [_table(block)]]}
            yield _raw("Block", GAP.format(end=_sign("paragraph", mark)))
        case {"t": "Table"}:
            yield _table(block)
        case {"t": "HorizontalRule"} if mark:
            yield _raw("Block", RULE.format(end=_sign("paragraph", mark)))
        case _:
            yield block


def _list(block: Any, depth: int, mark: str) -> Iterator[Any]:
    ordered = block["t"] == "OrderedList"
    bullet = BULLETS[min(depth, len(BULLETS) - 1)]
    for item in items(block):
        own = item.mark or mark
        lead = _lead(f"{item.old}.", f"{item.new}.", own) if ordered else _lead(bullet, bullet, own)
        blocks = list(item.blocks)
        if blocks and blocks[0]["t"] in TEXTS:
            blocks[0] = with_content(blocks[0], None, [*lead, *blocks[0]["c"]])
        yield from _flat(blocks, depth if ordered else depth + 1, own)


def _lead(old: str, new: str, mark: str) -> list[Any]:
    """Return what leads an item; a number that differs is a change as well."""
    before, after = ([{"t": "Str", "c": text}, {"t": "Space"}] for text in (old, new))
    if mark or old == new:
        shown = before if mark == DELETION else after
        return [_span(mark, shown)] if mark else shown
    return [_span(DELETION, before), _span(INSERTION, after)]


def _table(table: Any) -> Any:
    return regrouped(table, [[_row(row) for row in rows] for rows in row_groups(table)])


def _row(row: Any) -> Any:
    mark = row_mark(row)
    if not mark:
        return row
    cells = [[*cell[:4], [_ended(block, mark) for block in cell[4]]] for cell in row[1]]
    sign = [_raw("Inline", _sign("row", mark))]
    first = cells[0][4][:1] or [{"t": "Plain", "c": []}]
    cells[0][4] = [with_content(first[0], None, [*first[0]["c"], *sign]), *cells[0][4][1:]]
    return [row[0], cells]


def _ended(block: Any, mark: str) -> Any:
    """Return a block whose end, the mark of the paragraph, is new or gone too."""
    end = [_raw("Inline", _sign("paragraph", mark))] if mark else []
    if block["t"] == "Header":
        return with_content(block, 2, [*block["c"][2], *end])
    return with_content(block, None, [*block["c"], *end])


def _span(mark: str, content: Any) -> Any:
    return {"t": "Span", "c": [["", [mark], []], content]}


def _raw(where: str, xml: str) -> Any:
    return {"t": f"Raw{where}", "c": ["openxml", xml]}


def _sign(what: str, mark: str) -> str:
    return f"<?{what} {mark}?>"


def _signed(node: Any, hand: Hand) -> Any:
    """Return a tree whose marked words say who changed them and when."""
    if isinstance(node, list):
        return [_signed(part, hand) for part in node]
    if not isinstance(node, dict):
        return node
    if node["t"] == "Span" and (mark := mark_of(node)):
        attributes = ["", [mark], [["author", hand.author], ["date", hand.moment]]]
        return {"t": "Span", "c": [attributes, node["c"][1]]}
    return {name: _signed(part, hand) for name, part in node.items()}


def _tracked(xml: str, hand: Hand) -> str:
    """Return the text of a Word file with the ends of paragraphs and rows marked, each change with a number of its own."""
    for mark in MARKS:
        xml = _marked_ends(xml, "w:p", _sign("paragraph", mark), partial(_with_end, end=hand.element(mark)))
        xml = _marked_ends(xml, "w:tr", _sign("row", mark), partial(_with_row_mark, end=hand.element(mark)))
    numbers = itertools.count(1)
    return _REVISION.sub(lambda found: f'{found[1]}w:id="{next(numbers)}"', xml)


def _marked_ends(xml: str, element: str, sign: str, change: Callable[[str], str]) -> str:
    """Change each ``element`` that bears a sign; neither paragraphs nor rows stand within their like here."""
    pieces = xml.split(f"</{element}>")
    for place, piece in enumerate(pieces):
        if sign in piece:
            head, begin, inner = piece.replace(sign, "").rpartition(f"<{element}>")
            pieces[place] = head + begin + change(inner)
    return f"</{element}>".join(pieces)


def _with_end(inner: str, end: str) -> str:
    mark = f"<w:rPr>{end}</w:rPr></w:pPr>"
    if inner.startswith("<w:pPr>"):
        return inner.replace("</w:pPr>", mark, 1)
    return f"<w:pPr>{mark}{inner}"


def _with_row_mark(inner: str, end: str) -> str:
    return inner.replace("</w:trPr>", f"{end}</w:trPr>", 1)


def _whole_notes(xml: str) -> str:
    """Return the footnotes with their words as such: it is the mark in the text that is deleted, not words of theirs."""
    return xml.replace("w:delText", "w:t")
