"""The banner of a library that is shown on another day than today: on every page, under its heading, on paper too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.messages import _
from sotay.site.finish import FRONT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sotay.library import Library

_HEADING: Final = re.compile(r"^# .*\n", re.MULTILINE)


def put(library: Library, staged: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return staged files with the banner on each page, where the day asked is not today."""
    if library.as_of == library.today:
        return staged
    day = _("The library as of {day}, not of today.", day=write_short(library.as_of))
    said = f'\n<p class="sotay-banner"><strong>{day}</strong></p>\n'
    return {
        name: _below_heading(data.decode(), said).encode() if name.endswith(".md") else data
        for name, data in staged.items()
    }


def _below_heading(words: str, said: str) -> str:
    """Put words under the first heading, or at the top of a page without one."""
    front = FRONT.match(words)
    start = front.end() if front else 0
    heading = _HEADING.search(words, start)
    place = heading.end() if heading else start
    return f"{words[:place]}{said}\n{words[place:].lstrip(chr(10))}"
