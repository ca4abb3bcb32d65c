"""The library as it stood on an earlier day (TCVN ISO 9001:2015, clause 7.5.3.1.a): without what is dated later.

What was in force is the same without the later decisions, for each counts from its own day. A draft has no day but that of its
commit, and a law that is not issued yet is shown as such: both stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sotay import pipeline
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.approval import Approval
from sotay.kinds.base import OfficialRecord
from sotay.kinds.baseline import Baseline
from sotay.kinds.dossier import Dossier
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.library import remembered

if TYPE_CHECKING:
    from datetime import date

    from sotay.findings import Check, Finding
    from sotay.kinds.base import Kind, Row
    from sotay.library import Library


@remembered
def as_it_stood(library: Library) -> Library:
    """Return a library without the records and rows dated after ``as_of``; asked for its own day or a later one, all of it."""
    if library.as_of >= (library.agency.as_of or library.today):
        return library

    def was_there(day: date | None) -> bool:
        return day is None or day <= library.as_of

    documents = tuple(one for one in library.documents if was_there(_day(library, one.meta)))
    rows = tuple(row for row in library.rows if was_there(_day_of_row(row.entry)))
    begun_later = {row.file for row in library.rows} - {row.file for row in rows}
    return replace(
        library,
        whole=library,
        documents=documents,
        rows=rows,
        registers=tuple(path for path in library.registers if path not in begun_later),
        unread={path: count for path, count in library.unread.items() if path not in begun_later},
    )


@remembered
def later_files(library: Library) -> frozenset[str]:
    """Return the files of a library that were not there on ``as_of``."""
    then = as_it_stood(library)
    there = {*(one.path for one in then.documents), *then.registers}
    return frozenset({*(one.path for one in library.documents), *library.registers} - there)


def judge(library: Library) -> Check:
    """Hold a library against every rule; what is said of records and rows dated after ``as_of`` is left out."""
    check, then = pipeline.judge(library), as_it_stood(library)
    files = later_files(library)
    lines = {(row.file, row.line) for row in library.rows} - {(row.file, row.line) for row in then.rows}

    def stands(finding: Finding) -> bool:
        return finding.place.file not in files and (finding.place.file, finding.place.line) not in lines

    return replace(
        check,
        findings=tuple(filter(stands, check.findings)),
        waivers=tuple(waiver for waiver in check.waivers if stands(waiver.finding)),
        ahead=tuple(filter(stands, check.ahead)),
    )


def _day(library: Library, meta: Kind) -> date | None:
    """Return the day of a record; a report that is not dated yet is no older than the letter that asks for it."""
    if isinstance(meta, AnnualReport) and meta.date is None:
        letter = library.by_id.get(meta.requested_by or "")
        return _day(library, letter.meta) if letter else None
    return meta.date if isinstance(meta, (OfficialRecord, Approval, Baseline)) else None


def _day_of_row(row: Row) -> date | None:
    if isinstance(row, Dossier):
        return row.received_at.date()
    return row.answered_on if isinstance(row, SurveyAnswer) else None
