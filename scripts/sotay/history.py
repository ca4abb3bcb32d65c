"""What git knows of the library, asked in one pass over its commits.

Only what leads to HEAD counts: branches that were never merged prove nothing. Replaced commits and grafts are not followed.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from sotay import git, lineage
from sotay.git import HistoryRefusedError as HistoryRefusedError  # noqa: PLC0414 (what every reader of history may meet)
from sotay.messages import _
from sotay.tree import Entry, Sort, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sotay.tree import Files

TEXT: Final = ".md"
_HEAD: Final = "HEAD"
LINK: Final = "120000"
SUBMODULE: Final = "160000"
EXECUTABLE: Final = "100755"
_SHA1_DIGITS: Final = 40
_FILE: Final = "100"
_FORMAT: Final = "--format=%H%x00%cI%x00%an%x00%ae"
_LOG: Final = (
    *("--topo-order", "--reverse", "--raw", "-c", "--root", "-z", "--encoding=UTF-8", "--no-abbrev", "--no-color"),
    *("--no-relative", "--no-renames", "--no-show-signature", "--ignore-submodules=none", "-O/dev/null"),
)  # fmt: skip
_FACTS: Final = 4
_CHANGES: Final = (":", "\n:")
_NO_DATE: Final = "1970-01-01T00:00:00+00:00"  # of a commit whose date is no date
_ATTRIBUTED: Final = (TEXT, ".csv", ".j2", ".yml", "allowed_signers")
_DISTORTING: Final = (
    "diff",
    "eol",
    "export-ignore",
    "export-subst",
    "filter",
    "gitlab-generated",
    "ident",
    "linguist-generated",
    "linguist-vendored",
    "working-tree-encoding",
)
_HARMLESS: Final = ("eol", "lf")
_OFF: Final = frozenset({"false", "unset", "unspecified"})
_HIDES_WHEN_OFF: Final = "diff"


class Commit(NamedTuple):
    """One commit: full identifier, committer date (ISO 8601, UTC offset as committed), who wrote it."""

    id: str
    date: str
    author: str = ""
    email: str = ""


class Sighting(NamedTuple):
    """The first time that some content stood in git: its blob, the path in the repository, the commit.

    ``order`` rises with each content that history brought, whatever dates its commits give themselves; before ``since`` (ISO
    8601) the commit cannot have come, whatever date it gives itself.
    """

    blob: str
    path: str
    commit: Commit
    order: int = 0
    since: str = ""


class Held(NamedTuple):
    """A path of HEAD: its blob and mode."""

    blob: str
    mode: str


class Change(NamedTuple):
    """What lies between two commits: whether the second follows from the first, the paths that differ, who wrote each of them."""

    follows: bool
    paths: tuple[str, ...]
    authors: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class History:
    """What git knows, paths relative to the library; empty where it is not under git.

    ``obstacle`` says why the history cannot be relied on, and what mends it. ``tree`` is HEAD; ``last`` gives the last
    commit of each path as it stands in HEAD. ``seen`` gives for each content of a Markdown file, by blob, where in the
    *repository* it first stood; ``steps`` gives each time that some content of a path came or went, oldest first, without a
    blob where the path was taken out. ``distorted`` names files that an attribute of git lets differ
    from what is in git, or hides from a reader. ``files`` are those of the library that this is the history of: the folder's, or
    HEAD's own where nothing is laid out. ``said`` holds what the contents say by blob, nothing for one that says nothing, once
    ``versions`` has read them.
    """

    root: Path | None = None
    prefix: str = ""
    obstacle: str = ""
    head: Commit | None = None
    tree: Mapping[str, Held] = field(default_factory=lambda: MappingProxyType({}))
    last: Mapping[str, Commit] = field(default_factory=lambda: MappingProxyType({}))
    seen: Mapping[str, Sighting] = field(default_factory=lambda: MappingProxyType({}))
    steps: Mapping[str, tuple[Sighting, ...]] = field(default_factory=lambda: MappingProxyType({}))
    distorted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    files: Files | None = field(default=None, compare=False)
    said: dict[str, Sequence[str]] = field(default_factory=dict, compare=False, repr=False)

    def commit(self, path: str) -> Commit | None:
        """Return the last commit of a file; None where the file as it stands is not what that commit says."""
        found = self.last.get(path)
        if found is None or self.files is None or isinstance(self.files, CommitTree):
            return found
        try:
            data = self.files.read(path)
        except OSError:
            return None
        return found if _blob_of(data, len(self.tree[path].blob)) == self.tree[path].blob else None

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield blob and bytes of each, through one process, or none where all of them were read before."""
        if self.root is None:
            return
        asked = list(blobs)
        kept = self.files.kept if isinstance(self.files, CommitTree) else {}
        fetched = contents(self.root, [blob for blob in asked if blob not in kept])
        for blob in asked:
            yield (blob, kept[blob]) if blob in kept else next(fetched)


