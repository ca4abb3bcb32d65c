"""Gather the facts of the annual report: each value with its records, each gap with what would fill it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import write_long, write_short
from sotay.figures import budget, dossier_count
from sotay.figures.counting import By
from sotay.figures.period import Period
from sotay.findings import Finding, Place, Severity
from sotay.kinds.annual_report import AnnualReport, Estimate
from sotay.kinds.audit_plan import AuditPlan
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED, OfficialRecord
from sotay.kinds.dissemination import Dissemination
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.survey import Survey
from sotay.kinds.training import Training
from sotay.legal.impact import OPEN, Impact, assessed, impacts, laws_of_year
from sotay.legal.impact import Standing as Impacted
from sotay.lifecycle import in_force
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.report.facts import Fact, Standing, called_later, citation, figure, money, percent
from sotay.report.markdown import CITATION, Prose, plain, sections
from sotay.report.survey_facts import survey_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from sotay.library import Document, Library


_IN_TIME: Final = ("early", "on_time", "late")
_DOSSIERS: Final = ("carried_over", "received", "resolved", *_IN_TIME, "pending", "overdue")


@dataclass(slots=True)
class Desk:
    """What is gathered while the report is written.

    ``library`` is asked on the report's own day. ``asked`` is the same on the day asked about: its dossiers are timed once for
    the reports of all years, and counted until the report's day.
    """

    library: Library
    year: int
    record: Document[AnnualReport] | None
    asked: Library
    facts: dict[str, Fact] = field(default_factory=dict)
    gaps: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where the report itself is written, or agency.yml while it has no record."""
        return self.record.place("year") if self.record else Place(AGENCY_FILE)

    def keep(self, fact: Fact) -> Fact:
        """Note a fact that the report prints; one that its source does not state is worth a warning."""
        self.facts.setdefault(fact.id, fact)
        if fact.standing is Standing.NOT_STATED:
            message = _(
                "The report omits `{fact}`: its source does not state it. Find the figure and enter it.",
                fact=fact.id,
            )
            self.note("RPT103", message, Place(fact.records[0]) if fact.records else self.place)
        return fact

    def gap(self, code: str, message: str, place: Place | None = None) -> None:
        """Note what must be there before the report can be issued."""
        self.gaps.append(Finding(code, Severity.WARNING, message, place or self.place))

    def note(self, code: str, message: str, place: Place | None = None) -> None:
        """Note what a reader should know, once."""
        finding = Finding(code, Severity.WARNING, message, place or self.place)
        if finding not in self.notes:
            self.notes.append(finding)


def gather(desk: Desk, meta: AnnualReport, day: date) -> dict[str, Any]:
    """Return what the template may name, the agency as it was on ``day``; what is missing or not stated is noted on the desk."""
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
    standard = library.agency.standard_on(day)
    return {
        "year": year,
        "next_year": year + 1,
        "year_is_over": library.as_of.year > year,
        "agency": library.agency.names_on(day),
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
        "enclosures": [
            _enclosure(desk, record, text) for record, text in ((e.record, e.text) for e in meta.enclosures)
        ],
        **_audit(desk, latest(AuditReport)),
        **_money(desk),
        **_people(desk, latest(Training), latest(Survey)),
        **_estimate(desk, meta),
    }


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _resolve_citations(text: str, library: Library, cite: Callable[..., Fact]) -> str:
    def resolve(match: re.Match[str]) -> str:
        name = match[1].strip()
        record = library.by_id.get(name)
        if record is not None and isinstance(record.meta, OfficialRecord):
            return str(cite(record))
        later = called_later(library, name)
        return plain(later) if later else match[1]

    return CITATION.sub(resolve, text)


