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


def text(own: Path, engine: Path = TEMPLATES) -> str:
    """Return the template in use: the agency's ``own``, or that of the same name in the folder ``engine``.

    An own one without text gives way: a shell empties the file that what is printed goes into before anything is printed.
    """
    words = own.read_text(encoding="utf-8") if own.is_file() else ""
    return words if words.strip() else (engine / own.name).read_text(encoding="utf-8")


def fill(environment: ImmutableSandboxedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    """Return a template filled in; raises ``WordingError``."""
    try:
        template = environment.get_template(name)
        words = template.render(context)
    except TemplateError as error:
        raise _failed(error, name) from error
    if not words.strip():
        raise WordingError(wordless(Path(template.filename or name)))
    return words


def wordless(file: Path) -> str:
    """Say of a template, which stands two folders deep in its library, that nothing would be printed from it."""
    return _(
        "The template {file} has no text: write it, or delete the file to use the engine's words.",
        file="/".join(file.parts[-3:]),
    )


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
