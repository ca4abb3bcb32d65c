"""Official numbers with their dates, as they are found in running text (Decree 30/2020/NĐ-CP, Annex I, II.3 and II.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.paper import Block

PAPERS: Final = {
    "nghị quyết": "NQ",
    "quyết định": "QĐ",
    "thông báo": "TB",
    "kế hoạch": "KH",
    "báo cáo": "BC",
    "biên bản": "BB",
    "tờ trình": "TTr",
    "công văn": "",
}
"""What a paper is called, and the abbreviation that its number then bears (Decree 30/2020/NĐ-CP, Annex III)."""

BEFORE: Final = 40
AFTER: Final = 200

NUMBER: Final = re.compile(
    r"(?<![\w./:–-])(\d{1,5}[a-zđ]?)\s?/\s?"
    r"((?:\d{4}/)?[A-ZĐƯ][A-Za-zĐđƯư&0-9]{0,30}(?:[-–][A-ZĐƯ][A-Za-zĐđƯư&0-9]{0,30}){0,5})(?![\w/])"
)
_NAMED: Final = re.compile(
    rf"({'|'.join(PAPERS)})\s+(?:số\s*:?\s*)?\Z|(?P<other>[^\W\d]{{2,20}})\s+số\s*:?\s*\Z", re.IGNORECASE
)
_SLASHED: Final = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)"
_SPELLED: Final = r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})(?!\d)"
DAY: Final = re.compile(rf"\bngày\s+(?:{_SLASHED}|{_SPELLED})", re.IGNORECASE)
_DATED: Final = re.compile(
    rf"\s?(?:{DAY.pattern})|\s?,\s?(?:{DAY.pattern})(?=\s?(?:[.;:)]|\Z|của\b|về\b))", re.IGNORECASE
)
"""The day of a paper; behind a comma it may be that of what is told next."""
_SUBJECT: Final = re.compile(r"[^.;:()]{0,120}?\bvề\s+(?:việc\s+)?([^.;:()]{4,160})")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is written: three numbers, which may be no day at all."""

    day: int
    month: int
    year: int

    @property
    def real(self) -> date | None:
        """The day; None where the calendar has none such."""
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Citation:
    """A paper that the text names: by number and, mostly, day.

    ``kind`` is what the text calls it, in small letters; ``subject`` is what it is said to be about.
    """

    number: str
    kind: str
    dated: Day | None
    subject: str
    block: Block
    start: int
    end: int

    @property
    def day(self) -> date | None:
        """The day of the paper; None where none is given, or none that the calendar has."""
        return self.dated.real if self.dated else None

    @property
    def serial(self) -> str:
        """The number before the slash."""
        return self.number.partition("/")[0]

    @property
    def symbol(self) -> str:
        """What follows the first slash."""
        return self.number.partition("/")[2]

    @property
    def paper(self) -> str:
        """The abbreviation of what kind of paper its number says it is: KH, QĐ; empty for a letter, and for a legal document, which bears its year."""
        first = self.symbol.partition("-")[0]
        return first if first in PAPERS.values() else ""

    @property
    def quote(self) -> str:
        """The words that name it."""
        return self.block.text[self.start : self.end]


def day_of(match: re.Match[str]) -> Day:
    """Return the day that a match of ``DAY`` stands for."""
    day, month, year = (int(part) for part in match.groups() if part)
    return Day(day, month, year)


def citations(block: Block) -> Iterator[Citation]:
    """Yield the papers that a paragraph or cell names, in order."""
    text = block.text
    for match, following in pairwise([*NUMBER.finditer(text), None]):
        assert match is not None
        named = _NAMED.search(text, max(0, match.start() - BEFORE), match.start())
        dated = _DATED.match(text, match.end())
        end = dated.end() if dated else match.end()
        until = following.start() if following else len(text)
        said = _SUBJECT.match(text[end : min(end + AFTER, max(end, until))])
        kind = (named[1] or named["other"] or "").lower() if named else ""
        yield Citation(
            number=f"{match[1]}/{match[2]}".replace("–", "-"),
            kind=kind,
            dated=day_of(dated) if dated else None,
            subject=said[1].strip() if said else "",
            block=block,
            start=named.start() if named else match.start(),
            end=end,
        )
