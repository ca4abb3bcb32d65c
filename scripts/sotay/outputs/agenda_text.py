"""The agenda for a person at a terminal: by how near the days are, each task with its day, what to do and who is to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.agenda import days_left, horizons, who
from sotay.calendar_vn import weekday_name, write_short
from sotay.findings import unmarked
from sotay.messages import _
from sotay.names import severity_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.agenda import Task
    from sotay.library import Library


def render(library: Library, tasks: Sequence[Task]) -> bytes:
    """Return the tasks under their horizons, then a line that counts, as UTF-8 text."""
    lines: list[str] = []
    for horizon in horizons(library, tasks):
        lines.append(f"{horizon.name} ({len(horizon.tasks)})")
        for task in horizon.tasks:
            lines += _task(library, task)
        lines.append("")
    counted = _(
        "As of {day}: {count} things to do, {late} of them late.",
        day=write_short(library.as_of),
        count=len(tasks),
        late=sum(task.late for task in tasks),
    )
    return "\n".join((*lines, counted, "")).encode()


def _task(library: Library, task: Task) -> tuple[str, ...]:
    finding = task.finding
    return (
        f"  {write_short(task.day)}, {weekday_name(task.day)}, {days_left(task)}: {severity_name(finding.severity)} {finding.code}",
        f"    {unmarked(finding.message)}",
        f"    {_('Who')}: {who(library, task)}. {_('Place')}: {finding.place}",
    )
