"""Self-inspection: what an inspector would find today."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    read,
    require_agency,
    speaking,
)


@app.command("self-inspection", epilog="Ví dụ / Example: sotay self-inspection --out build/tu-kiem-tra.docx")
def self_inspection(
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    form: FormatOption = Format.TEXT,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE.docx",
            help="Ghi thêm một tệp Word. / Write a Word file too.",
            dir_okay=False,
        ),
    ] = None,
    lang: LangOption = "vi",
) -> None:
    """Tự kiểm tra theo Điều 36 Thông tư 26/2014/TT-BKHCN: đỏ, vàng, xanh. / Inspect oneself by Article 36."""
    from sotay.inspection import judgement, telling  # noqa: PLC0415 (no other command inspects)

    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        check = pipeline.judge(found)
        inspection = judgement.inspect(found, check)
        render = telling.as_json if form is Format.JSON else telling.as_text
        typer.echo(render(inspection).decode(), nl=False)
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(pipeline.render_inspection(found, check))
            typer.echo(out, err=True)
        raise typer.Exit(Exit.FINDINGS if inspection.failed else Exit.CLEAN)
