"""What an inspector would find today: for each item a colour, the evidence behind it, and what is to be put right by when.

The law prescribes no colours. Green is never given for silence alone: it needs evidence, and nothing said against it. Red is
whatever is missing, wrong or past its day, whoever set the day: an inspector holds an agency to its own documents as to the
law (Article 36.1.c).

Two items may rest on one paper: Decision 19/2014/QĐ-TTg, Article 4.2.d, has the head confirm the system and asks for no paper
of its own, so minutes that he signs and that record it will do. The record says so in `recorded_in`; the evidence then names
the other, for the inspector to turn to, and keeps its colour. That one paper is passed off as two is for NUM102 to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.inspection.evidence import find, home
from sotay.inspection.items import item_of, read_table
from sotay.messages import _
from sotay.rules.duties import asked_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sotay.findings import Check, Finding, Waiver
    from sotay.inspection.evidence import Exhibit
    from sotay.inspection.items import Clause, Item, Need
    from sotay.library import Library


class Colour(StrEnum):
    """How an item stands; ``NONE`` where the law says "if any" and there was none, so that nothing can be judged."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NONE = "none"


class State(StrEnum):
    """How a need stands.

    ``PENDING`` is missing while its year still runs, ``MISSING`` after it is due, ``WAIVED`` where its absence is set aside,
    ``NONE`` where it is optional and there is nothing.
    """

    SHOWN = "shown"
    STANDS_IN = "stands-in"
    PENDING = "pending"
    MISSING = "missing"
    WAIVED = "waived"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a need."""

    need: Need
    state: State
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to put right, in words that say how; ``finding`` is None where evidence is missing that no rule asks for.

    ``day`` is the last on which it is done in time. A note has the colour ``NONE``.
    """

    words: str
    colour: Colour
    day: date | None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was found for an item; ``clause`` counts from 1, ``number`` runs through both clauses."""

    number: int
    clause: int
    item: Item
    colour: Colour
    evidence: tuple[Evidence, ...]
    matters: tuple[Matter, ...]
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """The thirteen results, as of a day."""

    as_of: date
    clauses: tuple[Clause, ...]
    results: tuple[Result, ...]

    @property
    def failed(self) -> bool:
        """Whether an item is red."""
        return any(result.colour is Colour.RED for result in self.results)

    def count(self, colour: Colour) -> int:
        """Return how many items have a colour."""
        return sum(result.colour is colour for result in self.results)


def inspect(library: Library, check: Check) -> Inspection:
    """Judge every item of Article 36 from what the library holds and from what its check found."""
    clauses = read_table().clauses
    items = [(number, item) for number, clause in enumerate(clauses, start=1) for item in clause.items]
    results = tuple(
        _judge(library, check, item, (number, clause)) for number, (clause, item) in enumerate(items, start=1)
    )
    return Inspection(check.as_of, clauses, results)


def _judge(library: Library, check: Check, item: Item, place: tuple[int, int]) -> Result:
    findings = [finding for finding in check.findings if item_of(finding.code) is item]
    ahead = [finding for finding in check.ahead if finding.code in item.duties]
    waivers = tuple(waiver for waiver in check.waivers if item_of(waiver.finding.code) is item)
    evidence = tuple(_evidence(library, check, need) for need in item.needs)
    matters = (
        *(_asked(library, found) for found in evidence if not _complained(found.need, findings)),
        *(_matter(library, evidence, finding) for finding in (*findings, *ahead)),
    )
    standing = tuple(sorted(filter(None, matters), key=_urgency))
    return Result(*place, item, _colour(evidence, standing, waivers), evidence, standing, waivers)


def _evidence(library: Library, check: Check, need: Need) -> Evidence:
    exhibits, stands_in = find(library, need, library.as_of.year)
    if exhibits:
        return Evidence(need, State.STANDS_IN if stands_in else State.SHOWN, exhibits)
    if need.optional:
        return Evidence(need, State.NONE, ())
    if _complained(need, [waiver.finding for waiver in check.waivers]):
        return Evidence(need, State.WAIVED, ())
    return Evidence(need, State.MISSING if _overdue(library, need) else State.PENDING, ())


def _overdue(library: Library, need: Need) -> bool:
    """Say whether evidence that is missing is late.

    The law gives no term for what serves until the next: it is asked for at once. What each year needs is late when the last
    year went by without it too, where the library keeps that year; a rule that asks for it says so itself.
    """
    if need.period == "latest":
        return True
    last = library.as_of.year - 1
    return not need.rule and last in asked_years(library) and not find(library, need, last)[0]


def _complained(need: Need, findings: Iterable[Finding]) -> bool:
    """Say whether one of the findings is that the need's evidence is missing."""
    about = need.about or need.evidence[0].kind
    return any(
        finding.code == need.rule and (not about or f"{finding.about}/".startswith(f"{about}/"))
        for finding in findings
    )


