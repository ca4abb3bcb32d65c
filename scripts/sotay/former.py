"""Documents as they stood in earlier commits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sotay import front_matter
from sotay.library import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.history import Sighting
    from sotay.library import Library, Wanted


def documents(
    library: Library, kind: type[Wanted], sightings: Sequence[Sighting]
) -> Iterator[Document[Wanted] | None]:
    """Yield the document that each content was; None for one that is not understood as this kind.

    A file that still says what its commit says is not read again. Contents are held no longer than they are needed.
    """
    there = _unchanged(library, kind, sightings)
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


def _unchanged(
    library: Library, kind: type[Wanted], sightings: Sequence[Sighting]
) -> dict[Sighting, Document[Wanted]]:
    """Return sighting → document at hand, of those whose file is still the same."""
    found: dict[Sighting, Document[Wanted]] = {}
    if not library.from_folder:
        return found
    history, own = library.history, {document.path: document for document in library.of(kind)}
    for sighting in sightings:
        path = sighting.path.removeprefix(history.prefix)
        held = history.tree.get(path)
        if path in own and held and held.blob == sighting.blob and history.commit(path):
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
