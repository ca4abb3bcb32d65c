"""What git knows of the library, asked in one pass over its commits. The only module that runs git.

Only what leads to HEAD counts: branches that were never merged prove nothing. Replaced commits and grafts are not followed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.messages import _
from sotay.tree import Entry, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TEXT: Final = ".md"
LINK: Final = "120000"
SUBMODULE: Final = "160000"
EXECUTABLE: Final = "100755"
_TIMEOUT: Final = 600
_SHA1_DIGITS: Final = 40
_FORMAT: Final = "--format=%x01%H%x00%cI%x00%an%x00%ae"
_DISTORTING: Final = (
    "diff",
    "eol",
    "export-ignore",
    "export-subst",
    "filter",
    "ident",
    "linguist-generated",
    "working-tree-encoding",
)
_HARMLESS: Final = frozenset(
    {("diff", "set"), ("eol", "lf"), ("filter", "lfs"), ("filter", "unset"), ("linguist-generated", "unset")}
)
_UNSPECIFIED: Final = "unspecified"


class HistoryRefusedError(Exception):
    """The history cannot be relied on, or a revision is not in it; the message says what mends it."""


class Commit(NamedTuple):
    """One commit: full identifier, committer date (ISO 8601, UTC offset as committed), who wrote it."""

    id: str
    date: str
    author: str = ""
    email: str = ""


class Sighting(NamedTuple):
    """The first time that some content stood in git: its blob, the path in the repository, the commit.

    ``order`` rises with each content that history brought, whatever dates its commits give themselves.
    """

    blob: str
    path: str
    commit: Commit
    order: int = 0


class Held(NamedTuple):
    """A path of HEAD: its blob and mode."""

    blob: str
    mode: str


@dataclass(frozen=True, slots=True)
class History:
    """What git knows, paths relative to the library; empty where it is not under git.

    ``obstacle`` says why the history cannot be relied on, and what mends it. ``tree`` is HEAD; ``last`` gives the last
    commit of each path as it stands in HEAD. ``seen`` gives for each content of a Markdown file, by blob, where in the
    *repository* it first stood; ``at`` all contents a path of the library ever had, oldest first. ``distorted`` names files
    that an attribute of git lets differ from what is in git, or hides from a reader.
    """

    root: Path | None = None
    prefix: str = ""
    obstacle: str = ""
    head: Commit | None = None
    tree: Mapping[str, Held] = field(default_factory=lambda: MappingProxyType({}))
    last: Mapping[str, Commit] = field(default_factory=lambda: MappingProxyType({}))
    seen: Mapping[str, Sighting] = field(default_factory=lambda: MappingProxyType({}))
    at: Mapping[str, tuple[Sighting, ...]] = field(default_factory=lambda: MappingProxyType({}))
    distorted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def commit(self, path: str) -> Commit | None:
        """Return the last commit of a file; None where the file as it stands is not what that commit says."""
        found = self.last.get(path)
        if found is None or self.root is None:
            return found
        try:
            data = (self.root / path).read_bytes()
        except OSError:
            return None
        return found if _blob_of(data, len(self.tree[path].blob)) == self.tree[path].blob else None

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield blob and bytes of each, through one process."""
        if self.root is not None:
            yield from _contents(self.root, list(blobs))


class CommitTree:
    """A library as it stood in a commit."""

    def __init__(self, history: History, revision: str) -> None:
        assert history.root is not None
        self._root = history.root
        self._held = _tree(history.root, revision, history.prefix)
        self._kept: dict[str, bytes] = {}

    def entry(self, path: str) -> Entry | None:
        """Return what stood at a path; None where nothing did."""
        held = self._held.get(path)
        return None if held is None else self._entry(path, held)

    def walk(self, folder: str) -> Iterator[Entry]:
        """Yield all that was below a folder, in order."""
        inside = [path for path in self._held if path.startswith(f"{folder}/")]
        wanted = dict.fromkeys(self._held[path].blob for path in inside if self._held[path].mode != SUBMODULE)
        self._kept.update(_contents(self._root, [blob for blob in wanted if blob not in self._kept]))
        for path in sorted(inside, key=lambda path: path.split("/")):
            yield self._entry(path, self._held[path])

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        held = self._held.get(path)
        if held is None:
            raise FileNotFoundError(path)
        if held.blob not in self._kept:
            self._kept.update(_contents(self._root, [held.blob]))
        return self._kept[held.blob]

    def _entry(self, path: str, held: Held) -> Entry:
        if held.mode == LINK:
            return Entry(path, Sort.LINK, self.read(path).decode("utf-8", "replace"))
        return Entry(path, Sort.REPOSITORY if held.mode == SUBMODULE else Sort.FILE)


