"""The files of a library as they stand in a folder: what there is, of what sort, and its bytes."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Sort(StrEnum):
    """What something in a folder is; ``REPOSITORY`` is a repository of its own inside this one."""

    FILE = "file"
    LINK = "link"
    REPOSITORY = "repository"
    OTHER = "other"


class Entry(NamedTuple):
    """Something in a library: path relative to its root with ``/``, its sort, and where a link leads."""

    path: str
    sort: Sort
    target: str = ""


class Files(Protocol):
    """Where a library's files are read from: a folder, or a commit."""

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path; None where nothing does."""

    def walk(self, folder: str) -> Iterator[Entry]:
        """Yield all that is below a folder, in order; links and repositories are named and not followed."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise ``OSError`` where it cannot be read."""


class WorkTree:
    """A library in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path; None where nothing does."""
        place = self._root / path
        if place.is_symlink():
            return Entry(path, Sort.LINK, os.readlink(place))
        if not place.exists():
            return None
        return Entry(path, Sort.FILE if place.is_file() else Sort.OTHER)

    def walk(self, folder: str) -> Iterator[Entry]:
        """Yield all that is below a folder, in order; links and repositories are named and not followed."""
        if (self._root / folder).is_symlink():
            yield Entry(folder, Sort.LINK, os.readlink(self._root / folder))
            return
        try:
            with os.scandir(self._root / folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        if any(entry.name == ".git" for entry in ordered):
            yield Entry(folder, Sort.REPOSITORY)
            return
        for entry in ordered:
            path = f"{folder}/{entry.name}"
            if entry.is_symlink():
                yield Entry(path, Sort.LINK, os.readlink(entry.path))
            elif entry.is_dir():
                yield from self.walk(path)
            else:
                yield Entry(path, Sort.FILE if entry.is_file() else Sort.OTHER)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; raise ``OSError`` where it cannot be read."""
        return (self._root / path).read_bytes()


class Proposed:
    """Files with some of them as they would be: what a command is about to write, to be checked before it does."""

    def __init__(self, files: Files, proposed: Mapping[str, str]) -> None:
        self._files = files
        self._proposed = {path: text.encode() for path, text in proposed.items()}

    def entry(self, path: str) -> Entry | None:
        """Return what would stand at a path; None where nothing would."""
        return Entry(path, Sort.FILE) if path in self._proposed else self._files.entry(path)

    def walk(self, folder: str) -> Iterator[Entry]:
        """Yield all that would be below a folder."""
        there = {entry.path: entry for entry in self._files.walk(folder)}
        new = {path: Entry(path, Sort.FILE) for path in self._proposed if path.startswith(f"{folder}/")}
        yield from (there | new).values()

    def read(self, path: str) -> bytes:
        """Return the bytes that would stand at a path."""
        return self._proposed[path] if path in self._proposed else self._files.read(path)
