"""DOS: apology for dossiers that are late, their new day and the reason (Decree 61/2018/NĐ-CP, Article 19).

Rows of which DOS1xx says that they cannot be true are not asked: one fault, one finding.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.appointments import office_of, shifted
from sotay.calendar_vn import write_short
from sotay.figures.units import unit_of
from sotay.findings import Severity
from sotay.messages import _
from sotay.one_stop import terms_on
from sotay.rules import Complaint, rule
from sotay.sound_rows import sound_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sotay.appointments import Office
    from sotay.kinds.dossier import Dossier, Suspension
    from sotay.library import Library, RegisterRow

_DAY: Final = timedelta(days=1)
_WEEK: Final = 7


class _Standing(NamedTuple):
    """How a dossier stands as of the library's day: the day on which it is due, and whether its clock stands still."""

    due: date
    suspended: bool
    returned: date | None
    as_of: date

    @property
    def late(self) -> bool:
        """Whether its day passed before it was returned."""
        return not self.suspended and self.due < (self.returned or self.as_of)


def _office(library: Library) -> Office:
    """Return the clock of the office; what a change would make of it does not count."""
    return office_of(library.authority.agency, library.calendar)


def _standing(library: Library, office: Office, dossier: Dossier) -> _Standing:
    return _by(dossier.due_at, _begun(dossier, library.as_of), library, office, dossier)


def _standing_again(library: Library, office: Office, dossier: Dossier) -> _Standing:
    """Return how a dossier stands by its new day of return, which only what was suspended since it was given puts off."""
    given = dossier.apology_on or dossier.due_at.date()
    since = (
        period
        for period in _begun(dossier, library.as_of)
        if period.until is None or period.start.date() >= given
    )
    return _by(dossier.reappointments[-1], since, library, office, dossier)


def _by(
    moment: datetime, suspensions: Iterable[Suspension], library: Library, office: Office, dossier: Dossier
) -> _Standing:
    unit = unit_of(library, dossier.procedure, dossier.received_at.date()) or "ngày làm việc"
    due, out = shifted(moment, unit, office, suspensions)
    back = dossier.returned_at.date() if dossier.returned_at else None
    returned = back if back is not None and back <= library.as_of else None
    return _Standing(due.date(), out.since is not None and returned is None, returned, library.as_of)


def _begun(dossier: Dossier, as_of: date) -> Iterator[Suspension]:
    """Yield the suspensions as they stood at the end of a day; one that nobody ended ends with the return."""
    for period in dossier.suspensions:
        if period.start.date() <= as_of:
            until = period.until or dossier.returned_at
            yield period._replace(until=until if until is not None and until.date() <= as_of else None)


@rule("DOS201", Severity.WARNING)
def late_without_apology(library: Library) -> Iterator[Complaint]:
    """A dossier is late and has no letter of apology, or one that came too late.

    The agency apologises in writing at the latest one day before the time is over, with the reason and a new day
    (Decree 61/2018/NĐ-CP, Article 19.9). Time in which the dossier was suspended is no part of it.

    While the dossier is pending: send the letter, enter its number in the column `apology` and its day in `apology_on`. Once
    it was returned no letter puts that right: if one was sent in time, enter it; if not, enter the cause in `late_reason` and
    remove it. The finding stays, as what happened does.

    Example: A dossier due on 10 March 2021 at 17:00 and returned on 11 March has an empty `apology`, or an `apology_on`
    that is empty, of 10 March, or before the receipt. One that is still pending stands on the agenda in the week before.
    """
    office = _office(library)
    near = _near_days(library)
    for row in sound_rows(library).rows:
        dossier = row.entry
        terms = terms_on(dossier.received_at.date())
        standing = _standing(library, office, dossier)
        last = standing.due - _DAY * (terms.apology_days if terms else 1)
        if not dossier.apology:
            yield from _unapologised(row, standing, last, near)
        else:
            for message in _letter_wrong(dossier, standing, last):
                yield Complaint(row.place("apology_on"), message, about=dossier.code)


def _letter_wrong(dossier: Dossier, standing: _Standing, last: date) -> Iterator[str]:
    """Yield the complaint of a letter of which nothing shows that it was there in time."""
    if dossier.apology_on is None:
        if standing.late:
            yield _(
                "The letter of apology of dossier {code} has no day, so nothing shows that it was sent by {last}: enter its day.",
                code=dossier.code,
                last=write_short(last),
            )
    elif dossier.apology_on < dossier.received_at.date():
        yield _(
            "The letter of apology of dossier {code} is of {day}, before the dossier was received: correct the day.",
            code=dossier.code,
            day=write_short(dossier.apology_on),
        )
    elif standing.late and dossier.apology_on > last:
        yield _(
            "The letter of apology of dossier {code} is of {day}, later than {last}, the last day for it: tell the applicant at the latest one day before the time is over.",
            code=dossier.code,
            day=write_short(dossier.apology_on),
            last=write_short(last),
        )


