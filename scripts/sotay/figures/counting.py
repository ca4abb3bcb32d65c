"""Dossiers counted: how many came, were resolved, in time or not (Decree 61/2018/NĐ-CP, Article 30).

Every question is one expression over the dossiers, answered in one pass.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sotay.alphabet import spellings
from sotay.figures import engine
from sotay.figures.period import Period
from sotay.kinds.dossier import MOST_SUSPENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import BooleanValue, IntegerScalar, StringColumn, Table

RESULTS: Final = MappingProxyType(
    {
        "delivered": "đã trả kết quả",
        "refused": "từ chối",
        "sent_back": "trả lại",
        "stopped": "dừng giải quyết",
        "withdrawn": "rút hồ sơ",
    }
)


class By(StrEnum):
    """What figures are told apart by."""

    PROCEDURE = "procedure"
    DIVISION = "division"
    MONTH = "month"
    CHANNEL = "channel"
    REASON = "reason"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class DossierFigures:
    """Counts of dossiers in a period.

    *early* is returned on a day before the due one, *on time* on that day, *late* after it (Circular 01/2018/TT-VPCP, Article
    13); the due day is the appointed one, put off by suspensions, never by a new appointment. *pending* is not returned at the
    end of the period, *overdue* past its day besides, unless its clock stands still. ``reappointed`` counts, of all that there
    were, those with a new appointment. ``delivered`` to ``withdrawn`` are the resolved ones by their result. ``spent`` are the
    working days from receipt to return, without suspensions, of all resolved ones together.
    """

    carried_over: int = 0
    received: int = 0
    resolved: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    pending: int = 0
    overdue: int = 0
    reappointed: int = 0
    delivered: int = 0
    refused: int = 0
    sent_back: int = 0
    stopped: int = 0
    withdrawn: int = 0
    spent: int = 0

    @property
    def there(self) -> int:
        """How many dossiers there were to resolve: received, and carried over."""
        return self.received + self.carried_over

    @property
    def mean_days(self) -> float | None:
        """The working days that a resolved dossier took on the average; None where none was."""
        return self.spent / self.resolved if self.resolved else None

    def share(self, count: int) -> float:
        """Return ``count`` as per cent of the dossiers there were (Article 30.2.c); 0 where there were none."""
        return 100 * count / self.there if self.there else 0.0

    def share_of_resolved(self, count: int) -> float:
        """Return ``count`` as per cent of the resolved dossiers; 0 where there were none."""
        return 100 * count / self.resolved if self.resolved else 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """An answer: key → figures (one entry, None, where nothing was told apart), and how many rows were not counted.

    A key is a code, a month as ``2021-09``, or the text of the register; None where the register has none.
    """

    figures: Mapping[str | None, DossierFigures]
    left_out: int = 0

    @property
    def whole(self) -> DossierFigures:
        """The figures where nothing was told apart."""
        return self.figures.get(None, DossierFigures())


COLUMNS: Final = {
    By.PROCEDURE: "procedure",
    By.DIVISION: "division",
    By.MONTH: "month",
    By.CHANNEL: "channel",
    By.REASON: "late_reason",
    By.REGISTER: "register",
}


def ask(timed: Table, period: Period, by: By | None, address: str) -> Table:
    """Return the question as an expression: one row a key and soundness, with the counts.

    ``timed`` are dossiers whose clock has run. Rows that are not sound come as one row, whose ``rows`` is how many they are.
    """
    if by is By.MONTH:
        told = with_standing(within(_by_month(timed, period, address)))
    else:
        told = standing(timed, period)
    if by is By.REASON:
        told = told.filter(~told.sound | told.is_late | told.is_overdue)
    return told.group_by(sound=told.sound, key=engine.where(told.sound, key_of(told, by))).agg(
        rows=told.count(), **measures(told)
    )


def standing(timed: Table, period: Period) -> Table:
    """Return the dossiers that were there in a period, and how each stood on its last day; and those that are not sound."""
    return with_standing(within(timed.mutate(first_day=period.start, last_day=period.end)))


def within(told: Table) -> Table:
    """Keep what was there between the first and the last day, and what is not sound."""
    return told.filter(~told.sound | was_there(told))


def was_there(told: Table) -> BooleanValue:
    """Say of each dossier whether it was there between the first and the last day."""
    return (told.received <= told.last_day) & (told.returned.isnull() | (told.returned >= told.first_day))


def key_of(told: Table, by: By | None) -> StringColumn:
    """Return what figures are told apart by; null for all alike."""
    return told[COLUMNS[by]] if by else told.procedure.nullif(told.procedure)


def _by_month(told: Table, period: Period, address: str) -> Table:
    """Let each dossier stand in every month of the period in which it was there, with that month's first and last day."""
    import ibis  # noqa: PLC0415

    months = period.months()
    days = engine.table(
        {
            "number": [_number(month.start) for month in months],
            "month": [f"{month.start:%Y-%m}" for month in months],
            "first_day": [month.start for month in months],
            "last_day": [month.end for month in months],
        },
        {"number": "int64", "month": "string", "first_day": "date", "last_day": "date"},
        address,
    )
    first, last = _number(period.start), _number(period.end)
    came = ibis.greatest(_number_of(told.received), first)
    went = ibis.least(ibis.coalesce(_number_of(told.returned), last), last)
    stays = engine.where(
        told.sound,
        ibis.range(ibis.coalesce(came, 0), ibis.coalesce(went, -1) + 1),
        ibis.range(first, first + 1),
    )
    told = told.mutate(in_month=stays.unnest())
    return told.join(days, told.in_month == days.number)


