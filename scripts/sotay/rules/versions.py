"""VER: a version moves forward, says why, and is the text that was approved (ISO 9001, clauses 7.5.2 and 7.5.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sotay.approvals import same_person
from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.kinds.decision import Decision
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import approving_issue, lives
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.versions import documents, texts
from sotay.witness import key_of, record_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library
    from sotay.lifecycle import Issue


@rule("VER101", Severity.ERROR)
def approved_text_altered(library: Library) -> Iterator[Complaint]:
    """The text differs from the one that a decision approved.

    What is published must be what was approved (ISO 9001, clause 7.5.3).

    Restore the approved text, or give the changed text the next version number, a row in the revision table and a
    decision of its own.

    Example: 02/QĐ-CQM pins QT.DN.01 version 01, and a word of its text was changed since.
    """
    for document in library.of(ControlledDocument):
        life = lives(library).get(document.meta.code)
        issue = life.of(document.meta.version) if life else None
        if issue is not None and approving_issue(library, document) is None:
            message = _(
                "The text of {code} version {version} is not the one that {decision} approved: restore it{how}, or issue a new version.",
                code=document.meta.code,
                version=document.meta.version,
                decision=key_of(issue.decision),
                how=_way_back(library, issue),
            )
            yield Complaint(document.place("version"), message, related=(issue.decision.place("issues"),))


@rule("VER102", Severity.ERROR)
def older_than_in_force(library: Library) -> Iterator[Complaint]:
    """The library holds an older text than the version in force, or one that was passed over.

    Who opens the document must meet the version in force (ISO 9001, clause 7.5.3.1.a).

    Restore that version, or write the next one.

    Example: 05/QĐ-CQM approved QT.VP.02 version 02, and procedures/qt-vp-02.md is version 01 again.
    """
    for document in library.of(ControlledDocument):
        life = lives(library).get(document.meta.code)
        latest = life.issues[-1] if life and life.withdrawn is None and life.issues else None
        if latest is not None and document.meta.version < latest.version:
            message = _(
                "{code} stands here in version {version}, while {decision} approved version {latest}: restore that version{how}.",
                code=document.meta.code,
                version=document.meta.version,
                decision=key_of(latest.decision),
                latest=latest.version,
                how=_way_back(library, latest),
            )
            yield Complaint(document.place("version"), message, related=(latest.decision.place("issues"),))


@rule("VER103", Severity.ERROR)
def gone_without_withdrawal(library: Library) -> Iterator[Complaint]:
    """A document that a decision approved has no file, and no decision withdrew it.

    A document ends by a decision, as it began (ISO 9001, clause 7.5.3).

    Restore the file, or record the decision that withdraws the code.

    Example: procedures/qt-vp-02.md was deleted, and no decision says `withdraws: [QT.VP.02]`.
    """
    for code, life in sorted(lives(library).items()):
        if code in library.procedures or code in library.broken_names or life.withdrawn is not None:
            continue
        for issue in (issue for issue in life.issues[-1:] if issue.text is not None):
            message = _(
                "{code} was approved by {decision} and has no file: restore it{how}, or withdraw the code by a decision.",
                code=code,
                decision=key_of(issue.decision),
                how=_way_back(library, issue),
            )
            yield Complaint(issue.decision.place("issues"), message)


@rule("VER201", Severity.ERROR)
def no_revision_row(library: Library) -> Iterator[Complaint]:
    """The revision table has no row for the version at hand, or one with another effective date.

    Each version says what changed and why (ISO 9001, clause 7.5.3.2.c).

    Add a row to `changes` with the version, its effective date and a summary.

    Example: A procedure with `version: "02"` whose table ends with the row of version 01.
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
                effective=write_short(meta.effective),
                row=write_short(row.date),
            )
            yield Complaint(document.place("effective"), message)


