"""Surveys of satisfaction: the form to hand out, and the result."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay.commands.common import (
    BUILD,
    AsOfOption,
    Exit,
    Format,
    FormatOption,
    LangOption,
    LibraryOption,
    app,
    read,
    require_agency,
    speaking,
    stop,
)
from sotay.kinds.survey import Survey
from sotay.messages import _
from sotay.report.facts import citation

if TYPE_CHECKING:
    from sotay.library import Document, Library

SurveyArgument = Annotated[
    str,
    typer.Argument(
        metavar="SURVEY", help="Đợt khảo sát: tên tệp trong records/surveys. / The survey's record."
    ),
]

survey_app = typer.Typer(
    no_args_is_help=True,
    help="Khảo sát sự hài lòng: phiếu và kết quả. / Surveys of satisfaction.",
    rich_markup_mode=None,
)
app.add_typer(survey_app, name="survey")


@survey_app.command(
    "form", epilog="Ví dụ / Example: sotay survey form 2021-724-bqlkcn-vp --out build/khao-sat"
)
def survey_form(
    survey: SurveyArgument,
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục kết quả. / Where to write.", file_okay=False)
    ] = None,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
) -> None:
    """Lập phiếu khảo sát để in: DOCX, PDF. / Make the form of a survey, to print and hand out."""
    from sotay.outputs import docx, pdf  # noqa: PLC0415 (heavy)
    from sotay.survey import form  # noqa: PLC0415

    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        record = _survey(found, survey)
        paper = form.compose(found, record)
        folder = out or library / BUILD / "survey"
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, render in (("docx", docx.render), ("pdf", pdf.render)):
            path = folder / f"phieu-khao-sat-{Path(record.path).stem}.{suffix}"
            path.write_bytes(render(paper))
            typer.echo(path)


@survey_app.command("result", epilog="Ví dụ / Example: sotay survey result 2021-724-bqlkcn-vp --format json")
def survey_result(
    survey: SurveyArgument,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """In kết quả khảo sát: phát ra, thu về, hài lòng, sai số. / Tell what a survey brought."""
    from sotay.survey import telling  # noqa: PLC0415 (no other command tells it)

    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        record = _survey(found, survey)
        if form is Format.JSON:
            typer.echo(telling.as_json(found, record).decode(), nl=False)
        else:
            typer.echo(telling.as_text(found, record, citation(found, record).text).decode(), nl=False)


def _survey(library: Library, name: str) -> Document[Survey]:
    """Return the survey that a person named, by its identifier or its file; end where it is not there."""
    stem = Path(name).name.removesuffix(".md")
    surveys = {Path(survey.path).stem: survey for survey in library.known(Survey)}
    if stem not in surveys:
        near = difflib.get_close_matches(stem, surveys, n=1, cutoff=0.4)
        hint = _("Did you mean {near}?", near=near[0]) if near else ""
        message = _("There is no survey {name} in {folder}.", name=name, folder=Survey.folder)
        stop(Exit.USAGE, f"{message} {hint}".strip())
    return surveys[stem]
