"""The days on which legal documents change the law, and what each such day touches.

A document may take effect in parts (Law 64/2025/QH15, Article 53; before it, Law 80/2015/QH13, Article 151): each part's first
day is a change of its own, and so is the day on which a text ends without another in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sotay.legal.provisions import ALL, covered, overlap
from sotay.library import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sotay.kinds.legal import Effect, LegalDocument, Relation
    from sotay.library import Document, Library

ENDS: Final = frozenset({"replaces", "repeals"})
TOUCHES: Final = frozenset({*ENDS, "amends"})


@dataclass(frozen=True, slots=True)
class Start:
    """From when a part of a document holds. ``day`` is None while only a condition is known.

    ``effect`` is as it was known on ``as_of``: without an end that a later document set.
    """

    scope: str
    day: date | None
    verified: bool
    effect: Effect


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What one document changes on one day: a part of it begins, or, with ``ends``, a part of it is over.

    ``scope`` names the part, ``besides`` the parts of the document that have a day of their own. ``is_main`` is whether it is the
    part that everything else follows. ``verified`` is whether the day was seen in the official text.
    """

    law: Document[LegalDocument]
    day: date
    scope: str
    verified: bool
    besides: tuple[str, ...] = ()
    ends: bool = False
    is_main: bool = True

    def concerns(self, articles: str | None) -> bool:
        """Say whether it is about these articles of its document, or may be."""
        return overlap(self.scope, articles) and not covered(articles, self.besides)


@dataclass(frozen=True, slots=True, eq=False)
class Undated:
    """What a part of a document changes on a day that nobody can tell yet: whom it hits is known, and no last day."""

    law: Document[LegalDocument]
    scope: str
    is_main: bool = True

    def concerns(self, articles: str | None) -> bool:
        """Say whether it is about these articles of its document, or may be."""
        return overlap(self.scope, articles)


@dataclass(frozen=True, slots=True)
class Touch:
    """What one document does to another, and from when."""

    law: Document[LegalDocument]
    relation: Relation
    start: Start | None

    @property
    def day(self) -> date | None:
        """The day on which it happens."""
        return self.start.day if self.start else None

    @property
    def ends(self) -> bool:
        """Whether it ends what it touches, wholly or in part."""
        return self.relation.kind in ENDS

    @property
    def whole(self) -> bool:
        """Whether it ends all of what it touches."""
        return self.ends and self.relation.scope == ALL

    def holds(self, day: date) -> bool:
        """Say whether it has happened by ``day``."""
        return self.day is not None and self.day <= day


def is_known(library: Library, law: Document[LegalDocument]) -> bool:
    """Say whether anybody could know of a document on ``as_of``: not before it is issued.

    Where no day of issue is entered, it is known from its first effect. Asked for the day of the library itself, or a later
    one, all that is registered is known.
    """
    first = law.meta.issued or first_day(library, law)
    return first is None or first <= library.as_of or _knows_all(library)


def _knows_all(library: Library) -> bool:
    return library.as_of >= (library.agency.as_of or library.today)


def effects_known(library: Library, law: Document[LegalDocument]) -> tuple[Effect, ...]:
    """Return the effects of a document as they were known on ``as_of``: without an end that a later document set."""
    return tuple(_as_known(library, effect) for effect in law.meta.effects)


def _as_known(library: Library, effect: Effect) -> Effect:
    """Return an effect as it was known; what ends it may be registered or not, its number has the year."""
    if effect.until_by is None or _knows_all(library):
        return effect
    ending = library.legal.get(effect.until_by)
    issued = ending.meta.issued if ending else None
    known = issued <= library.as_of if issued else int(effect.until_by.split("/")[1]) <= library.as_of.year
    return effect if known else effect.model_copy(update={"until": None, "until_by": None})


@remembered
def starts(library: Library) -> dict[str, tuple[Start, ...]]:
    """Return number → the first days of a document's parts, as the register knows them."""
    found = {
        number: tuple(
            Start(effect.scope, effect.from_, effect.verified, effect)
            for effect in effects_known(library, law)
        )
        for number, law in library.legal.items()
    }
    for number in _leaders_first(library):
        found[number] = tuple(_resolved(start, found) for start in found[number])
    return found


def _resolved(start: Start, found: dict[str, tuple[Start, ...]]) -> Start:
    """Return a start with the day of the document that it follows, where it has none of its own."""
    if start.day is not None or start.effect.follows is None:
        return start
    leader = main(found.get(start.effect.follows, ()))
    if leader is None:
        return start
    return replace(start, day=leader.day, verified=start.verified and leader.verified)


def _leaders_first(library: Library) -> Iterator[str]:
    """Yield each number after those that its parts follow; a circle is cut where it closes."""
    done: set[str] = set()
    for first in library.legal:
        way = {} if first in done else {first: _leaders(library, first)}
        while way:
            number, leaders = next(reversed(way.items()))
            leader = next((each for each in leaders if each not in way and each not in done), None)
            if leader is not None:
                way[leader] = _leaders(library, leader)
                continue
            way.popitem()
            done.add(number)
            yield number


