"""DOS: whether a row of the dossier register says whole what it says (Decree 61/2018/NĐ-CP; ISO 9001, clause 5.3)."""

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


@rule("DOS107", Severity.WARNING)
def result_against_return(library: Library) -> Iterator[Complaint]:
    """A dossier was returned without a result, or has one that was returned at no moment.

    Figures tell by `returned_at` whether a dossier is resolved, and by `result` how (Decree 61/2018/NĐ-CP, Article 30.2.c);
    where one is missing, they do not add up, and what was returned counts as pending.

    Enter the one that is missing, or remove the other. Of a register in which no row has a result nothing is said.

    Example: `result` is `đã trả kết quả` and `returned_at` is empty.
    """
    with_results = {row.file for row in library.dossiers if row.entry.result}
    for row in library.dossiers:
        dossier = row.entry
        if dossier.returned_at is not None and dossier.result is None and row.file in with_results:
            message = _(
                "Dossier {code} was returned on {day} with no result: enter it.",
                code=dossier.code,
                day=write_short(dossier.returned_at.date()),
            )
            yield Complaint(row.place("result"), message)
        elif dossier.returned_at is None and dossier.result == "đã trả kết quả":
            message = _(
                "The result of dossier {code} was returned, and no moment says when: enter it, or remove the result.",
                code=dossier.code,
            )
            yield Complaint(row.place("returned_at"), message)


@rule("DOS108", Severity.WARNING)
def unknown_receiver(library: Library) -> Iterator[Complaint]:
    """A dossier was received by a person that agency.yml does not know.

    Who received a dossier signs its receipt, and is known by name and position (ISO 9001, clause 5.3).

    Enter the person in agency.yml, or correct the identifier. It is said once for each person.

    Example: `received_by` is mot-cua-9 in two rows, and agency.yml has thu-ky and truong-phong; the first is complained of.
    """
    if not library.agency_read:
        return
    known = {person.id for person in library.agency.people}
    found: dict[str, list[RegisterRow[Dossier]]] = {}
    for row in library.dossiers:
        if row.entry.received_by and row.entry.received_by not in known:
            found.setdefault(row.entry.received_by, []).append(row)
    for person, rows in found.items():
        message = _(
            "agency.yml knows no person `{person}`, who received dossier {code} ({count} dossiers in all): enter the person there, or correct the identifier.",
            person=person,
            code=rows[0].entry.code,
            count=len(rows),
        )
        yield Complaint(rows[0].place("received_by"), message)
