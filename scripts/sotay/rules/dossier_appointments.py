"""DOS: whether dossiers are appointed and handed over as the law has it (Decree 61/2018/NĐ-CP, Articles 17 and 18).

Rows of which DOS1xx says that they cannot be true are not asked: one fault, one finding.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sotay.appointments import NoAppointmentError, appoint, hand_over, office_of, write_moment
from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.lifecycle import document_on, lives
from sotay.messages import _
from sotay.one_stop import terms_on
from sotay.rules import Complaint, rule
from sotay.sound_rows import sound_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sotay.appointments import Office
    from sotay.kinds.dossier import Dossier
    from sotay.library import Library, RegisterRow

_AT_THE_START: Final = timedelta(hours=1)  # "the start of the day" names no minute


@rule("DOS301", Severity.WARNING)
def appointment_of_another_time(library: Library) -> Iterator[Complaint]:
    """The appointment on the receipt is not what the procedure gives.

    The receipt names the day of return, which follows from the time of the procedure in force on the day of receipt (Decree
    61/2018/NĐ-CP, Article 17; Civil Code 91/2015/QH13, Articles 147 and 148). Suspended time is no part of it: it puts the
    day off later.

    Correct `due_at` where it is a slip of the pen; otherwise keep it, for it was promised, and look for what gave another day:
    the cut-off, a holiday, an older version.

    Example: QT.DN.01 takes 7 working days; a dossier received on 1 March 2021 at 08:00 is due on 10 March, and its `due_at`
    is 9 March. `sotay appointment QT.DN.01 --received 2021-03-01T08:00` shows how the day comes about.
    """
    office = office_of(library.authority.agency, library.calendar)
    for row in sound_rows(library).rows:
        dossier = row.entry
        document = document_on(library, dossier.procedure, dossier.received_at.date())
        if document is None or document.meta.service is None:
            continue
        service = document.meta.service
        try:
            due = appoint(service.processing_time, service.unit, dossier.received_at, office).due
        except NoAppointmentError:
            continue
        if due.date() != dossier.due_at.date() or (dossier.due_at > due and not office.assumed):
            message = _(
                "Dossier {code} is appointed for {due}, and {procedure} version {version} ({time}) gives {computed}: look which is right.",
                code=dossier.code,
                due=write_moment(dossier.due_at),
                procedure=dossier.procedure,
                version=document.meta.version,
                time=f"{service.processing_time} {service.unit}",
                computed=write_moment(due),
            )
            yield Complaint(row.place("due_at"), message)


@rule("DOS302", Severity.WARNING)
def handed_over_late(library: Library) -> Iterator[Complaint]:
    """A dossier was handed over to those who handle it later than the law gives.

    It is handed over on the working day of receipt, or at the start of the next where it was received after 15:00 (Decree
    61/2018/NĐ-CP, Articles 18.2 and 18.3). The law names no minute for the start of the day: the first hour of work is taken for it.

    Correct the moment where it is wrong; otherwise hand over sooner.

    Example: A dossier received on 1 March 2021 at 15:30 was handed over on 2 March at 14:00.
    """
    office = office_of(library.authority.agency, library.calendar)
    for row in sound_rows(library).rows:
        dossier = row.entry
        terms = terms_on(dossier.received_at.date())
        if terms is None or dossier.handed_over_at is None:
            continue
        by = hand_over(dossier.received_at, office, terms)
        if dossier.handed_over_at > _tolerated(by, office):
            message = _(
                "Dossier {code} was handed over at {moment}, later than {by} ({law}): hand over sooner.",
                code=dossier.code,
                moment=write_moment(dossier.handed_over_at),
                by=write_moment(by),
                law=terms.law("hand_over"),
            )
            yield Complaint(row.place("handed_over_at"), f"{message} {terms.caveat}".rstrip())


def _tolerated(by: datetime, office: Office) -> datetime:
    """Return the last moment that is not complained of; where the office's hours are assumed, the day's last."""
    if office.assumed:
        return by.replace(hour=23, minute=59)
    return by + _AT_THE_START if by == office.opens(by.date()) else by


@rule("DOS303", Severity.INFO)
def no_version_on_receipt(library: Library) -> Iterator[Complaint]:
    """Dossiers were received when no version of their procedure was in force.

    The day of return follows from the time of the procedure (Decree 61/2018/NĐ-CP, Article 17); where none was in force,
    nobody can tell whether the day that was promised is the right one.

    Add the decision that brought the version into force, to records/decisions; where there was one already, correct the
    procedure or the moment of receipt. It is said once for each procedure.

    Example: The decision that issues QT.DN.01 takes effect on 20 August 2020, and dossiers were received on 2 and 3 March; the
    first is complained of.
    """
    found: dict[str, list[RegisterRow[Dossier]]] = {}
    for row in sound_rows(library).rows:
        day, procedure = row.entry.received_at.date(), library.procedures.get(row.entry.procedure)
        if day > library.as_of or procedure is None or procedure.meta.service is None:
            continue
        life = lives(library).get(row.entry.procedure)
        if life is None or life.on(day) is None:
            found.setdefault(row.entry.procedure, []).append(row)
    for code, rows in found.items():
        message = _(
            "No version of {procedure} was in force when dossier {code} was received on {day} ({count} dossiers in all), so their appointments were not checked: add the decision that brought it into force, or correct the row.",
            procedure=code,
            code=rows[0].entry.code,
            day=write_short(rows[0].entry.received_at.date()),
            count=len(rows),
        )
        yield Complaint(rows[0].place("procedure"), message)
