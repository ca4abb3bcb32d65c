"""The head's confirmation that the system is effective (Decision 19/2014/QĐ-TTg, Article 4.2.d)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, OfficialRecord


class EffectivenessConfirmation(OfficialRecord):
    """The head's confirmation that the system is effective (Decision 19/2014/QĐ-TTg, Article 4.2.d)."""

    name: ClassVar[str] = "effectiveness-confirmation"
    folder: ClassVar[str] = "records/effectiveness-confirmations"
    label: ClassVar[Label] = Label("Xác nhận hiệu lực của hệ thống", "Confirmation of effectiveness")
    plural: ClassVar[Label] = Label("Xác nhận hiệu lực của hệ thống", "Confirmations of effectiveness")
    document_type: ClassVar[str] = "Xác nhận hiệu lực"
