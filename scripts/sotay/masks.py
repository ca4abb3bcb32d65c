"""Letters that nobody sees, that turn a line around or that a terminal obeys, and those that look like others."""

from __future__ import annotations

import re
from typing import Final

from sotay.messages import _

# Letters that nobody sees or that turn the line around, digits of other scripts, and Cyrillic inside a Latin word.
_MASKS: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19\U0001d7ce-\U0001d7ff"
)
_CYRILLIC: Final = "\u0400-\u04ff"
_LATIN: Final = "A-Za-z\xc0-\u024f\u1e00-\u1eff"
_SUSPECT: Final = re.compile(f"[{_MASKS}{_CYRILLIC}]")
_MASKED: Final = re.compile(f"[{_MASKS}]|(?<=[{_LATIN}])[{_CYRILLIC}]|[{_CYRILLIC}](?=[{_LATIN}])")
# What moves a terminal's cursor, colours its text or turns the direction of reading.
_TRICKS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def find(text: str) -> tuple[int, str] | None:
    """Return where the first such letter stands, and its name (``U+202E``); None where the text has none."""
    if not _SUSPECT.search(text):
        return None
    match = _MASKED.search(text)
    return (match.start(), f"U+{ord(match[0]):04X}") if match else None


def complaint(letter: str) -> str:
    """Return what is to be said of a text with such a letter."""
    return _(
        "{letter} stands here, which nobody sees or takes for another letter: take it out.", letter=letter
    )


def uncovered(text: str) -> str:
    """Return a text with a replacement character for each that a terminal would obey or turn the line by."""
    return _TRICKS.sub("\ufffd", text)
