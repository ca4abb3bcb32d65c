"""Every text that a controlled document has or ever had, found by its fingerprint in the folder and in git.

A version is proved by its text, not by the name of its file: renames, squashed merges and rebases change nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import cache, former, front_matter
from sotay.clearance import may_show
from sotay.fingerprint import canonical_field, controlled_fields, digest, fingerprint, joined
from sotay.history import CommitTree
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Document, remembered
from sotay.pieces import Piece, Pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sotay.history import Commit, Sighting
    from sotay.library import Library

_KEPT: Final = "texts"
_NAMES: Final = (b"code", b"version", b"effective")
_STARTS: Final = (b"---", b"\xef\xbb\xbf---")


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

    @property
    def commit(self) -> Commit | None:
        """The commit in which git first held it."""
        return self.sighting.commit if self.sighting else None


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
        meta, own = document.meta, fingerprint_of(library, document)
        known = found.get(own)
        first = known.sighting if known else None
        found[own] = Text(meta.code, meta.version, meta.effective, own, document, first)
    return found


def fingerprint_of(library: Library, document: Document[ControlledDocument]) -> str:
    """Return the fingerprint of a document; for one of the library's own it is taken once."""
    return _own(library).get(document) or fingerprint(document)


@remembered
def _own(library: Library) -> dict[Document[ControlledDocument], str]:
    return {document: fingerprint(document) for document in library.of(ControlledDocument)}


def documents(library: Library, wanted: Iterable[Text]) -> dict[str, Document[ControlledDocument]]:
    """Return fingerprint → document of texts: the file at hand, or the file as it was when it first stood in git.

    Where that was not understood, as with a misspelt tag, a later file with the same approved text serves. A text is missing
    where the kind has changed so much since that its fields are no longer understood, or where the library may not show it.
    """
    asked = list(wanted)
    found = {text.sha256: text.document for text in asked if text.document is not None}
    first = {text.sha256: [text.sighting] for text in asked if text.sighting and not text.document}
    found |= _former(library, first)
    if missing := first.keys() - found.keys():
        found |= _former(library, {sha256: at for sha256, at in _again(library).items() if sha256 in missing})
    return {sha256: document for sha256, document in found.items() if may_show(library, document)}


def _former(
    library: Library, places: Mapping[str, Sequence[Sighting]]
) -> dict[str, Document[ControlledDocument]]:
    """Return fingerprint → document, from the first of the places in git where it is understood."""
    tried = [(sha256, sighting) for sha256, sightings in places.items() for sighting in sightings]
    read = _read_before(library)
    fresh = list(dict.fromkeys(sighting for _sha256, sighting in tried if sighting not in read))
    if fresh:
        read.update(zip(fresh, former.documents(library, ControlledDocument, fresh), strict=True))
    found: dict[str, Document[ControlledDocument]] = {}
    for sha256, sighting in tried:
        if (document := read[sighting]) is not None:
            found.setdefault(sha256, document)
    return found


@remembered
def _read_before(_library: Library) -> dict[Sighting, Document[ControlledDocument] | None]:
    """Hold what was read of the history: many questions ask for one text."""
    return {}


@remembered
def _again(library: Library) -> dict[str, list[Sighting]]:
    """Return fingerprint → where the same approved text stood in git after the first time, with other uncontrolled fields."""
    found: dict[str, list[Sighting]] = {}
    for sighting, said in _sighted(library):
        found.setdefault(said.sha256, []).append(sighting)
    return {sha256: later for sha256, (_first, *later) in found.items() if later}


class Said(NamedTuple):
    """What a text says of itself, and its fingerprint; the day as ISO text."""

    code: str
    version: str
    effective: str
    sha256: str


def _sighted(library: Library) -> Iterator[tuple[Sighting, Said]]:
    """Yield each controlled text in git with what it says; what a blob says never changes, so it is read once for good."""
    seen, known = library.history.seen, library.history.said
    if not seen.keys() <= known.keys():
        _ask(library, known)
    for blob, sighting in seen.items():
        if said := known[blob]:
            yield sighting, Said(*said)


def _ask(library: Library, known: dict[str, Sequence[str]]) -> None:
    """Enter what each content that git ever held says."""
    seen, committed = library.history.seen, isinstance(library.files, CommitTree)
    known.update(_loaded(library) if committed else _kept(library))
    fresh = dict(_read(library, [blob for blob in seen if blob not in known]))
    known.update((blob, said or ()) for blob, said in fresh.items())
    if fresh and not committed:
        kept = {blob: known[blob] for blob in seen}
        cache.keep(library.root, _KEPT, cache.engine(), json.dumps(kept, ensure_ascii=False).encode())


def _kept(library: Library) -> dict[str, Sequence[str]]:
    """Return blob → what it says, of those that were read before in this folder."""
    kept = cache.recall(library.root, _KEPT, cache.engine())
    return json.loads(kept) if kept else {}


def _loaded(library: Library) -> Iterator[tuple[str, Said]]:
    """Yield blob and what it says, of the documents that were loaded anyway."""
    for there in library.at_hand:
        for document in there.of(ControlledDocument):
            meta, blob = document.meta, former.blob_of(there, document.path)
            if blob is not None:
                own = fingerprint_of(there, document)
                yield blob, Said(meta.code, meta.version, meta.effective.isoformat(), own)


def _read(library: Library, blobs: Iterable[str]) -> Iterator[tuple[str, Said | None]]:
    reader = Reader()
    for blob, data in library.history.contents(blobs):
        yield blob, reader.said(data)


class Reader:
    """Reads the many texts of a history, which share most of their fields.

    It says of a file what loading it says, only quicker. What loading refuses to read, or reads with a value
    left out, says nothing here. Whether values are allowed is not asked: the rules of a kind change, a text does not.
    """

    def __init__(self) -> None:
        self._pieces = Pieces()
        self._written: dict[str, str] = {}
        self._controlled = controlled_fields(ControlledDocument)

    def said(self, data: bytes) -> Said | None:
        """Return what a file says of itself; None for what is no controlled document."""
        named = all(name in data for name in _NAMES) or b"\\" in data  # which a name may be written with
        text = front_matter.decode(data, "")[0] if named and data.startswith(_STARTS) else None
        if text is None:
            return None
        fields, body = self._parts(text)
        code, version, effective = (
            fields[name].value if name in fields else None for name in ("code", "version", "effective")
        )
        if not isinstance(code, str) or not isinstance(version, str) or not isinstance(effective, date):
            return None
        form = joined(body, map(self._canonical, fields.values()))
        return Said(code, version, effective.isoformat(), digest(form))

    def _parts(self, text: str) -> tuple[Mapping[str, Piece], str]:
        """Return fields and body of a text."""
        source, body = front_matter.split(text)
        pieces = self._pieces.of(source)
        if pieces is None:
            front = front_matter.read(text, "")
            values = front.values if front.readable and not front.dropped else {}
            pieces = {name: Piece("", name, value) for name, value in values.items()}
        return pieces, body

    def _canonical(self, piece: Piece) -> str:
        """Return the part that a field has in the canonical form."""
        if piece.name not in self._controlled:
            return ""
        if not piece.text:
            return canonical_field(piece.name, piece.value)
        if piece.text not in self._written:
            self._written[piece.text] = canonical_field(piece.name, piece.value)
        return self._written[piece.text]
