"""Documents as they stood in earlier commits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sotay import front_matter
from sotay.history import CommitTree
from sotay.library import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.history import Sighting
    from sotay.library import Library, Wanted


def documents(
    library: Library, kind: type[Wanted], sightings: Sequence[Sighting]
) -> Iterator[Document[Wanted] | None]:
    """Yield the document that each content was; None for one that is not understood as this kind.

    A file that was loaded, of the library or of those that a change is held against, is not read again. Contents are held no
    longer than they are needed.
    """
    there = _at_hand(library, kind, sightings)
    needed = Counter(sighting.blob for sighting in sightings if sighting not in there)
    contents, held = library.history.contents(needed), dict[str, bytes]()
    for sighting in sightings:
        if sighting in there:
            yield there[sighting]
            continue
        if sighting.blob not in held:
            held.update([next(contents)])
        path = sighting.path.removeprefix(library.history.prefix)
        yield _document(held[sighting.blob], path, kind)
        needed[sighting.blob] -= 1
        if not needed[sighting.blob]:
            del held[sighting.blob]


def blob_of(library: Library, path: str) -> str | None:
    """Return the blob whose bytes a file of a library has; None where it is not known to have those of any."""
    if isinstance(library.files, CommitTree):
        return library.files.blob(path)
    held = library.history.tree.get(path) if library.from_folder else None
    return held.blob if held is not None and library.history.commit(path) is not None else None


def _at_hand(
    library: Library, kind: type[Wanted], sightings: Sequence[Sighting]
) -> dict[Sighting, Document[Wanted]]:
    """Return sighting → document that was loaded from the same content at the same path."""
    found: dict[Sighting, Document[Wanted]] = {}
    for at_hand in library.at_hand:
        there = at_hand.whole or at_hand  # cut down to a past day, it may hold an earlier text of a file
        own = {document.path: document for document in there.of(kind)}
        for sighting in sightings:
            path = sighting.path.removeprefix(library.history.prefix)
            if sighting not in found and path in own and blob_of(there, path) == sighting.blob:
                found[sighting] = own[path]
    return found


def _document(data: bytes, path: str, kind: type[Wanted]) -> Document[Wanted] | None:
    text, _findings = front_matter.decode(data, path)
    front = front_matter.read(text or "", path)
    if not front.readable or front.dropped:
        return None
    try:
        meta = kind.model_validate(front.values)
    except ValidationError:
        return None
    return Document(path, meta, front.body, front.body_line, front.yaml)
