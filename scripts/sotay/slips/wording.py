"""The words of a slip: Jinja Markdown that an office may copy and edit, filled in without trust.

A value is shown, never obeyed: neither Markdown nor Jinja within it does anything. A value that is not known is a dotted line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sotay.kinds.dossier import Dossier
from sotay.messages import _
from sotay.report.markdown import Prose, plain
from sotay.report.wording import text, wordless
from sotay.slips.forms import TEMPLATES, template_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

NEWLINE: Final = Prose("\N{LINE SEPARATOR}")
BLANK: Final = Prose("." * 30)
ROOM: Final = Prose("\N{LINE SEPARATOR}\N{NO-BREAK SPACE}" * 3 + "\N{LINE SEPARATOR}")
_LEADER: Final = re.compile(r"^(?:([-+=:])|(\d+)([.)])(?=\s|$))")
_ENTITY: Final = re.compile(r"&")


class SlipError(Exception):
    """A slip cannot be made; the message says which and why."""


class Wording:
    """The templates of a library: the office's own, in the folder of its registers, before those of the engine."""

    def __init__(self, root: Path) -> None:
        self._own = root / Dossier.folder
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(self._own), FileSystemLoader(TEMPLATES)]),
            undefined=StrictUndefined,
            finalize=_finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        self._environment.globals.update(newline=NEWLINE, room=ROOM, blank=BLANK)

    def text(self, kind: str) -> str:
        """Return the template in use."""
        return text(self._own / template_name(kind), TEMPLATES)

    def fill(self, kind: str, values: dict[str, Any]) -> str:
        """Return the Markdown of a slip; raises ``SlipError`` where the template cannot be filled in."""
        name = template_name(kind)
        try:
            words = self._environment.get_template(name).render(values).strip()
        except Exception as error:  # whatever an edited template does wrong, its editor reads a sentence
            raise SlipError(self._failure(error, name, values)) from error
        if not words:
            raise SlipError(wordless(self._own / name))
        return f"{words}\n"

    def _failure(self, error: Exception, name: str, values: Iterable[str]) -> str:
        own = self._own / name
        file = f"{Dossier.folder}/{name}" if own.is_file() else name
        line = getattr(error, "lineno", None) or _line(error.__traceback__, name)
        return _(
            "The template {place} cannot be filled in: {why}. Put that line right, or delete the file to use the engine's words; the values at hand are {names}.",
            place=f"{file}:{line}" if line else file,
            why=_why(error),
            names=", ".join(sorted(values)),
        )


def shown(text: str) -> str:
    """Escape a value so that it shows as it is, on one line, wherever it stands."""
    escaped = _ENTITY.sub(r"\\&", plain(" ".join(text.split())))
    return _LEADER.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", escaped)


def _finalize(value: object) -> object:
    if value is None:
        return str(BLANK)
    if isinstance(value, Prose):
        return str(value)
    return shown(value) if isinstance(value, str) else value


def _why(error: Exception) -> str:
    """Say in the language in use what is wrong; the words of the tool that found it follow."""
    if isinstance(error, UndefinedError):
        return _("it names a value that does not exist ({what})", what=error)
    if isinstance(error, TemplateSyntaxError):
        return _("it is not well formed ({what})", what=error.message)
    return f"{type(error).__name__}: {error}".rstrip(".")


def _line(trace: TracebackType | None, name: str) -> int | None:
    """Return the line of the template where filling it in failed: Jinja puts its frames into the trace."""
    line = None
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).name == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
