"""The minutes of a management review (TCVN ISO 9001:2015, clause 9.3)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Day, Label, OfficialRecord, Part, Reference, Text, field


class Action(Part):
    """What a review decided to do, by whom and by when (clause 9.3.3); ``closed`` is the day on which it was done."""

    text: Text = field("Nội dung", "Action")
    owner: Text = field("Người chịu trách nhiệm", "Owner")
    due: Day = field("Hạn", "Due")
    closed: Day | None = field("Ngày hoàn thành", "Closed", default=None)


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
    actions: tuple[Action, ...] = field("Kết luận, việc phải làm", "Actions decided", default=())
