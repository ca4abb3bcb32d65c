"""Quality objectives of the agency and its divisions (TCVN ISO 9001:2015, clause 6.2)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import NOT_STATED, Label, NotStated, OfficialRecord, Part, Text, field


class Objective(Part):
    """One measurable objective; ``target`` with its unit, ``measure`` says how it is counted."""

    division: Text = field("Đơn vị", "Division")
    text: Text = field("Mục tiêu", "Objective")
    target: float | int | None = field("Chỉ tiêu", "Target", default=None)
    unit: Text | None = field("Đơn vị tính", "Unit", default=None)
    measure: Text | None = field("Cách đo", "Measure", default=None)


class Objectives(OfficialRecord):
    """Quality objectives of the agency and its divisions (TCVN ISO 9001:2015, clause 6.2)."""

    name: ClassVar[str] = "objectives"
    folder: ClassVar[str] = "records/objectives"
    label: ClassVar[Label] = Label("Mục tiêu chất lượng", "Quality objectives")
    plural: ClassVar[Label] = Label("Mục tiêu chất lượng", "Quality objectives")
    document_type: ClassVar[str] = "Mục tiêu chất lượng"

    objectives: tuple[Objective, ...] | NotStated = field("Các mục tiêu", "Objectives", default=NOT_STATED)
