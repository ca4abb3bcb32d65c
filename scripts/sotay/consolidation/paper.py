"""The consolidated report as an official document: the words of its template, and the agencies' lines as an annex.

Annex II of Decision 19/2014/QĐ-TTg, its form, has not been seen: the report says so.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import official_parts, write_short
from sotay.consolidation.gathering import LEAST
from sotay.consolidation.reading import tidy
from sotay.consolidation.telling import agency_name, remarks, share, state_name
from sotay.official import Annex, AnnexColumn, Letterhead, OfficialDocument
from sotay.outputs import pandoc_door, typeface
from sotay.report import wording
from sotay.report.compose import ReportState
from sotay.report.facts import money
from sotay.report.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from sotay.consolidation.accounts import Account, Ratio
    from sotay.consolidation.gathering import Consolidation

TEMPLATE_NAME: Final = "consolidated-report.md.j2"
MOST_LINES: Final = 1000
"""Lines of the annex on paper: 5,000 are over 200 pages and take 800 MB to set; the CSV file holds them all."""
MOST_NAMED: Final = 100
NOWHERE: Final = "–"
TOTALS: Final = {
    "carried_over": "dossiers.carried_over",
    "received": "dossiers.received",
    "resolved": "dossiers.resolved",
    "early": "dossiers.early",
    "on_time": "dossiers.on_time",
    "late": "dossiers.late",
    "pending": "dossiers.pending",
    "overdue": "dossiers.overdue",
    "not_counted": "dossiers.left_out",
    "satisfied": "survey.satisfied",
    "participants": "training.participants",
    "nonconformities": "audit.nonconformities",
    "laws_open": "laws.open",
    "laws_unassessed": "laws.unassessed",
    "granted": "budget.granted",
    "disbursed": "budget.disbursed",
}
"""What the template calls a total → the figure that is added up."""


@dataclass(frozen=True, slots=True)
class Department:
    """Who consolidates, as its letterhead has it; an empty abbreviation is a blank to be filled in by hand."""

    name: str
    parent: str
    place: str
    letterhead: tuple[str, ...]
    letterhead_parent: tuple[str, ...]
    abbreviation: str = ""
    position: str = "Thủ trưởng cơ quan"
    signer: str = ""


def compose(consolidation: Consolidation, department: Department, as_of: date, own: Path) -> OfficialDocument:
    """Compose the report in the language in use; ``own`` is the folder where the department's own template would be.

    Raises ``WordingError`` where the words cannot be filled in. With a file left out or figures that do not add up it is a
    draft.
    """
    words = wording.fill(wording.environment(own), TEMPLATE_NAME, _context(consolidation, department, as_of))
    head = _letterhead(consolidation, department, as_of)
    return OfficialDocument(
        head,
        pandoc_door.parse(unicodedata.normalize("NFC", words)),
        " ".join((head.kind, *head.subject)),
        as_of,
        annex=_annex(consolidation),
    )


def printable(text: str) -> str:
    """Return a stranger's words with a question mark for each character that the typeface lacks."""
    for character in typeface.missing(text):
        text = text.replace(character, "?")
    return text


def _letterhead(consolidation: Consolidation, department: Department, as_of: date) -> Letterhead:
    _day, month, year = official_parts(as_of)
    return Letterhead(
        parent=department.letterhead_parent,
        issuer=department.letterhead,
        number="",
        symbol=f"BC-{department.abbreviation or '…'}",
        place=department.place or "…",
        day="",
        month=month,
        year=year,
        kind="Báo cáo",
        subject=(
            "Tình hình xây dựng, áp dụng, duy trì và cải tiến",
            f"Hệ thống quản lý chất lượng năm {consolidation.year}",
        ),
        addressees=(department.parent,) if department.parent else (),
        recipients=("Như trên", "Lưu: VT") if department.parent else ("Lưu: VT",),
        authority=(),
        position=department.position,
        signer=department.signer,
        draft=consolidation.failed,
    )


def _context(consolidation: Consolidation, department: Department, as_of: date) -> dict[str, Any]:
    accounts, missing = consolidation.accounts, consolidation.missing
    totals = consolidation.totals()

    def named(found: Iterable[Account]) -> list[str]:
        return [printable(agency_name(consolidation, account)) for account in found]

    faults = [
        f"{name}: {printable(fault)}"
        for account, name in zip(accounts, named(accounts), strict=True)
        for fault in account.faults
    ]
    return {
        "year": consolidation.year,
        "as_of": write_short(as_of),
        "department": department.name,
        "agencies": len(accounts),
        "issued": consolidation.in_state(ReportState.ISSUED),
        "for_signature": consolidation.in_state(ReportState.FOR_SIGNATURE),
        "drafts": consolidation.in_state(ReportState.DRAFT),
        "samples": sum(account.agency.sample for account in accounts),
        "listed": len(accounts) - len(consolidation.unlisted) + len(missing or ()),
        "missing": None if missing is None else _shortened([printable(entry.name) for entry in missing]),
        "unlisted": _shortened(named(a for a in accounts if a.file in consolidation.unlisted)),
        "left_out": _shortened([printable(f"{entry.file}: {entry.why}") for entry in consolidation.left_out]),
        "faults": _shortened(faults),
        "contents": _contents(accounts),
        "least": LEAST,
        "best": _ranking(consolidation, consolidation.best()),
        "worst": _ranking(consolidation, consolidation.worst()),
        **{
            name: {
                "count": totals[figure].value,
                "value": money(totals[figure].value),
                "agencies": totals[figure].agencies,
            }
            for name, figure in TOTALS.items()
        },
        **{name: _ratio(ratio) for name, ratio in consolidation.ratios().items()},
    }


def _shortened(items: Sequence[str]) -> dict[str, Any]:
    return {"count": len(items), "shown": items[:MOST_NAMED], "more": max(0, len(items) - MOST_NAMED)}


def _ratio(ratio: Ratio) -> dict[str, str]:
    return {"part": money(ratio.part), "whole": money(ratio.whole), "share": share(ratio)}


def _contents(accounts: Sequence[Account]) -> list[dict[str, Any]]:
    """Return for each row of our own results table how many agencies have evidence, have none, or do not speak of it."""
    said = [dict(account.rows) for account in accounts]
    lines = []
    for row in read_rows():
        found = [rows.get(tidy(row.content)) for rows in said]
        lines.append(
            {
                "content": row.content,
                "there": found.count(True),
                "missing": found.count(False),
                "silent": found.count(None),
            }
        )
    return lines


def _ranking(consolidation: Consolidation, accounts: Iterable[Account]) -> list[dict[str, str]]:
    return [
        {"name": printable(_marked(consolidation, account)), **_ratio(ratio)}
        for account in accounts
        if (ratio := account.of_received) is not None
    ]


def _marked(consolidation: Consolidation, account: Account) -> str:
    name = agency_name(consolidation, account)
    return f"{name} ({state_name(account.state)})" if account.state is ReportState.DRAFT else name


def _annex(consolidation: Consolidation) -> Annex:
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
    return Annex(
        f"Số liệu của từng cơ quan, đơn vị năm {consolidation.year}",
        COLUMNS,
        tuple(_line(consolidation, number, account) for number, account in enumerate(shown, start=1)),
        _foot(consolidation),
        tuple(notes),
    )


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


def _line(consolidation: Consolidation, number: int, account: Account) -> tuple[str, ...]:
    def count(name: str) -> str:
        return money(account.counts[name]) if name in account.counts else NOWHERE

    said = "; ".join(remarks(consolidation, account))
    return (
        str(number),
        printable(agency_name(consolidation, account)),
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
