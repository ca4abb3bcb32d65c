"""QMS: what the budget may be spent on, and how much (Decision 19/2014/QĐ-TTg, Article 4; Circular 116/2015/TT-BTC)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sotay
from sotay.findings import Place, Severity
from sotay.kinds.budget import Budget
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.report.facts import money
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.agency import Level
    from sotay.kinds.budget import Line
    from sotay.library import Document, Library

DATA: Final = Path(sotay.__file__).parent / "data" / "spending-caps-vn.json"
CERTIFICATION: Final = "đánh giá chứng nhận"
BY_PROCESS: Final = "xây dựng quy trình"
_CERTIFICATION: Final = re.compile(
    r"tổ chức chứng nhận|đánh giá (?:chứng nhận|giám sát)|(?:cấp|tái) chứng nhận|chứng nhận lại",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a budget, and where it stands."""

    budget: Document[Budget]
    index: int

    @property
    def line(self) -> Line:
        return self.budget.meta.lines[self.index]

    def place(self, name: str) -> Place:
        return self.budget.place("lines", self.index, name)


def _entries(library: Library) -> Iterator[_Entry]:
    for budget in library.known(Budget):
        yield from (_Entry(budget, index) for index in range(len(budget.meta.lines)))


@rule("QMS502", Severity.ERROR)
def certification_hired(library: Library) -> Iterator[Complaint]:
    """A line of the budget hires an independent certification body.

    The agency hires no certification body to audit its system: not for certification, surveillance, a change of scope, nor
    certification again (Decision 19/2014/QĐ-TTg, Article 4, the sentence after 4.4).

    Take the line out; the agency declares the system itself.

    Example: `- {content: Thuê đánh giá chứng nhận, amount: 20000000, category: đánh giá chứng nhận}`: the line is to be taken out.
    """
    for entry in _entries(library):
        if entry.line.category == CERTIFICATION or _CERTIFICATION.search(entry.line.content):
            message = _(
                "{amount} VND for “{content}” hires independent certification, which the agency may not (Decision "
                "19/2014/QĐ-TTg, Article 4): take the line out.",
                amount=money(entry.line.amount),
                content=entry.line.content,
            )
            yield Complaint(entry.place("content"), message)


@rule("QMS503", Severity.WARNING)
def over_the_cap(library: Library) -> Iterator[Complaint]:
    """A year's spending is over the cap for agencies of its level.

    Circular 116/2015/TT-BTC, Article 4, caps what may be spent on consultants, own work, each process, and keeping up and
    improving the system in a year.

    Lower the amount, or have it checked by whoever grants it; enter the agency's `level` in agency.yml.

    Example: `- {content: Duy trì, amount: 16000000, category: "duy trì, cải tiến"}` at the level `sở`: over 15.000.000 VND a year.
    """
    entries = [e for e in _entries(library) if e.budget.meta.date >= date.fromisoformat(_caps()["from"])]
    level = library.agency.level
    if level is None:
        if any(entry.line.category in _caps()["agency"] or entry.line.processes for entry in entries):
            message = _(
                "The caps of Circular 116/2015/TT-BTC, Article 4, depend on the agency's level, which agency.yml does not "
                "say: enter it in `level`."
            )
            yield Complaint(Place(AGENCY_FILE), message)
        return
    yield from _over_the_year(entries, level)
    yield from _over_a_process(entries, level)


def _over_the_year(entries: list[_Entry], level: Level) -> Iterator[Complaint]:
    """Yield a complaint at the line with which a year's sum in a category passes its cap."""
    sums: dict[tuple[int, str], int] = {}
    for entry in entries:
        year, category = entry.budget.meta.serves, entry.line.category
        cap = _caps()["agency"].get(category, {}).get(level)
        before = sums.get((year, category), 0)
        total = sums[year, category] = before + entry.line.amount
        if cap is not None and before <= cap < total:
            message = _(
                "{total} VND in {year} for “{category}” is over the cap of {cap} VND (Circular 116/2015/TT-BTC, Article 4): "
                "lower it, or have it checked by whoever grants it.",
                total=money(total),
                year=year,
                category=category,
                cap=money(cap),
            )
            yield Complaint(entry.place("amount"), message, about=f"{category}/{year}")


def _over_a_process(entries: list[_Entry], level: Level) -> Iterator[Complaint]:
    cap = _caps()["process"].get(level)
    for entry in entries:
        count = entry.line.processes or (1 if entry.line.category == BY_PROCESS else 0)
        if cap is not None and count and entry.line.amount > cap * count:
            message = _(
                "{amount} VND for {count} processes (“{content}”) is over the cap of {cap} VND a process (Circular "
                "116/2015/TT-BTC, Article 4): lower it, or correct `processes`.",
                amount=money(entry.line.amount),
                count=count,
                content=entry.line.content,
                cap=money(cap),
            )
            yield Complaint(entry.place("amount"), message, about="process")


@cache
def _caps() -> dict[str, Any]:
    """Return the caps: category → level → VND under ``agency``, level → VND under ``process``; a gap is not known."""
    caps: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return caps
