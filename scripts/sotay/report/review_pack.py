"""The input pack of the management review: what the head is given to read before it (TCVN ISO 9001:2015, clause 9.3.2).

The words are a template that an office may copy to records/management-reviews and edit; what it names is gathered from the
records, and what is missing is said in words and listed at the end with what would fill it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sotay.calendar_vn import official_parts
from sotay.kinds.management_review import ManagementReview
from sotay.kinds.objectives import Objectives
from sotay.load import REVIEW_PACK_TEMPLATE
from sotay.messages import speaking
from sotay.official import Letterhead, OfficialDocument
from sotay.report import wording
from sotay.report.review_desk import Desk
from sotay.report.review_inputs import gather_inputs

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sotay.library import Library


@dataclass(frozen=True, slots=True)
class ReviewPack:
    """The composed paper; ``gaps`` are sentences, each with its remedy, of what is missing."""

    year: int
    markdown: str
    letterhead: Letterhead
    date: date
    gaps: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the paper is called."""
        return " ".join((self.letterhead.kind, *self.letterhead.subject))

    def document(self, parse: Callable[[str], str]) -> OfficialDocument:
        """Return what the outputs render; ``parse`` turns Markdown into a pandoc AST."""
        return OfficialDocument(self.letterhead, parse(self.markdown), self.title, self.date)


def compose(library: Library, year: int) -> ReviewPack:
    """Compose the pack of a year in Vietnamese, the language of official documents, as of the library's day.

    Raises ``WordingError`` where the words cannot be filled in. A gap is never an exception.
    """
    with speaking("vi"):
        desk = Desk(library, year)
        context = gather_inputs(desk)
        own = wording.environment((library.root / REVIEW_PACK_TEMPLATE).parent)
        words = wording.fill(own, Path(REVIEW_PACK_TEMPLATE).name, context | {"gaps": desk.gaps})
        return ReviewPack(
            year,
            unicodedata.normalize("NFC", words),
            _letterhead(library, year),
            library.as_of,
            tuple(desk.gaps),
        )


def years(library: Library) -> tuple[int, ...]:
    """Return the years that have something to review: objectives or a review, the latest first."""
    found = {record.meta.serves for kind in (Objectives, ManagementReview) for record in library.known(kind)}
    return tuple(sorted((year for year in found if year <= library.as_of.year), reverse=True))


def _letterhead(library: Library, year: int) -> Letterhead:
    names = library.agency.names_on(library.as_of)
    _day, month, written = official_parts(library.as_of)
    return Letterhead(
        parent=names.letterhead_parent,
        issuer=names.letterhead,
        number="",
        symbol="",
        place=names.place,
        day="",
        month=month,
        year=written,
        kind="Tài liệu",
        subject=(
            "Đầu vào của cuộc họp xem xét của lãnh đạo",
            f"về hệ thống quản lý chất lượng năm {year}",
        ),
        addressees=(),
        recipients=("Thành phần dự họp", "Lưu: VT"),
        authority=(),
        position="Người tổng hợp",
        signer="",
    )
