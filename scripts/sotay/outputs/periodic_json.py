"""The periodic report on dossiers for machines: its figures, those of the period before, and what each rests on."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from sotay.figures.counting import By
from sotay.outputs import report_json
from sotay.outputs.figures_json import FiguresShape, shape, shapes
from sotay.outputs.report_json import FactShape, Head, Reporter

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.library import Library
    from sotay.report.periodic_report import PeriodicReport

SCHEMA_NAME = "periodic-report-output"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PeriodicReportOutput(_Shape):
    """The whole report; ``period`` is a year, a quarter or a month, and ``until`` the day that its figures are of.

    ``left_out`` rows could not be read or cannot be true: then the figures are not ``complete``. ``previous`` is null where no
    register reaches back to the period before. A reason for lateness that may hold personal data is not told.
    """

    schema_version: int = 1
    agency: Reporter
    period: str
    start: date
    end: date
    until: date
    complete: bool
    left_out: int
    letterhead: Head
    facts: list[FactShape]
    whole: FiguresShape
    previous_period: str
    previous: FiguresShape | None
    procedures: list[FiguresShape]
    divisions: list[FiguresShape]
    months: list[FiguresShape]
    channels: list[FiguresShape]
    reasons: list[FiguresShape]
    text: str


def render(report: PeriodicReport, library: Library, link: Callable[[str], str | None], text: str) -> bytes:
    """Return the report as JSON in UTF-8, in the shape that ``sotay schema periodic-report-output`` publishes.

    ``link`` gives the address of a record's path; ``text`` is the report's Markdown without marks of evidence.
    """
    output = PeriodicReportOutput(
        agency=report_json.reporter(library, report.date),
        period=report.period.code,
        start=report.period.start,
        end=report.period.end,
        until=report.until,
        complete=not report.whole.left_out,
        left_out=report.whole.left_out,
        letterhead=report_json.head(report.letterhead),
        facts=report_json.shapes(report.facts, library, link),
        whole=shape(None, report.whole.whole),
        previous_period=report.period.previous().code,
        previous=None if report.before is None else shape(None, report.before),
        procedures=shapes(report.apart[By.PROCEDURE]),
        divisions=shapes(report.apart[By.DIVISION]),
        months=shapes(report.apart[By.MONTH]),
        channels=shapes(report.apart[By.CHANNEL]),
        reasons=[shape(reason, figures) for reason, figures in report.reasons.items()],
        text=text,
    )
    return (json.dumps(output.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n").encode()
