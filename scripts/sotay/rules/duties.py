"""QMS: the duties of the year (Decision 19/2014/QĐ-TTg, Article 4; Circular 26/2014/TT-BKHCN, Article 7.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sotay.findings import Place, Severity
from sotay.kinds.audit_plan import AuditPlan
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import OfficialRecord
from sotay.kinds.declaration import Declaration
from sotay.kinds.effectiveness_confirmation import EffectivenessConfirmation
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.nonconformity import Nonconformity
from sotay.kinds.notification import Notification
from sotay.kinds.objectives import Objectives
from sotay.kinds.plan import Plan
from sotay.kinds.posting import Posting
from sotay.kinds.training import Training
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library


def _missing(library: Library, kind: type[OfficialRecord]) -> Iterator[Complaint]:
    year = library.as_of.year
    if any(record.meta.serves == year for record in library.known(kind)):
        return
    message = _(
        "There is no record of {kind} for {year}: add one to {folder} by {last}.",
        kind=str(kind.label),
        year=year,
        folder=kind.folder,
        last=date(year, 12, 31).isoformat(),
    )
    yield Complaint(Place(AGENCY_FILE), message, date(year, 12, 31))


@rule("QMS101", Severity.WARNING)
def no_plan(library: Library) -> Iterator[Complaint]:
    """The year has no plan.

    The agency approves a plan to build, apply, keep up and improve the system (Circular 26/2014/TT-BKHCN, Article
    7.2.a). Add the plan to records/plans.
    """
    return _missing(library, Plan)


@rule("QMS102", Severity.WARNING)
def no_objectives(library: Library) -> Iterator[Complaint]:
    """The year has no quality objectives.

    The agency sets objectives for itself and its divisions (ISO 9001, clause 6.2). Add them to records/objectives.
    """
    return _missing(library, Objectives)


@rule("QMS201", Severity.WARNING)
def no_audit(library: Library) -> Iterator[Complaint]:
    """The year has no internal audit.

    An internal audit takes place at least once a year (Decision 19/2014/QĐ-TTg, Article 4.4.b; ISO 9001, clause 9.2). Add
    plan and report to records/audit-plans and records/audit-reports.
    """
    yield from _missing(library, AuditPlan)
    yield from _missing(library, AuditReport)


@rule("QMS202", Severity.WARNING)
def no_review(library: Library) -> Iterator[Complaint]:
    """The year has no management review.

    The head reviews the system at least once a year (Decision 19/2014/QĐ-TTg, Article 4.4.b; ISO 9001, clause 9.3). Add
    the minutes to records/management-reviews.
    """
    return _missing(library, ManagementReview)


@rule("QMS203", Severity.WARNING)
def not_confirmed(library: Library) -> Iterator[Complaint]:
    """The head has not confirmed this year that the system is effective.

    Decision 19/2014/QĐ-TTg, Article 4.2.d. Add the confirmation to records/effectiveness-confirmations; where it stands in
    other minutes, name them in `recorded_in`.
    """
    return _missing(library, EffectivenessConfirmation)


@rule("QMS204", Severity.WARNING)
def no_training(library: Library) -> Iterator[Complaint]:
    """The year has no training.

    The head has the staff trained in the system (Decision 19/2014/QĐ-TTg, Article 11.3). Add it to records/training.
    """
    return _missing(library, Training)


@rule("QMS301", Severity.WARNING)
def declaration_not_evidenced(library: Library) -> Iterator[Complaint]:
    """The declaration of the system, or one of its four evidences, is missing.

    The agency declares the system, notifies the lead unit in writing, posts the declaration at its office and puts it on
    its web site (Decision 19/2014/QĐ-TTg, Article 4.3). Add what is missing to records/declarations,
    records/notifications or records/postings.
    """
    declarations = library.known(Declaration)
    if not declarations:
        yield Complaint(
            Place(AGENCY_FILE), _("The system was never declared: add the decision to records/declarations.")
        )
        return
    latest = declarations[-1]
    name = latest.meta.number or latest.id
    if not any(notice.meta.declaration == latest.id for notice in library.known(Notification)):
        message = _(
            "The written notice of {name} to the lead unit is missing: add it to records/notifications.",
            name=name,
        )
        yield Complaint(latest.place("number"), message)
    posted = {
        posting.meta.where for posting in library.known(Posting) if posting.meta.declaration == latest.id
    }
    if "trụ sở" not in posted:
        message = _(
            "Nothing shows that {name} was posted at the office: add it to records/postings.", name=name
        )
        yield Complaint(latest.place("number"), message)
    if "trang thông tin điện tử" not in posted:
        message = _(
            "Nothing shows that {name} was put on the web site: add it to records/postings.", name=name
        )
        yield Complaint(latest.place("number"), message)


@rule("QMS401", Severity.WARNING)
def correction_overdue(library: Library) -> Iterator[Complaint]:
    """A corrective action is not closed and past its day.

    A nonconformity is put right without undue delay (ISO 9001, clause 10.2). Close it with the day, or agree a new day
    and say why.
    """
    for record in library.known(Nonconformity):
        closed = record.meta.closed
        if record.meta.due < library.as_of and (closed is None or closed > library.as_of):
            message = _(
                "The corrective action of {name} was due on {due}: close it.",
                name=record.meta.number or record.id,
                due=record.meta.due.isoformat(),
            )
            yield Complaint(record.place("due"), message, record.meta.due)
