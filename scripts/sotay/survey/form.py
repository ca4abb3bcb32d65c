"""The form of a survey as a paper to hand out: anonymous, the questions of the survey, a scale of five steps (QT.HT.06, 5.4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sotay.kinds.survey_answer import SCALE
from sotay.messages import _, speaking
from sotay.official import Letterhead, OfficialDocument
from sotay.outputs import body, pandoc_door
from sotay.report.markdown import plain

if TYPE_CHECKING:
    from sotay.kinds.survey import Survey
    from sotay.library import Document, Library

WIDTHS: Final = (0.07, 0.38, *(0.11,) * len(SCALE))
_LINES: Final = 4


def compose(library: Library, survey: Document[Survey]) -> OfficialDocument:
    """Compose the form in Vietnamese, the language of those who are asked; the day is a blank for whoever answers."""
    with speaking("vi"):
        letterhead = _letterhead(library, survey)
        before, after = _introduction(library), _end()
        return OfficialDocument(
            letterhead,
            body.prefaced(pandoc_door.empty(), [*before, _table(survey.meta), *after]),
            " ".join((letterhead.kind, *letterhead.subject)),
            survey.meta.date,
        )


def _letterhead(library: Library, survey: Document[Survey]) -> Letterhead:
    names = library.agency.names_on(survey.meta.date)
    return Letterhead(
        parent=names.letterhead_parent,
        issuer=names.letterhead,
        number="",
        symbol="",
        place=names.place,
        day="",
        month="",
        year=str(survey.meta.serves),
        kind="Phiếu khảo sát",
        subject=("Ý kiến của tổ chức, cá nhân về việc giải quyết thủ tục hành chính",),
        addressees=(),
        recipients=(),
        authority=(),
        position="",
        signer="",
    )


def _introduction(library: Library) -> list[object]:
    welcome, question, hint = _paragraphs(
        _(
            "{agency} asks for your opinion, to serve you better. The form bears no name: put it into the box, or hand it to "
            "somebody who did not handle your dossier.",
            agency=library.agency.names_on(library.as_of).name,
        ),
        _("Administrative procedure that you came for:"),
        _("Circle one number in each row; leave a row empty where you have no opinion."),
    )
    return [welcome, body.dotted([*question["c"], {"t": "Space"}]), hint]


def _end() -> list[object]:
    question, thanks = _paragraphs(
        _("Other opinions (please write no names, telephone numbers or codes of dossiers):"),
        _("Thank you."),
    )
    return [question, *(body.dotted(()) for _line in range(_LINES)), thanks]


def _paragraphs(*texts: str) -> Any:
    return json.loads(pandoc_door.parse("\n\n".join(map(plain, texts))))["blocks"]


def _table(survey: Survey) -> object:
    steps = sorted(SCALE)
    head = (_("No."), _("Question"), *(str(SCALE[step]) for step in steps))
    rows = [
        (str(number), question, *map(str, steps))
        for number, question in enumerate((survey.overall, *survey.questions), start=1)
    ]
    made: Any = body.table(head, rows, WIDTHS)
    for column in made["c"][2][-len(steps) :]:
        column[0] = {"t": "AlignCenter"}
    return made
