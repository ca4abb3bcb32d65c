"""Which procedures rest on which text, and which laws nobody has judged yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.legal.changes import Touch, first_day, is_known, start_of
from sotay.legal.impact import assessed, awaited, impacts
from sotay.legal.validity import Validity, validity
from sotay.library import remembered
from sotay.lifecycle import document_in_force, lives

if TYPE_CHECKING:
    from sotay.kinds.legal import LegalDocument
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library


@remembered
def resting(library: Library) -> dict[str, tuple[Document[ControlledDocument], ...]]:
    """Return number → the documents that rest on it: the text in force, or the draft where there is none; none withdrawn."""
    found: dict[str, list[Document[ControlledDocument]]] = {}
    for code, at_hand in sorted(library.procedures.items()):
        life = lives(library).get(code)
        if life is not None and life.withdrawn is not None and life.withdrawn <= library.as_of:
            continue
        document = document_in_force(library, code) or at_hand
        for number in dict.fromkeys(document.meta.basis_numbers):
            found.setdefault(number, []).append(document)
    return {number: tuple(several) for number, several in found.items()}


@remembered
def guided_by(library: Library) -> dict[str, tuple[Touch, ...]]:
    """Return number → the documents that give guidance on it."""
    found: dict[str, list[Touch]] = {}
    for law in library.legal.values():
        for relation in law.meta.relations if is_known(library, law) else ():
            if relation.kind == "guides":
                touch = Touch(law, relation, start_of(library, law, relation.by))
                found.setdefault(relation.target, []).append(touch)
    return {number: tuple(several) for number, several in found.items()}


def guides(
    library: Library, law: Document[LegalDocument]
) -> tuple[tuple[str, tuple[Document[ControlledDocument], ...]], ...]:
    """Return the texts that a document gives guidance on and procedures rest on, each with those procedures.

    Guidance changes no text, and is new law about the same work: somebody must judge it (Decision 19/2014/QĐ-TTg, Article 4.4.a).
    """
    targets = [relation.target for relation in law.meta.relations if relation.kind == "guides"]
    found = ((target, resting(library).get(target, ())) for target in dict.fromkeys(targets))
    return tuple((target, documents) for target, documents in found if documents)


@remembered
def hitting(library: Library) -> frozenset[str]:
    """Return the numbers of the laws that hit a procedure in force, on a day or on one that nobody knows."""
    dated = (impact.law.meta.number for impact in impacts(library) if impact.in_force)
    return frozenset((*dated, *(one.law.meta.number for one in awaited(library) if one.in_force)))


@remembered
def unassessed(library: Library) -> tuple[Document[LegalDocument], ...]:
    """Return the laws in effect that nobody has judged, by number: no procedure rests on them, and none in force is hit."""
    return tuple(
        law
        for number, law in sorted(library.legal.items())
        if (first := first_day(library, law)) is not None
        and first <= library.as_of
        and is_known(library, law)
        and number not in resting(library)
        and number not in hitting(library)
        and not assessed(library, law)
        and validity(library, law)[0] is not Validity.ENDED
    )
