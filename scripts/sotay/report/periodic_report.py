"""The periodic report on dossiers, of a month, a quarter or a year: figures with their evidence, in the words of a template.

Decree 61/2018/NĐ-CP asks for the figures (Article 30). The form of the report was not seen: the columns of the annex are
those of form 06 of Circular 01/2020/TT-VPCP as public software draws it (``periodic_annex.py``), and the report says so.
"""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay import one_stop
from sotay.calendar_vn import official_parts, write_short
from sotay.figures import dossier_count, telling
from sotay.figures.counting import By, DossierFigures
from sotay.figures.late_reasons import late_reasons
from sotay.kinds.dossier import Dossier
from sotay.lists.distribution import division_name
from sotay.load import PERIODIC_TEMPLATE
from sotay.messages import _, speaking
from sotay.official import Letterhead, OfficialDocument
from sotay.outputs.figures_text import names, results
from sotay.report import wording
from sotay.report.facts import Fact
from sotay.report.periodic_annex import annex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sotay.figures.counting import Count
    from sotay.figures.period import Period
    from sotay.library import Library
    from sotay.official import Annex

_SHARED: Final = ("resolved", "early", "on_time", "late")


@dataclass(frozen=True, slots=True)
class PeriodicReport:
    """The composed report; ``until`` is the day that the figures are of, the end of ``period`` or a day within it.

    ``before`` are the figures of the period before; None where no register reaches back so far.
    """

    period: Period
    until: date
    date: date
    markdown: str
    letterhead: Letterhead
    annex: Annex
    facts: Mapping[str, Fact]
    whole: Count
    before: DossierFigures | None
    apart: Mapping[By, Mapping[str | None, DossierFigures]]
    reasons: Mapping[str, DossierFigures]

    @property
    def title(self) -> str:
        """What the report is called."""
        return " ".join((self.letterhead.kind, *self.letterhead.subject))

    def document(self, parse: Callable[[str], str]) -> OfficialDocument:
        """Return what the outputs render; ``parse`` turns Markdown into a pandoc AST."""
        return OfficialDocument(
            self.letterhead, parse(self.markdown), self.title, self.date, annex=self.annex
        )


def compose(library: Library, period: Period, addressees: Sequence[str] = ()) -> PeriodicReport:
    """Compose the report in Vietnamese, the language of official documents; without ``addressees``, to the parent body.

    Raises ``WordingError`` where the words cannot be filled in, ``EngineError`` where the engine cannot be used. With rows
    left out it is a draft.
    """
    with speaking("vi"):
        whole = dossier_count.count(library, period)
        before = _before(library, period)
        apart = {
            by: dossier_count.count(library, period, by).figures
            for by in (By.PROCEDURE, By.DIVISION, By.MONTH, By.CHANNEL)
        }
        reasons = late_reasons(library, period)
        facts = _facts(library, period, whole.whole)
        context = {
            **_context(library, period, whole),
            **{fact.id.partition(".")[2]: fact for fact in facts.values()},
            "comparison": _comparison(whole.whole, before),
            "divisions": _lines(
                {
                    division_name(library, code) if code else _("(not stated)"): one
                    for code, one in apart[By.DIVISION].items()
                }
            ),
            "months": _lines(telling.by_month(library, period)) if len(period.months()) > 1 else [],
            "channels": _lines({name or _("(not stated)"): one for name, one in apart[By.CHANNEL].items()}),
            "reasons": [{"reason": name, **_counts(one)} for name, one in reasons.items()],
        }
        own = wording.environment((library.root / PERIODIC_TEMPLATE).parent)
        words = wording.fill(own, Path(PERIODIC_TEMPLATE).name, context)
        return PeriodicReport(
            period,
            period.until(library.as_of).end,
            library.as_of,
            unicodedata.normalize("NFC", words),
            _letterhead(library, period, addressees, draft=bool(whole.left_out)),
            annex(library, period, whole.whole, apart[By.PROCEDURE]),
            facts,
            whole,
            before,
            apart,
            reasons,
        )


def _before(library: Library, period: Period) -> DossierFigures | None:
    previous = period.previous()
    first = min((row.entry.received_at.date() for row in library.dossiers), default=None)
    if first is None or first > previous.end:
        return None
    return dossier_count.count(library, previous).whole


