"""Which files are to be consolidated: those of a folder or a pattern, named as the person named them, in order."""

from __future__ import annotations

import glob
import os
import stat
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay.consolidation.reading import RefusedError, tidy
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX: Final = ".json"
MAX_BYTES: Final = 8 * 1024 * 1024
"""The JSON of 500 procedures with all their laws is a tenth of this."""


def names(source: str, own: Path) -> tuple[tuple[str, str], ...]:
    """Return path and printable name of the files of a folder (``*.json`` at any depth) or of a pattern, by name.

    ``own``, what is to be written, is no source. Links and folders that cannot be opened are among them, so that ``read`` says why they are left out.
    """
    inside = os.path.isdir(source)
    found = {
        path
        for path in (_in_folder(source) if inside else _matching(source))
        if os.path.realpath(path) != str(own)
    }
    return tuple(
        sorted(
            ((path, _shown(os.path.relpath(path, source) if inside else path)) for path in found),
            key=itemgetter(1, 0),
        )
    )


def _shown(path: str) -> str:
    """Return a path as it may be printed, whatever bytes its name holds."""
    return tidy(os.fsencode(path).decode("utf-8", "backslashreplace"))


def read(path: str) -> bytes:
    """Return the bytes of a file; raises ``RefusedError`` for a link, what is no file, too large, or cannot be opened."""
    try:
        there = os.lstat(path)
        if stat.S_ISLNK(there.st_mode):
            raise RefusedError(_("it is a link, which is not followed: put the file itself there."))
        if not stat.S_ISREG(there.st_mode):
            raise RefusedError(
                _("it is no file that can be read: take it out, or open the folder to reading.")
            )
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RefusedError(_("it cannot be opened: make sure that you may read it.")) from error
    if len(data) > MAX_BYTES:
        raise RefusedError(
            _("it is larger than {most} MB: make sure it is the right file.", most=MAX_BYTES >> 20)
        )
    return data


def _in_folder(root: str) -> Iterator[str]:
    closed: list[str] = []
    for folder, folders, files in os.walk(root, onerror=lambda error: closed.append(str(error.filename))):
        yield from (os.path.join(folder, name) for name in files if name.lower().endswith(SUFFIX))
        yield from (path for name in folders if os.path.islink(path := os.path.join(folder, name)))
    yield from closed


def _matching(pattern: str) -> Iterator[str]:
    matches = glob.glob(
        pattern, recursive=True, include_hidden=True
    )  # links among folders are followed by no `**`
    return (path for path in matches if not os.path.isdir(path) or os.path.islink(path))
