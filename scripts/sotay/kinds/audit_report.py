"""The report of an internal audit (TCVN ISO 9001:2015, clause 9.2.2.f)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import NOT_STATED, Label, NotStated, OfficialRecord, Reference, Text, field


class AuditReport(OfficialRecord):
    """The report of an internal audit (TCVN ISO 9001:2015, clause 9.2.2.f)."""

    name: ClassVar[str] = "audit-report"
    folder: ClassVar[str] = "records/audit-reports"
    label: ClassVar[Label] = Label("Báo cáo đánh giá nội bộ", "Internal audit report")
    plural: ClassVar[Label] = Label("Báo cáo đánh giá nội bộ", "Internal audit reports")
    document_type: ClassVar[str] = "Báo cáo"

    plan: Reference = field("Theo kế hoạch", "Audit plan")
    nonconformities: int | NotStated = field(
        "Số điểm không phù hợp", "Nonconformities found", default=NOT_STATED
    )
    conclusion: Text | None = field("Kết luận", "Conclusion", default=None)
