"""The form editor itself, Decap CMS: one locked package that npm fetches and checks, of which the browser's part is kept."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sotay.messages import _

FOLDER: Final = Path("build") / "editor"
SCRIPT: Final = "decap-cms.js"
_HERE: Final = Path(__file__).parent
_LOCK: Final = ("package.json", "package-lock.json")
_NODE_LOCK: Final = _HERE.parents[2] / "requirements-editor.lock"
_NPM: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
_KEPT: Final = (SCRIPT, f"*.{SCRIPT}", f"{SCRIPT}.LICENSE.txt")
_STAMP: Final = "made-from.txt"


class FetchError(Exception):
    """The editor cannot be fetched; the message says why and what to do."""


def files(root: Path) -> dict[str, Path]:
    """Return name → place of the editor's files below a library; nothing where it is not laid, or another version is."""
    folder = root / FOLDER
    stamp = folder / _STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != _fingerprint():
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if path.name != _STAMP}


def fetch(root: Path) -> Path:
    """Lay the locked editor below a library, where it is not yet, and return its folder; raise ``FetchError`` where npm fails.

    npm holds what it gets against the digest in the lock. Nothing of the package is run.
    """
    folder = root / FOLDER
    if files(root):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix="editor-") as place:
        room = Path(place)
        for name in _LOCK:
            shutil.copyfile(_HERE / name, room / name)
        _run([_npm(), *_NPM], room)
        package, new = room / "node_modules" / "decap-cms", room / "new"
        new.mkdir()
        for pattern in _KEPT:
            for path in (package / "dist").glob(pattern):
                shutil.copyfile(path, new / path.name)
        if not (new / SCRIPT).is_file():
            raise FetchError(_("{file} is not in the package of the form editor.", file=SCRIPT))
        (new / _STAMP).write_text(_fingerprint(), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    return folder


def _fingerprint() -> str:
    return hashlib.sha256((_HERE / _LOCK[1]).read_bytes()).hexdigest()


def _npm() -> str:
    """Return npm: the machine's own, else that of the locked wheel, which is installed beside this Python."""
    beside = str(Path(sys.executable).parent)
    if found := shutil.which("npm") or shutil.which("npm", path=beside):
        return found
    pip = [sys.executable, "-I", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    _run(
        [*pip, "--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", str(_NODE_LOCK)],
        _HERE,
    )
    if found := shutil.which("npm", path=beside):
        return found
    raise FetchError(_("There is no npm on this machine: install Node.js (nodejs.org), then run this again."))


def _run(command: list[str], where: Path) -> None:
    done = subprocess.run(  # noqa: S603 (npm or pip, fixed words)
        command,
        cwd=where,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        why = f"{done.stdout}{done.stderr}".strip()
        raise FetchError(
            _(
                "The form editor cannot be fetched ({why}): see that this machine reaches npm's registry.",
                why=why,
            )
        )
