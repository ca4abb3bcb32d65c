"""QMS: what agency.yml says of the agency: who steers the system, what it covers, by which standard."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.kinds.decision import Decision
from sotay.lifecycle import in_force
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.agency import Committee, Standard
    from sotay.kinds.base import Kind
    from sotay.library import Document, Library

FIRST_DAY_WITHOUT_2008: Final = date(2021, 7, 1)
"""The day after the last on which an agency may apply the version of 2008 (dispatch 419/BKHCN-TĐC of 21/02/2018)."""
_STEERING: Final = re.compile(r"\bISO\b|chất lượng", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+/[^\s/]*[A-ZĐ]")
_VERSION: Final = re.compile(r"ISO\s*9001\s*:\s*(\d{4})")


@rule("QMS104", Severity.WARNING)
def no_steering_committee(library: Library) -> Iterator[Complaint]:
    """No decision sets up the ISO steering committee.

    The agency itself sets up the committee (Circular 26/2014/TT-BKHCN, Article 7.2.b); it shows that leaders and divisions
    take part (Decision 19/2014/QĐ-TTg, Article 3.2).

    Add the decision to records/decisions and name it in `decision` of the committee in agency.yml.

    Example: agency.yml has `- {name: Ban Chỉ đạo ISO, series: [KH-BCĐ]}` without `decision`: the decision is asked for.
    """
    if not library.agency_read:
        return
    committees = _steering(library)
    if not committees:
        message = _(
            "agency.yml knows no ISO steering committee (Circular 26/2014/TT-BKHCN, Article 7.2.b): enter it under "
            "`committees`, with the decision that sets it up."
        )
        yield Complaint(Place(AGENCY_FILE), message)
    for committee, decision in zip(committees, founded(library), strict=True):
        if decision is None:
            message = _(
                "No decision on record sets up {committee} (Circular 26/2014/TT-BKHCN, Article 7.2.b): add it to "
                "records/decisions and name it in `committees.decision`.",
                committee=committee.name,
            )
            yield Complaint(Place(AGENCY_FILE), message, about=committee.name)


def founded(library: Library) -> tuple[Document[Decision] | None, ...]:
    """Return the decision that sets up each steering committee of the day, None for one without."""
    decisions = {decision.id: decision for decision in library.of(Decision)}
    named = [decisions.get(committee.decision or "") for committee in _steering(library)]
    return tuple(found if found and found.meta.takes_effect <= library.as_of else None for found in named)


def _steering(library: Library) -> list[Committee]:
    return [c for c in library.agency.committees if c.holds(library.as_of) and _STEERING.search(c.name)]


@rule("QMS105", Severity.WARNING)
def service_without_procedure(library: Library) -> Iterator[Complaint]:
    """A published administrative procedure of the agency has no controlled procedure that carries it out.

    The system covers all work on administrative procedures (Decision 19/2014/QĐ-TTg, Article 3.1; Circular
    26/2014/TT-BKHCN, Article 36.1.a); similar ones may share a procedure (Article 41.6).

    Issue a procedure that names the code in `service.code`, or name the one it shares in `procedure` of the entry in agency.yml.

    Example: agency.yml has `- {code: "1.000001", name: Cấp giấy phép mẫu, published_by: 12/QĐ-UBND}` under `services`, and no
    procedure in force has this code: the procedure is asked for.
    """
    documents = in_force(library)
    carried_out = {document.meta.service.code for document in documents if document.meta.service}
    codes = {document.meta.code for document in documents}
    for service in library.agency.services:
        if (
            service.holds(library.as_of)
            and service.code not in carried_out
            and service.procedure not in codes
        ):
            message = _(
                "No procedure in force carries out {code}, {name}, published by {published_by} (Decision 19/2014/QĐ-TTg, "
                "Article 3.1): issue one with this `service.code`, or name the one it shares in `services.procedure`.",
                code=service.code,
                name=service.name,
                published_by=service.published_by,
            )
            yield Complaint(Place(AGENCY_FILE), message, about=service.code)


@rule("QMS701", Severity.WARNING)
def standard_not_in_use(library: Library) -> Iterator[Complaint]:
    """No authorised version of the standard is in use, or a text names another one.

    A new version of the standard is applied as the Ministry of Science and Technology guides (Decision 19/2014/QĐ-TTg,
    Article 4, last paragraph): the version of 2015 by the dispatches 419/BKHCN-TĐC of 21/02/2018, which ends the use of that
    of 2008 on 30/6/2021, and 3003/BKHCN-TĐC of 25/9/2018.

    Enter version, days and dispatch under `standards` in agency.yml; correct the text, or enter the version that held then.

    Example: a plan of 2022 speaks of `TCVN ISO 9001:2008`, and agency.yml has that of 2015 since 2018: the text is to be corrected.
    """
    if not library.agency_read:
        return
    standard = library.agency.standard_on(library.as_of)
    if standard is None:
        message = _(
            "agency.yml knows no version of the standard that holds on {day} (Decision 19/2014/QĐ-TTg, Article 4, last "
            "paragraph): enter it under `standards`, with the dispatch that authorises it.",
            day=write_short(library.as_of),
        )
        yield Complaint(Place(AGENCY_FILE), message)
    else:
        yield from _unauthorised(standard)
    yield from _outlived(library)
    yield from _misnamed(library)


def _unauthorised(standard: Standard) -> Iterator[Complaint]:
    if not _NUMBER.search(standard.authorised_by):
        message = _(
            "{version} is in use and `authorised_by` names no number of the dispatch that authorises it (Decision "
            "19/2014/QĐ-TTg, Article 4, last paragraph): enter number and date in agency.yml.",
            version=standard.version,
        )
        yield Complaint(Place(AGENCY_FILE), message, about=standard.version)


def _outlived(library: Library) -> Iterator[Complaint]:
    """Yield a complaint where the version of 2008 is still in use after its last day, or will be as things stand."""
    standard = library.agency.standard_on(max(library.as_of, FIRST_DAY_WITHOUT_2008))
    if standard is not None and _named(standard) == "2008":
        last = date(2021, 6, 30)
        message = _(
            "{version} may be applied until {last} (dispatch 419/BKHCN-TĐC of 21/02/2018): change to the version of 2015 and "
            "enter it under `standards` in agency.yml.",
            version=standard.version,
            last=write_short(last),
        )
        yield Complaint(Place(AGENCY_FILE), message, last, since=FIRST_DAY_WITHOUT_2008, about="2008")


def _misnamed(library: Library) -> Iterator[Complaint]:
    """Yield a complaint for each text of the agency's own that names only versions of the standard not in use on its day."""
    for record in library.records:
        day = record.meta.date
        if day is not None and day <= library.as_of:
            yield from _other_version(library, record, day, record.meta.subject or "", "subject")
            yield from _other_version(library, record, day, record.body)
    for document in in_force(library):
        yield from _other_version(library, document, library.as_of, document.body)


def _other_version(
    library: Library,
    document: Document[Kind],
    day: date,
    text: str,
    place: str = "",
) -> Iterator[Complaint]:
    match = _VERSION.search(text)
    standard = library.agency.standard_on(day) if match else None
    if match is None or standard is None or _named(standard) in _VERSION.findall(text):
        return
    message = _(
        "{document} names the standard of {year}; on {day} {version} was in use: correct the text, or enter the version that "
        "held then under `standards` in agency.yml.",
        document=document.id,
        year=match[1],
        day=write_short(day),
        version=standard.version,
    )
    yield Complaint(document.place(place) if place else document.body_place(match.start()), message)


def _named(standard: Standard) -> str:
    """Return the year that tells the version of the standard apart; empty where it names none."""
    match = _VERSION.search(standard.version)
    return match[1] if match else ""
