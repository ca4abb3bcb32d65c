"""Which text of a controlled document stands at which address: the one to work by at its own, all others beside it.

An officer who opens a document meets the version in force, never a draft or an obsolete text that looks valid (TCVN ISO
9001:2015, clause 7.5.3.2.d).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sotay.alphabet import order
from sotay.kinds.procedure import ControlledDocument
from sotay.library import remembered
from sotay.lifecycle import State, lives
from sotay.names import state_name
from sotay.rules.documents import file_name
from sotay.site import addresses
from sotay.timeline import Station, draft_of, timeline
from sotay.versions import documents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sotay.library import Document, Library

DRAFT: Final = "du-thao"


@dataclass(frozen=True, slots=True, eq=False)
class Volume:
    """One text of a document: where it stands in the document's life, and what it says.

    ``name`` tells it from the others in an address: its version, or ``du-thao``. ``stem`` is the staged path of its page
    without the suffix; ``folder`` is where all of the document stands that is not at its own address.
    """

    station: Station
    document: Document[ControlledDocument]
    name: str
    stem: str
    folder: str

    @property
    def page(self) -> str:
        """The staged path of its page."""
        return f"{self.stem}.md"

    @property
    def remark(self) -> str:
        """What sets it apart where it is named: its state; empty where it is in force."""
        state = self.station.state
        return "" if state is State.EFFECTIVE else state_name(state)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """All that is shown of one code: its stations, oldest first, and the volumes of those whose text is known.

    ``main`` is the volume at the document's own address.
    """

    code: str
    stations: tuple[Station, ...]
    main: Volume
    volumes: tuple[Volume, ...]

    @property
    def others(self) -> tuple[Volume, ...]:
        """The volumes that stand beside the main one."""
        return tuple(volume for volume in self.volumes if volume is not self.main)

    @property
    def neighbours(self) -> tuple[tuple[Volume, Volume], ...]:
        """The pairs of volumes to be compared: each approved version with the one before, the draft with what it changes."""
        approved = [station for station in self.stations if station.decision is not None]
        pairs = [(self.of(old), self.of(new)) for old, new in pairwise(approved)]
        for draft in self.stations[len(approved) :]:
            current = next((one for one in approved if one.state is State.EFFECTIVE), None)
            base = current or next(reversed(approved), None)
            pairs.append((self.of(base) if base else None, self.of(draft)))
        return tuple(
            (old, new) for old, new in pairs if old and new and old.station.sha256 != new.station.sha256
        )

    def successor(self, station: Station) -> Station | None:
        """Return the version that took the place of one; None where it still stands, or was withdrawn."""
        approved = (later for later in self.stations if later.decision is not None)
        return next((later for later in approved if later.effective == station.end), None)

    def of(self, station: Station) -> Volume | None:
        """Return the volume of a station; None where nobody has its text."""
        return next((volume for volume in self.volumes if volume.station.sha256 == station.sha256), None)


@remembered
def shelves(library: Library) -> dict[str, Shelf]:
    """Return code → shelf, by code; a code whose texts nobody has any more has none."""
    return _built(library, sorted({*lives(library), *library.procedures}, key=order))


def shelf_of(library: Library, code: str) -> Shelf | None:
    """Return the shelf of one code, without reading the old texts of all others."""
    return _built(library, [code]).get(code)


def _built(library: Library, codes: Iterable[str]) -> dict[str, Shelf]:
    stations = {code: _stations(library, code) for code in codes}
    said = documents(library, (s.text for several in stations.values() for s in several if s.text))
    taken = {addresses.of(document) for document in library.of(ControlledDocument)}
    found: dict[str, Shelf] = {}
    for code, several in stations.items():
        known = [station for station in several if station.sha256 in said and _is_own(station)]
        if known:
            with_texts = [(station, said[station.sha256]) for station in _once(known)]
            found[code] = _shelf(library, code, several, with_texts, taken)
            taken.add(found[code].main.page)
    return found


def comparison(old: Volume, new: Volume) -> str:
    """Return the staged path, without the suffix, of the redline of two volumes."""
    return f"{new.folder}/so-sanh-{old.name}-{new.name}"


def _stations(library: Library, code: str) -> tuple[Station, ...]:
    """Return the stations of a code; the text at hand is always among them, if only as a draft."""
    stations = timeline(library, code)
    at_hand = library.procedures.get(code)
    if at_hand is None or any(_is_own(s) and s.text and s.text.document is at_hand for s in stations):
        return stations
    return (*stations, draft_of(library, at_hand))


def _is_own(station: Station) -> bool:
    """Say whether the text is of the code and version that the decision names."""
    text = station.text
    return text is not None and (text.code, text.version) == (station.code, station.version)


def _once(stations: Iterable[Station]) -> list[Station]:
    """Return one station for each text: the one in force, or else the last; a decision may issue a text again."""
    found: dict[str, Station] = {}
    for station in stations:
        known = found.get(station.sha256)
        if known is None or known.state is not State.EFFECTIVE:
            found[station.sha256] = station
    return list(found.values())


def _shelf(
    library: Library,
    code: str,
    stations: tuple[Station, ...],
    known: Sequence[tuple[Station, Document[ControlledDocument]]],
    taken: Collection[str],
) -> Shelf:
    main = _main(library, known)
    folder = _stem(library, code, taken)
    volumes: list[Volume] = []
    for station, document in known:
        name = _name(station, {volume.name for volume in volumes})
        stem = folder if station is main else f"{folder}/{_file(name)}"
        volumes.append(Volume(station, document, name, stem, folder))
    own_volume = next(volume for volume in volumes if volume.station is main)
    return Shelf(code, stations, own_volume, tuple(volumes))


def _main(library: Library, known: Sequence[tuple[Station, Document[ControlledDocument]]]) -> Station:
    """Return what is in force; else what will be; else the text at hand; else the last there was."""
    for state in (State.EFFECTIVE, State.APPROVED):
        if found := next((station for station, _document in known if station.state is state), None):
            return found
    at_hand = library.procedures.get(known[0][0].code)
    return next((station for station, document in known if document is at_hand), known[-1][0])


def _name(station: Station, used: Collection[str]) -> str:
    name = station.version if station.decision is not None else DRAFT
    return f"{name}-{station.sha256[:8]}" if name in used else name


def _file(name: str) -> str:
    return name if name == DRAFT else f"lan-{name}"


def _stem(library: Library, code: str, taken: Collection[str]) -> str:
    """Return the address of a document: that of its file, or where that is gone, of its code."""
    at_hand = library.procedures.get(code)
    if at_hand is not None:
        return addresses.of(at_hand).removesuffix(".md")
    own = f"{addresses.PROCEDURES}/{file_name(code).removesuffix('.md')}"
    # QT.ĐT.01, QT.DT.01 and QT-DT-01 have one name; the fingerprint of a code belongs to it alone.
    return f"{own}-{hashlib.sha256(code.encode()).hexdigest()[:12]}" if f"{own}.md" in taken else own