def head(root: Path) -> str:
    """Return what tells one state of the history from another: HEAD, how the clone was made, its attributes."""
    said = _git(root, "rev-parse", "HEAD", "--is-shallow-repository", "--show-toplevel")
    if said is None:
        return _refusal(root)
    top = said.splitlines()[-1]
    own = Path(root).resolve()
    folders = (folder for folder in (own, *own.parents) if folder.is_relative_to(top))
    attributes = [_bytes_of(folder / ".gitattributes").hex() for folder in folders]
    return "\n".join((said, *attributes))


def read(root: Path) -> History:
    """Read the history of the library at ``root`` in one pass over git."""
    prefix = _git(root, "rev-parse", "--show-prefix")
    if prefix is None:
        return History(obstacle=_refusal(root))
    prefix = prefix.rstrip("\n")
    if _git(root, "rev-parse", "--verify", "-q", "HEAD") is None:
        return History()
    if obstacle := _obstacle(root):
        return History(root, prefix, obstacle)
    return _read(root, prefix)


def before(history: History, revision: str) -> tuple[CommitTree, CommitTree]:
    """Return the library as it stood where a change began, and as it stands at the tip it is meant for.

    Raises ``HistoryRefusedError`` where there is no such revision.
    """
    if history.root is None:
        raise HistoryRefusedError(
            _(
                "There is no git repository here: a change can be checked only where git holds what was before."
            )
        )
    if history.obstacle:
        raise HistoryRefusedError(history.obstacle)
    tip = _git(history.root, "rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
    if tip is None:
        raise HistoryRefusedError(
            _("Git knows no revision {revision}: fetch it first, `git fetch origin`.", revision=revision)
        )
    base = _git(history.root, "merge-base", tip.strip(), "HEAD") or tip
    return CommitTree(history, base.strip()), CommitTree(history, tip.strip())


def _read(root: Path, prefix: str) -> History:
    tree = _tree(root, "HEAD", prefix)
    seen: dict[str, Sighting] = {}
    at: dict[str, dict[str, Sighting]] = {}
    latest: dict[tuple[str, str], Commit] = {}
    for order, (commit, blob, path) in enumerate(_log(root)):
        sighting = Sighting(blob, path, commit, order)
        if path.endswith(TEXT):
            seen.setdefault(blob, sighting)
        if path.startswith(prefix):
            inside = path[len(prefix) :]
            at.setdefault(inside, {}).setdefault(blob, sighting)
            latest[inside, blob] = commit
    last = {path: latest[path, held.blob] for path, held in tree.items() if (path, held.blob) in latest}
    return History(
        root,
        prefix,
        "",
        _head(root),
        MappingProxyType(tree),
        MappingProxyType(last),
        MappingProxyType(seen),
        MappingProxyType({path: tuple(found.values()) for path, found in at.items()}),
        MappingProxyType(_distorted(root, [path for path in tree if path.endswith((TEXT, ".csv", ".yml"))])),
    )


def _head(root: Path) -> Commit:
    said = _asked(root, "log", "-1", "-z", _FORMAT)
    return Commit(*said.strip("\x01\x00\n").split("\x00"))


def _log(root: Path) -> Iterator[tuple[Commit, str, str]]:
    """Yield commit, blob and path of each content that each commit brought, from the oldest commit on.

    A merge brings what differs from all its parents.
    """
    arguments = ("--topo-order", "--reverse", "--raw", "--no-abbrev", "--no-renames", "-c", "--root", "-z")
    log = _asked(root, "log", *arguments, _FORMAT)
    for entry in log.split("\x01")[1:]:
        parts = entry.split("\x00")
        commit = Commit(*(part.strip("\n") for part in parts[:4]))
        yield from _brought(commit, [part.lstrip("\n") for part in parts[4:] if part.strip("\n")])


def _brought(commit: Commit, parts: list[str]) -> Iterator[tuple[Commit, str, str]]:
    for change, path in zip(parts[::2], parts[1::2], strict=True):
        parents = len(change) - len(change.lstrip(":"))
        words = change.lstrip(":").split(" ")
        blob = words[2 * parents + 1]
        if blob.strip("0"):
            yield commit, blob, path


def _tree(root: Path, revision: str, prefix: str) -> dict[str, Held]:
    """Return path → blob and mode of a commit, below the library."""
    listed = _asked(root, "ls-tree", "-r", "-z", "--full-tree", revision)
    found = {}
    for line in listed.split("\x00")[:-1]:
        facts, _tab, path = line.partition("\t")
        mode, _type, blob = facts.split(" ")
        if path.startswith(prefix):
            found[path[len(prefix) :]] = Held(blob, mode)
    return found


def _distorted(root: Path, paths: list[str]) -> dict[str, tuple[str, ...]]:
    asked = "\x00".join(paths).encode("utf-8", "surrogateescape")
    said = _asked(root, "check-attr", "-z", "--stdin", *_DISTORTING, given=asked).split("\x00")
    found: dict[str, tuple[str, ...]] = {}
    for path, attribute, value in zip(said[::3], said[1::3], said[2::3], strict=False):
        if value != _UNSPECIFIED and (attribute, value) not in _HARMLESS:
            found[path] = (*found.get(path, ()), f"{attribute}={value}")
    return found


def _contents(root: Path, blobs: list[str]) -> Iterator[tuple[str, bytes]]:
    if not blobs:
        return
    data = _run(root, ("cat-file", "--batch"), "\n".join(blobs).encode() + b"\n").stdout
    place = 0
    for blob in blobs:
        end = data.index(b"\n", place)
        words = data[place:end].split()
        if len(words) != 3:  # noqa: PLR2004 (name, type, size: anything else says that it is not there)
            raise HistoryRefusedError(
                _("Git lacks the object {blob}: clone the repository again, whole.", blob=blob)
            )
        size = int(words[2])
        yield blob, data[end + 1 : end + 1 + size]
        place = end + size + 2


def _obstacle(root: Path) -> str:
    """Return why a history cannot be relied on; empty where it can."""
    if (_git(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true":
        return _(
            "This clone is shallow and lacks older versions: run `git fetch --unshallow`, or clone with the whole history."
        )
    promised = _git(root, "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$")
    if promised is None:
        return ""
    missing = _git(root, "rev-list", "--objects", "--missing=print", "HEAD") or "?"
    if missing.startswith("?") or "\n?" in missing:
        return _(
            "This clone is partial and lacks older versions: run `git fetch --refetch --no-filter`, or clone without --filter."
        )
    return ""


def _refusal(root: Path) -> str:
    """Return why git does not answer in what looks like a repository; empty where there is none."""
    own = Path(root).resolve()
    if not any((folder / ".git").exists() for folder in (own, *own.parents)):
        return ""
    try:
        said = _run(root, ("rev-parse", "--show-prefix")).stderr.decode("utf-8", "replace")
    except FileNotFoundError:
        return _("Git is not installed, and the library's history is in git: install git.")
    except subprocess.TimeoutExpired:
        return _("Git does not answer: try again.")
    return _("Git refuses to read this repository: {why}", why=" ".join(said.split()))


def _blob_of(data: bytes, digits: int) -> str:
    """Return the name that git gives to content."""
    head = b"blob %d\x00" % len(data)
    if digits == _SHA1_DIGITS:
        return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()
    return hashlib.sha256(head + data).hexdigest()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _asked(root: Path, *arguments: str, given: bytes = b"") -> str:
    """Run git on a repository that answers and return what it printed; raise ``HistoryRefusedError`` where it does not."""
    result = _run(root, arguments, given)
    if result.returncode != 0:
        why = " ".join(result.stderr.decode("utf-8", "replace").split())
        raise HistoryRefusedError(_("Git refuses to read this repository: {why}", why=why))
    return result.stdout.decode("utf-8", "surrogateescape")


def _git(root: Path, *arguments: str) -> str | None:
    """Run git and return what it printed; None where there is no git, no repository, or git says no."""
    try:
        result = _run(root, arguments)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    return result.stdout.decode("utf-8", "surrogateescape") if result.returncode == 0 else None


def _run(root: Path, arguments: Iterable[str], given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    return subprocess.run(  # noqa: S603 (fixed words, no shell)
        ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments],  # noqa: S607 (the user's own git)
        input=given,
        env=environment,
        capture_output=True,
        check=False,
        timeout=_TIMEOUT,
    )
