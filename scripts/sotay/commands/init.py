"""A new agency starts."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay.commands.common import Exit, LangOption, app, speaking, stop, today
from sotay.messages import _
from sotay.starting.answers import Answers, AnswersRefusedError, Forge, abbreviated, divided, named

if TYPE_CHECKING:
    from collections.abc import Sequence


@app.command(
    epilog="Ví dụ / Example: sotay init so-tay --name 'Sở Nội vụ' --parent 'UBND tỉnh mẫu' --place 'Nơi mẫu' "
    "--abbreviation SNV --division VP='Văn phòng' --forge none"
)
def init(  # noqa: PLR0913, PLR0917 (each is an answer a person may give)
    place: Annotated[
        Path, typer.Argument(metavar="DIR", help="Thư mục mới hoặc rỗng. / A new or an empty folder.")
    ],
    name: Annotated[str | None, typer.Option("--name", help="Tên cơ quan. / The agency's name.")] = None,
    parent: Annotated[
        str | None, typer.Option("--parent", help="Cơ quan chủ quản. / Its parent body.")
    ] = None,
    locality: Annotated[
        str | None, typer.Option("--place", help="Địa danh ghi trên văn bản. / The place its papers name.")
    ] = None,
    abbreviation: Annotated[
        str | None,
        typer.Option("--abbreviation", help="Chữ viết tắt trong số, ký hiệu. / As in its numbers."),
    ] = None,
    division: Annotated[
        list[str] | None,
        typer.Option(
            "--division",
            metavar="CODE=NAME",
            help="Đơn vị, ghi nhiều lần; đơn vị đầu giữ hệ thống. / A division; the first keeps the system.",
        ),
    ] = None,
    forge: Annotated[
        Forge | None, typer.Option("--forge", help="Nơi đặt kho git. / Where the repository will be kept.")
    ] = None,
    engine_url: Annotated[
        str | None,
        typer.Option(
            "--engine-url",
            metavar="URL",
            help="Địa chỉ git của bộ công cụ, cho máy chủ. / Where the forge fetches the engine.",
        ),
    ] = None,
    lang: LangOption = "vi",
) -> None:
    """Lập thư viện cho một cơ quan mới. / Start the library of a new agency."""
    from sotay.starting import forge as forges  # noqa: PLC0415 (no other command starts anything)
    from sotay.starting import writing  # noqa: PLC0415

    with speaking(lang):
        try:
            writing.require_free(place)
            secretary, email = writing.require_identity()
            answers = Answers(
                named("--name", _answer(name, "--name", _("Name of the agency"))),
                named("--parent", _answer(parent, "--parent", _("Parent body"))),
                named("--place", _answer(locality, "--place", _("Place, as the papers name it"))),
                abbreviated(_answer(abbreviation, "--abbreviation", _("Abbreviation in official numbers"))),
                divided(division or _asked_divisions()),
                today(),
                secretary,
                email,
                forge := forge or _asked_forge(),
                forges.engine(engine_url) if forge is not Forge.NONE else None,
            )
            written = writing.write(answers, place.absolute())
        except (AnswersRefusedError, writing.PlaceRefusedError) as error:
            stop(Exit.USAGE, str(error))
        typer.echo(_("{place}: {count} files, one commit.", place=place, count=len(written)))
        if answers.engine is not None:
            typer.echo(
                _(
                    "The forge fetches the engine's commit {commit} from {address}: see that it is there.",
                    commit=answers.engine.commit,
                    address=answers.engine.address,
                )
            )
        if shutil.which("sotay") is None:
            program = Path(sys.executable).with_name("sotay")
            typer.echo(
                _("Here `sotay` is {program}: put its folder into PATH, or write it whole.", program=program)
            )
        typer.echo(
            _("Next: `sotay check --library {place}`, then {place}/docs/huong-dan/tuan-dau.md.", place=place)
        )


def _answer(given: str | None, option: str, question: str) -> str:
    """Return what was given, or what a person answers; end where nobody can be asked."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        stop(Exit.USAGE, _("{option} is missing: nobody can be asked here.", option=option))
    answer: str = typer.prompt(question)
    return answer


def _asked_divisions() -> Sequence[str]:
    first = _answer(None, "--division", _("The division that keeps the system, as VP=Văn phòng"))
    divisions = [first]
    while more := typer.prompt(_("Another division (empty: no more)"), default="", show_default=False):
        divisions.append(more)
    return divisions


def _asked_forge() -> Forge:
    answer = _answer(None, "--forge", _("Forge ({known})", known=", ".join(Forge))).strip().casefold()
    if answer not in {known.value for known in Forge}:
        stop(
            Exit.USAGE,
            _("There is no forge {name}. Known are: {known}.", name=answer, known=", ".join(Forge)),
        )
    return Forge(answer)
