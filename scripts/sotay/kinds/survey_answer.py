"""A row of the register of answers (records/survey-answers/*.csv): one form that came back, without a name."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field

from sotay.kinds.base import Code, Day, Label, Reference, Row, Text, field
from sotay.kinds.dossier import Channel

SCALE: Final = {
    5: Label("Rất hài lòng", "Very satisfied"),
    4: Label("Hài lòng", "Satisfied"),
    3: Label("Bình thường", "Neither"),
    2: Label("Không hài lòng", "Dissatisfied"),
    1: Label("Rất không hài lòng", "Very dissatisfied"),
}
SATISFIED: Final = 4
"""The lowest score of an answer that counts as satisfied."""

Score = Annotated[int, Field(ge=min(SCALE), le=max(SCALE))]


class SurveyAnswer(Row):
    """One form that came back; the columns of the CSV are these fields.

    Scores go from 1, very dissatisfied, to 5, very satisfied; a question that was left out has none. ``code`` is the number
    that the office gives the form when it is taken out of the box: it leads to nobody. ``comment`` may name people, whatever
    the form asks for: it never reaches the site, a report or any output, and is read in the register itself. What people
    write there is copied without names, numbers of dossiers and addresses, or left in the paper.
    """

    name: ClassVar[str] = "survey-answer"
    folder: ClassVar[str] = "records/survey-answers"
    label: ClassVar[Label] = Label("Phiếu khảo sát", "Survey answer")
    plural: ClassVar[Label] = Label("Sổ phiếu khảo sát", "Register of survey answers")

    survey: Reference = field("Đợt khảo sát", "Survey")
    answered_on: Day = field("Ngày trả lời", "Answered on")
    procedure: Code | None = field("Mã quy trình", "Procedure", default=None)
    channel: Channel | None = field("Hình thức trả lời", "Channel", default=None)
    overall: Score = field("Đánh giá chung (1–5)", "Overall (1–5)")
    q1: Score | None = field("Câu 1 (nơi tiếp nhận)", "Question 1 (place)", default=None)
    q2: Score | None = field("Câu 2 (thủ tục)", "Question 2 (procedure)", default=None)
    q3: Score | None = field("Câu 3 (người giải quyết)", "Question 3 (officer)", default=None)
    q4: Score | None = field("Câu 4 (kết quả)", "Question 4 (result)", default=None)
    q5: Score | None = field("Câu 5 (thời gian)", "Question 5 (time)", default=None)
    comment: Text | None = field("Ý kiến (không công bố)", "Comment (not published)", default=None)
