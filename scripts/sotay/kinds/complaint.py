"""A complaint and how it was answered (Circular 26/2014/TT-BKHCN, Article 36.1.e)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Code, Day, Label, OfficialRecord, Text, field


class Complaint(OfficialRecord):
    """A complaint and how it was answered (Circular 26/2014/TT-BKHCN, Article 36.1.e)."""

    name: ClassVar[str] = "complaint"
    folder: ClassVar[str] = "records/complaints"
    label: ClassVar[Label] = Label("Khiếu nại, phản ánh", "Complaint")
    plural: ClassVar[Label] = Label("Khiếu nại, phản ánh", "Complaints")
    document_type: ClassVar[str] = "Đơn"

    procedure: Code | None = field("Quy trình", "Procedure", default=None)
    owner: Text = field("Người giải quyết", "Owner")
    due: Day | None = field("Hạn giải quyết", "Due", default=None)
    closed: Day | None = field("Ngày giải quyết xong", "Closed", default=None)
    outcome: Text | None = field("Kết quả", "Outcome", default=None)
