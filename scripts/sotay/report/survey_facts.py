"""The facts of the year's survey: three numbers, the share with its margin, and never the share alone (ISO 9001, clause 9.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sotay.figures.survey import remarks, results
from sotay.kinds.base import NOT_STATED
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.report.facts import Fact, figure, percent

if TYPE_CHECKING:
    from sotay.figures.survey import SurveyFigures
    from sotay.kinds.survey import Survey
    from sotay.library import Document, Library
    from sotay.report.gather import Desk


def survey_facts(desk: Desk, survey: Document[Survey] | None) -> dict[str, Any]:
    """Return what the template may name of the survey; each fact that the report prints is kept on the desk."""
    figures = results(desk.library)[survey.id] if survey else None
    records = _records(desk.library, survey, figures)
    whole = figures.whole if figures else None
    share, margin = (whole.share, whole.margin) if whole else (None, 0.0)
    counts = {
        "answers": survey.meta.answers if survey else NOT_STATED,
        "satisfied": survey.meta.satisfied if survey else NOT_STATED,
    }
    if whole is not None:
        counts = {"answers": whole.answers, "satisfied": whole.satisfied}
    facts = {name: figure(f"survey.{name}", count, str(count), records) for name, count in counts.items()}
    issued = figures.issued if figures and figures.issued is not None else NOT_STATED
    facts["issued"] = figure("survey.issued", issued, str(issued), records)
    facts["satisfaction"] = Fact(
        "survey.satisfaction", share, "" if share is None else percent(share), records
    )
    facts["margin"] = Fact("survey.margin", margin, percent(margin), records)
    if survey is not None:
        for name in ("answers", "satisfied"):
            desk.keep(facts[name])
        if figures is not None and (figures.counted or figures.issued is not None):
            desk.keep(facts["issued"])
        if share is not None:
            desk.keep(facts["satisfaction"])
            desk.keep(facts["margin"])
    return {"survey": survey, "survey_remarks": remarks(figures) if figures else (), **facts}


def _records(
    library: Library, survey: Document[Survey] | None, figures: SurveyFigures | None
) -> tuple[str, ...]:
    """Return the record of the survey, and the registers that its answers were counted in."""
    if survey is None:
        return ()
    counted = figures is not None and figures.counted
    rows = library.rows_of(SurveyAnswer) if counted else ()
    registers = dict.fromkeys(row.file for row in rows if row.entry.survey == survey.id)
    return (survey.path, *registers)
