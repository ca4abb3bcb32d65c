"""What the law of the one-stop shop asked on a day: the cut-off, the hand-over, the apology. From a dated data file.

Source: Decree 61/2018/NĐ-CP, Articles 18 and 19, until 30 June 2025; Decree 118/2025/NĐ-CP since, of which no article was
seen: its parameters are those of before, and marked as unverified.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA: Final = Path(__file__).parent / "data" / "one-stop-vn.json"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one decree asks in the period in which it holds, both ends included; no ``until`` means it still does.

    What is received until ``cut_off`` is handed over on the same working day, what is received later at the start of the
    next. The apology is written ``apology_days`` before the time is over at the latest; a new day is given at most
    ``reappointments`` times. ``articles`` name where ``hand_over`` and ``apology`` stand.
    """

    number: str
    since: date
    until: date | None
    verified: bool
    cut_off: time
    apology_days: int
    reappointments: int
    articles: Mapping[str, str]

    def holds(self, day: date) -> bool:
        """Say whether the decree was in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)

    def law(self, *matters: str) -> str:
        """Return the decree, with the articles of matters where they are known."""
        articles = [self.articles[matter] for matter in matters if matter in self.articles]
        return ", ".join((_("Decree {number}", number=self.number), *articles))

    @property
    def caveat(self) -> str:
        """What of it is unverified; empty where nothing is."""
        if self.verified:
            return ""
        return _(
            "No article of Decree {number} was compared: cut-off, hand-over, apology and re-appointment are those of the decree before.",
            number=self.number,
        )


@cache
def all_terms() -> tuple[Terms, ...]:
    """Return the terms of every decree that is known, oldest first."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Terms(
            number=law["number"],
            since=date.fromisoformat(law["from"]),
            until=date.fromisoformat(law["until"]) if "until" in law else None,
            verified=law["verified"],
            cut_off=time.fromisoformat(law["cut_off"]),
            apology_days=law["apology_days"],
            reappointments=law["reappointments"],
            articles=law["articles"],
        )
        for law in data["laws"]
    )


def terms_on(day: date) -> Terms | None:
    """Return the terms that held on ``day``; None before the first decree that is known."""
    return next((terms for terms in all_terms() if terms.holds(day)), None)
