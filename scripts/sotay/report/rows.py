"""The rows of the results table: data that name a content, the query for its evidence, the words when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from sotay import front_matter
from sotay.kinds import by_name
from sotay.kinds.base import OfficialRecord, Part

if TYPE_CHECKING:
    from sotay.library import Document, Library

ROWS: Final = Path(__file__).parent / "annual-report.yml"


class Query(Part):
    """Which records serve as evidence: those of a kind, optionally only those where a field is filled."""

    kind: str
    having: str | None = None


class RowText(Part):
    """A row as the data file has it; ``result`` and ``missing`` are Jinja Markdown.

    ``evidence`` names queries in order of preference: the first is the proper evidence, a later one only stands in for
    it. ``period`` is ``year`` where each year needs its own, ``latest`` where evidence serves until the next. ``figure``
    takes the place of evidence for a row that is computed.
    """

    content: str
    evidence: tuple[Query, ...] = ()
    period: Literal["year", "latest"] = "latest"
    figure: Literal["procedures", "laws"] | None = None
    result: str = "{{ cite(evidence) }}"
    missing: str


class Table(Part):
    """The data file."""

    rows: Annotated[tuple[RowText, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Found:
    """The record that serves a row; ``stands_in`` when the proper kind of evidence was not there."""

    record: Document[OfficialRecord]
    stands_in: bool


def read_rows() -> tuple[RowText, ...]:
    """Read the rows that the engine ships."""
    front = front_matter.read(ROWS.read_text(encoding="utf-8"), ROWS.name, bare=True)
    return Table.model_validate(front.values).rows


def find(library: Library, row: RowText, year: int) -> Found | None:
    """Return the latest evidence for a row that was there on ``as_of``."""
    for index, query in enumerate(row.evidence):
        kind = by_name()[query.kind]
        assert issubclass(kind, OfficialRecord)
        candidates = [
            record
            for record in library.known(kind)
            if (row.period == "latest" or record.meta.serves == year)
            and record.meta.serves <= year
            and (query.having is None or getattr(record.meta, query.having))
        ]
        if candidates:
            return Found(candidates[-1], stands_in=index > 0)
    return None
