"""The periods that figures are of: a month, a quarter, a year (Circular 01/2018/TT-VPCP, Article 15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sotay.calendar_vn import add_months

_WRITTEN: Final = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to and with ``end``."""

    start: date
    end: date

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def read(cls, text: str) -> Period | None:
        """Read ``2021``, ``2021-Q3`` or ``2021-09``; None for anything else."""
        written = _WRITTEN.fullmatch(text)
        if written is None or not int(written[1]):
            return None
        year, quarter, month = int(written[1]), int(written[2] or 0), int(written[3] or 0)
        if quarter:
            return cls(date(year, 3 * quarter - 2, 1), _last_day(year, 3 * quarter))
        return cls(date(year, month, 1), _last_day(year, month)) if month else cls.of_year(year)

    def until(self, day: date) -> Period:
        """Return the period as far as it lies on or before a day."""
        return Period(self.start, min(self.end, day))

    @property
    def code(self) -> str:
        """A whole year, quarter or month as ``read`` reads it."""
        months = self._length
        if months == 12:  # noqa: PLR2004 (a year)
            return f"{self.start.year:04}"
        if months == 1:
            return f"{self.start.year:04}-{self.start.month:02}"
        return f"{self.start.year:04}-Q{self.end.month // 3}"

    def previous(self) -> Period:
        """Return the period before a whole one, of as many months: the month, the quarter, the year before."""
        return Period(add_months(self.start, -self._length), self.start - timedelta(1))

    @property
    def _length(self) -> int:
        """How many months a whole period has."""
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1

    def months(self) -> tuple[Period, ...]:
        """Return the months of the period, the first and the last as far as they lie in it."""
        found, start = [], self.start
        while start <= self.end:
            end = min(_last_day(start.year, start.month), self.end)
            found.append(Period(start, end))
            if end == self.end:
                break
            start = end + timedelta(1)
        return tuple(found)


def _last_day(year: int, month: int) -> date:
    if month == 12:  # noqa: PLR2004 (December ends with the year, also in 9999)
        return date(year, 12, 31)
    return add_months(date(year, month, 1), 1) - timedelta(1)
