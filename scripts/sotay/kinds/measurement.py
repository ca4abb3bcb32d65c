"""A measurement of a quality objective that no register tells (TCVN ISO 9001:2015, clause 9.1.1)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sotay.kinds.base import Label, OfficialRecord, Reference, field
from sotay.kinds.objectives import ObjectiveId


class Measurement(OfficialRecord):
    """What an objective came to in a period (TCVN ISO 9001:2015, clause 9.1.1).

    ``date`` is the day of measuring. ``period`` is 2024, 2024-Q3 or 2024-09. Where ``value`` is a share, ``count`` and ``of`` are
    the two numbers it is of. ``evidence`` are the records it rests on.
    """

    name: ClassVar[str] = "measurement"
    folder: ClassVar[str] = "records/measurements"
    label: ClassVar[Label] = Label("Kết quả đo mục tiêu", "Measurement")
    plural: ClassVar[Label] = Label("Kết quả đo mục tiêu", "Measurements")
    document_type: ClassVar[str] = "Phiếu đo lường"

    objective: ObjectiveId = field("Mã mục tiêu", "Objective")
    period: Annotated[str, Field(pattern=r"^[1-9]\d{3}(-(Q[1-4]|0[1-9]|1[0-2]))?$", examples=["2024-Q3"])] = (
        field("Kỳ đo", "Period")
    )
    value: float | int = field("Kết quả", "Value")
    count: Annotated[int, Field(ge=0)] | None = field("Số đạt", "Count", default=None)
    of: Annotated[int, Field(ge=1)] | None = field("Trên tổng số", "Of", default=None)
    evidence: tuple[Reference, ...] = field("Bằng chứng", "Evidence", default=())

    @property
    def serves(self) -> int:
        """The year of the period."""
        return int(self.period[:4])
