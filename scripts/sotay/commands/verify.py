"""Verify what was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.commands.common import (
    Exit,
    Format,
    FormatOption,
    LangOption,
    app,
    speaking,
    stop,
    today,
)
from sotay.load import AGENCY_FILE
from sotay.messages import _, language

if TYPE_CHECKING:
    from sotay.library import Library
    from sotay.publication.verification import Verification


@app.command(epilog="Ví dụ / Example: sotay verify build/site")
def verify(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    target: Annotated[
        Path,
        typer.Argument(metavar="SITE_OR_FILE", help="Trang hoặc tệp tải về. / A site or a download."),
    ],
    code: Annotated[
        str, typer.Option("--code", metavar="SHA-256", help="Mã đã công bố. / The code announced.")
    ] = "",
    library: Annotated[
        Path | None,
        typer.Option(
            "--library",
            help="Kho của cơ quan; mặc định là thư mục này, nếu là một kho. / The agency's library; this folder, if it is one.",
            file_okay=False,
            exists=True,
        ),
    ] = None,
    rebuild: Annotated[  # noqa: FBT002 (a switch on the command line)
        bool,
        typer.Option("--rebuild", help="Dựng lại trang để so. / Build the site again and compare."),
    ] = False,
    form: FormatOption = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Đối chiếu bản đã công bố với manifest, quyết định và git. / Verify what was published."""
    from sotay.outputs import verification_json, verification_text  # noqa: PLC0415 (not every command asks)

    with speaking(lang):
        root = library or (Path() if Path(AGENCY_FILE).is_file() else None)
        if rebuild and root is None:
            stop(Exit.USAGE, _("Only a library can be built again: name it with `--library`."))
        answer = _verified(target, root.resolve() if root else None, code, rebuild=rebuild)
        render = verification_json.render if form is Format.JSON else verification_text.render
        typer.echo(render(answer).decode(), nl=False)
        raise typer.Exit(Exit.FINDINGS if answer.failed else Exit.CLEAN)


def _verified(target: Path, root: Path | None, code: str, *, rebuild: bool) -> Verification:
    from sotay.publication import integrity, verification  # noqa: PLC0415 (only a check of what was published needs them)

    if code and not integrity.is_seal(code):
        stop(Exit.USAGE, integrity.say(language(), "no code", code=code))
    try:
        answer = verification.verify(target, root, code)
    except integrity.ManifestError as error:
        stop(Exit.FINDINGS, error.words(language()))
    if not target.exists() and not answer.checked.absent:
        stop(Exit.USAGE, integrity.say(language(), "no target", target=integrity.shown(str(target))))
    if answer.empty:
        stop(Exit.NOTHING, integrity.say(language(), "no manifest", target=target))
    if root is None:
        return answer
    found = pipeline.read(root, _published(answer), today())
    held = verification.hold(answer, found)
    return _rebuilt(held, found) if rebuild else held


def _published(answer: Verification) -> date | None:
    """Return the day as of which the site was published; None for a print without one."""
    manifest = answer.checked.manifest
    return date.fromisoformat(manifest.as_of) if manifest else None


def _rebuilt(answer: Verification, library: Library) -> Verification:
    from sotay.publication import verification  # noqa: PLC0415
    from sotay.site.build import SiteError  # noqa: PLC0415 (heavy; seldom asked for)

    try:
        return verification.rebuild(answer, library)
    except SiteError as error:
        stop(Exit.FAILED, str(error))
