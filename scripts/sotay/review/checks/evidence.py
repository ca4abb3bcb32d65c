"""RVW3: the evidence behind the rows of the results table, and behind what is said of audit and survey."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.kinds.declaration import Declaration
from sotay.messages import _
from sotay.review.citations import DAY, NUMBER, PAPERS, Citation
from sotay.review.remarks import Objection, about, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk

REACH: Final = 6
"""How many paragraphs after it may list what one paragraph only mentions."""

_EMPTY: Final = re.compile(r"[\s….\-–_]*")
_FINDINGS: Final = re.compile(
    r"(?:kết quả|qua|đợt|cuộc|đoàn) (?:đợt |cuộc )?đánh giá nội bộ[^.;]{0,120}?"
    r"\b((?:có|còn|phát hiện|ghi nhận|chỉ ra|nêu) (?:có |ra )?một số (?:điểm|vấn đề|nội dung|tồn tại|hạn chế|sự)[^.,;]{0,60})",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(
    r"\b\d+ (?:điểm|nội dung|vấn đề|sự)|danh mục (?:các )?điểm|hạn (?:khắc phục|hoàn thành)|(?:khắc phục|hoàn thành) (?:xong )?(?:trước|đến|trong|vào) ngày"
    r"|người (?:chịu trách nhiệm|phụ trách)|(?:chủ trì|chịu trách nhiệm) khắc phục|phiếu (?:yêu cầu )?(?:khắc phục|hành động)|phụ lục"
    r"|(?:chi tiết|nêu|ghi|liệt kê|thể hiện) (?:tại|trong|ở)",
    re.IGNORECASE,
)
_RANK: Final = re.compile(r"[IVX]{1,5}\.?|[A-ZĐ]\.?")
_PAPER: Final = re.compile(rf"\b(?:{'|'.join(PAPERS)}|mục tiêu|danh mục)\b", re.IGNORECASE)
_SENT: Final = re.compile(r"\bgửi\b", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"phụ lục|bảng (?:sau|dưới|kèm)|như sau|\d/BC-", re.IGNORECASE)
_SURVEY: Final = re.compile(r"kết quả khảo sát", re.IGNORECASE)
_RESULT: Final = re.compile(
    r"\d\s?%|\d\s*(?:/\s?\d+\s*)?(?:phiếu|ý kiến|lượt|người)|(?:chưa có|chưa tổng hợp) kết quả", re.IGNORECASE
)


@check("RVW301", Severity.WARNING)
def row_empty(desk: Desk) -> Iterator[Objection]:
    """A row of the results table has no result.

    The rows are what the inspecting unit checks (Circular 26/2014/TT-BKHCN, Articles 36 and 37.1); an empty cell says neither that it
    was done nor that it was not.

    Name the paper that shows it, or write that it was not done and why.

    Example: row 6, the review, with nothing under “Kết quả”.
    """
    for row in desk.rows:
        if _EMPTY.fullmatch(row.result.text) and not (row.is_noted or _RANK.fullmatch(row.label)):
            message = _(
                "Row {row} has no result: name the paper that shows it, or write that it was not done.",
                row=row.label,
            )
            yield Objection(row.result.place, message, row.content.text)


@check("RVW302", Severity.ERROR)
def notice_is_the_declaration(desk: Desk) -> Iterator[Objection]:
    """The written notice of the declaration is evidenced with the declaration itself.

    The agency declares its system and notifies the lead unit in writing (Decision 19/2014/QĐ-TTg, Article 4.3; Circular
    26/2014/TT-BKHCN, Article 7.2.h): two papers. A decision is no notice of itself.

    Name the letter with which the declaration was sent; if there was none, send it now and say so.

    Example: row 10, `Thông báo bằng văn bản Bảng công bố`, names `Quyết định số 40/QĐ-BQLKCN`, as row 8 does.
    """
    declared = {cited.number for cited in _declared(desk)}
    if desk.library is not None:
        declared |= {record.meta.number for record in desk.library.of(Declaration) if record.meta.number}
    for row in desk.rows:
        decisions = [cited for cited in row.cited if cited.paper == "QĐ" or cited.number in declared]
        is_all = len(decisions) == len(row.cited) and not _SENT.search(row.result.text)
        if row.theme == "notification" and decisions and is_all:
            message = _(
                "Row {row} shows the notice to the lead unit with {number}, the declaration itself: name the letter that sent it.",
                row=row.label,
                number=decisions[0].number,
            )
            yield about(decisions[0], message)


def _declared(desk: Desk) -> Iterator[Citation]:
    for row in desk.rows:
        if row.theme in {"redeclaration", "declaration"}:
            yield from row.cited


@check("RVW303", Severity.WARNING)
def one_paper_two_rows(desk: Desk) -> Iterator[Objection]:
    """Two rows of the results table rest on one paper.

    Each row is a duty of its own (Circular 26/2014/TT-BKHCN, Article 7.2), and its evidence is asked for on its own (Article
    37.1).

    Name a paper of its own for the second row, or the part of the paper that shows it.

    Example: rows 8 and 10 both name `Quyết định số 40/QĐ-BQLKCN ngày 13/10/2020`.
    """
    for first, second in combinations(desk.rows[:60], 2):
        if {first.theme, second.theme} == {"review", "confirmation"} or not second.papers:
            continue
        if first.papers == second.papers and first.result.text == second.result.text:
            message = _(
                "Row {row} rests on {paper}, as row {other} does: name a paper of its own, or the part that shows it.",
                row=second.label,
                paper=second.cited[0].number,
                other=first.label,
            )
            yield about(second.cited[0], message, first.cited[0])


@check("RVW304", Severity.WARNING)
def confirmed_by_the_review(desk: Desk) -> Iterator[Objection]:
    """The head's confirmation and the review are one paper.

    The head confirms that the system is effective (Decision 19/2014/QĐ-TTg, Article 4.2.d), after the review (Article 4.2.c): the
    minutes of a meeting show it only where they hold the head's own conclusion.

    Name the head's confirmation, or the item of the minutes in which it stands.

    Example: rows 6 and 7 both name `Biên bản số 01/BB-XXLD ngày 14/10/2021`.
    """
    review, confirmation = desk.row_of("review"), desk.row_of("confirmation")
    if review is None or confirmation is None or not confirmation.papers:
        return
    if review.papers == confirmation.papers and review.result.text == confirmation.result.text:
        message = _(
            "Row {row} shows the head's confirmation with the minutes of the review, {paper}: name the confirmation, or the item "
            "of the minutes in which it stands.",
            row=confirmation.label,
            paper=confirmation.cited[0].number,
        )
        yield about(confirmation.cited[0], message, review.cited[0])


@check("RVW305", Severity.WARNING)
def evidence_without_number(desk: Desk) -> Iterator[Objection]:
    """A row of the results table names a paper by its day alone.

    Number, symbol and day name a paper (Decree 30/2020/NĐ-CP, Article 15): by the day alone nobody finds it, and nothing shows
    that it was issued.

    Write number and symbol; where the paper has none, the paper with which it was issued.

    Example: row 2, `Mục tiêu chất lượng năm 2021 ngày 18/01/2021`.
    """
    for row in desk.rows:
        match = DAY.search(row.result.text)
        if (
            match
            and not row.cited
            and row.theme != "law"
            and _PAPER.search(row.result.text, 0, match.start())
        ):
            message = _(
                "Row {row} names a paper by its day alone: write its number, or that of the paper with which it was issued.",
                row=row.label,
            )
            yield within(row.result, 0, match.end(), message)


@check("RVW306", Severity.WARNING)
def findings_not_listed(desk: Desk) -> Iterator[Objection]:
    """The audit found something, and the report does not say what, who puts it right, and by when.

    Nonconformities are put right without undue delay, and what was found and done is kept (ISO 9001, clauses 9.2.2 and 10.2;
    Decision 19/2014/QĐ-TTg, Article 4.2.b).

    List the findings, each with who puts it right and by when, or name the paper that lists them.

    Example: `Kết quả đánh giá nội bộ có một số điểm lưu ý phát hiện` and nothing further.
    """
    for block in desk.paper.paragraphs:
        match = _FINDINGS.search(block.text)
        if match is None or desk.is_planned(block):
            continue
        told = " ".join(other.text for other in desk.following(block, REACH))
        if not _LISTED.search(told):
            message = _(
                "The audit found something that is not listed: say what, who puts it right and by when, or name the paper that "
                "lists it."
            )
            yield within(block, match.start(1), match.end(1), message)


@check("RVW307", Severity.WARNING)
def survey_without_result(desk: Desk) -> Iterator[Objection]:
    """A survey is named and its result is not.

    The agency monitors how satisfied people are and evaluates the result (ISO 9001, clauses 9.1.2 and 9.1.3); a letter that
    orders a survey is no result.

    Write how many were asked, how many answered, and how many were satisfied.

    Example: `Kết quả khảo sát sự hài lòng: … ban hành công văn số 724/BQLKCN-VP …` and no figure.
    """
    for block in desk.paper.paragraphs:
        match = _SURVEY.search(block.text)
        if (
            match is None
            or not NUMBER.search(block.text)
            or _ELSEWHERE.search(block.text)
            or desk.is_planned(block)
        ):
            continue
        told = " ".join(other.text for other in desk.near(block, 2))
        if not _RESULT.search(told):
            message = _(
                "The survey is named without its result: write how many answered, and how many were satisfied."
            )
            yield within(block, match.start(), len(block.text), message)