@rule("VER202", Severity.ERROR)
def versions_out_of_order(library: Library) -> Iterator[Complaint]:
    """Version numbers or dates in the revision table do not move forward.

    Versions are controlled by their number (ISO 9001, clause 7.5.3.2.c): a later one has a higher number and no earlier
    date.

    Order the rows from the oldest, each version once.

    Example: Version 01 of 20 August 2020 is followed by version 02 of 19 August 2020.
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


@rule("VER203", Severity.ERROR)
def approved_rows_rewritten(library: Library) -> Iterator[Complaint]:
    """A new version drops or rewrites rows of the revision table that were approved.

    The table is the document's own history (ISO 9001, clause 7.5.3.2.c).

    Restore the rows of the version before and add the new one below them.

    Example: The draft of version 03 has the rows 01 and 03; the row of version 02 was overwritten.
    """
    if library.before is not None:  # a change is held against the library it is meant for: VER402
        return
    coming = [
        (document, issue)
        for document in library.of(ControlledDocument)
        if (issue := _before(library, document))
    ]
    said = documents(library, [issue.text for _document, issue in coming if issue.text is not None])
    for document, issue in coming:
        was = said.get(issue.sha256)
        if was is not None and document.meta.changes[: len(was.meta.changes)] != was.meta.changes:
            message = _(
                "The revision table of {code} no longer begins with the rows of version {version}: restore them and add the new row below.",
                code=document.meta.code,
                version=issue.version,
            )
            yield Complaint(document.place("changes"), message)


@rule("VER301", Severity.ERROR)
def effective_before_decision(library: Library) -> Iterator[Complaint]:
    """A version takes effect before the decision that approves it.

    Documents are used once the head has approved them (Decision 19/2014/QĐ-TTg, Article 4.2.a).

    Set the effective date to the decision's day or a later one.

    Example: QT.DN.01 says `effective: 2020-08-20`, and the decision that approves it is of 1 September 2020.
    """
    for code, life in sorted(lives(library).items()):
        for issue in life.issues:
            decision, text = issue.decision, issue.text
            if text is None or text.effective >= decision.meta.takes_effect:
                continue
            message = _(
                "{code} takes effect on {effective}, before {decision} of {day}: set a day not before the decision's.",
                code=code,
                effective=write_short(text.effective),
                decision=key_of(decision),
                day=write_short(decision.meta.takes_effect),
            )
            place = text.document.place("effective") if text.document else decision.place("issues")
            yield Complaint(place, message, related=(decision.place("date"),))


@rule("VER302", Severity.ERROR)
def approved_by_author(library: Library) -> Iterator[Complaint]:
    """A document is approved by its own author.

    Approval is the judgement of a second person (ISO 9001, clause 7.5.2.c).

    Name another approver.

    Example: `prepared_by: thu-ky` and `approved_by: thu-ky` in one procedure.
    """
    for document in library.of(ControlledDocument):
        author, approver = document.meta.prepared_by, document.meta.approved_by
        people = [library.agency.person(one, document.meta.effective) for one in (author, approver)]
        known = [person for person in people if person is not None]
        if author == approver or (len(known) == len(people) and same_person(*known)):
            message = _(
                "{code} is approved by its own author: name another approver.", code=document.meta.code
            )
            yield Complaint(document.place("approved_by"), message)


@rule("VER303", Severity.ERROR)
def used_after_withdrawal(library: Library) -> Iterator[Complaint]:
    """A decision brings a withdrawn code back into force.

    Who cites the code must never meet another document under it (ISO 9001, clause 7.5.2.a).

    Give the new document a code of its own.

    Example: 03/QĐ-CQM withdrew QT.DN.01 on 5 January 2021, and 04/QĐ-CQM issues it on 5 February.
    """
    for decision in library.of(Decision):
        for index, pin in enumerate(decision.meta.issues):
            life = lives(library).get(pin.code)
            if (
                life is not None
                and life.withdrawn is not None
                and decision.meta.takes_effect >= life.withdrawn
            ):
                message = _(
                    "{code} was withdrawn on {day}: give the new document another code.",
                    code=pin.code,
                    day=write_short(life.withdrawn),
                )
                yield Complaint(decision.place("issues", index, "code"), message)


@rule("VER304", Severity.ERROR)
def pin_of_no_text(library: Library) -> Iterator[Complaint]:
    """A decision pins a fingerprint that no text has, or that of another document or version.

    A decision approves a text that is there to be read (ISO 9001, clause 7.5.2).

    Commit the text that was approved, then write the pin with `sotay issue`. Without git only texts at hand can be
    known, and nothing is said of the others.

    Example: 30/QĐ-CQM pins QT.VP.02 version 03 with a `sha256` that was mistyped.
    """
    for decision in library.of(Decision):
        for index, pin in enumerate(decision.meta.issues):
            text = texts(library).get(pin.sha256)
            if text is None and library.history.head is not None:
                message = _(
                    "No text of {code}, here or in git, has the fingerprint {sha256}…: commit the approved text and pin it with `sotay issue`.",
                    code=pin.code,
                    sha256=pin.sha256[:12],
                )
                yield Complaint(decision.place("issues", index, "sha256"), message)
            elif text is not None and (text.code, text.version) != (pin.code, pin.version):
                message = _(
                    "The fingerprint is that of {code} version {version}: pin the text that is meant with `sotay issue`.",
                    code=text.code,
                    version=text.version,
                )
                yield Complaint(decision.place("issues", index, "sha256"), message)


@rule("VER305", Severity.ERROR)
def pin_not_forward(library: Library) -> Iterator[Complaint]:
    """A decision pins a version that an earlier decision has reached, or takes effect before it.

    Versions move forward, and one number stands for one text (ISO 9001, clause 7.5.3.2.c).

    Give the text the next version number, and a day that is not before the last version's.

    Example: 05/QĐ-CQM issued QT.VP.02 version 02, and 30/QĐ-CQM issues another text as version 02.
    """
    for code, life in sorted(lives(library).items()):
        decided = sorted(life.issues, key=lambda issue: (issue.decision.meta.takes_effect, issue.version))
        for earlier, later in pairwise(decided):
            same = (earlier.version, earlier.sha256) == (later.version, later.sha256)
            if same or (later.version > earlier.version and later.effective >= earlier.effective):
                continue
            message = _(
                "{decision} approves {code} version {version} after {earlier} approved version {reached}: give the text the next version number and a later day.",
                decision=key_of(later.decision),
                code=code,
                version=later.version,
                earlier=key_of(earlier.decision),
                reached=earlier.version,
            )
            yield Complaint(
                later.decision.place("issues"), message, related=(earlier.decision.place("issues"),)
            )


@rule("VER306", Severity.ERROR)
def redrafted_after_withdrawal(library: Library) -> Iterator[Complaint]:
    """A document under a withdrawn code says something else than what was withdrawn.

    Who cites the code must never meet another document under it (ISO 9001, clause 7.5.2.a).

    Restore the text, and give the new document a code of its own.

    Example: 30/QĐ-CQM withdrew QT.VP.02, and the text of procedures/qt-vp-02.md was changed afterwards.
    """
    for document in library.of(ControlledDocument):
        life = lives(library).get(document.meta.code)
        if life is None or life.withdrawn is None or library.as_of < life.withdrawn:
            continue
        if approving_issue(library, document) is None:
            message = _(
                "{code} was withdrawn on {day}: restore its last text, and give the new document another code.",
                code=document.meta.code,
                day=write_short(life.withdrawn),
            )
            yield Complaint(document.place("code"), message)


@rule("VER307", Severity.ERROR)
def effective_before_its_date(library: Library) -> Iterator[Complaint]:
    """A decision takes effect before the day on which it was made.

    Documents are used once the head has approved them (Decision 19/2014/QĐ-TTg, Article 4.2.a); this one would change
    what was in force on days that are past.

    Set `effective` to the decision's day or a later one.

    Example: A decision with `date: 2021-10-22` and `effective: 2021-10-01`.
    """
    for decision in library.of(Decision):
        if decision.meta.takes_effect < decision.meta.date:
            message = _(
                "{decision} of {day} takes effect on {effective}, before it was made: set a day not before {day}.",
                decision=key_of(decision),
                day=write_short(decision.meta.date),
                effective=write_short(decision.meta.takes_effect),
            )
            yield Complaint(decision.place("effective"), message)


@rule("VER308", Severity.ERROR)
def code_too_like_another(library: Library) -> Iterator[Complaint]:
    """A code differs from another only in its dots and dashes.

    Who cites the one is taken to mean the other, also where it was withdrawn (ISO 9001, clause 7.5.2.a).

    Give the newer document a code of its own.

    Example: QT-DN-01 is entered where QT.DN.01 is in force.
    """
    first: dict[str, str] = {}
    for code in (*sorted(lives(library)), *sorted(library.procedures)):
        other = first.setdefault(code.replace("-", "."), code)
        if other != code and code in library.procedures:
            message = _(
                "{code} differs from {other} only in its dots and dashes: give it a code of its own.",
                code=code,
                other=other,
            )
            yield Complaint(library.procedures[code].place("code"), message)


def _way_back(library: Library, issue: Issue) -> str:
    """Return the command that brings an approved text back, in brackets; empty where git never held it."""
    sighting = issue.text.sighting if issue.text else None
    if sighting is None:
        return ""
    path = sighting.path.removeprefix(library.history.prefix)
    return f" (`git checkout {sighting.commit.id[:12]} -- {path}`)"


def _before(library: Library, document: Document[ControlledDocument]) -> Issue | None:
    """Return the issue that a coming version follows; None for a text whose approval git has witnessed."""
    life = lives(library).get(document.meta.code)
    own = approving_issue(library, document)
    if life is None or (own is not None and record_of(library, own.decision) is not None):
        return None
    return next((one for one in reversed(life.issues) if one.version < document.meta.version), None)
