"""The figures of dossiers: of the library's registers, or of files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sotay.commands.common import (
    AsOfOption,
    Exit,
    LangOption,
    LibraryOption,
    app,
    period_of,
    read,
    require_agency,
    require_dossiers,
    speaking,
    stop,
)
from sotay.figures.counting import By
from sotay.messages import _


class FiguresFormat(StrEnum):
    """How figures are shown."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@app.command(epilog="Ví dụ / Example: sotay figures --period 2021-Q3 --by procedure")
def figures(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Tệp CSV hoặc Parquet; không nêu thì tính sổ của thư viện. / Files; none: the library's registers.",
            dir_okay=False,
            exists=True,
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", metavar="2021|2021-Q3|2021-09", help="Kỳ; mặc định: năm của --as-of. / The period."
        ),
    ] = None,
    by: Annotated[By | None, typer.Option("--by", help="Tách theo. / Told apart by.")] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="duckdb|spark://…",
            help="Bộ máy tính số liệu, thay cho agency.yml. / Engine, in place of agency.yml's.",
        ),
    ] = None,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    form: Annotated[
        FiguresFormat, typer.Option("--format", help="Dạng kết quả. / Output format.")
    ] = FiguresFormat.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Số liệu hồ sơ: tiếp nhận, giải quyết, trước hạn, đúng hạn, trễ hạn. / Figures of dossiers."""
    from sotay.figures import dossier_count, given  # noqa: PLC0415 (no other command asks for them)
    from sotay.figures.engine import EngineError  # noqa: PLC0415
    from sotay.outputs import figures_json, figures_text  # noqa: PLC0415

    with speaking(lang):
        found = read(library, as_of)
        wanted = period_of(period or str(found.as_of.year), found.as_of, "--period")
        if not files:
            require_agency(found)
            message = _(
                "There is no dossier register: add records/dossiers/{year}.csv, or name files.",
                year=found.as_of.year,
            )
            require_dossiers(found, message)
        address = engine or found.agency.engine
        try:
            if files and not given.readable(files):
                typer.echo(given.asked_in_bulk(), err=True)
                count = dossier_count.count_files(files, found, wanted, by, address=address)
            elif files:
                count, refused = given.count(files, found, wanted, by, address=address)
                for finding in refused:
                    typer.echo(f"{finding.place}: {finding.code}: {finding.in_full}", err=True)
            else:
                count = dossier_count.count(found, wanted, by, address=address)
        except EngineError as error:
            stop(Exit.USAGE, str(error))
        cut = wanted.until(found.as_of)
        match form:
            case FiguresFormat.JSON:
                answer = figures_json.render(count, cut, by)
            case FiguresFormat.CSV:
                answer = figures_text.render_csv(count, by)
            case FiguresFormat.TEXT:
                answer = figures_text.render(count, cut, by)
        typer.echo(answer, nl=False)
