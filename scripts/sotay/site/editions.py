"""What is published of the controlled documents: each version that has a print, where it stands and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.library import remembered
from sotay.lifecycle import State, lives
from sotay.messages import _
from sotay.names import watermark
from sotay.site.shelf import shelves
from sotay.witness import key_of

if TYPE_CHECKING:
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.lifecycle import Issue
    from sotay.site.shelf import Shelf, Volume
    from sotay.timeline import Station


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a controlled document to be printed.

    ``stem`` is the staged path of its files without the suffix; ``issue`` is what brought it into force, None for a draft.
    ``watermark`` stands across every page of a version that nobody should work by, ``note`` on its first page, such as what
    superseded it; both may be empty.
    """

    stem: str
    document: Document[ControlledDocument]
    state: State
    issue: Issue | None
    watermark: str = ""
    note: str = ""


@remembered
def published(library: Library) -> tuple[Edition, ...]:
    """Return every edition: those at the documents' own addresses, then those beside them."""
    return (*current(library), *beside(library))


def current(library: Library) -> tuple[Edition, ...]:
    """Return each controlled document as it stands at its own address, by code: in force, or what there is instead."""
    return tuple(_edition(library, shelf, shelf.main) for shelf in shelves(library).values())


def beside(library: Library) -> tuple[Edition, ...]:
    """Return what stands beside the documents at their own addresses: superseded, coming and draft texts, by code."""
    return tuple(
        _edition(library, shelf, volume) for shelf in shelves(library).values() for volume in shelf.others
    )


def _edition(library: Library, shelf: Shelf, volume: Volume) -> Edition:
    station = volume.station
    return Edition(
        stem=volume.stem,
        document=volume.document,
        state=station.state,
        issue=_issue(library, station),
        watermark=watermark(station.state),
        note=_note(shelf, station),
    )


def _issue(library: Library, station: Station) -> Issue | None:
    life = lives(library).get(station.code)
    wanted = (station.sha256, station.effective)
    return next((one for one in life.issues if (one.sha256, one.effective) == wanted), None) if life else None


def _note(shelf: Shelf, station: Station) -> str:
    """Say when a text ceased to be in force, and by what; nothing of one that has not."""
    if station.state not in {State.SUPERSEDED, State.WITHDRAWN} or not station.end or not station.ended_by:
        return ""
    said = {
        "start": write_short(station.effective),
        "end": write_short(station.end),
        "decision": key_of(station.ended_by),
    }
    if following := shelf.successor(station):
        return _(
            "In force from {start} until before {end}, replaced by version {version} ({decision}).",
            version=following.version,
            **said,
        )
    return _("In force from {start} until before {end}, withdrawn by {decision}.", **said)
