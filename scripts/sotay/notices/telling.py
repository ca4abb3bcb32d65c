"""Who is told what: work that nears its day, versions to be read, and what became of a change.

A matter keeps its name, so that whoever was told of it is not told again: work is told of once at each step at which the agency
wants to be warned (`warn_days`), and once when it is late.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.acknowledgements import coverage
from sotay.agenda import days_left, who
from sotay.calendar_vn import write_short
from sotay.desk.journal import Action
from sotay.desk.repository import CHANGES
from sotay.findings import unmarked
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sotay.agenda import Task
    from sotay.desk.journal import Line
    from sotay.library import Library


class Topic(StrEnum):
    """What a notice is about, in the order of a letter."""

    RETURNED = "change needs work"
    APPROVED = "change approved"
    DUE = "due"
    READ = "to be read"


@dataclass(frozen=True, slots=True)
class Notice:
    """One matter that one person is told of.

    ``id`` stays the same as long as there is nothing new to tell. ``person`` is an identifier of agency.yml, or a name that a
    document writes; None for what is the whole agency's. ``path`` is the file of the library that shows it, empty where none does.
    """

    id: str
    topic: Topic
    person: str | None
    title: str
    words: str
    path: str = ""


def notices(library: Library, tasks: Iterable[Task], lines: Sequence[Line]) -> tuple[Notice, ...]:
    """Return all that anybody could be told on ``as_of``; ``lines`` are the log of the desk, oldest first."""
    found = (*_changes(lines), *_due(library, tasks), *_to_read(library))
    return tuple(sorted(found, key=lambda notice: list(Topic).index(notice.topic)))


def topic_name(topic: Topic) -> str:
    """Return what a topic is called over its part of a letter."""
    return {
        Topic.RETURNED: _("Changes of yours that need more work"),
        Topic.APPROVED: _("Changes of yours that were approved"),
        Topic.DUE: _("What is to be done"),
        Topic.READ: _("Versions for you to read"),
    }[topic]


def _changes(lines: Sequence[Line]) -> Iterator[Notice]:
    """Yield what was said of a change to each who wrote in it; a name of a change is used again once it is published."""
    topics = {Action.RETURNED: Topic.RETURNED, Action.APPROVED: Topic.APPROVED}
    ends = {Action.PUBLISHED, Action.WITHDRAWN}
    authors: dict[str, list[str]] = {}
    for line in lines:
        if line.action == Action.SAVED:
            authors.setdefault(line.ref, []).append(line.who)
        elif line.action in topics:
            for author in dict.fromkeys(authors.get(line.ref, ())):
                if author != line.who:
                    topic = topics[Action(line.action)]
                    name = line.ref.removeprefix(CHANGES)
                    yield Notice(f"desk {line.number}", topic, author, name, line.told)
        if line.action in ends:
            authors.pop(line.ref, None)


def _due(library: Library, tasks: Iterable[Task]) -> Iterator[Notice]:
    steps = sorted({days for days in library.agency.policy.warn_days if days >= 0})
    for task in tasks:
        step = -1 if task.late else next((days for days in steps if task.days_left <= days), None)
        if step is None:
            continue
        title = _(
            "{what}: by {day}, {left}",
            what=unmarked(task.what),
            day=write_short(task.day),
            left=days_left(task),
        )
        words = unmarked(f"{task.remedy[:1].upper()}{task.remedy[1:]}" or task.finding.message)
        for person in _asked(library, task):
            own = words if person else f"{words} {_('Who')}: {who(library, task)}."
            yield Notice(
                f"due {task.day} {step} {task.id}", Topic.DUE, person, title, own, task.finding.place.file
            )


def _asked(library: Library, task: Task) -> tuple[str | None, ...]:
    """Return the person named; else those of the division; else None for the whole agency."""
    if task.person is not None:
        return (task.person,)
    people = library.agency.people
    division = [
        one.id
        for one in people
        if one.division and one.division == task.division and one.holds(library.as_of)
    ]
    return tuple(dict.fromkeys(division)) or (None,)


def _to_read(library: Library) -> Iterator[Notice]:
    """Yield each version in force to each who must read it and has not."""
    for version in coverage(library):
        meta, issue = version.held.document.meta, version.held.issue
        title = _(
            "{code}, version {version}: {title}", code=meta.code, version=issue.version, title=meta.title
        )
        words = _(
            "In force since {day}. Read it, and have it noted on its sheet.", day=write_short(issue.effective)
        )
        asked = dict.fromkeys(person.id for division in version.divisions for person in division.missing)
        for person in asked:
            yield Notice(
                f"read {meta.code} {issue.sha256}", Topic.READ, person, title, words, version.held.path
            )
