"""What a survey brought, in words and for machines: always three numbers, and never a share without its count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sotay.calendar_vn import write_short
from sotay.figures.survey import COLUMNS, remarks, results, told
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.figures.survey import Share
    from sotay.kinds.survey import Survey
    from sotay.library import Document, Library


def question_of(survey: Survey, column: str) -> str:
    """Return the words of the question that a column of the register answers."""
    words = dict(zip(COLUMNS, (survey.overall, *survey.questions), strict=False))
    return words.get(column, column)


def counted(library: Library, survey: Document[Survey]) -> str:
    """Return the three numbers of a survey in one sentence; what its source does not state is said so."""
    figures = results(library)[survey.id]
    unknown = _("not stated")
    return _(
        "handed out: {issued}; came back: {answers}; satisfied: {satisfied}",
        issued=unknown if figures.issued is None else figures.issued,
        answers=unknown if figures.whole is None else figures.whole.answers,
        satisfied=unknown if figures.whole is None else told(figures.whole),
    )


def mean(share: Share) -> str:
    """Write the mean score of some answers; empty where it is not known."""
    return "" if share.mean is None else f"{share.mean:.2f}".replace(".", ",")


def interval(share: Share) -> str:
    """Write between which shares the truth lies with a confidence of 95 %."""
    return f"{share.low:.1f}–{share.high:.1f}%".replace(".", ",")


def as_text(library: Library, survey: Document[Survey], name: str) -> bytes:
    """Return the result as lines of text, as UTF-8."""
    return "".join(f"{line}\n" for line in _lines(library, survey, name)).encode()


def _lines(library: Library, survey: Document[Survey], name: str) -> Iterator[str]:
    figures = results(library)[survey.id]
    yield _("{survey}, as of {day}", survey=name, day=write_short(library.as_of))
    yield f"  {counted(library, survey)}"
    if figures.whole is not None and figures.whole.answers:
        yield "  " + _(
            "{told}; between {interval} with a confidence of 95 % (Wilson)",
            told=told(figures.whole),
            interval=interval(figures.whole),
        )
    for remark in remarks(figures):
        yield f"  ! {remark}"
    if figures.questions:
        yield _("By question (mean of 1 to 5):")
    for column, share in figures.questions.items():
        yield f"  {question_of(survey.meta, column)}: {mean(share)}; {told(share)}"
    if figures.procedures:
        yield _("By procedure (question on everything):")
    for code, share in figures.procedures.items():
        yield f"  {code}: {mean(share)}; {told(share)}"
    if figures.comments:
        yield _("{count} wrote something: read it in the register, it is not shown.", count=figures.comments)


def as_json(library: Library, survey: Document[Survey]) -> bytes:
    """Return one JSON object: the three numbers, ``questions`` and ``procedures``, each with its counts."""
    figures = results(library)[survey.id]
    value = {
        "survey": survey.id,
        "as_of": library.as_of.isoformat(),
        "issued": figures.issued,
        "whole": _described(figures.whole) if figures.whole else None,
        "questions": [
            {"column": column, "question": question_of(survey.meta, column), **_described(share)}
            for column, share in figures.questions.items()
        ],
        "procedures": [
            {"procedure": code, **_described(share)} for code, share in figures.procedures.items()
        ],
        "comments": figures.comments,
        "left_out": figures.left_out,
        "remarks": list(remarks(figures)),
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _described(share: Share) -> dict[str, Any]:
    return {
        "answers": share.answers,
        "satisfied": share.satisfied,
        "share": None if share.share is None else round(share.share, 4),
        "low": round(share.low, 4),
        "high": round(share.high, 4),
        "mean": None if share.mean is None else round(share.mean, 4),
    }
