"""What the desk remembers beside git: who did what, who has seen which text, and what was typed and could not be saved.

One file of SQLite beside the repository. The log takes new lines and nothing else; a line counts once it is on disk, so that a
killed process loses nothing that was answered.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sotay.desk.access import Login
    from sotay.desk.repository import Edit

_TAB_LIVES: Final = timedelta(days=30)
_FAILURE_LIVES: Final = timedelta(hours=1)
_BEYOND: Final = 2**62
_TABLES: Final = """
create table if not exists log (number integer primary key autoincrement, at text not null, who text not null,
    action text not null, ref text not null, head text not null, told text not null);
create trigger if not exists log_stays before update on log begin select raise(abort, 'the log is append-only'); end;
create trigger if not exists log_remains before delete on log begin select raise(abort, 'the log is append-only'); end;
create table if not exists seen (who text not null, ref text not null, head text not null, primary key (who, ref, head));
create index if not exists log_of on log (ref);
create table if not exists held (who text not null, tab text not null, path text not null, blob text, at text not null,
    primary key (who, tab, path));
create table if not exists failures (whose text primary key, count integer not null, at text not null);
drop table if exists opened;
create table if not exists stands (ref text primary key, status text not null);
create table if not exists kept (number integer primary key autoincrement, at text not null, who text not null,
    path text not null, based_on text, data blob not null, why text not null);
"""


class Status(StrEnum):
    """Where a change stands; the words are those of the editor's protocol."""

    DRAFT = "draft"
    IN_REVIEW = "pending_review"
    READY = "pending_publish"


class Action(StrEnum):
    """What is done at the desk, each a line of the log."""

    SAVED = "saved"
    SAVE_REFUSED = "save refused"
    PROPOSED = "proposed"
    SHOWN = "shown"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    APPROVED = "approved"
    APPROVAL_REFUSED = "approval refused"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    CAME_IN = "login"
    KEPT_OUT = "failed login"
    LEFT = "logout"


class Line(NamedTuple):
    """A line of the log: its number, the moment (ISO 8601, UTC), who did what to which change at which commit."""

    number: int
    at: str
    who: str
    action: str
    ref: str
    head: str
    told: str


class Kept(NamedTuple):
    """What somebody typed and could not save, and why not; ``based_on`` is the blob that they had before them."""

    number: int
    at: str
    who: str
    path: str
    based_on: str | None
    data: bytes
    why: str


