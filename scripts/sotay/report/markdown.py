"""Text on its way into the report's Markdown: values are escaped, prose is not, citations are resolved."""

from __future__ import annotations

import re
from typing import Final

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|$@^~!{}])")
CITATION: Final = re.compile(r"\[\[([^\]|\n]+)(?:\|[^\]\n]*)?\]\]")
_HEADING: Final = re.compile(r"^##\s+(.+?)\s*#*$", re.MULTILINE)


class Prose(str):
    """Markdown that a person wrote; it is not escaped again."""

    __slots__ = ()


def plain(text: str) -> str:
    """Escape what Markdown would take for markup."""
    return _SPECIAL.sub(r"\\\1", text)


def sections(body: str) -> dict[str, str]:
    """Split a record's body at its second-level headings: heading → the Markdown below it."""
    parts = _HEADING.split(body)
    return {heading.strip(): text.strip() for heading, text in zip(parts[1::2], parts[2::2], strict=True)}
