"""The sections of a document's prose, as its headings say them: ``### 5.2. Soạn thảo`` is section 5.2."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_FENCED: Final = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n`]*\n.*?^ {0,3}(?P=fence)[`~]* *$", re.DOTALL | re.MULTILINE
)
_HEADING: Final = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(?P<words>(?P<number>\d+(?:\.\d+)*)(?!\w|\.\d)[^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE
)
_ANY_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})[ \t]+([^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_GOES_ON: Final = re.compile(r"[\w-]|\.\w")


class Section(NamedTuple):
    """A section: its heading as Markdown, and where in the prose the heading's line ends."""

    heading: str
    end: int


def sections(prose: str) -> dict[str, Section]:
    """Return number → section, in their order; of two with one number, the first. What stands in fenced code is none."""
    found: dict[str, Section] = {}
    for match in _HEADING.finditer(_without_code(prose)):
        found.setdefault(match["number"], Section(match["words"], match.end()))
    return found


def section_of(prose: str, name: str) -> str | None:
    """Return what stands below the heading that begins with ``name``, up to the next heading of its level or above.

    None where no heading does; what stands in fenced code is no heading.
    """
    if name not in prose:
        return None
    headings = [(len(match[1]), match) for match in _ANY_HEADING.finditer(_without_code(prose))]
    for place, (level, match) in enumerate(headings):
        if match[2].startswith(name) and not _GOES_ON.match(match[2], len(name)):
            ends = (later.start() for deep, later in headings[place + 1 :] if deep <= level)
            return prose[match.end() : next(ends, len(prose))].strip()
    return None


def _without_code(prose: str) -> str:
    return _FENCED.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), prose)
