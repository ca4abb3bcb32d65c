"""Plain text and Markdown: lines put together to paragraphs and tables, markup taken off, each line's number kept."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.findings import Place
from sotay.review.paper import STROKES, Block, is_layout
from sotay.word_import.letters import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONG: Final = 60
"""A line as long as this, that ends without a sign, was broken off by the width of a page."""

PAIR: Final = 2
"""Columns that set two things side by side as often as they make a table."""

_FRONT: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK: Final = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_ESCAPED: Final = re.compile(r"\\([^\w\s])")
_HEADING: Final = re.compile(r"\s{0,3}(?:#{1,6}|>)\s+")
_RULE: Final = re.compile(r"\|?[\s:|-]*-[\s:|-]*")
_CELLS: Final = re.compile(r"(?<!\\)\|")
_ITEM: Final = re.compile(
    r"\s*(?:[-+*•–]\s|(?:\d{1,2}|[IVX]{1,5}|[a-zđ])[.)]\s|Số\s*:|Kính gửi|Nơi nhận)", re.IGNORECASE
)
_SIGN: Final = tuple(".;:!?")


class Line(NamedTuple):
    """A line of the file: its number from 1, its text as it was typed, how it is laid out."""

    number: int
    typed: str
    layout: str


def blocks(text: str, name: str, field: str = "") -> tuple[Block, ...]:
    """Return the paragraphs and cells of a text; ``field`` is what their places name beside the line."""
    plain = cleaned_lines(text)
    front = _FRONT.match("\n".join(plain))
    skipped = front[0].count("\n") if front else 0
    lines = [Line(n, line, _layout(line)) for n, line in enumerate(plain, 1) if n > skipped]
    found: list[Block] = []
    tables = 0
    for layout, group in groupby(lines, lambda line: line.layout):
        several = list(group)
        rows = [(line.number, _cells(line.typed, layout)) for line in several if not _is_rule(line)]
        if layout == "text":
            found += _paragraphs(several, name, field)
        elif is_layout(cell for _n, cells in rows for cell in cells) or not _is_table(layout, rows):
            found += _apart(rows, name, field)
        else:
            tables += 1
            found += _table(rows, tables, name, field)
    return tuple(found)


def cleaned_lines(text: str) -> list[str]:
    """Return the lines of a text in composed Unicode, tabs kept; Ð of other alphabets is the Vietnamese Đ."""
    settled = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = "\t".join(cleaned(part) for part in settled.split("\t"))
    return whole.translate(STROKES).split("\n")


def visible(typed: str) -> str:
    """Return the words of a line without Markdown's marks."""
    text = _LINK.sub(r"\1", _HEADING.sub("", typed, count=1))
    text = _ESCAPED.sub(r"\1", text.replace("**", "").replace("*", "").replace("`", ""))
    return " ".join(text.split())


def _layout(line: str) -> str:
    if line.lstrip().startswith("|"):
        return "pipes"
    if "\t" not in line:
        return "text"
    first = line.split("\t", 1)[0].strip()
    return "tabs" if "\t" in line.strip() and first and not _ITEM.fullmatch(f"{first} ") else "text"


def _is_rule(line: Line) -> bool:
    return line.layout == "pipes" and _RULE.fullmatch(line.typed.strip()) is not None


def _cells(typed: str, layout: str) -> list[str]:
    if layout != "pipes":
        return [visible(cell) for cell in typed.split("\t")]
    inner = typed.strip().removeprefix("|").removesuffix("|")
    return [visible(cell) for cell in _CELLS.split(inner)]


def _is_table(layout: str, rows: Sequence[tuple[int, list[str]]]) -> bool:
    if layout == "pipes":
        return True
    first, *others = (len(cells) for _number, cells in rows)
    return bool(others) and max(others) <= first and (first > PAIR or min(others) == PAIR)


def _apart(rows: Iterable[tuple[int, list[str]]], name: str, field: str) -> Iterator[Block]:
    for number, cells in rows:
        yield from (Block(cell, ((0, Place(name, number, 1, field)),)) for cell in cells if cell)


def _table(rows: Iterable[tuple[int, list[str]]], table: int, name: str, field: str) -> Iterator[Block]:
    width = 0
    for row, (number, cells) in enumerate(rows):
        place = Place(name, number, 1, field)
        width = width or len(cells)
        full = [*cells, *[""] * (width - len(cells))]
        yield from (Block(cell, ((0, place),), table, row, column) for column, cell in enumerate(full))


def _paragraphs(lines: Sequence[Line], name: str, field: str) -> Iterator[Block]:
    text: list[str] = []
    starts: list[tuple[int, Place]] = []
    length, last = 0, ""
    blank = False
    for line in lines:
        words = visible(line.typed) if line.typed else ""
        if not words:
            blank = True
            continue
        if text and not _goes_on(last, line.typed, words, blank=blank):
            yield Block(" ".join(text), tuple(starts))
            text, starts, length = [], [], 0
        starts.append((length, Place(name, line.number, 1, field)))
        text.append(words)
        length += len(words) + 1
        last, blank = words, False
    if text:
        yield Block(" ".join(text), tuple(starts))


def _goes_on(last: str, typed: str, words: str, *, blank: bool) -> bool:
    """Say whether a line continues the paragraph before it; a page may have broken a sentence off with blank lines."""
    if _ITEM.match(typed) or _HEADING.match(typed):
        return False
    ended = last.endswith(_SIGN)
    if words[0].islower():
        return not (blank and ended)
    return not blank and not ended and (words[0].isdigit() or len(last) >= LONG)
