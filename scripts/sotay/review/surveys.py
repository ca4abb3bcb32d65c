"""Satisfaction in running text: how many were asked, how many answered, how many of them were satisfied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sotay.review.figures import NUMBER, SHARE, Count, read_share, whole

MANY: Final = 100
"""A paragraph with more counts is no account of a survey."""

_ASKED_UNIT: Final = r"(?:phiếu|ý kiến|lượt người|lượt|người dân|người|tổ chức|cá nhân|doanh nghiệp)"
_UNIT: Final = rf"{_ASKED_UNIT}(?:,? (?:cá nhân|tổ chức|người dân|doanh nghiệp))?(?: khảo sát)?"
_BACK: Final = r"(?:thu (?:về|được|hồi|lại|vào)|nhận (?:về|được|lại))"
_ANSWERED: Final = re.compile(
    rf"(?<![\d/]){NUMBER}\s{_UNIT}\s(?:đã\s|được\s|có\s|là\s)?(?:{_BACK}|trả lời|phản hồi|hợp lệ|tham gia)"
    r"(?!\s?[:“\"]?\s?(?:là\s)?(?:rất\s)?(?:hài|không|chưa))"
    rf"|{_BACK}\s?(?:là|:)?\s?(?P<back>{NUMBER})\s{_UNIT}",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    rf"(?<![\d/]){NUMBER}\s{_UNIT}\s(?:đã\s|được\s)?(?:hỏi|khảo sát|lấy ý kiến|phát (?:ra|đi)|gửi đi)"
    rf"|(?:phát (?:ra|đi|hành)?|gửi|khảo sát)\s?(?:là|:)?\s?(?P<out>{NUMBER})\s{_UNIT}",
    re.IGNORECASE,
)
_MOOD: Final = r"(?:đánh giá |trả lời |cho ý kiến |tỏ ra |được )?(?:là |mức |ở mức )?(?:rất )?hài lòng"
_SATISFIED: Final = re.compile(rf"(?<![\d/]){NUMBER}\s{_UNIT}\s{_MOOD}", re.IGNORECASE)
_UNSATISFIED: Final = re.compile(
    rf"{NUMBER}\s{_UNIT}\s(?:\w+\s){{0,2}}(?:không|chưa) hài lòng", re.IGNORECASE
)
_OF: Final = re.compile(
    rf"\s?(?:trên|trong)(?: tổng)?(?: số)?\s(?P<of>{NUMBER})\s{_UNIT}(?:\s(?:được )?(?:trả lời|phản hồi|khảo sát|hỏi|thu về|tham gia))?",
    re.IGNORECASE,
)
_RATIO: Final = re.compile(rf"(?<![\d/.,])(\d{{1,6}})\s?/\s?(\d{{1,6}})\s{_UNIT}\s{_MOOD}", re.IGNORECASE)
_SHARED: Final = re.compile(
    rf"[\s,;:(]{{0,3}}(?:đạt|chiếm|tương ứng|bằng)?\s?(?:với )?(?:tỷ lệ|tỉ lệ)?\s?:?\s?{SHARE}\)?",
    re.IGNORECASE,
)
_ANY: Final = re.compile(rf"(?<![\d/]){NUMBER}\s{_ASKED_UNIT}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Satisfied answers, what they may be a share of, and the most that they can be."""

    count: Count
    bases: frozenset[int]
    most: int


def satisfactions(text: str) -> list[Satisfaction]:
    """Return what a paragraph says of satisfied people; none where it counts people in a way that was not understood."""
    if "hài lòng" not in text.lower():
        return []
    found = [
        Satisfaction(
            Count(int(match[1]), None, 0, match.start(), match.end()),
            frozenset({int(match[2])}),
            int(match[2]),
        )
        for match in _RATIO.finditer(text)
    ]
    answered = {match.span(): _number(match) for match in _ANSWERED.finditer(text)}
    asked = {match.span(): _number(match) for match in _ASKED.finditer(text)}
    known = [*answered, *asked, *(match.span() for match in _UNSATISFIED.finditer(text))]
    told: list[tuple[Count, int | None]] = []
    for match in _SATISFIED.finditer(text):
        of = _OF.match(text, match.end())
        end = of.end() if of else match.end()
        share = _SHARED.match(text, end)
        percent, decimals = read_share(share[1]) if share else (None, 0)
        count = Count(whole(match[1]), percent, decimals, match.start(), share.end() if share else end)
        told.append((count, whole(of["of"]) if of else None))
        known.append((match.start(), end))
    if len(known) > MANY or any(
        not any(start <= match.start() < end for start, end in known) for match in _ANY.finditer(text)
    ):
        return found
    there = set(answered.values()) | set(asked.values())
    most = max(set(answered.values()) or there, default=0)
    for count, of_which in told:
        bases = frozenset({of_which} if of_which else there)
        if any(bases):
            found.append(Satisfaction(count, bases, of_which or most))
    return found


def _number(match: re.Match[str]) -> int:
    return whole(next(text for text in match.groups() if text))
