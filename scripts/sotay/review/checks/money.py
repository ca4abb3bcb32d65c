"""RVW65: money granted, spent and left over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.messages import _
from sotay.review.figures import MONEY, whole
from sotay.review.remarks import Objection, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk
    from sotay.review.paper import Block

_GRANTED: Final = re.compile(
    r"(?:kinh phí[^.;:\d]{0,40}(?:cấp|giao|phân bổ)[^.;:\d]{0,20}(?:năm \d{4}\s?)?|được (?:cấp|giao|phân bổ)\s?(?:số tiền\s?)?)"
    rf"(?:là|:)?\s?{MONEY}",
    re.IGNORECASE,
)
_SPENT: Final = re.compile(
    rf"(?:giải ngân|đã sử dụng|đã chi|đã thực hiện)\s?(?:được|là|:|số tiền)?\s?{MONEY}", re.IGNORECASE
)
_LEFT: Final = re.compile(rf"còn lại\s?(?:là|:)?\s?{MONEY}", re.IGNORECASE)
_CARRIED: Final = re.compile(
    r"(?:kinh phí|số tiền|phần)?\s?còn lại[^.;]{0,60}chuyển sang[^.;]{0,40}năm\s?(?:20\d\d|sau)",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"bổ sung|năm trước|chuyển sang từ|kinh phí khác", re.IGNORECASE)
_SUM: Final = re.compile(MONEY, re.IGNORECASE)
_BUDGET: Final = re.compile(
    r"(?:kinh phí|dự toán|số)[^.;]{0,20}\b(?:cấp|giao|duyệt|phân bổ)\b|được (?:cấp|giao|phân bổ)",
    re.IGNORECASE,
)
_GROUND: Final = re.compile(r"chuyển nguồn|Điều 64|theo (?:Quyết định|Công văn|quy định)", re.IGNORECASE)


@check("RVW651", Severity.ERROR)
def money_does_not_add_up(desk: Desk) -> Iterator[Objection]:
    """What was spent and what is left are not what was granted.

    Accounts are complete, clear and true (Law 88/2015/QH13 on accounting, Article 5): what was granted is spent or left.

    Correct the sums after the accounts.

    Example: granted 20.000.000, spent 3.000.000, left 18.000.000.
    """
    for block in desk.paper.paragraphs:
        found = [list(pattern.finditer(block.text)) for pattern in (_GRANTED, _SPENT, _LEFT)]
        if any(len(matches) > 1 for matches in found) or not (found[0] and found[1]):
            continue
        if _MORE.search(block.text):
            continue
        granted, spent = whole(found[0][0][1]), whole(found[1][0][1])
        left = whole(found[2][0][1]) if found[2] else 0
        also_granted = _between(block, found[0][0].end(), found[1][0].start())
        also_spent = _between(block, found[1][0].end(), found[2][0].start() if found[2] else len(block.text))
        wholes = {granted, granted + also_granted}
        made_up = {spent + left, spent + left + also_spent} if found[2] else {max(spent, *wholes)}
        if wholes.isdisjoint(made_up):
            message = _(
                "{granted} were granted; {spent} spent and {left} left do not make that up: correct the sums.",
                granted=f"{granted:,}".replace(",", "."),
                spent=f"{spent:,}".replace(",", "."),
                left=f"{left:,}".replace(",", "."),
            )
            yield within(block, found[1][0].start(), found[1][0].end(), message)


def _between(block: Block, start: int, end: int) -> int:
    """Return what further sums, between two of those understood, add up to: they may be part of what was granted, or spent."""
    return sum(whole(match[1]) for match in _SUM.finditer(block.text, start, max(start, end)))


@check("RVW652", Severity.WARNING)
def total_not_stated(desk: Desk) -> Iterator[Objection]:
    """Money was spent, and the report does not say of how much.

    Accounts are complete and clear (Law 88/2015/QH13 on accounting, Article 5): a sum says little without the whole that it is
    part of.

    Write what was granted, what was spent and what is left.

    Example: `đã giải ngân 3.000.000 đồng, kinh phí còn lại …`, and the sum granted is nowhere.
    """
    spent = next(((b, m) for b in desk.paper.paragraphs if (m := _SPENT.search(b.text))), None)
    if spent is None or _is_granted(desk, *spent):
        return
    message = _("The report says what was spent and not what was granted: write both, and what is left.")
    yield within(spent[0], spent[1].start(), spent[1].end(), message)


def _is_granted(desk: Desk, block: Block, spent: re.Match[str]) -> bool:
    """Say whether the report states a sum of which the spent one may be a part, beside it or in a table of the year."""
    if any(_GRANTED.search(other.text) for other in desk.paper.blocks):
        return True
    for other in desk.near(block, 2):
        left = {match[1] for match in _LEFT.finditer(other.text)}
        sums = {match[1] for match in _SUM.finditer(other.text)} - {spent[1]} - left
        if sums:
            return True
    heads = (cell for table in desk.paper.tables for cell in table[0] if not desk.is_planned(cell))
    return any(_BUDGET.search(cell.text) for cell in heads)


@check("RVW653", Severity.INFO)
def money_carried_over(desk: Desk) -> Iterator[Objection]:
    """Money of the year is carried over to the next, and nothing says on what ground.

    What is not spent by the end of the year is cancelled, but for the cases that may be carried over (Law 83/2015/QH13 on the
    State budget, Article 64.3).

    Name the case and the decision that allows it, or plan the money anew for the next year.

    Example: `kinh phí còn lại dự trù chuyển sang thực hiện trong năm 2022`.
    """
    for block in desk.paper.paragraphs:
        match = _CARRIED.search(block.text)
        if match is not None and not _GROUND.search(block.text, match.start()):
            message = _(
                "Money of the year is carried over without a ground: name the case of Article 64.3 of the State Budget Law, or plan "
                "it anew."
            )
            yield within(block, match.start(), match.end(), message)
