"""The command line: arguments, today's date, exit codes, and nothing else.

Exit codes: 0 clean, 1 findings at error level, 2 wrong usage, 3 nothing to check, 4 the tool itself failed.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from sotay import messages, pipeline
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Check
    from sotay.library import Library
    from sotay.report.compose import Report


class Exit(IntEnum):
    """What the exit code says."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    FAILED = 4


class Format(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    JSON = "json"


class State(StrEnum):
    """The states of a report that can be asked for."""

    DRAFT = "draft"
    FOR_SIGNATURE = "for-signature"
    ISSUED = "issued"


BUILD: Final = "build"

app = typer.Typer(
    name="sotay",
    help="Kiểm soát tài liệu ISO 9001 trong cơ quan nhà nước. / Document control for agencies under TCVN ISO 9001.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
)
report_app = typer.Typer(
    no_args_is_help=True, help="Lập báo cáo năm. / Compose the annual report.", rich_markup_mode=None
)
app.add_typer(report_app, name="report")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            _("{text} is no date: write year-month-day, 2021-02-15.", text=text)
        ) from error


LibraryOption = Annotated[
    Path,
    typer.Option("--library", help="Thư mục thư viện. / The library's folder.", file_okay=False, exists=True),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Hỏi tại ngày này. / Ask as of this day.")
]
LangOption = Annotated[str, typer.Option("--lang", metavar="vi|en", help="Ngôn ngữ. / Language.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Thư mục kết quả. / Where to write.", file_okay=False)
]


@contextmanager
def _speaking(lang: str) -> Iterator[None]:
    if lang not in messages.LANGUAGES:
        raise typer.BadParameter(
            _("{lang} is no language of this tool: write vi or en.", lang=lang), param_hint="--lang"
        )
    with messages.speaking(lang):
        yield


def _today() -> date:
    return datetime.now().astimezone().date()


def _read(library: Path, as_of: str | None) -> Library:
    return pipeline.read(library.resolve(), _day(as_of) if as_of else None, _today())


def _change(library: Path, since: str, as_of: date | None) -> Library:
    from sotay.history import HistoryRefusedError  # noqa: PLC0415 (only a change needs git)

    try:
        return pipeline.change(library.resolve(), since, as_of, _today())
    except HistoryRefusedError as error:
        _stop(Exit.FINDINGS, str(error))


def _stop(code: Exit, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


@app.command(epilog="Ví dụ / Example: sotay check --format json")
def check(
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="REV",
            help="Kiểm tra thay đổi so với phiên bản git này. / Check a change against this revision.",
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="Dạng kết quả. / Output format.")] = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Kiểm tra thư viện theo mọi quy tắc. / Check the library against every rule."""
    with _speaking(lang):
        day = _day(as_of) if as_of else None
        answer = (
            pipeline.judge(_change(library, since, day))
            if since
            else pipeline.check(library.resolve(), day, _today())
        )
        _print_check(answer, form)
        if not answer.checked:
            _stop(
                Exit.NOTHING,
                _("There is nothing to check in {library}: no agency.yml, no documents.", library=library),
            )
        raise typer.Exit(Exit.FINDINGS if answer.failed else Exit.CLEAN)


def _print_check(answer: Check, form: Format) -> None:
    from sotay.outputs import findings_json, findings_text  # noqa: PLC0415 (one of the two is needed)

    render = findings_json.render if form is Format.JSON else findings_text.render
    typer.echo(render(answer).decode(), nl=False)


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
    with _speaking(lang):
        read = _read(library, as_of)
        _require_agency(read)
        report = _compose(read, year, state)
        _show_findings(read, report)
        _write_report(read, report, (out or library / BUILD / "report" / str(year)).resolve())


@report_app.command(
    "template", epilog="Ví dụ / Example: sotay report template > records/annual-reports/annual-report.md.j2"
)
def report_template(library: LibraryOption = Path()) -> None:
    """In mẫu lời văn của báo cáo để sửa. / Print the report's template, to copy and edit."""
    from sotay.report.compose import template_text  # noqa: PLC0415 (the report is not always wanted)

    typer.echo(template_text(_read(library, None)), nl=False)


def _require_agency(library: Library) -> None:
    problems = [finding for finding in library.findings if finding.place.file == "agency.yml"]
    if problems:
        for finding in problems:
            typer.echo(f"{finding.place}: {finding.code}: {finding.message}", err=True)
        _stop(Exit.FINDINGS, _("agency.yml cannot be used: put it right first."))


def _compose(library: Library, year: int, state: State | None) -> Report:
    from sotay.report.compose import ReportState, WordingError, compose_official  # noqa: PLC0415

    try:
        return compose_official(library, year, ReportState(state.value) if state else None)
    except WordingError as error:
        _stop(Exit.FINDINGS, str(error))


def _show_findings(library: Library, report: Report) -> None:
    """Say what composing found, in the language of whoever asks; the report itself is Vietnamese."""
    from sotay.report.compose import compose  # noqa: PLC0415

    for finding in compose(library, report.year, report.state).findings:
        typer.echo(f"{finding.place}: {finding.code}: {finding.message}", err=True)


def _write_report(library: Library, report: Report, out: Path) -> None:
    if report.state.value == State.ISSUED.value and report.gaps:
        _stop(
            Exit.FINDINGS,
            _("The report is not issued while {count} gaps remain (see above).", count=len(report.gaps)),
        )
    for path in pipeline.write_report(library, report, out):
        typer.echo(path)


