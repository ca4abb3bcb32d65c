"""The input pack of the management review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sotay import pipeline
from sotay.commands.common import (
    BUILD,
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


@app.command("review-pack", epilog="Ví dụ / Example: sotay review-pack 2021 --out build/xem-xet/2021")
def review_pack(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    year: Annotated[
        int | None, typer.Argument(metavar="YEAR", help="Năm xem xét. / The year reviewed.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Thư mục kết quả. / Where to write.", file_okay=False)
    ] = None,
    template: Annotated[  # noqa: FBT002 (a switch)
        bool, typer.Option("--template", help="Chỉ in mẫu lời văn để sửa. / Print the template only.")
    ] = False,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
) -> None:
    """Lập tài liệu đầu vào của cuộc họp xem xét của lãnh đạo (TCVN ISO 9001:2015, 9.3.2): DOCX, PDF. / Compose the review's inputs."""
    from sotay.load import REVIEW_PACK_TEMPLATE  # noqa: PLC0415
    from sotay.report import review_pack as packs  # noqa: PLC0415 (no other command composes it)
    from sotay.report import wording  # noqa: PLC0415

    with speaking(lang):
        found = read(library, as_of)
        if template:
            typer.echo(wording.text(found.root / REVIEW_PACK_TEMPLATE), nl=False)
            return
        require_agency(found)
        try:
            pack = packs.compose(found, year or found.as_of.year)
        except wording.WordingError as error:
            stop(Exit.FINDINGS, str(error))
        for gap in pack.gaps:
            typer.echo(gap, err=True)
        folder = out or library / BUILD / "review-pack" / str(pack.year)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in pipeline.render_review_pack(pack).items():
            (folder / name).write_bytes(data)
            typer.echo(folder / name)
