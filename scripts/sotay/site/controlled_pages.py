"""The controlled documents: the list of those in force, the list of the others, and a page for each at its own address."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sotay import past
from sotay.approvals import Text, approvals_for
from sotay.legal.impact import awaited, impacts
from sotay.library import remembered
from sotay.lifecycle import State, settled_on
from sotay.lists.distribution import division_name
from sotay.names import kind_name, signature_name, standing_name, state_name, watermark
from sotay.outputs.timeline_text import SHOWN
from sotay.site import addresses, prose_links, rule_links, shelf
from sotay.site.former_prose import former_prose
from sotay.site.procedure_parts import diagrams, parts
from sotay.timeline import Proof
from sotay.witness import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sotay.approvals import JudgedApproval
    from sotay.kinds.legal import LegalDocument
    from sotay.kinds.procedure import ControlledDocument
    from sotay.legal.impact import Awaited, Impact
    from sotay.library import Document, Library
    from sotay.site.shelf import Shelf, Volume
    from sotay.site.writer import Writer
    from sotay.timeline import Station

INDEX: Final = f"{addresses.PROCEDURES}/index.md"
OTHERS: Final = f"{addresses.PROCEDURES}/khong-hieu-luc.md"
ROLES: Final = ("prepared_by", "reviewed_by", "approved_by")
# What the list of documents that nobody works by shows, in this order; an obsolete version stands on no list.
_LISTED: Final = (State.APPROVED, State.DRAFT, State.WITHDRAWN)


def pages(writer: Writer, prints: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the two lists and of the page at each document's own address.

    ``prints`` are the staged paths of the prints there are.
    """
    shelves = shelf.shelves(writer.library).values()
    in_force = [one.main for one in shelves if one.main.station.state is State.EFFECTIVE]
    groups = {
        state: [v for one in shelves for v in one.volumes if _listed(one, v, state)] for state in _LISTED
    }
    common = {
        "division": partial(division_name, writer.library),
        "state_name": state_name,
        "groups": groups,
        "others": OTHERS,
    }
    yield INDEX, writer.render("procedures.md.j2", INDEX, in_force=in_force, **common)
    if any(groups.values()):
        yield OTHERS, writer.render("procedures_not_in_force.md.j2", OTHERS, **common)
    drawn = diagrams(writer.library, "diagrams", [one.main for one in shelves])
    for one in shelves:
        values = {
            "timeline": [_entry(one, station) for station in one.stations],
            "name": writer.name,
            "flow": drawn[one.main.page],
            "day_of": day_of,
        }
        yield one.main.page, document_page(writer, one, one.main, prints, **values)


def document_page(
    writer: Writer, shelf: Shelf, volume: Volume, prints: Collection[str], **values: Any
) -> str:
    """Return the page of one text of a document, at whichever address."""
    library, station, document = writer.library, volume.station, volume.document
    at_hand = library.procedures.get(shelf.code)
    shown_at_hand = document is at_hand
    as_the_file_is = document is (library.whole or library).by_path.get(document.path)
    common: dict[str, Any] = {
        "main": shelf.main,
        "volume": volume,
        "station": station,
        "meta": document.meta,
        "source": at_hand.path if at_hand and (shown_at_hand or volume is shelf.main) else None,
        "watermark": watermark(station.state),
        "successor": shelf.successor(station),
        "undated": past.is_undated(library, document),
        "decision_name": writer.name(station.decision) if station.decision else None,
        "ended_by_name": writer.name(station.ended_by) if station.ended_by else None,
        "division": division_name(library, document.meta.division),
        "people": people(writer, document),
        "approvals": [_approval(writer, one) for one in _approvals(writer, station)],
        "bases": bases(writer, document),
        "impacts": _impacts_on(library).get(shelf.code, ()) if volume is shelf.main else (),
        "awaited": _awaited_by(library).get(shelf.code, ()) if volume is shelf.main else (),
        "standing_name": standing_name,
        "body": _prose(writer, document, volume.page, former=not (shown_at_hand and as_the_file_is)),
        "kind_name": kind_name(document.meta.kind),
        "prints": prints,
        "downloads": [
            posixpath.basename(name)
            for suffix in ("pdf", "docx")
            if (name := f"{volume.stem}.{suffix}") in prints
        ],
        "timeline": [],
        "comparison": None,
    }
    return writer.render("procedure.md.j2", volume.page, **(common | parts(writer, volume) | values))


def _prose(writer: Writer, document: Document[ControlledDocument], page: str, *, former: bool) -> str:
    """Return the body of a document, codes and numbers that it names as links, and below its headings those that check them."""
    body = (
        prose_links.linked(writer.library, former_prose(writer, document, page), page)
        if former
        else writer.prose(document, page)
    )
    return rule_links.with_checks(body, document.meta.checked_by, page)


def bases(
    writer: Writer, document: Document[ControlledDocument]
) -> list[tuple[Document[LegalDocument] | None, str, str | None]]:
    """Return the legal basis of a document: entry in the register, number, articles."""
    meta = document.meta
    return [
        (writer.library.legal.get(number), number, _articles(meta, number)) for number in meta.basis_numbers
    ]


@remembered
def _impacts_on(library: Library) -> dict[str, list[Impact]]:
    found: dict[str, list[Impact]] = {}
    for impact in impacts(library):
        found.setdefault(impact.procedure.meta.code, []).append(impact)
    return found


@remembered
def _awaited_by(library: Library) -> dict[str, list[Awaited]]:
    found: dict[str, list[Awaited]] = {}
    for one in awaited(library):
        found.setdefault(one.procedure.meta.code, []).append(one)
    return found


def _articles(meta: ControlledDocument, number: str) -> str | None:
    return next((b.articles for b in meta.legal_basis if not isinstance(b, str) and b.number == number), None)


def _listed(shelf: Shelf, volume: Volume, state: State) -> bool:
    """Say whether a volume stands on the list of a state: of what is withdrawn, only the last text."""
    return volume.station.state is state and (state is not State.WITHDRAWN or volume is shelf.main)


def people(writer: Writer, document: Document[ControlledDocument]) -> dict[str, str]:
    """Return role → who answers for a text, in the position of the day on which it was approved."""
    day = settled_on(writer.library, document)
    return {role: writer.person(getattr(document.meta, role), day) for role in ROLES}


def _approvals(writer: Writer, station: Station) -> tuple[JudgedApproval, ...]:
    return approvals_for(writer.library, Text(station.code, station.version, station.sha256))


def _approval(writer: Writer, approval: JudgedApproval) -> dict[str, Any]:
    person = approval.person
    return {
        "record": approval.record,
        "role": approval.meta.role,
        "person": f"{person.name}, {person.position}"
        if person
        else writer.person(approval.meta.by, approval.meta.date),
        "day": approval.meta.date,
        "proof": signature_name(approval.verdict),
    }


def _entry(shelf: Shelf, station: Station) -> dict[str, Any]:
    """Return what the time line says of one version."""
    volume = shelf.of(station)
    pair = next(((old, new) for old, new in shelf.neighbours if new is volume), None)
    return {
        "station": station,
        "state": state_name(station.state),
        "imported": station.proof is Proof.IMPORTED,
        "successor": shelf.successor(station),
        "digits": station.sha256[:SHOWN],
        "filed": station.text.commit if station.text else None,
        "recorded": station.recorded,
        "volume": volume if volume is not shelf.main else None,
        "known": volume is not None,
        "comparison": f"{_compared(*pair)}.md" if pair else None,
    }


def _compared(old: Volume, new: Volume) -> str:
    return shelf.comparison(old, new)
