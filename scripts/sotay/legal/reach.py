"""Which changes of law reach those who rest on a text, and by which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.legal.changes import Change, Touch, Undated, change_of, changes, guided, touches, undated
from sotay.legal.provisions import overlap
from sotay.legal.validity import heirs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sotay.library import Library

Way = tuple[str, ...]


class Reach:
    """Walks the graph upwards: from a text to every change that hits those who rest on it. Each text is walked once."""

    def __init__(self, library: Library) -> None:
        """Begin with nothing walked."""
        self._library = library
        self._found: dict[tuple[str, str | None], dict[Change | Undated, Way]] = {}
        self._heirs: dict[str, frozenset[str]] = {}
        self._touching: dict[str, tuple[tuple[Touch, tuple[Change | Undated, ...]], ...]] = {}

    def of(self, rests_on: Mapping[str, str | None]) -> dict[Change | Undated, Way]:
        """Return each change that hits a procedure, with the shortest path to it from a text that it rests on."""
        found: dict[Change | Undated, Way] = {}
        for number, articles in rests_on.items():
            for change, path in self.from_text(number, articles).items():
                if change not in found or len(path) < len(found[change]):
                    found[change] = path
        return found

    def from_text(self, number: str, articles: str | None) -> dict[Change | Undated, Way]:
        """Return each change that hits those who rest on these articles of a text, with the path to it."""
        basis = (number, articles)
        if basis not in self._found:
            self._found[basis] = self._walk(number, articles)
        return self._found[basis]

    def _walk(self, number: str, articles: str | None) -> dict[Change | Undated, Way]:
        library = self._library
        own: tuple[Change | Undated, ...] = (
            *changes(library).get(number, ()),
            *undated(library).get(number, ()),
        )
        found: dict[Change | Undated, Way] = {
            change: (number,) for change in own if change.concerns(articles)
        }
        waiting: list[tuple[Way, str | None]] = [((number,), articles)]
        seen: set[tuple[str, str | None]] = {(number, articles)}
        for path, scope in waiting:
            for touch, brought in self.touching(path[-1]):
                if not overlap(touch.relation.scope, scope):
                    continue
                heir = touch.law.meta.number
                if heir == number:
                    continue
                for change in brought:
                    found.setdefault(change, (*path, heir))
                onward = (heir, touch.relation.by if touch.relation.kind == "amends" else None)
                if onward not in seen:
                    seen.add(onward)
                    waiting.append(((*path, heir), onward[1]))
            for leader in guided(library).get(path[-1], ()):
                for touch, brought in self.touching(leader):
                    heir = touch.law.meta.number
                    for change in brought if touch.whole and heir != number else ():
                        found.setdefault(change, (*path, leader, heir))
        return found

    def touching(self, number: str) -> tuple[tuple[Touch, tuple[Change | Undated, ...]], ...]:
        """Return what touches a text, each with the changes that it brings to those who rest on the text."""
        if number not in self._touching:
            several = touches(self._library).get(number, ())
            self._touching[number] = tuple(
                (touch, tuple(_brought(self._library, touch))) for touch in several
            )
        return self._touching[number]

    def heirs(self, number: str) -> frozenset[str]:
        """Return the documents that wholly replace a text, directly or one after another."""
        if number not in self._heirs:
            self._heirs[number] = heirs_of(self._library, number)
        return self._heirs[number]


def _brought(library: Library, touch: Touch) -> Iterator[Change | Undated]:
    """Yield the change in which a touch happens, and what begins later of a text that has wholly taken another's place.

    Who rested on the older one rests on the newer since, and must follow each part of it.
    """
    happened = change_of(library, touch)
    if happened is None:
        return
    yield happened
    if touch.whole and touch.relation.kind == "replaces":
        number, since = touch.law.meta.number, touch.day
        began = (change for change in changes(library)[number] if not change.ends)
        yield from (change for change in began if since is not None and change.day > since)
        yield from (part for part in undated(library)[number] if part is not happened)
