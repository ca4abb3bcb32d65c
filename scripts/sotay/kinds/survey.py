"""A survey of satisfaction (TCVN ISO 9001:2015, clause 9.1.2)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from sotay.kinds.base import NOT_STATED, Day, Label, NotStated, OfficialRecord, Text, field

MOST_QUESTIONS: Final = 5
QUESTIONS: Final = (
    "Nơi tiếp nhận hồ sơ và trả kết quả",
    "Thủ tục, giấy tờ phải nộp",
    "Thái độ, năng lực của người giải quyết",
    "Kết quả nhận được",
    "Thời gian giải quyết",
)


class Survey(OfficialRecord):
    """A survey of satisfaction (TCVN ISO 9001:2015, clause 9.1.2).

    ``overall`` is the question on everything, ``questions`` those of the columns q1 to q5 of the register of answers
    (records/survey-answers). Where a register has answers of the survey, ``answers`` and ``satisfied`` are counted there; typed
    here, they speak of a survey without one. Without ``from`` it begins on its date, without ``until`` it goes on.
    """

    name: ClassVar[str] = "survey"
    folder: ClassVar[str] = "records/surveys"
    label: ClassVar[Label] = Label("Khảo sát sự hài lòng", "Satisfaction survey")
    plural: ClassVar[Label] = Label("Khảo sát sự hài lòng", "Satisfaction surveys")
    document_type: ClassVar[str] = "Công văn"

    from_: Day | None = field("Từ ngày", "From", default=None, alias="from")
    until: Day | None = field("Đến hết ngày", "Until", default=None)
    overall: Text = field(
        "Câu hỏi chung",
        "Question on everything",
        default="Mức độ hài lòng chung đối với việc giải quyết thủ tục hành chính",
    )
    questions: Annotated[tuple[Text, ...], Field(max_length=MOST_QUESTIONS)] = field(
        "Các câu hỏi", "Questions", default=QUESTIONS
    )
    issued: Annotated[int, Field(ge=0)] | NotStated = field(
        "Số phiếu phát ra", "Forms handed out", default=NOT_STATED
    )
    answers: Annotated[int, Field(ge=0)] | NotStated = field("Số phiếu thu về", "Answers", default=NOT_STATED)
    satisfied: Annotated[int, Field(ge=0)] | NotStated = field(
        "Số phiếu hài lòng", "Satisfied answers", default=NOT_STATED
    )

    @property
    def begins(self) -> Day:
        """The first day on which it could be answered."""
        return self.from_ or self.date
