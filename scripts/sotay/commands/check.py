"""Check a library, explain rules, print schemas and deadlines."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import gate, pipeline
from sotay.commands.common import (
    AsOfOption,
    Exit,
    Format,
    FormatOption,
    LangOption,
    LibraryOption,
    app,
    day_of,
    read,
    speaking,
    stop,
    today,
)
from sotay.messages import _
from sotay.names import severity_name

if TYPE_CHECKING:
    from sotay.findings import Check
    from sotay.library import Library
    from sotay.rules import Rule


class FindingsFormat(StrEnum):
    """How findings are shown: each is a module of ``outputs``."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    RDJSON = "rdjson"
    MARKDOWN = "markdown"


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
    form: Annotated[
        FindingsFormat, typer.Option("--format", help="Dạng kết quả. / Output format.")
    ] = FindingsFormat.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Kiểm tra thư viện theo mọi quy tắc. / Check the library against every rule."""
    with speaking(lang):
        day = day_of(as_of) if as_of else None
        if since:
            changed = _change(library, since, day)
            answer = pipeline.judge(changed)
            failed = bool(gate.brought(changed, answer))
            print_change(answer, form, changed, since)
        else:
            answer = pipeline.check(library.resolve(), day, today())
            failed = answer.failed
            print_check(answer, form)
        if answer.failed and not failed:
            typer.echo(_("The errors were there before this change, which brings none of its own."), err=True)
        if not answer.checked:
            stop(
                Exit.NOTHING,
                _("There is nothing to check in {library}: no agency.yml, no documents.", library=library),
            )
        raise typer.Exit(Exit.FINDINGS if failed else Exit.CLEAN)


def print_check(answer: Check, form: str) -> None:
    """Print what a check found."""
    typer.echo(import_module(f"sotay.outputs.findings_{form}").render(answer).decode(), nl=False)


def print_change(answer: Check, form: FindingsFormat, changed: Library, since: str) -> None:
    """Print what a check of a change found; Markdown, which its approver reads, tells of the change too."""
    from sotay import history  # noqa: PLC0415 (only a change needs git)
    from sotay.outputs import findings_markdown  # noqa: PLC0415

    if form is not FindingsFormat.MARKDOWN:
        print_check(answer, form)
        return
    paths = history.altered(changed.root, since)
    typer.echo(findings_markdown.render(answer, changed, paths).decode(), nl=False)


def _change(library: Path, since: str, as_of: date | None) -> Library:
    from sotay.history import HistoryRefusedError  # noqa: PLC0415 (only a change needs git)

    try:
        return pipeline.change(library.resolve(), since, as_of, today())
    except HistoryRefusedError as error:
        stop(Exit.FINDINGS, str(error))


@app.command(epilog="Ví dụ / Example: sotay deadline 2021-02-15 --format json")
def deadline(
    day: Annotated[
        str, typer.Argument(metavar="YYYY-MM-DD", help="Ngày văn bản có hiệu lực. / Effective date.")
    ],
    months: Annotated[int, typer.Option("--months", min=0, max=1200, help="Số tháng. / Months.")] = 3,
    library: LibraryOption = Path(),
    form: FormatOption = Format.TEXT,
    lang: LangOption = "vi",
) -> None:
    """Tính ngày cuối phải cập nhật theo luật. / Compute the last day to follow a change of law."""
    from sotay.calendar_vn import deadline_json, deadline_text, month_term  # noqa: PLC0415

    with speaking(lang):
        term = month_term(day_of(day), months, read(library).calendar)
        if form is Format.JSON:
            typer.echo(json.dumps(deadline_json(term), ensure_ascii=False, indent=2))
        else:
            typer.echo(deadline_text(term))


@app.command(epilog="Ví dụ / Example: sotay schema procedure > procedure.schema.json")
def schema(
    name: Annotated[str | None, typer.Argument(metavar="KIND", help="Loại văn bản. / The kind.")] = None,
    *,
    table: Annotated[
        bool,
        typer.Option("--table", help="Table Schema của một sổ CSV. / The Table Schema of a register."),
    ] = False,
    lang: LangOption = "vi",
) -> None:
    """In JSON Schema của một loại văn bản, hoặc danh sách các loại. / Print a kind's JSON Schema, or the kinds."""
    from sotay.schema import all_schemas, all_tables  # noqa: PLC0415

    with speaking(lang):
        schemas = all_tables() if table else all_schemas()
        if name is None:
            for known, value in schemas.items():
                typer.echo(f"{known}\t{value['title']}")
            return
        if name not in schemas:
            stop(
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
    from sotay import rules  # noqa: PLC0415
    from sotay.review import remarks  # noqa: PLC0415 (what `sotay review-report` looks for has codes of its own)

    with speaking(lang):
        known = {entry.code: entry for entry in (*rules.catalogue(), *remarks.catalogue())}
        if code is None:
            for entry in known.values():
                typer.echo(f"{entry.code}  {entry.severity.value:<8} {entry.title}")
        elif code in known:
            typer.echo(_explained(known[code]))
        else:
            stop(Exit.USAGE, _("There is no rule {code}: `sotay rule` lists them all.", code=code))


def _explained(entry: Rule) -> str:
    """Return the four parts of a rule, each under its heading; the example begins with its own."""
    return "\n\n".join(
        (
            f"{entry.code}: {entry.title} ({severity_name(entry.severity)})",
            f"{_('Why')}: {entry.reason}",
            f"{_('How to put it right')}: {entry.remedy}",
            entry.example,
        )
    )
