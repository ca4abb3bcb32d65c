"""What every command shares: the application, options, exit codes, today's date, and how a library is read."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from sotay import messages, pipeline
from sotay.calendar_vn import read_day
from sotay.figures.period import Period
from sotay.load import AGENCY_FILE
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library


class Exit(IntEnum):
    """What the exit code says."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING = 3
    FAILED = 4


class Format(StrEnum):
    """How an answer is shown."""

    TEXT = "text"
    JSON = "json"


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

LibraryOption = Annotated[
    Path,
    typer.Option("--library", help="Thư mục thư viện. / The library's folder.", file_okay=False, exists=True),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Hỏi tại ngày này. / Ask as of this day.")
]
LangOption = Annotated[str, typer.Option("--lang", metavar="vi|en", help="Ngôn ngữ. / Language.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Dạng kết quả. / Output format.")]


def day_of(text: str) -> date:
    """Return the day that a person typed, as 15/02/2021 or 2021-02-15."""
    try:
        day = read_day(text.strip())
    except ValueError:
        stop(Exit.USAGE, _("{text} is not in the calendar.", text=text))
    if day is None:
        stop(
            Exit.USAGE,
            _(
                "{text} is no date: write day/month/year, 15/02/2021, or year-month-day, 2021-02-15.",
                text=text,
            ),
        )
    return day


def period_of(text: str, as_of: date, parameter: str) -> Period:
    """Return the period that a person typed, as 2021, 2021-Q3 or 2021-09; ``parameter`` is where it was typed."""
    wanted = Period.read(text)
    if wanted is None:
        raise typer.BadParameter(
            _("{text} is no period: write a year, a quarter or a month: 2021, 2021-Q3, 2021-09.", text=text),
            param_hint=parameter,
        )
    if wanted.start > as_of:
        raise typer.BadParameter(
            _("{text} begins after the day that is asked about, {day}.", text=text, day=as_of.isoformat()),
            param_hint=parameter,
        )
    return wanted


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak the language that was asked for."""
    if lang not in messages.LANGUAGES:
        raise typer.BadParameter(
            _("{lang} is no language of this tool: write vi or en.", lang=lang), param_hint="--lang"
        )
    with messages.speaking(lang):
        yield


def today() -> date:
    """Return the real day."""
    return datetime.now().astimezone().date()


def read(library: Path, as_of: str | None = None) -> Library:
    """Read a library on the day asked for; end where its history cannot be relied on."""
    found = pipeline.read(library.resolve(), day_of(as_of) if as_of else None, today())
    if found.history.obstacle:
        stop(Exit.FINDINGS, found.history.obstacle)
    return found


def require_dossiers(library: Library, missing: str) -> None:
    """Tell of dossier registers that cannot be read, and end where there is no other; ``missing`` says what to add where none is."""
    from sotay.figures.dossier_count import unreadable  # noqa: PLC0415 (few commands ask for dossiers)
    from sotay.kinds.dossier import Dossier  # noqa: PLC0415

    if there := unreadable(library):
        typer.echo(there, err=True)
    if not library.registers_of(Dossier):
        if there:
            raise typer.Exit(Exit.FINDINGS)
        stop(Exit.NOTHING, missing)


def require_agency(library: Library) -> None:
    """End where agency.yml cannot be used."""
    problems = [finding for finding in library.findings if finding.place.file == "agency.yml"]
    if problems:
        for finding in problems:
            typer.echo(f"{finding.place}: {finding.code}: {finding.message}", err=True)
        if not (library.root / AGENCY_FILE).exists():
            said = _(
                "There is no library in {root}: name its folder with --library, or start one with `sotay init`.",
                root=library.root,
            )
            stop(Exit.FINDINGS, said)
        stop(Exit.FINDINGS, _("agency.yml cannot be used: put it right first."))


def stop(code: Exit, message: str) -> NoReturn:
    """End with a sentence for the person and an exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
