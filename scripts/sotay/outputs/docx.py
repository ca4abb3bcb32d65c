"""The Word file of an official document, as Decree 30/2020/NĐ-CP lays it out, for a person to edit and sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.outputs import body, typeface, word
from sotay.outputs.letterhead import ADDRESSEES, BODY_SIZE, COUNTRY, MARGINS, MILLIMETRE, TEXT_WIDTH, frame
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from sotay.official import OfficialDocument

INDENT: Final = 10 * MILLIMETRE
HANGING: Final = 8.0
DRAFT_PADDING: Final = 12.0


def render(document: OfficialDocument) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes."""
    head = frame(document.letterhead)
    values = {
        "letterhead": document.letterhead,
        "frame": head,
        "country": COUNTRY,
        "width": TEXT_WIDTH,
        "label_width": typeface.face().width(ADDRESSEES, BODY_SIZE),
        "draft_width": typeface.face("bold").width("DỰ THẢO", BODY_SIZE) + DRAFT_PADDING,
        "hanging": HANGING,
    }
    return word.package(
        body.printed(document.body, TEXT_WIDTH),
        word.Look(
            locale=word.LOCALES[document.language],
            margins=(MARGINS["top"], MARGINS["right"], MARGINS["bottom"], MARGINS["left"]),
            size=BODY_SIZE,
            table_size=body.CELL_SIZE,
            agency_size=head.size,
            indent=INDENT,
            bold_levels=1,
        ),
        word.Properties(document.title, " ".join(document.letterhead.issuer), document.date),
        word.Page("word/official.xml", values, {"header": fill("word/header-official.xml")}),
    )
