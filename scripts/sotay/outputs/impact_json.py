"""What a change of law hits, for machines."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sotay.calendar_vn import deadline_json
from sotay.legal import tasks, telling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sotay.kinds.legal import Assessment, LegalDocument
    from sotay.legal.account import Account, Clause, Part
    from sotay.legal.changes import Touch
    from sotay.legal.impact import Awaited, Impact
    from sotay.legal.validity import Step
    from sotay.library import Document, Library


def render(
    library: Library,
    account: Account | None,
    impacts: Sequence[Impact],
    awaited: Sequence[Awaited],
    unassessed: Sequence[Document[LegalDocument]],
) -> bytes:
    """Return ``{"as_of": …, "law": … or null, "impacts": […], …}``, days as ISO text, what is not known as null.

    ``without_a_day`` holds what is hit on a day that nobody knows, ``unassessed`` the laws in effect that nobody has judged.
    """
    answer = {
        "as_of": library.as_of.isoformat(),
        "law": _law(library, account) if account else None,
        "impacts": [_impact(library, impact) for impact in impacts],
        "without_a_day": [_awaited(library, one) for one in awaited],
        "unassessed": [law.meta.number for law in unassessed],
    }
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()


def _law(library: Library, account: Account) -> dict[str, Any]:
    meta = account.law.meta
    return {
        "number": meta.number,
        "type": meta.type,
        "title": meta.title,
        "issuer": meta.issuer,
        "issued": _day(meta.issued),
        "record": account.law.path,
        "known": account.known,
        "validity": account.state.value,
        "verified": account.sure,
        "parts": [_part(part) for part in account.parts],
        "relations": [
            {
                **_touch(touch),
                "target": touch.relation.target,
                "registered": library.knows(touch.relation.target),
            }
            for touch in account.acts
        ],
        "changed_by": [
            {**_touch(touch), "number": touch.law.meta.number}
            for touch in (*account.touched, *account.guided_by)
        ],
        "successors": [[_step(step) for step in path] for path in account.paths],
        "transitions": [_clause(clause) for clause in account.clauses],
        "assessments": [_assessment(one) for one in account.assessments],
        "resting": [document.meta.code for document in account.resting],
        "guides": [
            {"number": target, "procedures": [document.meta.code for document in documents]}
            for target, documents in account.guides
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    effect = part.start.effect
    return {
        "scope": part.start.scope,
        "from": _day(part.start.day),
        "until": _day(effect.until),
        "follows": effect.follows,
        "condition": effect.condition,
        "evidence": effect.evidence,
        "source": effect.source,
        "verified": part.start.verified,
        "validity": part.state.value if part.state else None,
    }


def _touch(touch: Touch) -> dict[str, Any]:
    return {
        "kind": touch.relation.kind,
        "scope": touch.relation.scope,
        "by": touch.relation.by,
        "day": _day(touch.day),
        "verified": touch.start is not None and touch.start.verified,
    }


def _step(step: Step) -> dict[str, Any]:
    day = step.touch.day
    return {
        **_touch(step.touch),
        "number": step.touch.law.meta.number,
        "gap_days": step.gap,
        "gap_from": _day(day - timedelta(days=step.gap)) if day and step.gap else None,
    }


def _clause(clause: Clause) -> dict[str, Any]:
    transition = clause.transition
    return {
        "number": clause.law.meta.number,
        "by": transition.by,
        "keeps": list(transition.keeps),
        "evidence": transition.evidence,
        "received_before": _day(clause.before),
        "until": _day(transition.until),
        "verified": transition.verified,
        "versions": [{"code": held.code, "version": held.issue.version} for held in clause.held],
    }


def _assessment(one: Assessment) -> dict[str, Any]:
    return {
        "procedure": one.procedure,
        "scope": one.scope,
        "of": one.of,
        "outcome": one.outcome,
        "reason": one.reason,
        "by": one.by,
        "date": one.date.isoformat(),
    }


def _about(library: Library, one: Impact | Awaited) -> dict[str, Any]:
    text = telling.text_of(library, one)
    return {
        "procedure": text.meta.code,
        "title": text.meta.title,
        "division": text.meta.division,
        "prepared_by": text.meta.prepared_by,
        "services": list(telling.services(library, text)),
        "forms": [{"code": form.code, "title": form.title} for form in text.meta.forms],
        "in_force": one.in_force,
        "law": one.law.meta.number,
        "scope": one.change.scope,
    }


def _awaited(library: Library, one: Awaited) -> dict[str, Any]:
    return {
        **_about(library, one),
        "path": list(one.path),
        "settled": one.is_settled,
        "assessment": _assessment(one.found) if one.found else None,
        "to_do": tasks.awaited_task(library, one) or None,
    }


def _impact(library: Library, impact: Impact) -> dict[str, Any]:
    return {
        **_about(library, impact),
        "ends": impact.change.ends,
        "from": impact.change.day.isoformat(),
        "verified": impact.change.verified,
        "path": list(impact.path),
        "deadline": deadline_json(impact.deadline),
        "last_day": impact.last.isoformat(),
        "standing": impact.standing.value,
        "out_of_date_since": _day(impact.out_of_date_since),
        "late_since": _day(impact.late_since),
        "days_left": impact.days_left,
        "warning": impact.warning,
        "version": impact.version if impact.adapted else None,
        "followed": _day(impact.adapted),
        "assessment": _assessment(impact.found) if impact.found else None,
        "to_do": tasks.task(library, impact) or None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
