"""The library in which the work permits live through three decrees, and the tables of what a check says of it.

Each folder of tests/libraries/work-permits is one commit: its name is the day, its files are laid over those of the days before.
A table of tests/cases/work-permits has a block for each law: its number, then the codes of the procedures, then what is said of
each on a day, ``-`` for nothing, and the exit code of the whole check.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from library_cases import git

FOLDER = Path(__file__).parent / "libraries" / "work-permits"
CASES = Path(__file__).parent / "cases" / "work-permits"
TODAY = date(2026, 1, 15)
_LAW = re.compile(r"\d+/\d{4}/\S+")


@dataclass(frozen=True)
class Row:
    """What one law's block of a table says of a day: procedure → code of the finding, and the exit code."""

    law: str
    day: date
    grades: dict[str, str]
    exit_code: int

    @property
    def name(self) -> str:
        return f"{self.law} {self.day}"


def make(root: Path, until: date = TODAY, library: Path = FOLDER) -> Path:
    """Make the repository of a library of such folders below ``root`` as it was at the end of a day, and return its folder."""
    root.mkdir(parents=True)
    git(root, until.isoformat(), "init", "-q", "-b", "main", "--template=")
    for commit in sorted(folder for folder in library.iterdir() if folder.is_dir()):
        if commit.name <= until.isoformat():
            lay(root, commit)
    return root


def lay(root: Path, commit: Path) -> None:
    """Lay the files of a folder over the library and commit them on the day that it is named after."""
    shutil.copytree(commit, root, dirs_exist_ok=True)
    git(root, commit.name, "add", "-A")
    git(root, commit.name, "commit", "-q", "-m", "Lưu")


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Put one piece of a file, which stands there once, in another's place."""
    place = root / path
    text = place.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    place.write_text(text.replace(old, new), encoding="utf-8")


def table(name: str) -> list[Row]:
    """Read a table."""
    blocks = (CASES / name).read_text(encoding="utf-8").split("\n\n")
    return [row for block in blocks if _LAW.match(block) for row in _rows(block.strip().splitlines())]


def _rows(lines: list[str]) -> list[Row]:
    title, head, *rows = lines
    codes = head.split()[1:-1]
    law = title.split()[0]
    return [_row(law, codes, row.split()) for row in rows]


def _row(law: str, codes: list[str], words: list[str]) -> Row:
    day, *rest = words
    grades = dict(zip(codes, rest, strict=False))
    return Row(law, date.fromisoformat(day), grades, int(rest[len(codes)]))
