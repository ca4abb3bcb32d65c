"""Make the annual reports of many agencies one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sotay import pipeline
from sotay.commands.common import (
    BUILD,
    AsOfOption,
    Exit,
    LangOption,
    LibraryOption,
    app,
    day_of,
    require_agency,
    speaking,
    stop,
    today,
)
from sotay.load import AGENCY_FILE, CONSOLIDATED_TEMPLATE
from sotay.messages import _
from sotay.progress import watched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sotay.consolidation.gathering import Consolidation
    from sotay.consolidation.paper import Department
    from sotay.consolidation.roster import ListedAgency

NAME: Final = "consolidated-report"


class Output(StrEnum):
    """What can be written."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"


@app.command(epilog="Ví dụ / Example: sotay consolidate bao-cao/2021 --year 2021 --agencies co-quan.csv")
def consolidate(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    source: Annotated[
        str,
        typer.Argument(
            metavar="DIR_OR_GLOB",
            help="Thư mục, hoặc mẫu tên trong dấu nháy, của các annual-report.json. / Folder, or quoted pattern.",
        ),
    ],
    year: Annotated[int, typer.Option("--year", help="Năm báo cáo. / The year reported.", min=1, max=9999)],
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục kết quả. / Where to write.", file_okay=False)
    ] = None,
    agencies: Annotated[
        Path | None,
        typer.Option(
            "--agencies",
            metavar="FILE.csv",
            help="Danh sách cơ quan phải báo cáo: abbreviation,name[,level]. / The agencies that owe a report.",
            dir_okay=False,
            exists=True,
        ),
    ] = None,
    forms: Annotated[
        list[Output] | None,
        typer.Option(
            "--format", help="Chỉ ghi dạng này (lặp lại được). / Write this alone; may be repeated."
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Tên cơ quan tổng hợp, nếu thiếu agency.yml. / Who consolidates."),
    ] = None,
    parent: Annotated[
        str | None,
        typer.Option("--parent", help="Cơ quan chủ quản, nếu thiếu agency.yml. / Its parent body."),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", help="Địa danh, nếu thiếu agency.yml. / The place on the letterhead."),
    ] = None,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
) -> None:
    """Tổng hợp báo cáo năm của nhiều cơ quan thành một. / Make the annual reports of many agencies one."""
    from sotay.consolidation import files  # noqa: PLC0415 (no other command consolidates)

    with speaking(lang):
        department, day = _department(library, (name, parent, place), as_of)
        listed = _listed(agencies)
        folder = (out or library / BUILD / "consolidated" / str(year)).resolve()
        sources = files.names(source, folder / f"{NAME}.json")
        if not sources:
            stop(
                Exit.NOTHING, _("{source} holds no JSON file: name the folder of the reports.", source=source)
            )
        told = _gather(sources, year, listed)
        _tell(told)
        if not told.accounts:
            stop(
                Exit.NOTHING, _("There is nothing to consolidate: no file is a report of {year}.", year=year)
            )
        with speaking("vi"):  # the language of official documents, whoever asks for it
            official = told if lang == "vi" else _gather(sources, year, listed)
            written = _rendered(official, department, day, library, forms)
        folder.mkdir(parents=True, exist_ok=True)
        for suffix, data in written.items():
            file = f"{NAME}.{suffix}"
            (folder / file).write_bytes(data)
            typer.echo(folder / file)
        raise typer.Exit(Exit.FINDINGS if told.failed else Exit.CLEAN)


def _department(
    root: Path, named: tuple[str | None, str | None, str | None], as_of: str | None
) -> tuple[Department, date]:
    """Return who consolidates, of agency.yml or of what was typed, and the day; end where neither says who."""
    from sotay.consolidation.paper import Department  # noqa: PLC0415

    name, parent, place = (" ".join((words or "").split()) for words in named)
    if not (root / AGENCY_FILE).is_file():
        if not name:
            stop(
                Exit.USAGE,
                _("There is no agency.yml here: say who consolidates, with --name, --parent and --place."),
            )
        return Department(name, parent, place, (name,), (parent,) if parent else ()), _day(as_of)
    found = pipeline.read(root.resolve(), day_of(as_of) if as_of else None, today())
    require_agency(found)
    names = found.agency.names_on(found.as_of)
    return (
        Department(
            name or names.name,
            parent or names.parent,
            place or names.place,
            (name,) if name else names.letterhead,
            (parent,) if parent else names.letterhead_parent,
            "" if name else names.abbreviation,
        ),
        found.as_of,
    )


def _day(as_of: str | None) -> date:
    return day_of(as_of) if as_of else today()


def _listed(path: Path | None) -> tuple[ListedAgency, ...] | None:
    from sotay.consolidation import roster  # noqa: PLC0415

    try:
        return roster.read(path) if path else None
    except roster.RosterError as error:
        stop(Exit.USAGE, str(error))


def _gather(
    sources: Sequence[tuple[str, str]], year: int, listed: tuple[ListedAgency, ...] | None
) -> Consolidation:
    from sotay.consolidation.gathering import gather  # noqa: PLC0415

    return gather(watched(sources, _("Reading the reports")), year, listed)


def _tell(found: Consolidation) -> None:
    """Say what was found: errors, warnings, then a line that counts."""
    from sotay.consolidation import telling  # noqa: PLC0415

    errors = warnings = 0
    for is_error, where, words in telling.complaints(found):
        errors, warnings = errors + is_error, warnings + (not is_error)
        typer.echo(f"{where}: {_('error') if is_error else _('warning')}: {words}", err=True)
    typer.echo(
        _(
            "{agencies} agencies consolidated, {left_out} files left out, {errors} errors, {warnings} warnings.",
            agencies=len(found.accounts),
            left_out=len(found.left_out),
            errors=errors,
            warnings=warnings,
        ),
        err=True,
    )


def _rendered(
    found: Consolidation, department: Department, day: date, library: Path, forms: Sequence[Output] | None
) -> dict[str, bytes]:
    """Return the outputs; end where the words of the template cannot be used."""
    from sotay.consolidation import writing  # noqa: PLC0415
    from sotay.outputs.failure import RenderFailed  # noqa: PLC0415
    from sotay.report.wording import WordingError  # noqa: PLC0415

    own = library / Path(CONSOLIDATED_TEMPLATE).parent
    try:
        return writing.render(found, department, day, own, forms or tuple(Output))
    except (WordingError, RenderFailed) as error:
        stop(Exit.FINDINGS, str(error))
