"""A new legal document: read from a person's answers, held against the register, and written as a record that is never written over."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from sotay import complaints, pipeline
from sotay.calendar_vn import read_day, write_short
from sotay.findings import Place, Severity
from sotay.kinds.base import LegalNumber
from sotay.kinds.legal import LegalDocument
from sotay.legal.numbers import file_of, is_without_symbol, meant, respelled, same, usual
from sotay.legal.provisions import ALL
from sotay.load import load
from sotay.messages import _
from sotay.tree import Proposed, WorkTree
from sotay.word_import.writing import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from sotay.findings import Finding
    from sotay.library import Library

RelationKind = Literal["replaces", "amends", "repeals", "guides"]
DATES: Final = frozenset({"issued", "from", "until"})
WORDS: Final = frozenset({"type", "issuer", "condition"})
NEEDED: Final = ("number", "type", "title", "issuer")
_EFFECT: Final = ("from", "until", "condition", "evidence", "source")
_FIRST_YEAR: Final = 1945


class RegisteringFailed(Exception):  # noqa: N818 (the name says what happened, as ``RenderFailed`` does)
    """Nothing is registered; the message tells a person what to put right."""


class BadAnswer(Exception):  # noqa: N818 (likewise)
    """An answer cannot be used; the message says why and how it is written."""


class Stranger(BadAnswer):
    """A document is not in the register, and others are written nearly so; a person who says it again means it."""


@dataclass(slots=True)
class Answers:
    """What a person said of a legal document, as typed: ``said`` by the name of the option, ``relations`` by kind.

    ``meant`` are the answers that a person gave again although the register has a number written nearly so.
    """

    said: dict[str, str] = field(default_factory=dict)
    relations: dict[RelationKind, list[str]] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NewLaw:
    """A record to be written: its path and text, the library as it would then be, and what a check would say of the record."""

    number: str
    path: str
    text: str
    library: Library
    notes: tuple[Finding, ...]


def register(library: Library, answers: Answers) -> NewLaw:
    """Return the record of a new legal document.

    Raises ``BadAnswer``, each answer that cannot be used on a line with its option, or ``RegisteringFailed``.
    """
    values = _values(library, answers)
    path = file_of(values["number"])
    if (library.root / path).exists():
        raise RegisteringFailed(_taken(path))
    text = f"---\n{front_matter(values)}---\n"
    then = load(
        library.root,
        as_of=library.as_of,
        today=library.today,
        history=library.history,
        files=Proposed(WorkTree(library.root), {path: text}),
    )
    said = pipeline.judge(then).findings
    if errors := _errors(library, said):
        raise RegisteringFailed(
            _(
                "Nothing was written, since the check would complain. Put this right first:\n{said}",
                said="\n".join(f"{finding.place}: {finding.code}: {finding.message}" for finding in errors),
            )
        )
    notes = tuple(finding for finding in said if finding.place.file == path)
    return NewLaw(values["number"], path, text, then, notes)


def write(library: Library, new: NewLaw) -> Path:
    """Write the record into the library and return where; never over another (``RegisteringFailed``)."""
    path = library.root / new.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(new.text)
    except FileExistsError as error:
        raise RegisteringFailed(_taken(new.path)) from error
    return path


def _errors(library: Library, said: Iterable[Finding]) -> list[Finding]:
    """Return the errors in the register that are not there already: a late duty of a procedure is not the new record's fault."""
    errors = [
        finding
        for finding in said
        if finding.severity is Severity.ERROR and finding.place.file.startswith(f"{LegalDocument.folder}/")
    ]
    known = pipeline.judge(library).findings if errors else ()
    return [finding for finding in errors if finding not in known]


def new_number(library: Library, typed: str) -> str:
    """Return the full number of a document that is not in the register yet (``BadAnswer``, ``RegisteringFailed``)."""
    number = full_number(typed)
    for known, law in library.legal.items():
        if same(known, number):
            raise RegisteringFailed(
                _(
                    "{number} is in the register already, in {path}: correct that record instead.",
                    number=known,
                    path=law.path,
                )
            )
    for broken in library.broken:
        if same(str(broken.values.get("number", "")), number):
            raise RegisteringFailed(
                _(
                    "{path} is about {number} and cannot be understood: `sotay check` says why. Put it right instead.",
                    path=broken.path,
                    number=number,
                )
            )
    _spelled(library, number)
    return number


def _spelled(library: Library, number: str) -> None:
    """Refuse a number that no paper has: D for Đ in a known symbol, a nought too many, a year far off (``BadAnswer``)."""
    if (right := respelled(number)) != number:
        raise BadAnswer(
            _("{text} is not written as on the paper: did you mean {near}?", text=number, near=right)
        )
    year = number.split("/")[1]
    if not _FIRST_YEAR <= int(year) <= library.today.year + 1:
        raise BadAnswer(
            _("{text} has the year {year}: correct the number after the paper.", text=number, year=year)
        )


def full_number(typed: str, known: tuple[str, ...] = ()) -> str:
    """Return a full number as it is written (``BadAnswer``); ``known`` are those to be proposed where the symbol is missing."""
    text = tidy(typed)
    strange = any(
        letter.isdigit() and not letter.isascii() for letter in text
    )  # look like 31, and find no file
    try:
        if not strange:
            return TypeAdapter(LegalNumber).validate_python(text)
    except ValidationError:
        pass
    near = ", ".join(meant(text, known))
    if near:
        raise BadAnswer(_("{text} is not a full number: did you mean {near}?", text=text, near=near))
    if is_without_symbol(text):
        raise BadAnswer(
            _("{text} is not a full number: write the symbol too, as in 31/2021/NĐ-CP.", text=text)
        )
    raise BadAnswer(_("{text} is not a full number: write it as on the paper, 31/2021/NĐ-CP.", text=text))


