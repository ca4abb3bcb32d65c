"""What is missing on a machine or in a setting."""

from __future__ import annotations

from pathlib import Path

import typer

from sotay.commands.common import (
    Exit,
    Format,
    FormatOption,
    LangOption,
    LibraryOption,
    app,
    speaking,
    today,
)


@app.command(epilog="Ví dụ / Example: sotay doctor --format json")
def doctor(
    library: LibraryOption = Path(), form: FormatOption = Format.TEXT, lang: LangOption = "vi"
) -> None:
    """Xem máy và thư viện còn thiếu gì. / See what a machine and a library lack."""
    from sotay import doctor as room  # noqa: PLC0415 (no other command asks for it)
    from sotay.outputs import doctor_json, doctor_text  # noqa: PLC0415

    with speaking(lang):
        findings = room.examine(library.resolve(), today())
        render = doctor_json.render if form is Format.JSON else doctor_text.render
        typer.echo(render(findings).decode(), nl=False)
        lacking = any(not finding.well and finding.need is room.Need.NEEDED for finding in findings)
        raise typer.Exit(Exit.FINDINGS if lacking else Exit.CLEAN)
