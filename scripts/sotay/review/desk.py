"""What every check asks of a report: its head, its year and day, the rows of its table, the plan, the papers that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sotay.review.citations import DAY, citations, day_of
from sotay.review.results import ResultRow, result_rows

if TYPE_CHECKING:
    from sotay.library import Library
    from sotay.review.citations import Citation
    from sotay.review.paper import Block, Paper

LAST_RECIPIENTS: Final = 15
HEAD: Final = 60

_TITLE: Final = re.compile(r"báo cáo\b", re.IGNORECASE)
_BODY: Final = re.compile(
    r"(?:kính gửi|tiếp nhận|thực hiện|căn cứ|\d{1,2}[.)]\s|[IVX]{1,5}[.)]\s)", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_BLANK: Final = r"[\s….·_]{0,60}"
DATE_LINE: Final = re.compile(
    rf"ngày\s?(\d{{1,2}}|{_BLANK})\s?tháng\s?(\d{{1,2}}|{_BLANK})\s?năm\s?(\d{{4}}|{_BLANK})", re.IGNORECASE
)
_ABOVE: Final = re.compile(r"(?:ubnd|[uủ][ỷy] ban nhân dân) (?:tỉnh|thành phố)\b")
_ADDRESSED: Final = re.compile(r"kính gửi\b", re.IGNORECASE)
_RECIPIENTS: Final = re.compile(r"nơi nhận\b", re.IGNORECASE)
_BULLET: Final = re.compile(r"[-–+•*]\s")
_NUMBERED: Final = r"(?:\d{1,2}|[IVX]{1,5})[.)]\s?"
_PLAN: Final = re.compile(
    rf"(?:{_NUMBERED}(?:kế hoạch|phương hướng|nhiệm vụ)\b|(?:kế hoạch triển khai|phương hướng|nhiệm vụ)\b)"
    r"(?![^.;()]{0,80}(?:\btháng|\bquý|\bđã)\s)[^.;()]{0,80}\bnăm\s+(20\d\d)\b",
    re.IGNORECASE,
)
_CHAPTER: Final = re.compile(r"(\d{1,2}|[IVX]{1,5})[.)]\s?\S")
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_CLOSING: Final = re.compile(r"(?:trên đây là|nơi nhận)\b", re.IGNORECASE)
_TOPICS: Final = re.compile(
    r"đánh giá nội bộ|xem xét (?:của )?lãnh đạo|mục tiêu chất lượng|kinh phí|khảo sát|tập huấn|công bố|phê duyệt",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Between which days the report was made; both are the same where its head gives the day."""

    first: date
    last: date
    exact: bool


