"""The written notice of the declaration to the lead unit (Decision 19/2014/QĐ-TTg, Article 4.3)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, OfficialRecord, Reference, field


class Notification(OfficialRecord):
    """The written notice of the declaration to the lead unit (Decision 19/2014/QĐ-TTg, Article 4.3)."""

    name: ClassVar[str] = "notification"
    folder: ClassVar[str] = "records/notifications"
    label: ClassVar[Label] = Label("Thông báo công bố", "Notice of declaration")
    plural: ClassVar[Label] = Label("Thông báo công bố", "Notices of declaration")
    document_type: ClassVar[str] = "Công văn"

    declaration: Reference = field("Công bố được thông báo", "Declaration")
