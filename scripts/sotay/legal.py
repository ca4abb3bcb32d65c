"""The graph of legal documents: which procedures a change of law hits, and by when they must follow it.

Decision 19/2014/QĐ-TTg, Article 4.4.a: changes of law are brought into the system, to be applied, at the latest three
months after the legal document takes effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import Deadline, month_term
from sotay.library import remembered
from sotay.lifecycle import document_in_force, lives
from sotay.versions import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sotay.kinds.legal import Assessment, LegalDocument
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.lifecycle import Life

MONTHS: Final = 3
_TOUCHES: Final = frozenset({"replaces", "amends", "repeals"})
_SETTLES: Final = frozenset({"không phải sửa đổi", "không liên quan"})


class Standing(StrEnum):
    """How a procedure stands to a change of law on a day."""

    ON_TIME = "on-time"
    LATE = "late"
    UPCOMING = "upcoming"
    PENDING = "pending"
    OVERDUE = "overdue"
    ASSESSED = "assessed"


@dataclass(frozen=True, slots=True)
class Impact:
    """One change of law on one procedure.

    ``procedure`` is the file at hand, also where it holds the draft of a later version. ``through`` is the older text that
    the procedure rests on, where the law hits it only by replacing or amending that.
    ``adapted`` is the day on which an updated version was in force. ``days_left`` counts to the last day, below zero
    after it; None once the matter is settled.
    """

    law: Document[LegalDocument]
    procedure: Document[ControlledDocument]
    through: str
    deadline: Deadline
    standing: Standing
    in_force: bool
    adapted: date | None = None
    version: str | None = None
    assessment: Assessment | None = None
    days_left: int | None = None


@remembered
def impacts(library: Library) -> tuple[Impact, ...]:
    """Return every impact of every registered law, by the law's first day and number, then by code."""
    resting = _resting(library)
    found: list[Impact] = []
    for law in library.legal.values():
        start = law.meta.takes_effect
        if start is None:
            continue
        hit: dict[str, str] = {}
        for number in _reach(library, law.meta.number):
            for code in resting.get(number, ()):
                hit.setdefault(code, number)
        deadline = month_term(start, MONTHS, library.calendar) if hit else None
        for code, through in hit.items():
            assert deadline is not None
            impact = _judge(library, law, library.procedures[code], through, deadline)
            if impact is not None:
                found.append(impact)
    return tuple(sorted(found, key=lambda i: (i.deadline.start, i.law.meta.number, i.procedure.meta.code)))


def laws_of_year(library: Library, year: int) -> tuple[Document[LegalDocument], ...]:
    """Return the registered laws that took effect in ``year``, up to ``as_of``, oldest first."""
    found = [
        (start, law.meta.number, law)
        for law in library.legal.values()
        if (start := law.meta.takes_effect) is not None and start.year == year and start <= library.as_of
    ]
    return tuple(law for _start, _number, law in sorted(found, key=lambda item: item[:2]))


def assessed(library: Library, law: Document[LegalDocument]) -> bool:
    """Say whether someone had judged by ``as_of`` what a law means for the agency."""
    return any(assessment.date <= library.as_of for assessment in law.meta.assessments)


def _resting(library: Library) -> dict[str, list[str]]:
    """Return legal number → codes of the procedures that rest on it, or were changed because of it.

    The draft of a later version may name more laws, and lets go of none that the version in force rests on.
    """
    found: dict[str, list[str]] = {}
    for code, at_hand in library.procedures.items():
        metas = (at_hand.meta, _judged(library, code).meta)
        named = (number for meta in metas for number in (*meta.basis_numbers, *_because(meta)))
        for number in dict.fromkeys(named):
            found.setdefault(number, []).append(code)
    return found


def _because(meta: ControlledDocument) -> Iterator[str]:
    return (number for change in meta.changes for number in change.because)


def _judged(library: Library, code: str) -> Document[ControlledDocument]:
    """Return the text that people work by, or the one at hand where none is in force."""
    return document_in_force(library, code) or library.procedures[code]


def _reach(library: Library, number: str) -> list[str]:
    """Return a law's own number and all that it replaces, amends or repeals, directly or through others."""
    reached = {number}
    waiting = [number]
    for current in waiting:
        law = library.legal.get(current)
        for relation in law.meta.relations if law else ():
            if relation.kind in _TOUCHES and relation.target not in reached:
                reached.add(relation.target)
                waiting.append(relation.target)
    return waiting


def _judge(
    library: Library,
    law: Document[LegalDocument],
    procedure: Document[ControlledDocument],
    through: str,
    deadline: Deadline,
) -> Impact | None:
    day, code = library.as_of, procedure.meta.code
    life = lives(library).get(code)
    born = life.born if life else None
    last = deadline.rolled if library.agency.policy.breach_on == "rolled" else deadline.raw
    version, adapted = _adaptation(library, law.meta.number, _judged(library, code), life, last)
    if adapted is not None and born is not None and adapted <= born and deadline.start <= born:
        return None  # written when the law already held: nothing changed under it
    assessment = next(
        (
            a
            for a in law.meta.assessments
            if a.procedure in (code, None) and a.outcome in _SETTLES and a.date <= day
        ),
        None,
    )
    in_force = life is not None and life.on(day) is not None
    days_left: int | None = None
    if adapted is not None:
        standing = Standing.ON_TIME if adapted <= last else Standing.LATE
    elif assessment is not None:
        standing = Standing.ASSESSED
    else:
        days_left = (last - day).days
        standing = (
            Standing.UPCOMING
            if day < deadline.start
            else Standing.PENDING
            if days_left >= 0
            else Standing.OVERDUE
        )
    return Impact(
        law, procedure, through, deadline, standing, in_force, adapted, version, assessment, days_left
    )


def _adaptation(
    library: Library, number: str, procedure: Document[ControlledDocument], life: Life | None, last: date
) -> tuple[str | None, date | None]:
    """Return the version that took up a law and the day it came into force, if it had by ``as_of``.

    The revision table proves it by naming the law. Where no row does and the text rests on the law, the first version whose
    own text does counts; earlier texts are asked for only where the present one came after the last day.
    """
    day = library.as_of
    if named := [change.version for change in procedure.meta.changes if number in change.because]:
        return _first(life, named, day)
    if number not in procedure.meta.basis_numbers:
        return None, None
    version, adapted = _first(life, [procedure.meta.version], day)
    if life is None or adapted is None or adapted <= last:
        return version, adapted
    said = documents(library, [issue.text for issue in life.issues if issue.text is not None])
    resting = [
        issue.version
        for issue in life.issues
        if issue.sha256 in said and number in said[issue.sha256].meta.basis_numbers
    ]
    return _first(life, [*resting, procedure.meta.version], day)


def _first(life: Life | None, versions: Iterable[str], day: date) -> tuple[str | None, date | None]:
    """Return the first of some versions that was in force by ``day``, and since when."""
    for version in versions:
        issue = life.of(version) if life else None
        if issue is not None and issue.effective <= day:
            return version, issue.effective
    return None, None
