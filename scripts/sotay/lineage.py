"""In which order the commits of a library came to it, and before which moment none can have come. Pure.

A commit dates itself, and may say anything. It is no earlier than the commits it rests on; and what rests on none of the
library's own, a history from elsewhere, came no earlier than the branch that brought it. A branch comes with its merge, after
what stood on the main line before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from datetime import datetime


def arrivals(parents: Mapping[str, Sequence[str]], moments: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return commit → moment before which it cannot have come, in the order in which commits came.

    ``parents`` names the parents of each commit, every parent before its children, the commit asked about last; ``moments``
    is what each says of itself.
    """
    own = _own(parents)
    place = {commit: number for number, commit in enumerate(parents)}
    found: dict[str, datetime] = {}
    for step in _main_line(parents):
        brought = sorted(_brought(step, parents, found), key=place.__getitem__)
        arrival = max(moments[commit] for commit in brought if commit in own)
        for commit in brought:
            rests_on = (found[parent] for parent in parents[commit])
            found[commit] = max((moments[commit] if commit in own else arrival, *rests_on))
    return found


def _main_line(parents: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the last commit and the first parents behind it, the oldest first."""
    line = [next(reversed(list(parents)))] if parents else []
    while line and parents[line[-1]]:
        line.append(parents[line[-1]][0])
    return line[::-1]


def _own(parents: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the commits that rest on the first commit of the main line."""
    own = set(_main_line(parents)[:1])
    for commit, of in parents.items():
        if not own.isdisjoint(of):
            own.add(commit)
    return own


def _brought(step: str, parents: Mapping[str, Sequence[str]], placed: Container[str]) -> set[str]:
    """Return the commits that reach the main line with one of its commits, that one among them."""
    brought: set[str] = set()
    left = [step]
    while left:
        commit = left.pop()
        if commit not in placed and commit not in brought:
            brought.add(commit)
            left.extend(parents[commit])
    return brought
