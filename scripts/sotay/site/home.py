"""The hand-written pages; where one asks for it, as the home page does, it shows the state of the system."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.site import addresses, dashboard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.agenda import Task
    from sotay.findings import Check
    from sotay.library import Library
    from sotay.site.writer import Writer

HOME: Final = "index.md"
_PICTURE: Final = re.compile(r"^!\[[^\]\n]*\]\((?P<file>[^)\s:]+)\)(?:\{[^}\n]*\})?[ \t]*\n\n?", re.MULTILINE)


def pages(writer: Writer, check: Check, tasks: Sequence[Task]) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of each hand-written page; a home page also where nobody wrote one."""
    if f"docs/{HOME}" not in writer.library.pages:
        yield (
            HOME,
            writer.render(
                "home.md.j2", HOME, state=dashboard.state(writer, check, tasks, HOME), rooms=_rooms()
            ),
        )
    for path in writer.library.pages:
        if path.endswith(".md"):
            page = path.removeprefix("docs/")
            words = (writer.library.root / path).read_text(encoding="utf-8")
            body = writer.relink(_with_pictures_there(writer.library, path, words), path, page)
            if addresses.STATE_MARK in body:
                body = body.replace(addresses.STATE_MARK, dashboard.state(writer, check, tasks, page))
            yield page, body


def _with_pictures_there(library: Library, path: str, words: str) -> str:
    """Return a page without the pictures whose files are not there: its text says all that they show."""

    def keep(match: re.Match[str]) -> str:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["file"]))
        return match[0] if file in library.pages else ""

    return _PICTURE.sub(keep, words)


def _rooms() -> tuple[tuple[str, str], ...]:
    """Return address and name of the lists that every library has."""
    return (
        (f"{addresses.PROCEDURES}/index.md", _("Master list of documents")),
        (f"{addresses.AGENDA}/index.md", _("What is to be done")),
        (f"{addresses.RECORDS}/index.md", _("Records")),
        (f"{addresses.LISTS}/index.md", _("Master lists")),
        (f"{addresses.LOOKUP}/index.md", _("Look up")),
        (f"{addresses.OBJECTIVES}/index.md", _("Objectives and their results")),
        (f"{addresses.SURVEYS}/index.md", _("Results of surveys")),
        (f"{addresses.FIGURES}/index.md", _("Figures of the one-stop shop")),
        (f"{addresses.MONEY}/index.md", _("Money of the system")),
        (f"{addresses.LAW}/index.md", _("Legal register")),
        (f"{addresses.SELF_INSPECTION}/index.md", _("Self-inspection")),
        (f"{addresses.REPORTS}/index.md", _("Annual reports")),
        (f"{addresses.RULES}/index.md", _("Rules")),
    )