class _Procedures:
    """The procedures in force, for the row that names their list."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.documents = in_force(desk.library)

    def list(self, text: str) -> Fact:
        """Return the words for the master list, resting on every procedure in force."""
        at_hand = self._desk.library.procedures
        records = tuple(at_hand.get(document.meta.code, document).path for document in self.documents)
        return self._desk.keep(Fact("procedures.in_force", len(records), text, records))


@dataclass(frozen=True, slots=True)
class _LawLine:
    """A change of law as the template prints it, with the codes of the procedures that it stands alike for."""

    law: Fact
    procedures: str
    ends: bool
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
    """The laws that took effect in the year: what they changed in it for procedures in force, and those that hit only drafts."""

    count: int
    in_force: tuple[_LawLine, ...]
    drafts: tuple[_LawLine, ...]
    unassessed: tuple[dict[str, Fact], ...]
    facts: tuple[Fact, ...]


def _laws(desk: Desk) -> _Laws:
    library = desk.library
    laws = laws_of_year(library, desk.year)
    numbers = {law.meta.number for law in laws}
    of_laws = [impact for impact in impacts(library) if impact.law.meta.number in numbers]
    hit = {impact.law.meta.number for impact in of_laws if impact.in_force}
    # A part that begins or ends in a later year is that year's.
    hitting = [impact for impact in of_laws if impact.in_force and impact.change.day.year == desk.year]
    only_drafts = [impact for impact in of_laws if not impact.in_force and impact.law.meta.number not in hit]
    unassessed = [law for law in laws if law.meta.number not in hit and not assessed(library, law)]
    facts = {law.meta.number: desk.keep(_law_fact(law)) for law in laws}
    counts = {name: len(found) for name, found in _followed(hitting).items()}
    paths = tuple(law.path for law in laws or library.of(LegalDocument))
    for name, count in (counts | {"unassessed": len(unassessed)}).items():
        desk.keep(Fact(f"laws.{name}", count, str(count), paths))
    return _Laws(
        count=counts["count"],
        in_force=_together(_law_line(desk, impact, facts) for impact in hitting),
        drafts=_together(_law_line(desk, impact, facts) for impact in only_drafts),
        unassessed=tuple({"cited": facts[law.meta.number]} for law in unassessed),
        facts=tuple(facts.values()),
    )


def _together(lines: Iterable[_LawLine]) -> tuple[_LawLine, ...]:
    """Return the lines with those in one that differ by their procedure alone, in the order of the first of them."""
    codes: dict[_LawLine, list[str]] = {}
    for line in lines:
        codes.setdefault(replace(line, procedures=""), []).append(line.procedures)
    return tuple(replace(line, procedures=", ".join(found)) for line, found in codes.items())


def _followed(hitting: Sequence[Impact]) -> dict[str, set[str]]:
    """Return the numbers of the laws that hit procedures in force: all, followed in time, late, and those still open.

    A law is as late as its latest procedure (Decision 19/2014/QĐ-TTg, Article 4.4.a).
    """
    standings: dict[str, set[Impacted]] = {}
    for impact in hitting:
        standings.setdefault(impact.law.meta.number, set()).add(impact.standing)
    late = {number for number, found in standings.items() if found & {Impacted.LATE, Impacted.OVERDUE}}
    open_ = {number for number, found in standings.items() if found & OPEN} - late
    return {"count": {*standings}, "in_time": {*standings} - late - open_, "late": late, "open": open_}


def _law_fact(law: Document[LegalDocument]) -> Fact:
    text = f"{law.meta.type} {law.meta.number}"
    return Fact(f"record:{law.id}", law.meta.number, text, (law.path,))


def _law_line(desk: Desk, impact: Impact, facts: dict[str, Fact]) -> _LawLine:
    assessment = impact.assessment
    person = desk.library.agency.person(assessment.by, assessment.date) if assessment else None
    return _LawLine(
        law=facts[impact.law.meta.number],
        procedures=impact.procedure.meta.code,
        ends=impact.change.ends,
        start=write_short(impact.deadline.start),
        due=write_short(impact.last),
        standing=impact.standing.value,
        verified=impact.change.verified,
        adapted=write_short(impact.adapted, named=True) if impact.adapted else "",
        days_left=impact.days_left,
        assessed_by=person.position if person else assessment.by if assessment else "",
        assessed_on=write_short(assessment.date, named=True) if assessment else "",
    )


def _dossiers(desk: Desk) -> dict[str, Fact]:
    library = desk.library
    if not library.registers_of(Dossier):
        desk.gap(
            "RPT107",
            dossier_count.unreadable(library)
            or _("There is no dossier register for {year}: add records/dossiers/{year}.csv.", year=desk.year),
        )
        return {}
    year = Period.of_year(desk.year)
    until = year.until(library.as_of).end
    counted = dossier_count.count(desk.asked, year, until=until)
    registers = _registers(desk.asked, year, until)
    desk.keep(Fact("dossiers.until", until.isoformat(), write_short(until), registers))
    figures = counted.whole
    numbers = {name: getattr(figures, name) for name in _DOSSIERS} | {"left_out": counted.left_out}
    shares = {f"{name}_share": figures.share(numbers[name]) for name in ("resolved", *_IN_TIME)} | {
        f"{name}_share_of_resolved": figures.share_of_resolved(numbers[name]) for name in _IN_TIME
    }
    if counted.left_out:
        message = _(
            "The figures of dossiers are incomplete: {count} rows of the register are not counted. Correct them.",
            count=counted.left_out,
        )
        desk.note("RPT112", message, Place(registers[0]))
    texts = {name: str(number) for name, number in numbers.items()} | {
        name: percent(share) for name, share in shares.items()
    }
    return {
        name: desk.keep(Fact(f"dossiers.{name}", value, texts[name], registers))
        for name, value in (numbers | shares).items()
    }


def _registers(library: Library, year: Period, until: date) -> tuple[str, ...]:
    """Return the registers that the figures of a year rest on, first the one with most dossiers received in it."""
    received = {
        path: figures.received
        for path, figures in dossier_count.count(library, year, By.REGISTER, until=until).figures.items()
        if path
    }
    return tuple(sorted(received, key=lambda path: (-received[path], path))) or library.registers_of(Dossier)


def _audit(desk: Desk, report: Document[Any] | None) -> dict[str, Any]:
    count = report.meta.nonconformities if report else NOT_STATED
    records = (report.path,) if report else ()
    fact = figure("audit.nonconformities", count, str(count), records)
    return {"audit_report": report, "nonconformities": desk.keep(fact) if report else fact}


def _money(desk: Desk) -> dict[str, Any]:
    """Return the money of the year, and what each decision granted of it; of a sum with a part unknown nothing is known."""
    decisions = budget.decisions(desk.library, desk.year)
    if not decisions:
        desk.gap(
            "RPT109", _("There is no budget record for {year}: add one to records/budgets.", year=desk.year)
        )
    by_decision = [budget.of_decision(decision.meta) for decision in decisions]
    several = len(decisions) > 1
    granted = []
    for number, (decision, amounts) in enumerate(zip(decisions, by_decision, strict=True), start=1):
        facts = _amounts(f"budget.{number}" if several else "budget", amounts, (decision.path,))
        for name, fact in facts.items():
            if fact.stated or name != "remaining":
                desk.keep(fact)
        granted.append({"decision": decision, **facts})
    total = _amounts("budget", budget.total(by_decision), tuple(decision.path for decision in decisions))
    if several:  # of a part that is not stated its own fact has warned
        desk.facts |= {fact.id: fact for fact in total.values()}
    return {"budgets": granted, "budget_total": total}


def _amounts(identifier: str, amounts: budget.Amounts, records: tuple[str, ...]) -> dict[str, Fact]:
    found = {"granted": amounts.granted, "disbursed": amounts.disbursed, "remaining": amounts.left}
    return {
        name: figure(f"{identifier}.{name}", NOT_STATED, "", records)
        if value is None
        else figure(f"{identifier}.{name}", value, money(value), records)
        for name, value in found.items()
    }


def _people(desk: Desk, training: Document[Any] | None, survey: Document[Any] | None) -> dict[str, Any]:
    count = training.meta.participants if training else NOT_STATED
    participants = figure("training.participants", count, str(count), (training.path,) if training else ())
    if training is not None:
        desk.keep(participants)
    facts = survey_facts(desk, survey)
    for kind, record in ((Training, training), (Survey, survey)):
        if record is None:
            desk.gap(
                "RPT110",
                _(
                    "There is no record of {kind} for {year}: add one to {folder}.",
                    kind=str(kind.label),
                    year=desk.year,
                    folder=kind.folder,
                ),
            )
    return {"training": training, "participants": participants, **facts}


def _estimate(desk: Desk, meta: AnnualReport) -> dict[str, Any]:
    records = (desk.record.path,) if desk.record else ()

    def amount(name: str, value: int) -> Fact:
        return desk.keep(Fact(f"estimate.{name}", value, money(value), records))

    lines = [
        {
            "content": line.content,
            "amount": amount(str(index), line.amount),
            "explanation": line.explanation or _processes(desk, index, line, records),
        }
        for index, line in enumerate(meta.estimate, start=1)
    ]
    return {"estimate": lines, "estimate_total": amount("total", sum(line.amount for line in meta.estimate))}


def _processes(desk: Desk, index: int, line: Estimate, records: tuple[str, ...]) -> Fact | None:
    """Return how many processes a line of the estimate names; it rests on the report's record and on their texts."""
    codes = sorted(set(line.codes))
    if not codes:
        return None
    known = (desk.library.procedures[code].path for code in codes if code in desk.library.procedures)
    words = _("{count} processes", count=len(codes))
    return desk.keep(Fact(f"estimate.{index}.processes", len(codes), words, (*records, *known)))


def _enclosure(desk: Desk, identifier: str, text: str) -> Fact:
    record = desk.library.by_id.get(identifier)
    if record is None:
        desk.gap("RPT111", _("The enclosure {record} is not there: add the record.", record=identifier))
        return Fact(f"record:{identifier}", None, text, (), Standing.MISSING)
    return desk.keep(Fact(f"enclosure:{identifier}", identifier, text, (record.path,)))
