"""The sample library of a year that was managed, and copies of it that a test may change."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

from sotay.library import Library
from sotay.load import load

ROOT = Path(__file__).parent / "libraries" / "managed-year"
TODAY = date(2026, 1, 1)


@cache
def managed_year() -> Library:
    """Return the library as it stands, closed on 31/12/2024."""
    return load(ROOT, as_of=None, today=TODAY)


def on(day: date) -> Library:
    """Return the library as of another day."""
    return load(ROOT, as_of=day, today=TODAY)


def changed(folder: Path, path: str, old: str, new: str) -> Library:
    """Return a copy of the library in which one text of one file gives way to another."""
    shutil.copytree(ROOT, folder, dirs_exist_ok=True)
    text = (folder / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")
    return load(folder, as_of=None, today=TODAY)
