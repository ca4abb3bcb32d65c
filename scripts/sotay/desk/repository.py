"""Writing to a bare repository: a change is a branch, a save is a commit, an approval is a merge.

Every move of a branch says from where it moves, so that two people never write over each other. Nothing is checked out: a
commit is made of objects, beside whatever else goes on in the repository.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import bare, git
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sotay.kinds.agency import Person

CHANGES: Final = "refs/heads/cms/"
NOBODY: Final = "0" * 40
_FILE: Final = "100644"


class StaleError(Exception):
    """A branch or file is not what it was when the person began; the message says so."""


class ConflictError(Exception):
    """A change cannot be joined with what is published; ``paths`` are the files in which both say something else."""

    def __init__(self, message: str, paths: tuple[str, ...]) -> None:
        super().__init__(message)
        self.paths = paths


class Author(NamedTuple):
    """Who a commit says wrote it."""

    name: str
    email: str


def author_of(person: Person) -> Author:
    """Return a person as their commits name them."""
    return Author(person.name, person.email or person.id)


class Told(NamedTuple):
    """Who saved last, and when (ISO 8601)."""

    name: str
    email: str
    at: str


class Edit(NamedTuple):
    """A file to be written: its path, its bytes (None takes it away), the blob that it was based on (None: it was not there)."""

    path: str
    data: bytes | None
    based_on: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A change: full name of its branch, its tip, and the commit of the published branch it began from."""

    ref: str
    tip: str
    base: str