def _number(day: date) -> int:
    return day.year * 12 + day.month


def _number_of(day: Any) -> Any:
    return day.year().cast("int64") * 12 + day.month()


def with_standing(told: Table) -> Table:
    """Say of each dossier how it stood on the last day; one whose clock was not run never stood still."""
    back = engine.sure(told.returned <= told.last_day)
    overdue = ~back & (told.due < told.last_day)
    for k in range(MOST_SUSPENSIONS):
        if f"start{k}" in told.columns:
            goes_on = told[f"until{k}"].isnull() | (told[f"until{k}"] > told.last_day)
            overdue &= ~engine.sure((told[f"start{k}"] <= told.last_day) & goes_on)
    return told.mutate(is_back=back, is_late=back & (told.returned > told.due), is_overdue=overdue)


def conditions(told: Table) -> dict[str, BooleanValue]:
    """Return the name of each count → which dossiers it counts."""
    back = told.is_back
    return {
        "carried_over": told.received < told.first_day,
        "received": told.received >= told.first_day,
        "resolved": back,
        "early": back & (told.returned < told.due),
        "on_time": back & (told.returned == told.due),
        "late": told.is_late,
        "pending": ~back,
        "overdue": told.is_overdue,
        "reappointed": told.reappointed_to.notnull(),
        **{name: back & told.result.isin(spellings(result)) for name, result in RESULTS.items()},
    }


def measures(told: Table) -> dict[str, IntegerScalar]:
    """Return the name of each figure → its sum."""
    return {
        **{name: condition.sum() for name, condition in conditions(told).items()},
        "spent": engine.where(told.is_back, told.spent).sum(),
    }


def read(rows: list[dict[str, Any]], left_out: int = 0) -> Count:
    """Return the answer to a question as figures; keys that are one text, written otherwise, are one key."""
    names = [field.name for field in fields(DossierFigures)]
    found: dict[str | None, Counter[str]] = {}
    for row in rows:
        if row["sound"]:
            key = row["key"] and unicodedata.normalize("NFC", row["key"])
            found.setdefault(key, Counter()).update({name: int(row[name] or 0) for name in names})
    return Count(
        {
            key: DossierFigures(**found[key])
            for key in sorted(found, key=lambda key: (key is None, key or ""))
        },
        left_out + sum(row["rows"] for row in rows if not row["sound"]),
    )
