"""Compose the annual report: facts and their evidence put into the words of the template, once for every output."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sotay.calendar_vn import official_parts, write_long, write_short
from sotay.findings import Finding, Place, Severity
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.audit_plan import AuditPlan
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED, OfficialRecord
from sotay.kinds.budget import Budget
from sotay.kinds.dissemination import Dissemination
from sotay.kinds.legal import LegalDocument
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.survey import Survey
from sotay.kinds.training import Training
from sotay.legal import Impact, assessed, laws_of_year
from sotay.load import AGENCY_FILE, TEMPLATE
from sotay.messages import _, speaking
from sotay.official import Letterhead, OfficialDocument
from sotay.registers import DossierFigures, count_dossiers
from sotay.report.facts import Fact, Standing, citation, figure, money, percent
from sotay.report.markdown import CITATION, Prose, plain, sections
from sotay.report.rows import Found, RowText, find, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.kinds.agency import Names
    from sotay.library import Document, Library

TEMPLATES: Final = Path(__file__).parent / "templates"
TEMPLATE_NAME: Final = "annual-report.md.j2"


class ReportState(StrEnum):
    """A draft is marked and lists its gaps; for signature, number and day are blank; issued, nothing is missing."""

    DRAFT = "draft"
    FOR_SIGNATURE = "for-signature"
    ISSUED = "issued"


class TemplateFailed(Exception):
    """The template of the report cannot be filled in; the message says where and why."""


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
    """The composed report. ``gaps`` are findings that forbid the state *issued*; ``findings`` hold them and the rest."""

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


@dataclass(slots=True)
class _Desk:
    """What is gathered while the report is written."""

    library: Library
    year: int
    record: Document[AnnualReport] | None
    facts: dict[str, Fact] = field(default_factory=dict)
    gaps: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return self.record.place("year") if self.record else Place(AGENCY_FILE)

    def keep(self, fact: Fact) -> Fact:
        self.facts.setdefault(fact.id, fact)
        if fact.standing is Standing.NOT_STATED:
            message = _("The report omits `{fact}`: its source does not state it. Find the figure and enter it.", fact=fact.id)
            self.note("RPT103", message, Place(fact.records[0]) if fact.records else self.place)
        return fact

    def gap(self, code: str, message: str, place: Place | None = None) -> None:
        self.gaps.append(Finding(code, Severity.WARNING, message, place or self.place))

    def note(self, code: str, message: str, place: Place | None = None) -> None:
        finding = Finding(code, Severity.WARNING, message, place or self.place)
        if finding not in self.notes:
            self.notes.append(finding)


def report_record(library: Library, year: int) -> Document[AnnualReport] | None:
    """Return the annual-report record of ``year``."""
    return next((record for record in library.of(AnnualReport) if record.meta.year == year), None)


def compose_official(library: Library, year: int, state: ReportState | None = None) -> Report:
    """Compose the report in Vietnamese, the language of official documents, whoever asks for it."""
    with speaking("vi"):
        return compose(library, year, state)


def compose(library: Library, year: int, state: ReportState | None = None) -> Report:
    """Compose the report of ``year``; without ``state``, issued once number and date are entered, else for signature.

    Raises ``TemplateFailed`` when the words cannot be filled in. A gap is never an exception.
    """
    record = report_record(library, year)
    desk = _Desk(library, year, record)
    meta = record.meta if record else AnnualReport(year=year)
    if record is None:
        desk.gap("RPT106", _("There is no annual-report record for {year}: add one to records/annual-reports.", year=year))
    if state is None:
        state = ReportState.ISSUED if meta.number and meta.date else ReportState.FOR_SIGNATURE
    if state is ReportState.ISSUED and not (meta.number and meta.date):
        desk.gap("RPT108", _("The report of {year} has no number or date: enter both in its record.", year=year))
    environment = _environment(library)
    context = _context(desk, meta)
    rows = _rows(desk, environment, context)
    context |= {"rows": rows, "gaps": ()}
    markdown = _fill(environment, TEMPLATE_NAME, context)
    if state is ReportState.DRAFT and desk.gaps:
        markdown = _fill(environment, TEMPLATE_NAME, context | {"gaps": [gap.message for gap in desk.gaps]})
    letterhead = _letterhead(library, meta, state)
    return Report(
        year=year,
        state=state,
        as_of=library.as_of,
        markdown=unicodedata.normalize("NFC", markdown),
        letterhead=letterhead,
        title=" ".join((letterhead.kind.capitalize(), *letterhead.subject)),
        date=meta.date if state is ReportState.ISSUED and meta.date else library.as_of,
        facts=desk.facts,
        rows=rows,
        gaps=tuple(desk.gaps),
        findings=(*desk.gaps, *desk.notes),
        enclosures=tuple(enclosure.record for enclosure in meta.enclosures),
    )


def template_text(library: Library) -> str:
    """Return the template in use: the agency's own, or the engine's."""
    own = library.root / TEMPLATE
    return (own if own.is_file() else TEMPLATES / TEMPLATE_NAME).read_text(encoding="utf-8")


def _environment(library: Library) -> ImmutableSandboxedEnvironment:
    own = library.root / Path(TEMPLATE).parent
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(own), FileSystemLoader(TEMPLATES)]),
        undefined=StrictUndefined,
        finalize=_finalize,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (the text is Markdown; values are escaped for it by `finalize`)
    )
    environment.filters["indented"] = lambda text: Prose("\n".join("    " + line for line in str(text).splitlines()))
    return environment


def _finalize(value: object) -> object:
    if isinstance(value, Prose | Fact):
        return str(value)
    if value is None:
        return ""
    return plain(value) if isinstance(value, str) else value


def _fill(environment: ImmutableSandboxedEnvironment, name: str, context: dict[str, Any]) -> str:
    try:
        return environment.get_template(name).render(context)
    except TemplateError as error:
        raise _failed(error, name) from error


def _fill_text(environment: ImmutableSandboxedEnvironment, text: str, context: dict[str, Any]) -> str:
    try:
        return environment.from_string(text).render(context).strip()
    except TemplateError as error:
        raise _failed(error, text) from error


def _failed(error: TemplateError, where: str) -> TemplateFailed:
    line = getattr(error, "lineno", None)
    place = f"{where}:{line}" if line else where
    return TemplateFailed(_("The template {place} cannot be filled in: {why}", place=place, why=str(error)))


def _context(desk: _Desk, meta: AnnualReport) -> dict[str, Any]:
    library, year = desk.library, desk.year

    def latest(kind: type[OfficialRecord]) -> Document[OfficialRecord] | None:
        found = [record for record in library.known(kind) if record.meta.serves == year]
        return found[-1] if found else None

    def cite(record: Document[OfficialRecord], **options: Any) -> Fact:
        fact = citation(library, record, **options)
        desk.facts.setdefault(fact.id, fact)
        return fact

    def narrative(heading: str) -> Prose:
        text = sections(desk.record.body).get(heading) if desk.record else None
        if text:
            return Prose(_resolve_citations(text, library, cite))
        desk.gap("RPT104", _("The report's record has no section “{heading}”: write it.", heading=heading))
        return Prose(_("(no text: {heading})", heading=heading))

    request = library.by_id.get(meta.requested_by or "")
    standard = library.agency.standard_on(library.as_of)
    return {
        "year": year,
        "next_year": year + 1,
        "agency": library.agency.names_on(library.as_of),
        "standard": standard.version if standard else "TCVN ISO 9001",
        "cite": cite,
        "narrative": narrative,
        "on_the_day": lambda record: _first_capital(write_long(record.meta.date)),
        "request": request,
        "audit_plan": latest(AuditPlan),
        "review": latest(ManagementReview),
        "dissemination": latest(Dissemination),
        "procedures": _Procedures(desk),
        "laws": _laws(desk),
        "dossiers": _dossiers(desk),
        "enclosures": [_enclosure(desk, record, text) for record, text in ((e.record, e.text) for e in meta.enclosures)],
        **_audit(desk, latest(AuditReport)),
        **_money(desk, latest(Budget)),
        **_people(desk, latest(Training), latest(Survey)),
        **_estimate(desk, meta),
    }


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _resolve_citations(text: str, library: Library, cite: Callable[..., Fact]) -> str:
    def resolve(match: re.Match[str]) -> str:
        record = library.by_id.get(match[1].strip())
        return str(cite(record)) if record is not None and isinstance(record.meta, OfficialRecord) else match[1]

    return CITATION.sub(resolve, text)


class _Procedures:
    """The procedures in force, for the row that names their list."""

    def __init__(self, desk: _Desk) -> None:
        self._desk = desk
        self.documents = desk.library.in_force

    def list(self, text: str) -> Fact:
        """Return the words for the master list, resting on every procedure in force."""
        records = tuple(document.path for document in self.documents)
        return self._desk.keep(Fact("procedures.in_force", len(records), text, records))


@dataclass(frozen=True, slots=True)
class _LawLine:
    """An impact as the template prints it."""

    law: Fact
    procedure: str
    start: str
    due: str
    standing: str
    verified: bool
    adapted: str
    days_left: int | None
    assessed_by: str
    assessed_on: str


@dataclass(frozen=True, slots=True)
class _Laws:
    """The laws that took effect in the year: those that hit procedures in force, those that hit only drafts."""

    count: int
    in_force: tuple[_LawLine, ...]
    drafts: tuple[_LawLine, ...]
    unassessed: tuple[dict[str, Fact], ...]
    facts: tuple[Fact, ...]


def _laws(desk: _Desk) -> _Laws:
    library = desk.library
    laws = laws_of_year(library, desk.year)
    numbers = {law.meta.number for law in laws}
    impacts = [impact for impact in library.impacts if impact.law.meta.number in numbers]
    hitting = [impact for impact in impacts if impact.in_force]
    hit = {impact.law.meta.number for impact in hitting}
    only_drafts = [impact for impact in impacts if not impact.in_force and impact.law.meta.number not in hit]
    unassessed = [law for law in laws if law.meta.number not in hit and not assessed(library, law)]
    facts = {law.meta.number: desk.keep(_law_fact(law)) for law in laws}
    return _Laws(
        count=len(hit),
        in_force=tuple(_law_line(desk, impact, facts) for impact in hitting),
        drafts=tuple(_law_line(desk, impact, facts) for impact in only_drafts),
        unassessed=tuple({"cited": facts[law.meta.number]} for law in unassessed),
        facts=tuple(facts.values()),
    )


def _law_fact(law: Document[LegalDocument]) -> Fact:
    text = f"{law.meta.type} {law.meta.number}"
    return Fact(f"record:{law.id}", law.meta.number, text, (law.path,))


def _law_line(desk: _Desk, impact: Impact, facts: dict[str, Fact]) -> _LawLine:
    assessment = impact.assessment
    person = desk.library.agency.person(assessment.by, assessment.date) if assessment else None
    last = impact.deadline.rolled if desk.library.agency.policy.breach_on == "rolled" else impact.deadline.raw
    return _LawLine(
        law=facts[impact.law.meta.number],
        procedure=impact.procedure.meta.code,
        start=write_short(impact.deadline.start),
        due=write_short(last),
        standing=impact.standing.value,
        verified=any(e.verified for e in impact.law.meta.effects if e.from_ == impact.deadline.start),
        adapted=write_short(impact.adapted, named=True) if impact.adapted else "",
        days_left=impact.days_left,
        assessed_by=person.position if person else assessment.by if assessment else "",
        assessed_on=write_short(assessment.date, named=True) if assessment else "",
    )


def _dossiers(desk: _Desk) -> dict[str, Fact]:
    library = desk.library
    if not library.registers:
        desk.gap("RPT107", _("There is no dossier register for {year}: add records/dossiers/{year}.csv.", year=desk.year))
        return {}
    figures = count_dossiers(library.dossiers, desk.year, library.as_of)
    found: dict[str, Fact] = {}
    for name in DossierFigures.__dataclass_fields__:
        count = getattr(figures, name)
        found[name] = desk.keep(Fact(f"dossiers.{name}", count, str(count), library.registers))
        if name in {"resolved", "early", "on_time", "late"}:
            share = figures.share(count)
            found[f"{name}_share"] = desk.keep(Fact(f"dossiers.{name}_share", share, percent(share), library.registers))
    return found


def _audit(desk: _Desk, report: Document[Any] | None) -> dict[str, Any]:
    count = report.meta.nonconformities if report else NOT_STATED
    records = (report.path,) if report else ()
    fact = figure("audit.nonconformities", count, str(count), records)
    return {"audit_report": report, "nonconformities": desk.keep(fact) if report else fact}


def _money(desk: _Desk, budget: Document[Any] | None) -> dict[str, Any]:
    if budget is None:
        desk.gap("RPT109", _("There is no budget record for {year}: add one to records/budgets.", year=desk.year))
        nothing = Fact("budget", None, "", (), Standing.MISSING)
        return {"budget": None, "granted": nothing, "disbursed": nothing, "remaining": nothing}
    records = (budget.path,)
    granted, disbursed = budget.meta.granted, budget.meta.disbursed
    known = granted != NOT_STATED and disbursed != NOT_STATED
    remaining = granted - disbursed if known else NOT_STATED
    facts = {
        name: figure(f"budget.{name}", value, money(value) if value != NOT_STATED else "", records)
        for name, value in (("granted", granted), ("disbursed", disbursed), ("remaining", remaining))
    }
    for name in ("granted", "disbursed"):
        desk.keep(facts[name])
    if known:
        desk.keep(facts["remaining"])
    return {"budget": budget, **facts}


def _people(desk: _Desk, training: Document[Any] | None, survey: Document[Any] | None) -> dict[str, Any]:
    participants = training.meta.participants if training else NOT_STATED
    answers = survey.meta.answers if survey else NOT_STATED
    satisfied = survey.meta.satisfied if survey else NOT_STATED
    facts = {
        "participants": figure("training.participants", participants, str(participants), (training.path,) if training else ()),
        "answers": figure("survey.answers", answers, str(answers), (survey.path,) if survey else ()),
        "satisfied": figure("survey.satisfied", satisfied, str(satisfied), (survey.path,) if survey else ()),
    }
    known = answers != NOT_STATED and satisfied != NOT_STATED and answers > 0
    share = 100 * satisfied / answers if known else 0.0
    satisfaction = Fact("survey.satisfaction", share, percent(share), (survey.path,) if survey else ())
    for fact in (*facts.values(), *((satisfaction,) if known else ())):
        if fact.records:
            desk.keep(fact)
    for kind, record in ((Training, training), (Survey, survey)):
        if record is None:
            desk.gap("RPT110", _("There is no record of {kind} for {year}: add one to {folder}.", kind=str(kind.label), year=desk.year, folder=kind.folder))
    return {"training": training, "survey": survey, "satisfaction": satisfaction, **facts}


def _estimate(desk: _Desk, meta: AnnualReport) -> dict[str, Any]:
    records = (desk.record.path,) if desk.record else ()

    def amount(name: str, value: int) -> Fact:
        return desk.keep(Fact(f"estimate.{name}", value, money(value), records))

    lines = [
        {"content": line.content, "amount": amount(str(index), line.amount), "explanation": line.explanation}
        for index, line in enumerate(meta.estimate, start=1)
    ]
    return {"estimate": lines, "estimate_total": amount("total", sum(line.amount for line in meta.estimate))}


def _enclosure(desk: _Desk, identifier: str, text: str) -> Fact:
    record = desk.library.by_id.get(identifier)
    if record is None:
        desk.gap("RPT111", _("The enclosure {record} is not there: add the record.", record=identifier))
        return Fact(f"record:{identifier}", None, text, (), Standing.MISSING)
    return desk.keep(Fact(f"enclosure:{identifier}", identifier, text, (record.path,)))


def _rows(desk: _Desk, environment: ImmutableSandboxedEnvironment, context: dict[str, Any]) -> tuple[Row, ...]:
    served: dict[str, int] = {}
    return tuple(
        _row(desk, environment, context, number, row, served) for number, row in enumerate(read_rows(), start=1)
    )


def _row(  # noqa: PLR0913 (a row needs the desk, the words, and what other rows used)
    desk: _Desk,
    environment: ImmutableSandboxedEnvironment,
    context: dict[str, Any],
    number: int,
    row: RowText,
    served: dict[str, int],
) -> Row:
    found = find(desk.library, row, desk.year)
    standing, evidence = Standing.STATED, ()
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
    text = _fill_text(environment, words, context | {"evidence": found.record if found else None})
    if standing is Standing.MISSING:
        desk.gap("RPT101", _("Row {number} of the report has no evidence: {words}.", number=number, words=_visible(text)))
    return Row(number, row.content, Prose(text), standing, evidence)


def _visible(markdown: str) -> str:
    return re.sub(r"\[([^\]]*)\]\(evidence:[^)]*\)", r"\1", markdown).replace("\\", "")


def _flag_double_use(desk: _Desk, number: int, found: Found, served: dict[str, int]) -> None:
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


def _letterhead(library: Library, meta: AnnualReport, state: ReportState) -> Letterhead:
    names = library.agency.names_on(meta.date or library.as_of)
    issued = state is ReportState.ISSUED
    number = (meta.number or "").partition("/")[0] if issued else ""
    day, month, year = official_parts(meta.date if issued and meta.date else library.as_of)
    signer = library.agency.person(meta.signer or "", library.as_of)
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
