"""The agenda for an issue of a forge: the title on the first line, then what is new that day, a rule, what is late or due.

New is what became late the day before, and what comes within one of the days that the agency wants to be warned at: whoever
posts the part above the rule as a comment tells each matter once at each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.agenda import days_left, horizons, who
from sotay.calendar_vn import write_short
from sotay.messages import _
from sotay.outputs.findings_markdown import code, said, section, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.agenda import Task
    from sotay.library import Library


def render(library: Library, tasks: Sequence[Task]) -> bytes:
    """Return the text of an issue as Markdown in UTF-8; what is further ahead than any warning is left to the agenda itself."""
    steps = {-1, 0, *library.agency.policy.warn_days}
    fresh = [_task(library, task) for task in tasks if task.days_left in steps]
    parts = [
        section(horizon.name, [_task(library, task) for task in horizon.tasks])
        for horizon in horizons(library, tasks)
        if horizon.within is not None
    ]
    said = [section(_("New today"), fresh), "---\n"] if fresh else []
    counted = _(
        "As of {day}: {count} things to do, {late} of them late.",
        day=write_short(library.as_of),
        count=len(tasks),
        late=sum(task.late for task in tasks),
    )
    head = f"# {_('Work of the quality management system')}\n"
    return "\n".join((head, *said, *parts, shown(counted), "")).encode()


def _task(library: Library, task: Task) -> str:
    finding = task.finding
    place = code(f"{finding.place.file}:{finding.place.line}")
    return (
        f"**{write_short(task.day)}**, {days_left(task)}: **{finding.code}** {said(finding.message)} "
        f"{_('Who')}: {shown(who(library, task))}. {place}"
    )
