"""The annual report as its head corrected it in Word, held against the report that the library composes.

Text that a person wrote goes back into the report's record, every other character of which stays. A figure is never typed: a
changed one is listed with the records that would have to change. All else that changed is listed too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.outputs import docx, pandoc_door
from sotay.report.compose import ReportState, compose_official, report_record
from sotay.word_import.blocks import BlockReader, drawing_texts
from sotay.word_import.comparison import Comparison
from sotay.word_import.desk import Desk
from sotay.word_import.edits import FigureEdit, NarrativeEdit, OtherEdit
from sotay.word_import.letters import folded
from sotay.word_import.narrative import Passage, changed, passages
from sotay.word_import.package import DOCUMENT, open_package
from sotay.word_import.remarks import Remark, WordRefused
from sotay.word_import.units import Unit, marked_body, marked_facts, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.kinds.annual_report import AnnualReport
    from sotay.library import Document, Library
    from sotay.report.compose import Report

__all__ = ["FigureEdit", "NarrativeEdit", "OtherEdit", "ReportEdits", "import_report"]

REPORT: Final = "report.docx"
DRAFT: Final = "dự thảo"
LETTERHEAD: Final = 4  # units within which the mark of a draft stands


@dataclass(frozen=True, slots=True)
class ReportEdits:
    """What the corrected report asks for. ``text`` is the whole new text of the record at ``path``, as it was if no passage changed."""

    path: str
    text: str
    narrative: tuple[NarrativeEdit, ...]
    figures: tuple[FigureEdit, ...]
    others: tuple[OtherEdit, ...]
    remarks: tuple[Remark, ...]


def import_report(data: bytes, library: Library, year: int, name: str = REPORT) -> ReportEdits:
    """Compare a report corrected in Word with the one the library composes for ``year``; nothing is written.

    Raises ``WordRefused`` for a file that cannot be read, and where the library has no readable record of the report;
    ``WordingError`` and ``RenderFailed`` as composing and rendering do.
    """
    desk = Desk(open_package(data, name), _("The report"))
    record = report_record(library, year)
    if record is None:
        raise WordRefused(
            _("There is no annual-report record for {year}: add one to records/annual-reports.", year=year)
        )
    text = (library.root / record.path).read_bytes().decode("utf-8", errors="replace")
    if not text.endswith(record.body):
        raise WordRefused(
            _(
                "{path} is not plain text as the library keeps it: run `sotay check`, put that right, and import again.",
                path=record.path,
            )
        )
    new = list(units(BlockReader(desk, DOCUMENT).blocks(desk.package.body)))
    desk.refuse_old_letters()
    drawing_texts(desk)
    state = ReportState.DRAFT if any(map(_is_draft_mark, new[:LETTERHEAD])) else None
    found = passages(record.body)
    report, own = _composed(library, record, found, state)
    own_desk = Desk(open_package(own, REPORT), _("The report"), marked=True)
    old = list(units(BlockReader(own_desk, DOCUMENT).blocks(own_desk.package.body)))
    comparison = Comparison(record, found, report)
    comparison.hold(old, new)
    comparison.hold_edges(_edges(own_desk), _edges(desk))
    body = changed(record.body, comparison.changes)
    return ReportEdits(
        path=record.path,
        text=text[: len(text) - len(record.body)] + body,
        narrative=tuple(comparison.narrative),
        figures=tuple(comparison.figures),
        others=tuple(comparison.others),
        remarks=tuple(remark for remark in desk.remarks if remark not in own_desk.remarks),
    )


def _composed(
    library: Library, record: Document[AnnualReport], found: Sequence[Passage], state: ReportState | None
) -> tuple[Report, bytes]:
    """Return the report and its Word file, in which marks tell passages and facts."""
    marked = replace(record, body=marked_body(record.body, found))
    documents = tuple(marked if document is record else document for document in library.documents)
    report = compose_official(replace(library, documents=documents), record.meta.year, state)
    document = report.document(pandoc_door.parse)
    return report, docx.render(replace(document, body=marked_facts(document.body, list(report.facts))))


def _is_draft_mark(unit: Unit) -> bool:
    """Tell whether a row of the letterhead bears the mark of a draft."""
    return unit.kind == "row" and DRAFT in folded(unit.text)


def _edges(desk: Desk) -> list[str]:
    """Return the words of heads and feet of pages, without page numbers."""
    texts = [
        " ".join(word for word in unit.text.split() if not word.isdigit())
        for name, root in desk.package.edges()
        for unit in units(BlockReader(desk, name).blocks(root))
    ]
    return [text for text in texts if re.search(r"\w", text)]
