"""VER: what git and the baseline prove of the decisions (ISO 9001, clauses 7.5.3.1 and 7.5.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay import witness
from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.fingerprint import fingerprint
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library


@rule("VER601", Severity.ERROR)
def history_out_of_reach(library: Library) -> Iterator[Complaint]:
    """The history in git is not whole, so that nothing can be proved from it.

    Older versions, and the day on which each decision was recorded, are found in git (ISO 9001, clause 7.5.3).

    Run the command that the message names.

    Example: A shallow clone holds the last commit alone; `git fetch --unshallow` brings the rest.
    """
    if library.history.obstacle:
        yield Complaint(Place(AGENCY_FILE), library.history.obstacle)


@rule("VER602", Severity.ERROR)
def decision_changed_after_effect(library: Library) -> Iterator[Complaint]:
    """A decision says something else than it said when it took effect.

    Changes are controlled (ISO 9001, clause 7.5.3.2.c): a decision in effect is changed by another decision, never by
    an edit; only the signed scan may be attached later.

    Restore the record, and record the new decision.

    Example: 05/QĐ-CQM took effect on 1 March 2021, and a commit of October gave it another `subject`.
    """
    most = library.authority.agency.policy.days_to_record
    for decision in library.of(Decision):
        record = witness.record_of(library, decision)
        if record is None or record.lateness > most:  # then git is no witness of what it first said
            continue
        settled = record.settled
        if settled.document.meta.takes_effect > library.today:
            continue
        if settled.document is not decision and fingerprint(settled.document) != fingerprint(decision):
            message = _(
                "{decision} took effect on {day} and was changed afterwards: restore it, `git checkout {commit} -- {path}`, and record a new decision.",
                decision=witness.key_of(decision),
                day=write_short(settled.document.meta.takes_effect),
                commit=settled.commit.id[:12],
                path=settled.document.path,
            )
            yield Complaint(decision.place("number"), message)


@rule("VER603", Severity.ERROR)
def decision_gone(library: Library) -> Iterator[Complaint]:
    """A decision that took effect is no longer in the library.

    What was decided stays on record (ISO 9001, clause 7.5.3.2.d).

    Restore the file.

    Example: 05/QĐ-CQM took effect on 1 March 2021, and a commit of October deleted its file.
    """
    most = library.authority.agency.policy.days_to_record
    known = {witness.identity_of(decision) for decision in library.of(Decision)}
    for identity, record in sorted(witness.records(library).items()):
        settled = record.settled
        if identity in known or identity.name in library.broken_names:
            continue
        if settled.document.meta.takes_effect > library.today or record.lateness > most:
            continue
        message = _(
            "{decision} took effect on {day} and its record is gone: restore it, `git checkout {commit} -- {path}`.",
            decision=identity.name,
            day=write_short(settled.document.meta.takes_effect),
            commit=settled.commit.id[:12],
            path=settled.document.path,
        )
        yield Complaint(Place(settled.document.path), message)


@rule("VER604", Severity.ERROR)
def decision_backdated(library: Library) -> Iterator[Complaint]:
    """A decision is dated long before it entered git, and no baseline lists it.

    Evidence is protected (ISO 9001, clause 7.5.3.2), and git is the witness of the day: a decision is recorded within
    the days that agency.yml allows (`policy.days_to_record`). The date is that of the signed paper and is never
    adjusted.

    Decisions older than the library enter once, by `sotay issue --baseline`; what was recorded too late is confirmed by
    a new decision.

    Example: 30/QĐ-CQM with `date: 2021-10-01` entered git on 25 October 2021.
    """
    most = library.authority.agency.policy.days_to_record
    for decision in library.of(Decision):
        if decision.id in witness.listed(library) or not (decision.meta.issues or decision.meta.withdraws):
            continue
        record = witness.record_of(library, decision)
        if record is not None and record.lateness > most:
            message = _(
                "{decision} was dated {day} when it entered git on {entered}, {late} days later (at most {most}). Was the day mistyped and the commit not shared yet: correct it and `git commit --amend`. Was it recorded late: take this record out, and record a new decision of today that confirms it.",
                decision=witness.key_of(decision),
                day=write_short(record.settled.document.meta.date),
                entered=write_short(record.witnessed.day),
                late=record.lateness,
                most=most,
            )
            yield Complaint(decision.place("date"), message)
        elif record is None and (late := _late_for_git(library, decision)) > most:
            message = _(
                "{decision} is dated {day}, {late} days ago (at most {most}), and is not in git yet. Was the day mistyped: correct it. Is it the paper's: record a new decision of today that confirms it.",
                decision=witness.key_of(decision),
                day=write_short(decision.meta.date),
                late=late,
                most=most,
            )
            yield Complaint(decision.place("date"), message)


def _late_for_git(library: Library, decision: Document[Decision]) -> int:
    """Return how many days late a decision would enter git today; 0 for one that the baseline may still list."""
    start = witness.start(library)
    still = not library.of(Baseline) and (start is None or decision.meta.date <= start)
    return 0 if library.history.head is None or still else (library.today - decision.meta.date).days


@rule("VER605", Severity.ERROR)
def baseline_wrong(library: Library) -> Iterator[Complaint]:
    """A decision differs from what the baseline lists, or the baseline lists one that git could have witnessed.

    Evidence is protected (ISO 9001, clause 7.5.3.2), and the baseline is the only ground for a date that git did not
    see.

    Restore the decision; a decision made since the library is in git needs no baseline.

    Example: The baseline lists 37/QĐ-CQM of 2020, whose record was given another `subject` afterwards.
    """
    start = witness.start(library)
    for baseline in library.of(Baseline):
        for index, entry in enumerate(baseline.meta.decisions):
            decision = library.by_id.get(entry.decision)
            if decision is None or not isinstance(decision.meta, Decision):
                message = _("There is no decision {decision}: restore its record.", decision=entry.decision)
            elif fingerprint(decision) != entry.sha256:
                message = _(
                    "{decision} was changed since the baseline listed it: restore its record.",
                    decision=entry.decision,
                )
            elif start is not None and decision.meta.date > start:
                message = _(
                    "{decision} was made after {start}, when decisions were already kept in git: take it out of the baseline.",
                    decision=entry.decision,
                    start=write_short(start),
                )
            else:
                continue
            yield Complaint(baseline.place("decisions", index), message)


@rule("VER606", Severity.ERROR)
def baseline_changed(library: Library) -> Iterator[Complaint]:
    """The baseline was changed after it entered git, or there is a second one.

    Evidence is protected (ISO 9001, clause 7.5.3.2): older decisions enter git once.

    Restore the first baseline and take out what was added.

    Example: Beside records/baselines/2021.md a second one comes, records/baselines/2021-1.md.
    """
    before = library.before.of(Baseline) if library.before else ()
    first = next(iter(before), None) or witness.first_baseline(library)
    if first is None:
        return
    whole = fingerprint(first)
    kept = [baseline for baseline in library.of(Baseline) if fingerprint(baseline) == whole]
    if not kept:
        message = _("The baseline {path} was changed or taken out: restore it from git.", path=first.path)
        yield Complaint(Place(first.path), message)
    for baseline in library.of(Baseline):
        if baseline not in kept[:1]:
            message = _(
                "{path} is not the baseline that entered git first, {first}: take it out.",
                path=baseline.path,
                first=first.path,
            )
            yield Complaint(baseline.place("decisions"), message)


@rule("VER607", Severity.ERROR)
def library_closed_too_early(library: Library) -> Iterator[Complaint]:
    """The library is closed on a day before a decision that it holds.

    What that decision approved would count as a draft, though who opens the document must meet the version in force
    (ISO 9001, clause 7.5.3.1.a).

    Set `as_of` in agency.yml to the day of the last decision or a later one; `sotay check --as-of` asks about an
    earlier day.

    Example: `as_of: 2021-02-01` in agency.yml, and 05/QĐ-CQM is of 25 February 2021.
    """
    closed = library.agency.as_of
    for decision in library.of(Decision):
        if closed is not None and closed < decision.meta.date <= library.today:
            message = _(
                "agency.yml closes the library on {closed}, before {decision} of {day}: set a later day.",
                closed=write_short(closed),
                decision=witness.key_of(decision),
                day=write_short(decision.meta.date),
            )
            yield Complaint(Place(AGENCY_FILE), message, related=(decision.place("date"),))