def day(typed: str) -> date:
    """Return the day that a person typed, as 15/02/2021 or 2021-02-15 (``BadAnswer``)."""
    text = tidy(typed)
    try:
        read = read_day(text)
    except ValueError as error:
        raise BadAnswer(_("{text} is not in the calendar: correct it after the paper.", text=text)) from error
    if read is None:
        raise BadAnswer(_("{text} is no date: write day/month/year, 15/02/2021.", text=text))
    return read


def words(typed: str) -> str:
    """Return an answer in words, not a date or a number that belongs to another question (``BadAnswer``)."""
    text = tidy(typed)
    try:
        TypeAdapter(LegalNumber).validate_python(text)
    except ValidationError:
        if any(letter.isalpha() for letter in text):
            return text
    raise BadAnswer(_("{text} is a date or a number: this answer is in words.", text=text))


def relation(library: Library, kind: RelationKind, typed: str, *, sure: bool = False) -> dict[str, str]:
    """Return a relation from ``NUMBER`` or ``NUMBER:Điều 5`` (``BadAnswer``).

    A number that the register does not know is refused as ``Stranger`` where it has one that is written nearly so, unless the
    person is ``sure`` of it.
    """
    number, _colon, scope = tidy(typed).partition(":")
    target = full_number(number, tuple(library.legal))
    if not library.knows(target):
        near = ", ".join(meant(target, library.legal))
        if near and not sure:
            raise Stranger(
                _(
                    "There is no {number} in the register: did you mean {near}? If not, enter {number} first.",
                    number=target,
                    near=near,
                )
            )
        _spelled(library, target)
    return {"kind": kind, "target": target} | (
        {"scope": scope.strip()} if scope.strip() not in {"", ALL} else {}
    )


def tidy(typed: str) -> str:
    """Return what was typed in composed letters, without spaces too many."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def _values(library: Library, answers: Answers) -> dict[str, Any]:
    """Return the fields of the record, validated, in the order in which records have them."""
    bad: list[str] = []
    said = _said(library, answers, bad)
    relations = _relations(library, answers, bad)
    if any(relation["target"] == said.get("number") for relation in relations):
        bad.append(f"--number: {_('a document does nothing to itself: correct the number.')}")
    if "number" in said:
        guess = {name: text for name, text in usual(said["number"])._asdict().items() if text is not None}
        said = guess | said
        bad += [f"--{name}: {_('this answer is missing.')}" for name in NEEDED if name not in said]
    start, until = said.get("from"), said.get("until")
    if start is not None and until is not None and until <= start:
        ends = _(
            "{until} is not after the day on which it begins, {start}: correct one of the days.",
            until=write_short(until),
            start=write_short(start),
        )
        bad.append(f"--until: {ends}")
    if bad:
        raise BadAnswer("\n".join(bad))
    effect: dict[str, Any] = {name: said[name] for name in _EFFECT if name in said}
    if effect:
        effect["verified"] = "from" in effect and not effect.keys().isdisjoint({"evidence", "source"})
    values: dict[str, Any] = {name: said[name] for name in (*NEEDED, "issued") if name in said}
    values |= {"effects": (effect,)} if effect else {}
    values |= {"relations": tuple(relations)} if relations else {}
    _validate(values)
    return values


def _said(library: Library, answers: Answers, bad: list[str]) -> dict[str, Any]:
    """Return the answers of one value each; ``bad`` gets what cannot be used."""
    said: dict[str, Any] = {name: tidy(text) for name, text in answers.said.items() if tidy(text)}
    if "number" not in said:
        bad.append(f"--number: {_('this answer is missing.')}")
    for name in list(said):
        try:
            if name == "number":
                said[name] = new_number(library, said[name])
            elif name in DATES:
                said[name] = day(said[name])
            elif name in WORDS:
                said[name] = words(said[name])
        except BadAnswer as error:
            bad.append(f"--{name}: {error}")
            del said[name]
    return said


def _relations(library: Library, answers: Answers, bad: list[str]) -> list[dict[str, str]]:
    """Return what the document does to others; ``bad`` gets what cannot be used."""
    relations = []
    for kind, several in answers.relations.items():
        for typed in several:
            try:
                relations.append(relation(library, kind, typed, sure=typed in answers.meant))
            except BadAnswer as error:
                bad.append(f"--{kind}: {error}")
    return relations


def _validate(values: dict[str, Any]) -> None:
    try:
        LegalDocument.model_validate(values)
    except ValidationError as error:
        options = {"effects": "from", "relations": "replaces"}
        findings = complaints.complain(
            error,
            LegalDocument,
            values,
            dropped=(),
            place=lambda path: Place(f"--{options.get(str(path[0]), path[0])}"),
            raw=lambda _path: "",
        )
        raise BadAnswer(
            "\n".join(f"{finding.place.file}: {finding.message}" for finding in findings)
        ) from error


def _taken(path: str) -> str:
    return _("{path} is there already and is not written over: correct that record instead.", path=path)
