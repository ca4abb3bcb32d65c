"""The front matters of many files, which share most of what they say: each way to write a field is read once.

A front matter is cut where a line begins with the name of a field, and a list where a line begins with its dash. What a piece
says hangs on nothing before or after it: it holds one field of the outermost mapping, or one entry of the list, whole. Where that
is not all there is, the front matter is read in one. So is one in which anything is found: each finding has its line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay import front_matter

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEXT: Final = re.compile(r"^(?=[^ \t\n#-])", re.MULTILINE)
_LIST: Final = re.compile(r"[a-z_]+:\n(?P<dash> *-) ")
_BYTES: Final = 4  # of UTF-8 in a character, at most


class Piece(NamedTuple):
    """One field as it is written, its name and what it says."""

    text: str
    name: str
    value: Any


class Pieces:
    """What was read so far, by how it is written."""

    def __init__(self) -> None:
        self._fields: dict[str, Piece] = {}
        self._entries: dict[str, Any] = {}

    def read(self, text: str, file: str) -> front_matter.FrontMatter:
        """Read the front matter and body of a document as ``front_matter.read`` does, only quicker."""
        front = front_matter.cut(text, file)
        if not front.readable:
            return front
        pieces = self.of(front.yaml)
        if pieces is None:
            return front_matter.read(text, file)
        front.values = {name: piece.value for name, piece in pieces.items()}
        return front

    def of(self, source: str) -> dict[str, Piece] | None:
        """Return name → field of a front matter; None where it must be read in one."""
        blank, *texts = _NEXT.split(source)
        if blank.strip(" \n") or len(source) * _BYTES > front_matter.MAX_BYTES:
            return None
        known = self._fields
        fresh = [text for text in texts if text not in known]
        if fresh and not self._learn(fresh):
            return None
        pieces = {piece.name: piece for piece in [known[text] for text in texts]}
        return pieces if len(pieces) == len(texts) else None

    def _learn(self, texts: Sequence[str]) -> bool:
        """Read fields together, of lists the entries that are new; say whether each is a field and nothing is found in any.

        A line ends at LF alone: what else ends one for YAML is complained of, as a letter that nobody sees.
        """
        known, parts, asked = self._entries, [], []
        for text in texts:
            entries = _entries(text)
            fresh = [entry for entry in dict.fromkeys(entries) if entry not in known]
            parts.append((text, entries, fresh))
            if fresh or not entries:
                asked.append(f"{_name(text)}:\n{''.join(fresh)}" if fresh else text)
        front = front_matter.read("".join(asked), "", bare=True)
        if not front.readable or front.findings or list(front.values) != [_name(text) for text in asked]:
            return False
        values = iter(front.values.values())
        for text, entries, fresh in parts:
            value: Any = next(values) if fresh or not entries else None
            if fresh:
                if len(value) != len(fresh):
                    return False
                known.update(zip(fresh, value, strict=True))
            if entries:
                value = tuple([known[entry] for entry in entries])
            self._fields[text] = Piece(text, _name(text), value)
        return True


def _name(text: str) -> str:
    return text.partition(":")[0]


def _entries(text: str) -> list[str]:
    """Return the entries of a list that has each on a line or more of its own, dash and all; none of any other field."""
    match = _LIST.match(text)
    if match is None:
        return []
    dash, rows = f"\n{match['dash']}", text[match.end() :].removesuffix("\n")
    if rows.count(dash) != rows.count(f"{dash} "):
        return []
    return [f"{match['dash']} {entry}\n" for entry in rows.split(f"{dash} ")]