@dataclass(frozen=True)
class Desk:
    """A report under review, with the library to hold it against, or without one."""

    paper: Paper
    library: Library | None = None

    @cached_property
    def _title_at(self) -> int:
        blocks = self.paper.blocks
        return next((n for n, block in enumerate(blocks[:HEAD]) if _TITLE.match(block.text)), 0)

    @cached_property
    def head(self) -> tuple[Block, ...]:
        """What stands above the title."""
        return self.paper.blocks[: self._title_at]

    @cached_property
    def has_head(self) -> bool:
        """Whether the letterhead was read: a report whose head was cut off is not blamed for it."""
        return any(
            "cộng hòa xã hội" in block.text.lower() or "cộng hoà xã hội" in block.text.lower()
            for block in self.head
        )

    @cached_property
    def title(self) -> tuple[Block, ...]:
        """The title and its lines."""
        first, *rest = self.paper.blocks[self._title_at : self._title_at + 4]
        lines = [first]
        for block in rest:
            if block.table or _BODY.match(block.text):
                break
            lines.append(block)
        return tuple(lines)

    @cached_property
    def year(self) -> int | None:
        """The year reported: the first that the title names."""
        found = next(filter(None, (_YEAR.search(block.text) for block in self.title)), None)
        return int(found[1]) if found else None

    @cached_property
    def date_line(self) -> tuple[Block, re.Match[str]] | None:
        """The day in the head, blank or not."""
        for block in self.head:
            match = DATE_LINE.search(block.text)
            if match:
                return block, match
        return None

    @cached_property
    def made(self) -> Span | None:
        """When the report was made, by its head; None where that says too little."""
        if self.date_line is None:
            days = (day_of(match).real for block in self.head for match in DAY.finditer(block.text))
            only = next(days, None)
            return Span(only, only, exact=True) if only else None
        day, month, year = (part.strip() for part in self.date_line[1].groups())
        if not (month.isdecimal() and year.isdecimal()):
            return None
        try:
            if day.isdecimal():
                exact = date(int(year), int(month), int(day))
                return Span(exact, exact, exact=True)
            first = date(int(year), int(month), 1)
            following = (first + timedelta(days=31)).replace(day=1)
        except (ValueError, OverflowError):
            return None
        return Span(first, following - timedelta(days=1), exact=False)

    @cached_property
    def addressees(self) -> tuple[Block, ...]:
        """``Kính gửi`` and the names below it."""
        blocks = self.paper.paragraphs
        at = next((n for n, block in enumerate(blocks) if _ADDRESSED.match(block.text)), None)
        if at is None:
            return ()
        below = []
        for block in blocks[at + 1 : at + LAST_RECIPIENTS]:
            if not _BULLET.match(block.text):
                break
            below.append(block)
        return (blocks[at], *below)

    @cached_property
    def recipients(self) -> tuple[Block, ...]:
        """``Nơi nhận`` and what follows it; the words in capitals beside it belong to the signature."""
        blocks = self.paper.paragraphs
        at = next((n for n, block in enumerate(blocks) if _RECIPIENTS.match(block.text)), None)
        if at is None:
            return ()
        return tuple(
            block for block in blocks[at : at + LAST_RECIPIENTS] if not block.text.replace("VT", "").isupper()
        )

    @cached_property
    def cited(self) -> tuple[Citation, ...]:
        """The papers that the report names below its head, in order."""
        return tuple(
            cited for block in self.paper.blocks[self._title_at :] if block.text for cited in citations(block)
        )

    @cached_property
    def rows(self) -> tuple[ResultRow, ...]:
        """The rows of the results table."""
        return result_rows(self.paper.tables)

    def row_of(self, theme: str) -> ResultRow | None:
        """Return the first row of a theme."""
        return next((row for row in self.rows if row.theme == theme), None)

    @cached_property
    def _row_at(self) -> dict[tuple[int, int], ResultRow]:
        return {(row.result.table, row.result.row): row for row in self.rows}

    def row_with(self, cited: Citation) -> ResultRow | None:
        """Return the row of the results table in which a paper is named."""
        block = cited.block
        return self._row_at.get((block.table, block.row)) if block.table else None

    def topics(self, cited: Citation) -> frozenset[str]:
        """Return what a paper is named for: by its row, or the words about it."""
        row = self.row_with(cited)
        words = row.content.text if row else cited.block.around(cited.start, cited.end, 120, 160)
        return frozenset(topic.lower() for topic in _TOPICS.findall(words))

    @cached_property
    def _plan_at(self) -> tuple[int, int, int] | None:
        blocks = self.paper.blocks
        below = self._title_at + len(self.title)
        found = [
            (n, match)
            for n, block in enumerate(blocks)
            if not block.table and n >= below and (match := _PLAN.match(block.text))
        ]
        for at, match in reversed(found):
            end, is_last = self._section_end(at)
            if is_last or (self.year is not None and int(match[1]) > self.year):
                return at, end, int(match[1])
        return None

    def _section_end(self, at: int) -> tuple[int, bool]:
        """Return where a section ends, and whether no other of its rank follows."""
        blocks = self.paper.blocks
        after = _next_label(blocks[at])
        for n in range(at + 1, len(blocks)):
            if not blocks[n].table and _CLOSING.match(blocks[n].text):
                return n, True
            if not blocks[n].table and after and _label(blocks[n]) == after:
                return n, False
        return len(blocks), True

    @cached_property
    def plan(self) -> tuple[Block, ...]:
        """The section on the plan for the next year, its heading first."""
        return self.paper.blocks[self._plan_at[0] : self._plan_at[1]] if self._plan_at else ()

    @cached_property
    def _planned(self) -> frozenset[Block]:
        return frozenset(self.plan)

    def is_planned(self, block: Block) -> bool:
        """Say whether a paragraph or cell is of the plan for the next year."""
        return block in self._planned

    @cached_property
    def plan_year(self) -> int | None:
        """The year that the heading of the plan names."""
        return self._plan_at[2] if self._plan_at else None

    def following(self, block: Block, reach: int) -> tuple[Block, ...]:
        """Return a paragraph and some after it."""
        at = self._order[block]
        return self.paper.blocks[at : at + reach + 1]

    def near(self, block: Block, reach: int) -> tuple[Block, ...]:
        """Return a paragraph and those about it."""
        at = self._order[block]
        return self.paper.blocks[max(0, at - reach) : at + reach + 1]

    @cached_property
    def _order(self) -> dict[Block, int]:
        return {block: n for n, block in enumerate(self.paper.blocks)}


def day_to_ask(desk: Desk) -> date | None:
    """Return the day on which the library is asked: that of the report, the end of its month, or of the year reported."""
    if desk.made is not None:
        return desk.made.last
    return date(desk.year, 12, 31) if desk.year else None


def is_of(desk: Desk, library: Library) -> bool:
    """Tell whether a report is that of the library's agency: it bears its name, or papers with its abbreviation.

    Many provinces have an agency of one name: a head with the body above another one is of that one.
    """
    known = library.agency.names
    head = " ".join(block.text for block in desk.head).lower()
    above = {
        mark.lower() for names in known for mark in (names.parent, " ".join(names.letterhead_parent)) if mark
    }
    if above and _ABOVE.search(head) and not any(mark in head for mark in above):
        return False
    marks = {mark for names in known for mark in (names.name, " ".join(names.letterhead))}
    text = " ".join(block.text for block in (*desk.head, *desk.title)).lower()
    if any(mark.lower() in text for mark in marks):
        return True
    own = {names.abbreviation for names in known}
    return any(own & set(cited.symbol.split("-")) for cited in desk.cited)


def _label(block: Block) -> str:
    match = _CHAPTER.match(block.text)
    return match[1].upper() if match else ""


def _next_label(block: Block) -> str:
    """Return the number that the chapter after this one would have; empty where this one has none."""
    label = _label(block)
    if label.isdecimal():
        return str(int(label) + 1)
    return _ROMAN[_ROMAN.index(label) + 1] if label in _ROMAN[:-1] else ""
