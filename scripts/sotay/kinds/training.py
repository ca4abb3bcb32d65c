"""Training in the quality management system (Decision 19/2014/QĐ-TTg, Article 11.3)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import NOT_STATED, Label, NotStated, OfficialRecord, field


class Training(OfficialRecord):
    """Training in the quality management system (Decision 19/2014/QĐ-TTg, Article 11.3)."""

    name: ClassVar[str] = "training"
    folder: ClassVar[str] = "records/training"
    label: ClassVar[Label] = Label("Đào tạo", "Training")
    plural: ClassVar[Label] = Label("Đào tạo", "Training")
    document_type: ClassVar[str] = "Công văn"

    participants: int | NotStated = field("Số người tham gia", "Participants", default=NOT_STATED)
