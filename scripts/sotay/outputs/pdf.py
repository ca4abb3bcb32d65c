"""The PDF of an official document: archival and accessible (PDF/A-2a, PDF/UA-1), as Decree 30/2020/NĐ-CP lays it out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sotay.outputs import body, pandoc_door, typst_door
from sotay.outputs.failure import RenderFailed
from sotay.outputs.letterhead import COUNTRY, frame
from sotay.outputs.paper import OFFICIAL
from sotay.outputs.template import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.official import OfficialDocument
    from sotay.outputs.paper import Paper


def render(document: OfficialDocument) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    Raises ``RenderFailed`` for what an accessible PDF cannot hold: a heading that skips a level, a character that the
    typeface lacks, a picture.
    """
    letterhead = asdict(document.letterhead)
    values = {
        **letterhead,
        "frame": asdict(frame(document.letterhead)),
        "country": COUNTRY,
        "paper": asdict(OFFICIAL),
        "title": document.title,
        "author": " ".join(document.letterhead.issuer),
        "language": document.language,
        "annex": asdict(document.annex) if document.annex else None,
    }
    if document.annex and (found := body.unprintable("".join(map("".join, document.annex.rows)))):
        raise RenderFailed("\n".join(found))
    return typst_door.compile_pdf("official", values, markup(document.body, OFFICIAL), document.date)


def markup(text: str, paper: Paper) -> bytes:
    """Return a body as typst markup."""
    return markup_all([(text, paper)])[0]


def markup_all(texts: Sequence[tuple[str, Paper]]) -> tuple[bytes, ...]:
    """Return many bodies, each with its paper, as typst markup; one that cannot be printed fails them all."""
    for text, _paper in texts:
        if found := body.complaints(text):
            raise RenderFailed("\n".join(found))
    return written([body.printed(text, paper) for text, paper in texts])


def written(bodies: Sequence[str]) -> tuple[bytes, ...]:
    """Return bodies that fit their paper as typst markup."""
    return pandoc_door.write_all(
        bodies, "typst", f"--lua-filter={FOLDER / 'official.lua'}", "--syntax-highlighting=none"
    )
