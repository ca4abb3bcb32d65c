"""A consultant hired to guide the building of the system (Circular 26/2014/TT-BKHCN, Articles 7.1 and 41.2)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sotay.kinds.base import Day, Label, OfficialRecord, Text, field

Task = Literal["a", "b", "c", "d", "đ", "e", "g", "h"]
"""A letter of Article 7.1: what a consultant may be hired for."""


class Consultant(OfficialRecord):
    """A consultant hired to guide the building of the system (Circular 26/2014/TT-BKHCN, Articles 7.1 and 41.2).

    Number and date are those of the contract, ``until`` is its last day. ``certificate`` is the number of the certificate of
    eligibility that the firm or the independent expert showed, ``certificate_until`` the last day on which it holds.
    """

    name: ClassVar[str] = "consultant"
    folder: ClassVar[str] = "records/consultants"
    label: ClassVar[Label] = Label("Thuê tư vấn", "Consultant")
    plural: ClassVar[Label] = Label("Thuê tư vấn", "Consultants")
    document_type: ClassVar[str] = "Hợp đồng"

    consultant: Text = field("Tổ chức, chuyên gia tư vấn độc lập", "Firm or independent expert")
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)] = field(
        "Nội dung thuê (điểm của khoản 1 Điều 7 TT 26/2014/TT-BKHCN)", "Hired for (letters of Article 7.1)"
    )
    until: Day = field("Hợp đồng đến hết ngày", "Contract until")
    certificate: Text | None = field(
        "Số Giấy xác nhận đủ điều kiện tư vấn", "Certificate of eligibility", default=None
    )
    certificate_until: Day | None = field(
        "Giấy xác nhận có giá trị đến hết ngày", "Certificate valid until", default=None
    )
