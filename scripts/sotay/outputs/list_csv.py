"""A master list as CSV (RFC 4180) that Excel opens right: UTF-8 with a byte-order mark, lines ended by CR and LF.

Dates are ISO: Excel reads 05/8/2021 as a day of May where its system is set to English.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Final

from sotay.formulas import BEGINNINGS
from sotay.lists.listing import words

if TYPE_CHECKING:
    from sotay.lists.listing import MasterList

_CONTROL: Final = ("\t", "\r", "\n")


def render(listing: MasterList) -> bytes:
    """Return the list as CSV; a text that a spreadsheet would run as a formula has an apostrophe before it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(safe(column.label) for column in listing.columns)
    for row in listing.rows:
        writer.writerow(safe(words(cell, date.isoformat)) for cell in row.cells)
    return buffer.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """Return a text so that no spreadsheet runs it as a formula."""
    if text.startswith(_CONTROL) or text.lstrip().startswith(BEGINNINGS):
        return f"'{text}"
    return text
