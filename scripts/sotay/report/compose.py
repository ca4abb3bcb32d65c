"""Compose the annual report: facts and their evidence put into the words of the template, once for every output."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import official_parts, write_short
from sotay.findings import Finding
from sotay.kinds.annual_report import AnnualReport
from sotay.load import TEMPLATE
from sotay.messages import _, speaking
from sotay.official import Letterhead, OfficialDocument
from sotay.report import wording
from sotay.report.facts import Fact, Standing, citation
from sotay.report.gather import Desk, gather
from sotay.report.markdown import Prose
from sotay.report.rows import Found, RowText, find, read_rows
from sotay.report.wording import fill, fill_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from sotay.kinds.agency import Names
    from sotay.library import Document, Library

TEMPLATE_NAME: Final = "annual-report.md.j2"


class ReportState(StrEnum):
    """A draft is marked and lists its gaps; for signature, number and day are blank; issued, nothing is missing."""

    DRAFT = "draft"
    FOR_SIGNATURE = "for-signature"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the results table as it is printed; ``evidence`` are identifiers of facts."""

    number: int
    content: str
    result: str
    standing: Standing
    evidence: tuple[str, ...]

    @property
    def words(self) -> str:
        """The result without marks of evidence."""
        return _visible(self.result)


@dataclass(frozen=True, slots=True)
class Report:
    """The composed report. ``gaps`` are findings that forbid the state *issued*; ``findings`` hold them and the rest.

    ``as_of`` is the day to which it tells: its own day for one that is dated, for it says nothing of what came after it was signed.
    ``date`` is its own day, and agency, parent and signer stand in it as they were on that day: the one of its record, but
    ``as_of`` for a draft and where the record has none.
    """

    year: int
    state: ReportState
    as_of: date
    markdown: str
    letterhead: Letterhead
    title: str
    date: date
    facts: dict[str, Fact]
    rows: tuple[Row, ...]
    gaps: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    enclosures: tuple[str, ...]

    def document(self, parse: Callable[[str], str]) -> OfficialDocument:
        """Return what the outputs render; ``parse`` turns Markdown into a pandoc AST."""
        return OfficialDocument(self.letterhead, parse(self.markdown), self.title, self.date)


def report_record(library: Library, year: int) -> Document[AnnualReport] | None:
    """Return the annual-report record of ``year``."""
    return next((record for record in library.of(AnnualReport) if record.meta.year == year), None)


def compose_official(library: Library, year: int, state: ReportState | None = None) -> Report:
    """Compose the report in Vietnamese, the language of official documents, whoever asks for it."""
    with speaking("vi"):
        return compose(library, year, state)


def compose(library: Library, year: int, state: ReportState | None = None) -> Report:
    """Compose the report of ``year``; without ``state``, issued once number and date are entered, else for signature.

    One that is dated, and is no draft, is composed as of its own day: it is asked for before the year is over (Circular
    26/2014/TT-BKHCN, Article 35), and can tell of nothing that came after it was signed. Raises ``WordingError`` when the words
    cannot be filled in. A gap is never an exception.
    """
    record = report_record(library, year)
    meta = record.meta if record else AnnualReport(year=year)
    asked = library
    if state is not ReportState.DRAFT and meta.date is not None and meta.date < library.as_of:
        library = replace(library, as_of=meta.date)
    desk = Desk(library, year, record, asked)
    if record is None:
        desk.gap(
            "RPT106",
            _("There is no annual-report record for {year}: add one to records/annual-reports.", year=year),
        )
    if state is None:
        state = ReportState.ISSUED if meta.number and meta.date else ReportState.FOR_SIGNATURE
    if state is ReportState.ISSUED and not (meta.number and meta.date):
        desk.gap(
            "RPT108", _("The report of {year} has no number or date: enter both in its record.", year=year)
        )
    day = library.as_of if state is ReportState.DRAFT else meta.date or library.as_of
    environment = wording.environment(library.root / Path(TEMPLATE).parent)
    context = gather(desk, meta, day)
    context["cut_off"] = write_short(library.as_of) if day == library.as_of == meta.date else ""
    rows = _rows(desk, environment, context)
    context |= {"rows": rows, "gaps": ()}
    markdown = fill(environment, TEMPLATE_NAME, context)
    if state is ReportState.DRAFT and desk.gaps:
        markdown = fill(environment, TEMPLATE_NAME, context | {"gaps": [gap.message for gap in desk.gaps]})
    letterhead = _letterhead(library, meta, state, day)
    return Report(
        year=year,
        state=state,
        as_of=library.as_of,
        markdown=unicodedata.normalize("NFC", markdown),
        letterhead=letterhead,
        title=" ".join((letterhead.kind.capitalize(), *letterhead.subject)),
        date=day,
        facts=desk.facts,
        rows=rows,
        gaps=tuple(desk.gaps),
        findings=(*desk.gaps, *desk.notes),
        enclosures=tuple(enclosure.record for enclosure in meta.enclosures),
    )


