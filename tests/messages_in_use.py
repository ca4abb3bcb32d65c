"""Every English text that the engine can say: in the code, in the templates of the site, in the rules."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from jinja2.ext import babel_extract

from sotay import messages, rules
from sotay.review import remarks

PACKAGE = Path(messages.__file__).parent


def texts() -> dict[str, str]:
    """Return text → where it stands first."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, text in _said(path.read_text(encoding="utf-8")):
            found.setdefault(text, f"{path.relative_to(PACKAGE)}:{line}")
    for path in sorted(PACKAGE.rglob("*.j2")):
        for line, _function, words, _comments in babel_extract(io.BytesIO(path.read_bytes()), ["_"], (), {}):
            first = words[0] if isinstance(words, tuple) else words
            if first:
                found.setdefault(first, f"{path.relative_to(PACKAGE)}:{line}")
    for rule in (*rules.catalogue(), *remarks.catalogue()):
        for text in rule.words:
            found.setdefault(text, rule.code)
    for name in rules.FAMILIES.values():
        found.setdefault(name, "rules/__init__.py")
    return found


def _said(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each call of ``_`` with words of its own, inside f-strings too."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text)), *_others]):
                yield node.lineno, text
