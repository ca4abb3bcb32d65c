"""Quality objectives: what they came to, and the figures that they may name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sotay.commands.common import (
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
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.figures.objectives import Result
    from sotay.kinds.objectives import Objectives
    from sotay.library import Document, Library


@app.command("objectives", epilog="Ví dụ / Example: sotay objectives 2021 --format json")
def objectives(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    year: Annotated[int | None, typer.Argument(metavar="YEAR", help="Năm. / The year.")] = None,
    sources: Annotated[  # noqa: FBT002 (a switch)
        bool,
        typer.Option("--sources", help="Kê các số liệu có thể nêu ở `source`. / List the known figures."),
    ] = False,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """In mục tiêu chất lượng và kết quả từng kỳ: đạt, không đạt, chưa có số liệu. / Tell which objectives are met."""
    from sotay.figures import catalogue  # noqa: PLC0415 (no other command measures)
    from sotay.figures import objectives as measured  # noqa: PLC0415

    with speaking(lang):
        if sources:
            for name, figure in catalogue.KNOWN.items():
                typer.echo(f"{name}: {figure.label} ({figure.unit})")
            return
        found = read(library, as_of)
        require_agency(found)
        wanted = year or found.as_of.year
        results = measured.of_year(found, wanted)
        unstated = [_unstated(found, record) for record in measured.unstated(found, wanted)]
        for said in unstated:
            typer.echo(said, err=True)
        if form is Format.JSON:
            described = [_described(result) for result in results]
            typer.echo(json.dumps(described, ensure_ascii=False, indent=2))
        elif unstated and not results:
            raise typer.Exit(Exit.NOTHING)
        elif not results:
            stop(
                Exit.NOTHING,
                _("There are no objectives of {year}: add them to records/objectives.", year=wanted),
            )
        else:
            for result in results:
                typer.echo(_line(found, result))


def _unstated(library: Library, record: Document[Objectives]) -> str:
    from sotay.report.facts import citation  # noqa: PLC0415

    said = _(
        "The objectives of {year} were issued; the record does not state what they are",
        year=record.meta.serves,
    )
    return f"{said}: {citation(library, record).text} ({record.path})"


def _line(library: Library, result: Result) -> str:
    from sotay.figures import telling  # noqa: PLC0415

    return (
        f"{result.name} {telling.outcome_name(result.outcome).upper()}: {result.objective.text} "
        f"({telling.owner(library, result.objective)}): {telling.measured_text(result)}, "
        f"{_('target')} {telling.target_text(result.objective) or _('not stated')}"
    )


def _described(result: Result) -> dict[str, Any]:
    objective, measured = result.objective, result.measured
    return {
        "id": objective.id,
        "division": objective.division,
        "text": objective.text,
        "period": result.name,
        "target": objective.target,
        "unit": objective.unit,
        "direction": objective.direction,
        "source": objective.source,
        "scope": objective.scope,
        "value": None if measured.value is None else round(measured.value, 4),
        "count": measured.count,
        "of": measured.of,
        "left_out": measured.left_out,
        "records": list(measured.records),
        "outcome": result.outcome.value,
    }
