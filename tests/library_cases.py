"""A case is one readable file: what must be complained of, then the files that are laid over the base library.

``expect: PLACE CODE`` names a finding by file:line:column and code. ``as_of: DAY`` sets the day. ``== PATH`` begins a file;
words after the path change how it is written: ``bom``, ``crlf``, ``nfd``, ``latin-1``, ``link`` (its text is the target),
``pipe``, ``gone``, ``plain`` (without its last line end), ``unreadable`` (the test sees to that one). ``@sha(CODE)`` stands for the fingerprint of a document, ``@many(TEXT,N)`` for a text N times.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sotay.fingerprint import fingerprint
from sotay.library import Library
from sotay.load import load

CASES = Path(__file__).parent / "cases"
BASE = CASES / "base"
TODAY = date(2021, 10, 29)


@dataclass(frozen=True)
class Case:
    """A case file, read."""

    name: str
    code: str
    bad: bool
    expected: tuple[str, ...]
    as_of: date
    files: tuple[tuple[str, tuple[str, ...], str], ...]

    @property
    def paths(self) -> set[str]:
        return {path for path, _how, _text in self.files}


def all_cases() -> list[Case]:
    return [read(path) for path in sorted(CASES.glob("[A-Z][A-Z][A-Z][0-9][0-9][0-9]/*.md"))]


def read(path: Path) -> Case:
    head, *parts = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in head.splitlines() if line.strip()]
    expected = tuple(line.removeprefix("expect: ") for line in lines if line.startswith("expect: "))
    as_of = next(
        (date.fromisoformat(line.removeprefix("as_of: ")) for line in lines if line.startswith("as_of: ")),
        TODAY,
    )
    files = []
    for part in parts:
        title, _line_end, text = part.partition("\n")
        target, *how = title.split()
        files.append((target, tuple(how), text))
    name = f"{path.parent.name}/{path.stem}"
    return Case(name, path.parent.name, path.stem.startswith("bad"), expected, as_of, tuple(files))


def lay(case: Case, folder: Path) -> Library:
    """Lay a case over the base library and load it."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for path, how, text in case.files:
        _write(folder / path, how, text)
    if any("@sha(" in text for _path, _how, text in case.files):
        library = load(folder, as_of=case.as_of, today=TODAY)
        for path, how, text in case.files:
            filled = re.sub(r"@sha\(([^)]+)\)", lambda m: fingerprint(library.procedures[m[1]]), text)
            _write(folder / path, how, filled)
    return load(folder, as_of=case.as_of, today=TODAY)


def _write(path: Path, how: tuple[str, ...], text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = re.sub(r"@many\((.*?),(\d+)\)", lambda m: m[1] * int(m[2]), text)
    if "@sha(" in text:
        text = re.sub(r"@sha\(([^)]+)\)", "a" * 64, text)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.unlink()
    if "gone" in how:
        path.unlink()
    elif "link" in how:
        path.symlink_to(text.strip())
    elif "pipe" in how:
        os.mkfifo(path)
    else:
        path.write_bytes(_encoded(text.rstrip("\n") if "plain" in how else text, how))


def _encoded(text: str, how: tuple[str, ...]) -> bytes:
    if "nfd" in how:
        text = unicodedata.normalize("NFD", text)
    if "crlf" in how:
        text = text.replace("\n", "\r\n")
    data = text.encode("latin-1" if "latin-1" in how else "utf-8")
    return b"\xef\xbb\xbf" + data if "bom" in how else data
