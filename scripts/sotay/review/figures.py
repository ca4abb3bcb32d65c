"""Figures in running text: counts of dossiers, percentages, sums of money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBER: Final = r"(\d{1,3}(?:\.\d{3})+|\d{1,9})(?![\d.,/]\d)"
SHARE: Final = r"(\d{1,4}(?:[.,]\d{1,3})?)\s?%(?=\s?(?:[),.;:]|\Z|trong đó|và\b))"
"""A percentage of what stands before it: one that goes on, as in 100% of the plan or 100% on time, is of something else."""
PERCENT: Final = re.compile(rf"\s?\(?(?:đạt\s)?(?:tỷ lệ|tỉ lệ|chiếm)?\s?:?\s?{SHARE}\)?", re.IGNORECASE)
MONEY: Final = rf"{NUMBER}\s?(?:đồng|VNĐ|VND|đ\b)"

_SAID: Final = rf"\s?(?:được\s|là\s|:\s?|xong\s|tổng (?:số|cộng)\s)*{NUMBER}"
_DOSSIERS: Final = rf"{_SAID}\s+(?:bộ\s)?hồ sơ"
_SETTLED: Final = rf"{_SAID}(?:\s+(?:bộ\s)?hồ sơ|(?=\s?[;,.()]|\s?\Z))"
_TERM: Final = r"(?:thời\s)?hạn"
_BOTH: Final = (
    rf"(?:trước(?:\s{_TERM})?\s(?:và|hoặc|,)\sđúng|đúng(?:\s{_TERM})?\s(?:và|hoặc|,)\strước)\s{_TERM}"
)
_PATTERNS: Final = {
    "received": rf"tiếp nhận(?:\s+mới)?{_DOSSIERS}",
    "resolved": rf"(?<!đang )(?<!chưa )(?<!tiếp nhận và )(?<!tiếp nhận, )(?<!hạn )giải quyết{_DOSSIERS}",
    "both": rf"{_BOTH}{_SETTLED}",
    "on_time": rf"(?<!và )(?<!hoặc )đúng\s{_TERM}{_SETTLED}",
    "early": rf"(?<!và )(?<!hoặc )trước\s{_TERM}{_SETTLED}",
    "late": rf"(?:trễ|quá|chậm)\s{_TERM}{_SETTLED}",
    "pending": rf"(?:đang|chưa)\s(?:được\s)?giải quyết{_DOSSIERS}",
    "carried": rf"{NUMBER}\s+hồ sơ\s(?:của\s)?(?:kỳ|năm)\strước\schuyển\ssang",
}
_FOUND: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}
_NONE: Final = {
    name: re.compile(rf"không (?:có|phát sinh) hồ sơ[^.;:\d]{{0,40}}(?:{words})\s{_TERM}", re.IGNORECASE)
    for name, words in (("early", "trước"), ("late", "trễ|quá|chậm"))
}
_CARRIED: Final = re.compile(r"chuyển (?:sang|qua|tiếp)|\btồn\b|(?:kỳ|năm) trước", re.IGNORECASE)
_PARTLY: Final = re.compile(
    r"\s(?:trực tuyến|trực tiếp|qua|nộp|mới|lĩnh vực|thuộc|cấp|về|mức)\b", re.IGNORECASE
)
"""Behind a number of dossiers received: it is not of all of them."""
_OPEN: Final = re.compile(r"(?:đang|chưa)\s(?:được\s)?giải quyết", re.IGNORECASE)
_TERMS: Final = re.compile(rf"(?:trước|đúng|trễ|quá|chậm)\s{_TERM}", re.IGNORECASE)
_NOTE: Final = re.compile(r"\(\s?nêu[^()]{0,400}\)", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of dossiers, the share given with it (per cent, with its decimals), and where both stand."""

    value: int
    share: float | None
    decimals: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What one paragraph says of dossiers.

    ``both`` counts what was early and on time together; ``unread`` is whether it speaks of a term whose number was not understood.
    """

    received: Count | None = None
    resolved: Count | None = None
    both: Count | None = None
    on_time: Count | None = None
    early: Count | None = None
    late: Count | None = None
    pending: Count | None = None
    carried: Count | None = None
    unread: bool = False

    @property
    def settled(self) -> tuple[Count, ...]:
        """The counts of what was returned, by term."""
        return tuple(count for count in (self.both, self.on_time, self.early, self.late) if count is not None)

    @property
    def there(self) -> frozenset[int]:
        """How many dossiers there were: received, and with those carried over."""
        if self.received is None:
            return frozenset()
        carried = self.carried.value if self.carried else 0
        return frozenset({self.received.value, self.received.value + carried})


def counts(text: str) -> Counts | None:
    """Return what a paragraph says of dossiers; None where it says nothing, or one thing several times, as of several fields."""
    if "hồ sơ" not in text.lower():
        return None
    found = {name: list(pattern.finditer(text)) for name, pattern in _FOUND.items()}
    waiting = _OPEN.search(text, max((match.end() for match in found["resolved"]), default=0))
    if waiting is not None:  # what is overdue among the dossiers still open was not returned late
        found["late"] = [match for match in found["late"] if match.start() < waiting.start()]
    if not any(found.values()) or any(len(matches) > 1 for matches in found.values()):
        return None
    told = {name: _count(text, matches[0]) for name, matches in found.items() if matches}
    for name, pattern in _NONE.items():
        none = pattern.search(text)
        if none is not None and name not in told:
            told[name] = Count(0, None, 0, none.start(), none.end())
    if found["received"] and _is_part(text, found["received"][0], carried="carried" in told):
        del told["received"]
    return Counts(**told, unread=_has_unread(text, told.values(), waiting.start() if waiting else len(text)))


def _has_unread(text: str, told: Iterable[Count], end: int) -> bool:
    """Say whether a term of what was returned is named outside the counts; the outline's own note does not count."""
    known = [(count.start, count.end) for count in told]
    known += [match.span() for match in _NOTE.finditer(text)]
    return any(
        not any(start < match.end() and match.start() < stop for start, stop in known)
        for match in _TERMS.finditer(text, 0, end)
    )


