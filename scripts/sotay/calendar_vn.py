"""Working days of Vietnamese civil servants, terms in months, and dates as official documents write them. Pure.

Terms: Civil Code 91/2015/QH13, Articles 147 and 148. Days off: Labour Code 45/2019/QH14, Articles 111 and 112, and
the government's yearly notices, from a dated data file; a year without data falls back to what the law fixes.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sotay import lunar
from sotay.messages import _

DATA: Final = Path(__file__).parent / "data" / "holidays-vn.json"
SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_WRITTEN: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_CULTURE_DAY_FROM: Final = 2026
_LABOUR_CODE_2019_FROM: Final = 2021


class Flag(StrEnum):
    """How a day is known to be off, or worked."""

    VERIFIED = "V"
    """An official notice was seen."""
    COMPUTED = "C"
    """From the law and the lunar calendar."""
    OWN = "O"
    """Own knowledge, unverified."""
    LIBRARY = "L"
    """The library's own record of the year's notice."""


class DayOff(NamedTuple):
    """Why a day is off, in Vietnamese, and how that is known."""

    why: str
    flag: Flag


class Swap(NamedTuple):
    """A proposal to rest on one day and to work on a Saturday instead; whether it was decided is not known."""

    off: date
    work: date


@dataclass(frozen=True, slots=True)
class Year:
    """The days off on weekdays and the working Saturdays of one year; ``fallback`` when no notice is known."""

    off: Mapping[date, DayOff]
    working_saturdays: Mapping[date, Flag]
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term in months: ``raw`` is its last day, ``rolled`` the working day on which it ends.

    ``skipped`` are the days between with why each is off; ``notes`` say what of it is unverified. ``unverified`` are days off or
    worked by own knowledge alone, ``unannounced`` the years without a notice, ``alternatives`` the swaps that would move the end.
    """

    start: date
    months: int
    raw: date
    rolled: date
    skipped: tuple[tuple[date, str], ...] = ()
    notes: tuple[str, ...] = ()
    unverified: tuple[date, ...] = ()
    unannounced: tuple[int, ...] = ()
    alternatives: tuple[tuple[Swap, date], ...] = ()


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which days are working days.

    ``overrides`` give year → (day off → why, working Saturdays) and take the place of the shipped data. With
    ``working_saturdays`` a make-up Saturday is a working day; the law does not say.
    """

    overrides: Mapping[int, tuple[Mapping[date, str], frozenset[date]]] = field(default_factory=dict)
    working_saturdays: bool = True
    _years: dict[int, Year] = field(default_factory=dict, init=False, repr=False)

    def year(self, number: int) -> Year:
        """Return what is known of a year."""
        if number not in self._years:
            self._years[number] = self._own(number) or _shipped().years.get(number) or year_by_law(number)
        return self._years[number]

    def _own(self, number: int) -> Year | None:
        if number not in self.overrides:
            return None
        off, saturdays = self.overrides[number]
        return Year(
            {day: DayOff(why, Flag.LIBRARY) for day, why in off.items()},
            dict.fromkeys(sorted(saturdays), Flag.LIBRARY),
        )

    def is_working(self, day: date) -> bool:
        """Say whether civil servants work on ``day``."""
        year = self.year(day.year)
        if day.weekday() >= SATURDAY:
            return self.working_saturdays and day in year.working_saturdays
        return day not in year.off

    def why_off(self, day: date) -> str | None:
        """Return why ``day`` is off: the weekend, the holiday, or both; None for a working day."""
        if self.is_working(day):
            return None
        off = self.year(day.year).off.get(day)
        holiday = off.why if off else _fixed(day.year).get(day)
        weekend = weekday_name(day) if day.weekday() >= SATURDAY else None
        return ", ".join(reason for reason in (weekend, holiday) if reason)

    def is_certain(self, day: date) -> bool:
        """Say whether ``is_working`` rests on the plain week, the law, an official notice or the library's own record.

        Not so for own knowledge, for a day that a proposal would swap, and for any day of a year without a notice.
        """
        proposed = any(day in swap for swap in self.proposals())
        return not (proposed or self.year(day.year).fallback or self.is_own_knowledge(day))

    def is_own_knowledge(self, day: date) -> bool:
        """Say whether a weekday is off, or a Saturday worked, by own knowledge alone."""
        year = self.year(day.year)
        if day.weekday() >= SATURDAY:
            return self.working_saturdays and year.working_saturdays.get(day) is Flag.OWN
        return day in year.off and year.off[day].flag is Flag.OWN

    def proposals(self) -> tuple[Swap, ...]:
        """Return the swaps proposed in years of which the library has no notice of its own."""
        return tuple(swap for swap in _shipped().proposed if swap.off.year not in self.overrides)

    def if_decided(self, swap: Swap) -> Calendar:
        """Return the calendar as it would be if a proposed swap was decided."""
        year = self.year(swap.off.year)
        off = {**{day: reason.why for day, reason in year.off.items()}, swap.off: weekday_name(swap.work)}
        saturdays = frozenset({*year.working_saturdays, swap.work})
        return Calendar({**self.overrides, swap.off.year: (off, saturdays)}, self.working_saturdays)

    def add_working_days(self, start: date, count: int) -> date:
        """Return the ``count``-th working day after ``start``; the first day is not counted (Civil Code, Article 147)."""
        if count < 0:
            raise ValueError(count)
        day = start
        while count:
            day += _DAY
            count -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after ``start``, up to and with ``end``."""
        return sum(self.is_working(start + _DAY * offset) for offset in range(1, (end - start).days + 1))


