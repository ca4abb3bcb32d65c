"""QMS: who waits for an answer gets it in time: complaints, inspections, letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.agenda import person_name
from sotay.calendar_vn import month_term, write_short
from sotay.findings import Severity
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.complaint import Complaint as CitizensComplaint
from sotay.kinds.inspection import Inspection
from sotay.kinds.letter import Letter
from sotay.legal.impact import last_day
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.rules.corrections import called, day_after, is_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

MONTHS_TO_REPORT: Final = 2


@rule("QMS404", Severity.WARNING)
def complaint_overdue(library: Library) -> Iterator[Complaint]:
    """A complaint is not settled and past its day.

    An inspector asks how complaints about the work of the system were settled (Circular 26/2014/TT-BKHCN, Article 36.1.e;
    ISO 9001, clause 8.2.1.c).

    Settle it, and enter the day in `closed` and the result in `outcome`.

    Example: `due: 2021-06-01` without `closed`: on the agenda until 01/06/2021, complained of from 02/06/2021 on.
    """
    for record in library.known(CitizensComplaint):
        due = record.meta.due
        if due is not None and is_open(record.meta.closed, library):
            message = _(
                "The complaint {name} is due on {due}, by {owner} (Circular 26/2014/TT-BKHCN, Article 36.1.e): settle it and "
                "enter `closed`.",
                name=called(record),
                due=write_short(due),
                owner=person_name(library, record.meta.owner),
            )
            yield Complaint(record.place("due"), message, due, since=day_after(due))


@rule("QMS501", Severity.WARNING)
def inspection_unanswered(library: Library) -> Iterator[Complaint]:
    """The minutes of an inspection name shortcomings, and no report says how they were put right.

    The agency acts on them, or proposes how, and reports to the inspecting unit within two months of the day on which the
    minutes were signed (Circular 26/2014/TT-BKHCN, Article 37.2.c; Civil Code 91/2015/QH13, Articles 147 and 148). This is so
    after an inspection at the office; one by papers has no term.

    Send the report, add it to records/letters, and name it in `corrective_report` of the inspection.

    Example: minutes signed on 31/12/2020: the report is due on 28/02/2021, a Sunday, and so at the latest on 01/03/2021.
    """
    for inspection in library.known(Inspection):
        if (
            inspection.meta.form == "trụ sở"
            and inspection.meta.shortcomings
            and not _reported(library, inspection.meta)
        ):
            deadline = month_term(inspection.meta.date, MONTHS_TO_REPORT, library.calendar)
            message = _(
                "The minutes {name} signed on {start} name {count} shortcomings: report to {by} at the latest on {rolled} (raw "
                "{raw}) how they were put right (Circular 26/2014/TT-BKHCN, Article 37.2.c), and name the report in "
                "`corrective_report`.",
                name=inspection.meta.number or inspection.id,
                start=write_short(deadline.start),
                count=len(inspection.meta.shortcomings),
                by=inspection.meta.by,
                rolled=write_short(deadline.rolled),
                raw=write_short(deadline.raw),
            )
            yield Complaint(inspection.place("shortcomings"), message, last_day(library, deadline))


def _reported(library: Library, inspection: Inspection) -> bool:
    return any(
        record.id == inspection.corrective_report
        for record in library.records
        if record.meta.date is not None and record.meta.date <= library.as_of
    )


@rule("QMS602", Severity.WARNING)
def letter_unanswered(library: Library) -> Iterator[Complaint]:
    """A letter that asks for a reply by a day was not answered.

    The agency answers what is asked of it within the term of the letter, such as the yearly call for a report (Circular
    26/2014/TT-BKHCN, Article 35; ISO 9001, clause 7.4).

    Answer it, and add the answer to records/letters with `replies_to`, or name the letter in `requested_by` of the annual report.

    Example: a letter received with `reply_by: 2021-10-29`: on the agenda until that day, complained of from 30/10/2021 on.
    """
    answered = {letter.meta.replies_to for letter in library.known(Letter) if letter.meta.direction == "đi"}
    answered |= {report.meta.requested_by for report in library.known(AnnualReport)}
    for letter in library.known(Letter):
        due = letter.meta.reply_by
        if due is not None and letter.meta.direction == "đến" and letter.id not in answered:
            message = _(
                "The letter {name} of {issuer} asks for a reply by {due}: answer it and name it in `replies_to` of the answer.",
                name=letter.meta.number or letter.id,
                issuer=letter.meta.issuer or _("an issuer not named"),
                due=write_short(due),
            )
            yield Complaint(letter.place("reply_by"), message, due, since=day_after(due))
