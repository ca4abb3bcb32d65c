"""A master list as a value: typed cells under labelled columns, which every output of a list renders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sotay.calendar_vn import write_short
from sotay.messages import _, language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sotay.library import Library


class ColumnKind(StrEnum):
    """What the cells of a column hold; those of ``DIVISION`` name the divisions that a row belongs to."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    DIVISION = "division"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands at its head, and how its cells are sorted and set."""

    label: str
    kind: ColumnKind = ColumnKind.TEXT


class Entry(NamedTuple):
    """One thing that a cell says: a value, a remark on it in words, the file of the library that it leads to.

    ``slip`` is the kind of slip that it is the code of; the site may have its empty form.
    """

    value: str | int | date
    remark: str = ""
    path: str = ""
    slip: str = ""


Cell: TypeAlias = tuple[Entry, ...]


class Row(NamedTuple):
    """A row: a cell for each column, and the codes of the divisions that it belongs to; none for the whole agency."""

    cells: tuple[Cell, ...]
    divisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MasterList:
    """A master list of an agency as it was on a day. ``language`` is that of its words, ``vi`` or ``en``."""

    identifier: str
    title: str
    agency: str
    as_of: date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    language: str = "vi"


def listed(
    library: Library, identifier: str, title: str, columns: Iterable[Column], rows: Iterable[Row]
) -> MasterList:
    """Return a list of the library's agency as of ``as_of``, with a first column that numbers its rows."""
    numbered = (
        Row(((Entry(number),), *row.cells), row.divisions) for number, row in enumerate(rows, start=1)
    )
    return MasterList(
        identifier,
        title,
        library.agency.names_on(library.as_of).name,
        library.as_of,
        (Column(_("No."), ColumnKind.NUMBER), *columns),
        tuple(numbered),
        language(),
    )


def words(cell: Cell, write: Callable[[date], str] = write_short) -> str:
    """Return a cell as text, each thing with its remark in brackets; ``write`` writes dates."""
    return "; ".join(_entry(entry, write) for entry in cell)


def value_of(entry: Entry, write: Callable[[date], str] = write_short) -> str:
    """Return what an entry says as text, without its remark."""
    return write(entry.value) if isinstance(entry.value, date) else str(entry.value)


def _entry(entry: Entry, write: Callable[[date], str]) -> str:
    value = value_of(entry, write)
    return f"{value} ({entry.remark})" if entry.remark else value
