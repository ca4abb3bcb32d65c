"""The agenda: what is to be done, by which day and by whom, as the rules say it; no day is reckoned again.

Who is to act stands in the document that a finding is about: the owner of a corrective action or of a complaint, the author
of a procedure, the division of either. Where it names nobody, the matter is the whole agency's.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sotay.lists.distribution import division_name
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sotay.findings import Check, Finding
    from sotay.kinds.base import Kind
    from sotay.library import Document, Library

_THEME: Final = 4  # the family's three letters and the digit of the hundred


@dataclass(frozen=True, slots=True)
class Task:
    """A finding with a last day, and who is to act on it.

    ``id`` stays the same as long as the matter does, whatever is said of it meanwhile. ``days_left`` is below zero once it is
    late. ``division`` is a code, ``person`` an identifier of agency.yml or a name as the document writes it; None where the
    document names none.
    """

    id: str
    finding: Finding
    day: date
    days_left: int
    division: str | None = None
    person: str | None = None

    @property
    def what(self) -> str:
        """What is the matter: what the finding says before its remedy."""
        return self.finding.message.partition(": ")[0].rstrip(".")

    @property
    def remedy(self) -> str:
        """What to do about it: what the finding says behind a colon; empty where it has none."""
        return self.finding.message.partition(": ")[2]

    @property
    def late(self) -> bool:
        """Whether its last day is over."""
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Horizon:
    """The tasks whose days lie near each other: ``within`` a number of days, -1 for those that are late, None for later ones."""

    name: str
    within: int | None
    tasks: tuple[Task, ...]


def agenda(library: Library, check: Check) -> tuple[Task, ...]:
    """Return a task for each finding with a day, standing or ahead, by day and rule."""
    documents = {document.path: document for document in library.documents}
    dossiers = {(row.file, row.line): row.entry.procedure for row in library.dossiers}
    seen: dict[str, int] = {}
    tasks = []
    for finding in (*check.findings, *check.ahead):
        if finding.due is None:
            continue
        matter = _matter(finding)
        seen[matter] = seen.get(matter, 0) + 1
        name = matter if seen[matter] == 1 else f"{matter} {seen[matter]}"
        place = finding.place
        document = documents.get(place.file) or library.procedures.get(
            dossiers.get((place.file, place.line), "")
        )
        division, person = _responsible(library, document, own=place.file in documents)
        days_left = (finding.due - check.as_of).days
        tasks.append(Task(name, finding, finding.due, days_left, division, person))
    return tuple(sorted(tasks, key=lambda task: (task.day, task.finding.code, task.id)))


def _matter(finding: Finding) -> str:
    """Return what names a matter: its theme and not its code, for a change of law goes through several codes."""
    return f"{finding.code[:_THEME]} {finding.place.file} {finding.about or finding.place.field}".rstrip()


def _responsible(
    library: Library, document: Document[Kind] | None, *, own: bool
) -> tuple[str | None, str | None]:
    """Return division and person that a document names; one who no longer holds a post is left out.

    Where the finding is not its ``own``, as that of a dossier under a procedure, the division alone answers for it.
    """
    if document is None:
        return None, None
    meta = document.meta
    person: str | None = (getattr(meta, "owner", None) or getattr(meta, "prepared_by", None)) if own else None
    known = library.agency.person(person, library.as_of) if person else None
    division: str | None = getattr(meta, "division", None)
    if division is None and (procedure := library.procedures.get(getattr(meta, "procedure", None) or "")):
        division = procedure.meta.division
    if known is not None:
        division = division or known.division
        person = person if known.holds(library.as_of) else None
    return division, person


def horizons(library: Library, tasks: Iterable[Task]) -> tuple[Horizon, ...]:
    """Return the tasks by how near their days are, as the agency wants to be warned; a horizon without tasks is left out."""
    several = tuple(tasks)
    steps = _steps(library)

    def between(after: int | None, until: int | None) -> tuple[Task, ...]:
        return tuple(
            task
            for task in several
            if (after is None or task.days_left > after) and (until is None or task.days_left <= until)
        )

    found = [Horizon(_("Overdue"), -1, between(None, -1))]
    found += [Horizon(_("Within {days} days", days=b), b, between(a, b)) for a, b in pairwise((-1, *steps))]
    found.append(Horizon(_("Later"), None, between(steps[-1] if steps else -1, None)))
    return tuple(horizon for horizon in found if horizon.tasks)


def near_days(library: Library) -> int | None:
    """Return within how many days a last day is near: the longest of the agency's warnings; None where it wants none."""
    return max(_steps(library), default=None)


def _steps(library: Library) -> list[int]:
    return sorted({days for days in library.agency.policy.warn_days if days >= 0})


def divisions(library: Library, tasks: Iterable[Task]) -> dict[str | None, tuple[Task, ...]]:
    """Return division → its tasks, in the order of agency.yml, then others, then None for the whole agency."""
    found: dict[str | None, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.division, []).append(task)
    order: list[str | None] = [division.code for division in library.agency.divisions]
    strange = sorted(code for code in found if code is not None and code not in order)
    return {code: tuple(found[code]) for code in dict.fromkeys((*order, *strange, None)) if code in found}


def people(library: Library, tasks: Iterable[Task]) -> dict[str, tuple[Task, ...]]:
    """Return person → their tasks, in the order of agency.yml, then others by name."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        if task.person is not None:
            found.setdefault(task.person, []).append(task)
    order = [person.id for person in library.agency.people]
    return {name: tuple(found[name]) for name in dict.fromkeys((*order, *sorted(found))) if name in found}


def person_name(library: Library, person: str) -> str:
    """Return name and position of a person on ``as_of``; as the document writes it where agency.yml does not know it."""
    known = library.agency.person(person, library.as_of)
    return f"{known.name}, {known.position}" if known else person


def who(library: Library, task: Task) -> str:
    """Say who is to act: division and person, or the whole agency."""
    named = [division_name(library, task.division)] if task.division else []
    named += [person_name(library, task.person)] if task.person else []
    return ": ".join(named) or whole_agency()


def whole_agency() -> str:
    """Say that a matter is everyone's."""
    return _("the whole agency, followed by the ISO secretary")


def days_left(task: Task) -> str:
    """Say how far a task's last day is."""
    return in_days(task.days_left)


def in_days(days: int) -> str:
    """Say how far a last day is; below zero, how long it has been over."""
    if days < 0:
        return _("{days} days late", days=-days)
    return _("{days} days left", days=days) if days else _("today is the last day")


def lasting_id(library: Library, name: str) -> uuid.UUID:
    """Return an identifier for calendars and feeds: the same for the same name in the same agency, whatever it is called later."""
    first = min(library.agency.names, key=lambda names: str(names.from_ or ""))
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{first.parent}\n{first.name}\n{name}")


def of_division(library: Library, tasks: Iterable[Task], wanted: str) -> Iterator[Task]:
    """Yield the tasks of a division, by its code or its name."""
    return (
        task
        for task in tasks
        if task.division and _same(wanted, task.division, division_name(library, task.division))
    )


def of_person(library: Library, tasks: Iterable[Task], wanted: str) -> Iterator[Task]:
    """Yield the tasks of a person, by identifier or name."""
    agency, day = library.agency, library.as_of
    return (
        task
        for task in tasks
        if task.person
        and _same(wanted, task.person, *(known.name for known in (agency.person(task.person, day),) if known))
    )


def _same(wanted: str, *names: str) -> bool:
    return wanted.casefold() in {name.casefold() for name in names}
