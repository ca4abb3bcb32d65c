"""The items as the data file has them: the law's wording, the rules that speak of each, the evidence that must be there."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from sotay import front_matter
from sotay.kinds import by_name
from sotay.kinds.base import Label, OfficialRecord, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA: Final = Path(__file__).parent / "self-inspection.yml"

Shown = Literal[
    "committees",
    "documents",
    "dossiers",
    "law",
    "legal-register",
    "nonconformities",
    "readings",
    "scope",
    "services",
]
Code = Annotated[str, Field(pattern=r"^[A-Z]{3}\d{0,3}$")]


class Wording(Part):
    """Words in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        """Return the words in the language in use."""
        return str(Label(self.vi, self.en))


class Source(Part):
    """Where evidence is looked for: records of a ``kind``, or what the engine itself can show.

    Of a kind, optionally only records where the field ``having`` is filled, or has the ``value``, and only those that name
    the ``latest`` record of a kind, in the field that is called after it.
    """

    kind: str = ""
    shown: Shown | None = None
    having: str = ""
    value: str = ""
    latest: str = ""

    @model_validator(mode="after")
    def _known(self) -> Self:
        """Refuse a kind, a field or a value that no record could have."""
        if bool(self.kind) is bool(self.shown):
            message = "either `kind` or `shown`"
            raise ValueError(message)
        if self.shown:
            return self
        kind = by_name().get(self.kind)
        if kind is None or not issubclass(kind, OfficialRecord):
            message = f"no kind of record: {self.kind}"
            raise ValueError(message)
        for name in filter(None, (self.having, self.latest)):
            if name not in kind.model_fields:
                message = f"{self.kind} has no field {name}"
                raise ValueError(message)
        if self.latest and self.latest not in by_name():
            message = f"no kind of record: {self.latest}"
            raise ValueError(message)
        if self.value:
            annotation: Any = kind.model_fields[self.having].annotation
            TypeAdapter(annotation).validate_python(self.value, strict=True)
        return self


class Need(Part):
    """Evidence that must be there, unless it is ``optional`` (the law's "nếu có").

    Of the sources the first is the proper evidence, a later one only stands in for it. ``period`` is ``year`` where each
    year needs its own, ``latest`` where evidence serves until the next. ``rule`` is the one that complains of its absence,
    with findings that are ``about`` it; without the word, about the kind of the first source. ``remedy`` says what to do where
    evidence only stands in, if that is more than to enter the proper one.
    """

    name: Wording
    evidence: Annotated[tuple[Source, ...], Field(min_length=1)]
    period: Literal["year", "latest"] = "latest"
    rule: str = ""
    about: str = ""
    remedy: Wording | None = None
    optional: bool = False


class Item(Part):
    """One item of Article 36: ``rules`` are the codes, or the beginnings of codes, of the rules that speak of it.

    ``duties`` are the codes among them whose findings are work to be done by a day, shown while that is still ahead. ``title`` is the law's own wording.
    """

    letter: str
    name: Wording
    title: Wording
    rules: Annotated[tuple[Code, ...], Field(min_length=1)]
    duties: tuple[Code, ...] = ()
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]


class Clause(Part):
    """One clause of Article 36 with its items."""

    title: Wording
    items: tuple[Item, ...]


class Table(Part):
    """The data file; ``outside`` are the codes, or the beginnings of codes, of the rules that speak of no item."""

    outside: tuple[Code, ...]
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        """Refuse a code that two items claim."""
        twice = [code for code, count in Counter(code for code, _item in self.claims()).items() if count > 1]
        if twice:
            message = f"claimed twice: {', '.join(twice)}"
            raise ValueError(message)
        return self

    def claims(self) -> Iterator[tuple[str, Item | None]]:
        """Yield each code, or beginning of one, with the item that it belongs to; None for those outside."""
        yield from ((code, None) for code in self.outside)
        for clause in self.clauses:
            for item in clause.items:
                yield from ((code, item) for code in item.rules)


@cache
def read_table() -> Table:
    """Read the table that the engine ships, clause 1 first."""
    return parse(DATA.read_text(encoding="utf-8"))


def parse(text: str) -> Table:
    """Read a table; raise ``ValueError`` where it names what is not there."""
    return Table.model_validate(front_matter.read(text, DATA.name, bare=True).values)


def claim_of(code: str) -> str | None:
    """Return the code, or the beginning of it, under which the table knows a rule; None for one that was forgotten."""
    return max(
        (claim for claim, _item in read_table().claims() if code.startswith(claim)), key=len, default=None
    )


@cache
def item_of(code: str) -> Item | None:
    """Return the item that a rule speaks of; None for a rule outside."""
    return dict(read_table().claims()).get(claim_of(code) or "")