def _leaders(library: Library, number: str) -> Iterator[str]:
    followed = (effect.follows for effect in library.legal[number].meta.effects)
    return (leader for leader in followed if leader is not None and leader in library.legal)


def main(of: tuple[Start, ...]) -> Start | None:
    """Return when the main part of a document begins: that without articles, or else the earliest part."""
    whole = [start for start in of if start.scope == ALL]
    dated = [start for start in whole or of if start.day is not None]
    return min(dated, key=lambda start: str(start.day), default=next(iter(whole or of), None))


def start_of(library: Library, law: Document[LegalDocument], provision: str | None) -> Start | None:
    """Return when a provision of a document begins: on the day that names it, or with the main part."""
    known = starts(library).get(law.meta.number, ())
    if provision is not None:
        for start in known:
            if start.scope != ALL and overlap(start.scope, provision):
                return start
    return main(known)


def first_day(library: Library, law: Document[LegalDocument]) -> date | None:
    """Return the first day on which any part of a document holds; None while only conditions are known."""
    return min((s.day for s in starts(library).get(law.meta.number, ()) if s.day is not None), default=None)


@remembered
def changes(library: Library) -> dict[str, tuple[Change, ...]]:
    """Return number → the changes that a document makes by beginning and by ending, in order of day."""
    return {
        number: tuple(sorted((*_begins(library, law), *_over(library, law)), key=lambda c: (c.day, c.ends)))
        if is_known(library, law)
        else ()
        for number, law in library.legal.items()
    }


@remembered
def undated(library: Library) -> dict[str, tuple[Undated, ...]]:
    """Return number → the parts of a document whose first day nobody knows: the whole of one without any."""
    found: dict[str, tuple[Undated, ...]] = {}
    for number, law in library.legal.items():
        if not is_known(library, law):
            found[number] = ()
            continue
        known = starts(library)[number]
        whole = main(known)
        parts = tuple(Undated(law, start.scope, start is whole) for start in known if start.day is None)
        found[number] = parts if known else (Undated(law, ALL),)
    return found


def _begins(library: Library, law: Document[LegalDocument]) -> Iterator[Change]:
    by_day: dict[date, list[Start]] = {}
    known = starts(library)[law.meta.number]
    whole = main(known)
    for start in known:
        if start.day is not None:
            by_day.setdefault(start.day, []).append(start)
    for day, several in by_day.items():
        is_main = whole is not None and day == whole.day
        takes_in_all = any(start.scope == ALL for start in several)
        yield Change(
            law,
            day,
            ALL if takes_in_all else "; ".join(start.scope for start in several),
            all(start.verified for start in several),
            tuple(s.scope for s in known if s.day != day and s.scope != ALL) if takes_in_all else (),
            is_main=is_main,
        )


def _over(library: Library, law: Document[LegalDocument]) -> Iterator[Change]:
    """Yield the days on which the document's own words end it, unless another has ended it by then."""
    ended = [touch.day for touch in touches(library).get(law.meta.number, ()) if touch.whole and touch.day]
    effects = [start.effect for start in starts(library)[law.meta.number]]
    for effect in effects:
        if effect.until is not None and not any(day <= effect.until for day in ended):
            others = [e.scope for e in effects if end_of(effects, e) != effect.until and e.scope != ALL]
            besides = tuple(others) if effect.scope == ALL else ()
            yield Change(law, effect.until, effect.scope, effect.verified, besides, ends=True, is_main=False)


def end_of(effects: Sequence[Effect], effect: Effect) -> date | None:
    """Return the first day on which a part holds no longer, as the effects of its document say: of itself, or of the whole."""
    if effect.until is not None:
        return effect.until
    return next((e.until for e in effects if e.scope == ALL and e.until is not None), None)


@remembered
def touches(library: Library) -> dict[str, tuple[Touch, ...]]:
    """Return number → what replaces, repeals or amends that text, the earliest first; guidance leaves a text as it is."""
    found: dict[str, list[Touch]] = {}
    for law in library.legal.values():
        for relation in law.meta.relations if is_known(library, law) else ():
            if relation.kind in TOUCHES:
                start = start_of(library, law, relation.by)
                found.setdefault(relation.target, []).append(Touch(law, relation, start))
    return {
        number: tuple(sorted(several, key=lambda touch: (str(touch.day or "9999"), touch.law.meta.number)))
        for number, several in found.items()
    }


def change_of(library: Library, touch: Touch) -> Change | Undated | None:
    """Return the change in which a touch happens: one without a day, while that is not known."""
    number = touch.law.meta.number
    if touch.day is None:
        scope = touch.start.scope if touch.start else ALL
        return next((part for part in undated(library)[number] if part.scope == scope), None)
    return next((c for c in changes(library)[number] if c.day == touch.day and not c.ends), None)


@remembered
def guided(library: Library) -> dict[str, tuple[str, ...]]:
    """Return number → the documents that it gives guidance on, and with which it falls (Law 80/2015/QH13, Article 154.4)."""
    return {
        number: tuple(relation.target for relation in law.meta.relations if relation.kind == "guides")
        for number, law in library.legal.items()
        if is_known(library, law)
    }
