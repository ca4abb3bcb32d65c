"""The figures of the one-stop shop: a page a year, with charts; what was typed of a person is not shown."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Final

from sotay import one_stop
from sotay.alphabet import order
from sotay.figures import dossier_count, telling
from sotay.figures.counting import By, DossierFigures
from sotay.figures.late_reasons import late_reasons
from sotay.figures.period import Period
from sotay.kinds.dossier import Dossier
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.outputs import chart
from sotay.outputs.figures_text import names, results
from sotay.site import addresses, figures_charts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sotay.library import Library
    from sotay.site.writer import Writer

INDEX: Final = f"{addresses.FIGURES}/index.md"


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the list of years, and of each year's figures."""
    library = writer.library
    shown = {year: dossier_count.count(library, Period.of_year(year)) for year in years(library)}
    yield (
        INDEX,
        writer.render(
            "figures.md.j2",
            INDEX,
            years={year: count.whole for year, count in shown.items()},
            incomplete=_incomplete(library),
            there=bool(library.registers_of(Dossier)),
            unreadable=dossier_count.unreadable(library),
            names=names(),
            in_time=telling.in_time,
            year_page=year_page,
            findings_page=f"{addresses.RULES}/ket-qua.md",
        ),
    )
    for year in shown:
        yield year_page(year), _year(writer, year)


def files(library: Library) -> dict[str, bytes]:
    """Return staged path → bytes of the charts."""
    found = {}
    for year in years(library):
        if not dossier_count.count(library, Period.of_year(year)).whole.there:
            continue
        months = telling.by_month(library, Period.of_year(year))
        procedures = {
            telling.procedure_name(library, code): figures
            for code, figures in _by(library, year, By.PROCEDURE).items()
        }
        charts = {
            f"{year}-thang.svg": (figures_charts.of_months, months),
            f"{year}-quy-trinh.svg": (figures_charts.of_procedures, procedures),
        }
        for name, (draw, said) in charts.items():
            found[f"{addresses.FIGURES}/{name}"] = chart.kept(library.root, name, said, partial(draw, said))
    return found


def years(library: Library) -> tuple[int, ...]:
    """Return the year of the library's day, where it keeps a register, and each before it with dossiers; the latest first."""
    if not library.registers_of(Dossier):
        return ()
    came = {row.entry.received_at.year for row in library.dossiers}
    went = {row.entry.returned_at.year for row in library.dossiers if row.entry.returned_at}
    last = library.as_of.year
    return tuple(sorted({last, *(year for year in came | went if year < last)}, reverse=True))


def year_page(year: int) -> str:
    """Return the page of a year's figures."""
    return f"{addresses.FIGURES}/{year}.md"


def _by(library: Library, year: int, by: By) -> Mapping[str | None, DossierFigures]:
    return dossier_count.count(library, Period.of_year(year), by).figures


def _year(writer: Writer, year: int) -> str:
    library, page = writer.library, year_page(year)
    period = Period.of_year(year).until(library.as_of)
    whole = dossier_count.count(library, Period.of_year(year)).whole
    terms = one_stop.terms_on(period.end)
    registers = _by(library, year, By.REGISTER)
    procedures = _by(library, year, By.PROCEDURE)
    return writer.render(
        "figures_year.md.j2",
        page,
        year=year,
        period=period,
        over=period.end == Period.of_year(year).end,
        whole=whole,
        counts=names(),
        results={name: word for name, word in results().items() if getattr(whole, name)},
        registers={path: asdict(figures) for path, figures in registers.items() if path},
        procedures={
            code: procedures[code] for code in sorted(procedures, key=lambda code: order(code or "\uffff"))
        },
        procedure_name=lambda code: telling.procedure_name(library, code),
        divisions={
            division_name(library, code) if code else _("(not stated)"): figures
            for code, figures in _by(library, year, By.DIVISION).items()
        },
        months=telling.by_month(library, Period.of_year(year)),
        reasons=late_reasons(library, Period.of_year(year)),
        incomplete=_incomplete(library),
        share=telling.share,
        in_time=telling.in_time,
        mean_days=telling.mean_days(whole),
        not_compared=terms.number if terms and not terms.verified else None,
        page_of=addresses.of_path,
        index=INDEX,
        findings_page=f"{addresses.RULES}/ket-qua.md",
    )


def _incomplete(library: Library) -> str:
    return dossier_count.incomplete(dossier_count.count(library, Period.of_year(library.as_of.year)).left_out)
