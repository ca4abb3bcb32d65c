"""The agencies' lines as an annex to the consolidated report, its columns as wide as what they hold."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sotay.consolidation.telling import agency_name, remarks, share, state_name
from sotay.official import Annex, AnnexColumn
from sotay.outputs import body, typeface
from sotay.outputs.docx import ANNEX
from sotay.report.facts import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.consolidation.accounts import Account, Ratio
    from sotay.consolidation.gathering import Consolidation

MOST_LINES: Final = 1000
"""Lines of the annex on paper: 5,000 are over 200 pages and take 800 MB to set; the CSV file holds them all."""
NOWHERE: Final = "–"
SIZE: Final = 9.0
PADDING: Final = 2.5
_UNBROKEN: Final = re.compile(r"(\S{16})(?=\S)")
COLUMNS: Final = (
    AnnexColumn("TT", 24),
    AnnexColumn("Cơ quan, đơn vị", 112, words=True),
    AnnexColumn("Trạng thái báo cáo", 42),
    AnnexColumn("Tiếp nhận (kỳ trước chuyển)", 52),
    AnnexColumn("Đã giải quyết", 42),
    AnnexColumn("Trước hạn", 38),
    AnnexColumn("Đúng hạn", 38),
    AnnexColumn("Trễ hạn", 34),
    AnnexColumn("Tỷ lệ trên tiếp nhận", 42),
    AnnexColumn("Tỷ lệ trên đã giải quyết", 42),
    AnnexColumn("Phiếu hài lòng", 54),
    AnnexColumn("Điểm không phù hợp", 36),
    AnnexColumn("VBQPPL cập nhật đúng hạn", 54),
    AnnexColumn("Kinh phí được cấp (đồng)", 66),
    AnnexColumn("Đã giải ngân (đồng)", 66),
    AnnexColumn("Ghi chú", 84, words=True),
)
_FIGURES: Final = ("dossiers.resolved", "dossiers.early", "dossiers.on_time", "dossiers.late")
_MONEY: Final = ("budget.granted", "budget.disbursed")


def annex(consolidation: Consolidation) -> Annex:
    """Return the first lines and all totals; where lines are left to the CSV file, the notes say so."""
    shown = consolidation.accounts[:MOST_LINES]
    more = len(consolidation.accounts) - len(shown)
    ratios = "Tỷ lệ: số hồ sơ giải quyết trước hạn và đúng hạn trên số tiếp nhận (gồm cả kỳ trước chuyển sang) và trên số đã giải quyết."
    notes = [f"{ratios} “{NOWHERE}”: báo cáo không nêu hoặc không tính được."]
    if more:
        notes.insert(
            0,
            f"Phụ lục in {len(shown)} cơ quan, đơn vị đầu tiên; {more} cơ quan, đơn vị còn lại có trong tệp "
            "consolidated-report.csv kèm theo. Dòng tổng cộng tính tất cả.",
        )
    rows = [_line(consolidation, number, account) for number, account in enumerate(shown, start=1)]
    foot = _foot(consolidation)
    return Annex(
        f"Số liệu của từng cơ quan, đơn vị năm {consolidation.year}",
        _fitted([*rows, *foot]),
        tuple(rows),
        foot,
        tuple(notes),
    )


def printable(text: str) -> str:
    """Return a stranger's words with a question mark for each character that the typeface lacks."""
    for character in typeface.missing(text):
        text = text.replace(character, "?")
    return text


def _fitted(rows: Sequence[tuple[str, ...]]) -> tuple[AnnexColumn, ...]:
    """Return the columns as drawn, but none narrower than its longest word."""
    measure, room = typeface.face("bold"), 2 * PADDING + body.ROUNDING
    least = [
        room
        + max(
            measure.width(word, SIZE) for words in {column.label, *cells} for word in words.split() or ("",)
        )
        for column, cells in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    ]
    given = body.shares([column.share for column in COLUMNS], least, ANNEX.width)
    return tuple(replace(column, share=part) for column, part in zip(COLUMNS, given, strict=True))


def _line(consolidation: Consolidation, number: int, account: Account) -> tuple[str, ...]:
    def count(name: str) -> str:
        return money(account.counts[name]) if name in account.counts else NOWHERE

    said = "; ".join(remarks(consolidation, account))
    return (
        str(number),
        _UNBROKEN.sub(r"\1 ", printable(agency_name(consolidation, account))),
        state_name(account.state),
        _received(count("dossiers.received"), count("dossiers.carried_over")),
        *map(count, _FIGURES),
        share(account.of_received) or NOWHERE,
        share(account.of_resolved) or NOWHERE,
        _part(account.satisfaction, with_share=True),
        count("audit.nonconformities"),
        _part(account.laws),
        *map(count, _MONEY),
        said[:1].upper() + said[1:],
    )


def _foot(consolidation: Consolidation) -> tuple[tuple[str, ...], ...]:
    totals, ratios = consolidation.totals(), consolidation.ratios()

    def row(words: str, cells: dict[str, str], kind: tuple[str, ...]) -> tuple[str, ...]:
        return (
            "",
            words,
            "",
            kind[0],
            *(cells[name] for name in _FIGURES),
            *kind[1:4],
            cells["audit.nonconformities"],
            kind[4],
            *(cells[name] for name in _MONEY),
            "",
        )

    sums = {name: money(total.value) if total.agencies else NOWHERE for name, total in totals.items()}
    stating = {name: str(total.agencies) for name, total in totals.items()}
    return (
        row(
            "Tổng cộng",
            sums,
            (
                _received(sums["dossiers.received"], sums["dossiers.carried_over"]),
                share(ratios["of_received"]) or NOWHERE,
                share(ratios["of_resolved"]) or NOWHERE,
                _part(ratios["satisfaction"], with_share=True),
                _part(ratios["laws"]),
            ),
        ),
        row(
            "Số cơ quan, đơn vị có nêu",
            stating,
            (stating["dossiers.received"], "", "", stating["survey.satisfied"], stating["laws.count"]),
        ),
    )


def _received(received: str, carried_over: str) -> str:
    return received if carried_over in {"0", NOWHERE} else f"{received} ({carried_over})"


def _part(ratio: Ratio | None, *, with_share: bool = False) -> str:
    if ratio is None or not ratio.whole:
        return NOWHERE
    counts = f"{money(ratio.part)}/{money(ratio.whole)}"
    return f"{counts} ({share(ratio)})" if with_share else counts
