"""DOS: whether a row of the dossier register can be true (Decree 61/2018/NĐ-CP; Circular 01/2018/TT-VPCP)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.lifecycle import document_on
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.kinds.dossier import Dossier
    from sotay.library import Library, RegisterRow


@rule("DOS101", Severity.ERROR)
def unknown_procedure(library: Library) -> Iterator[Complaint]:
    """A dossier names a procedure that is not there.

    The receipt names the day of return, which rests on the time of the procedure (Decree 61/2018/NĐ-CP, Article 17); of
    a procedure that is not there it is unknown.

    Correct the code, or add the procedure.

    Example: A row of records/dossiers/2021.csv names QT.DN.09, and the library has no such document.
    """
    for row in library.dossiers:
        if not library.knows(row.entry.procedure):
            message = _(
                "Dossier {code} names {procedure}, which is not there: correct it.",
                code=row.entry.code,
                procedure=row.entry.procedure,
            )
            yield Complaint(row.place("procedure"), message)


@rule("DOS102", Severity.ERROR)
def dossier_twice(library: Library) -> Iterator[Complaint]:
    """A dossier is registered twice.

    The rate of dossiers on time is reckoned on all that were received (Decree 61/2018/NĐ-CP, Article 30.2.c); this one
    would be counted twice.

    Keep one row.

    Example: 000.00.01.H00-210301-0001 stands on lines 2 and 3 of records/dossiers/2021.csv; the second is complained
    of.
    """
    seen: dict[str, RegisterRow[Dossier]] = {}
    for row in library.dossiers:
        first = seen.setdefault(row.entry.code, row)
        if first is not row:
            message = _(
                "Dossier {code} stands already on line {line} of {file}: keep one row.",
                code=row.entry.code,
                line=first.line,
                file=first.file,
            )
            yield Complaint(row.place("code"), message, related=(first.place("code"),))


@rule("DOS103", Severity.ERROR)
def moments_out_of_order(library: Library) -> Iterator[Complaint]:
    """The moments of a dossier are in an order that cannot be true.

    Early, on time and late are told by these moments (Decree 61/2018/NĐ-CP, Article 30.2.c), and suspended time is out of
    the clock; in this order they cannot be true.

    Correct the moment that is wrong.

    Example: A dossier received on 1 March 2021 and due on 26 February 2021; one that was suspended again before it was
    resumed.
    """
    for row in library.dossiers:
        for column, message in (*_moments_wrong(row.entry), *_suspensions_wrong(row.entry)):
            yield Complaint(row.place(column), message)


def _moments_wrong(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield column and complaint of moments that come before what they follow."""
    code, received, returned = dossier.code, dossier.received_at, dossier.returned_at
    if dossier.due_at < received:
        yield (
            "due_at",
            _("Dossier {code} is due before it was received: correct the moments.", code=code),
        )
    if returned is not None and returned < received:
        yield (
            "returned_at",
            _("Dossier {code} was returned before it was received: correct the moments.", code=code),
        )
    if (handed := dossier.handed_over_at) is not None:
        if handed < received:
            yield (
                "handed_over_at",
                _("Dossier {code} was handed over before it was received: correct the moments.", code=code),
            )
        elif returned is not None and returned < handed:
            yield (
                "returned_at",
                _("Dossier {code} was returned before it was handed over: correct the moments.", code=code),
            )
    if any(then <= before for before, then in pairwise((dossier.due_at, *dossier.reappointments))):
        yield (
            "reappointed_to",
            _(
                "Dossier {code} has a new day of return that is not after the one before: correct the moments.",
                code=code,
            ),
        )


