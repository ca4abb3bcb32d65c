"""VER: what a change may not do to the library it is meant for; asked by ``sotay check --since``.

Whether a day is today is settled by the machine that checks, not by dates that a change gives to itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay import witness
from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.fingerprint import fingerprint
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.kinds.procedure import ControlledDocument
from sotay.library import remembered
from sotay.lifecycle import approving_issue
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library


@remembered
def _approved(
    library: Library,
) -> tuple[tuple[Document[ControlledDocument], Document[ControlledDocument] | None], ...]:
    """Return each document whose text was approved where the change began, or since then, and what the change makes of it."""
    if library.before is None:
        return ()
    began = library.before
    approved = [
        (was, library.procedures.get(code))
        for code, was in sorted(began.procedures.items())
        if approving_issue(began, was) is not None
    ]
    return (*approved, *_approved_meanwhile(library))


def _approved_meanwhile(
    library: Library,
) -> Iterator[tuple[Document[ControlledDocument], Document[ControlledDocument]]]:
    """Yield each document that the change rewrites while the library it is meant for approved another text."""
    if library.before is None or library.tip is None or library.tip is library.before:
        return
    began = {code: fingerprint(was) for code, was in library.before.procedures.items()}
    for code, there in sorted(library.tip.procedures.items()):
        now = library.procedures.get(code)
        if now is None or began.get(code) in {fingerprint(there), fingerprint(now)}:
            continue
        if approving_issue(library.tip, there) is not None:
            yield there, now


@rule("VER401", Severity.ERROR)
def approved_version_rewritten(library: Library) -> Iterator[Complaint]:
    """A change rewrites an approved version, or goes back behind it.

    One number stands for one text, for good (ISO 9001, clause 7.5.3.2.c).

    Restore the text, or give the new one the next version number.

    Example: A branch changes where dossiers are handed in under QT.VP.02 and leaves `version: "02"`, which is approved.
    """
    for was, now in _approved(library):
        if now is None or now.meta.version > was.meta.version or fingerprint(now) == fingerprint(was):
            continue
        message = _(
            "{code} version {was} is approved, and this change puts another text in its place as version {now}: give it the next version number.",
            code=was.meta.code,
            was=was.meta.version,
            now=now.meta.version,
        )
        yield Complaint(now.place("version"), message)


@rule("VER402", Severity.ERROR)
def revision_rows_rewritten(library: Library) -> Iterator[Complaint]:
    """A change drops or rewrites rows of the revision table that were approved.

    The table is the document's own history (ISO 9001, clause 7.5.3.2.c), and the change is held against what was
    approved where it is to go.

    Restore the rows and add the new one below them.

    Example: A branch drafts version 03 of QT.VP.02 and makes “Sửa lỗi” of the summary of version 02.
    """
    for was, now in _approved(library):
        kept = len(was.meta.changes)
        if now is not None and now.meta.changes[:kept] != was.meta.changes:
            message = _(
                "The revision table of {code} no longer begins with the rows that were approved: restore them and add the new row below.",
                code=was.meta.code,
            )
            yield Complaint(now.place("changes"), message)


@rule("VER403", Severity.ERROR)
def decision_in_effect_touched(library: Library) -> Iterator[Complaint]:
    """A change alters or removes a decision that has taken effect, or takes away what was attached to it.

    Records are protected from alteration (ISO 9001, clause 7.5.3.2); only a signed scan may be attached later, beside
    those that are there.

    Restore the record, and record a new decision.

    Example: A branch adds a `subject` to 05/QĐ-CQM, which took effect months ago.
    """
    here = _by_identity(library)
    for was in library.before.of(Decision) if library.before else ():
        if was.meta.takes_effect > library.today:
            continue
        day, key = write_short(was.meta.takes_effect), witness.key_of(was)
        copies = here.get(witness.identity_of(was), ())
        if not copies:
            message = _(
                "{decision} took effect on {day}, and this change removes it: restore it.",
                decision=key,
                day=day,
            )
            yield Complaint(Place(was.path), message)
        for now in copies:
            if now is not was and fingerprint(now) != fingerprint(was):
                message = _(
                    "{decision} took effect on {day}, and this change alters it: restore it and record a new decision.",
                    decision=key,
                    day=day,
                )
                yield Complaint(now.place("number"), message)
            elif lost := _attached(was) - _attached(now):
                message = _(
                    "This change takes away {count} attachments of {decision}: restore them, and add others beside them.",
                    count=len(lost),
                    decision=key,
                )
                yield Complaint(now.place("attachments"), message)


@rule("VER404", Severity.ERROR)
def decision_comes_late(library: Library) -> Iterator[Complaint]:
    """A change brings a decision that is dated long ago, and no baseline lists it.

    Evidence is protected (ISO 9001, clause 7.5.3.2): the day on which a change arrives is the witness of what it
    brings.

    Correct the date, if it was mistyped; decisions older than the library enter once, by `sotay issue --baseline`.

    Example: A branch of 25 October 2021 brings 30/QĐ-CQM with `date: 2021-10-01`.
    """
    if library.before is None:
        return
    known = _by_identity(library.before)
    most = library.authority.agency.policy.days_to_record
    for decision in library.of(Decision):
        late = (library.today - decision.meta.date).days
        pins = decision.meta.issues or decision.meta.withdraws
        if not pins or late <= most or decision.path in witness.imported(library):
            continue
        if not any(
            _was_in_time(library, was, decision) for was in known.get(witness.identity_of(decision), ())
        ):
            message = _(
                "{decision} is dated {day}, {late} days before this change (at most {most}). Was the day mistyped: correct it. Is it the paper's: record a new decision of today that confirms it; decisions older than the library enter once, with `sotay issue --baseline`.",
                decision=witness.key_of(decision),
                day=write_short(decision.meta.date),
                late=late,
                most=most,
            )
            yield Complaint(decision.place("date"), message)


def _by_identity(library: Library) -> dict[witness.Identity, list[Document[Decision]]]:
    found: dict[witness.Identity, list[Document[Decision]]] = {}
    for decision in library.of(Decision):
        found.setdefault(witness.identity_of(decision), []).append(decision)
    return found


def _was_in_time(library: Library, was: Document[Decision], now: Document[Decision]) -> bool:
    """Say whether the library held the decision, and the change does not fill it in backwards (VER403 judges one in effect)."""
    in_effect = was.meta.takes_effect <= library.today
    return in_effect or now.meta.takes_effect >= library.today or fingerprint(was) == fingerprint(now)


def _attached(decision: Document[Decision]) -> set[str]:
    return {attachment.sha256 for attachment in decision.meta.attachments}


@rule("VER405", Severity.WARNING)
def baseline_comes(library: Library) -> Iterator[Complaint]:
    """A change brings the baseline.

    Evidence is protected (ISO 9001, clause 7.5.3.2), and nothing but this list vouches for the days it names.

    Hold each decision against its signed paper before the change is accepted.

    Example: A branch brings records/baselines/2021.md, which lists 37/QĐ-CQM of 20 August 2020.
    """
    if library.before is None or library.before.of(Baseline):
        return
    for baseline in library.of(Baseline):
        message = _(
            "This change imports {count} older decisions that git did not witness: hold each against its signed paper.",
            count=len(baseline.meta.decisions),
        )
        yield Complaint(baseline.place("decisions"), message)
