"""The text that a person wrote in the annual report's record, passage by passage, each with its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADING: Final = re.compile(r"##\s+(.+?)\s*#*")
_ITEM: Final = re.compile(r"(\s*(?:[-+*]|\d{1,3}[.)])\s+)(\S.*)")
_OTHER: Final = re.compile(r"\s*(?:\||>|```|~~~|\[\^|#|    \S)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or the text of a list item: its section, its place in the body (from, to), its words, its ``sign``.

    The sign is what stands before the words on the line of an item, ``- ``; empty for a paragraph.
    """

    section: str
    start: int
    end: int
    text: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a body: what stands from one place to another is replaced."""

    start: int
    end: int
    text: str


def passages(body: str) -> tuple[Passage, ...]:
    """Return the passages of a record's body; tables, quotations and code are none, nor is what stands before a heading."""
    return tuple(_passages(body))


def _passages(body: str) -> Iterator[Passage]:
    section, begun, sign, offset = "", -1, "", 0
    for line in [*body.splitlines(keepends=True), ""]:
        words = line.strip()
        heading, item = _HEADING.fullmatch(words), _ITEM.fullmatch(line.rstrip())
        ends = not words or heading or item or _OTHER.match(line)
        if ends and begun >= 0:
            text = body[begun:offset].rstrip()
            yield Passage(section, begun, begun + len(text), text, sign)
            begun = -1
        if heading:
            section = heading[1]
        elif item and section:
            begun, sign = offset + len(item[1]), item[1]
        elif words and section and begun < 0 and not _OTHER.match(line):
            begun, sign = offset + len(line) - len(line.lstrip()), ""
        offset += len(line)


def replacement(passage: Passage, text: str) -> Change:
    """Return the change that gives a passage other words."""
    return Change(passage.start, passage.end, text)


def insertion(passage: Passage, text: str, *, item: bool, before: bool) -> Change:
    """Return the change that puts a new passage after another, or before it; an item of a list, or a paragraph."""
    begin = passage.start - len(passage.sign)
    indent = re.match(r"\s*", passage.sign)
    sign = (
        passage.sign
        if passage.sign and not passage.sign.strip()[0].isdigit()
        else f"{indent[0] if indent else ''}- "
    )
    words = f"{sign}{text}" if item else text
    gap = "\n" if item and passage.sign else "\n\n"
    return Change(begin, begin, words + gap) if before else Change(passage.end, passage.end, gap + words)


def removal(passage: Passage, body: str) -> Change:
    """Return the change that takes a passage out, with its sign and the line it leaves empty."""
    begin = passage.start - len(passage.sign)
    blank = re.compile(r"[ \t]*\n" if passage.sign else r"[ \t]*\n(?:[ \t]*\n)?").match(body, passage.end)
    return Change(begin, blank.end() if blank else passage.end, "")


def changed(body: str, changes: Iterable[Change]) -> str:
    """Return a body with changes made; every other character stays. Of insertions at one place, the first stands first."""
    whole, end = "", 0
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        whole += body[end : change.start] + change.text
        end = max(end, change.end)
    return whole + body[end:]
