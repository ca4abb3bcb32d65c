"""The letters of a Word file: composed Unicode, without what only a typesetter needs; typefaces of the time before Unicode."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_COMMANDS: Final = dict.fromkeys(
    (*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_BLANK: Final = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\v\f\r\x85\u2028\u2029"), " ")
_HYPHEN: Final = {0x2011: "-"}
_TABLE: Final = {**_COMMANDS, **_UNSEEN, **_BLANK, **_HYPHEN}
_LEGACY_FACE: Final = re.compile(r"\.Vn|VNI[- ]|VNtime|\.VNI|VnTime", re.IGNORECASE)
_LATIN: Final = re.compile("[\u00a1-\u00ff]")
_VIETNAMESE: Final = re.compile("[\u1ea0-\u1ef9ĂăĐđĨĩŨũƠơƯư]")
_WORD: Final = re.compile(r"\w+")


def cleaned(text: str) -> str:
    """Return text as Unicode NFC, plain spaces for blanks of every width, without marks of no width and what a terminal obeys."""
    return unicodedata.normalize("NFC", text.translate(_TABLE))


def folded(text: str) -> str:
    """Return text for comparison: lower case, one space between words, no blanks at its ends."""
    return " ".join(cleaned(text).casefold().split())


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without their signs and case."""
    return tuple(_WORD.findall(folded(text).replace("_", " ")))


def is_legacy_face(name: str) -> bool:
    """Tell whether a typeface is one of TCVN3 or VNI, whose letters are no Unicode."""
    return bool(_LEGACY_FACE.match(name))


def looks_encoded(text: str) -> bool:
    """Tell whether text in such a typeface holds letters of the old encoding: Latin ones, and none of Unicode's Vietnamese."""
    return bool(_LATIN.search(text)) and not _VIETNAMESE.search(cleaned(text))
