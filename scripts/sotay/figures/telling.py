"""Figures in words: a number with its unit, a share with the two numbers it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import official_parts
from sotay.figures import dossier_count
from sotay.figures.catalogue import PERCENT
from sotay.figures.counting import By, DossierFigures
from sotay.figures.objectives import Outcome
from sotay.kinds.objectives import AT_LEAST
from sotay.lifecycle import document_in_force
from sotay.lists.distribution import division_name
from sotay.messages import _, language
from sotay.report.facts import percent

if TYPE_CHECKING:
    from sotay.figures.objectives import Result
    from sotay.figures.period import Period
    from sotay.kinds.objectives import Objective
    from sotay.library import Library


def number(value: float) -> str:
    """Write a number with at most one decimal, as the language has it."""
    whole, _point, decimal = f"{value:,.1f}".partition(".")
    marks = (".", ",") if language() == "vi" else (",", ".")
    return whole.replace(",", marks[0]) + (f"{marks[1]}{decimal}" if decimal != "0" else "")


def with_unit(value: float, unit: str | None) -> str:
    """Write a number with its unit: ``95%``, ``3 điểm``."""
    if unit == PERCENT:
        return percent(value)
    return f"{number(value)} {unit}" if unit else number(value)


def share(count: int, of: int) -> str:
    """Write a share with the two numbers it is of: ``7/12 (58,3%)``; a dash where there is nothing to be a share of."""
    return f"{count}/{of} ({percent(100 * count / of)})" if of else "–"


def in_time(figures: DossierFigures, *, of_resolved: bool = False) -> str:
    """Write how many dossiers were not late, of all there were (Decree 61/2018/NĐ-CP, Article 30.2.c) or of the resolved."""
    return share(figures.early + figures.on_time, figures.resolved if of_resolved else figures.there)


def mean_days(figures: DossierFigures) -> str:
    """Write the working days that a resolved dossier took on the average; empty where none was resolved."""
    mean = figures.mean_days
    return "" if mean is None else number(mean)


def procedure_name(library: Library, code: str | None) -> str:
    """Return a procedure's code and its title as it is in force."""
    document = document_in_force(library, code) or library.procedures.get(code) if code else None
    return f"{code} {document.meta.title}" if document else code or _("(not stated)")


def by_month(library: Library, period: Period) -> dict[str, DossierFigures]:
    """Return each month of a period up to the library's day, as ``9/2021``, with its figures; also one without dossiers."""
    counted = dossier_count.count(library, period, By.MONTH).figures
    return {
        "/".join(official_parts(month.start)[1:]): counted.get(f"{month.start:%Y-%m}", DossierFigures())
        for month in period.until(library.as_of).months()
    }


def period_name(period: Period) -> str:
    """Write a whole period: ``quý III năm 2021``, ``tháng 9 năm 2021``, ``năm 2021``."""
    year, _dash, part = period.code.partition("-")
    if not part:
        return _("the year {year}", year=year)
    if part.startswith("Q"):
        return _("quarter {quarter} of {year}", quarter=("I", "II", "III", "IV")[int(part[1]) - 1], year=year)
    return _("month {month} of {year}", month=official_parts(period.start)[1], year=year)


def target_text(objective: Objective) -> str:
    """Write a target: ``≥ 95%``; empty where there is none."""
    if objective.target is None:
        return ""
    return f"{'≥' if objective.direction == AT_LEAST else '≤'} {with_unit(objective.target, objective.unit)}"


def measured_text(result: Result) -> str:
    """Write what was measured, a share with its count: ``18/20 (90%)``; a figure that rows are left out of says so."""
    measured = result.measured
    if measured.value is None:
        return _("no data")
    said = with_unit(measured.value, result.objective.unit)
    if measured.count is not None and measured.of is not None:
        said = f"{measured.count}/{measured.of} ({said})"
    elif result.objective.unit == PERCENT:
        said = _("{share}, of a number not stated", share=said)
    if measured.contested:
        said += " " + _("(the record contradicts itself or another: `sotay check` says how)")
    if measured.left_out:
        said += " " + _("(incomplete: {count} rows not counted)", count=measured.left_out)
    return said


def outcome_name(outcome: Outcome) -> str:
    """Return how an objective stands, in words."""
    return {
        Outcome.MET: _("met"),
        Outcome.NOT_MET: _("not met"),
        Outcome.NOT_YET: _("not yet over"),
        Outcome.NO_DATA: _("no data"),
        Outcome.CONTESTED: _("cannot be told"),
    }[outcome]


def owner(library: Library, objective: Objective) -> str:
    """Return whose objective it is: a division's, or the agency's."""
    return division_name(library, objective.division) if objective.division else _("whole agency")
