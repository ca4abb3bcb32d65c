"""VER: what a change may not do to the library it is meant for; asked by ``sotay check --since``.

Whether a day is today is settled by the machine that checks, not by dates that a change gives to itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay import witness
from sotay.findings import Place, Severity
from sotay.fingerprint import fingerprint
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.lifecycle import approving_issue
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library


def _approved(
    library: Library,
) -> Iterator[tuple[Document[ControlledDocument], Document[ControlledDocument] | None]]:
    """Yield each document whose text was approved before the change, and what the change makes of it."""
    if library.before is not None:
        for code, was in sorted(library.before.procedures.items()):
            if approving_issue(library.before, was) is not None:
                yield was, library.procedures.get(code)


@rule("VER401", Severity.ERROR)
def approved_version_rewritten(library: Library) -> Iterator[Complaint]:
    """A change rewrites an approved version, or goes back behind it.

    One number stands for one text, for good (ISO 9001, clause 7.5.3.2.c). Restore the text, or give the new one the next
    version number.
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

    The table is the document's own history (ISO 9001, clause 7.5.3.2.c). Restore the rows and add the new one below them.
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
    """A change alters or removes a decision that has taken effect.

    Only the signed scan may be attached later. Restore the record, and record a new decision.
    """
    decided = library.before.of(Decision) if library.before else ()
    now = {witness.key_of(decision): decision for decision in library.of(Decision)}
    for was in decided:
        if was.meta.takes_effect > library.today:
            continue
        key = witness.key_of(was)
        if key not in now:
            message = _(
                "{decision} took effect on {day}, and this change removes it: restore it.",
                decision=key,
                day=was.meta.takes_effect.isoformat(),
            )
            yield Complaint(Place(was.path), message)
        elif fingerprint(now[key]) != fingerprint(was):
            message = _(
                "{decision} took effect on {day}, and this change alters it: restore it and record a new decision.",
                decision=key,
                day=was.meta.takes_effect.isoformat(),
            )
            yield Complaint(now[key].place("number"), message)


@rule("VER404", Severity.ERROR)
def decision_comes_late(library: Library) -> Iterator[Complaint]:
    """A change brings a decision that is dated long ago, and no baseline lists it.

    The day on which a change arrives is the witness. Correct the date; decisions older than the library enter once, by
    `sotay issue --baseline`.
    """
    if library.before is None:
        return
    known = {witness.key_of(decision) for decision in library.before.of(Decision)}
    most = library.authority.agency.policy.days_to_record
    for decision in library.of(Decision):
        late = (library.today - decision.meta.date).days
        pins = decision.meta.issues or decision.meta.withdraws
        if not pins or late <= most or witness.key_of(decision) in known:
            continue
        if decision.path not in witness.imported(library):
            message = _(
                "{decision} is dated {day}, {late} days before this change (at most {most}): correct the date, or import it once with `sotay issue --baseline`.",
                decision=witness.key_of(decision),
                day=decision.meta.date.isoformat(),
                late=late,
                most=most,
            )
            yield Complaint(decision.place("date"), message)


@rule("VER405", Severity.WARNING)
def baseline_comes(library: Library) -> Iterator[Complaint]:
    """A change brings the baseline.

    Nothing but this list vouches for the days it names. Hold each decision against its signed paper before it is accepted.
    """
    if library.before is None or library.before.of(Baseline):
        return
    for baseline in library.of(Baseline):
        message = _(
            "This change imports {count} older decisions that git did not witness: hold each against its signed paper.",
            count=len(baseline.meta.decisions),
        )
        yield Complaint(baseline.place("decisions"), message)
