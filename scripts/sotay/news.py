"""What has changed: versions in force and withdrawn, decisions, laws, and what has become late, each with its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sotay.findings import unmarked
from sotay.kinds.decision import Decision
from sotay.legal.changes import changes
from sotay.legal.provisions import ALL
from sotay.lifecycle import lives
from sotay.messages import _
from sotay.versions import documents
from sotay.witness import day_of, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.agenda import Task
    from sotay.kinds.legal import LegalDocument
    from sotay.library import Document, Library

NEWEST: Final = 50


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day: ``id`` stays the same, ``path`` is the file of the library that shows it."""

    id: str
    day: date
    title: str
    summary: str
    path: str


def newest(library: Library, tasks: Iterable[Task]) -> tuple[Event, ...]:
    """Return the last events up to ``as_of``, the newest first."""
    events = (*_versions(library), *_decisions(library), *_laws(library), *_late(tasks))
    happened = [event for event in events if event.day <= library.as_of]
    by_name = sorted(happened, key=lambda event: event.id)
    return tuple(sorted(by_name, key=lambda event: event.day, reverse=True)[:NEWEST])


def _versions(library: Library) -> Iterator[Event]:
    """Yield each of the last versions that took effect, and each document that was withdrawn."""
    issues = [
        (code, issue)
        for code, life in lives(library).items()
        for issue in life.issues
        if issue.effective <= library.as_of and life.on(issue.effective) == issue
    ]
    last = sorted(issues, key=lambda pair: pair[1].effective, reverse=True)[:NEWEST]
    said = documents(library, [issue.text for _code, issue in last if issue.text is not None])
    for code, issue in last:
        title = said[issue.sha256].meta.title if issue.sha256 in said else code
        yield Event(
            f"version {code} {issue.version} {issue.sha256} {issue.effective}",
            issue.effective,
            _("{code}, version {version}, is in force", code=code, version=issue.version),
            _("{title}. By {decision}.", title=title, decision=key_of(issue.decision)),
            _path(library, code, issue.decision),
        )
    for code, life in lives(library).items():
        if life.withdrawn is not None and life.withdrawn_by is not None:
            yield Event(
                f"withdrawn {code} {life.withdrawn}",
                life.withdrawn,
                _("{code} is withdrawn", code=code),
                _("By {decision}.", decision=key_of(life.withdrawn_by)),
                _path(library, code, life.withdrawn_by),
            )


def _path(library: Library, code: str, decision: Document[Decision]) -> str:
    return library.procedures[code].path if code in library.procedures else decision.path


def _decisions(library: Library) -> Iterator[Event]:
    for decision in library.known(Decision):
        yield Event(
            f"decision {decision.meta.date.year} {key_of(decision)}",
            decision.meta.date,
            _("Decision {number}", number=key_of(decision)),
            decision.meta.subject or decision.meta.title or "",
            decision.path,
        )


def _laws(library: Library) -> Iterator[Event]:
    """Yield each law that was registered, by the commit that brought its entry, and each day on which it changes the law."""
    for number, law in library.legal.items():
        brought = next(iter(library.history.steps.get(law.path, ())), None)
        if brought is not None:
            title = _("{number} was registered", number=number)
            yield _law(law, f"registered {number}", day_of(brought.commit), title)
        for change in changes(library)[number]:
            named = number if change.scope == ALL else f"{number} ({change.scope})"
            title = (
                _("{number} is no longer in force", number=named)
                if change.ends
                else _("{number} is in force", number=named)
            )
            doubt = "" if change.verified else _("(unverified)")
            yield _law(
                law,
                f"law {number} {change.scope} {'ends' if change.ends else 'begins'}",
                change.day,
                title,
                doubt,
            )


def _law(law: Document[LegalDocument], name: str, day: date, title: str, doubt: str = "") -> Event:
    return Event(name, day, f"{title} {doubt}".rstrip(), law.meta.title, law.path)


def _late(tasks: Iterable[Task]) -> Iterator[Event]:
    """Yield what has become late, on the day after its last."""
    for task in tasks:
        if task.late:
            title = _("Late: {what}", what=unmarked(task.what))
            yield Event(
                f"late {task.day} {task.id}",
                task.day + timedelta(days=1),
                title,
                unmarked(task.finding.message),
                task.finding.place.file,
            )