class Journal:
    """The desk's memory, in a file."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = full")
        self._database.executescript(_TABLES)
        self._database.execute("delete from held where at < ?", (_moment(datetime.now(UTC) - _TAB_LIVES),))

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def write(self, who: str, action: Action, *, ref: str = "", head: str = "", told: str = "") -> None:
        """Add a line to the log."""
        with self._writing() as database:
            _add_line(database, (who, action, ref, head, told))

    def lines(self, ref: str | None = None) -> tuple[Line, ...]:
        """Return the log, oldest first; of one change where it is named."""
        asked = "select number, at, who, action, ref, head, told from log"
        found = (
            self._asked(f"{asked} where ref = ? order by number", ref)
            if ref
            else self._asked(f"{asked} order by number")
        )
        return tuple(Line(*row) for row in found)

    def latest(self, most: int, before: int | None = None) -> tuple[Line, ...]:
        """Return the end of the log, newest first, no more than ``most`` lines; that above a line where its number is named."""
        asked = "select number, at, who, action, ref, head, told from log where number < ? order by number desc limit ?"
        return tuple(Line(*row) for row in self._asked(asked, _BEYOND if before is None else before, most))

    def note_seen(self, who: str, ref: str, head: str) -> None:
        """Remember that somebody was shown a change as it stands at a commit."""
        with self._writing() as database:
            database.execute("insert or ignore into seen values (?, ?, ?)", (who, ref, head))

    def has_seen(self, who: str, ref: str, head: str) -> bool:
        """Say whether somebody was shown a change as it stands at this very commit."""
        return bool(self._asked("select 1 from seen where who = ? and ref = ? and head = ?", who, ref, head))

    def note_opened(self, who: str, tab: str, path: str, blob: str | None) -> None:
        """Remember which content of a file somebody has before them in a tab of theirs; None where the file was not there."""
        with self._writing() as database:
            row = (who, tab, path, blob, _now())
            database.execute("insert or replace into held values (?, ?, ?, ?, ?)", row)

    def opened(self, who: str, tab: str, path: str) -> str | None:
        """Return which content of a file somebody had in a tab; None where they never opened it there, or it was not there."""
        found = self._asked("select blob from held where who = ? and tab = ? and path = ?", who, tab, path)
        return found[0][0] if found else None

    def try_login(self, login: Login) -> int:
        """Count a login that is about to be tried, as failed until it is known; return how many seconds it must wait instead."""
        with self._writing() as database:
            now = datetime.now(UTC)
            database.execute("delete from failures where at < ?", (_moment(now - _FAILURE_LIVES),))
            left = _left(database, login, now)
            if not left:
                asked = "insert into failures values (?, 1, ?) on conflict (whose) do update set count = count + 1, at = excluded.at"
                database.executemany(asked, [(whose, _moment(now)) for whose in login])
            return left

    def login_waits(self, login: Login) -> int:
        """Return how many seconds a login must wait that is tried now."""
        with self._lock:
            return _left(self._database, login, datetime.now(UTC))

    def note_login(self, login: Login) -> None:
        """Take back that a login was counted as failed; whose name it is begins anew."""
        with self._writing() as database:
            database.execute("delete from failures where whose = ?", (login.name,))
            database.execute("update failures set count = count - 1 where whose = ?", (login.address,))

    def status(self, ref: str) -> Status:
        """Return where a change stands."""
        found = self._asked("select status from stands where ref = ?", ref)
        return Status(found[0][0]) if found else Status.DRAFT

    def set_status(self, ref: str, status: Status | None) -> None:
        """Say where a change stands; None forgets it, as it is there no more."""
        with self._writing() as database:
            _put_status(database, ref, status)

    def keep(self, who: str, edit: Edit, why: str) -> int:
        """Keep what somebody typed, until it is saved or they let it go; return its number."""
        with self._writing() as database:
            asked = "insert into kept (at, who, path, based_on, data, why) values (?, ?, ?, ?, ?, ?)"
            row = (_now(), who, edit.path, edit.based_on, edit.data or b"", why)
            number = database.execute(asked, row).lastrowid
            assert number is not None
            return number

    def explain(self, who: str, numbers: Iterable[int], why: str) -> None:
        """Say why something kept could not be saved."""
        with self._writing() as database:
            rows = [(why, who, number) for number in numbers]
            database.executemany("update kept set why = ? where who = ? and number = ?", rows)

    def kept(self, who: str) -> tuple[Kept, ...]:
        """Return what is kept for somebody, newest first."""
        asked = (
            "select number, at, who, path, based_on, data, why from kept where who = ? order by number desc"
        )
        return tuple(Kept(*row) for row in self._asked(asked, who))

    def note_saved(self, who: str, ref: str, head: str, paths: str, kept: Iterable[int]) -> None:
        """Remember that a change was saved, and is being written again; what was kept of it is let go."""
        with self._writing() as database:
            _put_status(database, ref, Status.DRAFT)
            _add_line(database, (who, Action.SAVED, ref, head, paths))
            _let_go(database, who, kept)

    def let_go(self, who: str, numbers: Iterable[int]) -> None:
        """Let go of what is kept for somebody."""
        with self._writing() as database:
            _let_go(database, who, numbers)

    def _asked(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(question, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, writing(self._database) as database:
            yield database


def _add_line(database: sqlite3.Connection, line: tuple[str, ...]) -> None:
    asked = "insert into log (at, who, action, ref, head, told) values (?, ?, ?, ?, ?, ?)"
    database.execute(asked, (_now(), *line))


def _put_status(database: sqlite3.Connection, ref: str, status: Status | None) -> None:
    if status is None:
        database.execute("delete from stands where ref = ?", (ref,))
    else:
        database.execute("insert or replace into stands values (?, ?)", (ref, status))


def _let_go(database: sqlite3.Connection, who: str, numbers: Iterable[int]) -> None:
    rows = [(who, number) for number in numbers]
    database.executemany("delete from kept where who = ? and number = ?", rows)


def _left(database: sqlite3.Connection, login: Login, now: datetime) -> int:
    """Return how many whole seconds are left of the longest wait."""
    left = [0.0]
    for whose, wait in login.waits.items():
        row = database.execute("select count, at from failures where whose = ?", (whose,)).fetchone()
        if row is not None:
            left.append(wait(row[0]) - (now - datetime.fromisoformat(row[1])).total_seconds())
    return ceil(max(left))


def _now() -> str:
    return _moment(datetime.now(UTC))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
