"""A new library, written beside its place and put there whole, with its first commit."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay import git
from sotay.messages import _
from sotay.starting import agency, forge, texts

if TYPE_CHECKING:
    from sotay.starting.answers import Answers

BRANCH: Final = "main"
_MESSAGE: Final = "Lập thư viện: sáu quy trình hệ thống ở dạng dự thảo"
_PROGRAMS: Final = ".ci/"


class PlaceRefusedError(Exception):
    """A library cannot be put where it was asked for, or not committed; the message says why and what to do."""


def write(answers: Answers, place: Path) -> tuple[str, ...]:
    """Write a library at ``place`` and return the paths of its files; where anything fails, nothing is left behind.

    Raises ``PlaceRefusedError``.
    """
    require_free(place)
    files = agency.settings(answers) | texts.texts(answers) | forge.files(answers)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as name:
        folder = Path(name) / "library"
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            if path.startswith(_PROGRAMS) and text.startswith("#!"):
                target.chmod(0o755)
        _commit(folder)
        if place.exists():
            place.rmdir()
        shutil.move(folder, place)
    return tuple(sorted(files))


def require_free(place: Path) -> None:
    """Raise ``PlaceRefusedError`` where something stands at a place already."""
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise PlaceRefusedError(_("{place} is not empty: name a new or an empty folder.", place=place))


def require_identity() -> tuple[str, str]:
    """Return name and e-mail address under which this person commits; raise ``PlaceRefusedError`` where git knows none."""
    found = git.identity()
    if found is None:
        raise PlaceRefusedError(
            _(
                'Git does not know who you are: run `git config --global user.name "Họ tên"` and `git config --global user.email ten@co-quan.example` with your own, then this again.'
            )
        )
    return found


def _commit(folder: Path) -> None:
    for words in (
        ("init", "-q", "--template=", f"--initial-branch={BRANCH}"),
        ("add", "--all"),
        ("commit", "-q", "--no-verify", "-m", _MESSAGE),
    ):
        try:
            done = git.run(folder, words)
        except OSError as error:
            raise PlaceRefusedError(_("Git cannot be started: {why}. Install git.", why=error)) from error
        if done.returncode:
            why = " ".join(done.stderr.decode("utf-8", "replace").split())
            raise PlaceRefusedError(_("Git could not make the first commit: {why}", why=why))
