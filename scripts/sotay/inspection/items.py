"""The items as the data file has them: the law's wording, the rules that speak of each, the evidence that must be there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from sotay import front_matter
from sotay.kinds.base import Part
from sotay.messages import language

DATA: Final = Path(__file__).parent / "self-inspection.yml"

Shown = Literal["committees", "documents", "dossiers", "law"]


class Wording(Part):
    """Words in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        """Return the words in the language in use."""
        return self.vi if language() == "vi" else self.en


class Source(Part):
    """Where evidence is looked for: records of a ``kind``, or what the engine itself can show.

    Of a kind, optionally only records where the field ``having`` is filled, or has the ``value``.
    """

    kind: str = ""
    shown: Shown | None = None
    having: str = ""
    value: str = ""


class Need(Part):
    """Evidence that must be there, unless it is ``optional`` (the law's "nếu có").

    Of the sources the first is the proper evidence, a later one only stands in for it. ``period`` is ``year`` where each
    year needs its own, ``latest`` where evidence serves until the next. ``rule`` is the one that complains of its absence.
    """

    name: Wording
    evidence: Annotated[tuple[Source, ...], Field(min_length=1)]
    period: Literal["year", "latest"] = "latest"
    rule: str = ""
    optional: bool = False


class Item(Part):
    """One item of Article 36: ``rules`` are the codes, or the beginnings of codes, of the rules that speak of it."""

    letter: str
    title: Wording
    rules: Annotated[tuple[str, ...], Field(min_length=1)]
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]


class Clause(Part):
    """One clause of Article 36 with its items."""

    title: Wording
    items: tuple[Item, ...]


class Table(Part):
    """The data file."""

    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]


@cache
def read_clauses() -> tuple[Clause, ...]:
    """Read the clauses that the engine ships, the first being clause 1."""
    front = front_matter.read(DATA.read_text(encoding="utf-8"), DATA.name, bare=True)
    return Table.model_validate(front.values).clauses
