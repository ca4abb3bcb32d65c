"""Compose the annual report, and the periodic report on dossiers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.commands.common import (
    BUILD,
    AsOfOption,
    Exit,
    LangOption,
    LibraryOption,
    app,
    period_of,
    read,
    require_agency,
    require_dossiers,
    speaking,
    stop,
)
from sotay.figures import dossier_count
from sotay.load import CONSOLIDATED_TEMPLATE, PERIODIC_TEMPLATE, TEMPLATE
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.library import Library
    from sotay.report.compose import Report

OutOption = Annotated[
    Path | None, typer.Option("--out", help="Thư mục kết quả. / Where to write.", file_okay=False)
]


class State(StrEnum):
    """The states of a report that can be asked for."""

    DRAFT = "draft"
    FOR_SIGNATURE = "for-signature"
    ISSUED = "issued"


report_app = typer.Typer(
    no_args_is_help=True,
    help="Lập báo cáo năm, báo cáo định kỳ. / Compose the annual or a periodic report.",
    rich_markup_mode=None,
)
app.add_typer(report_app, name="report")


@report_app.command("annual", epilog="Ví dụ / Example: sotay report annual 2021 --out build/report/2021")
def report_annual(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    year: Annotated[int, typer.Argument(metavar="YEAR", help="Năm báo cáo. / The year reported.")],
    out: OutOption = None,
    state: Annotated[
        State | None, typer.Option("--state", help="Trạng thái báo cáo. / State of the report.")
    ] = None,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
) -> None:
    """Lập báo cáo năm: DOCX, PDF, HTML, JSON, Markdown. / Compose the annual report."""
    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        report = compose(found, year, state)
        _show_findings(found, report)
        write_report(found, report, (out or library / BUILD / "report" / str(year)).resolve())


@report_app.command(
    "period", epilog="Ví dụ / Example: sotay report period 2021-Q3 --out build/report/2021-Q3"
)
def report_period(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    period: Annotated[
        str,
        typer.Argument(metavar="2021|2021-Q3|2021-09", help="Năm, quý hoặc tháng. / Year, quarter or month."),
    ],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Kính gửi; mặc định: cơ quan cấp trên. / Addressee; the parent body."),
    ] = None,
    out: OutOption = None,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
) -> None:
    """Lập báo cáo kết quả giải quyết thủ tục hành chính: DOCX, PDF, XLSX, JSON. / Compose the report on dossiers of a period."""
    from sotay.figures.engine import EngineError  # noqa: PLC0415 (the annual report has figures of a year alone)
    from sotay.report import periodic_report  # noqa: PLC0415
    from sotay.report.wording import WordingError  # noqa: PLC0415

    with speaking(lang):
        found = read(library, as_of)
        require_agency(found)
        wanted = period_of(period, found.as_of, "PERIOD")
        message = _(
            "There is no dossier register yet: add records/dossiers/{year}.csv, with one row a dossier.",
            year=wanted.start.year,
        )
        require_dossiers(found, message)
        try:
            report = periodic_report.compose(found, wanted, to or ())
        except WordingError as error:
            stop(Exit.FINDINGS, str(error))
        except EngineError as error:
            stop(Exit.USAGE, str(error))
        if report.whole.left_out:
            said = dossier_count.incomplete(report.whole.left_out)
            typer.echo(_("Figures {incomplete}.", incomplete=said), err=True)
        for path in pipeline.write_periodic(
            found, report, (out or library / BUILD / "report" / period).resolve()
        ):
            typer.echo(path)


@report_app.command(
    "template", epilog="Ví dụ / Example: sotay report template > records/annual-reports/annual-report.md.j2"
)
def report_template(
    library: LibraryOption = Path(),
    *,
    consolidated: Annotated[
        bool,
        typer.Option("--consolidated", help="Mẫu của báo cáo tổng hợp. / That of the consolidated report."),
    ] = False,
    periodic: Annotated[
        bool, typer.Option("--periodic", help="Mẫu của báo cáo định kỳ. / That of the periodic report.")
    ] = False,
) -> None:
    """In mẫu lời văn của báo cáo để sửa. / Print the report's template, to copy and edit."""
    from sotay.report import wording  # noqa: PLC0415 (the report is not always wanted)

    template = PERIODIC_TEMPLATE if periodic else CONSOLIDATED_TEMPLATE if consolidated else TEMPLATE
    typer.echo(wording.text(library / template), nl=False)


def compose(library: Library, year: int, state: State | None) -> Report:
    """Compose a report; end where its words cannot be used."""
    from sotay.report.compose import ReportState, compose_official  # noqa: PLC0415
    from sotay.report.wording import WordingError  # noqa: PLC0415

    try:
        return compose_official(library, year, ReportState(state.value) if state else None)
    except WordingError as error:
        stop(Exit.FINDINGS, str(error))


def _show_findings(library: Library, report: Report) -> None:
    """Say what composing found, in the language of whoever asks; the report itself is Vietnamese."""
    from sotay.report.compose import compose  # noqa: PLC0415

    for finding in compose(library, report.year, report.state).findings:
        typer.echo(f"{finding.place}: {finding.code}: {finding.message}", err=True)


def write_report(library: Library, report: Report, out: Path) -> None:
    """Write the outputs of a report and print where; end where it is issued with gaps."""
    if report.state.value == State.ISSUED.value and report.gaps:
        stop(
            Exit.FINDINGS,
            _("The report is not issued while {count} gaps remain (see above).", count=len(report.gaps)),
        )
    for path in pipeline.write_report(library, report, out):
        typer.echo(path)
