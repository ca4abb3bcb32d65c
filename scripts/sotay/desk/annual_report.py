"""One button for the annual report: composed from what is published, with its gaps and the forms that fill them."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.responses import Response
from starlette.routing import Route

from sotay import gate, pipeline
from sotay.desk import registers
from sotay.desk.pages import DESK_HEADERS, FORMS
from sotay.desk.protocol import ProtocolError
from sotay.editor import pages as editor
from sotay.git import HistoryRefusedError
from sotay.kinds import by_folder, rows_by_folder
from sotay.kinds.annual_report import AnnualReport
from sotay.messages import speaking
from sotay.outputs.failure import RenderFailed
from sotay.report.compose import compose
from sotay.report.facts import Standing
from sotay.report.rows import read_rows
from sotay.report.wording import WordingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from sotay.desk.desk import Desk
    from sotay.findings import Finding
    from sotay.library import Library
    from sotay.report.compose import Report

ADDRESS: Final = "/bien-tap/bao-cao"
_MISSING_ROW: Final = "RPT101"
_MISSING_SECTION: Final = "RPT104"
_REFUSALS: Final = (gate.GateError, HistoryRefusedError, ProtocolError, WordingError, RenderFailed)
_FORMS: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class Gap(NamedTuple):
    """What a report lacks, and where it is filled in; None where a person must look for it."""

    words: str
    address: str | None


class AnnualReports:
    """Answers the button."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def routes(self) -> list[Route]:
        """The addresses that it answers."""
        return [
            Route(ADDRESS, self.show, methods=["GET"]),
            Route(f"{ADDRESS}/{{year:int}}.{{form}}", self.take, methods=["GET"]),
        ]

    def show(self, request: Request) -> Response:
        """Show the button; of the year that was asked for, what its report lacks."""
        year = request.query_params.get("nam", "")
        known: dict[str, object] = {"address": ADDRESS, "year": self._desk.staff.today().year}
        if not (year.isascii() and year.isdecimal() and len(year) == len("2021")):
            return self._desk.pages.show(request, "annual_report", **known, report=None, gaps=())
        try:
            with self._published() as library:
                report = compose(library, int(year))
                gaps = tuple(_gaps(report))
        except _REFUSALS as error:
            return self._desk.pages.say(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        shown = known | {"year": year, "report": report, "gaps": gaps, "forms": tuple(_FORMS)}
        return self._desk.pages.show(request, "annual_report", **shown)

    def take(self, request: Request) -> Response:
        """Answer with the report itself."""
        form, year = request.path_params["form"], request.path_params["year"]
        if form not in _FORMS:
            return self._desk.pages.lost(request)
        try:
            with self._published() as library, speaking("vi"):
                report = compose(library, year)
                outputs = pipeline.render_outputs(library, report, record_link=lambda _path: None)
        except _REFUSALS as error:
            return self._desk.pages.say(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        name = f"{pipeline.REPORT_NAME}.{form}"
        told = {**DESK_HEADERS, "Content-Disposition": f'attachment; filename="{year}-{name}"'}
        return Response(outputs[name], media_type=_FORMS[form], headers=told)

    @contextmanager
    def _published(self) -> Iterator[Library]:
        """Give the library as it is published, read as of today."""
        with gate.laid_out(self._desk.repository.folder, self._desk.protocol.tip()) as folder:
            yield pipeline.read(folder, None, self._desk.staff.today())


def _gaps(report: Report) -> Iterator[Gap]:
    """Yield each gap; a row without evidence leads to an empty form of what would be its evidence."""
    for text, row in zip(read_rows(), report.rows, strict=True):
        if row.standing is Standing.MISSING:
            kind = text.evidence[0].kind if text.evidence else None
            yield Gap(
                f"{row.number}. {row.content}",
                _form(editor.new(kind, year=str(report.year))) if kind else None,
            )
    for gap in report.gaps:
        if gap.code != _MISSING_ROW:
            yield Gap(gap.message, _address(gap, str(report.year)))


def _address(gap: Finding, year: str) -> str | None:
    """Return the form that fills a gap: of the record it is about, or an empty one of the kind or register that it names."""
    if own := editor.entry(gap.place.file):
        return _form(own)
    if register := next((row for folder, row in rows_by_folder().items() if folder in gap.message), None):
        return f"{registers.ADDRESS}/{register.name}"
    named = next((kind.name for folder, kind in by_folder().items() if folder in gap.message), None)
    kind = AnnualReport.name if gap.code == _MISSING_SECTION else named
    return _form(editor.new(kind, year=year)) if kind else None


def _form(address: str) -> str:
    return f"{FORMS}{address}"
