"""Every text that a controlled document has or ever had, found by its fingerprint in the folder and in git.

A version is proved by its text, not by the name of its file: renames, squashed merges and rebases change nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay import cache, former, front_matter
from sotay.fingerprint import canonical_field, controlled_fields, digest, fingerprint, joined
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Document, remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sotay.history import Sighting
    from sotay.library import Library

_KEPT: Final = "texts"
_FIELD: Final = re.compile(r"^(?=[^\s#-])", re.MULTILINE)
_CODE: Final = re.compile(rb"^code:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a controlled document: what it says of itself, and where it stands.

    ``document`` is the file at hand where it says exactly this; ``sighting`` is where it first stood in git, None where it
    never did.
    """

    code: str
    version: str
    effective: date
    sha256: str
    document: Document[ControlledDocument] | None = None
    sighting: Sighting | None = None


@remembered
def texts(library: Library) -> dict[str, Text]:
    """Return fingerprint → text: all that git ever held, oldest first, then what stands in the folder alone."""
    found: dict[str, Text] = {}
    for sighting, said in _sighted(library):
        if said.sha256 not in found:
            found[said.sha256] = Text(
                said.code, said.version, date.fromisoformat(said.effective), said.sha256, None, sighting
            )
    for document in library.procedures.values():
        meta, own = document.meta, fingerprint(document)
        known = found.get(own)
        first = known.sighting if known else None
        found[own] = Text(meta.code, meta.version, meta.effective, own, document, first)
    return found


def documents(library: Library, wanted: Iterable[Text]) -> dict[str, Document[ControlledDocument]]:
    """Return fingerprint → document of texts: the file at hand, or the file as it was when it first stood in git.

    A text is missing where the kind has changed so much since that its fields are no longer understood.
    """
    asked = list(wanted)
    found = {text.sha256: text.document for text in asked if text.document is not None}
    old = [(text.sha256, text.sighting) for text in asked if text.document is None and text.sighting]
    read = former.documents(library, ControlledDocument, [sighting for _sha256, sighting in old])
    for (sha256, _sighting), document in zip(old, read, strict=True):
        if document is not None:
            found[sha256] = document
    return found


class _Said(NamedTuple):
    """What a text says of itself, and its fingerprint; the day as ISO text."""

    code: str
    version: str
    effective: str
    sha256: str


def _sighted(library: Library) -> Iterator[tuple[Sighting, _Said]]:
    """Yield each controlled text in git with what it says; what a blob says never changes, so it is read once for good."""
    seen = library.history.seen
    if not seen:
        return
    wanted = cache.engine()
    kept = cache.recall(library.root, _KEPT, wanted)
    known: dict[str, Sequence[str]] = json.loads(kept) if kept else {}
    fresh = dict(_read(library, [blob for blob in seen if blob not in known]))
    if fresh:
        known = {blob: known.get(blob) or fresh.get(blob) or [] for blob in seen}
        cache.keep(library.root, _KEPT, wanted, json.dumps(known, ensure_ascii=False).encode())
    for blob, sighting in seen.items():
        if said := known[blob]:
            yield sighting, _Said(*said)


def _read(library: Library, blobs: Iterable[str]) -> Iterator[tuple[str, _Said | None]]:
    reader = _Reader()
    for blob, data in library.history.contents(blobs):
        yield blob, reader.said(data) if data.startswith(b"---") and _CODE.search(data) else None


class _Field(NamedTuple):
    """One field of a front matter: its name, its value, and its part in the canonical form."""

    name: str
    value: Any
    canonical: str


class _Reader:
    """Reads the many texts of a history, which share most of their fields: each way to write a field is read once."""

    def __init__(self) -> None:
        self._fields: dict[str, _Field | None] = {}
        self._controlled = controlled_fields(ControlledDocument)

    def said(self, data: bytes) -> _Said | None:
        """Return what a file says of itself; None for what is no controlled document."""
        text, _findings = front_matter.decode(data, "")
        if text is None:
            return None
        fields, body = self._parts(text)
        values = {field.name: field.value for field in fields}
        code, version, effective = (values.get(name) for name in ("code", "version", "effective"))
        if not isinstance(code, str) or not isinstance(version, str) or not isinstance(effective, date):
            return None
        form = joined(body, (field.canonical for field in fields))
        return _Said(code, version, effective.isoformat(), digest(form))

    def _parts(self, text: str) -> tuple[list[_Field], str]:
        """Return fields and body of a text."""
        source, body = front_matter.split(text)
        fields = [self._field(piece) for piece in _FIELD.split(source) if piece.strip()]
        understood = [field for field in fields if field is not None]
        if len(understood) == len(fields) == len({field.name for field in understood}):
            return understood, body
        return self._all(front_matter.read(text, "").values), body

    def _field(self, piece: str) -> _Field | None:
        """Return the one field that a piece of YAML is; None where it is anything else."""
        if piece not in self._fields:
            front = front_matter.read(piece, "", bare=True)
            fields = self._all(front.values)
            alone = front.readable and not front.findings and len(fields) == 1
            self._fields[piece] = fields[0] if alone else None
        return self._fields[piece]

    def _all(self, values: Mapping[str, Any]) -> list[_Field]:
        return [
            _Field(name, value, canonical_field(name, value) if name in self._controlled else "")
            for name, value in values.items()
        ]
