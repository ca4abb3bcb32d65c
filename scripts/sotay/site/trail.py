"""The way to a page, as a line of links above its heading: home, room, folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.site import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK: Final = "sotay-trail"
HOME: Final = "index.md"
_FRONT: Final = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"^# +(.+?)(?: +\{[^}\n]*\})? *$", re.MULTILINE)


def laid(staged: Mapping[str, bytes], folders: Mapping[str, tuple[str, str]]) -> dict[str, bytes]:
    """Return the staged files, each page but home with the way to it.

    ``folders`` gives address and name, as Markdown, of the place that tells of a folder that has no page of its own.
    """
    rooms: dict[str, tuple[str, str] | None] = dict(folders)
    return {
        path: _with_way(path, data.decode(), staged, rooms).encode()
        if path.endswith(".md") and path != HOME
        else data
        for path, data in staged.items()
    }


def _with_way(
    page: str, words: str, staged: Mapping[str, bytes], rooms: dict[str, tuple[str, str] | None]
) -> str:
    steps = [(HOME, _("Home")), *_rooms_above(page, staged, rooms)]
    way = " › ".join(f"[{name}]({addresses.relative(address, page)})" for address, name in steps)
    line = f'{way}\n{{: .{MARK} role="navigation" aria-label="{_("The way to this page")}" }}\n'
    front = _FRONT.match(words)
    at = front.end() if front else 0
    return f"{words[:at]}\n{line}\n{words[at:].lstrip()}"


def _rooms_above(
    page: str, staged: Mapping[str, bytes], rooms: dict[str, tuple[str, str] | None]
) -> Iterator[tuple[str, str]]:
    """Yield address and name of each page that tells of a folder around a page, the outermost first."""
    parts = page.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        folder = "/".join(parts[:depth])
        if folder not in rooms:
            rooms[folder] = _room(folder, staged)
        found = rooms[folder]
        if found is not None and found[0] != page:
            yield found


def _room(folder: str, staged: Mapping[str, bytes]) -> tuple[str, str] | None:
    """Return the page of a folder and its heading; None where it has none."""
    for page in (f"{folder}/index.md", f"{folder}.md"):
        if page in staged:
            heading = _HEADING.search(staged[page].decode())
            return (page, heading[1]) if heading else None
    return None
