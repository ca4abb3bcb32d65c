"""What proves a decision: git saw it in time, or the baseline lists it, or nothing does yet.

A decision may change until it takes effect. From then on the record says what was decided, and another decision is needed
to change that (ISO 9001, clause 7.5.3.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import former
from sotay.fingerprint import fingerprint
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.library import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.history import Commit, Sighting
    from sotay.kinds.base import Kind
    from sotay.library import Document, Library, Wanted

VIETNAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document as a commit first brought it."""

    commit: Commit
    document: Document[Decision]
    day: date


@dataclass(frozen=True, slots=True)
class Record:
    """What git holds of one decision: when it came, and what it said when it took effect."""

    first: Recorded
    settled: Recorded

    @property
    def witnessed(self) -> Recorded:
        """What git is the witness of: the first record, or one that was filled in after its own effect."""
        return self.settled if self.settled.day > self.settled.document.meta.takes_effect else self.first

    @property
    def lateness(self) -> int:
        """How many days after its date git came to hold the decision."""
        return (self.witnessed.day - self.settled.document.meta.date).days


class Identity(NamedTuple):
    """What tells one decision from another, whatever its file is called: numbers begin again each year."""

    name: str
    year: int


def day_of(commit: Commit) -> date:
    """Return the day of a commit, as it was in Vietnam."""
    return _day(commit.date)


def key_of(decision: Document[Decision]) -> str:
    """Return what a decision is known by, whatever its file is called: its number, or without one its identifier."""
    return decision.meta.number or decision.id


def identity_of(decision: Document[Decision]) -> Identity:
    """Return what tells a decision from every other."""
    return Identity(key_of(decision), decision.meta.date.year)


@remembered
def records(library: Library) -> dict[Identity, Record]:
    """Return what git holds of each decision that it ever held, but for those that were taken out before they took effect."""
    ledger = _Ledger()
    for sighting, decision in _told(library):
        day = came_on(library, sighting)
        if decision is None:
            ledger.strike(sighting.path.removeprefix(library.history.prefix), day)
        else:
            ledger.enter(Recorded(sighting.commit, decision, day))
    return ledger.records


def record_of(library: Library, decision: Document[Decision]) -> Record | None:
    """Return what git holds of a decision; None where it holds nothing."""
    return records(library).get(identity_of(decision))


@remembered
def first_baseline(library: Library) -> Document[Baseline] | None:
    """Return the baseline as it first stood in git; where git holds none, the one in the folder."""
    first = next((document for _sighting, document in brought(library, Baseline)), None)
    return first or next(iter(library.of(Baseline)), None)


@remembered
def listed(library: Library) -> frozenset[str]:
    """Return the identifiers of the decisions that the baseline lists, whatever they now say."""
    baseline = first_baseline(library)
    return frozenset(entry.decision for entry in baseline.meta.decisions) if baseline else frozenset()


@remembered
def imported(library: Library) -> frozenset[str]:
    """Return the paths of the decisions that say what the baseline lists."""
    baseline = first_baseline(library)
    if baseline is None:
        return frozenset()
    listed = {(entry.decision, entry.sha256) for entry in baseline.meta.decisions}
    return frozenset(
        decision.path for decision in library.of(Decision) if (decision.id, fingerprint(decision)) in listed
    )


@remembered
def start(library: Library) -> date | None:
    """Return the day on which the first decision stood in git; None where git holds none."""
    return min((record.first.day for record in records(library).values()), default=None)


def statement(baseline: Baseline) -> bytes:
    """Return what is signed of a baseline: UTF-8 text, each line ended by LF, that a person can write again.

    sotay: danh mục quyết định nhập ban đầu
    Ngày: 2026-11-25
    Người lập: thu-ky-iso
    decisions/2020-37-qd-cqm 8335dcc6837e…
    """
    lines = [
        "sotay: danh mục quyết định nhập ban đầu",
        f"Ngày: {baseline.date.isoformat()}",
        f"Người lập: {baseline.by}",
        *(f"{entry.decision} {entry.sha256}" for entry in baseline.decisions),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def brought(library: Library, kind: type[Wanted]) -> Iterator[tuple[Sighting, Document[Wanted]]]:
    """Yield the documents of a kind that commits brought, the oldest first, with where they stood."""
    sightings = [step for step in _steps(library, kind) if step.blob]
    for sighting, document in zip(sightings, former.documents(library, kind, sightings), strict=True):
        if document is not None:
            yield sighting, document


def _told(library: Library) -> list[tuple[Sighting, Document[Decision] | None]]:
    """Return what commits did to decisions, the oldest first: the record that each brought, or None where one went."""
    gone = ((step, None) for step in _steps(library, Decision) if not step.blob)
    return sorted([*brought(library, Decision), *gone], key=lambda one: one[0].order)


def _steps(library: Library, kind: type[Kind]) -> list[Sighting]:
    found = (step for path, steps in library.history.steps.items() if _belongs(path, kind) for step in steps)
    return sorted(found, key=lambda step: step.order)


def came_on(library: Library, sighting: Sighting) -> date:
    """Return the day on which git came to hold some content: that of its commit, as far as it can be believed.

    Where the clock of an earlier commit was ahead of today, nothing can be told from it.
    """
    said, least = day_of(sighting.commit), _day(sighting.since)
    return max(said, least) if least <= library.today else said


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(VIETNAM).date()


class _Ledger:
    """The decisions as commits told of them, one after the other."""

    def __init__(self) -> None:
        self.records: dict[Identity, Record] = {}
        self._standing: dict[str, Identity] = {}

    def enter(self, new: Recorded) -> None:
        """Enter a record: of a new decision, of one that gave way to it in its file, or of what one says before its effect."""
        identity = identity_of(new.document)
        known = self.records.get(identity) or self.strike(new.document.path, new.day)
        if known is None or new.day <= known.settled.document.meta.takes_effect:
            self.records[identity] = Record(known.first if known else new, new)
            self._standing[new.document.path] = identity

    def strike(self, path: str, day: date) -> Record | None:
        """Forget and return the decision whose record goes before it takes effect: it was never made."""
        record = self.records.get(self._standing.get(path, Identity("", 0)))
        if record is None or record.settled.document.path != path:
            return None
        if day > record.settled.document.meta.takes_effect:
            return None
        return self.records.pop(identity_of(record.settled.document))


def _belongs(path: str, kind: type[Kind]) -> bool:
    return path.startswith(f"{kind.folder}/") and path.endswith(".md")
