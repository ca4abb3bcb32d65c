"""The figures of a survey: issued, returned, satisfied, and how sure the share is (TCVN ISO 9001:2015, clause 9.1.2).

A share is never told without the two numbers it is of: ``Share`` holds both, and ``told`` writes both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sotay.figures import engine
from sotay.kinds.survey import MOST_QUESTIONS, Survey
from sotay.kinds.survey_answer import SATISFIED, SurveyAnswer
from sotay.library import remembered
from sotay.messages import _
from sotay.report.facts import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from ibis.expr.types import Table

    from sotay.library import Library, RegisterRow

FEW: Final = 30
"""Below so many answers a result bears a note; a threshold proposed in our own procedure (QT.HT.06, 5.5), not the law's."""
OVERALL: Final = "overall"
COLUMNS: Final = (OVERALL, *(f"q{number}" for number in range(1, MOST_QUESTIONS + 1)))
SCHEMA: Final = {
    "survey": "string",
    "answered_on": "date",
    "procedure": "string",
    "division": "string",
    **dict.fromkeys(COLUMNS, "int64"),
}
_NORMAL: Final = 1.959963984540054
"""The quantile of the normal distribution for a confidence of 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many answers are satisfied, and the sum of their scores.

    ``low`` to ``high`` is where the share of all who might have answered lies with a confidence of 95 % (Wilson's interval).
    """

    satisfied: int
    answers: int
    total: int | None = None

    @property
    def share(self) -> float | None:
        """The index of satisfaction in per cent; None where nobody answered."""
        return 100 * self.satisfied / self.answers if self.answers else None

    @property
    def mean(self) -> float | None:
        """The mean score, from 1 to 5; None where nobody answered or only counts are known."""
        return self.total / self.answers if self.answers and self.total is not None else None

    @property
    def low(self) -> float:
        """The lower end of the interval, in per cent."""
        return self._end(-1)

    @property
    def high(self) -> float:
        """The upper end of the interval, in per cent."""
        return self._end(1)

    @property
    def margin(self) -> float:
        """How far the interval reaches from the share on its longer side, in points of per cent."""
        share = self.share or 0.0
        return max(share - self.low, self.high - share)

    @property
    def few(self) -> bool:
        """Whether there are so few answers that this is said beside the result."""
        return self.answers < FEW

    def _end(self, side: int) -> float:
        if not self.answers:
            return 0.0 if side < 0 else 100.0
        count, share, square = self.answers, self.satisfied / self.answers, _NORMAL**2
        middle = share + square / (2 * count)
        half = _NORMAL * sqrt(share * (1 - share) / count + square / (4 * count**2))
        return 100 * min(1.0, max(0.0, (middle + side * half) / (1 + square / count)))


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """What a survey brought, as of a day: ``issued`` and ``whole`` are None where its source does not state them.

    Where a register has answers: ``questions`` is column → share, ``procedures`` code → share of the question on everything,
    ``comments`` how many wrote something. ``left_out`` is how many rows are not counted; of one that cannot be read nobody knows
    the survey, and it may be of each.
    """

    issued: int | None
    whole: Share | None
    questions: Mapping[str, Share] = field(default_factory=dict)
    procedures: Mapping[str, Share] = field(default_factory=dict)
    comments: int = 0
    left_out: int = 0

    @property
    def counted(self) -> bool:
        """Whether a register has answers; otherwise the figures are those that the survey's record states."""
        return bool(self.questions)


def scores(answers: Table, *by: str) -> Table:
    """Return how many answers each question has within each group, how many are satisfied, and the sum of the scores."""
    long = answers.pivot_longer(list(COLUMNS), names_to="question", values_to="score")
    long = long.filter(long.score.notnull())
    return long.group_by(*by, "question").aggregate(
        satisfied=(long.score >= SATISFIED).ifelse(1, 0).sum(), answers=long.count(), total=long.score.sum()
    )


def between(answers: Table, start: date, end: date, scope: str | None = None) -> Table:
    """Return the answers of a period, of all or of a procedure or a division."""
    kept = answers.filter(answers.answered_on.between(start, end))
    if scope is None:
        return kept
    return kept.filter((kept.procedure == scope) | (kept.division == scope))


@remembered
def results(library: Library) -> Mapping[str, SurveyFigures]:
    """Return identifier of a survey → its figures as of the library's day."""
    rows = counted_rows(library)
    questions, procedures = _counted(library, rows) if rows else ({}, {})
    comments = Counter(row.entry.survey for row in rows if row.entry.comment)
    left_out = Counter(row.entry.survey for row in _left_out(library))
    unread = sum(library.unread_of(SurveyAnswer).values())
    found = {}
    for survey in library.known(Survey):
        meta, own = survey.meta, questions.get(survey.id)
        issued = meta.issued if isinstance(meta.issued, int) else None
        lost = left_out[survey.id] + unread
        if own:
            by_procedure = procedures.get(survey.id, {})
            found[survey.id] = SurveyFigures(
                issued, own[OVERALL], own, by_procedure, comments[survey.id], lost
            )
        else:
            found[survey.id] = SurveyFigures(issued, _typed(meta), left_out=lost)
    return found


