"""What a machine and a library lack: each thing that is looked at, whether it is there, and how to put it right."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sotay import git
from sotay.editor import forge
from sotay.load import AGENCY_FILE, load
from sotay.messages import _
from sotay.receiving import HOOK, MARK
from sotay.signatures import allowed_signers
from sotay.site import config
from sotay.tree import WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.library import Library

OLDEST_PYTHON: Final = (3, 11)
_ENGINE: Final = Path(__file__).parents[2]
_LOCK: Final = "requirements.lock"
_TEST_LOCK: Final = "requirements-test.lock"
_REBUILD: Final = "python3 scripts/build.py"
_FACES: Final = ("regular", "bold", "italic", "bolditalic")
_MOST_NAMED: Final = 5
_PASSWORD: Final = re.compile(r"(://[^/@:]*:)[^/@]+@")


class Need(StrEnum):
    """How much a thing is needed."""

    NEEDED = "needed"
    USEFUL = "useful"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ``said`` is what was found, ``remedy`` what to do; empty where all is well."""

    name: str
    need: Need
    said: str
    remedy: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing is to be done."""
        return not self.remedy


def examine(root: Path, today: date) -> tuple[Finding, ...]:
    """Look at the machine, then at the library in ``root``."""
    return (*_machine(), *_library(root, today))


def _machine() -> Iterator[Finding]:
    yield _python()
    yield _git()
    yield _identity()
    yield _packages(_LOCK, Need.NEEDED, _REBUILD)
    yield _packages(_TEST_LOCK, Need.USEFUL, "python3 scripts/test.py")
    yield _pandoc()
    yield _typeface()
    for name, programs, why in (
        ("OpenSSH", ("ssh-keygen",), _("to sign approvals: install openssh-client")),
        (
            "Chromium",
            ("chromium", "chromium-browser", "google-chrome"),
            _("to run the tests: install chromium"),
        ),
        ("pdftotext", ("pdftotext",), _("to run the tests: install poppler-utils")),
        ("npm", ("npm",), _("to add the editor to the site: install Node.js")),
    ):
        found = next(filter(None, map(shutil.which, programs)), None)
        yield Finding(name, Need.USEFUL, found or _("not found"), "" if found else why)


def _python() -> Finding:
    too_old = sys.version_info[:2] < OLDEST_PYTHON
    wanted = ".".join(map(str, OLDEST_PYTHON))
    remedy = _("install Python {version} or newer", version=wanted) if too_old else ""
    return Finding("Python", Need.NEEDED, platform.python_version(), remedy)


def _git() -> Finding:
    told = git.version()
    wanted = ".".join(map(str, git.OLDEST))
    remedy = "" if git.is_new_enough(told) else _("install git {version} or newer", version=wanted)
    return Finding("git", Need.NEEDED, told or _("not found"), remedy)


def _identity() -> Finding:
    found = git.identity()
    name = _("Identity in git")
    if found:
        return Finding(name, Need.NEEDED, "{} <{}>".format(*found))
    return Finding(
        name,
        Need.NEEDED,
        _("not set"),
        _("run `git config --global user.name` and `git config --global user.email` with your own"),
    )


def _packages(lock: str, need: Need, remedy: str) -> Finding:
    """Hold what is installed against a lock."""
    installed = {canonicalize_name(one.metadata["Name"]): one.version for one in metadata.distributions()}
    wanted = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in map(Requirement, _pins((_ENGINE / lock).read_text(encoding="utf-8")))
        if pin.marker is None or pin.marker.evaluate()
    }
    differing = sorted(name for name, version in wanted.items() if installed.get(name) != version)
    if not differing:
        return Finding(lock, need, _("{count} packages, all as locked", count=len(wanted)))
    named = ", ".join(differing[:_MOST_NAMED])
    more = len(differing) - _MOST_NAMED
    if more > 0:
        named += " " + _("and {count} others", count=more)
    return Finding(lock, need, _("not as locked: {names}", names=named), _("run `{command}`", command=remedy))


def _pins(lock: str) -> list[str]:
    """Return the requirements of a lock, without their hashes."""
    return [line.rstrip("\\ ") for line in lock.splitlines() if line[:1].isalnum()]


def _pandoc() -> Finding:
    try:
        import pypandoc  # noqa: PLC0415 (what is looked for)

        said = str(pypandoc.get_pandoc_version())
    except (ImportError, OSError) as error:
        return Finding("pandoc", Need.NEEDED, str(error), _("run `{command}`", command=_REBUILD))
    return Finding("pandoc", Need.NEEDED, said)


def _typeface() -> Finding:
    """Look for what sets a PDF: the compiler and every cut of the typeface."""
    from sotay.outputs import typeface  # noqa: PLC0415 (heavy)
    from sotay.outputs.failure import RenderFailed  # noqa: PLC0415

    name = _("PDF: typst and its typeface")
    remedy = _("run `{command}`", command=_REBUILD)
    if importlib.util.find_spec("typst") is None:
        return Finding(name, Need.NEEDED, _("not found"), remedy)
    try:
        missing = [cut for cut in _FACES if not (typeface.folder() / f"texgyretermes-{cut}.otf").is_file()]
    except RenderFailed as error:
        return Finding(name, Need.NEEDED, str(error), remedy)
    return Finding(name, Need.NEEDED, ", ".join(missing) or typeface.FAMILY, remedy if missing else "")


def _library(root: Path, today: date) -> Iterator[Finding]:
    if not (root / AGENCY_FILE).is_file():
        yield Finding(
            AGENCY_FILE,
            Need.NEEDED,
            _("there is no library in {root}", root=root),
            _("name the library's folder with --library, or start one with `sotay init`"),
        )
        return
    library = load(root, as_of=None, today=today)
    yield _agency(library)
    yield _history(root)
    yield _signers(library)
    yield from _site(root)
    yield _gate(root)
    yield _build(root)


def _agency(library: Library) -> Finding:
    problems = [finding for finding in library.findings if finding.place.file == AGENCY_FILE]
    if problems:
        said = f"{problems[0].place}: {problems[0].message}"
        return Finding(AGENCY_FILE, Need.NEEDED, said, _("run `{command}`", command="sotay check"))
    return Finding(AGENCY_FILE, Need.NEEDED, library.agency.names_on(library.as_of).name)


def _history(root: Path) -> Finding:
    from sotay import history  # noqa: PLC0415 (read in one pass; nothing else here needs it)

    name = _("History")
    found = history.read(root)
    if found.obstacle:
        said, _colon, remedy = found.obstacle.partition(": ")
        return Finding(name, Need.NEEDED, said, remedy or said)
    if found.head is None:
        return Finding(
            name,
            Need.NEEDED,
            _("the library is not under git, or nothing was committed"),
            _("run `git init`, then commit the library"),
        )
    return Finding(name, Need.NEEDED, _("whole, up to {commit}", commit=found.head.id[:12]))


def _signers(library: Library) -> Finding:
    needed = library.agency.policy.approval == "signed"
    need = Need.NEEDED if needed else Need.USEFUL
    if library.allowed_signers.strip():
        return Finding(allowed_signers.FILE, need, _("there"))
    remedy = _("enter in {file} whose key counts from which day", file=allowed_signers.FILE)
    return Finding(allowed_signers.FILE, need, _("not found"), remedy)


def _site(root: Path) -> Iterator[Finding]:
    if strange := config.strange_settings(WorkTree(root)):
        said = strange[0].message
        yield Finding(config.FILE, Need.NEEDED, said, _("run `{command}`", command="sotay check"))
        return
    settings = {
        "site_url": _(
            "write it into mkdocs.yml: only with the site's own address do prints bear a QR code, and letters, feed and calendar lead to the pages"
        ),
        "repo_url": _("write it into mkdocs.yml: pages then lead to the forge"),
    }
    where = forge.of(root)
    if where is None and config.said(root, "repo_url"):
        settings["repo_name"] = _(
            "write into mkdocs.yml whose program the forge runs, {known}: its address does not tell",
            known=", ".join(forge.Make),
        )
    if where is not None and (signing := forge.sign_in(where)):
        settings[signing] = _("write it into mkdocs.yml: the form editor then proposes changes on the forge")
    for setting, why in settings.items():
        said = config.said(root, setting)
        yield Finding(f"{config.FILE}: {setting}", Need.USEFUL, said or _("not set"), "" if said else why)


def _gate(root: Path) -> Finding:
    """Look for the gate where a person pushes to: a folder of this machine can be looked into, a server cannot."""
    name = _("Where changes are pushed")
    remote = (git.said(root, "remote", "get-url", "origin") or "").strip()
    if not remote:
        return Finding(name, Need.USEFUL, _("not set"), _("run `git remote add origin` with its address"))
    if _PASSWORD.search(remote):
        said = _PASSWORD.sub(r"\1…@", remote)
        return Finding(
            name, Need.NEEDED, said, _("take the password out of the address: let git ask for it, or keep it")
        )
    place = Path(remote.removeprefix("file://"))
    if "://" in remote.removeprefix("file://") or not place.is_dir():
        return Finding(name, Need.USEFUL, remote)
    hook = place / HOOK
    if hook.is_file() and MARK in hook.read_text(encoding="utf-8", errors="replace"):
        return Finding(name, Need.USEFUL, _("{remote}, behind the gate", remote=remote))
    return Finding(
        name,
        Need.USEFUL,
        _("{remote}, without the gate", remote=remote),
        _("run `{command}`", command=f"sotay gate install {place}"),
    )


def _build(root: Path) -> Finding:
    place = next(folder for folder in (root / "build", root) if folder.is_dir())
    if os.access(place, os.W_OK | os.X_OK):
        return Finding("build/", Need.NEEDED, _("can be written to"))
    return Finding(
        "build/",
        Need.NEEDED,
        _("{place} cannot be written to", place=place),
        _("give yourself the right to write there"),
    )
