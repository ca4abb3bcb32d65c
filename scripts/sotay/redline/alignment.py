"""Which units of an old sequence live on in a new one, so that as many words as possible stay where they are.

The cost stays near linear: what is too large to be looked at in one go is first split at elements that occur once on each
side, then into windows of a bounded size.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

# Pairs that are looked at in one go: of words, of units.
PAIRS_OF_WORDS: Final = 40_000
PAIRS_OF_UNITS: Final = 10_000
# The share of common words from which on a unit is a changed one; two that face each other alone need less.
RESEMBLING: Final = 0.5
ALONE: Final = 0.25


@dataclass(frozen=True)
class Unit:
    """A paragraph, a list item, a row: its exact ``identity``, its ``kind`` and its words.

    A unit pairs only with one of its kind. One that ``holds`` others is judged by what the smaller of the two keeps, since
    lists and tables grow.
    """

    identity: str
    kind: str
    words: tuple[str, ...]
    holds: bool = False

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word occurs."""
        return Counter(self.words)

    @cached_property
    def skeleton(self) -> str:
        """The words without their case, numbers and signs; the identity where nothing is left."""
        letters = " ".join(word.casefold() for word in self.words if word.isalpha())
        return f"{self.kind} {letters}" if letters else self.identity


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[int | None, int | None]]:
    """Return each unit once, in order, as indices of old and new: None for old where inserted, for new where deleted."""
    same = [unit.identity for unit in old], [unit.identity for unit in new]
    alike = [unit.skeleton for unit in old], [unit.skeleton for unit in new]
    pairs = list(_ends(*same))
    for before, after in (same, alike):
        for a, b, c, d in _gaps(pairs, len(old), len(new)):
            if (b - a) * (d - c) > PAIRS_OF_UNITS:
                pairs += [(a + i, c + j) for i, j in _anchors(before[a:b], after[c:d])]
    for a, b, c, d in _gaps(pairs, len(old), len(new)):
        pairs += [(a + i, c + j) for i, j in _resembling(old[a:b], new[c:d])]
    for a, b, c, d in _gaps(pairs, len(old), len(new)):
        if b - a == d - c == 1 and _kept(old[a], new[c], ALONE):
            pairs.append((a, c))
    return list(_woven(sorted(pairs), len(old), len(new)))


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the indices of equal elements, rising on both sides, longest passages first."""
    found: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        a, b, c, d = todo.pop()
        before, after = old[a:b], new[c:d]
        if (b - a) * (d - c) <= PAIRS_OF_WORDS:
            blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
            found += [(a + i + step, c + j + step) for i, j, size in blocks for step in range(size)]
            continue
        pairs = sorted(_ends(before, after)) or _anchors(before, after)
        found += [(a + i, c + j) for i, j in pairs]
        if pairs:
            todo += [(a + i, a + x, c + j, c + y) for i, x, j, y in _gaps(pairs, b - a, d - c)]
    return sorted(found)


def _ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of what both sequences begin with, then of what both end with."""
    least = min(len(old), len(new))
    begin = next((index for index in range(least) if old[index] != new[index]), least)
    yield from ((index, index) for index in range(begin))
    for back in range(1, least - begin + 1):
        if old[-back] != new[-back]:
            return
        yield len(old) - back, len(new) - back


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the longest rising chain of elements that occur once on each side (patience sorting)."""
    often_old, often_new = Counter(old), Counter(new)
    where = {element: j for j, element in enumerate(new) if often_new[element] == 1}
    single = [(i, where[one]) for i, one in enumerate(old) if often_old[one] == 1 and one in where]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_i, j) in enumerate(single):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [index]
    chain = []
    step = last[-1] if last else -1
    while step >= 0:
        chain.append(single[step])
        step = before[step]
    return chain[::-1]


def _gaps(pairs: Sequence[tuple[int, int]], old_size: int, new_size: int) -> list[tuple[int, int, int, int]]:
    """Return what stands between pairs on both sides, as begin and end on each."""
    edges = [(-1, -1), *sorted(pairs), (old_size, new_size)]
    between = ((a + 1, b, c + 1, d) for (a, c), (b, d) in pairwise(edges))
    return [(a, b, c, d) for a, b, c, d in between if a < b and c < d]


def _resembling(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a gap that keep most words, in windows that move along both sides alike."""
    windows = math.ceil(math.sqrt(len(old) * len(new) / PAIRS_OF_UNITS))
    edges = [(len(old) * step // windows, len(new) * step // windows) for step in range(windows + 1)]
    for (a, c), (b, d) in pairwise(edges):
        for i, j in _best(old[a:b], new[c:d]):
            yield a + i, c + j


def _best(old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    kept = [[_kept(one, other, RESEMBLING) for other in new] for one in old]
    total = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = kept[i][j] + total[i + 1][j + 1] if kept[i][j] else 0
            total[i][j] = max(paired, total[i + 1][j], total[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if total[i][j] == total[i + 1][j]:
            i += 1
        elif total[i][j] == total[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _kept(one: Unit, other: Unit, least: float) -> int:
    """Return how many words a pair would keep, one more if nothing changes; 0 for less than the share ``least``."""
    if one.identity == other.identity:
        return len(one.words) + 1
    small, large = sorted((one, other), key=lambda unit: len(unit.words))
    size = len(small.words) if one.holds else (len(small.words) + len(large.words)) / 2
    if one.kind != other.kind or not small.words or len(small.words) < least * size:
        return 0
    common = sum(min(count, large.counts[word]) for word, count in small.counts.items())
    return common if common >= least * size else 0


def _woven(
    pairs: Sequence[tuple[int, int]], old_size: int, new_size: int
) -> Iterator[tuple[int | None, int | None]]:
    for (a, c), (b, d) in pairwise([(-1, -1), *pairs, (old_size, new_size)]):
        yield from ((gone, None) for gone in range(a + 1, b))
        yield from ((None, come) for come in range(c + 1, d))
        if b < old_size:
            yield b, d
