"""The one door to git: how it is started, and what it is not told."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OLDEST: Final = (2, 38)
"""Where git joins two commits without a work tree (``merge-tree --write-tree``), as the desk does."""
_TIMEOUT: Final = 600
_LOCAL: Final = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
QUARANTINE: Final = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
"""Where a hook finds what is being pushed and is not in the repository yet."""


class HistoryRefusedError(Exception):
    """The history cannot be relied on, or a revision is not in it; the message says what mends it."""


def asked(root: Path, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> str:
    """Run git on a repository that answers and return what it printed; raise ``HistoryRefusedError`` where it does not."""
    return bytes_of(root, *arguments, given=given, more=more).decode("utf-8", "surrogateescape")


def bytes_of(root: Path, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
    """Run git as ``asked`` does and return the very bytes; ``more`` is told to it in its environment."""
    result = run(root, arguments, given, more)
    if result.returncode != 0:
        why = " ".join(result.stderr.decode("utf-8", "replace").split())
        raise HistoryRefusedError(_("Git refuses to read this repository: {why}", why=why))
    return result.stdout


def said(root: Path, *arguments: str) -> str | None:
    """Run git and return what it printed; None where there is no git, no repository, or git says no."""
    try:
        result = run(root, arguments)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.decode("utf-8", "surrogateescape") if result.returncode == 0 else None


def version() -> str:
    """Return what git says of itself; empty where there is none."""
    return (said(Path.home(), "version") or "").strip()


def is_new_enough(told: str) -> bool:
    """Say whether a version, as git tells it, does all that is asked of git here."""
    found = re.search(r"(\d+)\.(\d+)", told)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST


def identity() -> tuple[str, str] | None:
    """Return name and e-mail address under which this person commits; None where git was told none, or is not there."""
    named = said(Path.home(), "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT") or ""
    name, _bracket, rest = named.partition(" <")
    email = rest.partition(">")[0]
    return (name, email) if name and "@" in email else None


def run(
    root: Path, arguments: Iterable[str], given: bytes = b"", more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder and return how it ended; nothing of a shell stands between."""
    return subprocess.run(  # noqa: S603 (fixed words, no shell)
        command(root, arguments),
        input=given,
        env=environment() | dict(more or {}),
        capture_output=True,
        check=False,
        timeout=_TIMEOUT,
    )


def command(root: Path, arguments: Iterable[str]) -> list[str]:
    """Return the words that start git in a folder, without what a person's own settings would change."""
    settings = ("-c", "core.quotePath=false", "-c", f"core.attributesFile={os.devnull}")
    return ["git", *settings, "-C", str(root), *arguments]


def environment() -> dict[str, str]:
    """Return the environment for git: what a hook says of its own repository is left out, and what rewrites history."""
    return {name: value for name, value in os.environ.items() if name not in {*_LOCAL, *QUARANTINE}} | {
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ATTR_NOSYSTEM": "1",
        "LC_ALL": "C",
    }
