"""Who must agree to a change, for a forge."""

from __future__ import annotations

from pathlib import Path

import typer

from sotay.commands.common import (
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
from sotay.messages import _


@app.command(epilog="Ví dụ / Example: sotay codeowners > .github/CODEOWNERS")
def codeowners(library: LibraryOption = Path(), as_of: AsOfOption = None, lang: LangOption = "vi") -> None:
    """In CODEOWNERS: ai phải đồng ý với thay đổi nào (GitHub, GitLab). / Print who must agree to which change."""
    from sotay.outputs import codeowners as output  # noqa: PLC0415 (no other command asks for it)

    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        text = output.render(found)
        if not text:
            stop(
                Exit.FINDINGS,
                _(
                    "agency.yml names nobody who may approve for the agency: give somebody without a division the role `phê duyệt` and an `email`."
                ),
            )
        typer.echo(text.decode(), nl=False)
