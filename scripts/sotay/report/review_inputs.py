"""The inputs of the management review, a to f of TCVN ISO 9001:2015, clause 9.3.2, as the records have them.

What nothing is recorded of is noted as a gap, with what would fill it, where the law or the standard asks for it each year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import write_short
from sotay.figures import budget, catalogue, objectives, survey, telling
from sotay.figures.period import Period
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED, OfficialRecord
from sotay.kinds.complaint import Complaint
from sotay.kinds.consultant import Consultant
from sotay.kinds.decision import Decision
from sotay.kinds.document_review import DocumentReview
from sotay.kinds.inspection import Inspection
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.measurement import Measurement
from sotay.kinds.nonconformity import Nonconformity
from sotay.kinds.objectives import Objectives
from sotay.kinds.survey import Survey
from sotay.kinds.training import Training
from sotay.legal.impact import MUST_CHANGE, assessed, impacts, laws_of_year
from sotay.legal.telling import change_name, standing_words
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.report.facts import citation, money, percent
from sotay.rules.corrections import is_open
from sotay.sound_rows import sound_rows
from sotay.survey.telling import counted

if TYPE_CHECKING:
    from datetime import date
    from typing import TypeVar

    from sotay.kinds.budget import Budget
    from sotay.library import Document, Library

    Record = TypeVar("Record", bound=OfficialRecord)

_DOSSIERS: Final = (
    "received",
    "carried_over",
    "resolved",
    "in_time_share",
    "late",
    "pending",
    "overdue",
    "reappointed",
)
"""The figures of the dossiers that the review reads, in this order."""


class Inputs:
    """What is gathered for the pack of one year."""

    def __init__(self, library: Library, year: int) -> None:
        self.library, self.year = library, year
        self.period = Period.of_year(year).until(library.as_of)
        self.gaps: list[str] = []

    def gathered(self) -> dict[str, Any]:
        """Return what the template may name; what is missing is noted."""
        standard = self.library.agency.standard_on(self.library.as_of)
        return {
            "year": self.year,
            "as_of": write_short(self.library.as_of),
            "agency": self.library.agency.names_on(self.library.as_of).name,
            "standard": standard.version if standard else "TCVN ISO 9001",
            "name": self._name,
            **self._previous(),
            **self._changes(),
            **self._satisfaction(),
            "objectives": self._objectives(),
            **self._processes(),
            **self._nonconformities(),
            "measurements": [self._measurement(record.meta) for record in self._of(Measurement)],
            **self._audits(),
            "consultants": [self._consultant(contract) for contract in self._of_contracts()],
            **self._resources(),
            **self._improvement(),
        }

    def _of(self, kind: type[Record]) -> list[Document[Record]]:
        return [record for record in self.library.known(kind) if record.meta.serves == self.year]

    def _name(self, record: Document[OfficialRecord]) -> str:
        return citation(self.library, record).text

    def _who(self, identifier: str) -> str:
        person = self.library.agency.person(identifier, self.library.as_of)
        return f"{person.name}, {person.position}" if person else identifier

    def _lacks(self, sentence: str) -> None:
        self.gaps.append(sentence)

    def _lacks_records(self, kind: type[OfficialRecord]) -> None:
        self._lacks(
            _(
                "There is no record of {kind} for {year}: add one to {folder}.",
                kind=str(kind.label),
                year=self.year,
                folder=kind.folder,
            )
        )

    def _owed(self, due: date | None, closed: date | None) -> str:
        """Say how something stands that somebody owes by a day."""
        if not is_open(closed, self.library) and closed is not None:
            late = due is not None and closed > due
            day = write_short(closed)
            return _("done on {day}, late", day=day) if late else _("done on {day}", day=day)
        return _("overdue") if due is not None and due < self.library.as_of else _("in progress")

    def _previous(self) -> dict[str, Any]:
        reviews = self.library.known(ManagementReview)
        before = [review for review in reviews if review.meta.serves < self.year]
        previous = before[-1] if before else None
        if previous is not None and not previous.meta.actions:
            self._lacks(
                _(
                    "{review} has no `actions`: enter what it decided, with owner and day, so that the review can follow it.",
                    review=self._name(previous),
                )
            )
        actions = [
            {
                "text": action.text,
                "owner": self._who(action.owner),
                "due": write_short(action.due),
                "standing": self._owed(action.due, action.closed),
            }
            for action in (previous.meta.actions if previous else ())
        ]
        return {"previous": previous, "actions": actions}

    def _changes(self) -> dict[str, Any]:
        library = self.library
        laws = laws_of_year(library, self.year)
        numbers = {law.meta.number for law in laws}
        of_year = [impact for impact in impacts(library) if impact.law.meta.number in numbers]
        hit = {impact.law.meta.number for impact in of_year}
        unassessed = [law for law in laws if law.meta.number not in hit and not assessed(library, law)]
        for law in unassessed:
            self._lacks(
                _(
                    "{number} is not assessed: enter in its `assessments` which procedures it concerns, or that it concerns none.",
                    number=law.meta.number,
                )
            )
        return {
            "impacts": [
                {
                    "law": change_name(impact.change),
                    "procedure": impact.procedure.meta.code,
                    "last": write_short(impact.last),
                    "standing": standing_words(impact),
                }
                for impact in of_year
            ],
            "laws": len(laws),
            "unassessed": [f"{law.meta.type} {law.meta.number}" for law in unassessed],
            "internal": self._internal(),
        }

    def _internal(self) -> list[str]:
        """Return what changed in the agency itself: names, divisions, documents brought into force or withdrawn."""
        agency = self.library.agency
        said = [
            _("The agency is called {name} from {day} on.", name=names.name, day=write_short(names.from_))
            for names in agency.names
            if names.from_ and self._within(names.from_)
        ]
        for division in agency.divisions:
            if division.from_ and self._within(division.from_):
                said.append(
                    _(
                        "{division} works from {day} on.",
                        division=division.name,
                        day=write_short(division.from_),
                    )
                )
            if division.until and self._within(division.until):
                said.append(
                    _(
                        "{division} worked until {day}.",
                        division=division.name,
                        day=write_short(division.until),
                    )
                )
        said += [
            _(
                "{decision} brings {issued} documents into force and withdraws {withdrawn}.",
                decision=self._name(decision),
                issued=len(decision.meta.issues),
                withdrawn=len(decision.meta.withdraws),
            )
            for decision in self._of(Decision)
            if decision.meta.issues or decision.meta.withdraws
        ]
        return said

    def _within(self, day: date) -> bool:
        return self.period.start <= day <= self.period.end

    def _satisfaction(self) -> dict[str, Any]:
        surveys = self._of(Survey)
        found = survey.results(self.library)
        if not surveys:
            self._lacks_records(Survey)
        for record in surveys:
            if found[record.id].whole is None:
                self._lacks(
                    _(
                        "{survey} has no result: keep its answers in records/survey-answers, or state them in the record.",
                        survey=self._name(record),
                    )
                )
        complaints = self._of(Complaint)
        return {
            "surveys": [
                {
                    "name": self._name(record),
                    "told": counted(self.library, record),
                    "remarks": survey.remarks(found[record.id]),
                    "comments": found[record.id].comments,
                }
                for record in surveys
            ],
            "complaints": [
                {
                    "name": record.meta.title or record.meta.number or record.id,
                    "procedure": record.meta.procedure or "",
                    "standing": self._owed(record.meta.due, record.meta.closed),
                    "outcome": record.meta.outcome or "",
                }
                for record in complaints
            ],
        }

    def _objectives(self) -> list[dict[str, str]]:
        records = self._of(Objectives)
        if not records:
            self._lacks_records(Objectives)
        for record in records:
            if record.meta.objectives == NOT_STATED:
                self._lacks(
                    _("{record} does not state its objectives: enter them.", record=self._name(record))
                )
        results = objectives.of_year(self.library, self.year)
        for result in results:
            if result.outcome is objectives.Outcome.NO_DATA:
                self._lacks(
                    _(
                        "“{objective}” has no result of {period}: add the measurement, or complete the register that measures it.",
                        objective=result.objective.text,
                        period=result.name,
                    )
                )
        return [
            {
                "text": result.objective.text,
                "owner": telling.owner(self.library, result.objective),
                "period": result.name,
                "target": telling.target_text(result.objective),
                "measured": telling.measured_text(result),
                "outcome": telling.outcome_name(result.outcome),
            }
            for result in results
        ]

    def _processes(self) -> dict[str, Any]:
        shown = []
        left_out = 0
        for name in _DOSSIERS:
            figure = catalogue.KNOWN[f"dossiers.{name}"]
            measured = figure.ask(self.library, self.period, None)
            if measured.value is None:
                continue
            left_out = measured.left_out
            value = telling.number(measured.value)
            if measured.of is not None:
                value = f"{measured.count}/{measured.of} ({percent(measured.value)})"
            shown.append({"label": str(figure.label), "value": value})
        if shown:
            shown.append({"label": _("Letters of apology"), "value": str(self._apologies())})
        else:
            self._lacks(
                _("There is no dossier register for {year}: add records/dossiers/{year}.csv.", year=self.year)
            )
        return {"dossiers": shown, "dossiers_left_out": left_out}

    def _apologies(self) -> int:
        """Count the letters of apology of the year; one without a day is of the day on which the dossier was due."""
        dossiers = (row.entry for row in sound_rows(self.library).rows if row.entry.apology)
        return sum(self._within(dossier.apology_on or dossier.due_at.date()) for dossier in dossiers)

    def _nonconformities(self) -> dict[str, Any]:
        found = [
            record
            for record in self.library.known(Nonconformity)
            if record.meta.serves == self.year or is_open(record.meta.closed, self.library)
        ]
        return {
            "nonconformities": [
                {
                    "number": record.meta.number or record.id,
                    "division": division_name(self.library, record.meta.division),
                    "description": record.meta.description,
                    "owner": self._who(record.meta.owner),
                    "due": write_short(record.meta.due),
                    "standing": self._owed(record.meta.due, record.meta.closed),
                }
                for record in found
            ]
        }

    def _measurement(self, meta: Measurement) -> dict[str, str]:
        text = next(
            (
                objective.text
                for record in self._of(Objectives)
                for objective in record.meta.stated
                if objective.id == meta.objective
            ),
            meta.objective,
        )
        return {"objective": text, "period": meta.period, "day": write_short(meta.date)}

    def _audits(self) -> dict[str, Any]:
        reports = self._of(AuditReport)
        if not reports:
            self._lacks_records(AuditReport)
        return {
            "audits": [
                {
                    "name": self._name(report),
                    "count": "" if report.meta.nonconformities == NOT_STATED else report.meta.nonconformities,
                    "conclusion": report.meta.conclusion or "",
                }
                for report in reports
            ],
            "inspections": [
                {
                    "name": self._name(record),
                    "by": record.meta.by,
                    "shortcomings": record.meta.shortcomings,
                }
                for record in self._of(Inspection)
            ],
        }

    def _of_contracts(self) -> list[Document[Consultant]]:
        return [
            contract
            for contract in self.library.known(Consultant)
            if contract.meta.date <= self.period.end and contract.meta.until >= self.period.start
        ]

    def _consultant(self, contract: Document[Consultant]) -> dict[str, str]:
        meta = contract.meta
        return {
            "name": meta.consultant,
            "contract": self._name(contract),
            "until": write_short(meta.until),
            "certificate": meta.certificate or "",
        }

    def _resources(self) -> dict[str, Any]:
        decisions = budget.decisions(self.library, self.year)
        if not decisions:
            self._lacks(
                _("There is no budget record for {year}: add one to records/budgets.", year=self.year)
            )
        training = self._of(Training)
        if not training:
            self._lacks_records(Training)
        total = budget.total(budget.of_decision(decision.meta) for decision in decisions)
        return {
            "budgets": [self._decision(decision) for decision in decisions],
            "budget_total": _amounts(total) if len(decisions) > 1 else None,
            "training": [
                {
                    "name": citation(self.library, record, subject=True).text,
                    "participants": ""
                    if record.meta.participants == NOT_STATED
                    else record.meta.participants,
                }
                for record in training
            ],
        }

    def _decision(self, decision: Document[Budget]) -> dict[str, Any]:
        return {
            "name": self._name(decision),
            **_amounts(budget.of_decision(decision.meta)),
            "lines": [
                {"content": line.content, **_amounts(amounts)}
                for line, amounts in zip(decision.meta.lines, budget.of_lines(decision.meta), strict=True)
            ],
        }

    def _improvement(self) -> dict[str, Any]:
        """Return what the records themselves point to; what to improve, people decide."""
        missed = [
            f"{result.objective.text} ({result.name})"
            for result in objectives.of_year(self.library, self.year)
            if result.outcome is objectives.Outcome.NOT_MET
        ]
        return {
            "missed": missed,
            "to_change": [
                f"{self._name(record)}: {', '.join(record.meta.codes)}"
                for record in self._of(DocumentReview)
                if record.meta.outcome == MUST_CHANGE
            ],
        }


def _amounts(amounts: budget.Amounts) -> dict[str, str]:
    """Write amounts; what the source does not state is said so."""
    unknown = NOT_STATED
    return {
        "granted": unknown if amounts.granted is None else money(amounts.granted),
        "disbursed": unknown if amounts.disbursed is None else money(amounts.disbursed),
        "left": unknown if amounts.left is None else money(amounts.left),
    }