def _unapologised(
    row: RegisterRow[Dossier], standing: _Standing, last: date, near: timedelta
) -> Iterator[Complaint]:
    """Complain of a dossier that passed its day; one that nears it is complained of from the day after on."""
    dossier = row.entry
    if standing.late and standing.returned is not None:
        message = _(
            "Dossier {code} was due on {due} and returned on {returned} without a letter of apology: find the cause, so that it does not happen again.",
            code=dossier.code,
            due=write_short(standing.due),
            returned=write_short(standing.returned),
        )
        yield Complaint(row.place("apology"), message, about=dossier.code)
    elif standing.late:
        message = _(
            "Dossier {code} passed its day {due} without a letter of apology: write one and enter it.",
            code=dossier.code,
            due=write_short(standing.due),
        )
        yield Complaint(row.place("apology"), message, last, about=dossier.code)
    elif standing.returned is None and not standing.suspended and _near(dossier, last - near, standing.as_of):
        message = _(
            "Dossier {code} is pending and due on {due}, {last} being the last day for a letter of apology: return it in time, or write the letter with a new day.",
            code=dossier.code,
            due=write_short(standing.due),
            last=write_short(last),
        )
        yield Complaint(row.place("apology"), message, last, since=standing.due + _DAY, about=dossier.code)


def _near_days(library: Library) -> timedelta:
    """Return how long before its last day a dossier is on the agenda."""
    return timedelta(days=min((days for days in library.agency.policy.warn_days if days > 0), default=_WEEK))


def _near(dossier: Dossier, since: date, as_of: date) -> bool:
    return since <= as_of and dossier.received_at.date() <= as_of


@rule("DOS202", Severity.WARNING)
def reappointed_again(library: Library) -> Iterator[Complaint]:
    """A dossier was given a new day of return more often than the law allows, or passed its new day.

    A dossier that is going to be late is given a new day once at most (Decree 61/2018/NĐ-CP, Article 19.9).

    Return the result without a further new day, and record the reason; what happened stays in the register.

    Example: `reappointed_to` is `2021-03-12T17:00;2021-03-17T17:00`; or it is `2021-03-12T17:00`, and on 13 March the dossier
    is still pending.
    """
    office = _office(library)
    near = _near_days(library)
    for row in sound_rows(library).rows:
        dossier = row.entry
        terms = terms_on(dossier.received_at.date())
        times = len(dossier.reappointments)
        if terms is not None and times > terms.reappointments:
            message = _(
                "Dossier {code} was given a new day of return {times} times, and {law} allows {allowed}: give no further one.",
                code=dossier.code,
                times=times,
                law=terms.law("apology"),
                allowed=terms.reappointments,
            )
            yield Complaint(row.place("reappointed_to"), f"{message} {terms.caveat}".rstrip())
        if times:
            yield from _new_day_passed(row, _standing_again(library, office, dossier), near)


def _new_day_passed(row: RegisterRow[Dossier], standing: _Standing, near: timedelta) -> Iterator[Complaint]:
    """Complain of a dossier that passed its new day and is pending; one that nears it from the day after on."""
    dossier, due = row.entry, standing.due
    if standing.returned is not None or standing.suspended or not _near(dossier, due - near, standing.as_of):
        return
    message = (
        _(
            "Dossier {code} was put off to {due}, which is over, and is still pending: return the result, no further day may be given.",
            code=dossier.code,
            due=write_short(due),
        )
        if standing.late
        else _(
            "Dossier {code} was put off to {due} and is pending: return the result by then, no further day may be given.",
            code=dossier.code,
            due=write_short(due),
        )
    )
    place = row.place("reappointed_to")
    yield Complaint(place, message, due, since=due + _DAY, about=f"{dossier.code} {place.field}")


@rule("DOS203", Severity.INFO)
def late_without_reason(library: Library) -> Iterator[Complaint]:
    """A dossier was returned late, and no reason is on record.

    The letter of apology gives the reason (Decree 61/2018/NĐ-CP, Article 19.9), and the figures tell late dossiers apart by
    it.

    Enter the reason in the column `late_reason`.

    Example: A dossier due on 10 March 2021 and returned on 11 March has an empty `late_reason`.
    """
    office = _office(library)
    for row in sound_rows(library).rows:
        standing = _standing(library, office, row.entry)
        if standing.returned is not None and standing.late and not row.entry.late_reason:
            message = _(
                "Dossier {code} was due on {due} and returned on {returned}, with no reason: enter it.",
                code=row.entry.code,
                due=write_short(standing.due),
                returned=write_short(standing.returned),
            )
            yield Complaint(row.place("late_reason"), message)
