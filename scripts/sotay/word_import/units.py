"""A report as its units of text, in order: paragraphs and rows, word by word, each word with whom it belongs to.

In the report as the library composes it, private characters mark what is a passage of the record, a fact, the body; a report
that comes back from Word has no such marks, and none of its words belongs to anybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.outputs.body import EVIDENCE
from sotay.redline.alignment import Unit as Alignable
from sotay.redline.wording import PIECES, plain
from sotay.word_import.blocks import Paragraph
from sotay.word_import.inlines import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sotay.word_import.blocks import Block, Grid
    from sotay.word_import.narrative import Passage

PASSAGE, PASSAGE_END, FACT, FACT_END, BODY = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_FIRST: Final = 0xE100
_BULLETS: Final = "-–+•"


class Owner(NamedTuple):
    """Whom a character belongs to: a passage and a fact, by number; -1 for none."""

    passage: int = -1
    fact: int = -1


class Letter(NamedTuple):
    """A character, its formats, its owner."""

    character: str
    formats: frozenset[str]
    owner: Owner


class Word(NamedTuple):
    """A word or sign: its text, where it begins and ends among the letters, its formats, its owners."""

    text: str
    start: int
    end: int
    formats: frozenset[str]
    owners: frozenset[Owner]


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or a row: its letters without marks, its words, the heading above it."""

    where: str
    kind: str
    letters: tuple[Letter, ...]
    words: tuple[Word, ...]
    in_body: bool
    item: bool = False
    has_note: bool = field(default=False)

    @property
    def text(self) -> str:
        """The words as they are read."""
        return " ".join("".join(letter.character for letter in self.letters).split())

    @property
    def alignable(self) -> Alignable:
        """What tells it from other units."""
        words = tuple(word.text for word in self.words)
        return Alignable(" ".join(words), self.kind, words)

    def pieces(self, start: int, end: int) -> list[Piece]:
        """Return the words from one to another as pieces with their formats."""
        if start >= end:
            return []
        letters = self.letters[self.words[start].start : self.words[end - 1].end]
        return [Piece(letter.character, letter.formats) for letter in letters]


def marked_body(body: str, found: Sequence[Passage]) -> str:
    """Return a record's body with each passage between marks."""
    whole, end = "", 0
    for number, passage in enumerate(found):
        whole += f"{body[end : passage.start]}{PASSAGE}{chr(_FIRST + number)} {passage.text} {PASSAGE_END}"
        end = passage.end
    return whole + body[end:]


def marked_facts(body: str, facts: Sequence[str]) -> str:
    """Return a pandoc AST with each fact between marks instead of its link, and each block of text marked as body."""
    numbers = {f"{EVIDENCE}{fact}": number for number, fact in enumerate(facts)}
    tree = json.loads(body)
    return json.dumps(tree | {"blocks": _marked(tree["blocks"], numbers)}, ensure_ascii=False)


def _marked(node: Any, numbers: dict[str, int]) -> Any:
    if isinstance(node, list):
        return [part for child in node for part in _spread(child, numbers)]
    if not isinstance(node, dict) or "c" not in node:
        return node
    content = _marked(node["c"], numbers)
    if node["t"] in {"Para", "Plain"}:
        content = [_str(BODY), *content]
    elif node["t"] == "Header":
        content = [*content[:2], [_str(BODY), *content[2]]]
    return {"t": node["t"], "c": content}


def _spread(child: Any, numbers: dict[str, int]) -> list[Any]:
    if isinstance(child, dict) and child.get("t") == "Link" and child["c"][2][0] in numbers:
        number = numbers[child["c"][2][0]]
        return [_str(FACT + chr(_FIRST + number)), *_marked(child["c"][1], numbers), _str(FACT_END)]
    return [_marked(child, numbers)]


def _str(text: str) -> Any:
    return {"t": "Str", "c": text}


def units(blocks: Iterable[Block]) -> Iterator[Unit]:
    """Yield the units of a report; a table gives one for each row."""
    where = ""
    for block in blocks:
        if not isinstance(block, Paragraph):
            yield from _rows(block, where)
            continue
        pieces = _with_notes(block.pieces)
        number = block.number
        lead = [Piece(f"{number.label} ")] if number and number.label else []
        found = _unit([*lead, *pieces], where, "text", item=bool(number))
        if block.level:
            where = found.text
        if found.words:
            yield found


def _rows(grid: Grid, where: str) -> Iterator[Unit]:
    for place, row in enumerate(grid.rows):
        cells = {cell.origin: cell for cell in row if cell.row == grid.rows[place][0].row or cell.text}
        pieces = [
            piece
            for cell in cells.values()
            for paragraph in cell.paragraphs
            for piece in (*_with_notes(paragraph.pieces), Piece(" "))
        ]
        found = _unit(pieces, where, "row", item=False)
        if found.words:
            yield found


def _with_notes(pieces: Sequence[Piece]) -> list[Piece]:
    return [
        Piece(f" {plain(list(piece.note))} ", note=piece.note) if piece.note is not None else piece
        for piece in pieces
    ]


def _unit(pieces: Sequence[Piece], where: str, kind: str, *, item: bool) -> Unit:
    letters: list[Letter] = []
    owner, body, numbered = Owner(), False, ""
    for piece in pieces:
        for character in piece.text:
            if numbered:
                number = ord(character) - _FIRST
                owner = owner._replace(passage=number) if numbered == PASSAGE else owner._replace(fact=number)
                numbered = ""
            elif character in {PASSAGE, FACT}:
                numbered = character
            elif character == PASSAGE_END:
                owner = owner._replace(passage=-1)
            elif character == FACT_END:
                owner = owner._replace(fact=-1)
            elif character == BODY:
                body = True
            else:
                letters.append(Letter(character, piece.formats, owner))
    words = tuple(_words(letters))
    typed = bool(words) and words[0].text in _BULLETS
    noted = any(piece.note is not None for piece in pieces)
    return Unit(where, kind, tuple(letters), words, body, item or typed, noted)


def _words(letters: Sequence[Letter]) -> Iterator[Word]:
    text = "".join(letter.character for letter in letters)
    for match in PIECES.finditer(text):
        if not match[0].isspace():
            own = letters[match.start() : match.end()]
            formats = frozenset().union(*(letter.formats for letter in own))
            yield Word(
                match[0], match.start(), match.end(), formats, frozenset(letter.owner for letter in own)
            )
