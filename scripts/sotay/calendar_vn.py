"""Working days of Vietnamese civil servants, terms in months, and dates as official documents write them. Pure.

Terms: Civil Code 91/2015/QH13, Articles 147 and 148. Days off: Labour Code 45/2019/QH14, Articles 111 and 112, and
the government's yearly notices, from a dated data file; a year without data falls back to what the law fixes.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sotay import lunar
from sotay.messages import _

DATA: Final = Path(__file__).parent / "data" / "holidays-vn.json"
SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_CULTURE_DAY_FROM: Final = 2026
_LABOUR_CODE_2019_FROM: Final = 2021


class DayOff(NamedTuple):
    """Why a weekday is off. ``flag``: V verified, C computed, O own knowledge, P proposed, L the library's own record."""

    why: str
    flag: str


@dataclass(frozen=True, slots=True)
class Year:
    """The days off on weekdays and the working Saturdays of one year; ``fallback`` when no notice is known."""

    off: Mapping[date, DayOff]
    working_saturdays: Mapping[date, str]
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term in months: ``raw`` is its last day, ``rolled`` the working day on which it ends.

    ``skipped`` are the days between with why each is off; ``notes`` say what of it is unverified.
    """

    start: date
    months: int
    raw: date
    rolled: date
    skipped: tuple[tuple[date, str], ...] = ()
    notes: tuple[str, ...] = ()


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
            self._years[number] = self._own(number) or _shipped().get(number) or _by_law(number)
        return self._years[number]

    def _own(self, number: int) -> Year | None:
        if number not in self.overrides:
            return None
        off, saturdays = self.overrides[number]
        return Year({day: DayOff(why, "L") for day, why in off.items()}, dict.fromkeys(saturdays, "L"))

    def is_working(self, day: date) -> bool:
        """Say whether civil servants work on ``day``."""
        year = self.year(day.year)
        if day.weekday() >= SATURDAY:
            return self.working_saturdays and day in year.working_saturdays
        return day not in year.off

    def why_off(self, day: date) -> str | None:
        """Return why ``day`` is off; None for a working day."""
        if self.is_working(day):
            return None
        off = self.year(day.year).off.get(day)
        return off.why if off else weekday_name(day)

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
    return Deadline(start, months, raw, day, tuple(skipped), tuple(_notes(raw, day, calendar_used)))


def add_months(start: date, months: int) -> date:
    """Return the corresponding day ``months`` later, or the last day of a month that has none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _notes(raw: date, rolled: date, used: Calendar) -> list[str]:
    """Say what the rolled day rests on that nobody verified, and what a proposal would change."""
    notes = []
    seen = [raw + _DAY * offset for offset in range((rolled - raw).days + 1)]
    if any(used.year(day.year).fallback for day in seen):
        message = _(
            "No holiday notice is known for {year}: the days off are those that the law fixes.",
            year=rolled.year,
        )
        notes.append(message)
    elif any(off.flag == "O" for day in seen if (off := used.year(day.year).off.get(day))):
        notes.append(_("Some of these days off are unverified: check them in the year's notice."))
    proposed = _proposed()
    if rolled in proposed and rolled.year not in used.overrides:
        other = rolled
        while used.why_off(other) is not None or proposed.get(other) == "off":
            other += _DAY
        notes.append(
            _(
                "A day off on {day} was proposed and its outcome is unverified: if it was decided, the last day is {other}.",
                day=write_short(rolled),
                other=write_short(other),
            )
        )
    return notes


@cache
def _read() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@cache
def _shipped() -> dict[int, Year]:
    """Return the years of the data file; a swap at the turn of the year belongs to the year it falls in."""
    data = _read()
    off = {date.fromisoformat(entry["date"]): DayOff(entry["why"], entry["flag"]) for entry in data["off"]}
    saturdays = {date.fromisoformat(entry["date"]): entry["flag"] for entry in data["working_saturdays"]}
    full = {day.year for day in off} - {min(off).year if min(off).month == 12 else None}  # noqa: PLR2004 (December)
    years = {
        number: Year(
            {day: why for day, why in off.items() if day.year == number},
            {day: flag for day, flag in saturdays.items() if day.year == number},
        )
        for number in full
    }
    for number in {day.year for day in off} - full:
        law = _by_law(number)
        years[number] = Year(
            {**law.off, **{d: w for d, w in off.items() if d.year == number}}, {}, fallback=True
        )
    return years


@cache
def _proposed() -> dict[date, str]:
    return {date.fromisoformat(entry["date"]): entry["kind"] for entry in _read()["proposed"]}


@cache
def _by_law(number: int) -> Year:
    """Return the days off that the Labour Code itself fixes, with compensation for those that fall on a weekend.

    Which five days of Tết, and which day beside 2 September, the Prime Minister decides each year; assumed are the last
    day of the old lunar year with the first four of the new, and the weekday beside 2 September.
    """
    new_year = lunar.new_year(number)
    named = [(date(number, 1, 1), "Tết Dương lịch")]
    named += [(new_year + _DAY * offset, "Tết Nguyên đán") for offset in range(-1, 4)]
    named += [
        (lunar.lunar_day(number, 3, 10), "Giỗ Tổ Hùng Vương"),
        (date(number, 4, 30), "Ngày Chiến thắng 30/4"),
    ]
    named += [(date(number, 5, 1), "Quốc tế Lao động 1/5"), (date(number, 9, 2), "Quốc khánh 2/9")]
    if number >= _LABOUR_CODE_2019_FROM:
        beside = date(number, 9, 1) if date(number, 9, 2).weekday() != 0 else date(number, 9, 3)
        named.append((beside, "Quốc khánh (ngày liền kề)"))
    if number >= _CULTURE_DAY_FROM:
        named.append((date(number, 11, 24), "Ngày Văn hóa Việt Nam"))
    taken = {day for day, _why in named}
    off: dict[date, DayOff] = {}
    for day, why in sorted(named):
        if day.weekday() < SATURDAY:
            off[day] = DayOff(why, "C")
            continue
        instead = day
        while instead.weekday() >= SATURDAY or instead in taken or instead in off:
            instead += _DAY
        off[instead] = DayOff(f"Nghỉ bù {why}", "C")
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
    """Return the term as JSON values; dates in ISO form."""
    return {
        "start": deadline.start.isoformat(),
        "months": deadline.months,
        "raw": deadline.raw.isoformat(),
        "rolled": deadline.rolled.isoformat(),
        "reason": deadline_reason(deadline),
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
