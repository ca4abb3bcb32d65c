"""Take in what was written in Word: an agency's procedure, or the annual report that a head corrected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import front_matter
from sotay.commands.common import Exit, LangOption, LibraryOption, app, read, require_agency, speaking, stop
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.site.slugs import slugify

if TYPE_CHECKING:
    from sotay.library import Library
    from sotay.word_import.procedure import Imported

FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE.docx", help="Tệp Word. / The Word file.", dir_okay=False, exists=True),
]


@app.command("import", epilog="Ví dụ / Example: sotay import QUY-TRINH.docx")
def import_procedure(
    file: FileArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.md", help="Tệp kết quả. / Where to write.")
    ] = None,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Chuyển một quy trình Word thành tệp của thư viện, nêu mọi điều chưa hiểu. / Turn a Word procedure into a file of the library."""
    from sotay.word_import import procedure  # noqa: PLC0415 (python-docx; only an import needs it)
    from sotay.word_import.telling import tell_import  # noqa: PLC0415

    with speaking(lang):
        found = read(library)
        try:
            imported = procedure.import_procedure(
                file.read_bytes(), file.name, found.agency if found.agency_read else None
            )
        except procedure.WordRefused as error:
            stop(Exit.FINDINGS, str(error))
        name = imported.file_name or f"{slugify(file.stem, '-')}.md"
        target = out or found.root / _folder(found, imported) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("x", encoding="utf-8", newline="\n") as written:
                written.write(imported.markdown)
        except FileExistsError:
            stop(
                Exit.FINDINGS,
                _("{path} is there already and is not written over: name another with --out.", path=target),
            )
        typer.echo(target)
        for line in tell_import(imported):
            typer.echo(line, err=True)


@app.command("import-report", epilog="Ví dụ / Example: sotay import-report BAO-CAO.docx --year 2021")
def import_report(
    file: FileArgument,
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="Năm báo cáo. / The year reported.")],
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Đưa lời văn đã sửa trong Word về hồ sơ báo cáo năm. / Bring a report corrected in Word back into its record."""
    from sotay.outputs.failure import RenderFailed  # noqa: PLC0415 (python-docx; only an import needs it)
    from sotay.report.wording import WordingError  # noqa: PLC0415
    from sotay.word_import import report  # noqa: PLC0415
    from sotay.word_import.remarks import WordRefused  # noqa: PLC0415
    from sotay.word_import.telling import tell_report  # noqa: PLC0415

    with speaking(lang):
        found = read(library)
        require_agency(found)
        try:
            edits = report.import_report(file.read_bytes(), found, year, file.name)
        except (WordRefused, WordingError, RenderFailed) as error:
            stop(Exit.FINDINGS, str(error))
        if edits.narrative:
            (found.root / edits.path).write_bytes(edits.text.encode())
        for line in tell_report(edits):
            typer.echo(line)
        raise typer.Exit(Exit.FINDINGS if edits.figures or edits.others else Exit.CLEAN)


def _folder(library: Library, imported: Imported) -> str:
    """Return where the division of an imported document keeps most of its documents."""
    division = front_matter.read(imported.markdown, "").values.get("division")
    folders = Counter(
        document.path.rpartition("/")[0]
        for document in library.of(ControlledDocument)
        if document.meta.division == division
    )
    return next((folder for folder, _count in folders.most_common(1)), ControlledDocument.folder)
