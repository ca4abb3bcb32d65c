"""The working calendar as a table: one row a day, so that days are counted by a join."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from sotay.figures import engine

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from sotay.calendar_vn import Calendar

FIRST: Final = date(2003, 1, 1)
"""No one-stop shop is older: Decision 181/2003/QĐ-TTg."""
_AHEAD: Final = 5


def working_days(calendar: Calendar, until: date, address: str) -> Table:
    """Return the days from 2003 to five years after ``until``: ``day``, ``ordinal``, ``working``, ``reached``, ``before``.

    ``ordinal`` numbers the working days from 1; a day off has that of the working day before it. So the working days after
    one day, up to and with another, are the difference of their ordinals (Civil Code, Article 147), and the working day of
    an ordinal is found again. ``reached`` is the last working day up to and with the day, ``before`` the last one before it: by
    them it is told of a day of return whether a term is over that ends on a day off, and so on the next working day (Article
    148.5).
    """
    days = [
        FIRST + timedelta(offset) for offset in range((date(until.year + _AHEAD, 12, 31) - FIRST).days + 1)
    ]
    working = [calendar.is_working(day) for day in days]
    reached = list(accumulate(zip(days, working, strict=True), _last_worked, initial=FIRST))
    return engine.table(
        {
            "day": days,
            "ordinal": list(accumulate(map(int, working))),
            "working": working,
            "reached": reached[1:],
            "before": reached[:-1],
        },
        {"day": "date", "ordinal": "int32", "working": "boolean", "reached": "date", "before": "date"},
        address,
    )


def _last_worked(known: date, day: tuple[date, bool]) -> date:
    return day[0] if day[1] else known
