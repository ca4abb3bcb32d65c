"""The first agency.yml and mkdocs.yml, and the guide to the first week."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.starting.texts import planned

if TYPE_CHECKING:
    from sotay.starting.answers import Answers

TEMPLATES: Final = Path(__file__).parent / "templates"


def settings(answers: Answers) -> dict[str, str]:
    """Return path → text of the files by which a library is one."""
    code, office = answers.divisions[0]
    values = {
        "name": _quoted(answers.name),
        "parent": _quoted(answers.parent),
        "place": _quoted(answers.place),
        "abbreviation": _quoted(answers.abbreviation),
        "divisions": "\n".join(
            f"  - {{code: {_quoted(division)}, name: {_quoted(name)}}}"
            for division, name in answers.divisions
        ),
        "first": _quoted(code),
        "secretary": _quoted(answers.secretary),
        "email": _quoted(answers.email),
        "site_name": _quoted(f"Sổ tay ISO {answers.name}"),
    }
    words = {
        "name": answers.name,
        "office": office,
        "effective": write_short(planned(answers.day)),
    }
    return {
        "agency.yml": _filled("agency.yml", values),
        "mkdocs.yml": _filled("mkdocs.yml", values),
        "docs/huong-dan/tuan-dau.md": _filled("tuan-dau.md", words),
        ".gitattributes": _filled("gitattributes", {}),
        ".gitignore": _filled("gitignore", {}),
    }


def _filled(name: str, values: dict[str, str]) -> str:
    return Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(values)


def _quoted(text: str) -> str:
    """Write a text as YAML in quotation marks, which JSON is a part of."""
    return json.dumps(text, ensure_ascii=False)
