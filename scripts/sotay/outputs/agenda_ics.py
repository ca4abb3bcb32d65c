"""The agenda as a calendar (RFC 5545): an event of one whole day for each task, with an alarm for each warning.

The moment of the file is the day that is asked about, never the clock. The sequence rises with that day, so that a calendar
which knows an older file takes over the day of a task that has moved.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from icalendar import Alarm, Calendar, Event, vText
from icalendar.enums import TRANSP

from sotay import rules
from sotay.agenda import lasting_id, who, whole_agency
from sotay.findings import Severity
from sotay.lists.distribution import division_name
from sotay.messages import _, language
from sotay.names import severity_name
from sotay.outputs.characters import holdable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sotay.agenda import Task
    from sotay.library import Library

_PRIORITY: Final = {Severity.ERROR: 1, Severity.WARNING: 5, Severity.INFO: 9}


def render(library: Library, tasks: Iterable[Task], name: str, link: Callable[[Task], str | None]) -> bytes:
    """Return the tasks as a calendar called ``name``; ``link`` gives the full address of a task's page, where it is known."""
    calendar = Calendar()
    calendar.add("prodid", f"-//sotay//agenda//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):  # the standard's (RFC 7986), and the one that most calendars read
        calendar[key] = vText(holdable(name))  # what begins with X- is not escaped otherwise
    for task in tasks:
        calendar.add_component(_event(library, task, link(task)))
    written: bytes = calendar.to_ical()
    return written


def _event(library: Library, task: Task, address: str | None) -> Event:
    what = holdable(task.what)
    category = division_name(library, task.division) if task.division else whole_agency()
    event = Event.new(
        uid=lasting_id(library, task.id),
        stamp=datetime.combine(library.as_of, time(), UTC),
        sequence=library.as_of.toordinal(),
        start=task.day,
        summary=what,
        description=holdable(_description(library, task)),
        categories=[holdable(category)],
        priority=_PRIORITY[task.finding.severity],
        transparency=TRANSP.TRANSPARENT,
        url=address,
    )
    for days in sorted({days for days in library.agency.policy.warn_days if days >= 0}, reverse=True):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", what)
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def _description(library: Library, task: Task) -> str:
    finding = task.finding
    reason = next(rule.reason for rule in rules.catalogue() if rule.code == finding.code)
    return "\n".join(
        (
            finding.message,
            f"{_('Who')}: {who(library, task)}",
            f"{_('Weight')}: {severity_name(finding.severity)} ({finding.code})",
            f"{_('Why')}: {reason}",
            f"{_('Place')}: {finding.place.file}",
        )
    )
