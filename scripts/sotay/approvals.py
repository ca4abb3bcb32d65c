"""Who answers for which text: the approvals of a library, each with its signature judged (ISO 9001, clause 7.5.2.c).

An approval stands for one text, by its fingerprint. Unsigned it says who approved; signed, with a key that
`records/allowed_signers` gives to the person's e-mail address, it proves it to anyone who has OpenSSH.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import witness
from sotay.fingerprint import fingerprint
from sotay.kinds.approval import Approval, Role
from sotay.kinds.baseline import Baseline
from sotay.library import Document, remembered
from sotay.signatures import allowed_signers
from sotay.signatures.verdict import Verdict, verify

if TYPE_CHECKING:
    from sotay.kinds.agency import Agency, Person
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Library
    from sotay.signatures.allowed_signers import AllowedSigners

FIELDS: Final[dict[Role, str]] = {
    "soạn thảo": "prepared_by",
    "xem xét": "reviewed_by",
    "phê duyệt": "approved_by",
}
SLUGS: Final[dict[Role, str]] = {"soạn thảo": "soan-thao", "xem xét": "xem-xet", "phê duyệt": "phe-duyet"}


class Text(NamedTuple):
    """What an approval stands for: one text of one version."""

    code: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class JudgedApproval:
    """One approval and what it is worth.

    ``person`` is who gave it, as agency.yml has them on that day; None where nobody of that identifier was there.
    ``verdict`` is on the signature; None where the approval is not signed.
    """

    record: Document[Approval]
    person: Person | None
    verdict: Verdict | None

    @property
    def meta(self) -> Approval:
        """The fields of the record."""
        return self.record.meta

    @property
    def text(self) -> Text:
        """The text that it stands for."""
        return Text(self.meta.code, self.meta.version, self.meta.sha256)

    @property
    def signed(self) -> bool:
        """Whether it carries a signature that holds."""
        return self.verdict is not None and self.verdict.valid


def statement(approval: Approval) -> bytes:
    """Return what is signed: UTF-8 text, each line ended by LF, that a person can write again in a text editor.

        sotay: xác nhận tài liệu kiểm soát
        Mã hiệu: QT.DN.01
        Lần ban hành: 01
        Dấu vân tay SHA-256: 1fb1835d…
        Vai trò: phê duyệt
        Ngày: 2020-08-20
        Người xác nhận: truong-ban

    It is the same in every language of the tool. None of the fields can hold a line end.
    """
    lines = (
        "sotay: xác nhận tài liệu kiểm soát",
        f"Mã hiệu: {approval.code}",
        f"Lần ban hành: {approval.version}",
        f"Dấu vân tay SHA-256: {approval.sha256}",
        f"Vai trò: {approval.role}",
        f"Ngày: {approval.date.isoformat()}",
        f"Người xác nhận: {approval.by}",
    )
    return "".join(f"{line}\n" for line in lines).encode()


@remembered
def signers(library: Library) -> AllowedSigners:
    """Return who may sign, as the library's own `records/allowed_signers` says."""
    return allowed_signers.parse(library.allowed_signers)


@remembered
def approvals(library: Library) -> tuple[JudgedApproval, ...]:
    """Return every approval of the library, also those dated after ``as_of``, in order of day, role and file."""
    order = list(FIELDS)
    records = sorted(
        library.of(Approval),
        key=lambda record: (record.meta.date, order.index(record.meta.role), record.path),
    )
    return tuple(_judged(library, record) for record in records)


def _judged(library: Library, record: Document[Approval]) -> JudgedApproval:
    person = person_on(library.authority.agency, record.meta.by, record.meta.date)
    return JudgedApproval(record, person, judged_signature(library, record))


def judged_signature(library: Library, record: Document[Approval] | Document[Baseline]) -> Verdict | None:
    """Return what the signature of an approval or a baseline is worth; None where it has none."""
    meta = record.meta
    if meta.signature is None:
        return None
    authority = library.authority
    said = statement(meta) if isinstance(meta, Approval) else witness.statement(meta)
    principal = principal_of(person_on(authority.agency, meta.by, meta.date))
    return verify(said, meta.signature, signers(authority).signers, principal=principal, on=meta.date)


def principal_of(person: Person | None) -> str:
    """Return the name under which `records/allowed_signers` has a person: the e-mail address; empty for nobody."""
    return (person.email if person is not None else None) or ""


def person_on(agency: Agency, identifier: str, day: date) -> Person | None:
    """Return the person of that identifier in the position held on ``day``; None outside every known period."""
    return next((person for person in agency.people if person.id == identifier and person.holds(day)), None)


@remembered
def by_text(library: Library) -> dict[Text, tuple[JudgedApproval, ...]]:
    """Return text → every approval of it, in the order of ``approvals``."""
    groups: dict[Text, list[JudgedApproval]] = {}
    for approval in approvals(library):
        groups.setdefault(approval.text, []).append(approval)
    return {text: tuple(group) for text, group in groups.items()}


def approvals_for(library: Library, text: Text) -> tuple[JudgedApproval, ...]:
    """Return the approvals of one text given on or before ``as_of``: by day, then role."""
    return tuple(
        approval for approval in by_text(library).get(text, ()) if approval.meta.date <= library.as_of
    )


def approvals_of(library: Library, document: Document[ControlledDocument]) -> tuple[JudgedApproval, ...]:
    """Return the approvals of exactly this text given on or before ``as_of``: by day, then role."""
    return approvals_for(library, text_of(document)) if by_text(library) else ()


@remembered
def _at_hand(library: Library) -> dict[Text, Document[ControlledDocument]]:
    """Return text → document, of the documents at hand that anyone has approved in any version."""
    codes = {text.code for text in by_text(library)}
    return {
        text_of(library.procedures[code]): library.procedures[code]
        for code in codes & set(library.procedures)
    }


def document_at_hand(library: Library, approval: JudgedApproval) -> Document[ControlledDocument] | None:
    """Return the document whose text at hand is exactly the one approved; None where it says something else by now."""
    return _at_hand(library).get(approval.text)


def text_of(document: Document[ControlledDocument]) -> Text:
    """Return the text at hand as approvals name it."""
    return Text(document.meta.code, document.meta.version, fingerprint(document))


def received(library: Library, approval: JudgedApproval) -> datetime | None:
    """Return when the record, as it stands, first stood in git; None where it does not.

    The date in a record is its author's word: a signature by a key that has expired since can be dated back.
    """
    path = approval.record.path
    if library.history.commit(path) is None:
        return None
    sighting = library.history.seen.get(library.history.tree[path].blob)
    return datetime.fromisoformat(sighting.commit.date) if sighting else None


def same_person(one: Person, other: Person) -> bool:
    """Say whether two entries of agency.yml are one human being: one identifier, one name or one e-mail address."""
    return (
        one.id == other.id
        or one.name.casefold() == other.name.casefold()
        or (one.email is not None and one.email.casefold() == (other.email or "").casefold())
    )


def same_hand(one: JudgedApproval, other: JudgedApproval) -> bool:
    """Say whether two approvals come from one person, or from one key."""
    if one.person is not None and other.person is not None and same_person(one.person, other.person):
        return True
    return one.meta.by == other.meta.by or (key_of(one) is not None and key_of(one) == key_of(other))


def key_of(approval: JudgedApproval) -> str | None:
    """Return the fingerprint of the key that signed an approval; None where none did."""
    return approval.verdict.key or None if approval.verdict is not None else None
