"""The agenda as a calendar (RFC 5545): an event of one whole day for each task, with an alarm for each warning.

The moment of the file is the day that is asked about, never the clock. The sequence rises with that day, so that a calendar
which knows an older file takes over the day of a task that has moved.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import rules
from sotay.agenda import lasting_id, who, whole_agency
from sotay.findings import Severity, unmarked
from sotay.lists.distribution import division_name
from sotay.messages import _, language
from sotay.names import severity_name
from sotay.outputs.characters import holdable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from sotay.agenda import Task
    from sotay.library import Library

_END: Final = "END:VCALENDAR\r\n"
_PRIORITY: Final = {Severity.ERROR: 1, Severity.WARNING: 5, Severity.INFO: 9}


class Entry(NamedTuple):
    """What the event of a task says."""

    uid: UUID
    as_of: date
    start: date
    what: str
    description: str
    category: str
    priority: int
    address: str | None
    warned: tuple[int, ...]
    """Days before, on which one is reminded."""


def entries(library: Library, tasks: Iterable[Task], link: Callable[[Task], str | None]) -> tuple[Entry, ...]:
    """Return what the events of tasks say; ``link`` gives the full address of a task's page, where it is known."""
    warned = tuple(sorted({days for days in library.agency.policy.warn_days if days >= 0}, reverse=True))
    return tuple(
        Entry(
            uid=lasting_id(library, task.id),
            as_of=library.as_of,
            start=task.day,
            what=holdable(unmarked(task.what)),
            description=holdable(_description(library, task)),
            category=holdable(division_name(library, task.division) if task.division else whole_agency()),
            priority=_PRIORITY[task.finding.severity],
            address=link(task),
            warned=warned,
        )
        for task in tasks
    )


def render(name: str, events: Iterable[str]) -> bytes:
    """Return events, each as ``event`` writes it, as a calendar called ``name``."""
    from icalendar import Calendar, vText  # noqa: PLC0415 (heavy; not needed where calendars are kept)

    calendar = Calendar()
    calendar.add("prodid", f"-//sotay//agenda//{language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):  # the standard's (RFC 7986), and the one that most calendars read
        calendar[key] = vText(holdable(name))  # what begins with X- is not escaped otherwise
    head, end, _nothing = calendar.to_ical().decode().partition(_END)
    return "".join((head, *events, end)).encode()


def event(entry: Entry) -> str:
    """Return the event of one entry."""
    from icalendar import Alarm, Event  # noqa: PLC0415 (as above)
    from icalendar.enums import TRANSP  # noqa: PLC0415

    written = Event.new(
        uid=entry.uid,
        stamp=datetime.combine(entry.as_of, time(), UTC),
        sequence=entry.as_of.toordinal(),
        start=entry.start,
        summary=entry.what,
        description=entry.description,
        categories=[entry.category],
        priority=entry.priority,
        transparency=TRANSP.TRANSPARENT,
        url=entry.address,
    )
    for days in entry.warned:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.what)
        alarm.add("trigger", timedelta(days=-days))
        written.add_component(alarm)
    return str(written.to_ical().decode())


def _description(library: Library, task: Task) -> str:
    finding = task.finding
    reason = next(rule.reason for rule in rules.catalogue() if rule.code == finding.code)
    return "\n".join(
        (
            unmarked(finding.message),
            f"{_('Who')}: {who(library, task)}",
            f"{_('Weight')}: {severity_name(finding.severity)} ({finding.code})",
            f"{_('Why')}: {unmarked(reason)}",
            f"{_('Place')}: {finding.place.file}",
        )
    )
