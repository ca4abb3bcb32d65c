"""The editor's page on the site, and the links that lead from a document to its form and to its file on the forge."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sotay.editor import forge, program, settings
from sotay.kinds import all_kinds
from sotay.messages import _
from sotay.site import addresses, trail
from sotay.site.finish import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sotay.library import Library

FOLDER: Final = "bien-tap"
PAGE: Final = f"{FOLDER}/index.html"
CONFIG: Final = "config.yml"
ABSENT: Final = f"{FOLDER}/index.md"
_ASSETS: Final = Path(__file__).parent / "assets"
_SOURCE: Final = re.compile(r"^source: *\"?([^\"\n]*?)\"?$", re.MULTILINE)
_HEADING: Final = re.compile(r"^# .*\n", re.MULTILINE)


def files(library: Library) -> dict[str, bytes]:
    """Return the staged files of the editor; where it is not laid, a page that says how to add it."""
    made = program.files(library.root)
    if not made:
        return {ABSENT: _absent().encode()}
    laid = {name: path.read_bytes() for name, path in made.items()}
    return {f"{FOLDER}/{name}": data for name, data in (laid | own(library)).items()}


def address(library: Library) -> str:
    """Return the staged page of the editor, or the one that says how to add it."""
    return PAGE if program.files(library.root) else ABSENT


def own(library: Library) -> dict[str, bytes]:
    """Return name → content of what stands beside Decap: the page, its script, and what they are told of the library."""
    assets = {path.name: path.read_bytes() for path in sorted(_ASSETS.iterdir())}
    told = settings.settings(library, _backend(library))
    return assets | {CONFIG: _json(told), "so.json": _json(settings.numbers_in_words())}


def put(library: Library, staged: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return staged files, each page of a document with its links under the heading, those that lead somewhere."""
    where = forge.of(library.root)
    form = PAGE in staged
    return {
        page: _linked(page, data.decode(), where, form=form).encode() if page.endswith(".md") else data
        for page, data in staged.items()
    }


def entry(path: str) -> str | None:
    """Return the address of a document's form, within the editor's page; None for what has no form."""
    for kind in all_kinds():
        if path.startswith(f"{kind.folder}/") and path.endswith(".md"):
            return f"#/collections/{kind.name}/entries/{quote(path[len(kind.folder) + 1 : -3])}"
    return None


def new(kind: str, /, **values: str) -> str:
    """Return the address of an empty form, within the editor's page, with some fields filled in."""
    told = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
    return f"#/collections/{kind}/new{'?' if told else ''}{told}"


def _linked(page: str, words: str, where: forge.Forge | None, *, form: bool) -> str:
    front = FRONT.match(words)
    source = _SOURCE.search(front[1]) if front else None
    if front is None or source is None:
        return words
    links = " · ".join(_links(page, source[1], where, form=form))
    return under_heading(words, line(links)) if links else words


def line(links: str) -> str:
    """Return links as a line of what is around a page: no search finds it."""
    return f"{links}\n{{: .{trail.MARK} .sotay-edit }}"


def under_heading(words: str, block: str) -> str:
    """Return a page with a block under its heading."""
    front = FRONT.match(words)
    heading = _HEADING.search(words, front.end() if front else 0)
    if heading is None:
        return words
    return f"{words[: heading.end()]}\n{block}\n\n{words[heading.end() :].lstrip(chr(10))}"


def _links(page: str, source: str, where: forge.Forge | None, *, form: bool) -> Iterator[str]:
    place = entry(source)
    if form and place:
        yield f"[{_('Propose a change')}]({addresses.relative(PAGE, page)}{place})"
    if where:
        yield f"[{_('Edit in git')}]({forge.edit_address(where, source)})"


def _backend(library: Library) -> dict[str, Any]:
    where = forge.of(library.root)
    return (forge.backend(where, library.root) if where else None) or settings.DESK


def _absent() -> str:
    told = _(
        "The form editor is not on this site yet. Who keeps the library adds it with `python3 scripts/build.py --with-editor`: it is fetched once, through npm, and works without the internet from then on."
    )
    return f"# {_('Form editor')}\n\n{told}\n"


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
