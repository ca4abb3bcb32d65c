"""Whether a legal document still holds on a day (Law 80/2015/QH13, Article 154), as far as the register knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sotay.kinds.legal import LegalDocument
from sotay.library import remembered

if TYPE_CHECKING:
    from datetime import date

    from sotay.kinds.legal import Relation
    from sotay.library import Document, Library

ALL: Final = "all"
_ENDS: Final = frozenset({"replaces", "repeals"})


class Validity(StrEnum):
    """How a legal document stands on a day."""

    UNKNOWN = "unknown"
    COMING = "coming"
    HOLDS = "holds"
    AMENDED = "amended"
    PARTLY_ENDED = "partly-ended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Touch:
    """What one registered law does to another."""

    law: Document[LegalDocument]
    relation: Relation

    @property
    def ends(self) -> bool:
        """Whether it ends what it touches, wholly or in part."""
        return self.relation.kind in _ENDS

    def holds(self, day: date) -> bool:
        """Say whether it has taken effect by ``day``."""
        start = self.law.meta.takes_effect
        return start is not None and start <= day


@remembered
def touches(library: Library) -> dict[str, tuple[Touch, ...]]:
    """Return number → what replaces, repeals or amends that text, the earliest first; guidance leaves a text as it is."""
    found: dict[str, list[Touch]] = {}
    for law in library.of(LegalDocument):
        for relation in law.meta.relations:
            if relation.kind != "guides":
                found.setdefault(relation.target, []).append(Touch(law, relation))
    return {number: tuple(sorted(several, key=_order)) for number, several in found.items()}


def validity(library: Library, law: Document[LegalDocument]) -> tuple[Validity, bool]:
    """Return how a law stands on ``as_of``, and whether every date that this rests on is verified."""
    day, start = library.as_of, law.meta.takes_effect
    if start is None:
        return Validity.UNKNOWN, True
    if start > day:
        return Validity.COMING, verified(law)
    touching = [touch for touch in touches(library).get(law.meta.number, ()) if touch.holds(day)]
    whole = [touch.law for touch in touching if touch.ends and touch.relation.scope == ALL]
    partly = [touch.law for touch in touching if touch.ends]
    over = [effect for effect in law.meta.effects if effect.until is not None and effect.until <= day]
    if whole or any(effect.scope == ALL for effect in over):
        return Validity.ENDED, all(map(verified, whole)) and all(effect.verified for effect in over)
    if partly or over:
        return Validity.PARTLY_ENDED, all(map(verified, partly)) and all(effect.verified for effect in over)
    if touching:
        return Validity.AMENDED, all(verified(touch.law) for touch in touching)
    return Validity.HOLDS, verified(law)


def verified(law: Document[LegalDocument]) -> bool:
    """Say whether the day on which a law takes effect was seen in its official text."""
    start = law.meta.takes_effect
    return any(effect.verified for effect in law.meta.effects if effect.from_ == start)


def _order(touch: Touch) -> tuple[str, str]:
    return (str(touch.law.meta.takes_effect or "9999"), touch.law.meta.number)