def _facts(library: Library, period: Period, whole: DossierFigures) -> dict[str, Fact]:
    """Return the figures of the whole; a count rests on the registers that have a dossier of it, a share on all."""
    registers = {
        path: asdict(figures)
        for path, figures in dossier_count.count(library, period, By.REGISTER).figures.items()
        if path
    }
    everywhere = tuple(registers) or library.registers_of(Dossier)
    facts = {}
    for name, count in asdict(whole).items():
        records = tuple(path for path, counted in registers.items() if counted[name]) or everywhere
        facts[name] = Fact(f"dossiers.{name}", count, telling.number(count), records)
    in_time = whole.early + whole.on_time
    shares = {
        "there": (whole.there, telling.number(whole.there)),
        "in_time": (in_time, telling.number(in_time)),
        "in_time_share": (whole.share(in_time) if whole.there else None, telling.in_time(whole)),
        "in_time_share_of_resolved": (
            whole.share_of_resolved(in_time) if whole.resolved else None,
            telling.in_time(whole, of_resolved=True),
        ),
        "mean_days": (whole.mean_days, telling.mean_days(whole)),
        **{
            f"{name}_share": (
                whole.share(getattr(whole, name)) if whole.there else None,
                telling.share(getattr(whole, name), whole.there),
            )
            for name in _SHARED
        },
    }
    made = (
        *facts.values(),
        *(Fact(f"dossiers.{name}", value, text, everywhere) for name, (value, text) in shares.items()),
    )
    return {fact.id: fact for fact in made}


def _context(library: Library, period: Period, whole: Count) -> dict[str, Any]:
    cut = period.until(library.as_of)
    terms = one_stop.terms_on(cut.end)
    return {
        "agency": library.agency.names_on(library.as_of).name,
        "period": telling.period_name(period),
        "previous": telling.period_name(period.previous()),
        "start": write_short(cut.start),
        "end": write_short(cut.end),
        "over": cut.end == period.end,
        "empty": not whole.whole.there,
        "registers": library.registers_of(Dossier),
        "left_out": whole.left_out,
        "decree": terms.number if terms else None,
        "verified": terms is not None and terms.verified,
        "results": [
            {"result": word, "count": telling.number(getattr(whole.whole, name))}
            for name, word in results().items()
            if getattr(whole.whole, name)
        ],
    }


def _comparison(whole: DossierFigures, before: DossierFigures | None) -> list[dict[str, str]]:
    """Return each count beside that of the period before; nothing where that has none."""
    if before is None:
        return []
    rows = []
    for name, words in names().items():
        now, then = getattr(whole, name), getattr(before, name)
        change = f"{'+' if now > then else '-' if now < then else ''}{telling.number(abs(now - then))}"
        rows.append(
            {"label": words, "now": telling.number(now), "then": telling.number(then), "change": change}
        )
    shares = {"label": _("In time, of received"), "change": ""}
    return [*rows, shares | {"now": telling.in_time(whole), "then": telling.in_time(before)}]


def _lines(figures: Mapping[str, DossierFigures]) -> list[dict[str, str]]:
    return [{"name": name, **_counts(one)} for name, one in figures.items()]


def _counts(figures: DossierFigures) -> dict[str, str]:
    return {
        **{name: telling.number(count) for name, count in asdict(figures).items()},
        "in_time_share": telling.in_time(figures),
        "in_time_share_of_resolved": telling.in_time(figures, of_resolved=True),
    }


def _letterhead(library: Library, period: Period, addressees: Sequence[str], *, draft: bool) -> Letterhead:
    names_ = library.agency.names_on(library.as_of)
    _day, month, year = official_parts(library.as_of)
    return Letterhead(
        parent=names_.letterhead_parent,
        issuer=names_.letterhead,
        number="",
        symbol=f"BC-{names_.abbreviation}",
        place=names_.place,
        day="",
        month=month,
        year=year,
        kind="Báo cáo",
        subject=("Kết quả giải quyết thủ tục hành chính", telling.period_name(period)),
        addressees=tuple(addressees) or (names_.parent,),
        recipients=("Như trên", "Lưu: VT"),
        authority=(),
        position="Thủ trưởng cơ quan",
        signer="",
        draft=draft,
    )
