"""An official letter (công văn), sent or received."""

from __future__ import annotations

from typing import ClassVar, Literal

from sotay.kinds.base import Day, Label, OfficialRecord, Reference, field


class Letter(OfficialRecord):
    """An official letter (công văn), sent or received."""

    name: ClassVar[str] = "letter"
    folder: ClassVar[str] = "records/letters"
    label: ClassVar[Label] = Label("Công văn", "Official letter")
    plural: ClassVar[Label] = Label("Công văn", "Official letters")
    document_type: ClassVar[str] = "Công văn"

    direction: Literal["đến", "đi"] = field("Chiều", "Direction")
    reply_by: Day | None = field("Hạn trả lời", "Reply by", default=None)
    replies_to: Reference | None = field("Trả lời văn bản", "Replies to", default=None)
