"""The Word file of an official document, as Decree 30/2020/NĐ-CP lays it out, for a person to edit and sign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sotay.outputs import body, typeface, word
from sotay.outputs.letterhead import ADDRESSEES, COUNTRY, frame
from sotay.outputs.paper import OFFICIAL
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from sotay.official import OfficialDocument
    from sotay.outputs.paper import Paper

HANGING: Final = 8.0
DRAFT_PADDING: Final = 12.0
ANNEX: Final = replace(OFFICIAL, landscape=True)


def render(document: OfficialDocument, paper: Paper = OFFICIAL) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes."""
    head = frame(document.letterhead, paper)
    author = " ".join(document.letterhead.issuer)
    values = {
        "letterhead": document.letterhead,
        "frame": head,
        "country": COUNTRY,
        "width": paper.width,
        "label_width": typeface.face().width(ADDRESSEES, OFFICIAL.size),
        "draft_width": typeface.face("bold").width("DỰ THẢO", OFFICIAL.size) + DRAFT_PADDING,
        "hanging": HANGING,
        "annex": document.annex,
        "landscape": ANNEX,
    }
    return word.package(
        body.printed(document.body, paper),
        replace(paper, letterhead_size=head.size),
        word.Properties(document.title, author, document.date, document.language),
        word.Page("word/official.xml", values, {"header": fill("word/header-official.xml")}),
    )
