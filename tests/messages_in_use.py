"""Every English text that the engine can say: in the code, in the templates of the site, in the rules."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from sotay import messages, rules

PACKAGE = Path(messages.__file__).parent


def texts() -> dict[str, str]:
    """Return text → where it stands first."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, text, _comments, _context in extract(
            "python", io.BytesIO(path.read_bytes()), keywords={"_": None}
        ):
            found.setdefault(str(text), f"{path.relative_to(PACKAGE)}:{line}")
    for path in sorted(PACKAGE.rglob("*.j2")):
        for line, _function, words, _comments in babel_extract(io.BytesIO(path.read_bytes()), ["_"], (), {}):
            first = words[0] if isinstance(words, tuple) else words
            if first:
                found.setdefault(first, f"{path.relative_to(PACKAGE)}:{line}")
    for rule in rules.catalogue():
        for text in rule.words:
            found.setdefault(text, rule.code)
    for name in rules.FAMILIES.values():
        found.setdefault(name, "rules/__init__.py")
    return found
