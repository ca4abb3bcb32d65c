"""VER: approvals, their signatures, and who gave them (ISO 9001, clauses 7.5.2.c and 7.5.3.2)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sotay.approvals import (
    FIELDS,
    SLUGS,
    JudgedApproval,
    Text,
    approvals,
    approvals_for,
    by_text,
    document_at_hand,
    judged_signature,
    principal_of,
    received,
    same_hand,
    same_person,
    signers,
)
from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.lifecycle import lives
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.signatures import allowed_signers
from sotay.signatures.verdict import ABOUT_THE_SIGNER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.agency import Person
    from sotay.kinds.decision import Pin
    from sotay.library import Document, Library
    from sotay.lifecycle import Issue


@rule("VER501", Severity.ERROR)
def signature_broken(library: Library) -> Iterator[Complaint]:
    """The signature of an approval does not hold.

    If it does not, nobody can tell who approved what (ISO 9001, clause 7.5.3.2).

    Restore the record as it was signed, or take it out and have the approval signed again.

    Example: The `date` of a signed approval was changed by a day, and the signature still is that of the old one.
    """
    for approval in approvals(library):
        verdict = approval.verdict
        if verdict is not None and verdict.fault is not None and verdict.fault not in ABOUT_THE_SIGNER:
            message = _(
                "The signature of {record} does not hold: {why}. Restore the record, or have it signed again.",
                record=approval.record.id,
                why=verdict.why,
            )
            yield Complaint(approval.record.place("signature"), message)


@rule("VER502", Severity.ERROR)
def signer_not_entitled(library: Library) -> Iterator[Complaint]:
    """An approval is signed with a key that was not the person's on that day.

    A signature counts by its signer (ISO 9001, clause 7.5.2.c): the key must stand in records/allowed_signers under the
    e-mail address that agency.yml has for the person on the day of approval, within its period.

    Enter the key, or have the approval signed again with the right one.

    Example: A key with `valid-before="20200801"` signs an approval of 18 August 2020.
    """
    for approval in approvals(library):
        verdict = approval.verdict
        if approval.person is None or verdict is None or verdict.fault not in ABOUT_THE_SIGNER:
            continue
        if principal_of(approval.person):
            message = _(
                "The signature of {record} does not count: {why}. Have it signed with the right key, or correct records/allowed_signers.",
                record=approval.record.id,
                why=verdict.why,
            )
        else:
            message = _(
                "The signature of {record} does not count: agency.yml has no e-mail address of {person}. Enter the address that records/allowed_signers has.",
                record=approval.record.id,
                person=approval.meta.by,
            )
        yield Complaint(approval.record.place("signature"), message)


@rule("VER503", Severity.WARNING)
def approval_of_nothing(library: Library) -> Iterator[Complaint]:
    """An approval stands for a text that is neither at hand nor pinned by a decision.

    Approval is of one text (ISO 9001, clause 7.5.2.c); what was approved was changed since, or the fingerprint is
    mistyped.

    Have the text at hand approved, and take out the approval that no longer stands for anything; git keeps it.

    Example: An approval of QT.DN.01 version 01 has a `sha256` that is neither that of procedures/qt-dn-01.md nor in a
    decision.
    """
    pinned = {
        Text(pin.code, pin.version, pin.sha256)
        for decision in library.of(Decision)
        for pin in decision.meta.issues
    }
    for approval in approvals(library):
        meta = approval.meta
        if meta.code in library.broken_names or approval.text in pinned:
            continue
        if document_at_hand(library, approval) is None:
            message = _(
                "{record} approves a text of {code} version {version} that is neither at hand nor pinned by a decision: have the text at hand approved, and take this out.",
                record=approval.record.id,
                code=meta.code,
                version=meta.version,
            )
            yield Complaint(approval.record.place("sha256"), message)


@rule("VER504", Severity.ERROR)
def approved_by_another(library: Library) -> Iterator[Complaint]:
    """An approval comes from someone whom agency.yml does not know on that day, or whom the document does not name for it.

    Responsibility is assigned and known (ISO 9001, clause 5.3): the text itself says who prepares, reviews and approves
    it.

    Let the person named there answer for it, or correct the names and have the text approved again.

    Example: QT.DN.01 says `approved_by: lanh-dao`, and an approval of it says `by: truong-phong`.
    """
    for approval in approvals(library):
        if approval.person is not None:
            yield from _not_the_named(library, approval)
        elif library.authority.agency_read:
            message = _(
                "agency.yml knows nobody `{person}` on {day}: correct the identifier, or enter the person there.",
                person=approval.meta.by,
                day=write_short(approval.meta.date),
            )
            yield Complaint(approval.record.place("by"), message)


def _not_the_named(library: Library, approval: JudgedApproval) -> Iterator[Complaint]:
    meta, document = approval.meta, document_at_hand(library, approval)
    if document is None:
        return
    field = FIELDS[meta.role]
    named = getattr(document.meta, field)
    if named != meta.by:
        message = _(
            "{code} names {named} for “{role}”, and {person} answers for it: let {named} do so.",
            code=meta.code,
            named=named,
            role=meta.role,
            person=meta.by,
        )
        yield Complaint(approval.record.place("by"), message, related=(document.place(field),))


@rule("VER505", Severity.ERROR)
def approved_by_own_hand(library: Library) -> Iterator[Complaint]:
    """One person prepared and approved a text, be it under two identifiers.

    Approval is the judgement of a second person (ISO 9001, clause 7.5.2.c); one name, one e-mail address or one key is
    one person.

    Let another person approve, with a key of their own.

    Example: thu-ky prepared and lanh-dao approved, and agency.yml gives both one name.
    """
    for approval in approvals(library):
        if approval.meta.role == "phê duyệt" and (author := _author(library, approval)) is not None:
            message = _(
                "{person} approves {code} version {version} and also prepared it, as {author}: let another person approve.",
                person=approval.meta.by,
                code=approval.meta.code,
                version=approval.meta.version,
                author=author,
            )
            yield Complaint(approval.record.place("by"), message)


def _author(library: Library, approved: JudgedApproval) -> str | None:
    """Return the identifier under which the approver is also the author: by an approval of the same text, or as named in it."""
    for other in by_text(library)[approved.text]:
        if other.meta.role == "soạn thảo" and same_hand(other, approved):
            return other.meta.by
    document = document_at_hand(library, approved)
    if document is None or approved.person is None:
        return None
    author = library.authority.agency.person(document.meta.prepared_by, approved.meta.date)
    return author.id if author is not None and same_person(author, approved.person) else None


@rule("VER506", Severity.WARNING)
def approval_out_of_order(library: Library) -> Iterator[Complaint]:
    """An approval came after the version took effect, before the step that it follows, or too late for its key.

    Documents are approved before they are used (ISO 9001, clause 7.5.2.c): one prepares, one reviews, one approves,
    then the version takes effect. A record that git first saw after its key had expired may have been dated back.

    Put right a mistyped date, and sign again; never date a late approval back: late it is honest, and the next version
    can be in time.

    Example: QT.DN.01 takes effect on 20 August 2020, and its approval is of 21 August.
    """
    yield from _after_effect(library)
    yield from _before_the_step(library)
    yield from _after_the_key(library)


def _after_effect(library: Library) -> Iterator[Complaint]:
    for approval in approvals(library):
        issue = _issue(library, approval)
        if issue is not None and approval.meta.date > issue.effective:
            message = _(
                "{record} is dated {day}, after the version took effect on {effective}: put a mistyped date right; if it was late, approve the next version in time.",
                record=approval.record.id,
                day=write_short(approval.meta.date),
                effective=write_short(issue.effective),
            )
            yield Complaint(approval.record.place("date"), message, related=(issue.decision.place("issues"),))


def _before_the_step(library: Library) -> Iterator[Complaint]:
    for earlier, later in _steps(library):
        if later.meta.date < earlier.meta.date:
            message = _(
                "{later} is dated {day}, before {earlier} of {other}, which it follows: put a mistyped date right, or have the steps taken in order.",
                later=later.record.id,
                day=write_short(later.meta.date),
                earlier=earlier.record.id,
                other=write_short(earlier.meta.date),
            )
            yield Complaint(later.record.place("date"), message, related=(earlier.record.place("date"),))


def _after_the_key(library: Library) -> Iterator[Complaint]:
    for approval in approvals(library):
        signer = approval.verdict.signer if approval.verdict is not None else None
        if not approval.signed or signer is None or signer.valid_before is None:
            continue
        seen = received(library, approval)
        if seen is not None and seen > signer.valid_before:
            message = _(
                "{record} is dated {day} and first stood in git on {seen}, after its key had expired: ask {person} when it was signed, or have it signed with the present key.",
                record=approval.record.id,
                day=write_short(approval.meta.date),
                seen=write_short(seen.astimezone(allowed_signers.OFFICE_ZONE).date()),
                person=approval.meta.by,
            )
            yield Complaint(approval.record.place("signature"), message)


def _issue(library: Library, approval: JudgedApproval) -> Issue | None:
    life = lives(library).get(approval.meta.code)
    issues = life.issues if life is not None else []
    own = (approval.meta.version, approval.meta.sha256)
    return next((issue for issue in issues if (issue.version, issue.sha256) == own), None)


def _steps(library: Library) -> Iterator[tuple[JudgedApproval, JudgedApproval]]:
    """Yield two approvals of one text of which the second follows the first by its role."""
    order = list(FIELDS)
    for group in by_text(library).values():
        yield from pairwise(sorted(group, key=lambda s: (order.index(s.meta.role), s.meta.date)))


@rule("VER507", Severity.ERROR)
def signed_approval_missing(library: Library) -> Iterator[Complaint]:
    """A version was brought into force without the signed approvals that the agency's policy asks for.

    The contract of `approval: signed` in agency.yml: whoever prepared, reviewed and approved a version signs for its
    very text, for every decision from `signed_from` on.

    Have them sign, each with their own key; or change the policy.

    Example: With `policy: {approval: signed, signed_from: 2020-08-20}`, 02/QĐ-CQM of that day issues QT.DN.01, for
    which nobody signed.
    """
    policy = library.authority.agency.policy
    if policy.approval != "signed":
        return
    for decision in library.known(Decision):
        if policy.signed_from is None or decision.meta.date >= policy.signed_from:
            for index, pin in enumerate(decision.meta.issues):
                yield from _unsigned_roles(library, decision, index, pin)


def _unsigned_roles(
    library: Library, decision: Document[Decision], index: int, pin: Pin
) -> Iterator[Complaint]:
    text = Text(pin.code, pin.version, pin.sha256)
    # a signature that does not hold is complained of where it stands
    given = {approval.meta.role for approval in approvals_for(library, text) if approval.verdict}
    document = library.procedures.get(pin.code)
    for role, name in FIELDS.items():
        if role not in given:
            message = _(
                "{code} version {version} has no signed approval “{role}”: run `sotay approve {code} --role {slug} --by {person} --key KEY`.",
                role=role,
                slug=SLUGS[role],
                code=pin.code,
                version=pin.version,
                person=getattr(document.meta, name) if document else "PERSON",
            )
            yield Complaint(decision.place("issues", index), message)


@rule("VER508", Severity.ERROR)
def signer_unreadable(library: Library) -> Iterator[Complaint]:
    """A line of records/allowed_signers cannot be used.

    The contract of records/allowed_signers is that it says whose signature counts, in OpenSSH's own format; a line that
    cannot be read counts for nobody.

    Correct the line as the finding says.

    Example: `thu-ky@cqm.example ssh-ed25519` has no key behind its type.
    """
    for problem in signers(library).problems:
        yield Complaint(Place(allowed_signers.FILE, problem.line), problem.message)


@rule("VER509", Severity.ERROR)
def baseline_not_vouched_for(library: Library) -> Iterator[Complaint]:
    """The signature of the baseline does not hold, or the agency asks for one and there is none.

    Evidence is protected (ISO 9001, clause 7.5.3.2); the baseline stands for days that git did not see: who lists them
    answers for the list.

    Have it signed again by the person it names, `sotay issue --baseline --by PERSON --key FILE`, or restore it as it
    was signed.

    Example: A baseline says `by: thu-ky` and has no signature, in an agency with `approval: signed`.
    """
    asked = library.authority.agency.policy.approval == "signed"
    for baseline in library.of(Baseline):
        if baseline.meta.signature is None and asked:
            message = _(
                "{record} is not signed, and agency.yml asks for signatures: have {person} sign it.",
                record=baseline.id,
                person=baseline.meta.by,
            )
            yield Complaint(baseline.place("by"), message)
        verdict = judged_signature(library, baseline)
        if verdict is not None and not verdict.valid:
            message = _(
                "The signature of {record} does not hold: {why}. Restore the record, or have it signed again.",
                record=baseline.id,
                why=verdict.why,
            )
            yield Complaint(baseline.place("signature"), message)


@rule("VER510", Severity.ERROR)
def one_key_for_two(library: Library) -> Iterator[Complaint]:
    """One key of records/allowed_signers stands for two persons.

    With one key for two, nobody can tell which of them signed, and one could approve what they prepared (ISO 9001,
    clause 7.5.2.c).

    Give each person a key of their own.

    Example: A line for `*@cqm.example` holds one key, and agency.yml has two persons with such an address.
    """
    first: dict[str, Person] = {}
    for signer in signers(library).signers:
        for person in library.agency.people:
            if not (person.email and signer.is_for(person.email)):
                continue
            other = first.setdefault(signer.key.fingerprint, person)
            if not same_person(other, person):
                message = _(
                    "The key {key} stands for {person} and for {other}: give each a key of their own.",
                    key=signer.key.fingerprint,
                    person=person.id,
                    other=other.id,
                )
                yield Complaint(Place(allowed_signers.FILE, signer.line), message)
                break
