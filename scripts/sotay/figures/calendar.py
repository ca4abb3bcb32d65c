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
    """Return the days from 2003 to five years after ``until``: ``day``, ``ordinal``, ``working``.

    ``ordinal`` numbers the working days from 1; a day off has that of the working day before it. So the working days after
    one day, up to and with another, are the difference of their ordinals (Civil Code, Article 147), and the working day of
    an ordinal is found again.
    """
    days = [
        FIRST + timedelta(offset) for offset in range((date(until.year + _AHEAD, 12, 31) - FIRST).days + 1)
    ]
    working = [calendar.is_working(day) for day in days]
    return engine.table(
        {"day": days, "ordinal": list(accumulate(map(int, working))), "working": working},
        {"day": "date", "ordinal": "int32", "working": "boolean"},
        address,
    )
