"""The layouts: Jinja templates of pages, whose values are escaped for the language they are written in."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sotay.compiled import compiled

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER: Final = Path(__file__).parent / "templates"
MARKED_UP: Final = (".html", ".xml")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]#|!])")


def fill(name: str, **values: object) -> str:
    """Return the template ``name`` filled in; XML and HTML escape their values by themselves."""
    return _template(name).render(values)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        bytecode_cache=compiled(),
        autoescape=name.endswith(MARKED_UP),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["twips"] = lambda points: round(points * 20)
    environment.filters["millimetres"] = lambda length: round(length * 1440 / 25.4)
    environment.filters["plain"] = lambda text: _MARKDOWN.sub(r"\\\1", escape(text, quote=False))
    return environment.get_template(name)
