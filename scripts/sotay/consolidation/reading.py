"""From the bytes of an annual-report.json to an account; whatever else they hold is refused, and said why."""

from __future__ import annotations

import json
import sys
from datetime import date
from functools import lru_cache
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from sotay.consolidation.accounts import COUNTS, Account, Agency
from sotay.consolidation.arithmetic import faults
from sotay.messages import _
from sotay.outputs.report_json import SCHEMA_VERSION, AnnualReportOutput
from sotay.report.compose import ReportState
from sotay.word_import.letters import cleaned

MAX_NUMBER: Final = 10**15
MAX_WORDS: Final = 160
UNKNOWN: Final = "\ufffd"
STATED: Final = "stated"


class RefusedError(Exception):
    """A file that is no sound report of an agency; the message is a reason and a remedy, without the file's name."""


def account(data: bytes, file: str) -> Account:
    """Read a report; raises ``RefusedError``."""
    report = _validated(_parsed(data))
    facts = _facts(report)
    return Account(
        file=file,
        agency=_agency(report),
        year=report.year,
        state=ReportState(report.state),
        as_of=_day(report.as_of),
        counts={name: _count(name, facts[name]) for name in COUNTS if facts.get(name) is not None},
        rows=tuple((sys.intern(tidy(row.content)), row.standing == STATED) for row in report.rows),
        faults=faults(facts, {fact.id: fact.text for fact in report.facts}),
    )


@lru_cache(maxsize=1024)  # agencies speak of the same contents
def tidy(text: str) -> str:
    """Return words of a stranger as one line of visible characters, of bounded length."""
    line = " ".join(cleaned(text[: 4 * MAX_WORDS]).split())
    line = "".join(character if character.isprintable() else UNKNOWN for character in line)
    return line if len(line) <= MAX_WORDS else line[: MAX_WORDS - 1] + "…"


def _parsed(data: bytes) -> Any:
    if not data.strip():
        raise RefusedError(_("the file is empty: ask the agency to send it again."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(
            _("it is not UTF-8 text: ask for the file as `sotay report annual` wrote it.")
        ) from error
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise RefusedError(
            _(
                "it breaks off or is no JSON (line {line}): ask the agency to send it again.",
                line=error.lineno,
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            _(
                "its JSON nests too deep or holds a number too long: ask for the file as `sotay report annual` wrote it."
            )
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise RefusedError(
            _(
                "it says `{name}` twice in one place: ask for the file as `sotay report annual` wrote it.",
                name=tidy(twice),
            )
        )
    return values


def _no_number(constant: str) -> NoReturn:
    raise RefusedError(
        _(
            "it holds {constant} where a number belongs: ask for the file as `sotay report annual` wrote it.",
            constant=constant,
        )
    )


def _validated(value: Any) -> AnnualReportOutput:
    if (
        isinstance(value, dict)
        and isinstance(version := value.get("schema_version"), int)
        and version > SCHEMA_VERSION
    ):
        raise RefusedError(
            _(
                "it is of version {version} of the report's JSON, this sotay reads up to {known}: update sotay.",
                version=version if version < MAX_NUMBER else "…",
                known=SCHEMA_VERSION,
            )
        )
    try:
        return AnnualReportOutput.model_validate(value, strict=True)
    except ValidationError as error:
        where = tidy(
            "/".join(str(step) for step in error.errors(include_input=False, include_url=False)[0]["loc"])
        )
        raise RefusedError(
            _(
                "it has not the shape of an annual report's JSON (at `{where}`): take it out, or ask for the file as "
                "`sotay report annual` wrote it.",
                where=where or "/",
            )
        ) from error


def _facts(report: AnnualReportOutput) -> dict[str, int | float | str | None]:
    """Return identifier → value, None where it is not stated."""
    facts = {fact.id: fact.value if fact.standing == STATED else None for fact in report.facts}
    if len(facts) != len(report.facts):
        ids = [fact.id for fact in report.facts]
        twice = next(name for name in ids if ids.count(name) > 1)
        raise RefusedError(
            _(
                "it says `{name}` twice in one place: ask for the file as `sotay report annual` wrote it.",
                name=tidy(twice),
            )
        )
    for name, value in facts.items():
        if isinstance(value, int | float) and abs(value) > MAX_NUMBER:
            raise _impossible(name)
    return facts


def _count(name: str, value: object) -> int:
    if isinstance(value, int) and value >= 0:
        return value
    raise _impossible(name)


def _impossible(name: str) -> RefusedError:
    return RefusedError(
        _(
            "`{name}` is no figure that can be: ask the agency to correct its records and report again.",
            name=tidy(name),
        )
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(
            _("`{name}` is no date: ask for the file as `sotay report annual` wrote it.", name="as_of")
        ) from error


def _agency(report: AnnualReportOutput) -> Agency:
    """Return who reports; a report of the first version says it in its letterhead alone."""
    head, own = report.letterhead, report.agency
    agency = (
        Agency(tidy(own.name), tidy(own.abbreviation), tidy(own.parent), tidy(own.level or ""), own.sample)
        if own
        else Agency(
            tidy(" ".join(head.issuer)),
            tidy(head.symbol.rpartition("-")[2]),
            tidy(" ".join(head.parent)),
            "",
            sample=False,
        )
    )
    if not agency.name:
        raise RefusedError(_("it names no agency: ask for the file as `sotay report annual` wrote it."))
    return agency
