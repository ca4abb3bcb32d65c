"""QMS: surveys of satisfaction and the register of their answers (TCVN ISO 9001:2015, clause 9.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.complaints import hidden
from sotay.figures.survey import results, within
from sotay.findings import Severity
from sotay.kinds.survey import Survey
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library, RegisterRow


@rule("QMS801", Severity.ERROR)
def answer_of_nothing(library: Library) -> Iterator[Complaint]:
    """An answer names a survey or a procedure that is not there.

    Satisfaction is told by survey and by procedure (ISO 9001, clause 9.1.2): an answer that belongs to neither cannot be
    counted.

    Correct the identifier or the code, or add the survey's record.

    Example: A row of records/survey-answers/2021.csv names surveys/2021-khao-sat, and there is no
    records/surveys/2021-khao-sat.md.
    """
    for row in library.rows_of(SurveyAnswer):
        answer = row.entry
        for column, name in (("survey", answer.survey), ("procedure", answer.procedure)):
            if name is not None and not library.knows(name):
                told, quoting = (
                    _(
                        "Answer {code} names {name}, which is not there: correct it, or add it.",
                        code=code,
                        name=name,
                    )
                    for code in (hidden(), answer.code)
                )
                yield Complaint(row.place(column), told, quoting=quoting)


@rule("QMS802", Severity.ERROR)
def answer_out_of_time(library: Library) -> Iterator[Complaint]:
    """An answer was given on a day on which its survey was not on.

    What is watched is how satisfied those are whom the survey asked (ISO 9001, clause 9.1.2): a form of another time belongs
    to another survey, or its day is wrong.

    Correct the day, or `from` and `until` of the survey.

    Example: A survey with `from: 2021-08-05` and an answer of 1 August 2021.
    """
    surveys = {survey.id: survey.meta for survey in library.of(Survey)}
    for row in library.rows_of(SurveyAnswer):
        survey = surveys.get(row.entry.survey)
        if survey is not None and not within(survey, row.entry):
            told, quoting = (
                _(
                    "Answer {code} is of {day}, when the survey was not on (from {begins}{until}): correct the day, or the survey.",
                    code=code,
                    day=write_short(row.entry.answered_on),
                    begins=write_short(survey.begins),
                    until=_(" to {day}", day=write_short(survey.until)) if survey.until else "",
                )
                for code in (hidden(), row.entry.code)
            )
            yield Complaint(row.place("answered_on"), told, quoting=quoting)


@rule("QMS803", Severity.ERROR)
def answer_twice(library: Library) -> Iterator[Complaint]:
    """An answer is registered twice.

    The index of satisfaction is a share of the answers that came back (ISO 9001, clause 9.1.2); this one would be counted
    twice.

    Keep one row, or give the second form a number of its own.

    Example: P-001 stands on lines 2 and 3 of records/survey-answers/2021.csv; the second is complained of.
    """
    seen: dict[str, RegisterRow[SurveyAnswer]] = {}
    for row in library.rows_of(SurveyAnswer):
        first = seen.setdefault(row.entry.code, row)
        if first is not row:
            told, quoting = (
                _(
                    "Answer {code} stands already on line {line} of {file}: keep one row.",
                    code=code,
                    line=first.line,
                    file=first.file,
                )
                for code in (hidden(), row.entry.code)
            )
            yield Complaint(row.place("code"), told, related=(first.place("code"),), quoting=quoting)


@rule("QMS804", Severity.ERROR)
def more_than_issued(library: Library) -> Iterator[Complaint]:
    """More answers came back than forms were handed out, or more are satisfied than came back.

    The result of a survey is always three numbers, handed out, come back and satisfied (ISO 9001, clause 9.1.2), and each is
    at most the one before it.

    Count again, and correct the number that is wrong.

    Example: `issued: 20` where the register has 21 answers of the survey.
    """
    for survey in library.known(Survey):
        figures = results(library)[survey.id]
        if figures.whole is None:
            continue
        if figures.issued is not None and figures.whole.answers > figures.issued:
            message = _(
                "{answers} answers came back of {issued} forms handed out: count again, and correct `issued` or the answers.",
                answers=figures.whole.answers,
                issued=figures.issued,
            )
            yield Complaint(survey.place("issued"), message, about="issued")
        if figures.whole.satisfied > figures.whole.answers:
            message = _(
                "{satisfied} answers are satisfied of {answers} that came back: count again, and correct the record.",
                satisfied=figures.whole.satisfied,
                answers=figures.whole.answers,
            )
            yield Complaint(survey.place("satisfied"), message, about="satisfied")


@rule("QMS805", Severity.ERROR)
def typed_otherwise(library: Library) -> Iterator[Complaint]:
    """The record of a survey states other figures than its register of answers has.

    Results are documented information that must be true to what was counted (ISO 9001, clause 9.1.3): of two figures that
    differ, one is wrong.

    Take the typed figure out, as the register is counted; or complete the register.

    Example: `answers: 40` in the record, and 38 rows of the survey in records/survey-answers/2021.csv.
    """
    for survey in library.known(Survey):
        figures = results(library)[survey.id]
        if not figures.counted or figures.whole is None:
            continue
        counted = {"answers": figures.whole.answers, "satisfied": figures.whole.satisfied}
        for name, count in counted.items():
            typed = getattr(survey.meta, name)
            if isinstance(typed, int) and typed != count:
                message = _(
                    "`{name}` says {typed}, the register has {count}: take the typed figure out, or complete the register.",
                    name=name,
                    typed=typed,
                    count=count,
                )
                yield Complaint(survey.place(name), message, about=name)
