"""Being alone in a folder: whoever else would write there waits."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "khoa.db"
_PATIENCE: Final = 600
"""Seconds for which one waits for another to end."""


class LockError(Exception):
    """The folder could not be had alone; the message says why and what to do."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else works in a folder, then keep others out; a killed process keeps nobody out."""
    with closing(_locked(folder)):
        yield


def _locked(folder: Path) -> sqlite3.Connection:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(folder / FILE, timeout=_PATIENCE, isolation_level=None)
        lock.execute(
            "begin exclusive"
        )  # SQLite locks alike on every system, and the lock ends with the process
    except (OSError, sqlite3.OperationalError) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            message = _(
                "Another command has been at work in {folder} for {minutes} minutes: wait for it, or end it, and try again.",
                folder=folder,
                minutes=_PATIENCE // 60,
            )
        else:
            message = _("{folder} cannot be written to: {why}.", folder=folder, why=error)
        raise LockError(message) from error
    return lock
