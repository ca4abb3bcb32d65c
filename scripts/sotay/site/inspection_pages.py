"""Self-inspection: the thirteen items of Circular 26/2014/TT-BKHCN, Article 36, each with its evidence, and the same as a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay import pipeline
from sotay.inspection import judgement, telling
from sotay.inspection.judgement import Colour
from sotay.kinds.acknowledgement import Acknowledgement
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.names import severity_name
from sotay.site import addresses, list_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Check
    from sotay.library import Library
    from sotay.site.writer import Writer

PAGE: Final = f"{addresses.SELF_INSPECTION}/index.md"
PAPER: Final = "tu-kiem-tra.docx"
_ROOMS: Final = {
    Acknowledgement.folder: list_pages.READINGS,
    ControlledDocument.folder: f"{addresses.PROCEDURES}/index.md",
    LegalDocument.folder: f"{addresses.LAW}/index.md",
}
"""Folder → the page that tells of all that is in it."""


def pages(writer: Writer, check: Check) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the page."""
    inspection = judgement.inspect(writer.library, check)
    yield (
        PAGE,
        writer.render(
            "self_inspection.md.j2",
            PAGE,
            inspection=inspection,
            by_colour={
                colour: [result for result in inspection.results if result.colour is colour]
                for colour in Colour
            },
            telling=telling,
            paper=PAPER,
            page_of=lambda path: _ROOMS.get(path) or addresses.of_read(writer.library, path),
            page_of_rule=addresses.of_rule,
            severity_name=severity_name,
        ),
    )


def files(library: Library, check: Check) -> dict[str, bytes]:
    """Return staged path → bytes of the Word file."""
    return {f"{addresses.SELF_INSPECTION}/{PAPER}": pipeline.render_inspection(library, check)}
