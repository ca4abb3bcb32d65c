"""The PDF of an official document: archival and accessible (PDF/A-2a, PDF/UA-1), as Decree 30/2020/NĐ-CP lays it out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sotay.outputs import body, pandoc_door, typst_door
from sotay.outputs.failure import RenderFailed
from sotay.outputs.letterhead import COUNTRY, MARGINS, TEXT_WIDTH, frame
from sotay.outputs.template import FOLDER

if TYPE_CHECKING:
    from sotay.official import OfficialDocument


def render(document: OfficialDocument) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    Raises ``RenderFailed`` for what an accessible PDF cannot hold: a heading that skips a level, a character that the
    typeface lacks, a picture.
    """
    if found := body.complaints(document.body):
        raise RenderFailed("\n".join(found))
    letterhead = document.letterhead
    values = {
        **{
            name: getattr(letterhead, name)
            for name in ("number", "symbol", "place", "day", "month", "year", "signer", "draft")
        },
        "frame": asdict(frame(letterhead)),
        "country": COUNTRY,
        "margins": MARGINS,
        "title": document.title,
        "author": " ".join(letterhead.issuer),
        "language": document.language,
    }
    paper = body.printed(document.body, TEXT_WIDTH)
    markup = pandoc_door.write(
        paper, "typst", f"--lua-filter={FOLDER / 'official.lua'}", "--syntax-highlighting=none"
    )
    return typst_door.compile_pdf("official", values, markup, document.date)