@app.command(epilog="Ví dụ / Example: sotay deadline 2021-02-15 --format json")
def deadline(
    day: Annotated[
        str, typer.Argument(metavar="YYYY-MM-DD", help="Ngày văn bản có hiệu lực. / Effective date.")
    ],
    months: Annotated[int, typer.Option("--months", min=0, max=1200, help="Số tháng. / Months.")] = 3,
    library: LibraryOption = Path(),
    form: Annotated[Format, typer.Option("--format", help="Dạng kết quả. / Output format.")] = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Tính ngày cuối phải cập nhật theo luật. / Compute the last day to follow a change of law."""
    from sotay.calendar_vn import deadline_json, deadline_text, month_term  # noqa: PLC0415

    with _speaking(lang):
        term = month_term(_day(day), months, _read(library, None).calendar)
        if form is Format.JSON:
            typer.echo(json.dumps(deadline_json(term), ensure_ascii=False, indent=2))
        else:
            typer.echo(deadline_text(term))


@app.command(epilog="Ví dụ / Example: sotay schema procedure > procedure.schema.json")
def schema(
    name: Annotated[str | None, typer.Argument(metavar="KIND", help="Loại văn bản. / The kind.")] = None,
    lang: LangOption = "vi",
) -> None:
    """In JSON Schema của một loại văn bản, hoặc danh sách các loại. / Print a kind's JSON Schema, or the kinds."""
    from sotay.schema import all_schemas  # noqa: PLC0415

    with _speaking(lang):
        schemas = all_schemas()
        if name is None:
            for known, value in schemas.items():
                typer.echo(f"{known}\t{value['title']}")
            return
        if name not in schemas:
            _stop(
                Exit.USAGE,
                _("There is no kind {name}. Known are: {known}.", name=name, known=", ".join(schemas)),
            )
        typer.echo(json.dumps(schemas[name], ensure_ascii=False, indent=2))


@app.command(epilog="Ví dụ / Example: sotay rule LAW102")
def rule(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Mã quy tắc. / The rule's code.")] = None,
    lang: LangOption = "vi",
) -> None:
    """Giải thích một quy tắc, hoặc liệt kê tất cả. / Explain a rule, or list them all."""
    from sotay.rules import catalogue  # noqa: PLC0415

    with _speaking(lang):
        known = {entry.code: entry for entry in catalogue()}
        if code is None:
            for entry in known.values():
                typer.echo(f"{entry.code}  {entry.severity.value:<8} {entry.title}")
        elif code in known:
            typer.echo(f"{code}: {known[code].title}\n\n{known[code].explanation}")
        else:
            _stop(Exit.USAGE, _("There is no rule {code}: `sotay rule` lists them all.", code=code))


@app.command(epilog="Ví dụ / Example: sotay fingerprint QT.DN.01")
def fingerprint(
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="Mã hiệu tài liệu. / Codes.")],
    library: LibraryOption = Path(),
) -> None:
    """In dòng `issues` để ghim phiên bản vào quyết định. / Print the `issues` lines that pin versions in a decision."""
    from sotay.fingerprint import fingerprint as take  # noqa: PLC0415

    read = _read(library, None)
    for code in codes:
        document = read.procedures.get(code)
        if document is None:
            _stop(
                Exit.USAGE,
                _("There is no document {code}: correct the code, or add the document.", code=code),
            )
        typer.echo(f'  - {{code: {code}, version: "{document.meta.version}", sha256: {take(document)}}}')


@app.command(epilog="Ví dụ / Example: sotay build --out build/site")
def build(
    library: LibraryOption = Path(), out: OutOption = None, as_of: AsOfOption = None, lang: LangOption = "vi"
) -> None:
    """Dựng trang thư viện. / Build the library's site."""
    with _speaking(lang):
        read = _read(library, as_of)
        _require_agency(read)
        _build_site(read, out)


def _build_site(library: Library, out: Path | None) -> None:
    from sotay.site.build import SiteError, build_site  # noqa: PLC0415

    try:
        typer.echo(build_site(library, (out or library.root / BUILD / "site").resolve()))
    except SiteError as error:
        _stop(Exit.FAILED, str(error))


@app.command(epilog="Ví dụ / Example: sotay serve --port 8000")
def serve(
    library: LibraryOption = Path(),
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Cổng. / Port.")] = 8000,
) -> None:
    """Mở trang đã dựng tại 127.0.0.1. / Serve the built site on 127.0.0.1."""
    from sotay.site.serve import serve_site  # noqa: PLC0415

    folder = library.resolve() / BUILD / "site"
    if not (folder / "index.html").is_file():
        _stop(Exit.NOTHING, _("There is no site in {folder} yet: run `sotay build` first.", folder=folder))
    serve_site(folder, port)


@app.command("all", epilog="Ví dụ / Example: sotay all")
def everything(library: LibraryOption = Path(), as_of: AsOfOption = None, lang: LangOption = "vi") -> None:
    """Kiểm tra, lập báo cáo năm, dựng trang. / Check, compose the annual report, build the site."""
    with _speaking(lang):
        read = _read(library, as_of)
        answer = pipeline.judge(read)
        _print_check(answer, Format.TEXT)
        if not answer.checked:
            _stop(
                Exit.NOTHING,
                _("There is nothing to check in {library}: no agency.yml, no documents.", library=library),
            )
        _require_agency(read)
        report = _compose(read, read.as_of.year, None)
        out = read.root / BUILD / "report" / str(report.year)
        _write_report(read, report, out)
        _build_site(read, None)
        raise typer.Exit(Exit.FINDINGS if answer.failed else Exit.CLEAN)


def main() -> None:
    """Run the command line; a failure of the tool itself is exit code 4 and one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except Exception as error:  # noqa: BLE001 (whatever broke, the person reads a sentence)
        typer.echo(_("The tool failed: {why}", why=f"{type(error).__name__}: {error}"), err=True)
        sys.exit(Exit.FAILED)


if __name__ == "__main__":
    main()
