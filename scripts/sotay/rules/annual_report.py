"""RPT: the annual report says only what the library can show (Circular 26/2014/TT-BKHCN, Article 35)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.kinds.annual_report import AnnualReport
from sotay.load import AGENCY_FILE
from sotay.messages import _, language
from sotay.rules import Complaint, rule
from sotay.rules.duties import asked_years
from sotay.witness import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library
    from sotay.report.compose import Report
    from sotay.report.departures import Departure, Difference

_RESIDUE: Final = re.compile(
    r"\(\*?nêu rõ[^)]*\)|\(\*?nếu có dự kiến[^)]*\)|\(\*?ghi rõ[^)]*\)|…{2,}|\.{4,}|_{4,}|\bTODO\b|\bXXX\b",
    re.IGNORECASE,
)
_SHOWN: Final = 5
"""Differences of an issued report that are told one by one: a corrected row changes several figures at once."""


@lru_cache(maxsize=1)
def _composed(library: Library, _language: str) -> tuple[Report, ...]:
    years = sorted(
        {record.meta.year for record in library.of(AnnualReport) if record.meta.year <= library.as_of.year}
    )
    if not years:
        return ()
    from sotay.report.compose import compose  # noqa: PLC0415 (heavy; a library without a report needs none)

    return tuple(compose(library, year) for year in years)


def _saying(library: Library, code: str) -> Iterator[Complaint]:
    for report in _composed(library, language()):
        for finding in report.findings:
            if finding.code == code:
                yield Complaint(finding.place, finding.message)


@rule("RPT101", Severity.WARNING)
def row_without_evidence(library: Library) -> Iterator[Complaint]:
    """A row of the annual report has no evidence.

    The inspecting unit weighs the report against its evidence (Circular 26/2014/TT-BKHCN, Article 37.1).

    Add the record that the row asks for; an issued report may not have such a row.

    Example: The report of 2021 has the row on the plan, and records/plans has no plan of 2021: the row says so.
    """
    return _saying(library, "RPT101")


@rule("RPT102", Severity.WARNING)
def evidence_used_twice(library: Library) -> Iterator[Complaint]:
    """One record serves two rows of the annual report.

    To declare and to notify are two duties (Decision 19/2014/QĐ-TTg, Article 4.3): a declaration is no notice of
    itself.

    Add a record of its own for the second row, or be ready to explain.

    Example: records/notifications is empty, and decision 40/QĐ-CQM has to serve the row on the declaration and the row
    on the notice.
    """
    return _saying(library, "RPT102")


@rule("RPT103", Severity.WARNING)
def figure_not_stated(library: Library) -> Iterator[Complaint]:
    """The annual report omits a figure that its source does not state.

    Who gives figures to an inspection answers for their being exact and true (Circular 26/2014/TT-BKHCN, Article
    37.2.a): a figure is never guessed and never a zero.

    Find it and write it in place of "không nêu".

    Example: A survey with `answers: không nêu` leaves the number of answers out of the report.
    """
    return _saying(library, "RPT103")


@rule("RPT104", Severity.WARNING)
def narrative_missing(library: Library) -> Iterator[Complaint]:
    """A part of the annual report that only a person can write is missing.

    The report speaks of each thing that is inspected (Circular 26/2014/TT-BKHCN, Article 36); what went well and what
    did not, only a person can say.

    Add the section to the body of the report's record, under the heading that the finding names.

    Example: The record of 2021 has the heading “Khó” where “Khó khăn” is looked for.
    """
    return _saying(library, "RPT104")


@rule("RPT105", Severity.WARNING)
def residue(library: Library) -> Iterator[Complaint]:
    """A note of the outline was left in the annual report.

    The report says what was done on each thing that is inspected (Circular 26/2014/TT-BKHCN, Article 36); "(nêu rõ …)"
    tells the writer what to write and is no part of it.

    Write what it asks for, and take it out.

    Example: “Nội dung mẫu. (nêu rõ thời gian)” is complained of at the bracket.
    """
    for record in library.of(AnnualReport):
        for match in _RESIDUE.finditer(record.body):
            yield Complaint(
                record.body_place(match.start()),
                _("“{text}” is left over from the outline: take it out.", text=match[0]),
            )


@rule("RPT106", Severity.WARNING)
def report_missing(library: Library) -> Iterator[Complaint]:
    """The year has no annual-report record.

    The lead unit asks for the report each autumn, and inspects on it (Circular 26/2014/TT-BKHCN, Articles 33.2 and 35).

    Add a record to records/annual-reports with what only a person can write; one of the year before is still owed.

    Example: On 29 October 2021 records/annual-reports has nothing for 2021.
    """
    written = {record.meta.year for record in library.of(AnnualReport)}
    for year in asked_years(library):
        if year not in written:
            message = _(
                "There is no annual-report record for {year}: add one to records/annual-reports.", year=year
            )
            about = f"{AnnualReport.name}/{year}"
            yield Complaint(Place(AGENCY_FILE), message, date(year, 12, 31), about=about)


@rule("RPT107", Severity.WARNING)
def register_missing(library: Library) -> Iterator[Complaint]:
    """The annual report has no dossier register to count.

    The rate of dossiers on time is reckoned on all that were received (Decree 61/2018/NĐ-CP, Article 30.2.c); without a
    register there is nothing to reckon on.

    Add records/dossiers/YEAR.csv, one row a dossier.

    Example: The report of 2021 is composed, and there is no records/dossiers/2021.csv.
    """
    return _saying(library, "RPT107")


@rule("RPT108", Severity.WARNING)
def number_missing(library: Library) -> Iterator[Complaint]:
    """A report has a number without a date, or a date without a number.

    The clerk gives both after signing (Decree 30/2020/NĐ-CP, Article 15).

    Enter both in the report's record.

    Example: `number: 15/BC-CQM` without a `date`.
    """
    for record in library.of(AnnualReport):
        if (record.meta.number is None) != (record.meta.date is None):
            message = _(
                "The report of {year} has no number or date: enter both in its record.", year=record.meta.year
            )
            yield Complaint(record.place("year"), message)


@rule("RPT109", Severity.WARNING)
def budget_missing(library: Library) -> Iterator[Complaint]:
    """The annual report has no budget record of its year.

    The money for the system is granted and spent under Circular 116/2015/TT-BTC, Article 4; the report says what the
    year had.

    Add the decision that granted the money to records/budgets.

    Example: The report of 2021 is composed, and records/budgets has nothing of 2021.
    """
    return _saying(library, "RPT109")


@rule("RPT110", Severity.WARNING)
def training_or_survey_missing(library: Library) -> Iterator[Complaint]:
    """The annual report has no record of training or of a survey in its year.

    The head has the staff trained (Decision 19/2014/QĐ-TTg, Article 11.3), and the agency watches how satisfied those
    it serves are (ISO 9001, clause 9.1.2).

    Add it to records/training or records/surveys.

    Example: The report of 2021 is composed, and records/surveys has no survey of 2021.
    """
    return _saying(library, "RPT110")


@rule("RPT111", Severity.ERROR)
def enclosure_missing(library: Library) -> Iterator[Complaint]:
    """The annual report encloses a record that is not there.

    The report is kept together with its evidence (Circular 26/2014/TT-BKHCN, Article 39.3).

    Correct the identifier, or add the record.

    Example: `enclosures: [{record: letters/khong-co, text: bản sao}]` where there is no records/letters/khong-co.md.
    """
    return _saying(library, "RPT111")


@rule("RPT112", Severity.WARNING)
def figures_incomplete(library: Library) -> Iterator[Complaint]:
    """The figures of dossiers in the annual report are incomplete.

    The rate is reckoned on all dossiers that were received (Decree 61/2018/NĐ-CP, Article 30.2.c); rows that cannot be read,
    or cannot be true, are not counted.

    Correct the rows that the check names.

    Example: A row of records/dossiers/2021.csv is due before it was received: the report of 2021 leaves it out, and says so.
    """
    return _saying(library, "RPT112")


@rule("RPT113", Severity.WARNING)
def issued_report_departs(library: Library) -> Iterator[Complaint]:
    """An issued annual report says something else than the records that it rests on say now.

    The report and its evidence are kept in one file of the inspection (Circular 26/2014/TT-BKHCN, Article 39.3), and who gives
    figures to an inspection answers for their being exact and true (Article 37.2.a): what was issued stays as it was issued.

    Restore the record where it was changed by mistake; where it was rightly corrected, tell the lead unit by an official letter, and
    waive this in the report's record with the number of that letter.

    Example: report 15/BC-CQM of 25/10/2021 was issued with 1 dossier received, and a row that was entered in November is of
    September: now there are 2.
    """
    from sotay.report.departures import departure_of  # noqa: PLC0415 (heavy, as composing is)

    for report in _composed(library, language()):
        record = next(one for one in library.of(AnnualReport) if one.meta.year == report.year)
        if record.meta.number is None or record.meta.date is None:
            continue
        if record.meta.date <= library.as_of and (found := departure_of(library, report, record)):
            message = _(
                "The report of {year}, {number}, was issued on {day} and says something else than its records say now: "
                "{differences}. Restore the record, or tell the lead unit of the correction by letter.",
                year=report.year,
                number=record.meta.number,
                day=write_short(record.meta.date),
                differences="; ".join(_differences(library, found)),
            )
            there = (path for path in found.changed if library.files.entry(path) is not None)
            yield Complaint(record.place("number"), message, related=tuple(map(Place, there)))


def _differences(library: Library, departure: Departure) -> Iterator[str]:
    """Yield what differs in words, then which files changed since."""
    told = departure.differences[:_SHOWN]
    yield from (_difference(library, one) for one in told)
    if more := len(departure.differences) - len(told):
        yield _("{count} other facts", count=more)
    if departure.changed:
        yield _(
            "changed since: {files}", files=", ".join(_dated(library, path) for path in departure.changed)
        )


def _difference(library: Library, one: Difference) -> str:
    from sotay.report.fact_names import fact_name  # noqa: PLC0415 (with the report)

    if one.is_citation and one.now is None:
        return _("“{paper}” was cited and is not there any more", paper=one.then)
    if one.is_citation and one.then is None:
        return _("“{paper}” was not there", paper=one.now)
    nothing = _("not stated")
    return _(
        "{figure}: {then} when issued, {now} now",
        figure=fact_name(library, one.fact),
        then=one.then or nothing,
        now=one.now or nothing,
    )


def _dated(library: Library, path: str) -> str:
    """Return a file with the day on which git came to hold it as it stands, where git holds it."""
    commit = library.history.commit(path)
    return f"{path} ({write_short(day_of(commit))})" if commit else path
