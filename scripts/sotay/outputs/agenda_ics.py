"""The agenda as a calendar (RFC 5545): an event of one whole day for each task, with an alarm for each warning.

The moment of the file is the day that is asked about, never the clock. The sequence rises with that day, so that a calendar
which knows an older file takes over the day of a task that has moved.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
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
    from datetime import date

    from sotay.agenda import Task
    from sotay.library import Library

_END: Final = b"END:VCALENDAR\r\n"
_PRIORITY: Final = {Severity.ERROR: 1, Severity.WARNING: 5, Severity.INFO: 9}


def render(library: Library, tasks: Iterable[Task], name: str, link: Callable[[Task], str | None]) -> bytes:
    """Return the tasks as a calendar called ``name``; ``link`` gives the full address of a task's page, where it is known."""
    calendar = Calendar()
    calendar.add("prodid", f"-//sotay//agenda//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):  # the standard's (RFC 7986), and the one that most calendars read
        calendar[key] = vText(holdable(name))  # what begins with X- is not escaped otherwise
    head, end, _nothing = calendar.to_ical().partition(_END)
    return b"".join((head, *(_event(library, task, link(task)) for task in tasks), end))


def _event(library: Library, task: Task, address: str | None) -> bytes:
    category = division_name(library, task.division) if task.division else whole_agency()
    warned = sorted({days for days in library.agency.policy.warn_days if days >= 0}, reverse=True)
    return _written(
        lasting_id(library, task.id),
        library.as_of,
        task.day,
        holdable(task.what),
        holdable(_description(library, task)),
        holdable(category),
        _PRIORITY[task.finding.severity],
        address,
        tuple(warned),
    )


@lru_cache(maxsize=1 << 14)
def _written(  # noqa: PLR0913, PLR0917 (what an event says: one task stands in the calendars of agency and division)
    uid: str,
    as_of: date,
    start: date,
    what: str,
    description: str,
    category: str,
    priority: int,
    address: str | None,
    warned: tuple[int, ...],
) -> bytes:
    event = Event.new(
        uid=uid,
        stamp=datetime.combine(as_of, time(), UTC),
        sequence=as_of.toordinal(),
        start=start,
        summary=what,
        description=description,
        categories=[category],
        priority=priority,
        transparency=TRANSP.TRANSPARENT,
        url=address,
    )
    for days in warned:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", what)
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    written: bytes = event.to_ical()
    return written


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
