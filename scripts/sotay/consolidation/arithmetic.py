"""Where the figures of one report do not add up; a figure that is not stated is asked nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from sotay.consolidation.names import count_names, share_names
from sotay.messages import _
from sotay.report.facts import money, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Facts: TypeAlias = "Mapping[str, int | float | str | None]"

SHARES: Final = ("resolved", "early", "on_time", "late")
LAWS: Final = ("in_time", "late", "open")
TOLERANCE: Final = 0.05 + 1e-9
"""Shares are printed with one decimal: what rounds alike is alike."""
_DIGITS: Final = re.compile(r"[0-9]+(?:\.[0-9]{3})*")
_ESTIMATE: Final = re.compile(r"estimate\.[0-9]+")
MOST_DIGITS: Final = 24


def faults(facts: Facts, printed: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each contradiction among ``facts``, identifier → value; ``printed`` is how each is printed."""
    return (
        *_dossiers(facts),
        *_shares(facts),
        *_survey(facts),
        *_money(facts),
        *_laws(facts),
        *_printed(facts, printed),
    )


def _counts(facts: Facts, *names: str) -> tuple[int, ...] | None:
    """Return the counts of those names; None where one is not stated."""
    values = tuple(value for name in names if isinstance(value := facts.get(name), int))
    return values if len(values) == len(names) else None


def _dossiers(facts: Facts) -> Iterator[str]:
    def of(*names: str) -> tuple[int, ...] | None:
        return _counts(facts, *(f"dossiers.{name}" for name in names))

    if (parts := of("resolved", "early", "on_time", "late")) and parts[0] != sum(parts[1:]):
        yield _(
            "resolved {resolved} is not early {early} + on time {on_time} + late {late} = {total}",
            resolved=parts[0],
            early=parts[1],
            on_time=parts[2],
            late=parts[3],
            total=sum(parts[1:]),
        )
    if (parts := of("resolved", "received", "carried_over")) and parts[0] > sum(parts[1:]):
        yield _(
            "resolved {resolved} is more than received {received} + carried over {carried}",
            resolved=parts[0],
            received=parts[1],
            carried=parts[2],
        )
    elif parts and (pending := of("pending")) and (left := sum(parts[1:]) - parts[0]) != pending[0]:
        yield _(
            "pending {pending} is not received + carried over − resolved = {left}",
            pending=pending[0],
            left=left,
        )
    if (parts := of("overdue", "pending")) and parts[0] > parts[1]:
        yield _("overdue {overdue} is more than pending {pending}", overdue=parts[0], pending=parts[1])


def _shares(facts: Facts) -> Iterator[str]:
    there = _counts(facts, "dossiers.received", "dossiers.carried_over")
    resolved = _counts(facts, "dossiers.resolved")
    for name in SHARES:
        if count := _counts(facts, f"dossiers.{name}"):
            if there:
                yield from _share(facts, f"dossiers.{name}_share", count[0], sum(there))
            if resolved and name != "resolved":
                yield from _share(facts, f"dossiers.{name}_share_of_resolved", count[0], resolved[0])


def _survey(facts: Facts) -> Iterator[str]:
    if parts := _counts(facts, "survey.satisfied", "survey.answers"):
        if parts[0] > parts[1]:
            yield _(
                "satisfied {satisfied} is more than answers {answers}", satisfied=parts[0], answers=parts[1]
            )
        yield from _share(facts, "survey.satisfaction", *parts)


def _share(facts: Facts, name: str, part: int, whole: int) -> Iterator[str]:
    said = facts.get(name)
    if not isinstance(said, int | float):
        return
    counted = 100 * part / whole if whole else 0.0
    if not abs(said - counted) <= TOLERANCE:
        yield _(
            "{name} {said} does not follow from {part}/{whole} = {counted}",
            name=share_names()[name],
            said=percent(said),
            part=part,
            whole=whole,
            counted=percent(counted),
        )


def _money(facts: Facts) -> Iterator[str]:
    if parts := _counts(facts, "budget.granted", "budget.disbursed"):
        granted, disbursed = parts
        if disbursed > granted:
            yield _(
                "disbursed {disbursed} is more than granted {granted}",
                disbursed=money(disbursed),
                granted=money(granted),
            )
        if (left := _counts(facts, "budget.remaining")) and left[0] != granted - disbursed:
            yield _(
                "budget left {left} is not granted − disbursed = {counted}",
                left=money(left[0]),
                counted=money(granted - disbursed),
            )
    lines = [value for name, value in facts.items() if _ESTIMATE.fullmatch(name) and isinstance(value, int)]
    if (total := _counts(facts, "estimate.total")) and total[0] != sum(lines):
        yield _(
            "the estimate's total {total} is not the sum of its lines {counted}",
            total=money(total[0]),
            counted=money(sum(lines)),
        )


def _laws(facts: Facts) -> Iterator[str]:
    if (parts := _counts(facts, *(f"laws.{name}" for name in ("count", *LAWS)))) and parts[0] != sum(
        parts[1:]
    ):
        yield _(
            "laws {count} are not in time {in_time} + late {late} + open {open}",
            count=parts[0],
            in_time=parts[1],
            late=parts[2],
            open=parts[3],
        )


def _printed(facts: Facts, printed: Mapping[str, str]) -> Iterator[str]:
    """Yield the figures printed other than counted: what people read is not what is added up here."""
    names = count_names()
    for name, words in names.items():
        value, text = facts.get(name), printed.get(name, "")
        if isinstance(value, int) and len(text) <= MOST_DIGITS and _DIGITS.fullmatch(text):
            shown = int(text.replace(".", ""))
            if shown != value:
                yield _(
                    "{name} is printed as {shown} and counted as {value}",
                    name=words,
                    shown=text,
                    value=value,
                )
