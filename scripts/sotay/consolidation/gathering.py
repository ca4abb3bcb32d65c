"""Put the accounts of many agencies together: one an agency, totals from summed counts, who is missing, best and worst."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.consolidation import files, roster
from sotay.consolidation.accounts import COUNTS, DOSSIERS, SETTLED, Account, Ratio, total_of
from sotay.consolidation.reading import RefusedError, account
from sotay.messages import _
from sotay.report.compose import ReportState
from sotay.word_import.letters import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sotay.consolidation.roster import ListedAgency

LEAST: Final = 30
"""Fewer dossiers than this are too few for a ratio to be compared: 1 of 1 would win."""
MOST: Final = 5


class Reason(StrEnum):
    """Why a file is left out."""

    REFUSED = "refused"
    OTHER_YEAR = "other-year"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that does not count, and why in a sentence."""

    file: str
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of counts, and how many agencies state one: the others are not zero."""

    value: int
    agencies: int


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The reports of a year together. Without a list of agencies, ``missing`` is None: nobody can tell.

    ``accounts`` stand in the order of the list, those that are not in it after them by name (``unlisted``, by file).
    """

    year: int
    accounts: tuple[Account, ...]
    left_out: tuple[LeftOut, ...]
    missing: tuple[ListedAgency, ...] | None
    unlisted: frozenset[str]
    namesakes: frozenset[str]

    @property
    def failed(self) -> bool:
        """Whether a file was left out, or figures contradict each other."""
        return bool(self.left_out) or any(account.faults for account in self.accounts)

    def in_state(self, state: ReportState) -> int:
        """Return how many reports are in that state."""
        return sum(account.state is state for account in self.accounts)

    def totals(self) -> dict[str, Total]:
        """Return the sum of each figure over the agencies that state it."""
        stated = {name: [a.counts[name] for a in self.accounts if name in a.counts] for name in COUNTS}
        return {name: Total(sum(values), len(values)) for name, values in stated.items()}

    def ratio(self, part: tuple[str, ...], whole: tuple[str, ...]) -> Ratio:
        """Return a ratio of summed counts, over the agencies that state both; never a mean of percentages."""
        both = [
            (above, below)
            for account in self.accounts
            if (above := total_of(account.counts, part)) is not None
            and (below := total_of(account.counts, whole)) is not None
        ]
        return Ratio(sum(above for above, _below in both), sum(below for _above, below in both))

    def ratios(self) -> dict[str, Ratio]:
        """Return the ratios of all agencies together."""
        return {
            "of_received": self.ratio(SETTLED, DOSSIERS),
            "of_resolved": self.ratio(SETTLED, ("dossiers.resolved",)),
            "satisfaction": self.ratio(("survey.satisfied",), ("survey.answers",)),
            "laws": self.ratio(("laws.in_time",), ("laws.in_time", "laws.late")),
        }

    def best(self) -> tuple[Account, ...]:
        """Return the agencies with the highest ratio of dossiers resolved early or on time, those with most dossiers first."""
        order = sorted(self._ranked(), key=lambda ranked: (-ranked[0], -ranked[1], alphabet(ranked[2])))
        return tuple(account for _share, _there, account in order[: min(MOST, len(order) // 2)])

    def worst(self) -> tuple[Account, ...]:
        """Return those with the lowest; one whose ratio is the highest is never among them."""
        ranked = self._ranked()
        highest = max((share for share, _there, _account in ranked), default=0.0)
        low = [entry for entry in ranked if entry[0] < highest]
        order = sorted(low, key=lambda entry: (entry[0], -entry[1], alphabet(entry[2])))
        return tuple(account for _share, _there, account in order[: min(MOST, len(ranked) // 2)])

    def _ranked(self) -> list[tuple[float, int, Account]]:
        return [
            (share, ratio.whole, account)
            for account in self.accounts
            if not account.faults
            and (ratio := account.of_received) is not None
            and ratio.whole >= LEAST
            and (share := ratio.share) is not None
        ]


def alphabet(account: Account) -> tuple[str, str, str]:
    """Return the place of an agency among others: by name, letters without marks first; then by parent and file."""
    name = folded(account.agency.name)
    bare = "".join(
        c for c in unicodedata.normalize("NFD", name.replace("đ", "d")) if not unicodedata.combining(c)
    )
    return bare, f"{name}\n{folded(account.agency.parent)}", account.file


def gather(
    sources: Iterable[tuple[str, str]], year: int, listed: Sequence[ListedAgency] | None
) -> Consolidation:
    """Read the reports of ``year`` one file at a time; ``sources`` are paths with their printable names."""
    kept: dict[tuple[str, ...], Account] = {}
    left_out: list[LeftOut] = []
    for path, name in sources:
        try:
            found = account(files.read(path), name)
        except RefusedError as error:
            left_out.append(LeftOut(name, Reason.REFUSED, str(error)))
            continue
        if found.year != year:
            why = _(
                "it reports {other}, not {year}: name the files of {year} alone.", other=found.year, year=year
            )
            left_out.append(LeftOut(name, Reason.OTHER_YEAR, why))
            continue
        who = found.agency
        key = tuple(map(folded, (who.abbreviation, who.name, who.parent)))
        other = kept.get(key)
        kept[key] = found if other is None else max(found, other, key=_weight)
        if other is not None:
            left_out.append(_second(kept[key], other if kept[key] is found else found))
    return _together(year, tuple(sorted(kept.values(), key=alphabet)), left_out, listed)


def _weight(account: Account) -> tuple[bool, str, bool, str]:
    """Return what decides between two reports: issued or not, then the day, then whether for signature; at last the file's name."""
    return (
        account.state is ReportState.ISSUED,
        account.as_of.isoformat(),
        account.state is ReportState.FOR_SIGNATURE,
        account.file,
    )


def _second(kept: Account, other: Account) -> LeftOut:
    same_weight = _weight(kept)[:-1] == _weight(other)[:-1]
    if same_weight and kept.counts != other.counts:
        words = _(
            "{agency} has another report of the same day and state, {kept}, with other figures; that one counts: ask which holds.",
            agency=kept.agency.name,
            kept=kept.file,
        )
    else:
        words = _(
            "{agency} has another report, {kept} of {day}, which counts: take this one out.",
            agency=kept.agency.name,
            kept=kept.file,
            day=write_short(kept.as_of),
        )
    return LeftOut(other.file, Reason.DUPLICATE, words)


def _together(
    year: int, accounts: tuple[Account, ...], left_out: list[LeftOut], listed: Sequence[ListedAgency] | None
) -> Consolidation:
    places: Mapping[str, int] = roster.match(listed, accounts) if listed is not None else {}
    there = {*places.values()}
    names = [folded(account.agency.name) for account in accounts]
    times: dict[str, int] = {}
    for name in names:
        times[name] = times.get(name, 0) + 1
    return Consolidation(
        year=year,
        accounts=tuple(
            sorted(accounts, key=lambda account: places.get(account.file, len(places) + len(listed or ())))
        ),
        left_out=tuple(sorted(left_out, key=lambda entry: entry.file)),
        missing=tuple(entry for place, entry in enumerate(listed) if place not in there)
        if listed is not None
        else None,
        unlisted=frozenset(account.file for account in accounts if account.file not in places)
        if listed is not None
        else frozenset(),
        namesakes=frozenset(
            account.file for account, name in zip(accounts, names, strict=True) if times[name] > 1
        ),
    )
