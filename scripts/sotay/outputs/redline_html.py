"""A redline as a piece of a page: what was inserted in ``ins``, what was deleted in ``del``, for eyes and screen readers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from sotay.outputs import pandoc_door
from sotay.redline.comparison import CODE, items
from sotay.redline.wording import DELETION, INSERTION, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.redline.comparison import Redline

TAGS: Final = {INSERTION: "ins", DELETION: "del"}
# Any other scheme may run a program in the reader's browser; blanks and control characters there do not hinder it.
_SAFE: Final = re.compile(r"(?:https?:|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)
_IGNORED: Final = re.compile(r"[\x00-\x20\x7f-\xa0]")
_BEFORE_BLANK_LINE: Final = re.compile(r"\n(?=[ \t]*\n)")


def render(redline: Redline) -> str:
    """Return the whole text as an HTML fragment without blank lines, so that it may stand in a Markdown page.

    Rows, list items and blocks that are wholly new or gone have the class ``insertion`` or ``deletion``, and so have the
    elements ``ins`` and ``del``. One fragment fits a page, since its footnotes are numbered from one. Numbered lists show the numbers of the new text, a deleted item the one it had.
    """
    tree = json.loads(redline.body)
    body = json.dumps(tree | {"blocks": _for_screen(tree["blocks"])})
    written = pandoc_door.write(body, "html5", "--syntax-highlighting=none").decode()
    return _BEFORE_BLANK_LINE.sub("&#10;", f'<div class="redline">\n{written.strip()}\n</div>\n')


def _for_screen(node: Any) -> Any:
    if isinstance(node, list):
        return [element for part in node for element in _elements(part)]
    if isinstance(node, dict) and "c" in node:
        return {"t": node["t"], "c": _for_screen(node["c"])}
    return node


def _elements(node: Any) -> Iterator[Any]:
    """Yield what stands on the screen for one piece of the tree."""
    match node:
        case {"t": "Span", "c": [_attributes, content]} if mark := mark_of(node):
            yield _raw("Inline", f'<{TAGS[mark]} class="{mark}">')
            yield from _for_screen(content)
            yield _raw("Inline", f"</{TAGS[mark]}>")
        case {"t": "Link", "c": [_attributes, content, [target, _title]]} if not _is_safe(target):
            yield from _for_screen(content)
        case {"t": "BulletList" | "OrderedList"}:
            yield from _list(node)
        case {"t": "Div", "c": [[_identifier, [name], _pairs], [block]]} if name == CODE:
            yield _raw("Block", '<pre class="code">')
            yield {"t": "Plain", "c": [_line_end(inline) for inline in _for_screen(block["c"])]}
            yield _raw("Block", "</pre>")
        case {"t": "ColWidth"}:
            yield {"t": "ColWidthDefault"}  # a browser fits columns to what they hold
        case _:
            yield _for_screen(node)


def _list(block: Any) -> Iterator[Any]:
    tag = "ol" if block["t"] == "OrderedList" else "ul"
    yield _raw("Block", f"<{tag}>")
    for item in items(block):
        number = item.old if item.mark == DELETION else item.new
        classes = f' class="{item.mark}"' if item.mark else ""
        yield _raw("Block", f'<li value="{number}"{classes}>' if tag == "ol" else f"<li{classes}>")
        yield from _for_screen(item.blocks)
        yield _raw("Block", "</li>")
    yield _raw("Block", f"</{tag}>")


def _line_end(inline: Any) -> Any:
    """Return a line break of code as the character it is: the writer would add one more."""
    if mark_of(inline):
        return inline
    return _raw("Inline", "&#10;") if inline["t"] == "LineBreak" else inline


def _raw(where: str, html: str) -> Any:
    return {"t": f"Raw{where}", "c": ["html", html]}


def _is_safe(target: str) -> bool:
    return _SAFE.match(_IGNORED.sub("", target)) is not None
