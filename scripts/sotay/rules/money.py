"""QMS, REF: what the budget may be spent on, and how much (Decision 19/2014/QĐ-TTg, Article 4; Circular 116/2015/TT-BTC)."""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sotay
from sotay.figures.budget import disbursed_by_lines, of_decision, of_lines
from sotay.findings import Place, Severity
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.budget import Budget, Line
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.report.facts import money
from sotay.rules import Complaint, rule
from sotay.versions import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.agency import Level
    from sotay.kinds.annual_report import Estimate
    from sotay.library import Document, Library

_PROCESSES: Final = re.compile(r"(\d+)\s+quy trình", re.IGNORECASE)
DATA: Final = Path(sotay.__file__).parent / "data" / "spending-caps-vn.json"
CERTIFICATION: Final = "đánh giá chứng nhận"
BY_PROCESS: Final = "xây dựng quy trình"
_CERTIFICATION: Final = re.compile(
    r"tổ chức chứng nhận|đánh giá (?:chứng nhận|giám sát)|(?:cấp|tái) chứng nhận|chứng nhận lại",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a budget, or of a report's estimate for the next year, and where it stands."""

    document: Document[Budget] | Document[AnnualReport]
    index: int
    year: int

    @property
    def list_name(self) -> str:
        return "lines" if isinstance(self.document.meta, Budget) else "estimate"

    @property
    def line(self) -> Line | Estimate:
        line: Line | Estimate = getattr(self.document.meta, self.list_name)[self.index]
        return line

    @property
    def processes(self) -> int:
        """How many processes it pays for; 0 where it does not say."""
        line = self.line
        stated = line.processes if isinstance(line, Line) else _counted_in(line.explanation)
        return len(set(line.codes)) or stated or (1 if line.category == BY_PROCESS else 0)

    def place(self, name: str) -> Place:
        return self.document.place(self.list_name, self.index, name)


def _entries(library: Library) -> Iterator[_Entry]:
    for budget in library.known(Budget):
        yield from (_Entry(budget, index, budget.meta.serves) for index in range(len(budget.meta.lines)))


def _estimated(library: Library) -> Iterator[_Entry]:
    for report in library.of(AnnualReport):
        yield from (_Entry(report, index, report.meta.year + 1) for index in range(len(report.meta.estimate)))


def _counted_in(words: str | None) -> int | None:
    """Return how many processes an explanation speaks of."""
    found = _PROCESSES.search(words or "")
    return int(found[1]) if found else None


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
    entries = [e for e in _entries(library) if str(e.document.meta.date) >= _caps()["from"]]
    yield from _over(library, entries)


@rule("QMS507", Severity.WARNING)
def estimate_over_the_cap(library: Library) -> Iterator[Complaint]:
    """The estimate for the next year is over the cap for agencies of its level.

    Circular 116/2015/TT-BTC, Article 4, caps what may be spent on consultants, own work, each process, and keeping up and
    improving the system in a year; an estimate over a cap cannot be granted.

    Lower the amount; enter the agency's `level` in agency.yml, and the `category` of each line of the estimate.

    Example: `- {content: Duy trì, amount: 16000000, category: "duy trì, cải tiến"}` in `estimate` at the level `sở`: over
    15.000.000 VND a year.
    """
    yield from _over(library, [entry for entry in _estimated(library) if entry.line.category is not None])


def _over(library: Library, entries: list[_Entry]) -> Iterator[Complaint]:
    level = library.agency.level
    if level is None:
        if any(entry.line.category in _caps()["agency"] or entry.processes for entry in entries):
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
        year, category = entry.year, entry.line.category or ""
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
        count = entry.processes
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


@rule("QMS505", Severity.ERROR)
def sums_differ(library: Library) -> Iterator[Complaint]:
    """The lines of a budget do not add up to what was granted or disbursed.

    The money for the system is granted and spent by what it is for (Circular 116/2015/TT-BTC, Article 4), and accounts are
    exact (Law 88/2015/QH13, Article 5): of a sum and its parts, one is wrong.

    Compare with the decision and the vouchers, and correct the line or the sum.

    Example: `granted: 20000000` with lines of 12.000.000 and 7.000.000: they add up to 19.000.000.
    """
    for budget in library.known(Budget):
        lines = budget.meta.lines
        sums = {
            "granted": sum(line.amount for line in lines) if lines else None,
            "disbursed": disbursed_by_lines(budget.meta),
        }
        for name, total in sums.items():
            stated = getattr(budget.meta, name)
            if total is not None and isinstance(stated, int) and stated != total:
                message = _(
                    "`{name}` says {stated} VND, the lines add up to {total} VND: compare with the decision and the vouchers.",
                    name=name,
                    stated=money(stated),
                    total=money(total),
                )
                yield Complaint(budget.place(name), message, about=name)


@rule("QMS506", Severity.ERROR)
def over_the_grant(library: Library) -> Iterator[Complaint]:
    """More was disbursed than was granted.

    What is spent comes out of what was granted for it (Circular 116/2015/TT-BTC, Article 4), and accounts are exact (Law
    88/2015/QH13, Article 5): one of the two figures is wrong, or a decision is missing.

    Correct the figure; where more really was spent, add the decision that granted the rest.

    Example: `granted: 20000000` with `disbursed: 21000000`.
    """
    for budget in library.known(Budget):
        meta = budget.meta
        places = (
            budget.place("disbursed"),
            *(budget.place("lines", i, "disbursed") for i in range(len(meta.lines))),
        )
        names = (meta.number or budget.id, *(line.content for line in meta.lines))
        amounts = (of_decision(meta), *of_lines(meta))
        for place, name, (granted, disbursed) in zip(places, names, map(astuple, amounts), strict=True):
            if granted is not None and disbursed is not None and disbursed > granted:
                message = _(
                    "“{name}”: {disbursed} VND were disbursed of {granted} VND granted: correct it, or add the decision that "
                    "granted the rest.",
                    name=name,
                    disbursed=money(disbursed),
                    granted=money(granted),
                )
                yield Complaint(place, message)


@rule("QMS508", Severity.ERROR)
def processes_miscounted(library: Library) -> Iterator[Complaint]:
    """A line of a budget or an estimate counts other processes than it names.

    Each process has its own cap (Circular 116/2015/TT-BTC, Article 4): the money rests on how many there are.

    Correct the number, or the codes.

    Example: `explanation: 28 quy trình` with 27 codes in `codes`.
    """
    for entry in (*_entries(library), *_estimated(library)):
        line = entry.line
        field = "processes" if isinstance(line, Line) else "explanation"
        stated = line.processes if isinstance(line, Line) else _counted_in(line.explanation)
        named = len(set(line.codes))
        if named and stated is not None and stated != named:
            message = _(
                "“{content}” counts {stated} processes and names {named}: correct the number, or the codes.",
                content=line.content,
                stated=stated,
                named=named,
            )
            yield Complaint(entry.place(field), message, about="codes")


@rule("REF110", Severity.WARNING)
def unknown_process_paid_for(library: Library) -> Iterator[Complaint]:
    """A line of a budget or an estimate names a process that is not there.

    What is paid for is counted by its codes, and each process has its own cap (Circular 116/2015/TT-BTC, Article 4): a code
    that nobody can open counts for nothing. Money for writing processes may name those that are not written yet.

    Correct the code, or add the document; it may be a draft.

    Example: `- {content: Mở rộng, amount: 18000000, codes: [QT.DN.99]}`, where the library has no QT.DN.99.
    """
    once = {text.code for text in texts(library).values()}
    for entry in (*_entries(library), *_estimated(library)):
        missing = sorted({code for code in entry.line.codes if not library.knows(code) and code not in once})
        if missing and entry.line.category != BY_PROCESS:
            message = _(
                "“{content}” names processes that are not there: {codes}. Correct the codes, or add the documents, be it as drafts.",
                content=entry.line.content,
                codes=", ".join(missing),
            )
            yield Complaint(entry.place("codes"), message)


@cache
def _caps() -> dict[str, Any]:
    """Return the caps: category → level → VND under ``agency``, level → VND under ``process``; a gap is not known."""
    caps: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return caps