class CommitTree:
    """A library as it stood in a commit; a repository of its own in it is nothing here, as it is an empty folder when checked out.

    What one for HEAD has read serves the others beside it.
    """

    def __init__(self, history: History, revision: str) -> None:
        assert history.root is not None
        self.commit = revision
        self._root = history.root
        tree = history.tree if revision == _HEAD else tree_of(history.root, revision, history.prefix)
        self._held = {path: held for path, held in tree.items() if held.mode != SUBMODULE}
        beside = history.files
        self.kept: dict[str, bytes] = beside.kept if isinstance(beside, CommitTree) else {}

    def entry(self, path: str) -> Entry | None:
        """Return what stood at a path; None where nothing did."""
        held = self._held.get(path)
        return None if held is None else self._entry(path, held)

    def walk(self, folder: str) -> Iterator[Entry]:
        """Yield all that was below a folder, in order."""
        inside = [path for path in self._held if path == folder or path.startswith(f"{folder}/")]
        wanted = dict.fromkeys(self._held[path].blob for path in inside)
        self.kept.update(contents(self._root, [blob for blob in wanted if blob not in self.kept]))
        for path in sorted(inside, key=lambda path: path.split("/")):
            yield self._entry(path, self._held[path])

    def blob(self, path: str) -> str | None:
        """Return the name that git gives to what stood at a path; None where nothing did."""
        held = self._held.get(path)
        return None if held is None else held.blob

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        held = self._held.get(path)
        if held is None:
            raise FileNotFoundError(path)
        if held.blob not in self.kept:
            self.kept.update(contents(self._root, [held.blob]))
        return self.kept[held.blob]

    def _entry(self, path: str, held: Held) -> Entry:
        if held.mode == LINK:
            return Entry(path, Sort.LINK, self.read(path).decode("utf-8", "replace"))
        return Entry(path, Sort.FILE)


def head(root: Path) -> str:
    """Return what tells one state of the history from another: HEAD, how the clone was made, its attributes.

    Attributes inside the library's own folders are among its files, and not in it.
    """
    asked = ("--is-shallow-repository", "--git-path", "info/attributes", "--show-cdup", "HEAD")
    said = git.said(root, "rev-parse", *asked)
    if said is None:
        return _refusal(root)
    shallow, own_attributes, up, commit = said.split("\n")[:4]
    promised = git.said(root, "count-objects", "-v") if _promised(root) else ""
    own = Path(root).resolve()
    above = (own, *own.parents)[: up.count("../") + 1]
    places = (own / own_attributes, *(folder / ".gitattributes" for folder in above))
    return "\n".join((commit, shallow, promised or "", *(_bytes_of(place).hex() for place in places)))


