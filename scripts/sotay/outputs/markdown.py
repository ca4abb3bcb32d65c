"""An official document as plain Markdown: read as it stands, and rendered alike by Python-Markdown, which makes the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.outputs import body, pandoc_door
from sotay.outputs.letterhead import COUNTRY, frame
from sotay.outputs.template import FOLDER, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.official import OfficialDocument

# GitHub's dialect escapes `<` with a backslash and indents lists by two: Python-Markdown garbles both.
DIALECT: Final = "markdown_phpextra+four_space_rule+pipe_tables-raw_html"
WIDE: Final = 1000


def render(document: OfficialDocument, link: Callable[[str], str | None]) -> bytes:
    """Return the text as UTF-8; ``link`` gives the address of a fact's evidence, or None for words alone."""
    written = pandoc_door.write(
        body.linked(document.body, link),
        DIALECT,
        "--shift-heading-level-by=1",
        f"--lua-filter={FOLDER / 'markdown.lua'}",
        f"--columns={WIDE}",
    )
    page = fill(
        "official.md",
        letterhead=document.letterhead,
        frame=frame(document.letterhead),
        country=COUNTRY,
        annex=document.annex,
        body=written.decode().strip(),
    )
    return page.encode()
