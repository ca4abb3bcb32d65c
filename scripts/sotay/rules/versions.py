"""VER: a version moves forward, says why, and is the text that was approved (ISO 9001, clauses 7.5.2 and 7.5.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.kinds.decision import Decision
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import approving_issue
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library


@rule("VER101", Severity.ERROR)
def approved_text_altered(library: Library) -> Iterator[Complaint]:
    """The text differs from the one that a decision approved.

    What is published must be what was approved (ISO 9001, clause 7.5.3). Restore the approved text, or give the
    changed text the next version number, a row in the revision table and a decision of its own.
    """
    for document in library.of(ControlledDocument):
        life = library.lives.get(document.meta.code)
        issue = life.of(document.meta.version) if life else None
        if issue is not None and approving_issue(library, document) is None:
            message = _(
                "The text of {code} version {version} is not the one that {decision} approved: restore it, or issue a new version.",
                code=document.meta.code,
                version=document.meta.version,
                decision=issue.decision.meta.number or issue.decision.id,
            )
            yield Complaint(document.place("version"), message, related=(issue.decision.place("issues"),))


@rule("VER201", Severity.ERROR)
def no_revision_row(library: Library) -> Iterator[Complaint]:
    """The revision table has no row for the version at hand, or one with another effective date.

    Each version says what changed and why (ISO 9001, clause 7.5.3.2.c). Add a row to `changes` with the version, its
    effective date and a summary.
    """
    for document in library.of(ControlledDocument):
        meta = document.meta
        row = next((change for change in meta.changes if change.version == meta.version), None)
        if row is None:
            message = _(
                "The revision table of {code} has no row for version {version}: add one to `changes`.",
                code=meta.code,
                version=meta.version,
            )
            yield Complaint(document.place("changes"), message)
        elif row.date != meta.effective:
            message = _(
                "{code} takes effect on {effective}, and its revision table says {row}: make them one day.",
                code=meta.code,
                effective=meta.effective.isoformat(),
                row=row.date.isoformat(),
            )
            yield Complaint(document.place("effective"), message)


@rule("VER202", Severity.ERROR)
def versions_out_of_order(library: Library) -> Iterator[Complaint]:
    """Version numbers or dates in the revision table do not move forward.

    A later version has a higher number and no earlier date. Order the rows from the oldest, each version once.
    """
    for document in library.of(ControlledDocument):
        rows = document.meta.changes
        for index, (earlier, later) in enumerate(pairwise(rows), start=1):
            if later.version <= earlier.version or later.date < earlier.date:
                message = _(
                    "In the revision table of {code}, version {later} does not follow version {earlier}: order the rows, numbers and dates rising.",
                    code=document.meta.code,
                    later=later.version,
                    earlier=earlier.version,
                )
                yield Complaint(document.place("changes", index), message)


@rule("VER301", Severity.ERROR)
def effective_before_decision(library: Library) -> Iterator[Complaint]:
    """A version takes effect before the decision that approves it.

    Documents are used once the head has approved them (Decision 19/2014/QĐ-TTg, Article 4.2.a). Set the effective date
    to the decision's day or a later one.
    """
    for document in library.of(ControlledDocument):
        issue = approving_issue(library, document)
        if issue is not None and document.meta.effective < issue.decision.meta.takes_effect:
            message = _(
                "{code} takes effect on {effective}, before {decision} of {day}: set a day not before the decision's.",
                code=document.meta.code,
                effective=document.meta.effective.isoformat(),
                decision=issue.decision.meta.number or issue.decision.id,
                day=issue.decision.meta.takes_effect.isoformat(),
            )
            yield Complaint(document.place("effective"), message, related=(issue.decision.place("date"),))


@rule("VER302", Severity.ERROR)
def approved_by_author(library: Library) -> Iterator[Complaint]:
    """A document is approved by its own author.

    Approval is the judgement of a second person (ISO 9001, clause 7.5.2.c). Name another approver.
    """
    for document in library.of(ControlledDocument):
        if document.meta.approved_by == document.meta.prepared_by:
            message = _(
                "{code} is approved by its own author: name another approver.", code=document.meta.code
            )
            yield Complaint(document.place("approved_by"), message)


@rule("VER303", Severity.ERROR)
def used_after_withdrawal(library: Library) -> Iterator[Complaint]:
    """A decision brings a withdrawn code back into force.

    Who cites the code must never meet another document under it. Give the new document a code of its own.
    """
    for decision in library.of(Decision):
        for index, pin in enumerate(decision.meta.issues):
            life = library.lives.get(pin.code)
            if (
                life is not None
                and life.withdrawn is not None
                and decision.meta.takes_effect > life.withdrawn
            ):
                message = _(
                    "{code} was withdrawn on {day}: give the new document another code.",
                    code=pin.code,
                    day=life.withdrawn.isoformat(),
                )
                yield Complaint(decision.place("issues", index, "code"), message)
