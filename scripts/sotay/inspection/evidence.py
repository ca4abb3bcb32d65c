"""What there is to show for an item: records, and what the engine itself can count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.kinds import by_name
from sotay.kinds.base import OfficialRecord
from sotay.kinds.decision import Decision
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.legal.impact import assessed, laws_of_year
from sotay.lifecycle import in_force
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.report.facts import citation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.inspection.items import Need, Shown, Source
    from sotay.library import Document, Library


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing that can be shown: what it is called, and its file or folder in the library."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a need; ``stands_in`` when it is not the proper kind of evidence."""

    need: Need
    exhibits: tuple[Exhibit, ...]
    stands_in: bool = False


def find(library: Library, need: Need) -> Evidence:
    """Return what the first source that has anything shows for a need, as of the library's day."""
    for index, source in enumerate(need.evidence):
        exhibits = _exhibits(library, source, need)
        if exhibits:
            return Evidence(need, exhibits, stands_in=index > 0)
    return Evidence(need, ())


def home(source: Source) -> str:
    """Return the file or folder in which evidence of a source is entered."""
    return _HOMES[source.shown] if source.shown else by_name()[source.kind].folder


def _exhibits(library: Library, source: Source, need: Need) -> tuple[Exhibit, ...]:
    if source.shown:
        return _SHOWN[source.shown](library)
    return tuple(_exhibit(library, record) for record in _records(library, source, need))


def _records(library: Library, source: Source, need: Need) -> list[Document[OfficialRecord]]:
    """Return the records known on the day: all that serve its year, or the latest."""
    kind, year = by_name()[source.kind], library.as_of.year
    assert issubclass(kind, OfficialRecord)
    fitting = [
        record for record in library.known(kind) if record.meta.serves <= year and _fits(record, source)
    ]
    return [r for r in fitting if r.meta.serves == year] if need.period == "year" else fitting[-1:]


def _fits(record: Document[OfficialRecord], source: Source) -> bool:
    if not source.having:
        return True
    value = getattr(record.meta, source.having)
    return bool(value == source.value if source.value else value)


def _exhibit(library: Library, record: Document[OfficialRecord]) -> Exhibit:
    return Exhibit(citation(library, record).text, record.path)


def _documents(library: Library) -> tuple[Exhibit, ...]:
    count = len(in_force(library))
    words = _("{count} documents in force", count=count)
    return (Exhibit(words, ControlledDocument.folder),) if count else ()


def _dossiers(library: Library) -> tuple[Exhibit, ...]:
    """Return the registers with rows received in the year, up to the day."""
    counts: dict[str, int] = {}
    for row in library.dossiers:
        received = row.dossier.received_at.date()
        if received.year == library.as_of.year and received <= library.as_of:
            counts[row.file] = counts.get(row.file, 0) + 1
    return tuple(
        Exhibit(_("{count} dossiers received in {year}", count=count, year=library.as_of.year), path)
        for path, count in sorted(counts.items())
    )


def _law(library: Library) -> tuple[Exhibit, ...]:
    """Return how many laws of the year were judged; nothing where no law is registered at all."""
    laws = laws_of_year(library, library.as_of.year)
    words = _(
        "{count} legal documents took effect in {year}, {assessed} of them assessed",
        count=len(laws),
        year=library.as_of.year,
        assessed=sum(assessed(library, law) for law in laws),
    )
    return (Exhibit(words, LegalDocument.folder),) if library.legal else ()


def _committees(library: Library) -> tuple[Exhibit, ...]:
    """Return the decisions that set up the committees of the day."""
    numbers = [entry.decision for entry in library.agency.committees if entry.holds(library.as_of)]
    known = {decision.id: decision for decision in library.known(Decision)}
    return tuple(_exhibit(library, known[number]) for number in numbers if number in known)


_HOMES: Final[dict[Shown, str]] = {
    "committees": AGENCY_FILE,
    "documents": ControlledDocument.folder,
    "dossiers": Dossier.folder,
    "law": LegalDocument.folder,
}
_SHOWN: Final[dict[Shown, Callable[[Library], tuple[Exhibit, ...]]]] = {
    "committees": _committees,
    "documents": _documents,
    "dossiers": _dossiers,
    "law": _law,
}