def month_term(start: date, months: int, calendar_used: Calendar) -> Deadline:
    """Return when a term of ``months`` from ``start`` ends (Civil Code, Articles 147.3, 148.3 and 148.5)."""
    raw = add_months(start, months)
    skipped: list[tuple[date, str]] = []
    day = raw
    while (why := calendar_used.why_off(day)) is not None:
        skipped.append((day, why))
        day += _DAY
    span = [raw + _DAY * offset for offset in range((day - raw).days + 1)]
    moved = [swap for swap in calendar_used.proposals() if swap.off in span or swap.work in span]
    others = ((swap, _roll(raw, calendar_used.if_decided(swap))) for swap in moved)
    alternatives = tuple((swap, other) for swap, other in others if other != day)
    notes = [
        *unverified(span, calendar_used),
        *(proposal_note(swap, write_short(other)) for swap, other in alternatives),
    ]
    return Deadline(
        start,
        months,
        raw,
        day,
        tuple(skipped),
        tuple(notes),
        _doubtful(span, calendar_used),
        _unannounced(span, calendar_used),
        alternatives,
    )


def add_months(start: date, months: int) -> date:
    """Return the corresponding day ``months`` later, or the last day of a month that has none.

    What lies beyond the last day that can be written, 31/12/9999, is that day.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def unverified(days: Iterable[date], used: Calendar) -> list[str]:
    """Say what nobody verified about whether these days are off or worked."""
    seen = list(days)
    notes = [
        _(
            "No holiday notice is known for {year}: the days off are those that the law fixes; which days of Tết, and which day beside 2 September, is assumed.",
            year=year,
        )
        for year in _unannounced(seen, used)
    ]
    if doubtful := _doubtful(seen, used):
        notes.append(
            _(
                "Unverified, check in the year's holiday notice: {days}.",
                days=", ".join(write_short(day) for day in doubtful),
            )
        )
    return notes


def _unannounced(days: Iterable[date], used: Calendar) -> tuple[int, ...]:
    """Return the years of some days of which no notice is known."""
    return tuple(sorted({day.year for day in days if used.year(day.year).fallback}))


def _doubtful(days: Iterable[date], used: Calendar) -> tuple[date, ...]:
    """Return the days that are off or worked by own knowledge alone."""
    return tuple(day for day in days if used.is_own_knowledge(day))


def proposal_note(swap: Swap, other: str) -> str:
    """Say what the last day would be if a proposed swap was decided."""
    return _(
        "It was proposed to rest on {off} and work on {work} instead, and the outcome is unverified: if it was decided, the last day is {other}.",
        off=write_short(swap.off),
        work=write_short(swap.work),
        other=other,
    )


def _roll(raw: date, used: Calendar) -> date:
    day = raw
    while not used.is_working(day):
        day += _DAY
    return day


class _Shipped(NamedTuple):
    years: Mapping[int, Year]
    proposed: tuple[Swap, ...]


@cache
def _shipped() -> _Shipped:
    """Read the data file. A year that it holds only strays of has them on top of what the law fixes."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    off = {date.fromisoformat(e["date"]): DayOff(e["why"], Flag(e["flag"])) for e in data["off"]}
    saturdays = {date.fromisoformat(e["date"]): Flag(e["flag"]) for e in data["working_saturdays"]}
    years = {}
    for number in sorted({day.year for day in (*off, *saturdays)}):
        complete = number in data["complete"]
        by_law = {} if complete else year_by_law(number).off
        years[number] = Year(
            {**by_law, **{day: why for day, why in off.items() if day.year == number}},
            {day: flag for day, flag in saturdays.items() if day.year == number},
            fallback=not complete,
        )
    proposed = [Swap(date.fromisoformat(e["off"]), date.fromisoformat(e["work"])) for e in data["proposed"]]
    return _Shipped(years, tuple(proposed))


@cache
def _fixed(number: int) -> Mapping[date, str]:
    """Return the holidays whose day the law itself fixes.

    Source: Labour Code 45/2019/QH14, Article 112.1; Resolution 28/2026/QH16 for 24 November. Older codes had fewer days:
    they are not told apart, and a term in their years is marked as one without a notice.
    """
    found = {
        date(number, 1, 1): "Tết Dương lịch",
        date(number, 4, 30): "Ngày Chiến thắng 30/4",
        date(number, 5, 1): "Quốc tế Lao động 1/5",
        date(number, 9, 2): "Quốc khánh 2/9",
    }
    if number >= _CULTURE_DAY_FROM:
        found[date(number, 11, 24)] = "Ngày Văn hóa Việt Nam"
    if number in lunar.YEARS:
        found.setdefault(lunar.lunar_day(number, 3, 10), "Giỗ Tổ Hùng Vương")
    return found


