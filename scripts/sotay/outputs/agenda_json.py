"""The agenda for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sotay import rules
from sotay.agenda import person_name
from sotay.findings import unmarked
from sotay.lists.distribution import division_name
from sotay.outputs.findings_json import describe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.agenda import Task
    from sotay.library import Library


def render(library: Library, tasks: Iterable[Task]) -> bytes:
    """Return ``{"as_of": …, "tasks": […]}``, days as ISO text; who is to act is null where no document names anyone."""
    reasons = {rule.code: rule.reason for rule in rules.catalogue()}
    value = {
        "as_of": library.as_of.isoformat(),
        "tasks": [_task(library, task, reasons[task.finding.code]) for task in tasks],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _task(library: Library, task: Task, reason: str) -> dict[str, Any]:
    return {
        "id": task.id,
        "day": task.day.isoformat(),
        "days_left": task.days_left,
        "what": unmarked(task.what),
        "division": _named(task.division, division_name(library, task.division) if task.division else ""),
        "person": _named(task.person, person_name(library, task.person) if task.person else ""),
        "law": reason,
        "finding": describe(task.finding),
    }


def _named(key: str | None, name: str) -> dict[str, str] | None:
    return {"id": key, "name": name} if key else None