class Repository:
    """A bare repository, as the desk writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def published(self) -> str:
        """The full name of the branch that is published."""
        return bare.published_ref(self.folder)

    @property
    def current(self) -> str | None:
        """The commit that is published; None where nothing is yet."""
        return self.tip(self.published)

    def tip(self, ref: str) -> str | None:
        """Return the commit at which a branch stands; None where there is none."""
        found = git.said(self.folder, "rev-parse", "--verify", "-q", "--end-of-options", f"{ref}^{{commit}}")
        return found.strip() if found else None

    def branch(self, ref: str) -> Branch | None:
        """Return a change; None where there is none of that name."""
        tip = self.tip(ref)
        return Branch(ref, tip, self._fork(tip)) if tip else None

    def branches(self) -> tuple[Branch, ...]:
        """Return every change, in order of name."""
        told = git.asked(self.folder, "for-each-ref", "--format=%(refname) %(objectname)", CHANGES)
        lines = (line.split(" ") for line in told.splitlines())
        return tuple(Branch(ref, tip, self._fork(tip)) for ref, tip in lines)

    def authors(self, branch: Branch) -> frozenset[str]:
        """Return the e-mail addresses of all who saved something on a change."""
        told = git.asked(self.folder, "log", "-z", "--format=%ae%x00%ce", f"{branch.base}..{branch.tip}")
        return frozenset(email for email in told.split("\x00") if email)

    def changed(self, branch: Branch) -> Mapping[str, tuple[str | None, str | None]]:
        """Return each path that a change touches, with its blob before and after; None where it is not there."""
        told = git.asked(
            self.folder, "diff-tree", "-r", "-z", "--no-renames", "--raw", branch.base, branch.tip
        )
        parts = told.split("\x00")[:-1]
        found: dict[str, tuple[str | None, str | None]] = {}
        for facts, path in zip(parts[::2], parts[1::2], strict=True):
            before, after = facts.split(" ")[2:4]
            found[path] = (before if before.strip("0") else None, after if after.strip("0") else None)
        return found

    def told(self, branch: Branch) -> Told:
        """Return who saved last on a change, and when."""
        name, email, at = git.asked(
            self.folder, "log", "-1", "-z", "--format=%an%x00%ae%x00%cI", branch.tip
        ).split("\x00")[:3]
        return Told(name, email, at.strip())

    def files(self, revision: str, path: str) -> Iterator[tuple[str, str]]:
        """Yield path and blob of each file at or below a path of a commit, in order."""
        told = git.asked(
            self.folder, "ls-tree", "-r", "-z", "--full-tree", revision, "--", f":(literal){path}"
        )
        for line in told.split("\x00")[:-1]:
            facts, _tab, found = line.partition("\t")
            mode, _type, blob = facts.split(" ")
            if mode.startswith("100"):
                yield found, blob

    def blob(self, revision: str, path: str) -> str | None:
        """Return the name of the content of a file in a commit; None where there is no such file."""
        return dict(self.files(revision, path)).get(path)

    def read(self, blob: str) -> bytes:
        """Return a content."""
        return git.bytes_of(self.folder, "cat-file", "blob", blob)

    def save(self, ref: str, edits: Iterable[Edit], message: str, author: Author) -> str:
        """Commit files onto a change, which begins at what is published where it is new; return the commit.

        Raises ``StaleError`` where a file is not the one it was based on any more, or somebody saved meanwhile: nothing is
        written over.
        """
        there = self.tip(ref)
        start = there or self.current
        edits = tuple(edits)
        for edit in edits:
            if start and self.blob(start, edit.path) != edit.based_on:
                raise StaleError(
                    _(
                        "{path} was changed after you opened it, by somebody else or in another tab of yours. Your text is kept: compare both under “My unsaved texts”, reload, and save again.",
                        path=edit.path,
                    )
                )
        commit = self._made(self._tree(start, edits), (start,) if start else (), message, author)
        self._move(ref, commit, there)
        return commit

    def merge(
        self, branch: Branch, message: str, author: Author, published: str, edits: Iterable[Edit] = ()
    ) -> str:
        """Return a commit that joins a change, and files that the joining itself brings, to ``published``, the tip that was looked at.

        No branch moves yet.

        Raises ``ConflictError`` where both changed the same lines.
        """
        done = git.run(
            self.folder,
            ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", published, branch.tip),
        )
        tree, *rest = done.stdout.decode("utf-8", "surrogateescape").split("\x00")
        if done.returncode:
            paths = tuple(path for path in rest if path)
            raise ConflictError(
                _(
                    "The change and what is published meanwhile say something else in {files}.",
                    files=", ".join(paths),
                ),
                paths,
            )
        return self._made(self._tree(tree, edits), (published, branch.tip), message, author)

    def publish(self, commit: str, published: str) -> None:
        """Move the published branch from the tip that was looked at; raise ``StaleError`` where it has moved meanwhile."""
        self._move(self.published, commit, published)

    def take_away(self, branch: Branch) -> None:
        """Take a change away, if it still stands where it was looked at; raise ``StaleError`` otherwise."""
        if git.said(self.folder, "update-ref", "-d", branch.ref, branch.tip) is None:
            raise StaleError(_("The change has moved meanwhile: look at it again."))

    def _fork(self, tip: str) -> str:
        return (git.said(self.folder, "merge-base", tip, "HEAD") or tip).strip()

    def _tree(self, start: str | None, edits: Iterable[Edit]) -> str:
        """Return a tree with these files in place of those that were there."""
        with tempfile.TemporaryDirectory(prefix="sotay-desk-") as name:
            index = {"GIT_INDEX_FILE": str(Path(name) / "index")}
            if start:
                git.asked(self.folder, "read-tree", start, more=index)
            lines = []
            for edit in edits:
                if edit.data is None:
                    lines.append(f"0 {NOBODY}\t{edit.path}")
                else:
                    blob = git.asked(self.folder, "hash-object", "-w", "--stdin", given=edit.data).strip()
                    lines.append(f"{_FILE} {blob}\t{edit.path}")
            told = "".join(f"{line}\x00" for line in lines).encode("utf-8", "surrogateescape")
            git.asked(self.folder, "update-index", "-z", "--index-info", given=told, more=index)
            return git.asked(self.folder, "write-tree", more=index).strip()

    def _made(self, tree: str, parents: tuple[str, ...], message: str, author: Author) -> str:
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", author.name), ("EMAIL", author.email))
        }
        named = [word for parent in parents for word in ("-p", parent)]
        return git.asked(self.folder, "commit-tree", tree, *named, given=message.encode(), more=who).strip()

    def _move(self, ref: str, commit: str, there: str | None) -> None:
        """Move a branch from where it was seen, and only from there; git does it whole or not at all."""
        if git.said(self.folder, "update-ref", "--create-reflog", ref, commit, there or NOBODY) is None:
            raise StaleError(_("Somebody saved at the same moment. Your text is kept: save again."))
