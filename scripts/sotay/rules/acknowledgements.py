"""REC: who has read which version, said by sheets that can be relied on (ISO 9001, clauses 7.3 and 7.5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.acknowledgements import coverage
from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.kinds.acknowledgement import Acknowledgement
from sotay.kinds.decision import Decision
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.witness import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.acknowledgements import Coverage
    from sotay.library import Document, Library


@rule("REC301", Severity.ERROR)
def unknown_reader(library: Library) -> Iterator[Complaint]:
    """A sheet of acknowledgement names a reader that agency.yml does not know.

    Awareness is shown for people, by name and post (ISO 9001, clause 7.3).

    Enter the person in agency.yml, or correct the identifier.

    Example: `- {person: khong-co, date: 2020-08-22}` under `readers` names an identifier that agency.yml does not have.
    """
    if not library.agency_read:
        return
    known = {person.id for person in library.agency.people}
    for sheet in library.of(Acknowledgement):
        for index, reader in enumerate(sheet.meta.readers):
            if reader.person not in known:
                message = _(
                    "agency.yml knows no person `{person}`: enter the person there, or correct the identifier.",
                    person=reader.person,
                )
                yield Complaint(sheet.place("readers", index, "person"), message)


@rule("REC302", Severity.ERROR)
def unissued_text_read(library: Library) -> Iterator[Complaint]:
    """A sheet of acknowledgement is about a text that no decision issued.

    What was read must be what was approved (ISO 9001, clause 7.5.3).

    Copy code, version and fingerprint from the decision that issued the version.

    Example: A sheet for QT.DN.01 version 01 has a `sha256` that stands in no decision.
    """
    for sheet in library.of(Acknowledgement):
        if _issuing(library, sheet) is None:
            message = _(
                "No decision issues {code} version {version} with this fingerprint: copy all three from the decision.",
                code=sheet.meta.code,
                version=sheet.meta.version,
            )
            yield Complaint(sheet.place("sha256"), message)


@rule("REC303", Severity.ERROR)
def read_out_of_time(library: Library) -> Iterator[Complaint]:
    """A version was read before it was approved, or on a day that has not come.

    Before its approval a text is a draft; a reading of it proves nothing (ISO 9001, clause 7.5.3).

    Correct the day.

    Example: 02/QĐ-CQM approved QT.DN.01 on 20 August 2020, and the sheet has it read on 19 August.
    """
    for sheet in library.of(Acknowledgement):
        decision = _issuing(library, sheet)
        for index, reader in enumerate(sheet.meta.readers):
            place = sheet.place("readers", index, "date")
            if decision is not None and reader.date < decision.meta.date:
                message = _(
                    "{person} is said to have read {code} version {version} on {day}, before {decision} approved it on {approved}: correct the day.",
                    person=reader.person,
                    code=sheet.meta.code,
                    version=sheet.meta.version,
                    day=write_short(reader.date),
                    decision=key_of(decision),
                    approved=write_short(decision.meta.date),
                )
                yield Complaint(place, message, related=(decision.place("date"),))
            elif reader.date > library.as_of:
                message = _(
                    "{person} is said to have read {code} on {day}, which is after {today}: correct the day.",
                    person=reader.person,
                    code=sheet.meta.code,
                    day=write_short(reader.date),
                    today=write_short(library.as_of),
                )
                yield Complaint(place, message)


@rule("REC304", Severity.WARNING)
def not_yet_read(library: Library) -> Iterator[Complaint]:
    """People who must read a version in force have not read it.

    Persons who do the work know what applies to it (ISO 9001, clause 7.3), and a new version asks again: who read an
    older one does not know the new text.

    Let them read it and enter them in a sheet of acknowledgement of this version. A document that no sheet is kept for
    is not complained of.

    Example: Two people of division VP must read version 02, and its sheet names one of them.
    """
    for document in coverage(library) if library.of(Acknowledgement) else ():
        if document.sheets and document.read < document.asked:
            version = document.held.issue.version
            message = _(
                "{missing} of the {asked} people who must read {code} version {version} have not ({divisions}): let them read it, and enter them in a sheet of this version.",
                missing=document.asked - document.read,
                asked=document.asked,
                code=document.held.document.meta.code,
                version=version,
                divisions=_divisions(document),
            )
            yield Complaint(document.sheets[-1].place("readers"), message)


def _divisions(document: Coverage) -> str:
    """Write how many of which division are missing: ``VP 2, DN 11``."""
    return ", ".join(
        f"{division.division} {len(division.missing)}" for division in document.divisions if division.missing
    )


def _issuing(library: Library, sheet: Document[Acknowledgement]) -> Document[Decision] | None:
    wanted = (sheet.meta.code, sheet.meta.version, sheet.meta.sha256)
    return next(
        (
            decision
            for decision in library.of(Decision)
            if any((pin.code, pin.version, pin.sha256) == wanted for pin in decision.meta.issues)
        ),
        None,
    )
