"""The HTML page of an official document: one file that asks nothing of any server, where figures lead to their records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sotay.outputs import body, pandoc_door
from sotay.outputs.letterhead import COUNTRY, frame
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.official import OfficialDocument


def render(document: OfficialDocument, link: Callable[[str], str | None]) -> bytes:
    """Return the page as UTF-8; ``link`` gives the address of a fact's evidence, or None for words alone."""
    written = pandoc_door.write(
        body.linked(document.body, link), "html5", "--shift-heading-level-by=1", "--syntax-highlighting=none"
    )
    page = fill(
        "official.html",
        letterhead=document.letterhead,
        frame=frame(document.letterhead),
        country=COUNTRY,
        title=document.title,
        language=document.language,
        blank=_blank,
        annex=document.annex,
        body=Markup(written.decode()),  # noqa: S704 (pandoc escaped it)
    )
    return page.encode()


def _blank(text: str) -> str:
    return text or Markup('<span class="blank"></span>')
