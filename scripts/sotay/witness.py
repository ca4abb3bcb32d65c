"""What proves a decision: git saw it in time, or the baseline lists it, or nothing does yet.

A decision may change until it takes effect. From then on the record says what was decided, and another decision is needed
to change that (ISO 9001, clause 7.5.3.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from sotay import former
from sotay.fingerprint import fingerprint
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.library import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.history import Commit
    from sotay.kinds.base import Kind
    from sotay.library import Document, Library, Wanted

VIETNAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document as a commit first brought it."""

    commit: Commit
    document: Document[Decision]

    @property
    def day(self) -> date:
        """The day of the commit."""
        return day_of(self.commit)


@dataclass(frozen=True, slots=True)
class Record:
    """What git holds of one decision: when it came, and what it said when it took effect."""

    first: Recorded
    settled: Recorded


def day_of(commit: Commit) -> date:
    """Return the day of a commit, as it was in Vietnam."""
    return datetime.fromisoformat(commit.date).astimezone(VIETNAM).date()


def key_of(decision: Document[Decision]) -> str:
    """Return what a decision is known by, whatever its file is called: its number, or without one its identifier."""
    return decision.meta.number or decision.id


@remembered
def recorded(library: Library) -> dict[str, Record]:
    """Return what git holds of each decision that it ever held, by ``key_of``."""
    found: dict[str, Record] = {}
    for commit, decision in _brought(library, Decision):
        entry = Recorded(commit, decision)
        known = found.get(key_of(decision))
        if known is None:
            found[key_of(decision)] = Record(entry, entry)
        elif entry.day <= known.settled.document.meta.takes_effect:
            found[key_of(decision)] = Record(known.first, entry)
    return found


@remembered
def first_baseline(library: Library) -> Document[Baseline] | None:
    """Return the baseline as it first stood in git; where git holds none, the one in the folder."""
    brought = next((document for _commit, document in _brought(library, Baseline)), None)
    return brought or next(iter(library.of(Baseline)), None)


@remembered
def imported(library: Library) -> frozenset[str]:
    """Return the paths of the decisions that say what the baseline lists."""
    baseline = first_baseline(library)
    listed = {(entry.decision, entry.sha256) for entry in baseline.meta.decisions} if baseline else set()
    return frozenset(
        decision.path for decision in library.of(Decision) if (decision.id, fingerprint(decision)) in listed
    )


@remembered
def start(library: Library) -> date | None:
    """Return the day on which the first decision stood in git; None where git holds none."""
    return min((record.first.day for record in recorded(library).values()), default=None)


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


def _brought(library: Library, kind: type[Wanted]) -> Iterator[tuple[Commit, Document[Wanted]]]:
    """Yield the documents of a kind that commits brought, the oldest first, with the commit."""
    sightings = sorted(
        (s for path, all_of in library.history.at.items() if _belongs(path, kind) for s in all_of),
        key=lambda sighting: sighting.order,
    )
    for sighting, document in zip(sightings, former.documents(library, kind, sightings), strict=True):
        if document is not None:
            yield sighting.commit, document


def _belongs(path: str, kind: type[Kind]) -> bool:
    return path.startswith(f"{kind.folder}/") and path.endswith(".md")
