"""The words people read: English in the code, Vietnamese (the default) through the catalogue."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).parent / "locale"

# Every command waits for its words, and Babel takes ten times as long to give them; tests hold the two against each other.
_ENTRY: Final = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|\Z))+)', re.MULTILINE)

_language: ContextVar[str] = ContextVar("language", default="vi")


def language() -> str:
    """Return the language in use: ``vi`` or ``en``."""
    return _language.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language for a while; an unknown one raises ``ValueError``."""
    if code not in LANGUAGES:
        raise ValueError(code)
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue(code: str) -> dict[str, str]:
    """Return English text → translation; a language without a catalogue speaks the English of the code."""
    path = CATALOGUES / f"{code}.po"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    entries = ((_spelt(said), _spelt(translated)) for said, translated in _ENTRY.findall(text))
    return {said: translated for said, translated in entries if said and translated}


def _spelt(lines: str) -> str:
    """Return what a catalogue writes in quotes, on one line or several; it escapes as JSON does."""
    text = "".join([line[1:-1] for line in lines.splitlines()])
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _(text: str, /, **values: object) -> str:
    """Translate ``text`` and fill in its ``{named}`` places."""
    words = catalogue(language()).get(text, text)
    return words.format(**values) if values else words
