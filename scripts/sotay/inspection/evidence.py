"""What there is to show for a need: records, and what the engine itself can count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.acknowledgements import totals
from sotay.kinds import by_name
from sotay.kinds.acknowledgement import Acknowledgement
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED, OfficialRecord
from sotay.kinds.declaration import Declaration
from sotay.kinds.document_review import DocumentReview
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.kinds.nonconformity import Nonconformity
from sotay.kinds.procedure import ControlledDocument
from sotay.legal.changes import first_day, starts
from sotay.legal.impact import assessed, laws_of_year
from sotay.lifecycle import in_force
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.report.facts import citation, paper_of
from sotay.rules.corrections import is_open
from sotay.rules.organisation import founded

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.inspection.items import Need, Shown, Source
    from sotay.library import Document, Library


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing that can be shown: what it is called, and its file or folder in the library."""

    text: str
    path: str


def find(library: Library, need: Need, year: int) -> tuple[tuple[Exhibit, ...], bool]:
    """Return what the first source that has anything shows of a year, and whether that only stands in for the proper one."""
    for index, source in enumerate(need.evidence):
        exhibits = _exhibits(library, source, need, year)
        if exhibits:
            return exhibits, index > 0
    return (), False


def home(need: Need) -> str:
    """Return the file or folder in which the proper evidence is entered."""
    source = need.evidence[0]
    return _SHOWN[source.shown][0] if source.shown else by_name()[source.kind].folder


def _exhibits(library: Library, source: Source, need: Need, year: int) -> tuple[Exhibit, ...]:
    if source.shown:
        return _SHOWN[source.shown][1](library, year)
    return tuple(_exhibit(library, record) for record in _records(library, source, need, year))


def _records(library: Library, source: Source, need: Need, year: int) -> list[Document[OfficialRecord]]:
    """Return the records known on the day: all that serve the year, or the latest."""
    kind = by_name()[source.kind]
    assert issubclass(kind, OfficialRecord)
    fitting = [
        record
        for record in library.known(kind)
        if record.meta.serves <= year and _fits(library, record, source)
    ]
    return [r for r in fitting if r.meta.serves == year] if need.period == "year" else fitting[-1:]


def _fits(library: Library, record: Document[OfficialRecord], source: Source) -> bool:
    if source.latest:
        kind = by_name()[source.latest]
        assert issubclass(kind, OfficialRecord)
        latest = next(reversed(library.known(kind)), None)
        if latest is None or getattr(record.meta, source.latest) != latest.id:
            return False
    if not source.having:
        return True
    value = getattr(record.meta, source.having)
    return bool(value == source.value if source.value else value)


def _exhibit(library: Library, record: Document[OfficialRecord]) -> Exhibit:
    """Return a record by its paper; one that stands in another's paper says so."""
    text, paper = citation(library, record).text, paper_of(library, record)
    if paper is not record:
        text = _("{text}, the same paper as “{kind}”", text=text, kind=str(paper.meta.label))
    return Exhibit(text, record.path)


def _committees(library: Library, _year: int) -> tuple[Exhibit, ...]:
    """Return the decisions that set up the steering committees of the day."""
    return tuple(_exhibit(library, decision) for decision in founded(library) if decision)


def _documents(library: Library, _year: int) -> tuple[Exhibit, ...]:
    count = len(in_force(library))
    return (
        (Exhibit(_("{count} documents in force", count=count), ControlledDocument.folder),) if count else ()
    )


def _dossiers(library: Library, year: int) -> tuple[Exhibit, ...]:
    """Return the registers with rows received in the year, up to the day."""
    counts: dict[str, int] = {}
    for row in library.dossiers:
        received = row.entry.received_at.date()
        if received.year == year and received <= library.as_of:
            counts[row.file] = counts.get(row.file, 0) + 1
    return tuple(
        Exhibit(_("{count} dossiers received in {year}", count=count, year=year), path)
        for path, count in sorted(counts.items())
    )


