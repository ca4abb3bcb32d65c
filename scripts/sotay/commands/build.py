"""Build and serve the site; do everything at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.clearance import ClearanceError, Level, cleared
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
from sotay.lock import LockError, alone
from sotay.messages import _
from sotay.publication import integrity
from sotay.site.engines import Engine
from sotay.site.slugs import slugify

if TYPE_CHECKING:
    from sotay.library import Library

LevelOption = Annotated[
    Level,
    typer.Option(
        "--level",
        help="Trang cho ai: trong cơ quan hay công khai. / Who the site is for: the agency (nội bộ) or everybody (công khai).",
    ),
]


@app.command(epilog="Ví dụ / Example: sotay build --out build/site")
def build(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    library: LibraryOption = Path(),
    out: OutOption = None,
    as_of: AsOfOption = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="Chương trình dựng trang. / What builds the pages.")
    ] = Engine.MKDOCS,
    level: LevelOption = Level.INTERNAL,
    lang: LangOption = "vi",
) -> None:
    """Dựng trang thư viện. / Build the library's site."""
    with speaking(lang):
        _build_site(_read(library, as_of, level), out, engine)


def _read(library: Path, as_of: str | None, level: Level) -> Library:
    """Read a library with nothing in it above a level."""
    found = read(library, as_of)
    require_agency(found)
    try:
        return cleared(found, level)
    except ClearanceError as error:
        stop(Exit.FINDINGS, str(error))


def _build_site(library: Library, out: Path | None, engine: Engine = Engine.MKDOCS) -> None:
    site = _built(library, out, engine)
    typer.echo(site / "index.html")
    _echo_seal(site)


def _built(library: Library, out: Path | None = None, engine: Engine = Engine.MKDOCS) -> Path:
    from sotay.site.build import SiteError, build_site  # noqa: PLC0415

    own = "site" if library.level is Level.INTERNAL else f"site-{slugify(library.level, '-')}"
    try:
        return build_site(library, (out or library.root / BUILD / own).resolve(), engine).parent
    except SiteError as error:
        stop(Exit.FAILED, str(error))


def _echo_seal(site: Path) -> None:
    seal = integrity.seal_of((site / integrity.NAME).read_bytes())
    typer.echo(_("Verification code of the site, to be announced: {seal}", seal=seal))


@app.command(epilog="Ví dụ / Example: sotay publish /srv/so-tay")
def publish(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Thư mục của máy chủ web; trang hiện hành ở FOLDER/hien-hanh. / The web server's folder; the site to serve is FOLDER/hien-hanh.",
            file_okay=False,
        ),
    ],
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    level: LevelOption = Level.INTERNAL,
    lang: LangOption = "vi",
) -> None:
    """Dựng trang bên cạnh rồi thay bản đang phục vụ trong một bước. / Build the site beside the one served, then switch at once."""
    from sotay.publication import release  # noqa: PLC0415 (no other command asks for it)

    with speaking(lang):
        try:
            with alone(folder.resolve() / release.RELEASES):
                found = _read(library, as_of, level)
                made = release.release(_built(found), folder.resolve())
        except (LockError, release.ReleaseError) as error:
            stop(Exit.FAILED, str(error))
        typer.echo(_("Published: {folder}", folder=made))
        _echo_seal(made)


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
def everything(
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    with_editor: Annotated[  # noqa: FBT002 (Typer reads the default of a switch here)
        bool,
        typer.Option(
            "--with-editor",
            help="Tải trình biên tập bằng biểu mẫu qua npm, một lần. / Fetch the form editor through npm, once.",
        ),
    ] = False,
    lang: LangOption = "vi",
) -> None:
    """Kiểm tra, lập báo cáo năm, dựng trang. / Check, compose the annual report, build the site."""
    with speaking(lang):
        if with_editor:
            _fetch_editor(library.resolve())
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


def _fetch_editor(root: Path) -> None:
    from sotay.editor import program  # noqa: PLC0415 (no other command asks for it)

    try:
        program.fetch(root)
    except program.FetchError as error:
        stop(Exit.FAILED, str(error))
