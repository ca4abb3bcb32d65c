"""An inspection of the system (Circular 26/2014/TT-BKHCN, Articles 33 to 38)."""

from __future__ import annotations

from typing import ClassVar, Literal

from sotay.kinds.base import Label, OfficialRecord, Reference, Text, field


class Inspection(OfficialRecord):
    """An inspection of the system (Circular 26/2014/TT-BKHCN, Articles 33 to 38).

    ``date`` is the day on which the minutes were signed. ``shortcomings`` are the matters that they want put right.
    """

    name: ClassVar[str] = "inspection"
    folder: ClassVar[str] = "records/inspections"
    label: ClassVar[Label] = Label("Kiểm tra", "Inspection")
    plural: ClassVar[Label] = Label("Kiểm tra", "Inspections")
    document_type: ClassVar[str] = "Biên bản"

    by: Text = field("Đơn vị kiểm tra", "Inspected by")
    form: Literal["hồ sơ", "trụ sở"] = field("Hình thức", "Form")
    shortcomings: tuple[Text, ...] = field("Vấn đề tồn tại", "Shortcomings", default=())
    corrective_report: Reference | None = field("Báo cáo khắc phục", "Corrective report", default=None)
