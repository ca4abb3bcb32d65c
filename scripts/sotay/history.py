"""What git knows of the library. The only module that runs git."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT: Final = 120


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: full identifier and committer date (ISO 8601, UTC offset as committed)."""

    id: str
    date: str


@dataclass(frozen=True, slots=True)
class History:
    """Path → the last commit that touched it; empty where the library is not under git.

    A file that differs from its last commit has none: nothing in git proves what it says now.
    """

    last: Mapping[str, Commit] = field(default_factory=lambda: MappingProxyType({}))


def read(root: Path) -> History:
    """Read the history of the library at ``root`` in one pass over git."""
    prefix = _git(root, "rev-parse", "--show-prefix")
    if prefix is None:
        return History()
    log = _git(root, "log", "--format=%x01%H %cI", "--name-only", "-z", "--no-renames", "--", ".")
    changed = _git(root, "status", "--porcelain", "-z", "--untracked-files=no", "--", ".")
    last: dict[str, Commit] = {}
    for entry in (log or "").split("\x01")[1:]:
        head, _separator, names = entry.partition("\x00")
        identifier, _space, day = head.strip().partition(" ")
        commit = Commit(identifier, day)
        for name in names.split("\x00"):
            path = name.strip("\n")
            if path:
                last.setdefault(path, commit)
    for entry in (changed or "").split("\x00"):
        last.pop(entry[3:], None)
    start = prefix.strip()
    inside = {path.removeprefix(start): commit for path, commit in last.items() if path.startswith(start)}
    return History(MappingProxyType(inside))


def _git(root: Path, *arguments: str) -> str | None:
    """Run git and return what it printed; None where there is no git, no repository or no commit."""
    try:
        result = subprocess.run(  # noqa: S603 (fixed words, no shell)
            ["git", "-c", "core.quotePath=false", "-C", str(Path(root)), *arguments],  # noqa: S607 (the user's own git)
            capture_output=True,
            check=False,
            timeout=_TIMEOUT,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    return result.stdout.decode("utf-8", "replace") if result.returncode == 0 else None
