"""The consolidated report as an official document: the words of its template, and the agencies' lines as an annex.

Annex II of Decision 19/2014/QĐ-TTg, its form, has not been seen: the report says so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import official_parts, write_short
from sotay.consolidation.annex import annex, printable
from sotay.consolidation.gathering import LEAST
from sotay.consolidation.telling import agency_name, share, state_name
from sotay.official import Letterhead, OfficialDocument
from sotay.outputs import pandoc_door
from sotay.report import wording
from sotay.report.compose import ReportState
from sotay.report.facts import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from sotay.consolidation.accounts import Account, Ratio
    from sotay.consolidation.gathering import Consolidation

TEMPLATE_NAME: Final = "consolidated-report.md.j2"
MOST_NAMED: Final = 100
MOST_CONTENTS: Final = 20
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
        annex=annex(consolidation),
    )


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
        "wrong": sum(bool(account.faults) for account in accounts),
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
    """Return for each content how many agencies have evidence, have none, or do not speak of it; those of most agencies.

    What agencies report on is theirs to say: tables of other years and versions have other rows.
    """
    there, spoken, first = Counter[str](), Counter[str](), dict[str, int]()
    for account in accounts:
        for place, (content, evidence) in enumerate(dict(account.rows).items()):
            there[content] += evidence
            spoken[content] += 1
            first[content] = min(place, first.get(content, place))
    common = sorted(spoken, key=lambda content: (-spoken[content], first[content], content))[:MOST_CONTENTS]
    return [
        {
            "content": printable(content),
            "there": there[content],
            "missing": spoken[content] - there[content],
            "silent": len(accounts) - spoken[content],
        }
        for content in sorted(common, key=lambda content: (first[content], content))
    ]


def _ranking(consolidation: Consolidation, accounts: Iterable[Account]) -> list[dict[str, str]]:
    return [
        {"name": printable(_marked(consolidation, account)), **_ratio(ratio)}
        for account in accounts
        if (ratio := account.of_received) is not None
    ]


def _marked(consolidation: Consolidation, account: Account) -> str:
    name = agency_name(consolidation, account)
    return f"{name} ({state_name(account.state)})" if account.state is ReportState.DRAFT else name
