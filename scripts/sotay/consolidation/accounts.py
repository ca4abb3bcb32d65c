"""What the roll-up keeps of an agency's report: who, when, and the counts; little, so that any number fit in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sotay.report.compose import ReportState

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTS: Final = (
    "dossiers.carried_over",
    "dossiers.received",
    "dossiers.resolved",
    "dossiers.early",
    "dossiers.on_time",
    "dossiers.late",
    "dossiers.pending",
    "dossiers.overdue",
    "dossiers.left_out",
    "survey.answers",
    "survey.satisfied",
    "training.participants",
    "audit.nonconformities",
    "laws.count",
    "laws.in_time",
    "laws.late",
    "laws.open",
    "laws.unassessed",
    "budget.granted",
    "budget.disbursed",
)
"""The figures that are added up, by the identifier of their fact; ``left_out`` are rows of a register that do not count."""

DOSSIERS: Final = ("dossiers.carried_over", "dossiers.received")
SETTLED: Final = ("dossiers.early", "dossiers.on_time")


@dataclass(frozen=True, slots=True)
class Agency:
    """Who reports; ``parent`` tells namesakes apart, and is empty where the report does not say it."""

    name: str
    abbreviation: str
    parent: str
    level: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole, both counted; never a percentage without them."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The part as per cent of the whole; None where there is nothing to divide by."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Account:
    """One agency's report: the counts that it states, the rows with evidence, and where it contradicts itself.

    ``file`` is the file it was read from. A count that it does not state is not in ``counts``. ``rows`` holds the
    contents of the results table in order, and whether there was evidence for each.
    """

    file: str
    agency: Agency
    year: int
    state: ReportState
    as_of: date
    counts: Mapping[str, int]
    rows: tuple[tuple[str, bool], ...]
    faults: tuple[str, ...]

    @property
    def there(self) -> int | None:
        """The dossiers there were: received and carried over."""
        return total_of(self.counts, DOSSIERS)

    @property
    def of_received(self) -> Ratio | None:
        """Dossiers resolved early or on time, of all there were: the law's ratio (Decree 61/2018/NĐ-CP, Article 30.2.c)."""
        return ratio_of(self.counts, SETTLED, DOSSIERS)

    @property
    def of_resolved(self) -> Ratio | None:
        """Dossiers resolved early or on time, of those resolved."""
        return ratio_of(self.counts, SETTLED, ("dossiers.resolved",))

    @property
    def satisfaction(self) -> Ratio | None:
        """Answers that say satisfied, of all answers."""
        return ratio_of(self.counts, ("survey.satisfied",), ("survey.answers",))

    @property
    def laws(self) -> Ratio | None:
        """Laws of the year followed in time, of those that hit procedures in force and whose time is over."""
        return ratio_of(self.counts, ("laws.in_time",), ("laws.in_time", "laws.late"))

    @property
    def evidenced(self) -> Ratio:
        """Rows of the results table with evidence, of all rows."""
        return Ratio(sum(there for _content, there in self.rows), len(self.rows))


def total_of(counts: Mapping[str, int], names: tuple[str, ...]) -> int | None:
    """Return the sum of counts; None where one is not stated."""
    return sum(counts[name] for name in names) if all(name in counts for name in names) else None


def ratio_of(counts: Mapping[str, int], part: tuple[str, ...], whole: tuple[str, ...]) -> Ratio | None:
    """Return a ratio of sums of counts; None where one is not stated."""
    above, below = total_of(counts, part), total_of(counts, whole)
    return Ratio(above, below) if above is not None and below is not None else None
