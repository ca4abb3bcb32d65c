"""LAW: the three-month rule and its relatives (Decision 19/2014/QĐ-TTg, Article 4.4.a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.kinds.legal import LegalDocument
from sotay.legal import Impact, Standing, assessed, impacts, laws_of_year
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library


def _standing(library: Library, standing: Standing) -> Iterator[Impact]:
    return (impact for impact in impacts(library) if impact.in_force and impact.standing is standing)


def _words(impact: Impact) -> dict[str, object]:
    return {
        "code": impact.procedure.meta.code,
        "number": impact.law.meta.number,
        "start": impact.deadline.start.isoformat(),
        "raw": impact.deadline.raw.isoformat(),
        "rolled": impact.deadline.rolled.isoformat(),
        "through": _(" (through {number})", number=impact.through)
        if impact.through != impact.law.meta.number
        else "",
        "unverified": ""
        if _verified(impact)
        else _(" The effective date is unverified: check it in the official text."),
    }


def _verified(impact: Impact) -> bool:
    return any(effect.verified for effect in impact.law.meta.effects if effect.from_ == impact.deadline.start)


@rule("LAW101", Severity.WARNING)
def out_of_date(library: Library) -> Iterator[Complaint]:
    """A procedure in force does not yet follow a change of law; its three months are running.

    The law itself applies from its first day; the system must follow, in force, at the latest three months after it
    takes effect (Decision 19/2014/QĐ-TTg, Article 4.4.a; Civil Code 91/2015/QH13, Articles 147 and 148). Issue a version
    that names the law in `legal_basis` and in `changes.because`, or record an assessment in the entry of the law.
    """
    for impact in _standing(library, Standing.PENDING):
        message = _(
            "{code} does not yet follow {number}{through}, in effect since {start}: an updated version must be in force by "
            "{rolled} (raw {raw}), {days} days left.{unverified}",
            days=impact.days_left,
            **_words(impact),
        )
        yield Complaint(
            impact.procedure.place("legal_basis"),
            message,
            impact.deadline.rolled,
            (impact.law.place("number"),),
        )


@rule("LAW102", Severity.ERROR)
def overdue(library: Library) -> Iterator[Complaint]:
    """A procedure in force does not follow a change of law, and its three months are over.

    It is out of date with the law and late in the system (Decision 19/2014/QĐ-TTg, Article 4.4.a). Issue an updated
    version at once, or record in the entry of the law why nothing had to change.
    """
    for impact in _standing(library, Standing.OVERDUE):
        message = _(
            "{code} does not follow {number}{through}, in effect since {start}: the last day was {rolled} (raw {raw}). Issue an "
            "updated version, or record an assessment.{unverified}",
            **_words(impact),
        )
        yield Complaint(
            impact.procedure.place("legal_basis"),
            message,
            impact.deadline.rolled,
            (impact.law.place("number"),),
        )


@rule("LAW103", Severity.WARNING)
def followed_late(library: Library) -> Iterator[Complaint]:
    """A procedure followed a change of law later than three months.

    An inspector asks why (Circular 26/2014/TT-BKHCN, Article 36.2.d). Nothing can be made good; record the cause as a
    nonconformity with its corrective action.
    """
    for impact in _standing(library, Standing.LATE):
        assert impact.adapted is not None
        message = _(
            "{code} followed {number}{through} with version {version} of {adapted}, after the last day {rolled}.{unverified}",
            version=impact.version,
            adapted=impact.adapted.isoformat(),
            **_words(impact),
        )
        yield Complaint(
            impact.procedure.place("changes"), message, impact.deadline.rolled, (impact.law.place("number"),)
        )


@rule("LAW104", Severity.INFO)
def coming(library: Library) -> Iterator[Complaint]:
    """A change of law that will take effect hits a procedure in force.

    There is time to prepare the new version. It must be in force at the latest three months after the law takes effect.
    """
    for impact in _standing(library, Standing.UPCOMING):
        message = _(
            "{number}{through} takes effect on {start} and hits {code}: an updated version must be in force by {rolled} (raw {raw}).{unverified}",
            **_words(impact),
        )
        yield Complaint(
            impact.procedure.place("legal_basis"),
            message,
            impact.deadline.rolled,
            (impact.law.place("number"),),
        )


@rule("LAW201", Severity.WARNING)
def not_assessed(library: Library) -> Iterator[Complaint]:
    """Nobody has judged what a law of the year means for the agency.

    "No law concerned us" can only be said when every registered law of the year was looked at (Circular
    26/2014/TT-BKHCN, Article 36.2.d). Add an entry to `assessments` of the law: outcome, reason, by, date.
    """
    hit = {impact.law.meta.number for impact in impacts(library) if impact.in_force}
    for law in laws_of_year(library, library.as_of.year):
        if law.meta.number not in hit and not assessed(library, law):
            message = _(
                "Nobody has assessed {number}: add an entry to its `assessments`.", number=law.meta.number
            )
            yield Complaint(law.place("number"), message)


@rule("LAW202", Severity.WARNING)
def no_effective_date(library: Library) -> Iterator[Complaint]:
    """A legal document has no effective date.

    The three months run from that day. Enter `effects` with `from` and the sentence that proves it, or the condition.
    """
    for law in library.of(LegalDocument):
        if law.meta.takes_effect is None and not any(effect.condition for effect in law.meta.effects):
            message = _("{number} has no effective date: enter it under `effects`.", number=law.meta.number)
            yield Complaint(law.place("number"), message)
