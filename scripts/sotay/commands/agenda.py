"""What is to be done, by when and by whom."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.commands.common import (
    AsOfOption,
    Exit,
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
    from collections.abc import Sequence

    from sotay.agenda import Task


class AgendaFormat(StrEnum):
    """How the agenda is shown: each is a module of ``outputs``."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


@app.command(epilog="Ví dụ / Example: sotay agenda --division VP --format json")
def agenda(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    division: Annotated[
        str | None,
        typer.Option("--division", metavar="CODE", help="Chỉ việc của đơn vị này. / Of this division only."),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="PERSON", help="Chỉ việc của người này. / Of this person only."),
    ] = None,
    form: Annotated[
        AgendaFormat, typer.Option("--format", help="Dạng kết quả. / Output format.")
    ] = AgendaFormat.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Việc cần làm: việc gì, hạn nào, ai làm. / What is to be done, by when and by whom."""
    from sotay import agenda as room  # noqa: PLC0415 (no other command asks for it)

    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        tasks: Sequence[Task] = room.agenda(found, pipeline.judge(found))
        if division is not None:
            tasks = tuple(room.of_division(found, tasks, division))
            _require(division, tasks, [word for d in found.agency.divisions for word in (d.code, d.name)])
        if person is not None:
            tasks = tuple(room.of_person(found, tasks, person))
            _require(person, tasks, [word for p in found.agency.people for word in (p.id, p.name)])
        render = import_module(f"sotay.outputs.agenda_{form}").render
        typer.echo(render(found, tasks).decode(), nl=False)


def _require(wanted: str, tasks: Sequence[Task], known: Sequence[str]) -> None:
    """End where nothing was found under a name that agency.yml does not know: it may be mistyped."""
    if not tasks and wanted.casefold() not in {name.casefold() for name in known}:
        stop(
            Exit.USAGE,
            _("agency.yml knows no {name}. Known are: {known}.", name=wanted, known=", ".join(known)),
        )
