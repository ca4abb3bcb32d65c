"""The legal register, and a page for each legal document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from sotay.agenda import in_days
from sotay.alphabet import order
from sotay.kinds.legal import LegalDocument
from sotay.legal import tasks, telling
from sotay.legal.account import account
from sotay.legal.changes import first_day, is_known, touches
from sotay.legal.impact import awaited_of, impacts_of, open_awaited, open_impacts
from sotay.legal.validity import validity, verified
from sotay.lifecycle import State
from sotay.messages import _
from sotay.names import relation_name, standing_name, state_name, validity_name
from sotay.site import addresses
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.procedure import ControlledDocument
    from sotay.legal.impact import Awaited, Impact
    from sotay.legal.transitions import HeldOpen
    from sotay.library import Document, Library
    from sotay.site.shelf import Volume
    from sotay.site.writer import Writer

WAITING: Final = "cho-ban-moi"
"""Where the register lists the changes that wait for a new version."""
LONG: Final = 30
"""Rows above which all years of the register but the latest are folded."""


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
    long = len(laws) > LONG
    register = {
        "laws": laws,
        "waiting": waiting(library),
        "undated": waiting_undated(library),
        "waiting_anchor": WAITING,
        "in_days": in_days,
        "long": long,
        "years": _by_year(library, laws) if long else [(None, laws)],
        "hits": lambda number: _hits(library, number),
        "touches": touches(library),
        "is_known": is_known,
        "validity": validity,
        "first_day": first_day,
        "verified": verified,
    }
    yield page, writer.render("laws.md.j2", page, **register, **names)
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


def waiting(library: Library) -> list[Impact]:
    """Return the changes of law that wait for a new version of a procedure in force, the most urgent first."""
    return sorted(open_impacts(library), key=lambda impact: impact.last)


def waiting_undated(library: Library) -> list[Awaited]:
    """Return the changes of law that wait for a new version too, and whose last day nobody can reckon yet."""
    return [*open_awaited(library)]


def _by_year(
    library: Library, laws: list[Document[LegalDocument]]
) -> list[tuple[int | None, list[Document[LegalDocument]]]]:
    """Return year of effect and laws, in their order; None where the day is not known."""

    def year(law: Document[LegalDocument]) -> int | None:
        start = first_day(library, law)
        return start.year if start else None

    return [(when, list(several)) for when, several in groupby(laws, year)]


def _hits(library: Library, number: str) -> list[tuple[str, list[Document[ControlledDocument]]]]:
    """Return how procedures stand that a law hits, and which, each once."""
    found: dict[str, dict[str, Document[ControlledDocument]]] = {}
    for impact in impacts_of(library, number):
        found.setdefault(standing_name(impact.standing), {})[impact.procedure.meta.code] = impact.procedure
    for one in awaited_of(library, number):
        found.setdefault(_("the day is not known"), {})[one.procedure.meta.code] = one.procedure
    return [(words, [hit[code] for code in sorted(hit, key=order)]) for words, hit in found.items()]


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
