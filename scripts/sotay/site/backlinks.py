"""What leads to a document: the documents, legal documents and records that cite it, link to it, rest on it or name it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import BaseModel

from sotay.kinds.base import Kind
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.report.markdown import CITATION
from sotay.rules.references import LINK
from sotay.site import addresses, prose_links
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library

ANCHOR: Final = "dan-den-trang-nay"
LONG: Final = 8
"""Sources of one group above which they are a list that is folded."""


class Source(NamedTuple):
    """A document that leads somewhere, its page, and how it stands where that is not in force."""

    document: Document[Kind]
    page: str
    remark: str = ""


class Leading(NamedTuple):
    """What leads to one document, each in the order of the library."""

    documents: tuple[Source, ...]
    laws: tuple[Source, ...]
    records: tuple[Source, ...]

    @property
    def listed(self) -> bool:
        """Whether the groups are lists below headings of their own."""
        return any(map(self.is_long, self))

    @staticmethod
    def is_long(group: tuple[Source, ...]) -> bool:
        """Say whether a group is too long for one paragraph."""
        return len(group) > LONG


def leading_here(library: Library, identifier: str) -> Leading | None:
    """Return what leads to a document, a legal document or a record; None where nothing does."""
    return _leading(library).get(identifier)


@remembered
def _leading(library: Library) -> dict[str, Leading]:
    """Return identifier → what leads there; every text is read once."""
    found: dict[str, list[Source]] = {}
    for source in _sources(library):
        for identifier in dict.fromkeys(_led_to(library, source)):
            if identifier != source.document.id:
                found.setdefault(identifier, []).append(source)
    return {identifier: _grouped(several) for identifier, several in found.items()}


def _grouped(several: list[Source]) -> Leading:
    kinds: dict[type[Kind], list[Source]] = {}
    for source in several:
        kind = type(source.document.meta)
        kinds.setdefault(kind if kind in {ControlledDocument, LegalDocument} else Kind, []).append(source)
    return Leading(*(tuple(kinds.get(kind, ())) for kind in (ControlledDocument, LegalDocument, Kind)))


def _sources(library: Library) -> Iterator[Source]:
    """Yield the documents as they stand at their own addresses, but for those that are over, then laws and records."""
    for shelf in shelves(library).values():
        if shelf.main.station.state not in {State.SUPERSEDED, State.WITHDRAWN}:
            yield Source(shelf.main.document, shelf.main.page, shelf.main.remark)
    for document in library.documents:
        if not isinstance(document.meta, ControlledDocument):
            yield Source(document, addresses.of(document))


def _led_to(library: Library, source: Source) -> Iterator[str]:
    """Yield the identifiers that the fields and the prose of a document lead to."""
    document, page = source.document, source.page
    for words in (*_words(document.meta), *(cited.strip() for cited in CITATION.findall(document.body))):
        if known := library.by_id.get(words) or library.legal.get(words):
            yield known.id
        else:
            yield from (named.target.id for named in prose_links.named(library, words, page))
    for target in LINK.findall(document.body):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), target.partition("#")[0]))
        if known := library.by_path.get(path):
            yield known.id
    yield from (named.target.id for named in prose_links.named(library, document.body, page))


def _words(value: object) -> Iterator[str]:
    """Yield the texts within the fields of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _words(item)
    elif isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield from _words(getattr(value, name))
