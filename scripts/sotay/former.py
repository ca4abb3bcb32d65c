"""Documents as they stood in earlier commits."""

from __future__ import annotations

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
    """Yield the document that each content was; None for one that is not understood as this kind."""
    contents = dict(library.history.contents(dict.fromkeys(sighting.blob for sighting in sightings)))
    for sighting in sightings:
        path = sighting.path.removeprefix(library.history.prefix)
        yield _document(contents[sighting.blob], path, kind)


def _document(data: bytes, path: str, kind: type[Wanted]) -> Document[Wanted] | None:
    text, _findings = front_matter.decode(data, path)
    front = front_matter.read(text or "", path)
    try:
        meta = kind.model_validate(front.values)
    except ValidationError:
        return None
    return Document(path, meta, front.body, front.body_line, front.yaml)
