"""The words people read: English in the code, Vietnamese (the default) through the catalogue."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).parent / "locale"

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
    if not path.is_file():
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415 (English needs no reader: keep its start short)

    with path.open(encoding="utf-8") as file:
        entries = read_po(file, locale=code)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def _(text: str, /, **values: object) -> str:
    """Translate ``text`` and fill in its ``{named}`` places."""
    words = catalogue(language()).get(text, text)
    return words.format(**values) if values else words
