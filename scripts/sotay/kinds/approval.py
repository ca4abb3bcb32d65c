"""An approval: one person answers for one text of one version (TCVN ISO 9001:2015, clauses 7.5.2.c and 7.5.3)."""

from __future__ import annotations

from typing import ClassVar, Literal

from sotay.kinds.base import Code, Day, Kind, Label, PersonId, Sha256, Text, Version, field

Role = Literal["soạn thảo", "xem xét", "phê duyệt"]


class Approval(Kind):
    """One person's word for one text: which text, in what role, on which day, signed or not.

    It is no official document and has no number: what it binds is the fingerprint. ``signature`` is the armoured SSH
    signature over the statement that ``approvals.statement`` makes of the other fields; without one the record says who
    approved, and proves it no further than git does.
    """

    name: ClassVar[str] = "approval"
    folder: ClassVar[str] = "records/approvals"
    label: ClassVar[Label] = Label("Xác nhận phê duyệt", "Approval")
    plural: ClassVar[Label] = Label("Xác nhận phê duyệt", "Approvals")

    code: Code = field("Mã hiệu", "Code")
    version: Version = field("Lần ban hành", "Version")
    sha256: Sha256 = field("Dấu vân tay SHA-256", "SHA-256 fingerprint")
    role: Role = field("Vai trò", "Role")
    date: Day = field("Ngày", "Date")
    by: PersonId = field("Người xác nhận", "By")
    signature: Text | None = field("Chữ ký số (SSH)", "Signature (SSH)", default=None)
