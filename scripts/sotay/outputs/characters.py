"""Characters that neither a calendar nor XML can hold (RFC 5545, section 3.1; XML 1.0, section 2.2)."""

from __future__ import annotations

import re
from typing import Final

_IMPOSSIBLE: Final = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def holdable(text: str) -> str:
    """Return a text with line ends as LF and a replacement character for each that cannot be held."""
    return _IMPOSSIBLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