def _assumed(number: int) -> Mapping[date, str]:
    """Return days for what the Prime Minister picks each year (Labour Code, Article 112.3).

    The last day of the old lunar year with the first four of the new, and, since the Labour Code of 2019, the day
    before 2 September, or the day after where that is a Monday.
    """
    found: dict[date, str] = {}
    if number in lunar.YEARS:
        new_year = lunar.new_year(number)
        found = {new_year + _DAY * offset: "Tết Nguyên đán" for offset in range(-1, 4)}
    if number >= _LABOUR_CODE_2019_FROM:
        national_day = date(number, 9, 2)
        found[national_day + (_DAY if national_day.weekday() == 0 else -_DAY)] = "Quốc khánh (ngày liền kề)"
    return found


@cache
def year_by_law(number: int) -> Year:
    """Return a year's holidays without a notice; one on a weekend is made up for on the next working day.

    Source: Labour Code 45/2019/QH14, Articles 111.3 and 112.
    """
    named = {**_assumed(number), **_fixed(number)}
    off = {day: DayOff(why, Flag.COMPUTED) for day, why in named.items() if day.weekday() < SATURDAY}
    for day, why in sorted(named.items()):
        if day.weekday() < SATURDAY:
            continue
        instead = day
        while instead.weekday() >= SATURDAY or instead in off:
            instead += _DAY
        off[instead] = DayOff(f"nghỉ bù {why}", Flag.COMPUTED)
    return Year(off, {}, fallback=True)


def weekday_name(day: date) -> str:
    """Return the name of the weekday in the language in use."""
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[day.weekday()]


def official_parts(day: date) -> tuple[str, str, str]:
    """Return day, month and year in official writing: days below 10 and months 1 and 2 have a leading zero.

    Source: Decree 30/2020/NĐ-CP, Annex I, II.4.
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)  # noqa: PLR2004 (January and February)
    return f"{day.day:02d}", month, str(day.year)


def write_long(day: date) -> str:
    """Write ``ngày 05 tháng 01 năm 2021``."""
    number, month, year = official_parts(day)
    return _("day {day} month {month} year {year}", day=number, month=month, year=year)


def read_day(typed: str) -> date | None:
    """Return the day that a person typed, as 15/02/2021 or 2021-02-15; None for what is no date.

    Raises ``ValueError`` for a day that is not in the calendar.
    """
    if match := _ISO.fullmatch(typed):
        year, month, number = map(int, match.groups())
    elif match := _WRITTEN.fullmatch(typed):
        number, month, year = map(int, match.groups())
    else:
        return None
    return date(year, month, number)


def write_short(day: date, *, named: bool = False) -> str:
    """Write ``05/8/2021``; with ``named``, ``ngày 05/8/2021``."""
    written = "/".join(official_parts(day))
    return _("of {day}", day=written) if named else written


def deadline_reason(deadline: Deadline) -> str:
    """Say in one sentence why the term ends on its rolled day, then what is unverified about it."""
    if deadline.skipped:
        days = ", ".join(f"{write_short(day)} ({why})" for day, why in deadline.skipped)
        reason = _(
            "The last day falls on a day off, so the term ends on the next working day; skipped: {days}.",
            days=days,
        )
    else:
        reason = _("The last day is a working day.")
    return " ".join((reason, *deadline.notes))


def deadline_json(deadline: Deadline) -> dict[str, Any]:
    """Return the term as JSON values; dates in ISO form. ``alternatives`` are the ends if a proposed swap was decided."""
    return {
        "start": deadline.start.isoformat(),
        "months": deadline.months,
        "raw": deadline.raw.isoformat(),
        "rolled": deadline.rolled.isoformat(),
        "reason": deadline_reason(deadline),
        "unverified": [day.isoformat() for day in deadline.unverified],
        "years_without_notice": list(deadline.unannounced),
        "alternatives": [
            {"off": swap.off.isoformat(), "work": swap.work.isoformat(), "rolled": rolled.isoformat()}
            for swap, rolled in deadline.alternatives
        ],
    }


def deadline_text(deadline: Deadline) -> str:
    """Return the term for a person: both last days with their weekdays, the reason, the law."""

    def full(day: date) -> str:
        return f"{weekday_name(day)}, {write_short(day)}"

    return "\n".join(
        (
            _("In effect from: {day}", day=full(deadline.start)),
            _(
                "Last day by the month term ({months} months): {day}",
                months=deadline.months,
                day=full(deadline.raw),
            ),
            _("Last day, rolled to a working day: {day}", day=full(deadline.rolled)),
            _("Reason: {reason}", reason=deadline_reason(deadline)),
            _("By: Decision 19/2014/QĐ-TTg, Article 4.4.a; Civil Code 91/2015/QH13, Articles 147 and 148."),
        )
    )
