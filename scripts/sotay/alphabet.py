"""The Vietnamese alphabet: in lists Đ stands behind D, not behind Z; one letter may be written as several characters."""

from __future__ import annotations

import unicodedata
from typing import Final

_TONES: Final = frozenset(
    "\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}\N{COMBINING HOOK ABOVE}\N{COMBINING DOT BELOW}"
)


def order(code: str) -> str:
    """Return what a code is sorted by: ``QT.ĐT.01`` behind ``QT.DN.01`` and before ``QT.LĐ.01``."""
    return code.replace("Đ", "D\uffff").replace("đ", "d\uffff")


def spellings(text: str) -> tuple[str, ...]:
    """Return a text composed, decomposed, and with its tones alone apart, as old Windows has them; each once."""
    composed = unicodedata.normalize("NFC", text)
    return tuple(
        dict.fromkeys(
            (composed, unicodedata.normalize("NFD", text), "".join(map(_with_tone_apart, composed)))
        )
    )


def _with_tone_apart(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    rest = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", rest) + "".join(part for part in parts if part in _TONES)
