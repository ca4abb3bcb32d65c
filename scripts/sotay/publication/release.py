"""A site as a server shows it: each release in a folder of its own, the one to be read behind a link that is switched at once.

``FOLDER/hien-hanh`` is what the server serves. A release that was not made to its end is never behind it, and a reader meets
the old site or the new one, never half of either.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.publication import headers, integrity

if TYPE_CHECKING:
    from pathlib import Path

CURRENT: Final = "hien-hanh"
RELEASES: Final = "ban"
HEADERS: Final = "headers.conf"
EDITOR_HEADERS: Final = "headers-bien-tap.conf"
_UNFINISHED: Final = ".dang-chep"


class ReleaseError(Exception):
    """Nothing was published, and what was there stands; the message says why and what to do."""


def release(site: Path, folder: Path) -> Path:
    """Put a built site before the readers of ``folder``, keep the one before it, and return where it lies.

    Whoever calls it is ``alone`` in the folder's releases. Raises ``ReleaseError``; then readers have what they had.
    """
    link, releases = folder / CURRENT, folder / RELEASES
    if os.path.lexists(link) and not link.is_symlink():
        raise ReleaseError(
            _("{link} is no link that sotay made: take it away, or publish into another folder.", link=link)
        )
    former = link.resolve() if link.is_dir() else None
    seal = integrity.seal_of((site / integrity.NAME).read_bytes())
    if former is not None and _is(former, seal):
        return former
    try:
        made = _copied(site, releases, seal)
        kept = {made} if former is None else {made, former}
        _put(folder / HEADERS, headers.nginx(headers.of(kept)))
        _put(folder / EDITOR_HEADERS, headers.nginx(headers.of_editor(made)))
        _switch(link, made)
    except (OSError, shutil.Error) as error:
        raise ReleaseError(_("{folder} cannot be written to: {why}.", folder=folder, why=error)) from error
    for other in releases.iterdir():
        if other.is_dir() and other.resolve() not in {one.resolve() for one in kept}:
            shutil.rmtree(other)
    return made


def _is(folder: Path, seal: str) -> bool:
    """Say whether a folder holds, to the byte, the site of a seal."""
    return (folder / integrity.NAME).is_file() and not integrity.check(folder, code=seal).failed


def _copied(site: Path, releases: Path, seal: str) -> Path:
    """Return a new release of a site, its number behind all others."""
    unfinished = releases / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(site, unfinished)
    if not _is(unfinished, seal):
        raise ReleaseError(
            _(
                "What was copied to {folder} is not what was built: see whether the disk is full or sound, and publish again.",
                folder=releases,
            )
        )
    numbers = [int(head) for one in releases.iterdir() if (head := one.name.partition("-")[0]).isdigit()]
    return unfinished.rename(releases / f"{max(numbers, default=0) + 1:06d}-{seal[:12]}")


def _switch(link: Path, made: Path) -> None:
    """Let the link lead to a release, in one step."""
    beside = link.with_name(f".{link.name}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(made.relative_to(link.parent), target_is_directory=True)
    beside.replace(link)


def _put(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(data)
    beside.replace(path)
