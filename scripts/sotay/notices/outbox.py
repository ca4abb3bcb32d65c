"""What was told and what is still to be sent, in a file of SQLite: nothing is told twice, and nothing is lost.

A letter and the matters in it are written down together before it is sent, and marked once the server has taken it; one that
was not taken is taken back, matters and all, and written anew the next time, to the address that holds then. A process killed on
the way leaves letters that are sent the next time. Only a kill between the server's answer and the mark sends one letter again,
with the same Message-ID, by which mail programs know it for the same.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TABLES: Final = """
create table if not exists told (recipient text not null, matter text not null, letter text not null, primary key (recipient, matter));
create table if not exists letters (name text primary key, recipient text not null, data blob not null);
"""


class Letter(NamedTuple):
    """What one recipient is sent: an address, or ``WEBHOOK``. ``name`` is its Message-ID."""

    name: str
    recipient: str
    data: bytes


class Outbox:
    """The letters, and what each recipient has been told."""

    def __init__(self, path: Path | None) -> None:
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._database.execute("pragma synchronous = full")
        self._database.executescript(_TABLES)

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def untold(self, recipient: str, matters: Iterable[str]) -> tuple[str, ...]:
        """Return the matters that a recipient has not been told of, once each."""
        asked = self._database.execute("select matter from told where recipient = ?", (recipient,))
        told = {matter for (matter,) in asked}
        return tuple(matter for matter in dict.fromkeys(matters) if matter not in told)

    def put(self, letter: Letter, about: str, matters: Iterable[str]) -> None:
        """Write down a letter, and for ``about``, who is told, the matters in it: all or nothing."""
        with writing(self._database) as database:
            database.execute("insert into letters (name, recipient, data) values (?, ?, ?)", letter)
            database.executemany(
                "insert into told values (?, ?, ?)", [(about, matter, letter.name) for matter in matters]
            )

    def waiting(self) -> tuple[Letter, ...]:
        """Return the letters that no server has taken yet, oldest first."""
        asked = "select name, recipient, data from letters order by rowid"
        return tuple(Letter(*row) for row in self._database.execute(asked).fetchall())

    def take_back(self, letter: Letter) -> None:
        """Let go of a letter that was not taken: what it says counts as untold."""
        with writing(self._database) as database:
            database.execute("delete from told where letter = ?", (letter.name,))
            database.execute("delete from letters where name = ?", (letter.name,))

    def mark_sent(self, letter: Letter) -> None:
        """Remember that a letter was taken; what it says is let go."""
        with writing(self._database) as database:
            database.execute("delete from letters where name = ?", (letter.name,))
