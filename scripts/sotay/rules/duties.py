"""QMS: the duties of the year (Decision 19/2014/QĐ-TTg, Article 4; Circular 26/2014/TT-BKHCN, Article 7.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.kinds.audit_plan import AuditPlan
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import OfficialRecord
from sotay.kinds.dissemination import Dissemination
from sotay.kinds.effectiveness_confirmation import EffectivenessConfirmation
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.objectives import Objectives
from sotay.kinds.plan import Plan
from sotay.kinds.training import Training
from sotay.library import remembered
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from sotay.library import Document, Library

    Record = TypeVar("Record", bound=OfficialRecord)


YEARLY: Final[tuple[type[OfficialRecord], ...]] = (
    Plan,
    Objectives,
    Dissemination,
    Training,
    AuditPlan,
    AuditReport,
    ManagementReview,
    EffectivenessConfirmation,
)
"""What every year needs."""


@remembered
def asked_years(library: Library) -> tuple[int, ...]:
    """Return the years whose duties are asked about: the last closed one, where the library keeps it, and that of the day.

    A library keeps the years from the first that one of its yearly records serves. Years further back are not asked about:
    what they lack was a finding for a whole year, and no inspection of this year reaches there.
    """
    served = (record.meta.serves for kind in YEARLY for record in library.known(kind))
    year = library.as_of.year
    return (year - 1, year) if min(served, default=year) < year else (year,)


def _of_year(library: Library, kind: type[Record], year: int) -> list[Document[Record]]:
    """Return the records known on the day that serve a year, oldest first."""
    return [record for record in library.known(kind) if record.meta.serves == year]


def _missing(library: Library, kind: type[OfficialRecord], law: str) -> Iterator[Complaint]:
    """Yield a complaint for each year asked about that no record of a kind serves; ``law`` asks for it."""
    for year in asked_years(library):
        if _of_year(library, kind, year):
            continue
        last = date(year, 12, 31)
        asked = {"kind": str(kind.label), "year": year, "law": law, "folder": kind.folder}
        message = (
            _(
                "{year} ended without a record of {kind} ({law}): add it to {folder} where it was done; where it was not, "
                "record the cause as a nonconformity.",
                **asked,
            )
            if last < library.as_of
            else _(
                "There is no record of {kind} for {year} ({law}): add one to {folder} by {last}.",
                last=write_short(last),
                **asked,
            )
        )
        yield Complaint(Place(AGENCY_FILE), message, last, about=f"{kind.name}/{year}")


@rule("QMS101", Severity.WARNING)
def no_plan(library: Library) -> Iterator[Complaint]:
    """The year has no plan.

    The agency approves a plan to build, apply, keep up and improve the system (Circular 26/2014/TT-BKHCN, Article 7.2.a).

    Add the plan to records/plans by the end of the year; one dated in another year says in `year` which year it serves.

    Example: no file in records/plans serves 2021: the plan of 2021 is asked for by 31/12/2021.
    """
    return _missing(library, Plan, _("Circular 26/2014/TT-BKHCN, Article 7.2.a"))


@rule("QMS102", Severity.WARNING)
def no_objectives(library: Library) -> Iterator[Complaint]:
    """The year has no quality objectives.

    The agency sets objectives for itself and its divisions (ISO 9001, clause 6.2), and an inspector asks whether they are
    met (Circular 26/2014/TT-BKHCN, Article 36.1.c).

    Add them to records/objectives by the end of the year.

    Example: no file in records/objectives serves 2021: the objectives of 2021 are asked for by 31/12/2021.
    """
    return _missing(library, Objectives, _("ISO 9001, clause 6.2; Circular 26/2014/TT-BKHCN, Article 36.1.c"))


@rule("QMS103", Severity.WARNING)
def not_disseminated(library: Library) -> Iterator[Complaint]:
    """The year has no dissemination of the system to the staff.

    The agency makes documents and processes known to all staff within the system and shows how to apply them (Circular
    26/2014/TT-BKHCN, Articles 7.2.đ and 36.1.b).

    Add it to records/dissemination by the end of the year; where it stands in another paper, such as the plan, name that
    in `recorded_in`.

    Example: no file in records/dissemination serves 2021: the dissemination of 2021 is asked for by 31/12/2021.
    """
    return _missing(library, Dissemination, _("Circular 26/2014/TT-BKHCN, Article 7.2.đ"))


@rule("QMS201", Severity.WARNING)
def no_audit(library: Library) -> Iterator[Complaint]:
    """The year has no internal audit.

    An internal audit takes place at least once a year (Decision 19/2014/QĐ-TTg, Article 4.4.b; ISO 9001, clause 9.2).

    Add plan and report to records/audit-plans and records/audit-reports by the end of the year.

    Example: records/audit-plans has the plan of 2021 and records/audit-reports nothing: the report is asked for by 31/12/2021.
    """
    law = _("Decision 19/2014/QĐ-TTg, Article 4.4.b; ISO 9001, clause 9.2")
    yield from _missing(library, AuditPlan, law)
    yield from _missing(library, AuditReport, law)


@rule("QMS202", Severity.WARNING)
def no_review(library: Library) -> Iterator[Complaint]:
    """The year has no management review.

    The head reviews the system at least once a year (Decision 19/2014/QĐ-TTg, Article 4.4.b; ISO 9001, clause 9.3).

    Add the minutes to records/management-reviews by the end of the year.

    Example: no file in records/management-reviews serves 2021: the minutes are asked for by 31/12/2021.
    """
    return _missing(
        library, ManagementReview, _("Decision 19/2014/QĐ-TTg, Article 4.4.b; ISO 9001, clause 9.3")
    )


@rule("QMS203", Severity.WARNING)
def not_confirmed(library: Library) -> Iterator[Complaint]:
    """The head has not confirmed this year that the system is effective.

    The head of the agency confirms it (Decision 19/2014/QĐ-TTg, Article 4.2.d; Circular 26/2014/TT-BKHCN, Article 7.2.g), and
    an inspector asks for the confirmation (Article 36.2.b).

    Add the confirmation to records/effectiveness-confirmations by the end of the year; where it stands in other minutes,
    name them in `recorded_in`.

    Example: the review was held on 14/10/2021 and nothing says that the head confirmed the system: asked for by 31/12/2021.
    """
    law = _("Decision 19/2014/QĐ-TTg, Article 4.2.d; Circular 26/2014/TT-BKHCN, Article 7.2.g")
    return _missing(library, EffectivenessConfirmation, law)


@rule("QMS204", Severity.WARNING)
def no_training(library: Library) -> Iterator[Complaint]:
    """The year has no training.

    The head has the staff trained in the system (Decision 19/2014/QĐ-TTg, Article 11.3; Circular 26/2014/TT-BKHCN, Article
    7.2.c).

    Add it to records/training by the end of the year.

    Example: no file in records/training serves 2021: the training of 2021 is asked for by 31/12/2021.
    """
    law = _("Decision 19/2014/QĐ-TTg, Article 11.3; Circular 26/2014/TT-BKHCN, Article 7.2.c")
    return _missing(library, Training, law)


@rule("QMS205", Severity.WARNING)
def review_without_audit(library: Library) -> Iterator[Complaint]:
    """The year's management review did not consider the year's internal audit.

    The results of the audit are among what the head reviews (ISO 9001, clause 9.3.2.c; Decision 19/2014/QĐ-TTg, Article
    4.4.b): the review follows the audit and names its report.

    Name the report in `audit_report` of the review; where the review came first, hold another by the end of the year.

    Example: the review of 14/10/2021 has no `audit_report`, and the audit reported on 12/10/2021: it is asked to name it.
    """
    for year in asked_years(library):
        reports = {report.id: report for report in _of_year(library, AuditReport, year)}
        reviews = _of_year(library, ManagementReview, year)
        if reports and reviews and not any(review.meta.audit_report in reports for review in reviews):
            yield _unconsidered(library, next(iter(reports.values())), reviews[-1], date(year, 12, 31))


def _unconsidered(
    library: Library, report: Document[AuditReport], review: Document[ManagementReview], last: date
) -> Complaint:
    if review.meta.date >= report.meta.date:
        message = _(
            "The review {review} does not name the audit report {report} (ISO 9001, clause 9.3.2.c): enter it in "
            "`audit_report` by {last}.",
            review=review.meta.number or review.id,
            report=report.id,
            last=write_short(last),
        )
        return Complaint(review.place("audit_report"), message, last, (report.place("date"),))
    named = {
        "review": review.meta.number or review.id,
        "day": write_short(review.meta.date),
        "report": report.meta.number or report.id,
        "reported": write_short(report.meta.date),
    }
    message = (
        _(
            "The review {review} of {day} came before the audit report {report} of {reported} (ISO 9001, clause 9.3.2.c), and "
            "the year ended so: record the cause as a nonconformity.",
            **named,
        )
        if last < library.as_of
        else _(
            "The review {review} of {day} came before the audit report {report} of {reported} (ISO 9001, clause 9.3.2.c): "
            "review the system again by {last}.",
            last=write_short(last),
            **named,
        )
    )
    return Complaint(review.place("audit_report"), message, last, (report.place("date"),))
