"""The legal register, and a page for each legal document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.kinds.legal import LegalDocument
from sotay.legal import tasks, telling
from sotay.legal.account import account
from sotay.legal.changes import first_day, is_known, touches
from sotay.legal.impact import awaited_of, impacts_of
from sotay.legal.validity import validity, verified
from sotay.lifecycle import State
from sotay.names import relation_name, standing_name, state_name, validity_name
from sotay.site import addresses
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.legal.transitions import HeldOpen
    from sotay.library import Library
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
    names = {
        "relation_name": relation_name,
        "standing_name": standing_name,
        "state_name": state_name,
        "validity_name": validity_name,
        "tasks": tasks,
        "telling": telling,
    }
    register = {
        "touches": touches(library),
        "awaited_of": awaited_of,
        "impacts_of": impacts_of,
        "is_known": is_known,
        "validity": validity,
        "first_day": first_day,
        "verified": verified,
    }
    yield page, writer.render("laws.md.j2", page, laws=laws, **register, **names)
    resting = _resting(library)
    for law in laws:
        page = addresses.of(law)
        yield (
            page,
            writer.render(
                "law.md.j2",
                page,
                law=law,
                meta=law.meta,
                account=account(library, law),
                kept_page=lambda held: _kept_page(library, held),
                body=writer.prose(law, page),
                resting=resting.get(law.meta.number, ()),
                **names,
            ),
        )


def _kept_page(library: Library, held: HeldOpen) -> str | None:
    """Return the page of a superseded version that still serves; None where nobody has its text."""
    shelf = shelves(library).get(held.code)
    volumes = shelf.volumes if shelf else ()
    return next((volume.page for volume in volumes if volume.station.sha256 == held.issue.sha256), None)


def _resting(library: Library) -> dict[str, list[Volume]]:
    """Return legal number → the documents that rest on it, as they stand at their own addresses; none that is over."""
    found: dict[str, list[Volume]] = {}
    for shelf in shelves(library).values():
        if shelf.main.station.state not in {State.SUPERSEDED, State.WITHDRAWN}:
            for number in dict.fromkeys(shelf.main.document.meta.basis_numbers):
                found.setdefault(number, []).append(shelf.main)
    return found
