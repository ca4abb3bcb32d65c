"""The Vietnamese lunar calendar, computed from the new moons and the sun's longitude in the time zone UTC+7.

Source of the astronomy: J. Meeus, Astronomical Algorithms, 2nd edition, chapters 25 (sun, low accuracy) and 49 (phases of
the moon). The rules: a month begins on the day of a new moon; the eleventh holds the winter solstice; of thirteen months
between two eleventh months the first without a principal term is a leap month.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache
from typing import Final

YEARS: Final = range(1900, 2200)
"""The years that the series below are good for; before 1968 official calendars followed other time zones."""

_ZONE: Final = 7 / 24
_J2000: Final = 2451545.0
_MONTH: Final = 29.530588861
_EPOCH: Final = 2451550.09766
_UNIX_ORDINAL: Final = 1721424.5
_SOLSTICE: Final = 270  # the sun's longitude in degrees at the winter solstice

# Periodic terms of the new moon: amplitude in days, then multiples of M (sun), M' (moon), F, Omega, power of E.
_TERMS: Final = (
    (-0.40720, 0, 1, 0, 0, 0),
    (0.17241, 1, 0, 0, 0, 1),
    (0.01608, 0, 2, 0, 0, 0),
    (0.01039, 0, 0, 2, 0, 0),
    (0.00739, -1, 1, 0, 0, 1),
    (-0.00514, 1, 1, 0, 0, 1),
    (0.00208, 2, 0, 0, 0, 2),
    (-0.00111, 0, 1, -2, 0, 0),
    (-0.00057, 0, 1, 2, 0, 0),
    (0.00056, 1, 2, 0, 0, 1),
    (-0.00042, 0, 3, 0, 0, 0),
    (0.00042, 1, 0, 2, 0, 1),
    (0.00038, 1, 0, -2, 0, 1),
    (-0.00024, -1, 2, 0, 0, 1),
    (-0.00017, 0, 0, 0, 1, 0),
)


def new_year(year: int) -> date:
    """Return the first day of the lunar year that begins in ``year`` (Tết Nguyên đán)."""
    return lunar_day(year, 1, 1)


def lunar_day(year: int, month: int, day: int) -> date:
    """Return the day of the Gregorian calendar for a day of a (not leap) month of the lunar year."""
    return _months(year)[month] + timedelta(days=day - 1)


@cache
def _months(year: int) -> dict[int, date]:
    """Return month number → first day, for the not-leap months of a lunar year."""
    starts = _month_starts(year - 1)
    found = {month: start for month, start in starts.items() if month <= 10}  # noqa: PLR2004 (11 and 12 belong to the year before)
    found.update({month: start for month, start in _month_starts(year).items() if month > 10})  # noqa: PLR2004
    return found


@cache
def _month_starts(year: int) -> dict[int, date]:
    """Return the not-leap months from the eleventh of lunar ``year`` to the tenth of the next."""
    first, last = _eleventh(year), _eleventh(year + 1)
    starts = [first]
    while (following := _new_moon_after(starts[-1])) < last:
        starts.append(following)
    starts.append(last)
    leap = _leap_index(starts) if len(starts) > 13 else None  # noqa: PLR2004 (thirteen months lie between)
    found: dict[int, date] = {}
    number = 11
    for index, start in enumerate(starts[:-1]):
        if index == leap:
            continue
        found[number] = start
        number = number % 12 + 1
    return found


def _leap_index(starts: list[date]) -> int | None:
    terms = [int(_sun_longitude(start) // 30) for start in starts]
    return next((index for index in range(1, len(starts) - 1) if terms[index] == terms[index + 1]), None)


def _eleventh(year: int) -> date:
    """Return the first day of the month that holds the winter solstice of ``year``."""
    solstice = next(
        day
        for day in (date(year, 12, 20) + timedelta(days=i) for i in range(4))
        if _sun_longitude(day + timedelta(days=1)) >= _SOLSTICE
    )
    start = _new_moon_after(solstice - timedelta(days=32))
    while (following := _new_moon_after(start)) <= solstice:
        start = following
    return start


def _new_moon_after(day: date) -> date:
    """Return the first new-moon day after ``day``."""
    count = math.floor((day.toordinal() + _UNIX_ORDINAL - _EPOCH) / _MONTH) - 1
    while (moon := _new_moon(count)) <= day:
        count += 1
    return moon


@cache
def _new_moon(count: int) -> date:
    """Return the day, in UTC+7, of the new moon number ``count`` from January 2000."""
    t = count / 1236.85
    t2, t3, t4 = t * t, t**3, t**4
    mean = _EPOCH + _MONTH * count + 0.00015437 * t2 - 0.000000150 * t3 + 0.00000000073 * t4
    eccentricity = 1 - 0.002516 * t - 0.0000074 * t2
    sun = math.radians(2.5534 + 29.10535670 * count - 0.0000014 * t2)
    moon = math.radians(201.5643 + 385.81693528 * count + 0.0107582 * t2)
    latitude = math.radians(160.7108 + 390.67050284 * count - 0.0016118 * t2)
    node = math.radians(124.7746 - 1.56375588 * count + 0.0020672 * t2)
    periodic = sum(
        amplitude * eccentricity**power * math.sin(a * sun + b * moon + c * latitude + d * node)
        for amplitude, a, b, c, d, power in _TERMS
    )
    return _local_day(mean + periodic - _delta_t(count) / 86400)


def _delta_t(count: int) -> float:
    """Return dynamical time less universal time, in seconds; a rough fit that is good for 1950 to 2150."""
    years = count / 12.3685
    return 63.86 + 0.3345 * years if years < 0 else 63.86 + 0.32 * years + 0.0056 * years * years


def _sun_longitude(day: date) -> float:
    """Return the sun's apparent longitude in degrees at the beginning of ``day`` in UTC+7."""
    t = (day.toordinal() + _UNIX_ORDINAL - _ZONE - _J2000) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    apparent = mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))
    return apparent % 360


def _local_day(julian: float) -> date:
    return date.fromordinal(math.floor(julian + _ZONE - _UNIX_ORDINAL))
