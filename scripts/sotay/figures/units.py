"""In which unit a procedure counts its time: that of the version in force on the day of receipt (Decree 61/2018/NĐ-CP, Article 17)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sotay.lifecycle import document_on, lives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.appointments import Unit
    from sotay.library import Library


class Spell(NamedTuple):
    """The days, up to and with the last, on which dossiers of a procedure are received whose unit is not that of its text of now."""

    procedure: str
    first: date
    last: date
    unit: Unit


def unit_of(library: Library, code: str, received: date) -> Unit | None:
    """Return what the procedure counts in of a dossier received on a day; where no version was in force, by its text of now."""
    for document in (document_on(library, code, received), library.procedures.get(code)):
        if document is not None and document.meta.service is not None:
            return document.meta.service.unit
    return None


def spells(library: Library, codes: Iterable[str]) -> tuple[Spell, ...]:
    """Return when procedures counted in another unit than now: most never did."""
    return tuple(spell for code in sorted(codes) for spell in _spells(library, code))


def _spells(library: Library, code: str) -> Iterator[Spell]:
    life, now = lives(library).get(code), library.procedures.get(code)
    if life is None:
        return
    unit_now = now.meta.service.unit if now is not None and now.meta.service is not None else None
    ends = date.max if life.withdrawn is None else life.withdrawn
    for first, after in pairwise([*(issue.effective for issue in life.issues), ends]):
        last = min(after, ends) - timedelta(1)
        if first <= last and (unit := unit_of(library, code, first)) is not None and unit != unit_now:
            yield Spell(code, first, last, unit)
