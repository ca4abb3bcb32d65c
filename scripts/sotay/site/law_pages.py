"""The legal register, and a page for each legal document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.kinds.legal import LegalDocument
from sotay.legal.changes import first_day
from sotay.legal.impact import impacts
from sotay.legal.validity import verified
from sotay.lifecycle import State
from sotay.names import relation_name, standing_name
from sotay.site import addresses
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library
    from sotay.site.shelf import Volume
    from sotay.site.writer import Writer


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the legal register and of each legal document."""
    library = writer.library
    page = f"{addresses.LAW}/index.md"
    laws = sorted(
        library.of(LegalDocument),
        key=lambda d: (str(first_day(library, d) or ""), d.meta.number),
        reverse=True,
    )
    touched_by: dict[str, list[tuple[Document[LegalDocument], str]]] = {}
    for law in laws:
        for relation in law.meta.relations:
            touched_by.setdefault(relation.target, []).append((law, relation.kind))
    common = {
        "relation_name": relation_name,
        "standing_name": standing_name,
        "touched_by": touched_by,
        "first_day": first_day,
        "verified": verified,
    }
    found = impacts(library)
    resting = _resting(library)
    yield page, writer.render("laws.md.j2", page, laws=laws, impacts=found, **common)
    for law in laws:
        page = addresses.of(law)
        yield (
            page,
            writer.render(
                "law.md.j2",
                page,
                law=law,
                meta=law.meta,
                impacts=[impact for impact in found if impact.law is law],
                person=writer.person,
                body=writer.prose(law, page),
                resting=resting.get(law.meta.number, ()),
                **common,
            ),
        )


def _resting(library: Library) -> dict[str, list[Volume]]:
    """Return legal number → the documents that rest on it, as they stand at their own addresses; none that is over."""
    found: dict[str, list[Volume]] = {}
    for shelf in shelves(library).values():
        if shelf.main.station.state not in {State.SUPERSEDED, State.WITHDRAWN}:
            for number in dict.fromkeys(shelf.main.document.meta.basis_numbers):
                found.setdefault(number, []).append(shelf.main)
    return found
