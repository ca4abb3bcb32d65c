"""The site for readers outside the agency: its public documents, and no way to anything else.

Rooms that count, list or judge the whole system are not on it: of a part of the library they would say what is not so.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from sotay.news import newest
from sotay.site import agenda_pages, blank_forms, controlled_pages, list_pages
from sotay.site.home import HOME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sotay.library import Library
    from sotay.site.writer import Writer

_LINK: Final = re.compile(r"(?<![!\\])\[((?:[^\[\]\\\n]|\\.)*)\]\(([^)\s]+)\)")
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|#|/", re.IGNORECASE)


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the home page."""
    values = {"index": controlled_pages.INDEX, "blanks": blank_forms.page(writer.library)}
    yield HOME, writer.render("public_home.md.j2", HOME, **values)


def files(library: Library) -> dict[str, bytes]:
    """Return staged path → bytes of the feed of what changed in the public documents, and of what every page needs."""
    shown = {document.path for document in library.procedures.values()}
    events = [event for event in newest(library, ()) if event.path in shown]
    return list_pages.assets() | agenda_pages.feed(library, events)


def unlinked(staged: Mapping[str, bytes], gone: Collection[str | None] | None = None) -> dict[str, bytes]:
    """Return staged files whose pages lead only to what is there: a link to anything else becomes its words.

    Where ``gone`` is told, a link to these pages alone does: any other that leads nowhere is a mistake, and the engine says so.
    """
    return {
        path: _unlinked(data.decode(), path, staged, gone).encode() if path.endswith(".md") else data
        for path, data in staged.items()
    }


def _unlinked(words: str, page: str, staged: Mapping[str, bytes], gone: Collection[str | None] | None) -> str:
    def keep(match: re.Match[str]) -> str:
        target = match[2].partition("#")[0]
        if _ELSEWHERE.match(match[2]):
            return match[0]
        address = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        leads = address in staged if gone is None else address not in gone
        return match[0] if leads else match[1]

    return _LINK.sub(keep, words)
