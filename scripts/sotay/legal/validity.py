"""Whether a legal document still holds on a day, what took its place, and through which steps.

Source: Law 80/2015/QH13, Articles 151 and 154, and Law 64/2025/QH15, Article 53; as far as the register knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.legal.changes import Start, Touch, first_day, starts, touches
from sotay.legal.provisions import ALL, covered, overlap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.kinds.legal import LegalDocument
    from sotay.library import Document, Library


class Validity(StrEnum):
    """How a legal document, or a provision of it, stands on a day."""

    UNKNOWN = "unknown"
    COMING = "coming"
    PARTLY_COMING = "partly-coming"
    HOLDS = "holds"
    AMENDED = "amended"
    PARTLY_ENDED = "partly-ended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a text to what took its place: ``touch`` did it; ``gap`` counts days on which neither text held."""

    touch: Touch
    gap: int = 0


def validity(
    library: Library, law: Document[LegalDocument], articles: str | None = None
) -> tuple[Validity, bool]:
    """Return how a law, or these articles of it, stand on ``as_of``, and whether every date that this rests on is verified."""
    day = library.as_of
    begun, known = _begun(library, law, articles)
    if not known:
        return Validity.UNKNOWN, True
    if not begun:
        return Validity.COMING, all(start.verified for start in known)
    touching = [touch for touch in _touching(library, law, articles) if touch.holds(day)]
    ending = [touch for touch in touching if touch.ends]
    whole = [touch for touch in ending if covers(touch.relation.scope, articles)]
    over = [s for s in begun if s.effect.until is not None and s.effect.until <= day]
    if whole or (over and len(over) == len(begun)):
        return Validity.ENDED, _sure(whole) and all(start.verified for start in over)
    if ending or over:
        return Validity.PARTLY_ENDED, _sure(ending) and all(start.verified for start in over)
    if len(begun) < len(known):
        return Validity.PARTLY_COMING, all(start.verified for start in known)
    if touching:
        return Validity.AMENDED, _sure(touching)
    return Validity.HOLDS, all(start.verified for start in begun)


def covers(scope: str, articles: str | None) -> bool:
    """Say whether a scope takes in all of these articles; without articles, the whole text."""
    return scope == ALL or (articles is not None and covered(articles, (scope,)))


def ended_on(library: Library, law: Document[LegalDocument]) -> date | None:
    """Return the first day on which nothing of a law holds, by its own words or by another document; None for none known."""
    by_others = [t.day for t in touches(library).get(law.meta.number, ()) if t.whole and t.day is not None]
    by_itself = [e.until for e in law.meta.effects if e.scope == ALL and e.until is not None]
    return min((*by_others, *by_itself), default=None)


def successors(library: Library, number: str) -> tuple[tuple[Step, ...], ...]:
    """Return each path of replacements from a text to one that nothing registered replaces, the earliest first.

    A path names a document once, also where the register has them replace each other in a circle.
    """
    return tuple(_paths(library, number, frozenset({number})))


def heirs_of(library: Library, number: str) -> frozenset[str]:
    """Return the documents that wholly replace a text, directly or one after another."""
    found: dict[str, None] = {}
    waiting = [number]
    for current in waiting:
        for touch in touches(library).get(current, ()):
            heir = touch.law.meta.number
            if touch.whole and touch.relation.kind == "replaces" and heir not in found:
                found[heir] = None
                waiting.append(heir)
    return frozenset(found)


def _paths(library: Library, number: str, seen: frozenset[str]) -> Iterator[tuple[Step, ...]]:
    law = library.legal.get(number)
    for touch in touches(library).get(number, ()):
        heir = touch.law.meta.number
        if touch.relation.kind != "replaces" or heir in seen:
            continue
        step = Step(touch, _gap(library, law, touch))
        onward = list(_paths(library, heir, seen | {heir}))
        yield from ((step, *path) for path in onward) if onward else ((step,),)


def _gap(library: Library, law: Document[LegalDocument] | None, touch: Touch) -> int:
    """Count the days between the end of a text and the day on which its heir takes its place."""
    ended = ended_on(library, law) if law is not None else None
    if ended is None or touch.day is None or not touch.whole:
        return 0
    return max(0, (touch.day - ended).days)


def verified(library: Library, law: Document[LegalDocument]) -> bool:
    """Say whether the first day on which a law takes effect was seen in its official text."""
    day = first_day(library, law)
    return any(start.verified for start in starts(library).get(law.meta.number, ()) if start.day == day)


def _begun(
    library: Library, law: Document[LegalDocument], articles: str | None
) -> tuple[list[Start], list[Start]]:
    """Return the parts that are about these articles: those that have begun by ``as_of``, and all."""
    all_parts = starts(library).get(law.meta.number, ())
    parts = [start for start in all_parts if _about(start, all_parts, articles)]
    known = [start for start in parts if start.day is not None]
    begun = [start for start in known if start.day is not None and start.day <= library.as_of]
    return begun, parts if known else []


def _about(start: Start, parts: tuple[Start, ...], articles: str | None) -> bool:
    """Say whether a part takes in some of these articles; the main part lacks what the others name."""
    named = tuple(part.scope for part in parts if part.scope != ALL)
    return overlap(start.scope, articles) and (start.scope != ALL or not covered(articles, named))


def _touching(library: Library, law: Document[LegalDocument], articles: str | None) -> Iterator[Touch]:
    return (t for t in touches(library).get(law.meta.number, ()) if overlap(t.relation.scope, articles))


def _sure(of: list[Touch]) -> bool:
    return all(touch.start is not None and touch.start.verified for touch in of)
