"""The rows of the results table: what each is about, and the papers that it names as its evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.review.citations import Citation, citations
from sotay.review.paper import Block

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sotay.review.paper import Row, Table

_CONTENT: Final = re.compile(r"nội dung", re.IGNORECASE)
_RESULT: Final = re.compile(r"kết quả", re.IGNORECASE)
_THEMES: Final = {
    "notification": re.compile(r"thông báo bằng văn bản", re.IGNORECASE),
    "redeclaration": re.compile(r"công bố lại", re.IGNORECASE),
    "declaration": re.compile(r"công bố", re.IGNORECASE),
    "confirmation": re.compile(r"xác nhận hiệu lực", re.IGNORECASE),
    "review": re.compile(r"xem xét (?:của )?lãnh đạo", re.IGNORECASE),
    "audit": re.compile(r"đánh giá nội bộ", re.IGNORECASE),
    "law": re.compile(r"cập nhật.{0,60}(?:QPPL|quy phạm pháp luật)", re.IGNORECASE),
    "objectives": re.compile(r"mục tiêu chất lượng", re.IGNORECASE),
    "plan": re.compile(r"kế hoạch năm|kế hoạch.{0,40}(?:xây dựng|áp dụng)", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row of the results table: what it is about, and the papers that its result names.

    ``is_noted`` says whether a further cell of it, as one for notes, holds something.
    """

    label: str
    content: Block
    result: Block
    theme: str
    is_noted: bool
    cited: tuple[Citation, ...]

    @property
    def papers(self) -> frozenset[tuple[str, date | None]]:
        """The numbers it names, each with its day."""
        return frozenset((cited.number, cited.day) for cited in self.cited)


def result_rows(tables: Iterable[Table]) -> tuple[ResultRow, ...]:
    """Return the rows of the first table with a column of contents and one of results."""
    for table in tables:
        columns = _columns(table[0])
        if columns is not None:
            return tuple(_rows(table, *columns))
    return ()


def _columns(head: Row) -> tuple[int, int] | None:
    content = next((cell.column for cell in head if _CONTENT.search(cell.text)), None)
    result = next((cell.column for cell in head if _RESULT.search(cell.text)), None)
    return (content, result) if content is not None and result is not None and content != result else None


def _rows(table: Table, content: int, result: int) -> list[ResultRow]:
    found: list[ResultRow] = []
    for row in table[1:]:
        cells = {cell.column: cell for cell in row}
        if content in cells and result in cells and cells[content].text:
            label = row[0].text if row[0].column not in {content, result} else ""
            theme = next((name for name, words in _THEMES.items() if words.search(cells[content].text)), "")
            cited = tuple(citations(cells[result]))
            noted = any(cell.text for cell in row[1:] if cell.column not in {content, result})
            label = label or str(len(found) + 1)
            found.append(ResultRow(label, cells[content], cells[result], theme, noted, cited))
    return found
