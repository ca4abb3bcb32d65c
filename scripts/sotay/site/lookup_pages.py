"""Ways in: what there is by division, area, kind, year and state, a page for each; legal documents have their register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.alphabet import order
from sotay.kinds import all_kinds
from sotay.kinds.base import OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.kinds.nonconformity import Nonconformity
from sotay.legal.changes import is_known
from sotay.legal.validity import Validity, validity
from sotay.lifecycle import State
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.names import kind_name, state_name, validity_name
from sotay.rules.corrections import is_open
from sotay.site import addresses
from sotay.site.shelf import shelves
from sotay.site.slugs import slugify
from sotay.site.writer import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.kinds.base import Kind
    from sotay.library import Document, Library
    from sotay.site.shelf import Volume
    from sotay.site.writer import Writer

INDEX: Final = f"{addresses.LOOKUP}/index.md"
AREAS: Final = f"{addresses.LOOKUP}/linh-vuc.md"
LONG: Final = 60
"""Entries above which all groups of a way but the first are folded."""
_BY_KIND: Final = f"{addresses.LOOKUP}/loai.md"
# An obsolete version stands on no list.
_STATES: Final = (State.EFFECTIVE, State.APPROVED, State.DRAFT, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a way leads to: address, what it is called, and what sets it apart, empty where nothing does."""

    page: str
    words: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What has one thing in common: the name of that, its place on the page, and the pages."""

    name: str
    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: what things are told apart by, its page, and the groups; one without groups is not shown."""

    name: str
    page: str
    groups: tuple[Group, ...]


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the list of ways and of each way."""
    found = [way for way in _ways(writer) if way.groups]
    register = f"{addresses.LAW}/index.md"
    yield INDEX, writer.render("lookups.md.j2", INDEX, ways=found, register=register)
    for way in found:
        long = sum(len(group.entries) for group in way.groups) > LONG
        yield way.page, writer.render("lookup.md.j2", way.page, way=way, long=long)


def area_anchor(area: str) -> str:
    """Return where the page of areas tells of one, however it is capitalised."""
    return f"linh-vuc-{slugify(area, '-')}"


def folders(library: Library) -> dict[str, tuple[str, str]]:
    """Return folder of records → address and name of the place that lists them."""
    return {
        f"{addresses.RECORDS}/{kind.folder.partition('/')[2]}": (
            f"{_BY_KIND}#{kind.name}",
            text(kind.plural),
        )
        for kind in _record_kinds()
        if library.of(kind)
    }


def _ways(writer: Writer) -> Iterator[Way]:
    yield Way(_("By division"), f"{addresses.LOOKUP}/don-vi.md", tuple(_divisions(writer)))
    yield Way(_("By area"), AREAS, tuple(_areas(writer)))
    yield Way(_("By kind"), _BY_KIND, tuple(_kinds(writer)))
    yield Way(_("By year"), f"{addresses.LOOKUP}/nam.md", tuple(_years(writer)))
    yield Way(_("By state"), f"{addresses.LOOKUP}/trang-thai.md", tuple(_states(writer)))


def _mains(library: Library) -> list[Volume]:
    """Return the documents as they stand at their own addresses, by code."""
    return [shelf.main for shelf in shelves(library).values()]


def _living(library: Library) -> list[Volume]:
    over = {State.SUPERSEDED, State.WITHDRAWN}
    return [volume for volume in _mains(library) if volume.station.state not in over]


def _volume(volume: Volume) -> Entry:
    return Entry(volume.page, f"{volume.station.code} {volume.document.meta.title}", volume.remark)


def _document(writer: Writer, document: Document[Kind]) -> Entry:
    subject = getattr(document.meta, "subject", None) or ""
    return Entry(addresses.of(document), writer.name(document), subject)


def _law(writer: Writer, law: Document[LegalDocument], *, sure: bool = True) -> Entry:
    doubt = "" if sure else f" {_('(unverified)')}"
    return Entry(addresses.of(law), writer.name(law), f"{law.meta.title}{doubt}")


def _gathered(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = {}
    for name, entry in pairs:
        found.setdefault(name, []).append(entry)
    return {name: tuple(entries) for name, entries in found.items()}


def _record_kinds() -> list[type[Kind]]:
    return [kind for kind in all_kinds() if kind.folder.startswith("records/") and kind is not LegalDocument]


def _records(library: Library) -> Iterator[Document[Kind]]:
    """Yield the records by kind, the latest first."""
    for kind in _record_kinds():
        yield from sorted(library.of(kind), key=lambda one: (_year(one) or 0, one.path), reverse=True)


def _year(record: Document[Kind]) -> int | None:
    """Return the year that a record serves; None where it has none."""
    meta = record.meta
    if isinstance(meta, OfficialRecord):
        return meta.serves
    day = getattr(meta, "date", None)
    return day.year if day is not None else None


def _divisions(writer: Writer) -> Iterator[Group]:
    library = writer.library
    found = _gathered(
        [(volume.document.meta.division, _volume(volume)) for volume in _living(library)]
        + [
            (division, _document(writer, record))
            for record in _records(library)
            if isinstance(division := getattr(record.meta, "division", None), str)
        ]
    )
    codes = dict.fromkeys((*(division.code for division in library.agency.divisions), *sorted(found)))
    for code in codes:
        if code in found:
            yield Group(division_name(library, code), f"don-vi-{slugify(code, '-')}", found[code])


def _areas(writer: Writer) -> Iterator[Group]:
    """Yield the documents of each area, then the administrative procedures that name none; nothing where nobody names one."""
    unsaid = _("Area not stated")
    named: dict[str, str] = {}
    pairs = []
    for volume in _living(writer.library):
        meta = volume.document.meta
        if area := meta.area or (unsaid if meta.service else ""):
            anchor = area_anchor(area)
            named.setdefault(anchor, area)
            pairs.append((anchor, _volume(volume)))
    if set(named.values()) - {unsaid}:
        found = _gathered(pairs)
        for anchor in sorted(found, key=lambda one: (named[one] == unsaid, order(named[one].lower()))):
            yield Group(named[anchor], anchor, found[anchor])


def _kinds(writer: Writer) -> Iterator[Group]:
    library = writer.library
    documents = _gathered((volume.document.meta.kind, _volume(volume)) for volume in _living(library))
    for kind, entries in documents.items():
        yield Group(_capital(kind_name(kind)), f"tai-lieu-{kind}", entries)
    laws = _gathered((law.meta.type, _law(writer, law)) for law in library.of(LegalDocument))
    for name, entries in laws.items():
        yield Group(name, f"van-ban-{slugify(name, '-')}", entries)
    records = _gathered((type(one.meta).name, _document(writer, one)) for one in _records(library))
    for record_kind in _record_kinds():
        if record_kind.name in records:
            yield Group(str(record_kind.plural), record_kind.name, records[record_kind.name])


def _years(writer: Writer) -> Iterator[Group]:
    library = writer.library
    pairs = [
        (str(volume.station.effective.year), _volume(volume))
        for volume in _mains(library)
        if volume.station.state is State.EFFECTIVE and volume.station.effective
    ]
    pairs += [
        (str(law.meta.issued.year), _law(writer, law))
        for law in library.of(LegalDocument)
        if law.meta.issued is not None
    ]
    pairs += [
        (str(year), _document(writer, record)) for record in _records(library) if (year := _year(record))
    ]
    found = _gathered(pairs)
    for name in sorted(found, reverse=True):
        yield Group(name, f"nam-{name}", found[name])


def _states(writer: Writer) -> Iterator[Group]:
    library = writer.library
    documents = _gathered((volume.station.state.value, _volume(volume)) for volume in _volumes(library))
    for state in _STATES:
        if state.value in documents:
            name = _("Documents: {state}", state=state_name(state))
            yield Group(name, f"tai-lieu-{state.value}", documents[state.value])
    laws = _gathered(
        (standing.value, _law(writer, law, sure=sure))
        for law in library.of(LegalDocument)
        if is_known(library, law)
        for standing, sure in [validity(library, law)]
    )
    for standing in Validity:
        if standing.value in laws:
            name = _("Legal documents: {state}", state=validity_name(standing))
            yield Group(name, f"van-ban-{standing.value}", laws[standing.value])
    points = _gathered(
        ("open" if is_open(record.meta.closed, library) else "closed", _document(writer, record))
        for record in library.known(Nonconformity)
    )
    for value, name in (("open", _("Nonconformities: open")), ("closed", _("Nonconformities: closed"))):
        if value in points:
            yield Group(name, f"khong-phu-hop-{value}", points[value])


def _volumes(library: Library) -> Iterator[Volume]:
    """Yield the texts that a list of states shows; of what is withdrawn, only the last."""
    for shelf in shelves(library).values():
        for volume in shelf.volumes:
            if volume.station.state is not State.WITHDRAWN or volume is shelf.main:
                yield volume


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