def read(root: Path, *, committed: bool = False) -> History:
    """Read the history of the library at ``root`` in one pass over git; the library is the folder, or HEAD where ``committed``."""
    stands = git.said(root, "rev-parse", "--is-shallow-repository", _HEAD, "--show-prefix")
    if stands is None:
        is_repository = git.said(root, "rev-parse", "--show-prefix") is not None
        return History() if is_repository else History(obstacle=_refusal(root))
    shallow, _commit_id, prefix = stands.split("\n", 2)
    prefix = prefix.rstrip("\n")
    if obstacle := _obstacle(root, is_shallow=shallow == "true"):
        return History(root, prefix, obstacle)
    try:
        found = _read(root, prefix)
        return replace(found, files=CommitTree(found, _HEAD) if committed else WorkTree(root))
    except HistoryRefusedError as error:
        return History(root, prefix, str(error))


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
    tip = git.said(history.root, "rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
    if tip is None:
        raise HistoryRefusedError(
            _("Git knows no revision {revision}: fetch it first, `git fetch origin`.", revision=revision)
        )
    base = git.said(history.root, "merge-base", tip.strip(), "HEAD") or tip
    stands = CommitTree(history, tip.strip())
    return stands if base == tip else CommitTree(history, base.strip()), stands


def altered(root: Path, revision: str) -> tuple[str, ...]:
    """Return the paths of the repository in which HEAD differs from where it left ``revision``; raise ``HistoryRefusedError``."""
    asked = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none", "-O/dev/null")
    said = git.asked(root, "diff", *asked, "--end-of-options", f"{revision}...HEAD", "--")
    return tuple(said.split("\x00")[:-1])


def changed(root: Path, old: str, new: str) -> Change:
    """Return what differs between two commits; the authors of a path are e-mail addresses.

    A merge is the author's of what it brings that none of its parents has. Raises ``HistoryRefusedError``.
    """
    follows = git.said(root, "merge-base", "--is-ancestor", old, new) is not None
    paths = git.asked(root, "diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new).split("\x00")[
        :-1
    ]
    authors: dict[str, set[str]] = {}
    for parts in _entries(git.asked(root, "log", *_LOG, f"{_FORMAT}%x00%P", f"{old}..{new}").split("\x00")):
        for path in parts[_FACTS + 2 :: 2]:
            authors.setdefault(path, set()).add(parts[_FACTS - 1])
    return Change(follows, tuple(paths), {path: frozenset(authors.get(path, ())) for path in paths})


def _read(root: Path, prefix: str) -> History:
    tree = tree_of(root, _HEAD, prefix)
    log = git.asked(root, "log", *_LOG, f"{_FORMAT}%x00%P")
    said = {parts[0]: parts for parts in _entries(log.split("\x00"))}  # HEAD last
    seen: dict[str, Sighting] = {}
    steps: dict[str, list[Sighting]] = {}
    latest: dict[tuple[str, str], Commit] = {}
    for sighting in _sightings(said):
        if sighting.blob and sighting.path.endswith(TEXT):
            seen.setdefault(sighting.blob, sighting)
        if not sighting.path.startswith(prefix):
            continue
        inside = sighting.path[len(prefix) :]
        steps.setdefault(inside, []).append(sighting)
        if sighting.blob:
            latest[inside, sighting.blob] = sighting.commit
    last = {path: latest[path, held.blob] for path, held in tree.items() if (path, held.blob) in latest}
    return History(
        root,
        prefix,
        "",
        _commit(said[next(reversed(said))]),
        MappingProxyType(tree),
        MappingProxyType(last),
        MappingProxyType(seen),
        MappingProxyType({path: tuple(found) for path, found in steps.items()}),
        MappingProxyType(_distorted(root, [path for path in tree if path.endswith(_ATTRIBUTED)])),
    )


def _commit(parts: list[str]) -> Commit:
    return Commit(parts[0], _date(parts[1]), *parts[2:_FACTS])


def _sightings(said: Mapping[str, list[str]]) -> Iterator[Sighting]:
    """Yield each content that each commit brought, then each path that it took out, in the order in which commits came.

    A merge brings what differs from all its parents.
    """
    commits = {name: _commit(parts) for name, parts in said.items()}
    parents = {name: parts[_FACTS].split() for name, parts in said.items()}
    moments = {name: datetime.fromisoformat(commit.date) for name, commit in commits.items()}
    order = 0
    for name, since in lineage.arrivals(parents, moments).items():
        commit = commits[name]
        for blob, path in sorted(_brought(said[name][_FACTS + 1 :]), key=lambda change: not change[0]):
            yield Sighting(blob, path, commit, order, since.isoformat())
            order += 1


def _entries(parts: list[str]) -> Iterator[list[str]]:
    """Yield what is said of each commit: its facts, its parents, then change and path by turns.

    They are told apart by where they stand: names of people and of files may hold anything but NUL.
    """
    place = 0
    while place + _FACTS < len(parts):
        facts = place + _FACTS + 1
        start = facts if parts[facts] else facts + 1  # git sets off the changes of a merge by one more NUL
        end = start
        while end < len(parts) and parts[end].startswith(_CHANGES):
            end += 2
        yield parts[place:facts] + parts[start:end]
        place = end


def _date(said: str) -> str:
    """Return the date of a commit, which may say anything."""
    try:
        return said if datetime.fromisoformat(said).year < MAXYEAR else _NO_DATE
    except ValueError:
        return _NO_DATE


def _brought(changes: list[str]) -> Iterator[tuple[str, str]]:
    """Yield blob and path of each file that a commit brought; no blob where there is no file at the path any more."""
    for change, path in zip(changes[::2], changes[1::2], strict=True):
        words = change.lstrip("\n:").split(" ")
        parents = change.count(":")
        mode, blob = words[parents], words[2 * parents + 1]
        yield blob if mode.startswith(_FILE) else "", path


def tree_of(root: Path, revision: str, prefix: str = "") -> dict[str, Held]:
    """Return path → blob and mode of a commit, below the library."""
    listed = git.asked(root, "ls-tree", "-r", "-z", "--full-tree", revision)
    found = {}
    for line in listed.split("\x00")[:-1]:
        facts, _tab, path = line.partition("\t")
        mode, _type, blob = facts.split(" ")
        if path.startswith(prefix):
            found[path[len(prefix) :]] = Held(blob, mode)
    return found


def _distorted(root: Path, paths: list[str]) -> dict[str, tuple[str, ...]]:
    asked = "\x00".join(paths).encode("utf-8", "surrogateescape")
    said = git.asked(root, "check-attr", "-z", "--stdin", "--all", given=asked).split("\x00")
    found: dict[str, tuple[str, ...]] = {}
    for path, attribute, value in sorted(zip(said[::3], said[1::3], said[2::3], strict=False)):
        if attribute in _DISTORTING and not _is_harmless(attribute, value):
            found[path] = (*found.get(path, ()), f"{attribute}={value}")
    return found


def _is_harmless(attribute: str, value: str) -> bool:
    if attribute == _HIDES_WHEN_OFF:
        return value in {"set", "unspecified"}
    return value in _OFF or (attribute, value) == _HARMLESS


def contents(root: Path, blobs: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield blob and bytes of each as git hands them over, through one process; one is held at a time."""
    if not blobs:
        return
    with tempfile.TemporaryFile() as asked:
        asked.writelines(f"{blob}\n".encode() for blob in blobs)
        asked.seek(0)
        with subprocess.Popen(  # noqa: S603 (fixed words, no shell)
            git.command(root, ("cat-file", "--batch", "--buffer")),
            env=git.environment(),
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            assert process.stdout is not None
            try:
                for blob in blobs:
                    yield blob, _next(process.stdout, blob)
            finally:
                process.kill()


def _next(answers: IO[bytes], blob: str) -> bytes:
    """Return the next content of what ``git cat-file --batch`` prints."""
    words = answers.readline().split()
    if len(words) != 3:  # noqa: PLR2004 (name, type, size: anything else says that it is not there)
        raise HistoryRefusedError(
            _("Git lacks the object {blob}: clone the repository again, whole.", blob=blob)
        )
    return answers.read(int(words[2]) + 1)[:-1]


def _obstacle(root: Path, *, is_shallow: bool) -> str:
    """Return why a history cannot be relied on; empty where it can."""
    if is_shallow:
        return _(
            "This clone is shallow and lacks older versions: run `git fetch --unshallow`, or clone with the whole history."
        )
    if not _promised(root):
        return ""
    missing = git.said(root, "rev-list", "--objects", "--missing=print", "HEAD") or "?"
    if missing.startswith("?") or "\n?" in missing:
        return _(
            "This clone is partial and lacks older versions: run `git fetch --refetch --no-filter`, or clone without --filter."
        )
    return ""


def _promised(root: Path) -> bool:
    """Say whether the clone was made as a partial one; it may have become whole since."""
    return (
        git.said(root, "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$")
        is not None
    )


def _refusal(root: Path) -> str:
    """Return why git does not answer in what looks like a repository; empty where there is none."""
    own = Path(root).resolve()
    if not any((folder / ".git").exists() for folder in (own, *own.parents)):
        return ""
    try:
        said = git.run(root, ("rev-parse", "--show-prefix")).stderr.decode("utf-8", "replace")
    except OSError:
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
