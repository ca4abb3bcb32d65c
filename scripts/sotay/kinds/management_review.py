"""The minutes of a management review (TCVN ISO 9001:2015, clause 9.3)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, OfficialRecord, Reference, field


class ManagementReview(OfficialRecord):
    """The minutes of a management review (TCVN ISO 9001:2015, clause 9.3)."""

    name: ClassVar[str] = "management-review"
    folder: ClassVar[str] = "records/management-reviews"
    label: ClassVar[Label] = Label("Xem xét của lãnh đạo", "Management review")
    plural: ClassVar[Label] = Label("Xem xét của lãnh đạo", "Management reviews")
    document_type: ClassVar[str] = "Biên bản"

    audit_report: Reference | None = field(
        "Báo cáo đánh giá đã xem xét", "Audit report reviewed", default=None
    )
