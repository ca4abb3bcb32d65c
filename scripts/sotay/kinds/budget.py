"""Money granted for the system in a year, and what was spent of it."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, NotStated, OfficialRecord, field


class Budget(OfficialRecord):
    """Money granted for the system in a year, and what was spent of it."""

    name: ClassVar[str] = "budget"
    folder: ClassVar[str] = "records/budgets"
    label: ClassVar[Label] = Label("Kinh phí", "Budget")
    plural: ClassVar[Label] = Label("Kinh phí", "Budgets")
    document_type: ClassVar[str] = "Quyết định"
    keep_years: ClassVar[int] = 20

    granted: int | NotStated = field("Kinh phí được cấp (đồng)", "Granted (VND)")
    disbursed: int | NotStated = field("Đã giải ngân (đồng)", "Disbursed (VND)")
    carried_to: int | None = field("Chuyển sang năm", "Rest carried to year", default=None)
