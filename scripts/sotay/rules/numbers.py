"""NUM: official numbers, their dates and order in time, and sums that must agree (Decree 30/2020/NĐ-CP, Article 15)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.kinds.audit_plan import AuditPlan
from sotay.kinds.audit_report import AuditReport
from sotay.kinds.base import OfficialRecord
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.procedure import ControlledDocument
from sotay.library import remembered
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.procedure import Service
    from sotay.library import Document, Library

HOURS_A_DAY: Final = 8
DAYS_A_WEEK: Final = 7
WORKING_DAYS_A_WEEK: Final = 5
_NAMED: Final = re.compile(
    r"\d{2,}/(?:NQ|QĐ|CT|QC|QyĐ|TC|TB|HD|CTr|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ|BGN|BTT|GUQ|GM|GGT|GNP|PG|PC|PB)-[A-Za-zĐ]+(?:-[A-Za-zĐ]+)*"
)
_LETTER: Final = re.compile(r"\d{2,}/[A-ZĐ&]+(?:-[A-ZĐ&]+)+")


@rule("NUM101", Severity.WARNING)
def malformed_number(library: Library) -> Iterator[Complaint]:
    """An official number is not written as the decree asks.

    Number, slash, type and agency with a dash between them: 37/QĐ-BQLKCN; a letter has agency and unit: 185/BQLKCN-VP;
    numbers below 10 have a leading zero (Decree 30/2020/NĐ-CP, Annex I).

    Correct it, or note that the source has it so.

    Example: `number: 363/QĐUBND` lacks the dash: the decree has 363/QĐ-UBND.
    """
    for record in library.records:
        number = record.meta.number
        if number is not None and not _NAMED.fullmatch(number) and not _LETTER.fullmatch(number):
            message = _(
                "The number {number} is not written as Decree 30/2020/NĐ-CP asks (37/QĐ-BQLKCN, 185/BQLKCN-VP): check it against the paper.",
                number=number,
            )
            yield Complaint(record.place("number"), message)


@rule("NUM102", Severity.ERROR)
def number_twice(library: Library) -> Iterator[Complaint]:
    """Two records of a year have one number.

    Number and symbol are unique within a year (Decree 30/2020/NĐ-CP, Article 15).

    Correct one of them. A record that stands in another's paper names it in `recorded_in` and has no number of its own.

    Example: Two plans of 2021 both say `number: 01/KH-CQM`; the second is complained of and names the first.
    """
    seen: dict[tuple[str, int, str], Document[OfficialRecord]] = {}
    for record in library.records:
        meta = record.meta
        if meta.number is None or meta.date is None:
            continue
        first = seen.setdefault((meta.number, meta.date.year, meta.issuer or ""), record)
        if first is not record:
            message = _(
                "{number} of {year} is already {first}: correct one of them.",
                number=meta.number,
                year=meta.date.year,
                first=first.id,
            )
            yield Complaint(record.place("number"), message, related=(first.place("number"),))


@rule("NUM201", Severity.ERROR)
def out_of_order(library: Library) -> Iterator[Complaint]:
    """Audit plan, audit report and review are not in order of time.

    The audit follows its plan, the review considers the audit (Decision 19/2014/QĐ-TTg, Article 4.2; ISO 9001, clause
    9.3.2).

    Correct the dates after the papers.

    Example: The audit report is of 29 September 2021, and the plan that it names in `plan` is of 30 September.
    """
    for report in library.of(AuditReport):
        plan = library.by_id.get(report.meta.plan)
        if plan is not None and isinstance(plan.meta, AuditPlan) and plan.meta.date > report.meta.date:
            message = _(
                "The audit report {report} is older than its plan {plan}: correct the dates.",
                report=report.id,
                plan=plan.id,
            )
            yield Complaint(report.place("date"), message, related=(plan.place("date"),))
    for review in library.of(ManagementReview):
        considered = library.by_id.get(review.meta.audit_report or "")
        if (
            considered is not None
            and isinstance(considered.meta, AuditReport)
            and considered.meta.date > review.meta.date
        ):
            message = _(
                "The review {review} is older than the audit report {report} it considers: correct the dates.",
                review=review.id,
                report=considered.id,
            )
            yield Complaint(review.place("date"), message, related=(considered.place("date"),))


@rule("NUM301", Severity.ERROR)
def steps_do_not_add_up(library: Library) -> Iterator[Complaint]:
    """The steps of an administrative procedure take longer than its processing time, or one has no time.

    The citizen's appointment rests on the total (Decree 61/2018/NĐ-CP, Article 17), the control slip on the steps
    (Circular 01/2018/TT-VPCP, Article 9); 8 working hours make a working day. Calendar days in a row hold more or fewer
    working days by the weekday on which they begin: Saturdays and Sundays are taken as off, no holiday is, and only steps
    that the most of them cannot hold are complained of.

    Correct the steps, or the processing time. A step without hours says when it is done, in `when`.

    Example: A service with `processing_time: 1` in working days has 8 hours; steps of 2 and 7 hours take 9. One of
    9 days holds 7 working days at most: steps of 57 hours take more than its 56.
    """
    for document, total, (_fewest, allowed) in _timed(library):
        steps = document.meta.steps
        for index, step in enumerate(steps):
            if step.hours is None and step.when is None:
                message = _(
                    "Step {number} of {code} has no time: enter its `hours`, or in `when` what it waits for.",
                    number=index + 1,
                    code=document.meta.code,
                )
                yield Complaint(document.place("steps", index), message)
        if total > allowed:
            message = _(
                "The steps of {code} take {total} working hours, its processing time allows {allowed}: shorten them, or correct the processing time.",
                code=document.meta.code,
                total=f"{total:g}",
                allowed=allowed,
            )
            yield Complaint(document.place("steps"), message)


@rule("NUM302", Severity.WARNING)
def steps_leave_time_over(library: Library) -> Iterator[Complaint]:
    """The steps of an administrative procedure take less than its processing time.

    Either a step is missing or its time, or the citizen is asked to wait for nothing, while early results are what the
    law encourages (Decree 61/2018/NĐ-CP, Article 20.4). Of calendar days, only steps that leave time over in the fewest
    working days that so many in a row can hold are complained of, Saturdays and Sundays off and no holiday.

    Look for the missing hours, or shorten the processing time.

    Example: A service with `processing_time: 1` in working days has 8 hours; steps of 2 and 5 hours leave one over. One
    of 9 days holds 5 working days at least: steps of 39 hours leave one over.
    """
    for document, total, (allowed, _most) in _timed(library):
        untimed = any(step.hours is None and step.when is None for step in document.meta.steps)
        if total < allowed and not untimed:
            message = _(
                "The steps of {code} take {total} of the {allowed} working hours of its processing time: look for the missing hours, or shorten the time.",
                code=document.meta.code,
                total=f"{total:g}",
                allowed=allowed,
            )
            yield Complaint(document.place("steps"), message)


@remembered
def _timed(library: Library) -> tuple[tuple[Document[ControlledDocument], float, tuple[int, int]], ...]:
    """Return each procedure with a service, the hours of its steps, and the fewest and most that its time holds."""
    return tuple(
        (document, sum(step.hours or 0 for step in steps), _working_hours(service))
        for document in library.of(ControlledDocument)
        if (service := document.meta.service) is not None and (steps := document.meta.steps)
    )


def _working_hours(service: Service) -> tuple[int, int]:
    """Return the fewest and the most working hours of a processing time; they differ where it is in calendar days."""
    if service.unit == "giờ":
        return service.processing_time, service.processing_time
    if service.unit == "ngày làm việc":
        hours = service.processing_time * HOURS_A_DAY
        return hours, hours
    weeks, rest = divmod(service.processing_time, DAYS_A_WEEK)
    sure = weeks * WORKING_DAYS_A_WEEK
    fewest = sure + max(0, rest - (DAYS_A_WEEK - WORKING_DAYS_A_WEEK))
    return fewest * HOURS_A_DAY, (sure + min(rest, WORKING_DAYS_A_WEEK)) * HOURS_A_DAY
