"""A case is one readable file: what must be complained of, then the files that are laid over the base library.

``expect: PLACE CODE`` names a finding by file:line:column and code. ``as_of: DAY`` sets the day, ``today: DAY`` the real one.
``since: REV`` checks the case as a change. ``start: NAME`` begins with the steps of tests/cases/starts/NAME.md,
``library: NAME`` with tests/libraries/NAME in the base library's place. ``== PATH`` begins a file (``%20`` in it is a space);
words after the path change how it is written: ``bom``, ``crlf``, ``nfd``, ``latin-1``, ``link`` (its text is the target),
``pipe``, ``gone``, ``plain`` (without its last line end), ``executable``, ``replace`` (the text up to a line ``=>`` gives way to
the text behind it), ``unreadable`` (the test sees to that one). ``@sha(CODE)`` stands for the fingerprint of a document,
``@record(ID)`` for that of a record, both as they are laid when the file is; ``@many(TEXT,N)`` for a text N times.

``== !commit DAY`` commits all that is laid; the base library is then committed before it. ``== !git WORDS`` runs git on
the real day, and ``== !shallow`` cuts the history off behind HEAD.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sotay import pipeline
from sotay.fingerprint import fingerprint
from sotay.library import Library
from sotay.load import load

CASES = Path(__file__).parent / "cases"
BASE = CASES / "base"
LIBRARIES = Path(__file__).parent / "libraries"
TODAY = date(2021, 10, 29)
FIRST_DAY = "2021-01-04"


@dataclass(frozen=True)
class Case:
    """A case file, read; a step is a path, how it is written, and its text."""

    name: str
    code: str
    bad: bool
    expected: tuple[str, ...]
    as_of: date
    today: date
    since: str
    start: str
    library: str
    files: tuple[tuple[str, tuple[str, ...], str], ...]

    @property
    def paths(self) -> set[str]:
        return {path for path, _how, _text in self.files}

    @property
    def in_git(self) -> bool:
        return bool(self.start) or any(path.startswith("!") for path in self.paths)


def all_cases() -> list[Case]:
    return [read(path) for path in sorted(CASES.glob("[A-Z][A-Z][A-Z][0-9][0-9][0-9]/*.md"))]


def read(path: Path) -> Case:
    head, *parts = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in head.splitlines() if line.strip()]
    said = dict(line.split(": ", 1) for line in lines if not line.startswith("expect: ") and ": " in line)
    expected = tuple(line.removeprefix("expect: ") for line in lines if line.startswith("expect: "))
    today = date.fromisoformat(said.get("today", TODAY.isoformat()))
    as_of = date.fromisoformat(said["as_of"]) if "as_of" in said else today
    files = tuple(_step(part) for part in parts)
    name = f"{path.parent.name}/{path.stem}"
    bad = path.stem.startswith("bad")
    since, start, library = (said.get(key, "") for key in ("since", "start", "library"))
    return Case(name, path.parent.name, bad, expected, as_of, today, since, start, library, files)


def _step(part: str) -> tuple[str, tuple[str, ...], str]:
    title, _line_end, text = part.partition("\n")
    target, *how = title.split()
    return target.replace("%20", " "), tuple(how), text


def lay(case: Case, folder: Path) -> Library:
    """Lay a case over the base library, step by step, and load it."""
    lay_files(case, folder)
    if case.since:
        return pipeline.change(folder, case.since, case.as_of, case.today)
    return pipeline.read(folder, case.as_of, case.today) if case.in_git else _loaded(folder, case)


def lay_files(case: Case, folder: Path) -> None:
    """Lay a case over the base library, step by step."""
    base = LIBRARIES / case.library if case.library else BASE
    shutil.copytree(_started(case.start) if case.start else base, folder, dirs_exist_ok=True)
    if case.in_git and not case.start:
        git(folder, FIRST_DAY, "init", "-q", "-b", "main", "--template=")
        _commit(folder, FIRST_DAY)
    for target, how, text in case.files:
        if target == "!commit":
            _commit(folder, how[0])
        elif target == "!git":
            git(folder, case.today.isoformat(), *shlex.split(" ".join(how)))
        elif target == "!shallow":
            (folder / ".git" / "shallow").write_text(git(folder, FIRST_DAY, "rev-parse", "HEAD") + "\n")
        else:
            _lay_file(folder, case, target, how, text)
    if any("@sha(" in text or "@record(" in text for _path, _how, text in case.files) and not case.in_git:
        for target, how, text in case.files:
            if "replace" not in how:
                _write(folder / target, how, _filled(text, folder, case))


def _lay_file(folder: Path, case: Case, target: str, how: tuple[str, ...], text: str) -> None:
    whole = _replaced(folder / target, text) if "replace" in how else text
    _write(folder / target, how, whole)
    if "@sha(" in whole or "@record(" in whole:
        _write(folder / target, how, _filled(whole, folder, case))


@cache
def _started(name: str) -> Path:
    """Return a folder in which a start is laid, once for all cases that begin with it."""
    folder = Path(tempfile.mkdtemp(prefix="sotay-start-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    lay_files(read(CASES / "starts" / f"{name}.md"), folder)
    return folder


def git(folder: Path, day: str, *words: str) -> str:
    """Run git as a sample person at noon of a day."""
    moment = f"{day}T12:00:00+07:00"
    environment = {
        **os.environ,
        "GIT_AUTHOR_NAME": "Thư ký (dữ liệu mẫu)",
        "GIT_AUTHOR_EMAIL": "thu-ky@mau.example",
        "GIT_COMMITTER_NAME": "Thư ký (dữ liệu mẫu)",
        "GIT_COMMITTER_EMAIL": "thu-ky@mau.example",
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    settings = ("-c", "protocol.file.allow=always", "-c", "maintenance.auto=false")
    command = ["git", *settings, "-C", str(folder), *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    return done.stdout.decode().strip()


def _commit(folder: Path, day: str) -> None:
    git(folder, day, "add", "-A")
    git(folder, day, "commit", "-q", "-m", "Lưu")


def _loaded(folder: Path, case: Case) -> Library:
    return load(folder, as_of=case.as_of, today=case.today)


def _filled(text: str, folder: Path, case: Case) -> str:
    library = _loaded(folder, case)
    text = re.sub(r"@sha\(([^)]+)\)", lambda m: fingerprint(library.procedures[m[1]]), text)
    return re.sub(r"@record\(([^)]+)\)", lambda m: fingerprint(library.by_id[m[1]]), text)


def _replaced(path: Path, text: str) -> str:
    old, new = text.split("=>\n")
    before = path.read_text(encoding="utf-8")
    assert before.count(old.rstrip("\n")) == 1, (path, old)
    return before.replace(old.rstrip("\n"), new.rstrip("\n"))


def _write(path: Path, how: tuple[str, ...], text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = re.sub(r"@many\((.*?),(\d+)\)", lambda m: m[1] * int(m[2]), text)
    text = re.sub(r"@(sha|record)\(([^)]+)\)", "a" * 64, text)
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
    if "executable" in how:
        path.chmod(0o755)


def _encoded(text: str, how: tuple[str, ...]) -> bytes:
    if "nfd" in how:
        text = unicodedata.normalize("NFD", text)
    if "crlf" in how:
        text = text.replace("\n", "\r\n")
    data = text.encode("latin-1" if "latin-1" in how else "utf-8")
    return b"\xef\xbb\xbf" + data if "bom" in how else data
