"""The money of a year: granted, disbursed, left, by decision and line (Circular 116/2015/TT-BTC).

These are sums of the handful of lines that a decision has, of records and not of a register: they are added up here as
whole VND, and asked of no engine. Three rules use them in every check, also of a library without a register, where loading
Ibis and DuckDB alone would take longer than all these sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.kinds.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.library import Document, Library


@dataclass(frozen=True, slots=True)
class Amounts:
    """VND granted and disbursed; None where the source does not state it."""

    granted: int | None
    disbursed: int | None

    @property
    def left(self) -> int | None:
        """What is not yet disbursed; None where either is unknown."""
        if self.granted is None or self.disbursed is None:
            return None
        return self.granted - self.disbursed


def of_decision(meta: Budget) -> Amounts:
    """Return the money of one decision; what it does not say itself is taken from its lines, where they say it."""
    granted = meta.granted if isinstance(meta.granted, int) else None
    disbursed = meta.disbursed if isinstance(meta.disbursed, int) else disbursed_by_lines(meta)
    if granted is None and meta.lines:
        granted = sum(line.amount for line in meta.lines)
    return Amounts(granted, disbursed)


def of_lines(meta: Budget) -> tuple[Amounts, ...]:
    """Return the money of each line of a decision."""
    return tuple(Amounts(line.amount, line.disbursed) for line in meta.lines)


def disbursed_by_lines(meta: Budget) -> int | None:
    """Return what the lines say was disbursed; None where one of them does not say."""
    known = [line.disbursed for line in meta.lines if line.disbursed is not None]
    return sum(known) if known and len(known) == len(meta.lines) else None


def total(several: Iterable[Amounts]) -> Amounts:
    """Return the sum of some amounts; unknown where one of them is."""
    parts = tuple(several)
    granted = [part.granted for part in parts]
    disbursed = [part.disbursed for part in parts]
    return Amounts(
        None if None in granted else sum(amount or 0 for amount in granted),
        None if None in disbursed else sum(amount or 0 for amount in disbursed),
    )


def decisions(library: Library, year: int) -> tuple[Document[Budget], ...]:
    """Return the decisions known on the day that grant money for a year, oldest first."""
    return tuple(budget for budget in library.known(Budget) if budget.meta.serves == year)
