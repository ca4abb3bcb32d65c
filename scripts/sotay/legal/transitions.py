"""Which superseded versions still serve: a transitional clause lets dossiers received before go on under the older law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.legal.changes import main, starts
from sotay.library import remembered
from sotay.lifecycle import lives
from sotay.versions import documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.kinds.legal import LegalDocument, Transition
    from sotay.library import Document, Library
    from sotay.lifecycle import Issue


@dataclass(frozen=True, slots=True)
class HeldOpen:
    """A superseded version that serves dossiers received before a day, by a clause of a newer law."""

    code: str
    issue: Issue
    law: Document[LegalDocument]
    transition: Transition
    before: date


@remembered
def held_open(library: Library) -> tuple[HeldOpen, ...]:
    """Return the superseded versions that still serve on ``as_of``, by the law's first day, number and code."""
    return tuple(
        held
        for law, transition, before in sorted(
            _clauses(library), key=lambda clause: (clause[2], clause[0].meta.number, clause[1].by)
        )
        for held in _versions(library, law, transition, before)
    )


def new_text_from(library: Library, law: Document[LegalDocument], transition: Transition) -> date | None:
    """Return the first day whose dossiers go by the new text: the clause's own, or that of the document's main part."""
    if transition.received_before is not None:
        return transition.received_before
    whole = main(starts(library)[law.meta.number])
    return whole.day if whole is not None else None


def _clauses(library: Library) -> Iterator[tuple[Document[LegalDocument], Transition, date]]:
    """Yield each transitional clause in use on ``as_of`` with the first day whose dossiers go by the new text."""
    for law in library.legal.values():
        for transition in law.meta.transitions:
            before = new_text_from(library, law, transition)
            over = transition.until is not None and transition.until < library.as_of
            if before is not None and before <= library.as_of and not over:
                yield law, transition, before


def _versions(
    library: Library, law: Document[LegalDocument], transition: Transition, before: date
) -> Iterator[HeldOpen]:
    """Yield, for each code, the last superseded version that rests on a text which the clause keeps in use.

    One whose text nobody has counts where its place was taken by a version that rests on the new law.
    """
    for code, life in lives(library).items():
        current = life.on(library.as_of)
        former = [i for i in life.issues if i.effective < before and i is not current]
        if not former:
            continue
        texts = [issue.text for issue in (*former, current) if issue and issue.text]
        said = documents(library, texts)
        rests = {sha: frozenset(document.meta.basis_numbers) for sha, document in said.items()}
        heir = rests.get(current.sha256, frozenset()) if current else frozenset()
        for issue in reversed(former):
            basis = rests.get(issue.sha256)
            if (basis is None and law.meta.number in heir) or (
                basis and not basis.isdisjoint(transition.keeps)
            ):
                yield HeldOpen(code, issue, law, transition, before)
                break
