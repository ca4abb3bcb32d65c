"""Input c of the management review: how the system performs and what it achieves (TCVN ISO 9001:2015, clause 9.3.2.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import write_short
from sotay.figures import catalogue, dossier_count, objectives, survey, telling
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED
from sotay.kinds.complaint import Complaint
from sotay.kinds.consultant import Consultant
from sotay.kinds.inspection import Inspection
from sotay.kinds.measurement import Measurement
from sotay.kinds.nonconformity import Nonconformity
from sotay.kinds.objectives import Objectives
from sotay.kinds.survey import Survey
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.report.facts import percent
from sotay.report.review_desk import Desk
from sotay.rules.corrections import is_open
from sotay.sound_rows import sound_rows
from sotay.survey.telling import counted

if TYPE_CHECKING:
    from sotay.library import Document

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


def performance(desk: Desk) -> dict[str, Any]:
    """Return satisfaction, objectives, processes, nonconformities, measurements, audits and providers, c1 to c7."""
    return {
        **_satisfaction(desk),
        "objectives": _objectives(desk),
        "objectives_unstated": [
            desk.name(record) for record in desk.of(Objectives) if record.meta.objectives == NOT_STATED
        ],
        **_processes(desk),
        **_nonconformities(desk),
        "measurements": [_measurement(desk, record.meta) for record in desk.of(Measurement)],
        **_audits(desk),
        "consultants": [_consultant(desk, contract) for contract in _of_contracts(desk)],
    }


def _satisfaction(desk: Desk) -> dict[str, Any]:
    surveys = desk.of(Survey)
    found = survey.results(desk.library)
    if not surveys:
        desk.lacks_records(Survey)
    for record in surveys:
        if found[record.id].whole is None and found[record.id].left_out:
            desk.lacks(
                _(
                    "{survey} has no result: no row of the register of answers can be counted, `sotay check` says why.",
                    survey=desk.name(record),
                )
            )
        elif found[record.id].whole is None:
            desk.lacks(
                _(
                    "{survey} has no result: keep its answers in records/survey-answers, or state them in the record.",
                    survey=desk.name(record),
                )
            )
    complaints = desk.of(Complaint)
    return {
        "surveys": [
            {
                "name": desk.name(record),
                "told": counted(desk.library, record),
                "remarks": survey.remarks(found[record.id]),
                "comments": found[record.id].comments,
            }
            for record in surveys
        ],
        "complaints": [
            {
                "name": record.meta.title or record.meta.number or record.id,
                "procedure": record.meta.procedure or "",
                "standing": desk.owed(record.meta.due, record.meta.closed),
                "outcome": record.meta.outcome or "",
            }
            for record in complaints
        ],
    }


def _objectives(desk: Desk) -> list[dict[str, str]]:
    records = desk.of(Objectives)
    if not records:
        desk.lacks_records(Objectives)
    for record in records:
        if record.meta.objectives == NOT_STATED:
            desk.lacks(_("{record} does not state its objectives: enter them.", record=desk.name(record)))
    results = objectives.of_year(desk.library, desk.year)
    for result in results:
        if result.outcome is objectives.Outcome.NO_DATA:
            desk.lacks(
                _(
                    "“{objective}” has no result of {period}: add the measurement, or complete the register that measures it.",
                    objective=result.objective.text,
                    period=result.name,
                )
            )
    return [
        {
            "text": result.objective.text,
            "owner": telling.owner(desk.library, result.objective),
            "period": result.name,
            "target": telling.target_text(result.objective),
            "measured": telling.measured_text(result),
            "outcome": telling.outcome_name(result.outcome),
        }
        for result in results
    ]


def _processes(desk: Desk) -> dict[str, Any]:
    shown = []
    left_out = 0
    for name in _DOSSIERS:
        figure = catalogue.KNOWN[f"dossiers.{name}"]
        measured = figure.ask(desk.library, desk.period, None)
        if measured.value is None:
            continue
        left_out = measured.left_out
        value = telling.number(measured.value)
        if measured.of is not None:
            value = f"{measured.count}/{measured.of} ({percent(measured.value)})"
        shown.append({"label": str(figure.label), "value": value})
    if shown:
        shown.append({"label": _("Letters of apology"), "value": str(_apologies(desk))})
    else:
        desk.lacks(
            dossier_count.unreadable(desk.library)
            or _("There is no dossier register for {year}: add records/dossiers/{year}.csv.", year=desk.year)
        )
    return {"dossiers": shown, "dossiers_left_out": left_out}


def _apologies(desk: Desk) -> int:
    """Count the letters of apology of the year; one without a day is of the day on which the dossier was due."""
    dossiers = (row.entry for row in sound_rows(desk.library).rows if row.entry.apology)
    return sum(desk.within(dossier.apology_on or dossier.due_at.date()) for dossier in dossiers)


def _nonconformities(desk: Desk) -> dict[str, Any]:
    found = [
        record
        for record in desk.library.known(Nonconformity)
        if record.meta.serves == desk.year or is_open(record.meta.closed, desk.library)
    ]
    return {
        "nonconformities": [
            {
                "number": record.meta.number or record.id,
                "division": division_name(desk.library, record.meta.division),
                "description": record.meta.description,
                "owner": desk.who(record.meta.owner, record.meta.closed),
                "due": write_short(record.meta.due),
                "standing": desk.owed(record.meta.due, record.meta.closed),
            }
            for record in found
        ],
        "audits_unstated": [
            desk.name(report) for report in desk.of(AuditReport) if report.meta.nonconformities == NOT_STATED
        ],
    }


def _measurement(desk: Desk, meta: Measurement) -> dict[str, str]:
    text = next(
        (
            objective.text
            for record in desk.of(Objectives)
            for objective in record.meta.stated
            if objective.id == meta.objective
        ),
        meta.objective,
    )
    return {"objective": text, "period": meta.period, "day": write_short(meta.date)}


def _audits(desk: Desk) -> dict[str, Any]:
    reports = desk.of(AuditReport)
    if not reports:
        desk.lacks_records(AuditReport)
    return {
        "audits": [
            {
                "name": desk.name(report),
                "count": "" if report.meta.nonconformities == NOT_STATED else report.meta.nonconformities,
                "conclusion": report.meta.conclusion or "",
            }
            for report in reports
        ],
        "inspections": [
            {
                "name": desk.name(record),
                "by": record.meta.by,
                "shortcomings": record.meta.shortcomings,
            }
            for record in desk.of(Inspection)
        ],
    }


def _of_contracts(desk: Desk) -> list[Document[Consultant]]:
    return [
        contract
        for contract in desk.library.known(Consultant)
        if contract.meta.date <= desk.period.end and contract.meta.until >= desk.period.start
    ]


def _consultant(desk: Desk, contract: Document[Consultant]) -> dict[str, str]:
    meta = contract.meta
    return {
        "name": meta.consultant,
        "contract": desk.name(contract),
        "until": write_short(meta.until),
        "certificate": meta.certificate or "",
    }