def _rows(desk: Desk, environment: ImmutableSandboxedEnvironment, context: dict[str, Any]) -> tuple[Row, ...]:
    served: dict[str, int] = {}
    return tuple(
        _row(desk, environment, context, number, row, served)
        for number, row in enumerate(read_rows(), start=1)
    )


def _row(  # noqa: PLR0913, PLR0917 (a row needs the desk, the words, and what other rows used)
    desk: Desk,
    environment: ImmutableSandboxedEnvironment,
    context: dict[str, Any],
    number: int,
    row: RowText,
    served: dict[str, int],
) -> Row:
    found = find(desk.library, row, desk.year)
    standing = Standing.STATED
    evidence: tuple[str, ...] = ()
    if row.figure == "procedures":
        standing = Standing.STATED if context["procedures"].documents else Standing.MISSING
        evidence = ("procedures.in_force",)
    elif row.figure == "laws":
        standing = Standing.MISSING if context["laws"].unassessed else Standing.STATED
        evidence = tuple(fact.id for fact in context["laws"].facts)
    elif found is None:
        standing = Standing.MISSING
    else:
        evidence = (f"record:{found.record.id}",)
        _flag_double_use(desk, number, found, served)
    words = row.missing if standing is Standing.MISSING else row.result
    text = fill_text(environment, words, context | {"evidence": found.record if found else None})
    if standing is Standing.MISSING:
        desk.gap(
            "RPT101",
            _("Row {number} of the report has no evidence: {words}.", number=number, words=_visible(text)),
        )
    return Row(number, row.content, Prose(text), standing, evidence)


def _visible(markdown: str) -> str:
    return re.sub(r"\[([^\]]*)\]\(evidence:[^)]*\)", r"\1", markdown).replace("\\", "")


def _flag_double_use(desk: Desk, number: int, found: Found, served: dict[str, int]) -> None:
    paper = citation(desk.library, found.record).records[0]
    other = served.setdefault(paper, number)
    if other != number:
        message = _(
            "Row {number} of the report rests on {paper}, which already serves row {other}: a record of its own is better evidence.",
            number=number,
            paper=paper,
            other=other,
        )
        desk.note("RPT102", message, found.record.place("date"))


def _letterhead(library: Library, meta: AnnualReport, state: ReportState, own: date) -> Letterhead:
    names = library.agency.names_on(own)
    issued = state is ReportState.ISSUED
    number = (meta.number or "").partition("/")[0] if issued else ""
    day, month, year = official_parts(own)
    signer = library.agency.person(meta.signer or "", own)
    return Letterhead(
        parent=names.letterhead_parent,
        issuer=names.letterhead,
        number=number,
        symbol=_symbol(meta, names),
        place=names.place,
        day=day if issued else "",
        month=month,
        year=year,
        kind=meta.kind_of_paper,
        subject=_subject(meta.subject or meta.title or ""),
        addressees=meta.addressees,
        recipients=meta.recipients,
        authority=meta.authority,
        position=signer.position if signer else "",
        signer=signer.name if signer else "",
        draft=state is ReportState.DRAFT,
    )


def _symbol(meta: AnnualReport, names: Names) -> str:
    if meta.number and "/" in meta.number:
        return meta.number.partition("/")[2]
    return f"BC-{names.abbreviation}"


def _subject(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip()) or ("",)
