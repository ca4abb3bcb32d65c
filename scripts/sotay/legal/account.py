"""What there is to say of one legal document on a day, gathered for all who show it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sotay.legal.basis import guided_by, guides, resting
from sotay.legal.changes import TOUCHES, Start, Touch, is_known, start_of, starts, touches
from sotay.legal.impact import Awaited, Impact, awaited_of, impacts_of
from sotay.legal.provisions import ALL
from sotay.legal.transitions import HeldOpen, held_open, new_text_from
from sotay.legal.validity import Step, Validity, successors, validity
from sotay.library import remembered

if TYPE_CHECKING:
    from datetime import date

    from sotay.kinds.legal import Assessment, LegalDocument, Transition
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document with a day of its own; ``state`` is None for the main one, which stands as the document does."""

    start: Start
    state: Validity | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A transitional clause of ``law``, and the superseded versions that serve by it on ``as_of``."""

    law: Document[LegalDocument]
    transition: Transition
    before: date | None
    held: tuple[HeldOpen, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One legal document on ``as_of``.

    ``known`` is whether it was issued by then: before, nobody could know what it hits. ``sure`` is whether every date that
    ``state`` rests on is verified. ``acts`` is what it does to others, ``touched`` what others did to it, ``guided_by`` who gives
    guidance on it; ``strangers`` are the texts it acts on that nobody has registered. ``clauses`` are the transitional ones that
    it has, or that keep it. ``resting`` rest on it themselves; ``guides`` names texts that others rest on, and it is about.
    """

    law: Document[LegalDocument]
    known: bool
    state: Validity
    sure: bool
    parts: tuple[Part, ...]
    acts: tuple[Touch, ...]
    touched: tuple[Touch, ...]
    guided_by: tuple[Touch, ...]
    paths: tuple[tuple[Step, ...], ...]
    impacts: tuple[Impact, ...]
    awaited: tuple[Awaited, ...]
    clauses: tuple[Clause, ...]
    resting: tuple[Document[ControlledDocument], ...]
    guides: tuple[tuple[str, tuple[Document[ControlledDocument], ...]], ...]
    strangers: tuple[str, ...]
    assessments: tuple[Assessment, ...]

    @property
    def by_change(self) -> tuple[tuple[Impact, ...], ...]:
        """The impacts of each change that the document makes; they have one last day."""
        return tuple(tuple(several) for _change, several in groupby(self.impacts, key=lambda i: i.change))


def account(library: Library, law: Document[LegalDocument]) -> Account:
    """Return what there is to say of a legal document."""
    number = law.meta.number
    state, sure = validity(library, law)
    targets = (relation.target for relation in law.meta.relations if relation.kind in TOUCHES)
    return Account(
        law,
        is_known(library, law),
        state,
        sure,
        tuple(_part(library, law, start) for start in starts(library).get(number, ())),
        tuple(Touch(law, relation, start_of(library, law, relation.by)) for relation in law.meta.relations),
        touches(library).get(number, ()),
        guided_by(library).get(number, ()),
        successors(library, number),
        impacts_of(library, number),
        awaited_of(library, number),
        _clauses(library).get(number, ()),
        resting(library).get(number, ()),
        guides(library, law),
        tuple(target for target in dict.fromkeys(targets) if not library.knows(target)),
        tuple(one for one in law.meta.assessments if one.date <= library.as_of),
    )


def _part(library: Library, law: Document[LegalDocument], start: Start) -> Part:
    named = start.scope != ALL
    return Part(start, validity(library, law, start.scope)[0] if named else None)


@remembered
def _clauses(library: Library) -> dict[str, tuple[Clause, ...]]:
    """Return number → the transitional clauses that the document has, or that keep it."""
    held: dict[str, list[HeldOpen]] = {}
    for one in held_open(library):
        held.setdefault(one.law.meta.number, []).append(one)
    found: dict[str, list[Clause]] = {}
    for number, law in library.legal.items():
        for transition in law.meta.transitions:
            serving = tuple(one for one in held.get(number, ()) if one.transition is transition)
            before = new_text_from(library, law, transition)
            for about in dict.fromkeys((number, *transition.keeps)):
                found.setdefault(about, []).append(Clause(law, transition, before, serving))
    return {number: tuple(several) for number, several in found.items()}