def _asked(library: Library, found: Evidence) -> Matter | None:
    year, name, folder = library.as_of.year, found.need.name, home(found.need)
    if found.state is State.PENDING:
        words = _("{name} of {year}: add it to {folder}.", name=name, year=year, folder=folder)
        return Matter(words, Colour.AMBER, date(year, 12, 31))
    if found.state is State.MISSING and found.need.period == "year":
        words = _(
            "{name}: there is none of {last}, nor of {year} yet; add it to {folder}.",
            name=name,
            last=year - 1,
            year=year,
            folder=folder,
        )
        return Matter(words, Colour.RED, date(year - 1, 12, 31))
    if found.state is State.MISSING:
        return Matter(_("{name}: add it to {folder}.", name=name, folder=folder), Colour.RED, None)
    if found.state is State.STANDS_IN:
        if found.need.remedy:
            shown = "; ".join(exhibit.text for exhibit in found.exhibits)
            return Matter(f"{shown}: {found.need.remedy}.", Colour.AMBER, None)
        words = _(
            "{name}: what is on record only stands in for it; complete {folder}.", name=name, folder=folder
        )
        return Matter(words, Colour.AMBER, None)
    return None


def _matter(library: Library, evidence: Iterable[Evidence], finding: Finding) -> Matter:
    late = finding.due is not None and finding.due < library.as_of
    late = late or any(
        found.state is State.MISSING and _complained(found.need, [finding]) for found in evidence
    )
    colour = {Severity.ERROR: Colour.RED, Severity.WARNING: Colour.AMBER, Severity.INFO: Colour.NONE}[
        finding.severity
    ]
    return Matter(finding.message, Colour.RED if late else colour, finding.due, finding)


def _urgency(matter: Matter) -> tuple[int, date]:
    return list(Colour).index(matter.colour), matter.day or date.max


def _colour(evidence: Sequence[Evidence], matters: Sequence[Matter], waivers: Sequence[Waiver]) -> Colour:
    """Return the worst of what is said; what is waived is still to be put right, so it is amber."""
    said = {matter.colour for matter in matters} | {_weight(found.state) for found in evidence}
    if Colour.RED in said:
        return Colour.RED
    if Colour.AMBER in said or any(_weighs(waiver, evidence) for waiver in waivers):
        return Colour.AMBER
    return Colour.GREEN if Colour.GREEN in said else Colour.NONE


def _weight(state: State) -> Colour:
    return {
        State.SHOWN: Colour.GREEN,
        State.STANDS_IN: Colour.AMBER,
        State.PENDING: Colour.AMBER,
        State.MISSING: Colour.RED,
        State.WAIVED: Colour.AMBER,
        State.NONE: Colour.NONE,
    }[state]


def _weighs(waiver: Waiver, evidence: Iterable[Evidence]) -> bool:
    """Say whether a waiver leaves something to put right: not where it says that an "if any" of the law does not arise."""
    return not any(
        found.state is State.NONE and _complained(found.need, [waiver.finding]) for found in evidence
    )
