"""A row of the dossier register (records/dossiers/*.csv): one dossier of the one-stop shop."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from sotay.kinds.base import Code, Label, Part, field

DossierCode = Annotated[
    str,
    Field(
        pattern=r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}$",
        examples=["000.00.01.H00-210301-0001"],
    ),
]


class Dossier(Part):
    """One dossier; moments are local time, to the minute. The columns of the CSV are these fields.

    ``code`` follows Circular 01/2018/TT-VPCP, Article 19. ``applicant`` is personal data: it never reaches the site.
    """

    folder: ClassVar[str] = "records/dossiers"
    label: ClassVar[Label] = Label("Hồ sơ một cửa", "Dossier")

    code: DossierCode = field("Mã hồ sơ", "Dossier code")
    procedure: Code = field("Mã quy trình", "Procedure")
    applicant: str = field("Người nộp", "Applicant", min_length=1)
    received_at: datetime = field("Thời điểm nhận", "Received at")
    due_at: datetime = field("Thời điểm hẹn trả", "Due at")
    returned_at: datetime | None = field("Thời điểm trả kết quả", "Returned at", default=None)
    result: str | None = field("Kết quả", "Result", default=None)
    apology: str | None = field("Văn bản xin lỗi", "Letter of apology", default=None)
    note: str | None = field("Ghi chú", "Note", default=None)
