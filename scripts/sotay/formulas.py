"""What a spreadsheet would run: cells that begin as a formula does."""

from __future__ import annotations

import re
from typing import Final

BEGINNINGS: Final = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, also in full width."""

_CONTROL: Final = ("\t", "\r", "\n")
_PARTS: Final = re.compile(r"[;\t\r\n]")
_NUMBER: Final = re.compile(r"[+-](?:\d[\d ]*(?:[.,]\d+)*)?")


def runs(cell: str) -> bool:
    """Say whether a spreadsheet would run a cell, or what it cuts out of it at a semicolon, a tab or a line end.

    A number with a sign, a telephone number (``+84 912 345 678``) and a sign alone are none.
    """
    parts = (part.strip(' "') for part in _PARTS.split(cell))
    return cell.startswith(_CONTROL) or any(
        part.startswith(BEGINNINGS) and not _NUMBER.fullmatch(part) for part in parts
    )