def _law(library: Library, year: int) -> tuple[Exhibit, ...]:
    """Return how many laws of the year were judged; without any, what shows that somebody looked for them.

    That is an assessment of the year, or reviews of the year that together went through every document in force.
    """
    laws = laws_of_year(library, year)
    if laws:
        words = _(
            "{count} legal documents took effect in {year}, {assessed} of them assessed",
            count=len(laws),
            year=year,
            assessed=sum(assessed(library, law) for law in laws),
        )
        unverified = sum(_unverified(library, law) for law in laws)
        doubt = _("the day of effect of {count} of them unverified", count=unverified) if unverified else ""
        return (Exhibit("; ".join(filter(None, (words, doubt))), LegalDocument.folder),)
    looked = _assessments(library, year) or _reviews(library, year)
    none = _("no legal document of the register took effect in {year}", year=year)
    return tuple(Exhibit(f"{exhibit.text}; {none}", exhibit.path) for exhibit in looked)


def _unverified(library: Library, law: Document[LegalDocument]) -> bool:
    """Say whether the day on which a law took effect was not seen in the official text."""
    first = first_day(library, law)
    return not any(start.verified for start in starts(library)[law.meta.number] if start.day == first)


def _assessments(library: Library, year: int) -> tuple[Exhibit, ...]:
    days = (entry.date for law in library.legal.values() for entry in law.meta.assessments)
    count = sum(day.year == year and day <= library.as_of for day in days)
    return (
        (Exhibit(_("{count} assessments of {year}", count=count, year=year), LegalDocument.folder),)
        if count
        else ()
    )


def _reviews(library: Library, year: int) -> tuple[Exhibit, ...]:
    reviews = [review for review in library.known(DocumentReview) if review.meta.serves == year]
    reviewed = {code for review in reviews for code in review.meta.codes}
    codes = {document.meta.code for document in in_force(library)}
    return tuple(_exhibit(library, review) for review in reviews) if codes and codes <= reviewed else ()


def _register(library: Library, year: int) -> tuple[Exhibit, ...]:
    """Return that the register holds no law of the year; nothing where it holds none at all."""
    words = _("the register has no legal document of {year} yet", year=year)
    return (Exhibit(words, LegalDocument.folder),) if library.legal else ()


def _nonconformities(library: Library, year: int) -> tuple[Exhibit, ...]:
    """Return how many nonconformities the year's audits counted, where a report says so, and how many are put right."""
    reports = [report.meta for report in library.known(AuditReport) if report.meta.serves == year]
    counts = [report.nonconformities for report in reports if report.nonconformities != NOT_STATED]
    if not counts:
        return ()
    recorded = [record.meta for record in library.known(Nonconformity) if record.meta.serves == year]
    words = _(
        "{counted} counted by the audits of {year}, {recorded} on record, {closed} of them closed",
        counted=sum(counts),
        year=year,
        recorded=len(recorded),
        closed=sum(not is_open(record.closed, library) for record in recorded),
    )
    return (Exhibit(words, Nonconformity.folder),)


def _readings(library: Library, _year: int) -> tuple[Exhibit, ...]:
    """Return how many readings are confirmed of the documents that sheets are kept for."""
    divisions = totals(library)
    words = _(
        "{read} of {asked} readings confirmed",
        read=sum(division.read for division in divisions),
        asked=sum(division.asked for division in divisions),
    )
    return (Exhibit(words, Acknowledgement.folder),) if divisions else ()


def _scope(library: Library, _year: int) -> tuple[Exhibit, ...]:
    """Return the last declaration with what it covers, where it says so."""
    latest = next(reversed(library.known(Declaration)), None)
    if latest is None or latest.meta.scope == NOT_STATED:
        return ()
    name = citation(library, latest).text
    return (Exhibit(_("{name}: {count} codes", name=name, count=len(latest.meta.scope)), latest.path),)


def _services(library: Library, _year: int) -> tuple[Exhibit, ...]:
    """Return how many administrative procedures the agency is known to carry out."""
    count = sum(service.holds(library.as_of) for service in library.agency.services)
    words = _("{count} published administrative procedures", count=count)
    return (Exhibit(words, AGENCY_FILE),) if count else ()


_SHOWN: Final[dict[Shown, tuple[str, Callable[[Library, int], tuple[Exhibit, ...]]]]] = {
    "committees": (AGENCY_FILE, _committees),
    "documents": (ControlledDocument.folder, _documents),
    "dossiers": (Dossier.folder, _dossiers),
    "law": (LegalDocument.folder, _law),
    "legal-register": (LegalDocument.folder, _register),
    "nonconformities": (AuditReport.folder, _nonconformities),
    "readings": (Acknowledgement.folder, _readings),
    "scope": (Declaration.folder, _scope),
    "services": (AGENCY_FILE, _services),
}
"""What the engine shows → the file or folder that it rests on, and how."""
