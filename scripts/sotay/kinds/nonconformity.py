"""A nonconformity and its corrective action (TCVN ISO 9001:2015, clause 10.2)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Day, Label, OfficialRecord, Reference, Text, field


class Nonconformity(OfficialRecord):
    """A nonconformity and its corrective action (TCVN ISO 9001:2015, clause 10.2)."""

    name: ClassVar[str] = "nonconformity"
    folder: ClassVar[str] = "records/nonconformities"
    label: ClassVar[Label] = Label("Điểm không phù hợp", "Nonconformity")
    plural: ClassVar[Label] = Label("Điểm không phù hợp", "Nonconformities")
    document_type: ClassVar[str] = "Phiếu không phù hợp"

    found_by: Reference | None = field("Phát hiện tại", "Found by", default=None)
    division: Text = field("Đơn vị", "Division")
    description: Text = field("Mô tả", "Description")
    cause: Text | None = field("Nguyên nhân", "Cause", default=None)
    action: Text | None = field("Hành động khắc phục", "Corrective action", default=None)
    owner: Text = field("Người chịu trách nhiệm", "Owner")
    due: Day = field("Hạn khắc phục", "Due")
    closed: Day | None = field("Ngày đóng", "Closed", default=None)