def _suspensions_wrong(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Yield column and complaint of the first suspension that cannot be true."""
    periods, last = dossier.suspensions, len(dossier.suspensions) - 1
    earliest = dossier.received_at
    for index, (start, until) in enumerate(periods):
        if start < earliest:
            message = (
                _(
                    "Dossier {code} was suspended before it was received: correct the period.",
                    code=dossier.code,
                )
                if index == 0
                else _(
                    "Dossier {code} was suspended again before it was resumed: put the periods in order, none over another.",
                    code=dossier.code,
                )
            )
        elif until is None and index < last:
            message = _(
                "Dossier {code} has a suspension that goes on, and a later one: enter when the first ended.",
                code=dossier.code,
            )
        elif until is not None and until < start:
            message = _(
                "Dossier {code} was resumed before it was suspended: correct the period.", code=dossier.code
            )
        elif dossier.returned_at is not None and dossier.returned_at < (until or start):
            message = _(
                "Dossier {code} was returned while it was suspended, or before: correct the moments.",
                code=dossier.code,
            )
        else:
            earliest = until or start
            continue
        yield "suspended", message
        return


@rule("DOS104", Severity.WARNING)
def code_of_another_day(library: Library) -> Iterator[Complaint]:
    """The code of a dossier names another day than that of receipt.

    The code ends with the day of receipt, two digits each of year, month and day, and a number of that day (Circular
    01/2018/TT-VPCP, Article 19).

    Correct the code or the moment of receipt, as the receipt has it.

    Example: 000.00.01.H00-210301-0001 was received on 2 March 2021.
    """
    for row in library.dossiers:
        written, received = row.entry.code.split("-")[1], row.entry.received_at
        if written != f"{received:%y%m%d}":
            message = _(
                "Dossier {code} was received on {day}, and its code says {written}: correct one of them.",
                code=row.entry.code,
                day=write_short(received.date()),
                written=written,
            )
            yield Complaint(row.place("code"), message)


@rule("DOS105", Severity.WARNING)
def unknown_component(library: Library) -> Iterator[Complaint]:
    """A dossier counts a paper that its procedure does not ask for.

    The receipt lists the papers that were handed in (Decree 61/2018/NĐ-CP, Article 17; Circular 01/2018/TT-VPCP, form 01); a
    number that the procedure has not names none.

    Correct the numbers in the column `components`.

    Example: `components` is `1;7`, and the procedure in force on the day of receipt has five.
    """
    for row in library.dossiers:
        dossier = row.entry
        document = document_on(library, dossier.procedure, dossier.received_at.date())
        if document is None or document.meta.service is None:
            continue
        there = len(document.meta.service.components)
        beyond = [number for number in dossier.handed_in if number > there]
        if beyond:
            message = _(
                "Dossier {code} counts component {number}, and {procedure} has {count}: correct the numbers.",
                code=dossier.code,
                number=beyond[0],
                procedure=dossier.procedure,
                count=there,
            )
            yield Complaint(row.place("components"), message)


@rule("DOS106", Severity.ERROR)
def moment_that_has_not_come(library: Library) -> Iterator[Complaint]:
    """Something is said to have happened to a dossier on a day that has not come.

    Early, on time and late are told by these moments (Decree 61/2018/NĐ-CP, Article 30.2.c); what lies ahead has not
    happened, and a wrong year makes a dossier late or lets it fall out of the figures.

    Correct the day. Appointments, `due_at` and `reappointed_to`, may lie ahead.

    Example: `returned_at` is 2062-06-09T15:00 for 2026-06-09T15:00.
    """
    for row in library.dossiers:
        for column, day in _happened(row.entry):
            if day > library.today:
                message = _(
                    "Dossier {code} has {day} in the column `{column}`, which is after today, {today}: correct the day.",
                    code=row.entry.code,
                    day=write_short(day),
                    column=column,
                    today=write_short(library.today),
                )
                yield Complaint(row.place(column), message)


def _happened(dossier: Dossier) -> Iterator[tuple[str, date]]:
    """Yield column and last day of what is said to have happened."""
    yield "received_at", dossier.received_at.date()
    if dossier.returned_at is not None:
        yield "returned_at", dossier.returned_at.date()
    if dossier.handed_over_at is not None:
        yield "handed_over_at", dossier.handed_over_at.date()
    if dossier.suspensions:
        yield "suspended", max(until or start for start, until in dossier.suspensions).date()
    if dossier.apology_on is not None:
        yield "apology_on", dossier.apology_on
