"""Quality objectives of the agency and its divisions (TCVN ISO 9001:2015, clause 6.2)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from sotay.kinds.base import NOT_STATED, Label, NotStated, OfficialRecord, Part, Text, field

AT_LEAST: Final = "ít nhất"
AT_MOST: Final = "nhiều nhất"
PERIODS: Final = {"năm": 1, "quý": 4, "tháng": 12}
"""How often an objective is measured → how many times a year."""

ObjectiveId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", examples=["ho-so-dung-han"])]


class Objective(Part):
    """One measurable objective: of a division, or of the agency where none is named.

    It is met where the result is ``direction`` the ``target``, in each ``period`` of the year. ``source`` is the name of a figure
    that the engine counts (``sotay objectives --sources`` lists them), of all or of the procedure or the division whose code
    ``scope`` is; without a source, results are records of records/measurements that name the objective by its ``id``.
    ``measure`` says in words how it is counted.
    """

    id: ObjectiveId | None = field("Mã mục tiêu", "Identifier", default=None)
    division: Text | None = field("Đơn vị", "Division", default=None)
    text: Text = field("Mục tiêu", "Objective")
    target: float | int | None = field("Chỉ tiêu", "Target", default=None)
    unit: Text | None = field("Đơn vị tính", "Unit", default=None)
    direction: Literal["ít nhất", "nhiều nhất"] = field("So sánh", "Direction", default=AT_LEAST)
    source: Text | None = field("Nguồn số liệu", "Source", default=None)
    scope: Text | None = field("Phạm vi (mã quy trình hoặc đơn vị)", "Scope", default=None)
    period: Literal["năm", "quý", "tháng"] = field("Kỳ đo", "Period", default="năm")
    measure: Text | None = field("Cách đo", "Measure", default=None)


class Objectives(OfficialRecord):
    """Quality objectives of the agency and its divisions (TCVN ISO 9001:2015, clause 6.2)."""

    name: ClassVar[str] = "objectives"
    folder: ClassVar[str] = "records/objectives"
    label: ClassVar[Label] = Label("Mục tiêu chất lượng", "Quality objectives")
    plural: ClassVar[Label] = Label("Mục tiêu chất lượng", "Quality objectives")
    document_type: ClassVar[str] = "Mục tiêu chất lượng"

    objectives: tuple[Objective, ...] | NotStated = field("Các mục tiêu", "Objectives", default=NOT_STATED)

    @property
    def stated(self) -> tuple[Objective, ...]:
        """The objectives; none where the source does not state them."""
        return self.objectives if isinstance(self.objectives, tuple) else ()
