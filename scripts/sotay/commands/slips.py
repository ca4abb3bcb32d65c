"""Slips and letters of the one-stop shop: print one for a dossier, or for all of a period."""

from __future__ import annotations

import difflib
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
    read,
    require_agency,
    speaking,
    stop,
)
from sotay.load import PAGES, ROOMS
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.library import Library
    from sotay.slips.composition import Batch, Said

SITE: Final = ("build/site", "build/site-src")


class Form(StrEnum):
    """The files that can be asked for."""

    DOCX = "docx"
    PDF = "pdf"
    BOTH = "both"


KindArgument = Annotated[
    str,
    typer.Argument(
        metavar="KIND",
        help="tiep-nhan (receipt), bo-sung (supplement), tu-choi (refusal), xin-loi (apology), dung (stop),"
        " kiem-soat (control), so-theo-doi (tracking-book).",
    ),
]


@app.command(
    "slip",
    epilog="Ví dụ / Example: sotay slip tiep-nhan 000.00.01.H00-210301-0001, sotay slip so-theo-doi --period 2021",
)
def slip(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    kind: KindArgument,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE]...", help="Mã hồ sơ. / Codes of dossiers.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            metavar="YYYY[-Qn|-MM]",
            help="Mọi hồ sơ nhận trong năm, quý hoặc tháng. / All dossiers received in it.",
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", help="Lý do: bo-sung, tu-choi, xin-loi, dung. / The reason."),
    ] = None,
    item: Annotated[
        list[str] | None,
        typer.Option(
            "--item", help="Nội dung cần bổ sung, lặp lại được: bo-sung. / What is to be supplemented."
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="YYYY-MM-DD", help="Ngày hẹn lại: xin-loi. / The new day."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục kết quả. / Where to write.", file_okay=False)
    ] = None,
    form: Annotated[Form, typer.Option("--form", help="Dạng tệp. / Which files.")] = Form.BOTH,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
) -> None:
    """In phiếu, văn bản một cửa: DOCX và PDF cho một hồ sơ hoặc một kỳ. / Print slips of the one-stop shop."""
    from sotay.slips.composition import Said  # noqa: PLC0415 (no other command prints slips)
    from sotay.slips.wording import SlipError  # noqa: PLC0415

    with speaking(lang):
        name = _kind(kind)
        _refuse_words(name, reason=reason, item=item, until=until)
        found = read(library, as_of)
        require_agency(found)
        folder = _folder(library, out)
        said = Said(reason, tuple(item or ()), day_of(until) if until else None)
        try:
            batch = _batch(found, name, codes or (), period, said)
        except SlipError as error:
            stop(Exit.USAGE, str(error))
        for message in (*batch.left_out, *batch.warnings):
            typer.echo(message, err=True)
        if not batch.slips:
            stop(Exit.NOTHING, _("There is nothing to print."))
        failed = _write(batch, folder / _file_name(name, codes or (), period), form)
        raise typer.Exit(Exit.FINDINGS if failed or batch.left_out else Exit.CLEAN)


@app.command(
    "slip-template",
    epilog="Ví dụ / Example: sotay slip-template tiep-nhan > records/dossiers/tiep-nhan.md.j2",
)
def slip_template(kind: KindArgument, library: LibraryOption = Path(), lang: LangOption = "vi") -> None:
    """In mẫu lời văn của một loại phiếu để sửa. / Print the template of a slip, to copy and edit."""
    from sotay.slips.wording import Wording  # noqa: PLC0415 (no other command prints slips)

    with speaking(lang):
        typer.echo(Wording(library.resolve()).text(_kind(kind)), nl=False)


def _kind(word: str) -> str:
    """Return the kind that a person means; end where there is none."""
    from sotay.slips.forms import kind_named, table  # noqa: PLC0415

    name = kind_named(word)
    if name is None:
        names = [name for kind, shape in table().kinds.items() for name in (kind, shape.alias)]
        near = difflib.get_close_matches(word, names, n=1)
        hint = _("Did you mean {near}?", near=near[0]) if near else ""
        message = _("There is no slip {word}: write one of {names}.", word=word, names=", ".join(names[::2]))
        stop(Exit.USAGE, f"{message} {hint}".strip())
    return name


def _refuse_words(kind: str, **given: object) -> None:
    """End where words are given that this kind of slip does not say."""
    from sotay.slips.forms import table  # noqa: PLC0415

    for option, value in given.items():
        if value and option not in table().kinds[kind].takes:
            stop(Exit.USAGE, _("The slip {kind} takes no --{option}.", kind=kind, option=option))


def _folder(library: Path, out: Path | None) -> Path:
    """Return the folder to write to; end where what is written there would be published or kept in git."""
    folder = (out or library / BUILD / "slips").resolve()
    for room in (*ROOMS, PAGES, *SITE):
        if folder.is_relative_to((library / room).resolve()):
            stop(
                Exit.USAGE,
                _("{folder} is published: slips hold personal data, write them elsewhere.", folder=folder),
            )
    return folder


def _batch(library: Library, kind: str, codes: Sequence[str], period: str | None, said: Said) -> Batch:
    from sotay.slips import composition, forms  # noqa: PLC0415

    if bool(codes) is bool(period):
        stop(Exit.USAGE, _("Give the codes of dossiers, or a period: --period 2021-09."))
    if not forms.table().kinds[kind].book:
        rows = (
            composition.dossiers_in(library, kind, composition.period_of(period))
            if period
            else composition.dossiers_of(library, codes)
        )
        return composition.compose(library, kind, rows, said)
    if not period:
        stop(Exit.USAGE, _("The tracking book is of a period: --period 2021."))
    return composition.compose_book(library, kind, composition.period_of(period))


def _file_name(kind: str, codes: Sequence[str], period: str | None) -> str:
    others = f"-va-{len(codes) - 1}-ho-so-khac" if len(codes) > 1 else ""
    return f"{kind}-{period or codes[0]}{others}"


def _write(batch: Batch, path: Path, form: Form) -> bool:
    """Write the files that were asked for and print where; say whether one could not be made."""
    from sotay.outputs.failure import RenderFailed  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    failed = False
    for suffix in ("docx", "pdf") if form is Form.BOTH else (form.value,):
        try:
            data = pipeline.render_slips(batch, suffix)
        except RenderFailed as error:
            typer.echo(str(error), err=True)
            failed = True
            continue
        file = path.with_name(f"{path.name}.{suffix}")
        file.write_bytes(data)
        typer.echo(file)
    return failed
