"""The new day of return that somebody has a letter of apology name, before it stands in the register.

A dossier that is going to be late is given a new day, once at most (Decree 61/2018/NĐ-CP, Article 19.9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import unverified, write_short
from sotay.messages import _
from sotay.one_stop import terms_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.calendar_vn import Calendar
    from sotay.kinds.dossier import Dossier


def in_register(dossier: Dossier, day: date | None) -> bool:
    """Say whether a letter with this new day is the one whose number and date the register has.

    Without a ``day`` it is that of the register. Of several letters the register does not tell whose number it has.
    """
    days = _days(dossier)[1:]
    return not days or (len(days) == 1 and day in {None, *days})


def refusal(dossier: Dossier, day: date) -> str:
    """Say why the register would not have such a day (DOS103); empty where it would."""
    last = _before(dossier, day)[-1]
    if day > last:
        return ""
    return _(
        "the new day {day} is not after {last}, when the result was to be returned: give a later one with --until",
        day=write_short(day),
        last=write_short(last),
    )


def doubts(dossier: Dossier, day: date, calendar: Calendar) -> Iterator[str]:
    """Yield what speaks against such a day: one new day more than the law allows (DOS202), a day off."""
    times = len(_before(dossier, day))
    terms = terms_on(dossier.received_at.date())
    if terms is not None and times > terms.reappointments:
        message = _(
            "Dossier {code} would be given a new day of return {times} times, and {law} allows {allowed}: return the result without a further new day, and record the reason.",
            code=dossier.code,
            times=times,
            law=terms.law("apology"),
            allowed=terms.reappointments,
        )
        yield f"{message} {terms.caveat}".rstrip()
    if why := calendar.why_off(day):
        message = _(
            "The new day {day} of dossier {code} is off ({why}): give a working day with --until, the next is {next}.",
            day=write_short(day),
            code=dossier.code,
            why=why,
            next=write_short(calendar.add_working_days(day, 1)),
        )
        yield " ".join((message, *unverified((day,), calendar)))


def _days(dossier: Dossier) -> list[date]:
    """Return the day on the receipt and the new days of the register, in its order."""
    return [moment.date() for moment in (dossier.due_at, *dossier.reappointments)]


def _before(dossier: Dossier, day: date) -> list[date]:
    """Return the days that a new one would come after; one that stands in the register already has its place there."""
    days = _days(dossier)
    return days[: days.index(day, 1)] if day in days[1:] else days
