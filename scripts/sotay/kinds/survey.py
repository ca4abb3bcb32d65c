"""A survey of satisfaction (TCVN ISO 9001:2015, clause 9.1.2)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import NOT_STATED, Label, NotStated, OfficialRecord, field


class Survey(OfficialRecord):
    """A survey of satisfaction (TCVN ISO 9001:2015, clause 9.1.2)."""

    name: ClassVar[str] = "survey"
    folder: ClassVar[str] = "records/surveys"
    label: ClassVar[Label] = Label("Khảo sát sự hài lòng", "Satisfaction survey")
    plural: ClassVar[Label] = Label("Khảo sát sự hài lòng", "Satisfaction surveys")
    document_type: ClassVar[str] = "Công văn"

    answers: int | NotStated = field("Số phiếu thu về", "Answers", default=NOT_STATED)
    satisfied: int | NotStated = field("Số phiếu hài lòng", "Satisfied answers", default=NOT_STATED)
