"""RVW6: figures of dossiers, shares and tables that do not follow from each other, or from the register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.figures import dossier_count
from sotay.figures.period import Period
from sotay.findings import Severity
from sotay.messages import _
from sotay.review.citations import DAY, day_of
from sotay.review.desk import Span, is_of
from sotay.review.figures import SHARE, Count, Counts, amount, counts, follows, read_share
from sotay.review.remarks import Objection, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.figures.counting import DossierFigures
    from sotay.review.desk import Desk
    from sotay.review.paper import Block, Row

REACH: Final = 4

_TERMS: Final = re.compile(r"(?:trước|trễ|quá|chậm) (?:thời )?hạn[^.;]{0,30}\d", re.IGNORECASE)
_RATIO: Final = re.compile(
    r"(?<![\d/.,])(\d{1,6})\s?/\s?(\d{1,6})\s(?:phiếu|hồ sơ|ý kiến|người|lượt|quy trình|thủ tục)"
    r"(?:\s(?:rất hài lòng|hài lòng|đúng hạn|tham gia|hợp lệ|trả lời))?[\s,;:(]{0,3}(?:đạt|chiếm|tương ứng)?\s?(?:tỷ lệ|tỉ lệ)?\s?"
    rf"{SHARE}",
    re.IGNORECASE,
)
_OTHERWISE: Final = re.compile(r"trả lại|\brút\b|h[ủu][yỷ]|từ chối|không đủ|tạm dừng|bổ sung", re.IGNORECASE)
"""Dossiers that were settled in another way than by a result in its time."""
_ALSO: Final = {"received": "carried_over", "on_time": "early"}
"""What many reports count in: those carried over as received, early ones as on time."""
_PART_OF_THE_YEAR: Final = re.compile(r"\bquý\b|trong tháng|tháng đầu|tháng cuối|lĩnh vực", re.IGNORECASE)
_YEAR: Final = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_FROM: Final = re.compile(r"\btừ\s(?:ngày\s)?(\d{1,2})\s?[/.-]\s?(\d{1,2})\b", re.IGNORECASE)
_TO: Final = re.compile(rf"đến\s(?:hết\s)?{DAY.pattern}", re.IGNORECASE)
_TOTAL: Final = re.compile(
    r"(?:tổng cộng|tổng|cộng)(?:\s(?:số|tiền|chi|kinh phí|dự toán))?\s?[:.]?\s?(?:\([^()]*\))?", re.IGNORECASE
)
_NO_SUM: Final = re.compile(r"tỷ lệ|tỉ lệ|%|đơn giá|bình quân|trung bình|điểm|mức|STT|\bTT\b", re.IGNORECASE)
_RANKS: Final = (r"[IVX]{1,5}\.?", r"[A-ZĐ]\.?", r"\d{1,3}\.?")


@check("RVW601", Severity.ERROR)
def counts_do_not_add_up(desk: Desk) -> Iterator[Objection]:
    """The numbers of dossiers do not add up.

    What was returned early, on time and late is all that was returned, and no more is returned than came in (Decree
    61/2018/NĐ-CP, Article 30; Circular 01/2018/TT-VPCP).

    Count again in the register, and correct the figures.

    Example: `đã giải quyết 18 hồ sơ …, đúng hạn 16 hồ sơ` and nothing of the other two.
    """
    for block, told in _told(desk):
        resolved = told.resolved
        if resolved is None:
            continue
        if told.there and all(resolved.value > there for there in told.there):
            message = _(
                "{resolved} dossiers were returned and {received} came in: correct the figures, or say how many were carried over.",
                resolved=resolved.value,
                received=told.received.value if told.received else 0,
            )
            yield within(block, resolved.start, resolved.end, message)
        if _OTHERWISE.search(block.text):
            continue
        if told.settled and not _adds_up(told, resolved.value) and not _told_elsewhere(desk, block, told):
            message = _(
                "{resolved} dossiers were returned; early, on time and late together are {sum}: correct the figures.",
                resolved=resolved.value,
                sum=sum(count.value for count in told.settled),
            )
            yield within(block, resolved.start, max(count.end for count in told.settled), message)
        if told.pending and told.there and resolved.value + told.pending.value not in told.there:
            message = _(
                "{resolved} dossiers were returned and {pending} are open, of {received} that came in: correct the figures.",
                resolved=resolved.value,
                pending=told.pending.value,
                received=max(told.there),
            )
            yield within(block, told.pending.start, told.pending.end, message)


def _told(desk: Desk) -> Iterator[tuple[Block, Counts]]:
    for block in desk.paper.paragraphs:
        told = counts(block.text)
        if told is not None:
            yield block, told


def _adds_up(told: Counts, resolved: int) -> bool:
    """Say whether the counts by term make up what was returned; early ones may be part of those on time."""
    total = sum(count.value for count in told.settled)
    early = told.early.value if told.early else 0
    within_time = told.on_time or told.both
    return total == resolved or (within_time is not None and total - early == resolved)


def _told_elsewhere(desk: Desk, block: Block, told: Counts) -> bool:
    """Say whether a term that was not counted stands in other words, or in a paragraph beside it."""
    if told.unread:
        return True
    if told.early and told.on_time and told.late:
        return False
    return any(_TERMS.search(other.text) for other in desk.near(block, REACH) if other != block)


@check("RVW602", Severity.ERROR)
def share_does_not_follow(desk: Desk) -> Iterator[Objection]:
    """A percentage does not follow from the numbers beside it.

    Shares are computed from the counts that the report gives (Circular 26/2014/TT-BKHCN, Article 37.1: the report is checked
    against its evidence).

    Compute the share again, or correct the counts.

    Example: `16/18 hồ sơ (95%)`; 16 of 18 is 88,9%.
    """
    for block, told in _told(desk):
        if told.resolved is None:  # then the shares may be of those that were due
            continue
        bases_of = [(told.resolved, told.there)]
        bases_of += [(count, told.there | {told.resolved.value}) for count in told.settled]
        for count, bases in bases_of:
            if count.share is not None and bases and not _follows(count, bases):
                yield _share(block, count.start, count.end, count.value, max(bases))
    for block in desk.paper.blocks:
        for match in _RATIO.finditer(block.text):
            part, base = int(match[1]), int(match[2])
            if base and not follows(*read_share(match[3]), part, base):
                yield _share(block, match.start(), match.end(), part, base)


def _follows(count: Count, bases: frozenset[int]) -> bool:
    share, value = count.share or 0.0, count.value
    return not any(bases) or any(follows(share, count.decimals, value, base) for base in bases)


def _share(block: Block, start: int, end: int, part: int, base: int) -> Objection:
    right = f"{100 * part / base:.1f}".removesuffix(".0").replace(".", ",") if base else "0"
    message = _(
        "{part} of {base} is {right}%: correct the percentage or the numbers.",
        part=part,
        base=base,
        right=right,
    )
    return within(block, start, end, message)


@check("RVW603", Severity.INFO)
def terms_incomplete(desk: Desk) -> Iterator[Objection]:
    """Not all of early, on time and late are given.

    The outline asks for all three with their shares, and the agency reports them (Decree 61/2018/NĐ-CP, Article 30): what is not
    said is taken for not counted.

    Give all three, with 0 where there was none.

    Example: `giải quyết đúng hạn 18 hồ sơ (tỷ lệ 100%)`, and nothing of early and late ones.
    """
    for block, told in _told(desk):
        on_time = told.on_time or told.both
        missing = not (told.early or told.both) or not (told.late or _is_rest(told))
        is_none = told.resolved is not None and told.resolved.value == 0
        if on_time and missing and not is_none and not _told_elsewhere(desk, block, told):
            message = _(
                "Dossiers returned early or late are not given: write all three, with 0 where there was none."
            )
            yield within(block, on_time.start, on_time.end, message)


def _is_rest(told: Counts) -> bool:
    """Say whether nothing is left that can have been late."""
    return told.resolved is not None and sum(count.value for count in told.settled) == told.resolved.value


@check("RVW604", Severity.ERROR)
def table_does_not_add_up(desk: Desk) -> Iterator[Objection]:
    """The total of a table is not the sum of its rows.

    A total is the sum of what stands above it; each item of an estimate has a limit of its own (Circular 116/2015/TT-BTC,
    Article 4).

    Add the rows up again, and correct the total or the row.

    Example: rows of 15.000.000 and 3.000.000 over `Tổng cộng 20.000.000`.
    """
    for table in desk.paper.tables:
        last = table[-1]
        if len(table) > 2 and any(_TOTAL.fullmatch(cell.text) for cell in last[:2]):  # noqa: PLR2004 (head, a row, the total)
            shares = {cell.column for cell in table[0] if _NO_SUM.search(cell.text)}
            yield from _sums(table[1:-1], [cell for cell in last if cell.column not in shares])


def _sums(rows: Sequence[Row], last: Sequence[Block]) -> Iterator[Objection]:
    """Object to totals that are the sum of no column: the cells of the last row may have slipped to another one."""
    columns: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        for cell in row:
            if cell.text:
                columns.setdefault(cell.column, []).append((row[0].text, cell.text))
    sums = {
        column: _possible([(label, value) for label, text in cells if (value := amount(text)) is not None])
        for column, cells in columns.items()
    }
    for total in last:
        said = amount(total.text)
        cells = columns.get(total.column, [])
        is_read = cells and all(amount(text) is not None for _label, text in cells)
        if said is None or not is_read or any(said in possible for possible in sums.values()):
            continue
        found = sum(amount(text) or 0 for _label, text in cells)
        message = _(
            "The rows add up to {sum}, the total says {total}: correct one of them.",
            sum=_grouped(found),
            total=total.text,
        )
        yield Objection(total.place, message, " | ".join(cell.text for cell in last if cell.text))


def _possible(known: Sequence[tuple[str, int]]) -> set[int]:
    """Return the sums that rows can mean: of all, or of those of one rank, where the others only part them up."""
    found = {sum(value for _label, value in known)}
    for rank in _RANKS:
        ranked = [value for label, value in known if re.fullmatch(rank, label)]
        if ranked:
            found.add(sum(ranked))
    return found


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


@check("RVW605", Severity.ERROR)
def register_says_otherwise(desk: Desk) -> Iterator[Objection]:
    """The numbers of dossiers are not those of the register.

    Figures come from the register of dossiers (Decree 61/2018/NĐ-CP, Article 30); the inspecting unit counts again (Circular
    26/2014/TT-BKHCN, Article 37.1).

    Correct the report, or complete the register.

    Example: `đã tiếp nhận 20 hồ sơ`, while records/dossiers/2021.csv has 18 rows up to that day.
    """
    library = desk.library
    if library is None or desk.made is None or desk.year is None or not is_of(desk, library):
        return
    if not any(row.entry.received_at.year == desk.year for row in library.dossiers):
        return
    for block, told in _told(desk):
        span = _counted_until(desk, block, desk.made)
        if span is None:
            continue
        first, last = _window(desk, span)
        for name in ("received", "resolved", "early", "on_time", "late"):
            count: Count | None = getattr(told, name)
            low, high = getattr(first, name), getattr(last, name)
            also = _ALSO.get(name, name)
            widest = high + getattr(last, also) if also != name else high
            if count is not None and not low <= count.value <= widest:
                message = _(
                    "The register counts {kept} here, the report says {said}: correct the report, or complete the register.",
                    kept=high if low == high else f"{low}-{high}",
                    said=count.value,
                )
                yield within(block, count.start, count.end, message)


def _counted_until(desk: Desk, block: Block, made: Span) -> Span | None:
    """Return on which days the figures can have been counted; None where they are not of the year from its first day."""
    start = _FROM.search(block.text)
    if any(int(year) != desk.year for year in _YEAR.findall(block.text)):
        return None
    if _PART_OF_THE_YEAR.search(block.text) or (start and (int(start[1]), int(start[2])) != (1, 1)):
        return None
    said = [match for other in desk.near(block, REACH) for match in _TO.finditer(other.text)]
    days = {day for match in said if (day := day_of(match).real) is not None}
    if not days:
        return made
    only = days.pop()
    return Span(only, only, exact=True) if not days else None


def _window(desk: Desk, made: Span) -> tuple[DossierFigures, DossierFigures]:
    """Return what the register counted at the beginning and at the end of some days."""
    assert desk.library is not None
    assert desk.year is not None
    year = Period.of_year(desk.year)
    first, last = (
        dossier_count.count(desk.library, year, until=day).whole for day in (made.first, made.last)
    )
    return first, last
