"""QMS: every nonconformity has its corrective action, with an owner and a day (ISO 9001, clause 10.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sotay.agenda import person_name
from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import NOT_STATED
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.nonconformity import Nonconformity
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.base import OfficialRecord
    from sotay.library import Document, Library


def is_open(closed: date | None, library: Library) -> bool:
    """Say whether what was closed on ``closed``, or never, is open on ``as_of``."""
    return closed is None or closed > library.as_of


def called(record: Document[OfficialRecord]) -> str:
    """Return what people call a record: its number, else its title; its file where it has neither."""
    return record.meta.number or record.meta.title or record.id


def day_after(day: date) -> date:
    """Return the day after; the last that can be written stays."""
    return day + timedelta(days=1) if day < date.max else day


@rule("QMS401", Severity.WARNING)
def correction_overdue(library: Library) -> Iterator[Complaint]:
    """A corrective action is not closed and past its day.

    A nonconformity is put right without undue delay (ISO 9001, clause 10.2; Decision 19/2014/QĐ-TTg, Article 4.2.b), and an
    inspector asks for it (Circular 26/2014/TT-BKHCN, Article 36.1.đ).

    Close it with the day in `closed`, or agree a new day in `due` and say why in `note`.

    Example: `due: 2021-06-01` without `closed`: on the agenda until 01/06/2021, complained of from 02/06/2021 on.
    """
    for record in library.known(Nonconformity):
        if is_open(record.meta.closed, library):
            message = _(
                "The corrective action of {name} is due on {due}, by {owner} (ISO 9001, clause 10.2): close it.",
                name=called(record),
                due=write_short(record.meta.due),
                owner=person_name(library, record.meta.owner),
            )
            yield Complaint(record.place("due"), message, record.meta.due, since=day_after(record.meta.due))


@rule("QMS206", Severity.WARNING)
def action_overdue(library: Library) -> Iterator[Complaint]:
    """What a management review decided to do is not done and past its day.

    The next review begins with the status of the actions of the one before (ISO 9001, clause 9.3.2.a).

    Close it with the day in `closed`, or agree a new day in `due`.

    Example: an action with `due: 2021-06-01` without `closed`: on the agenda until 01/06/2021, complained of from
    02/06/2021 on.
    """
    for review in library.known(ManagementReview):
        for index, action in enumerate(review.meta.actions):
            if is_open(action.closed, library):
                message = _(
                    "“{action}”, decided by {review}, is due on {due}, by {owner} (ISO 9001, clause 9.3.2.a): close it.",
                    action=action.text,
                    review=called(review),
                    due=write_short(action.due),
                    owner=person_name(library, action.owner),
                )
                place = review.place("actions", index, "due")
                yield Complaint(place, message, action.due, since=day_after(action.due), about=action.text)


@rule("QMS402", Severity.WARNING)
def nonconformity_not_recorded(library: Library) -> Iterator[Complaint]:
    """An audit report counts more nonconformities than are on record.

    Each nonconformity gets its own corrective action, with owner and day (ISO 9001, clauses 9.2.2.e and 10.2; Decision
    19/2014/QĐ-TTg, Article 4.2.b).

    Add each to records/nonconformities, with `owner` and `due`, and name the report in `found_by`.

    Example: the report has `nonconformities: 2`, and one record names it in `found_by`: one more is asked for.
    """
    found = [record.meta.found_by for record in library.known(Nonconformity)]
    for report in library.known(AuditReport):
        counted, recorded = report.meta.nonconformities, found.count(report.id)
        if counted != NOT_STATED and counted > recorded:
            message = _(
                "{report} counts {counted} nonconformities, {recorded} are on record (ISO 9001, clause 10.2): add the others "
                "to records/nonconformities, with owner, due day and `found_by: {id}`.",
                report=called(report),
                counted=counted,
                recorded=recorded,
                id=report.id,
            )
            yield Complaint(report.place("nonconformities"), message)


@rule("QMS403", Severity.WARNING)
def correction_not_thought_out(library: Library) -> Iterator[Complaint]:
    """A nonconformity is closed, or past its day, without a cause or without an action.

    What is put right without its cause comes again: cause and action are kept on record (ISO 9001, clauses 10.2.1.b and
    10.2.2).

    Enter `cause` and `action`.

    Example: `closed: 2021-05-20` with an `action` and without a `cause`: the cause is asked for.
    """
    for record in library.known(Nonconformity):
        missing = [name for name in ("cause", "action") if getattr(record.meta, name) is None]
        if missing:
            message = _(
                "{name} has no {fields} (ISO 9001, clause 10.2): enter it by {due}.",
                name=called(record),
                fields=", ".join(f"`{name}`" for name in missing),
                due=write_short(record.meta.due),
            )
            opened = is_open(record.meta.closed, library)
            since = day_after(record.meta.due) if opened else record.meta.closed
            yield Complaint(record.place("description"), message, record.meta.due, since=since)
