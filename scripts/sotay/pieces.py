"""The front matters of many files, which share most of their fields: each way to write a field is read once.

A front matter is cut where a line begins with the name of a field. What a piece says hangs on nothing before or after it: it
holds one field of the outermost mapping, whole, or the front matter is read in one. So is one in which anything is found: each
finding has its line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay import front_matter

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEXT: Final = re.compile(r"^(?=[^ \t\n#-])", re.MULTILINE)
_FIELD: Final = re.compile(r"[a-z_]+:[ \n]")
_BYTES: Final = 4  # of UTF-8 in a character, at most


class Piece(NamedTuple):
    """One field as it is written, its name and what it says."""

    text: str
    name: str
    value: Any


class Pieces:
    """What was read so far, by how it is written."""

    def __init__(self) -> None:
        self._known: dict[str, Piece] = {}

    def read(self, text: str, file: str) -> front_matter.FrontMatter:
        """Read the front matter and body of a document as ``front_matter.read`` does, only quicker."""
        front = front_matter.cut(text, file)
        if not front.readable:
            return front
        pieces = self.of(front.yaml)
        if pieces is None:
            return front_matter.read(text, file)
        front.values = {piece.name: piece.value for piece in pieces}
        return front

    def of(self, source: str) -> Sequence[Piece] | None:
        """Return the fields of a front matter; None where it must be read in one."""
        blank, *texts = _NEXT.split(source)
        if blank.strip(" \n") or len(source) * _BYTES > front_matter.MAX_BYTES:
            return None
        known = self._known
        fresh = [text for text in texts if text not in known]
        if fresh and not self._learn(fresh):
            return None
        pieces = [known[text] for text in texts]
        return pieces if len({piece.name for piece in pieces}) == len(pieces) else None

    def _learn(self, texts: Sequence[str]) -> bool:
        """Read pieces together; say whether each is a field, and there is nothing to be said of any.

        A line ends at LF alone: what else ends one for YAML is complained of, as a letter that nobody sees.
        """
        if not all(map(_FIELD.match, texts)):
            return False
        front = front_matter.read("".join(texts), "", bare=True)
        if not front.readable or front.findings or len(front.values) != len(texts):
            return False
        for text, (name, value) in zip(texts, front.values.items(), strict=True):
            self._known[text] = Piece(text, name, value)
        return True
