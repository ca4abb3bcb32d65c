"""Review a finished report: where it contradicts itself, or the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.commands.common import (
    AsOfOption,
    Exit,
    Format,
    FormatOption,
    LangOption,
    LibraryOption,
    app,
    day_of,
    require_agency,
    speaking,
    stop,
    today,
)
from sotay.load import AGENCY_FILE

if TYPE_CHECKING:
    from sotay.library import Library
    from sotay.review.paper import Paper


@app.command("review-report", epilog="Ví dụ / Example: sotay review-report bao-cao-2021.docx")
def review_report(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Báo cáo: DOCX, Markdown, văn bản, hoặc JSON của sotay. / The report.",
            dir_okay=False,
            exists=True,
        ),
    ],
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Rà soát một báo cáo: chỗ nào tự mâu thuẫn hoặc trái với thư viện. / Review a report for contradictions."""
    from sotay.review import telling  # noqa: PLC0415 (no other command reviews)
    from sotay.review.examination import examine  # noqa: PLC0415

    with speaking(lang):
        paper = _read(file)
        found = examine(paper, _library(library, paper, as_of))
        render = telling.as_json if form is Format.JSON else telling.as_text
        typer.echo(render(found).decode(), nl=False)
        raise typer.Exit(Exit.FINDINGS if found.failed else Exit.CLEAN)


def _read(file: Path) -> Paper:
    from sotay.review import reading  # noqa: PLC0415

    try:
        return reading.read(file)
    except reading.NoReportError as error:
        stop(Exit.NOTHING, str(error))
    except (reading.UnreadableError, OSError) as error:
        stop(Exit.USAGE, str(error))


def _library(root: Path, paper: Paper, as_of: str | None) -> Library | None:
    """Return the library as of the day asked for, else of the report; None where the folder holds none."""
    from sotay.review.desk import Desk, day_to_ask  # noqa: PLC0415

    if not (root / AGENCY_FILE).is_file():
        return None
    now = today()
    made = day_of(as_of) if as_of else day_to_ask(Desk(paper))
    found = pipeline.read(root.resolve(), min(made, now) if made else None, now)
    if found.history.obstacle:
        stop(Exit.FINDINGS, found.history.obstacle)
    require_agency(found)
    return found
