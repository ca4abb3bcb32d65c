"""The numbered sections of a document's prose, as its headings say them: ``### 5.2. Soạn thảo`` is section 5.2."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_FENCED: Final = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n`]*\n.*?^ {0,3}(?P=fence)[`~]* *$", re.DOTALL | re.MULTILINE
)
_HEADING: Final = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(?P<words>(?P<number>\d+(?:\.\d+)*)(?!\w|\.\d)[^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE
)


class Section(NamedTuple):
    """A section: its heading as Markdown, and where in the prose the heading's line ends."""

    heading: str
    end: int


def sections(prose: str) -> dict[str, Section]:
    """Return number → section, in their order; of two with one number, the first. What stands in fenced code is none."""
    blanked = _FENCED.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), prose)
    found: dict[str, Section] = {}
    for match in _HEADING.finditer(blanked):
        found.setdefault(match["number"], Section(match["words"], match.end()))
    return found
