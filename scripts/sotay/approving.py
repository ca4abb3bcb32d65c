"""A new approval: checked, signed where a key is named, and written as a record that is never written over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay import soundness
from sotay.approvals import FIELDS, SLUGS, person_on, principal_of, same_person, signers, statement
from sotay.calendar_vn import write_short
from sotay.fingerprint import fingerprint
from sotay.kinds.approval import Approval
from sotay.messages import _
from sotay.rules.documents import file_name
from sotay.signatures.signing import sign
from sotay.signatures.verdict import verify

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sotay.kinds.agency import Person
    from sotay.kinds.approval import Role
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library

ROLES: Final[dict[str, Role]] = {slug: role for role, slug in SLUGS.items()}


class ApprovingFailed(Exception):  # noqa: N818 (the name says what happened, as ``RenderFailed`` does)
    """There is no approval to write; the message tells a person what to put right."""


@dataclass(frozen=True, slots=True)
class NewApproval:
    """A record to be written: its path relative to the library's root, and its text."""

    path: str
    text: str


def approve(  # noqa: PLR0913 (what the person says on the command line)
    library: Library, code: str, *, role: Role, by: str, day: date, key: Path | None = None
) -> NewApproval:
    """Return the record in which ``by`` (a person's identifier) answers for the text of ``code`` at hand, as of ``day``.

    With ``key`` it is signed, which may ask for a passphrase; the signature is then verified as the check will verify it.
    Raises ``ApprovingFailed`` or ``SigningFailed``.
    """
    document = _document(library, code)
    if day > library.today:
        raise ApprovingFailed(
            _("{day} has not come yet: an approval bears the day on which it is given.", day=write_short(day))
        )
    person = _person(library, by, day)
    _require_named(document, role, by)
    _require_second_person(library, document, role, person, day)
    _require_sound(library, document)
    meta = document.meta
    approval = Approval(
        code=code, version=meta.version, sha256=fingerprint(document), role=role, date=day, by=by
    )
    path = path_of(approval)
    if (library.root / path).exists():
        raise ApprovingFailed(_taken(path))
    if key is None:
        _require_unsigned_allowed(library)
        return NewApproval(path, text_of(approval))
    return NewApproval(path, text_of(approval, _signed(library, approval, person, key)))


def write(library: Library, new: NewApproval) -> Path:
    """Write the record into the library and return where; never over another (``ApprovingFailed``)."""
    path = library.root / new.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(new.text)
    except FileExistsError as error:
        raise ApprovingFailed(_taken(new.path)) from error
    return path


def path_of(approval: Approval) -> str:
    """Return where an approval is kept: ``records/approvals/qt-dn-01-02-phe-duyet.md``."""
    name = file_name(approval.code).removesuffix(".md")
    return f"{Approval.folder}/{name}-{approval.version}-{SLUGS[approval.role]}.md"


def _document(library: Library, code: str) -> Document[ControlledDocument]:
    document = library.procedures.get(code)
    if document is not None:
        return document
    if library.knows(code):
        raise ApprovingFailed(
            _("The file of {code} cannot be understood: run `sotay check` and put it right first.", code=code)
        )
    raise ApprovingFailed(_("There is no document {code}: correct the code, or add the document.", code=code))


def _person(library: Library, by: str, day: date) -> Person:
    person = person_on(library.agency, by, day)
    if person is None:
        raise ApprovingFailed(
            _(
                "agency.yml knows nobody `{person}` on {day}: correct the identifier, or enter the person there.",
                person=by,
                day=write_short(day),
            )
        )
    return person


def _require_sound(library: Library, document: Document[ControlledDocument]) -> None:
    errors = soundness.errors(library, {document.path})
    if errors:
        raise ApprovingFailed(
            _(
                "The text of {code} still has errors ({count}), the first at {place}: {message} Put them right before anyone approves it.",
                code=document.meta.code,
                count=len(errors),
                place=errors[0].place,
                message=errors[0].message,
            )
        )


def _require_named(document: Document[ControlledDocument], role: Role, by: str) -> None:
    named = getattr(document.meta, FIELDS[role])
    if named != by:
        raise ApprovingFailed(
            _(
                "{code} names {named} for “{role}”, not {person}: correct `{field}` in the document, or let {named} answer.",
                code=document.meta.code,
                named=named,
                role=role,
                person=by,
                field=FIELDS[role],
            )
        )


def _require_second_person(
    library: Library, document: Document[ControlledDocument], role: Role, person: Person, day: date
) -> None:
    author = library.agency.person(document.meta.prepared_by, day)
    if role == "phê duyệt" and author is not None and same_person(author, person):
        raise ApprovingFailed(
            _(
                "{person} prepared {code} and cannot approve it: name another approver.",
                person=person.name,
                code=document.meta.code,
            )
        )


def _require_unsigned_allowed(library: Library) -> None:
    if library.agency.policy.approval == "signed":
        raise ApprovingFailed(
            _("agency.yml asks for signed approvals (`approval: signed`): name your key with --key.")
        )


def _signed(library: Library, approval: Approval, person: Person, key: Path) -> str:
    if person.email is None:
        raise ApprovingFailed(
            _(
                "agency.yml has no e-mail address of {person}, and a signature is known by it: enter the address.",
                person=person.id,
            )
        )
    said = statement(approval)
    armor = sign(said, key)
    verdict = verify(said, armor, signers(library).signers, principal=principal_of(person), on=approval.date)
    if not verdict.valid:
        raise ApprovingFailed(
            _(
                "The signature would not hold, {why}: correct records/allowed_signers, or sign with another key.",
                why=verdict.why,
            )
        )
    return armor


def text_of(approval: Approval, armor: str | None = None) -> str:
    """Return the record of an approval, signed with ``armor`` where there is one."""
    lines = [
        "---",
        f"code: {approval.code}",
        f'version: "{approval.version}"',
        f'sha256: "{approval.sha256}"',
        f"role: {approval.role}",
        f"date: {approval.date.isoformat()}",
        f'by: "{approval.by}"',
    ]
    if armor is not None:
        lines += ["signature: |", *(f"  {line}" for line in armor.split("\n"))]
    return "\n".join([*lines, "---", ""])


def _taken(path: str) -> str:
    return _(
        "{path} is there already, and an approval is never written over: if it no longer holds, take it out first; git keeps it.",
        path=path,
    )