def _counted(
    library: Library, rows: Iterable[RegisterRow[SurveyAnswer]]
) -> tuple[dict[str, dict[str, Share]], dict[str, dict[str, Share]]]:
    """Return survey → question → share, and survey → procedure → share of the question on everything."""
    answers = _table(library, rows)
    of_procedures = answers.filter(answers.procedure.notnull())
    return (
        _shares(scores(answers, "survey"), "question", library.agency.engine),
        _shares(scores(of_procedures, "survey", "procedure"), "procedure", library.agency.engine),
    )


def satisfaction_between(library: Library, start: date, end: date, scope: str | None = None) -> Share:
    """Return the satisfaction told by the answers of a period, of all or of a procedure or a division."""
    if not counted_rows(library):
        return Share(0, 0)
    asked = scores(between(_table(library, counted_rows(library)), start, end, scope))
    found = {row["question"]: row for row in engine.rows(asked, library.agency.engine)}
    return _share(found[OVERALL]) if OVERALL in found else Share(0, 0)


def left_out_between(library: Library, start: date, end: date) -> int:
    """Return how many rows of a period are not counted, of any procedure; one that cannot be read may be of each period."""
    wrong = sum(start <= row.entry.answered_on <= end for row in _left_out(library))
    return wrong + sum(library.unread_of(SurveyAnswer).values())


@remembered
def _left_out(library: Library) -> tuple[RegisterRow[SurveyAnswer], ...]:
    """Return the answers given by the day that do not count."""
    counted = {(row.file, row.line) for row in counted_rows(library)}
    return tuple(
        row
        for row in library.rows_of(SurveyAnswer)
        if row.entry.answered_on <= library.as_of and (row.file, row.line) not in counted
    )


@remembered
def counted_rows(library: Library) -> tuple[RegisterRow[SurveyAnswer], ...]:
    """Return the answers that count: given by the day, within their survey, each once."""
    surveys = {survey.id: survey.meta for survey in library.known(Survey)}
    first: dict[str, RegisterRow[SurveyAnswer]] = {}
    for row in library.rows_of(SurveyAnswer):
        survey = surveys.get(row.entry.survey)
        if survey is not None and row.entry.answered_on <= library.as_of and within(survey, row.entry):
            first.setdefault(row.entry.code, row)
    return tuple(first.values())


def within(survey: Survey, answer: SurveyAnswer) -> bool:
    """Say whether an answer was given while the survey was on."""
    return survey.begins <= answer.answered_on and (
        survey.until is None or answer.answered_on <= survey.until
    )


def told(share: Share) -> str:
    """Write a share with the numbers it is of: ``27/30 phiếu hài lòng (90%, sai số ±16,1%)``."""
    if share.share is None:
        return _("no answers")
    return _(
        "{satisfied}/{answers} answers satisfied ({share}, margin ±{margin})",
        satisfied=share.satisfied,
        answers=share.answers,
        share=percent(share.share),
        margin=percent(share.margin),
    )


def remarks(figures: SurveyFigures) -> tuple[str, ...]:
    """Return what is said beside a result: that the answers are few, that rows were left out."""
    said = []
    if figures.whole is not None and figures.whole.few:
        said.append(_("Fewer than {few} answers: read the share with care.", few=FEW))
    if figures.left_out and figures.whole is not None and not figures.counted:
        said.append(
            _(
                "These figures are those that the record states: {count} rows of the register are wrong or unreadable and not counted.",
                count=figures.left_out,
            )
        )
    elif figures.left_out:
        said.append(
            _(
                "Incomplete: {count} rows of the register are wrong or unreadable and not counted.",
                count=figures.left_out,
            )
        )
    return tuple(said)


def _typed(meta: Survey) -> Share | None:
    """Return what a survey without a register says of itself."""
    if isinstance(meta.answers, int) and isinstance(meta.satisfied, int):
        return Share(meta.satisfied, meta.answers)
    return None


def _shares(asked: Table, key: str, address: str) -> dict[str, dict[str, Share]]:
    """Return survey → key → share; where the key is not the question, of the question on everything alone."""
    found: dict[str, dict[str, Share]] = {}
    for row in sorted(engine.rows(asked, address), key=itemgetter(key)):
        if key == "question" or row["question"] == OVERALL:
            found.setdefault(row["survey"], {})[row[key]] = _share(row)
    return found


def _share(row: Mapping[str, Any]) -> Share:
    return Share(int(row["satisfied"]), int(row["answers"]), int(row["total"]))


def _table(library: Library, rows: Iterable[RegisterRow[SurveyAnswer]]) -> Table:
    columns: dict[str, list[object]] = {name: [] for name in SCHEMA}
    for row in rows:
        procedure = library.procedures.get(row.entry.procedure or "")
        values = row.entry.model_dump() | {"division": procedure.meta.division if procedure else None}
        for name, column in columns.items():
            column.append(values[name])
    return engine.table(columns, SCHEMA, library.agency.engine)
