"""The law: what a legal document hits, and by when procedures must follow it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

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
    speaking,
    stop,
)
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.library import Library


@app.command(epilog="Ví dụ / Example: sotay impact 219/2025/NĐ-CP --as-of 2025-10-08")
def impact(
    number: Annotated[
        str | None,
        typer.Argument(
            metavar="NUMBER",
            help="Số, ký hiệu đầy đủ của văn bản pháp luật. / Full number of a legal document.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TEXT,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Văn bản pháp luật tác động đến quy trình nào, hạn nào; không có số: mọi việc còn mở. / What a change of law hits."""
    from sotay.legal.account import account  # noqa: PLC0415 (not every command asks for the law)
    from sotay.legal.basis import unassessed  # noqa: PLC0415
    from sotay.legal.impact import Standing, open_awaited, open_impacts  # noqa: PLC0415
    from sotay.outputs import impact_json, impact_text  # noqa: PLC0415

    with speaking(lang):
        found = read(library, as_of)
        if not found.legal:
            stop(Exit.NOTHING, _("There is no legal document yet: add one with `sotay new legal`."))
        if number is not None and number not in found.legal:
            _unknown(found, number)
        asked = account(found, found.legal[number]) if number is not None else None
        shown = (
            asked.impacts
            if asked
            else tuple(
                sorted(open_impacts(found), key=lambda i: (i.last, i.law.meta.number, i.procedure.meta.code))
            )
        )
        awaited = asked.awaited if asked else tuple(open_awaited(found))
        unjudged = () if asked else unassessed(found)
        if form is Format.JSON:
            answer = impact_json.render(found, asked, shown, awaited, unjudged)
        elif asked:
            answer = impact_text.render_law(found, asked)
        else:
            answer = impact_text.render_open(found, shown, awaited, unjudged)
        typer.echo(answer.decode(), nl=False)
        late = any(one.in_force and one.standing is Standing.OVERDUE for one in shown)
        raise typer.Exit(Exit.FINDINGS if late else Exit.CLEAN)


def _unknown(library: Library, number: str) -> NoReturn:
    """End with the numbers that may have been meant."""
    from sotay.legal.numbers import is_without_symbol, meant  # noqa: PLC0415 (only where a number is wrong)

    near = ", ".join(meant(number, library.legal))
    if number in library.broken_names:
        message = _("The record of {name} cannot be understood: `sotay check` says why.", name=number)
    elif not near:
        message = _(
            "There is no {number} in the register, and nothing written nearly so: `sotay new legal` enters it.",
            number=number,
        )
    elif is_without_symbol(number):
        message = _(
            "{number} alone names no document: write the full number. In the register so begin: {near}.",
            number=number,
            near=near,
        )
    else:
        message = _("There is no {number} in the register: did you mean {near}?", number=number, near=near)
    stop(Exit.USAGE, message)
