"""Whether a legal document still holds on a day, what took its place, and through which steps.

Source: Law 80/2015/QH13, Articles 151 and 154, and Law 64/2025/QH15, Article 53; as far as the register knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.legal.changes import Start, Touch, end_of, first_day, starts, touches
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
    touching = list(_touching(library, law, articles))
    happened = [touch for touch in touching if touch.holds(day)]
    ending = [touch for touch in happened if touch.ends]
    whole = _ending_all(ending, articles)
    if whole:
        return Validity.ENDED, _sure(whole)
    begun, parts = _begun(library, law, articles)
    if not any(start.day for start in parts):
        return Validity.UNKNOWN, True
    if not begun:
        return Validity.COMING, all(start.verified for start in parts)
    over = [start for start in begun if _is_over(library, law, start)]
    if len(over) == len(begun):
        return Validity.ENDED, all(start.verified for start in over)
    dated = all(touch.day is not None for touch in touching)
    if ending or over:
        return Validity.PARTLY_ENDED, dated and _sure(ending) and all(start.verified for start in over)
    if len(begun) < len(parts):
        return Validity.PARTLY_COMING, dated and all(start.verified for start in parts)
    if happened:
        return Validity.AMENDED, dated and _sure(happened)
    return Validity.HOLDS, dated and all(start.verified for start in begun)


def _ending_all(ending: list[Touch], articles: str | None) -> list[Touch]:
    """Return what ends all of these articles, or all of the text: one document, or several part by part."""
    alone = [touch for touch in ending if covers(touch.relation.scope, articles)]
    if alone or articles is None:
        return alone
    return ending if covered(articles, (touch.relation.scope for touch in ending)) else []


def _is_over(library: Library, law: Document[LegalDocument], start: Start) -> bool:
    """Say whether a part is over by the document's own words: those about itself, or else those about the whole."""
    effects = [part.effect for part in starts(library)[law.meta.number]]
    until = end_of(effects, start.effect)
    return until is not None and until <= library.as_of


def covers(scope: str, articles: str | None) -> bool:
    """Say whether a scope takes in all of these articles; without articles, the whole text."""
    return scope == ALL or (articles is not None and covered(articles, (scope,)))


def ended_on(library: Library, law: Document[LegalDocument]) -> date | None:
    """Return the first day on which nothing of a law holds, by its own words or by another document; None for none known."""
    by_others = [t.day for t in touches(library).get(law.meta.number, ()) if t.whole and t.day is not None]
    effects = [start.effect for start in starts(library).get(law.meta.number, ())]
    ends = [end_of(effects, effect) for effect in effects]
    by_itself = [end for end in ends if end is not None]
    last = [max(by_itself)] if by_itself and len(by_itself) == len(ends) else []
    return min((*by_others, *last), default=None)


def successors(library: Library, number: str) -> tuple[tuple[Step, ...], ...]:
    """Return the paths of replacements from a text to those that nothing registered replaces, the earliest first.

    A path ends with the first document from which an earlier one has gone on: so every step is told, and there are no more
    paths than steps. A step that closes a circle is left out.
    """
    found: list[list[Step]] = []
    told, goes_on = {number}, False
    way = {number: _replacing(library, number)}
    taken: list[Step] = []
    while way:
        step = next(way[next(reversed(way))], None)
        if step is None:
            way.popitem()
            del taken[-1:]
            goes_on = False
            continue
        heir = step.touch.law.meta.number
        if heir in way:
            continue
        if not goes_on:
            found.append(taken.copy())
        found[-1].append(step)
        goes_on = heir not in told
        if goes_on:
            told.add(heir)
            taken.append(step)
            way[heir] = _replacing(library, heir)
    return tuple(tuple(path) for path in found)


def _replacing(library: Library, number: str) -> Iterator[Step]:
    law = library.legal.get(number)
    ended = ended_on(library, law) if law is not None else None
    for touch in touches(library).get(number, ()):
        if touch.relation.kind == "replaces":
            yield Step(touch, _gap(ended, touch))


def _gap(ended: date | None, touch: Touch) -> int:
    """Count the days between the end of a text and the day on which its heir takes its place."""
    if ended is None or touch.day is None or not touch.whole:
        return 0
    return max(0, (touch.day - ended).days)


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


def in_its_place(library: Library, number: str) -> tuple[str, ...]:
    """Return the documents that have wholly taken a text's place by ``as_of`` and still stand; empty while it stands itself."""
    found: dict[str, bool] = {}
    waiting = [number]
    for current in waiting:
        heirs = [
            touch.law.meta.number
            for touch in touches(library).get(current, ())
            if touch.whole and touch.relation.kind == "replaces" and touch.holds(library.as_of)
        ]
        found[current] = not heirs
        waiting.extend(heir for heir in heirs if heir not in found and heir not in waiting)
    return tuple(heir for heir, stands in found.items() if stands and heir != number)


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
    begun = [start for start in parts if start.day is not None and start.day <= library.as_of]
    return begun, parts


def _about(start: Start, parts: tuple[Start, ...], articles: str | None) -> bool:
    """Say whether a part takes in some of these articles; the main part lacks what the others name."""
    named = tuple(part.scope for part in parts if part.scope != ALL)
    return overlap(start.scope, articles) and (start.scope != ALL or not covered(articles, named))


def _touching(library: Library, law: Document[LegalDocument], articles: str | None) -> Iterator[Touch]:
    return (t for t in touches(library).get(law.meta.number, ()) if overlap(t.relation.scope, articles))


def _sure(of: list[Touch]) -> bool:
    return all(touch.start is not None and touch.start.verified for touch in of)
