"""DOS: the dossier register (Decree 61/2018/NĐ-CP, Articles 17 to 20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """A dossier was due or returned before it was received.

    Early, on time and late are told by these moments (Decree 61/2018/NĐ-CP, Article 30.2.c), and in this order they
    cannot be true.

    Correct the moment that is wrong.

    Example: A dossier received on 1 March 2021 and due on 26 February 2021 is complained of.
    """
    for row in library.dossiers:
        dossier = row.entry
        if dossier.due_at < dossier.received_at:
            yield Complaint(
                row.place("due_at"),
                _("Dossier {code} is due before it was received: correct the moments.", code=dossier.code),
            )
        if dossier.returned_at is not None and dossier.returned_at < dossier.received_at:
            yield Complaint(
                row.place("returned_at"),
                _(
                    "Dossier {code} was returned before it was received: correct the moments.",
                    code=dossier.code,
                ),
            )


@rule("DOS201", Severity.WARNING)
def late_without_apology(library: Library) -> Iterator[Complaint]:
    """A dossier is late and has no letter of apology.

    The agency apologises in writing at the latest one day before the time is over, with the reason and a new day
    (Decree 61/2018/NĐ-CP, Article 19.9).

    Write the letter, and enter it in the column `apology`.

    Example: A dossier due on 10 March 2021 at 17:00 and returned on 11 March has an empty `apology`.
    """
    for row in library.dossiers:
        dossier = row.entry
        back = dossier.returned_at.date() if dossier.returned_at else library.as_of
        if dossier.due_at.date() < min(back, library.as_of) and not dossier.apology:
            message = _(
                "Dossier {code} passed its day {due} without a letter of apology: write one and enter it.",
                code=dossier.code,
                due=write_short(dossier.due_at.date()),
            )
            yield Complaint(row.place("apology"), message, dossier.due_at.date(), about=dossier.code)
