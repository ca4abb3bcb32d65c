"""Build and serve the site; do everything at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.commands.check import print_check
from sotay.commands.common import (
    BUILD,
    AsOfOption,
    Exit,
    Format,
    LangOption,
    LibraryOption,
    app,
    read,
    require_agency,
    speaking,
    stop,
)
from sotay.commands.report import OutOption, compose, write_report
from sotay.messages import _
from sotay.publication import integrity
from sotay.site.engines import Engine

if TYPE_CHECKING:
    from sotay.library import Library


@app.command(epilog="Ví dụ / Example: sotay build --out build/site")
def build(
    library: LibraryOption = Path(),
    out: OutOption = None,
    as_of: AsOfOption = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="Chương trình dựng trang. / What builds the pages.")
    ] = Engine.MKDOCS,
    lang: LangOption = "vi",
) -> None:
    """Dựng trang thư viện. / Build the library's site."""
    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        _build_site(found, out, engine)


def _build_site(library: Library, out: Path | None, engine: Engine = Engine.MKDOCS) -> None:
    from sotay.site.build import SiteError, build_site  # noqa: PLC0415

    try:
        index = build_site(library, (out or library.root / BUILD / "site").resolve(), engine)
    except SiteError as error:
        stop(Exit.FAILED, str(error))
    typer.echo(index)
    seal = integrity.seal_of((index.parent / integrity.NAME).read_bytes())
    typer.echo(_("Verification code of the site, to be announced: {seal}", seal=seal))


@app.command(epilog="Ví dụ / Example: sotay serve --port 8000")
def serve(
    library: LibraryOption = Path(),
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Cổng. / Port.")] = 8000,
) -> None:
    """Mở trang đã dựng tại 127.0.0.1. / Serve the built site on 127.0.0.1."""
    from sotay.site.serve import serve_site  # noqa: PLC0415

    folder = library.resolve() / BUILD / "site"
    if not (folder / "index.html").is_file():
        stop(Exit.NOTHING, _("There is no site in {folder} yet: run `sotay build` first.", folder=folder))
    serve_site(folder, port)


@app.command("all", epilog="Ví dụ / Example: sotay all")
def everything(library: LibraryOption = Path(), as_of: AsOfOption = None, lang: LangOption = "vi") -> None:
    """Kiểm tra, lập báo cáo năm, dựng trang. / Check, compose the annual report, build the site."""
    with speaking(lang):
        found = read(library, as_of)
        answer = pipeline.judge(found)
        print_check(answer, Format.TEXT)
        if not answer.checked:
            stop(
                Exit.NOTHING,
                _("There is nothing to check in {library}: no agency.yml, no documents.", library=library),
            )
        require_agency(found)
        report = compose(found, found.as_of.year, None)
        out = found.root / BUILD / "report" / str(report.year)
        write_report(found, report, out)
        _build_site(found, None)
        raise typer.Exit(Exit.FINDINGS if answer.failed else Exit.CLEAN)
