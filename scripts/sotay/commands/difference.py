"""What changed between two versions of a document."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay.commands.common import Exit, LangOption, LibraryOption, app, read, speaking, stop
from sotay.lifecycle import settled_on, state_of
from sotay.messages import _
from sotay.names import state_name

if TYPE_CHECKING:
    from sotay.library import Library
    from sotay.site.differences import Difference


class DifferenceFormat(StrEnum):
    """How a difference is shown."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"


@app.command(epilog="Ví dụ / Example: sotay diff QT.DN.01 01 02 --format docx --out so-sanh.docx")
def diff(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã hiệu tài liệu. / Code of a document.")],
    old: Annotated[
        str | None,
        typer.Argument(
            metavar="FROM",
            help="Lần ban hành cũ; không ghi: lần đang có hiệu lực. / Old version; default: the one in force.",
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="TO",
            help="Lần ban hành mới; không ghi: văn bản trong thư mục. / New version; default: the text at hand.",
        ),
    ] = None,
    form: Annotated[
        DifferenceFormat, typer.Option("--format", help="Dạng kết quả. / Output format.")
    ] = DifferenceFormat.TEXT,
    out: Annotated[
        Path | None, typer.Option("--out", help="Tệp để ghi. / File to write.", dir_okay=False)
    ] = None,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """So sánh hai lần ban hành, từng chữ, từng dòng bảng. / Compare two versions, word by word, row by row."""
    from sotay.site import differences  # noqa: PLC0415 (heavy; only this command compares)

    with speaking(lang):
        if form is DifferenceFormat.DOCX and out is None:
            stop(Exit.USAGE, _("A Word file is not shown here: name the file to write with --out."))
        found = read(library)
        try:
            difference = differences.difference(found, code, old, new)
        except differences.UnknownVersionError as error:
            stop(Exit.USAGE, str(error))
        shown = _render(found, difference, form, colour=out is None and _colours())
        if out is None:
            typer.echo(shown.decode(), nl=False, color=True)
        else:
            out.write_bytes(shown)
            typer.echo(out)


def _render(library: Library, difference: Difference, form: DifferenceFormat, *, colour: bool) -> bytes:
    from sotay.messages import language  # noqa: PLC0415
    from sotay.outputs import redline_docx, redline_page, redline_text  # noqa: PLC0415 (heavy)

    title = _title(library, difference)
    if form is DifferenceFormat.TEXT:
        return f"{title}\n\n{redline_text.render(difference.redline, colour=colour)}".encode()
    if form is DifferenceFormat.HTML:
        return redline_page.render(difference.redline, title=title, language=language())
    meta = difference.new.meta
    person = library.agency.person(meta.prepared_by, settled_on(library, difference.new))
    return redline_docx.render(
        difference.redline,
        title=title,
        author=person.name if person else meta.prepared_by,
        date=min(meta.effective, library.as_of),
        language=language(),
    )


def _title(library: Library, difference: Difference) -> str:
    old, new = (
        f"{document.meta.version} ({state_name(state_of(library, document, library.as_of))})"
        for document in (difference.old, difference.new)
    )
    meta = difference.new.meta
    return _(
        "{code} {title}: from version {old} to version {new}",
        code=meta.code,
        title=meta.title,
        old=old,
        new=new,
    )


def _colours() -> bool:
    """Say whether a person watches who wants colours (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
