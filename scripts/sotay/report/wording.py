"""The words of a report: Jinja Markdown that an office may copy and edit, filled in without trust."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sotay.messages import _
from sotay.report.facts import Fact
from sotay.report.markdown import Prose, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES: Final = Path(__file__).parent / "templates"


class WordingError(Exception):
    """The template of the report cannot be filled in; the message says where and why."""


def environment(own: Path) -> ImmutableSandboxedEnvironment:
    """Return where templates are found: in the folder ``own`` of the agency first, then the engine's."""
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(own), FileSystemLoader(TEMPLATES)]),
        undefined=StrictUndefined,
        finalize=_finalize,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["indented"] = lambda text: Prose("\n".join("    " + line for line in str(text).splitlines()))
    return made


def text(own: Path) -> str:
    """Return the template in use: the agency's ``own``, or the engine's of the same name."""
    return (own if own.is_file() else TEMPLATES / own.name).read_text(encoding="utf-8")


def fill(environment: ImmutableSandboxedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    """Return a template filled in; raises ``WordingError``."""
    try:
        return environment.get_template(name).render(context)
    except TemplateError as error:
        raise _failed(error, name) from error


def fill_text(environment: ImmutableSandboxedEnvironment, words: str, context: Mapping[str, Any]) -> str:
    """Return words that stand in no file filled in; raises ``WordingError``."""
    try:
        return environment.from_string(words).render(context).strip()
    except TemplateError as error:
        raise _failed(error, words) from error


def _finalize(value: object) -> object:
    if isinstance(value, Prose | Fact):
        return str(value)
    if value is None:
        return ""
    return plain(value) if isinstance(value, str) else value


def _failed(error: TemplateError, where: str) -> WordingError:
    line = getattr(error, "lineno", None)
    place = f"{where}:{line}" if line else where
    return WordingError(_("The template {place} cannot be filled in: {why}", place=place, why=str(error)))
