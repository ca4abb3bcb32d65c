"""Empty forms: which lists of the site lead to which, with what is known already filled in."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from sotay.alphabet import order
from sotay.editor import pages
from sotay.editor.pages import new
from sotay.kinds import all_kinds
from sotay.kinds.base import OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import lives
from sotay.messages import _
from sotay.site import addresses, trail
from sotay.site.writer import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sotay.library import Library

TODAY: Final = "hom-nay"
"""What stands for the day on which a link is followed: the site was built on another. The editor's page puts it in."""
_NUMBERED: Final = re.compile(r"([A-ZĐ]+[.-][A-ZĐ]+[.-])(\d{2})")
_IN_SERIES: Final = frozenset({"procedure", "work-instruction"})
_FIRST: Final = "01"
_LAST: Final = 99
_FEW: Final = 8

Link = tuple[str, str]


def put(library: Library, staged: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return staged files, each list of documents with the forms that begin one more; where there is no editor, as they are."""
    if pages.PAGE not in staged:
        return dict(staged)
    put = {
        page: _linked(page, staged[page], links) for page, links in by_page(library).items() if page in staged
    }
    return {**staged, **put}


def _linked(page: str, data: bytes, links: Sequence[Link]) -> bytes:
    editor, begin = addresses.relative(pages.PAGE, page), _("Begin a new one")
    if len(links) <= _FEW:
        line = " · ".join(f"[{text(words)}]({editor}{place})" for place, words in links)
        block = pages.line(f"{begin}: {line}")
    else:
        # Readers come for what is listed: many forms are unfolded by who writes.
        items = " · ".join(
            f'<a href="{escape(editor + place)}">{escape(words)}</a>' for place, words in links
        )
        block = f'<details class="{trail.MARK} sotay-edit"><summary>{begin}</summary><p>{items}</p></details>'
    return pages.under_heading(data.decode(), block).encode()


def by_page(library: Library) -> Mapping[str, tuple[Link, ...]]:
    """Return staged page → address, within the editor's page, and name of each form that begins what the page lists."""
    documents, records = tuple(_documents(library)), tuple(_records())
    laws = ((new(LegalDocument.name), str(LegalDocument.label)),)
    lists = addresses.LISTS
    return {
        f"{addresses.PROCEDURES}/index.md": documents,
        f"{lists}/internal-documents.md": documents,
        f"{addresses.RECORDS}/index.md": records,
        f"{lists}/records.md": records,
        f"{addresses.LAW}/index.md": laws,
        f"{lists}/external-documents.md": laws,
    }


def _documents(library: Library) -> Iterator[Link]:
    """Yield a form for the next code of each series in use, in its division, and one for any other document.

    A code that was ever decided on is not given again.
    """
    last: dict[str, int] = {}
    for code in {*library.procedures, *lives(library)}:
        if found := _NUMBERED.fullmatch(code):
            last[found[1]] = max(last.get(found[1], 0), int(found[2]))
    for series, number in sorted(last.items(), key=lambda one: order(one[0])):
        there = [code for code in library.procedures if code.startswith(series)]
        like = library.procedures[max(there)].meta if there else None
        if like is not None and like.kind in _IN_SERIES and number < _LAST:
            code = f"{series}{number + 1:02}"
            told = {"code": code, "kind": like.kind, "division": like.division, "version": _FIRST}
            yield new(ControlledDocument.name, **told), code
    yield new(ControlledDocument.name, version=_FIRST), _("another document")


def _records() -> Iterator[Link]:
    """Yield an empty form of each record that a person writes; those that bear a fingerprint are made by the tool."""
    kinds = [kind for kind in all_kinds() if issubclass(kind, OfficialRecord)]
    for kind in sorted(kinds, key=lambda one: order(str(one.label))):
        yield new(kind.name, date=TODAY), str(kind.label)
