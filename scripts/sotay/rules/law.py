"""LAW1, LAW2: the three-month rule, and what the register must know for it (Decision 19/2014/QĐ-TTg, Article 4.4.a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import month_term, write_short
from sotay.findings import Severity
from sotay.legal.basis import guides, hitting
from sotay.legal.changes import first_day, is_known, starts
from sotay.legal.impact import (
    MONTHS,
    Impact,
    Standing,
    assessed,
    awaited_of,
    impacts,
    impacts_of,
    is_about,
    last_day,
)
from sotay.legal.provisions import ALL
from sotay.legal.tasks import follow
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Place
    from sotay.kinds.legal import Assessment, LegalDocument
    from sotay.library import Document, Library


def _standing(library: Library, *standings: Standing) -> Iterator[Impact]:
    return (impact for impact in impacts(library) if impact.in_force and impact.standing in standings)


def _words(impact: Impact) -> dict[str, object]:
    return {
        "code": impact.procedure.meta.code,
        "law": _law(impact),
        "start": write_short(impact.change.day),
        "last": write_short(impact.last),
        "term": _term(impact),
        "doubt": _doubt(impact),
    }


def _term(impact: Impact) -> str:
    """Say how the last day was counted, where raw and rolled differ; with a space before it."""
    raw, rolled = impact.deadline.raw, impact.deadline.rolled
    if raw == rolled:
        return ""
    return " " + _("(raw {raw}, rolled {rolled})", raw=write_short(raw), rolled=write_short(rolled))


def _law(impact: Impact) -> str:
    """Name the change: the law, which part of it, and the older text through which it reaches the procedure."""
    number = impact.law.meta.number
    named = number if impact.change.scope == ALL else f"{number} ({impact.change.scope})"
    if impact.change.ends:
        return _("the end of {number}", number=named)
    if impact.through != number:
        return _("{number} (through {older})", number=named, older=" → ".join(impact.path[:-1]))
    return named


def _doubt(impact: Impact) -> str:
    """Say what the day rests on that nobody verified; with a space before it."""
    unverified = (
        "" if impact.change.verified else _("The day of effect is unverified: check it in the official text.")
    )
    return "".join(f" {note}" for note in (unverified, *impact.deadline.notes) if note)


def _complaint(impact: Impact, place: Place, message: str, *, over: bool = False) -> Complaint:
    """Return what is said of an impact; with ``over`` nothing is left to be done by its last day."""
    end = " end" if impact.change.ends else ""
    about = f"{impact.law.meta.number} {impact.change.scope}{end} {impact.procedure.meta.code}"
    due = None if over else impact.last
    return Complaint(place, message, due, (impact.law.place("number"),), about=about)


@rule("LAW101", Severity.WARNING)
def out_of_date(library: Library) -> Iterator[Complaint]:
    """A procedure in force does not yet follow a change of law; its three months are running.

    The law itself applies from its first day: until the procedure follows, it is out of date with the law. The system must
    follow, in force, at the latest three months after the change takes effect (Decision 19/2014/QĐ-TTg, Article 4.4.a; the
    last day by Civil Code 91/2015/QH13, Articles 147 and 148).

    Issue a version that names the law in `legal_basis` and in `changes.because`, or record in `assessments` of the law's entry
    why nothing has to change.

    Example: 219/2025/NĐ-CP took effect on 07/8/2025; QT.LĐ.01 still rests on 152/2020/NĐ-CP, which it replaces. On 08/10/2025
    the check says: by 07/11/2025, 30 days left.
    """
    for impact in _standing(library, Standing.PENDING):
        message = _(
            "{code} does not yet follow {law}, a change of law since {start}: an updated version must be in force by {last}"
            "{term}, {days} days left{warning}.{doubt}",
            days=impact.days_left,
            warning=_(" (within the {days} days ahead)", days=impact.warning) if impact.warning else "",
            **_words(impact),
        )
        yield _complaint(impact, impact.procedure.place("legal_basis"), message)


@rule("LAW102", Severity.ERROR)
def overdue(library: Library) -> Iterator[Complaint]:
    """A procedure in force does not follow a change of law, and its three months are over.

    It is out of date with the law, and late in the system (Decision 19/2014/QĐ-TTg, Article 4.4.a; Circular
    26/2014/TT-BKHCN, Article 7.2.i). An inspection asks about it each year (Article 36.2.d).

    Issue an updated version at once, or record in the entry of the law why nothing had to change; record the delay as a
    nonconformity.

    Example: on 08/11/2025 QT.LĐ.04 still rests on 152/2020/NĐ-CP alone: late since 08/11/2025.
    """
    for impact in _standing(library, Standing.OVERDUE):
        message = _(
            "{code} does not follow {law}, a change of law since {start}: the last day was {last}{term}. Issue an updated "
            "version, or record an assessment.{doubt}",
            **_words(impact),
        )
        if newer := follow(library, impact.law.meta.number):
            message = f"{message} {newer}"
        yield _complaint(impact, impact.procedure.place("legal_basis"), message)


@rule("LAW103", Severity.WARNING)
def followed_late(library: Library) -> Iterator[Complaint]:
    """A procedure followed a change of law, or was assessed, later than three months.

    An inspection asks whether changes of law were brought in in time (Circular 26/2014/TT-BKHCN, Article 36.2.d; Decision
    19/2014/QĐ-TTg, Article 4.4.a).

    Nothing can be made good: record the cause as a nonconformity with its corrective action, so that it does not happen again.

    Example: version 02 of QT.LĐ.02 took up 219/2025/NĐ-CP on 08/11/2025, one day after the last.
    """
    for impact in _standing(library, Standing.LATE):
        assert impact.adapted is not None
        message = _(
            "{code} followed {law} with version {version} of {adapted}, after the last day {last}{term}.{doubt}",
            version=impact.version,
            adapted=write_short(impact.adapted),
            **_words(impact),
        )
        yield _complaint(impact, impact.procedure.place("changes"), message, over=True)
    for impact in _standing(library, Standing.ASSESSED):
        if impact.assessed_late and impact.assessment is not None:
            message = _(
                "Whether {code} must follow {law} was assessed on {day}, after the last day {last}{term}.{doubt}",
                day=write_short(impact.assessment.date),
                **_words(impact),
            )
            yield _complaint(impact, impact.law.place("assessments"), message, over=True)


@rule("LAW104", Severity.INFO)
def coming(library: Library) -> Iterator[Complaint]:
    """A change of law that will take effect hits a procedure in force.

    There is time to prepare the new version: it must be in force at the latest three months after the change takes effect
    (Decision 19/2014/QĐ-TTg, Article 4.4.a), and dossiers are decided by the new law from its first day.

    Draft the new version now, with the law in `legal_basis` and `changes.because`; `sotay new legal` prints a work list.

    Example: on 01/9/2026 the check says that 283/2026/NĐ-CP, issued on 15/7/2026, takes effect on 10/9/2026 and hits a procedure
    that rests on 12/2022/NĐ-CP, which it replaces.
    """
    for impact in _standing(library, Standing.UPCOMING):
        message = _(
            "{law} changes the law on {start} and hits {code}: an updated version must be in force by {last}{term}.{doubt}",
            **_words(impact),
        )
        yield _complaint(impact, impact.procedure.place("legal_basis"), message)


@rule("LAW201", Severity.WARNING)
def not_assessed(library: Library) -> Iterator[Complaint]:
    """Nobody has judged what a law of the year means for the agency.

    "No law concerned us" can only be said when every registered law of the year was looked at (Circular
    26/2014/TT-BKHCN, Article 36.2.d). Guidance on a text that a procedure rests on is new law about the same work. What must
    change must be in force three months after the law takes effect (Decision 19/2014/QĐ-TTg, Article 4.4.a): by then it must be
    known.

    Add an entry to `assessments` of the law: outcome, reason, by, date.

    Example: 15/2021/NĐ-CP took effect in March and hits no procedure; its entry has no `assessments` by the end of the year.
    """
    for number, law in library.legal.items():
        start = first_day(library, law)
        if (
            start is None
            or not is_known(library, law)
            or assessed(library, law)
            or number in hitting(library)
        ):
            continue
        due = last_day(library, month_term(start, MONTHS, library.calendar))
        if start > library.as_of or library.as_of.year in {start.year, due.year}:
            yield Complaint(law.place("number"), _not_assessed(library, law), due, since=start)


def _not_assessed(library: Library, law: Document[LegalDocument]) -> str:
    number = law.meta.number
    for target, documents in guides(library, law):
        return _(
            "Nobody has assessed {number}, which gives guidance on {target}, on which {codes} rest: add an entry to its `assessments`.",
            number=number,
            target=target,
            codes=", ".join(document.meta.code for document in documents),
        )
    return _("Nobody has assessed {number}: add an entry to its `assessments`.", number=number)


@rule("LAW202", Severity.WARNING)
def no_effective_date(library: Library) -> Iterator[Complaint]:
    """A legal document has no effective date.

    The three months run from that day (Decision 19/2014/QĐ-TTg, Article 4.4.a).

    Enter `effects` with `from` and the sentence that proves it; where it holds from another document's first day, that one's
    number in `follows`; where only a condition is known, the condition.

    Example: `effects: []` in the entry of 367/2025/NĐ-CP: nobody can say by when a procedure must follow.
    """
    for number, law in library.legal.items():
        known = starts(library)[number]
        if not any(start.day or start.effect.condition or start.effect.follows for start in known):
            message = _("{number} has no effective date: enter it under `effects`.", number=number)
            yield Complaint(law.place("number"), f"{message}{hit_words(library, number)}")


def hit_words(library: Library, number: str) -> str:
    """Name the procedures in force that a law hits on a day that nobody knows; with a space before it."""
    codes = [
        one.procedure.meta.code for one in awaited_of(library, number) if one.in_force and not one.is_settled
    ]
    if not codes:
        return ""
    return " " + _("It hits {codes}, and nobody can tell by when.", codes=", ".join(dict.fromkeys(codes)))


@rule("LAW203", Severity.WARNING)
def verified_by_nothing(library: Library) -> Iterator[Complaint]:
    """A date of effect is marked as verified, and nothing shows by what.

    The date counts three months (Decision 19/2014/QĐ-TTg, Article 4.4.a), and public copies of one document differ in it: what
    proves it is the sentence of the document itself.

    Quote the sentence in `evidence`, or say in `source` where it was seen; else take `verified` out.

    Example: `{from: 2026-09-10, verified: true}` without `evidence` and `source`, where one copy's table says 01/01/2027.
    """
    for number, law in library.legal.items():
        for index, effect in enumerate(law.meta.effects):
            if effect.verified and not (effect.evidence or effect.source):
                message = _(
                    "The day of effect of {number} is marked as verified, without the sentence or the source: enter `evidence` or `source`.",
                    number=number,
                )
                yield Complaint(law.place("effects", index), message)


@rule("LAW204", Severity.WARNING)
def assessed_for_nobody(library: Library) -> Iterator[Complaint]:
    """It is said of the whole agency that a law does not concern it, and the law hits a procedure in force.

    What a procedure itself rests on concerns the agency; whether the procedure must change is judged procedure by procedure
    (Decision 19/2014/QĐ-TTg, Article 4.4.a). So what is said of the whole agency settles none of those that the law hits.

    Correct the entry in `assessments`; for each procedure that need not change add one with `procedure` and the reason.

    Example: the entry of 219/2025/NĐ-CP says “không liên quan” of the whole agency; QT.LĐ.01 rests on 152/2020/NĐ-CP, which it
    replaces.
    """
    for number, law in library.legal.items():
        for index, entry in enumerate(law.meta.assessments):
            codes = _contradicting(library, number, entry)
            if codes:
                message = _(
                    "The entry of {number} says of the whole agency “{outcome}”, and the law hits {codes}: judge each of them, with `procedure`.",
                    number=number,
                    outcome=entry.outcome,
                    codes=", ".join(codes),
                )
                yield Complaint(law.place("assessments", index), message)


def _contradicting(library: Library, number: str, entry: Assessment) -> list[str]:
    """Return the procedures in force that a law hits although an entry says that it does not concern the agency."""
    if entry.procedure is not None or entry.outcome != "không liên quan" or entry.date > library.as_of:
        return []
    hit = [
        i.procedure.meta.code
        for i in impacts_of(library, number)
        if i.in_force and i.standing is not Standing.ASSESSED and is_about(entry, i.change)
    ]
    hit += [
        a.procedure.meta.code
        for a in awaited_of(library, number)
        if a.in_force and not a.is_settled and is_about(entry, a.change)
    ]
    return sorted(set(hit))
