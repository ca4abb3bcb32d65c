"""Values as offices write them: dates, versions, working time, numbers of laws."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sotay.word_import.letters import cleaned, folded

HOURS_A_DAY: Final = 8
LAW: Final = re.compile(r"(?<![\d/.])\d{1,4}(?:\.\d+)?/\d{4}/[A-ZĐƯ]+\d*(?:-[A-Za-zĐƯ]+\d*)*")
LAW_NAMED: Final = re.compile(
    r"\b(?:bộ luật|luật|pháp lệnh|nghị định|thông tư|nghị quyết|quyết định|chỉ thị)\b"
)

_DATE: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)|ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(r"[^\d]*(\d{1,2})[^\d]*")
_NUMBER: Final = r"(?:\d+\s*[½¼¾]|[½¼¾]|\d+\s*/\s*\d+|\d+(?:[.,]\d+)?)"
_AMOUNT: Final = re.compile(rf"({_NUMBER})\s*(?:\([^)]*\)\s*)?(ngày|giờ|phút|h)\b(?:\s*làm\s*việc)?")
_PARTS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_SHARE: Final = {"ngày": HOURS_A_DAY, "giờ": 1, "h": 1, "phút": 1 / 60}
_GLUE: Final = re.compile(r"[\s,;+.]*(?:và)?[\s,;+.]*")


def read_date(text: str) -> date | None:
    """Read the first date of a text: ``15/3/2021``, ``15-03-2021``, ``ngày 15 tháng 3 năm 2021``; None where there is none."""
    for match in _DATE.finditer(cleaned(text)):
        day, month, year = (int(part) for part in match.groups() if part)
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def read_version(text: str) -> str | None:
    """Read a version: ``02``, ``Lần 2``, ``2`` are ``02``; None where the text holds no number or several."""
    match = _VERSION.fullmatch(text)
    return f"{int(match[1]):02}" if match else None


def read_hours(text: str) -> float | int | None:
    """Read a working time as hours, 8 to a day: ``½ ngày``, ``0,5 ngày``, ``04 giờ làm việc``, ``1 ngày 4 giờ``.

    None for anything else, also for a time with words around it (``Không quá 02 ngày``): those words mean something.
    """
    said = folded(text)
    total, end = 0.0, 0
    for match in _AMOUNT.finditer(said):
        if _GLUE.fullmatch(said[end : match.start()]) is None:
            return None
        total += _amount(match[1]) * _SHARE[match[2]]
        end = match.end()
    if not end or _GLUE.fullmatch(said[end:]) is None:
        return None
    hours = round(total, 4)
    return int(hours) if hours == int(hours) else hours


def _amount(text: str) -> float:
    plain = text.replace(" ", "").replace(",", ".")
    if plain[-1] in _PARTS:
        return float(plain[:-1] or 0) + _PARTS[plain[-1]]
    if "/" in plain:
        upper, lower = map(int, plain.split("/"))
        return upper / lower if lower else 0.0
    return float(plain)


def read_laws(text: str) -> tuple[str, ...]:
    """Return the full numbers of legal documents in a text, once each: ``07/2016/NĐ-CP``, ``59/2020/QH14``."""
    return tuple(dict.fromkeys(LAW.findall(cleaned(text))))


def sentence_case(text: str) -> str:
    """Return a title in capitals as a sentence; other text as it stands."""
    return text[:1].upper() + text[1:].lower() if text.isupper() else text
