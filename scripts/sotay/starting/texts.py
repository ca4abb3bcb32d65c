"""The first texts of a new agency: the six procedures of the system with their forms, as drafts, and the law they rest on.

They are those of the reference library beside the engine, told again in the agency's own names.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.starting.answers import Answers

ENGINE: Final = Path(__file__).parents[3]
PROCEDURES: Final = "procedures/he-thong"
LAW: Final = "records/legal"
_SYSTEM: Final = ("qt-ht-*.md", "bm-ht-*.md")
_DECEMBER: Final = 12
# What the reference agency calls itself in running text, and no other word that begins alike.
_ITSELF: Final = re.compile(r"\bBan\b(?! (?:Chỉ đạo|hành|quản lý|Quản lý))")
_OFFICE: Final = re.compile(r"\bVăn phòng\b(?! (?:Chính phủ|đăng ký))")
# What it has charge of stands at the end of its name.
_CHARGE: Final = re.compile(r"^  - name: .* các (.+)$", re.MULTILINE)
_NUMBER: Final = re.compile(r"^number: (\S+)$", re.MULTILINE)
_CITED: Final = re.compile(r"^  - (?:\{number: )?(\d[^\s,}]*/\d{4}/[^\s,}]+)", re.MULTILINE)
_TARGET: Final = re.compile(r"\btarget: ([^\s,}]+)")
_BECAUSE: Final = "Soạn lần đầu từ văn bản mẫu"


def texts(answers: Answers) -> dict[str, str]:
    """Return path → text of the drafts and of the law they rest on."""
    drafts = {
        f"{PROCEDURES}/{path.name}": _draft(path.read_text(encoding="utf-8"), answers)
        for pattern in _SYSTEM
        for path in sorted((ENGINE / PROCEDURES).glob(pattern))
    }
    cited = {number for text in drafts.values() for number in _CITED.findall(_basis(text))}
    return drafts | {f"{LAW}/{name}": text for name, text in _law(cited).items()}


def planned(day: date) -> date:
    """Return the day on which drafts are meant to take effect: the first of the second month ahead, which a person settles."""
    months = day.month + 1
    return date(day.year + months // _DECEMBER, months % _DECEMBER + 1, 1)


def _draft(text: str, answers: Answers) -> str:
    """Return a text of the reference library as a draft of another agency: its own people, days, names, and no past."""
    code, office = answers.divisions[0]
    day = planned(answers.day).isoformat()
    for key, value in {
        "division": code,
        "version": '"01"',
        "effective": day,
        "prepared_by": "thu-ky-iso",
        "reviewed_by": "nguoi-xem-xet",
        "approved_by": "nguoi-dung-dau",
    }.items():
        text = re.sub(rf"^{key}: .*$", f"{key}: {value}", text, count=1, flags=re.MULTILINE)
    row = f'changes:\n  - {{version: "01", date: {day}, summary: {_BECAUSE}}}\n'
    text = _without(_replaced(text, "changes", row), "sample")
    text = text.replace(_within_its_charge(), "")
    return _OFFICE.sub(lambda _found: office, _ITSELF.sub(lambda _found: answers.name, text))


@cache
def _within_its_charge() -> str:
    """Return how the reference texts say "in the places that the agency has charge of"; another agency has none such."""
    found = _CHARGE.search((ENGINE / "agency.yml").read_text(encoding="utf-8"))
    return f" trong {found[1]}" if found else ""


def _basis(text: str) -> str:
    found = re.search(r"^legal_basis:\n((?: .*\n)+)", text, re.MULTILINE)
    return found[1] if found else ""


def _law(cited: Iterable[str]) -> dict[str, str]:
    """Return the records of what is cited, of what acts on it, and of what these name, as far as the register knows them."""
    register = _register()
    wanted = {number for number in cited if number in register}
    wanted |= {
        number for number, (_name, text) in register.items() if wanted.intersection(_TARGET.findall(text))
    }
    ahead = list(wanted)
    while ahead:
        found = {
            target for target in _TARGET.findall(register[ahead.pop()][1]) if target in register
        } - wanted
        wanted |= found
        ahead += found
    return {register[number][0]: _without(register[number][1], "assessments") for number in sorted(wanted)}


@cache
def _register() -> dict[str, tuple[str, str]]:
    """Return number → file name and text of each law of the reference library."""
    found = {}
    for path in sorted((ENGINE / LAW).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if match := _NUMBER.search(text):
            found[match[1]] = (path.name, text)
    return found


def _replaced(text: str, key: str, with_: str) -> str:
    """Put other lines in the place of a field of the front matter."""
    return re.sub(rf"^{key}:.*\n(?:[ \t-].*\n)*?(?=[^ \t-]|---$)", with_, text, count=1, flags=re.MULTILINE)


def _without(text: str, key: str) -> str:
    return _replaced(text, key, "")
