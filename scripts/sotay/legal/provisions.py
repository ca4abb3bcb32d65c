"""Which articles, clauses and points a few words name: ``Điều 19-20``, ``khoản 9 Điều 1``, ``Điều 4 khoản 1, khoản 4``.

Two scopes are held against each other so that no procedure is missed: words that are not understood name the whole text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALL: Final = "all"
LONGEST_RANGE: Final = 500
_LEVELS: Final = {"điều": 0, "phụ lục": 0, "khoản": 1, "điểm": 2}
_POINTS: Final = "abcdđeghiklmnopqrstuvxy"
_TOKEN: Final = re.compile(
    r"(?P<unit>điều|khoản|điểm|phụ lục)\b|(?P<range>-|–|\bđến\b)|(?P<label>\d+[a-zđ]?\b|[ivx]+\b|[a-zđ]\b)"
    r"|(?P<gap>[\s,.]+|\bvà\b|\bcác\b|\bcủa\b|\bcủa\b|\btại\b|\bsố\b|\btừ\b)"
)

Provision = tuple[str, ...]
"""An article, a clause of it, a point of that: ``("5",)``, ``("5", "2")``, ``("5", "2", "a")``; an annex is ``("phụ lục i",)``."""


class _Named(NamedTuple):
    level: int
    labels: list[str]


@cache
def provisions(scope: str | None) -> tuple[Provision, ...] | None:
    """Return what a scope names; None for the whole text, and for words that name it in no way we know."""
    if scope is None or scope.strip().casefold() in {ALL, "toàn bộ", "toàn văn"}:
        return None
    found: list[Provision] = []
    for group in scope.split(";"):
        named = _read(group.strip().casefold())
        if not named:
            return None
        found.extend(_paths(named))
    return tuple(dict.fromkeys(found)) or None


def understood(scope: str | None) -> bool:
    """Say whether a scope names the whole text, or provisions that can be told apart."""
    return scope is None or scope.strip().casefold() == ALL or provisions(scope) is not None


def overlap(one: str | None, other: str | None) -> bool:
    """Say whether two scopes of one text have a provision in common, as far as their words tell."""
    ones, others = provisions(one), provisions(other)
    if ones is None or others is None:
        return True
    return any(_within(a, b) or _within(b, a) for a in ones for b in others)


def covered(scope: str | None, by: Iterable[str]) -> bool:
    """Say whether every provision that a scope names lies within one of some others."""
    wanted = provisions(scope)
    if wanted is None:
        return False
    held = [provision for each in by for provision in provisions(each) or ()]
    return all(any(_within(provision, outer) for outer in held) for provision in wanted)


def _within(inner: Provision, outer: Provision) -> bool:
    return inner[: len(outer)] == outer


def _read(words: str) -> list[_Named]:
    """Return units with their labels in the order of the words; nothing where a word is unknown."""
    named: list[_Named] = []
    at, annex, ranging = 0, False, False
    while at < len(words):
        token = _TOKEN.match(words, at)
        if token is None:
            return []
        at = token.end()
        if unit := token["unit"]:
            annex = unit == "phụ lục"
            if named and not named[-1].labels and named[-1].level != _LEVELS[unit]:
                return []
            if not (ranging and named and named[-1].level == _LEVELS[unit]):
                named.append(_Named(_LEVELS[unit], []))
        elif token["range"]:
            ranging = True
        elif label := token["label"]:
            if not named:
                return []
            written = f"phụ lục {label}" if annex else label
            named[-1].labels.extend(_range(named[-1].labels[-1:], written) if ranging else [written])
            ranging = False
    return named if named and all(each.labels for each in named) else []


def _range(first: list[str], last: str) -> list[str]:
    """Return the labels after the first one up to the last: numbers, or points in the order of the Vietnamese alphabet."""
    start = first[0] if first else last
    if start.isdigit() and last.isdigit() and 0 <= int(last) - int(start) <= LONGEST_RANGE:
        return [str(number) for number in range(int(start) + 1, int(last) + 1)]
    if start in _POINTS and last in _POINTS:
        return list(_POINTS[_POINTS.index(start) + 1 : _POINTS.index(last) + 1])
    return [last]


def _paths(named: list[_Named]) -> Iterator[Provision]:
    """Yield the provisions of one group; ``điểm a khoản 2 Điều 5`` is read from its end."""
    if named[0].level != 0:
        named = [_Named(each.level, each.labels[::-1]) for each in reversed(named)]
    if named[0].level != 0:
        return
    path: list[str] = []
    for index, each in enumerate(named):
        path = path[: each.level]
        deeper = index + 1 < len(named) and named[index + 1].level > each.level
        whole = each.labels[:-1] if deeper else each.labels
        yield from ((*path, label) for label in whole)
        path.append(each.labels[-1])
