"""The plan of an internal audit (TCVN ISO 9001:2015, clause 9.2.2)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, OfficialRecord


class AuditPlan(OfficialRecord):
    """The plan of an internal audit (TCVN ISO 9001:2015, clause 9.2.2)."""

    name: ClassVar[str] = "audit-plan"
    folder: ClassVar[str] = "records/audit-plans"
    label: ClassVar[Label] = Label("Kế hoạch đánh giá nội bộ", "Internal audit plan")
    plural: ClassVar[Label] = Label("Kế hoạch đánh giá nội bộ", "Internal audit plans")
    document_type: ClassVar[str] = "Kế hoạch"