def _is_part(text: str, received: re.Match[str], *, carried: bool) -> bool:
    """Say whether more dossiers were there than the number received says: others came in otherwise, or were carried over."""
    others = "mới" in received[0].lower() or _CARRIED.search(text)
    return bool(_PARTLY.match(text, received.end()) or (others and not carried))


def whole(text: str) -> int:
    """Return a number whose thousands may be parted by points: ``18.000.000``."""
    return int(text.replace(".", "").replace(",", ""))


def amount(text: str) -> int | None:
    """Return the number that a cell of a table holds with its unit: ``18.000.000 VNĐ``; None for anything else."""
    bare = re.sub(r"\s?(?:đồng|VNĐ|VND|đ)\.?\Z", "", text.strip(), flags=re.IGNORECASE)
    return whole(bare) if _GROUPED.fullmatch(bare) and len(bare) < 25 else None  # noqa: PLR2004 (no sum of money is longer)


def follows(share: float, decimals: int, part: int, base: int) -> bool:
    """Say whether a share, rounded or cut off at its decimals, is that of a part in a whole."""
    return base > 0 and abs(100 * part / base - share) < 10**-decimals


def _count(text: str, match: re.Match[str]) -> Count:
    percent = PERCENT.match(text, match.end())
    end = percent.end() if percent else match.end()
    if percent is None:
        return Count(whole(match[1]), None, 0, match.start(), end)
    share, decimals = read_share(percent[1])
    return Count(whole(match[1]), share, decimals, match.start(), end)


def read_share(text: str) -> tuple[float, int]:
    """Return a percentage and how many decimals it has: ``94,4``."""
    _whole, _sign, rest = text.replace(",", ".").partition(".")
    return float(text.replace(",", ".")), len(rest)
