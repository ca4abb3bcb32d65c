"""The inputs of the management review, a to f of TCVN ISO 9001:2015, clause 9.3.2, as the records have them.

What nothing is recorded of is noted as a gap, with what would fill it, where the law or the standard asks for it each year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sotay.calendar_vn import write_short
from sotay.figures import budget, objectives
from sotay.kinds.base import NOT_STATED
from sotay.kinds.decision import Decision
from sotay.kinds.document_review import DocumentReview
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.training import Training
from sotay.legal.impact import MUST_CHANGE, assessed, impacts, laws_of_year
from sotay.legal.telling import change_name, standing_words
from sotay.messages import _
from sotay.report.facts import citation, money
from sotay.report.review_desk import Desk
from sotay.report.review_performance import performance

if TYPE_CHECKING:
    from sotay.kinds.budget import Budget
    from sotay.library import Document


def gather_inputs(desk: Desk) -> dict[str, Any]:
    """Return what the template may name; what is missing is noted."""
    standard = desk.library.agency.standard_on(desk.library.as_of)
    return {
        "year": desk.year,
        "as_of": write_short(desk.library.as_of),
        "agency": desk.library.agency.names_on(desk.library.as_of).name,
        "standard": standard.version if standard else "TCVN ISO 9001",
        "name": desk.name,
        **_previous(desk),
        **_changes(desk),
        **performance(desk),
        **_resources(desk),
        **_improvement(desk),
    }


def _previous(desk: Desk) -> dict[str, Any]:
    reviews = desk.library.known(ManagementReview)
    before = [review for review in reviews if review.meta.serves < desk.year]
    previous = before[-1] if before else None
    if previous is not None and not previous.meta.actions:
        desk.lacks(
            _(
                "{review} has no `actions`: enter what it decided, with owner and day, so that the review can follow it.",
                review=desk.name(previous),
            )
        )
    actions = [
        {
            "text": action.text,
            "owner": desk.who(action.owner, action.closed),
            "due": write_short(action.due),
            "standing": desk.owed(action.due, action.closed),
        }
        for action in (previous.meta.actions if previous else ())
    ]
    return {"previous": previous, "actions": actions}


def _changes(desk: Desk) -> dict[str, Any]:
    library = desk.library
    laws = laws_of_year(library, desk.year)
    numbers = {law.meta.number for law in laws}
    of_year = [impact for impact in impacts(library) if impact.law.meta.number in numbers]
    hit = {impact.law.meta.number for impact in of_year}
    unassessed = [law for law in laws if law.meta.number not in hit and not assessed(library, law)]
    for law in unassessed:
        desk.lacks(
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
        "internal": _internal(desk),
    }


def _internal(desk: Desk) -> list[str]:
    """Return what changed in the agency itself: names, divisions, documents brought into force or withdrawn."""
    agency = desk.library.agency
    said = [
        _("The agency is called {name} from {day} on.", name=names.name, day=write_short(names.from_))
        for names in agency.names
        if names.from_ and desk.within(names.from_)
    ]
    for division in agency.divisions:
        if division.from_ and desk.within(division.from_):
            said.append(
                _(
                    "{division} works from {day} on.",
                    division=division.name,
                    day=write_short(division.from_),
                )
            )
        if division.until and desk.within(division.until):
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
            decision=desk.name(decision),
            issued=len(decision.meta.issues),
            withdrawn=len(decision.meta.withdraws),
        )
        for decision in desk.of(Decision)
        if decision.meta.issues or decision.meta.withdraws
    ]
    return said


def _resources(desk: Desk) -> dict[str, Any]:
    decisions = budget.decisions(desk.library, desk.year)
    if not decisions:
        desk.lacks(_("There is no budget record for {year}: add one to records/budgets.", year=desk.year))
    training = desk.of(Training)
    if not training:
        desk.lacks_records(Training)
    total = budget.total(budget.of_decision(decision.meta) for decision in decisions)
    return {
        "budgets": [_decision(desk, decision) for decision in decisions],
        "budget_total": _amounts(total) if len(decisions) > 1 else None,
        "training": [
            {
                "name": citation(desk.library, record, subject=True).text,
                "participants": "" if record.meta.participants == NOT_STATED else record.meta.participants,
            }
            for record in training
        ],
    }


def _decision(desk: Desk, decision: Document[Budget]) -> dict[str, Any]:
    return {
        "name": desk.name(decision),
        **_amounts(budget.of_decision(decision.meta)),
        "lines": [
            {"content": line.content, **_amounts(amounts)}
            for line, amounts in zip(decision.meta.lines, budget.of_lines(decision.meta), strict=True)
        ],
    }


def _improvement(desk: Desk) -> dict[str, Any]:
    """Return what the records themselves point to; what to improve, people decide."""
    missed = [
        f"{result.objective.text} ({result.name})"
        for result in objectives.of_year(desk.library, desk.year)
        if result.outcome is objectives.Outcome.NOT_MET
    ]
    return {
        "missed": missed,
        "to_change": [
            f"{desk.name(record)}: {', '.join(record.meta.codes)}"
            for record in desk.of(DocumentReview)
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
