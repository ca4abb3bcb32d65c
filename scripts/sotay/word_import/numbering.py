"""The numbers that Word draws in front of paragraphs: counted here as Word counts them, so that no number is lost."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from docx.oxml.ns import qn

from sotay.word_import.letters import cleaned
from sotay.word_import.styles import value, whole

DEEPEST: Final = 8
MOST: Final = 9999
_PLACE: Final = re.compile(r"%([1-9])")
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LETTERS: Final = 26


class Number(NamedTuple):
    """The number of a paragraph: its ``label`` as drawn, its depth from 0, and its count; a bullet has no label."""

    label: str
    depth: int
    number: int
    bullet: bool

    @property
    def plain(self) -> bool:
        """Whether it is a number alone, as a list in Markdown has them."""
        return self.label.rstrip(".)") == str(self.number)


class Numbering:
    """The counters of a document; asked once for each paragraph, in order."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, Any] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            for abstract in root.findall(qn("w:abstractNum")):
                levels = {_depth(level): level for level in abstract.findall(qn("w:lvl"))}
                self._levels[abstract.get(qn("w:abstractNumId"))] = levels
            self._lists = {found.get(qn("w:numId")): found for found in root.findall(qn("w:num"))}

    def next(self, properties: Any) -> Number | None:
        """Return the number of the next paragraph, given its ``w:numPr``; None where it has none."""
        identifier, depth = value(properties, "w:numId"), whole(properties, "w:ilvl", 0, DEEPEST)
        found = self._lists.get(identifier or "")
        abstract = value(found, "w:abstractNumId") or ""
        level = self._levels.get(abstract, {}).get(depth)
        if level is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        start = self._restart(found, identifier or "", depth)
        counts[depth] = counts[depth] + 1 if depth in counts and start is None else self._first(level, start)
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        bullet = value(level, "w:numFmt") == "bullet"
        label = "" if bullet else self._label(abstract, level, counts)
        return Number(label, depth, counts[depth], bullet) if bullet or label else None

    def _restart(self, found: Any, identifier: str, depth: int) -> int | None:
        """Return where a list says that it begins anew, the first time it is met."""
        if (identifier, depth) in self._begun:
            return None
        self._begun.add((identifier, depth))
        for override in found.findall(qn("w:lvlOverride")):
            if _depth(override) == depth and value(override, "w:startOverride") is not None:
                return whole(override, "w:startOverride", 1, MOST)
        return None

    @staticmethod
    def _first(level: Any, start: int | None) -> int:
        return whole(level, "w:start", 1, MOST) if start is None else start

    def _label(self, abstract: str, level: Any, counts: dict[int, int]) -> str:
        def drawn(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            other = self._levels[abstract].get(depth)
            if other is None:
                return ""
            style = (
                "decimal" if level.find(qn("w:isLgl")) is not None else value(other, "w:numFmt") or "decimal"
            )
            return written(counts.get(depth, self._first(other, None)), style)

        return cleaned(_PLACE.sub(drawn, value(level, "w:lvlText") or "")).strip()


def _depth(element: Any) -> int:
    said = element.get(qn("w:ilvl")) or ""
    return int(said) if said.isdecimal() else 0


def written(count: int, style: str) -> str:
    """Write a number in one of Word's styles; one that is not known here is written in digits."""
    match style:
        case "none":
            return ""
        case "decimalZero":
            return f"{count:02}"
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (count - 1) % _LETTERS) * ((count - 1) // _LETTERS + 1)
            return letter.upper() if style == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            return _roman(count).upper() if style == "upperRoman" else _roman(count)
    return str(count)


def _roman(count: int) -> str:
    drawn = ""
    for size, letters in _ROMAN:
        drawn += letters * (count // size)
        count %= size
    return drawn
