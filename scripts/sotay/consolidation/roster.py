"""The list of agencies that owe a report: a CSV file, held against the reports that came."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from sotay.kinds.base import Part, Text, field
from sotay.messages import _
from sotay.word_import.letters import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sotay.consolidation.accounts import Account

SCHEMA_NAME: Final = "listed-agency"
MAX_BYTES: Final = 4 * 1024 * 1024


class ListedAgency(Part):
    """A row of the list: an agency that owes a report, by the abbreviation and the name in its agency.yml."""

    abbreviation: Text = field("Chữ viết tắt", "Abbreviation")
    name: Text = field("Tên cơ quan", "Name")
    level: str = field("Cấp cơ quan", "Level", default="")


class RosterError(Exception):
    """A list that cannot be used; the message names file and line, says why and what to do."""


def read(path: Path) -> tuple[ListedAgency, ...]:
    """Read the list, in its order; raises ``RosterError``. Columns may be parted by commas or, as Excel does, semicolons."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RosterError(
            _("{file} cannot be read: save the list as CSV in UTF-8.", file=path.name)
        ) from error
    if len(data) > MAX_BYTES:
        raise RosterError(
            _("{file} is too large for a list of agencies: make sure it is the right file.", file=path.name)
        )
    first = text.partition("\n")[0]
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    found: dict[tuple[str, str], ListedAgency] = {}
    try:
        head = [name.strip() for name in next(rows, [])]
        _require_head(head, path.name)
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            listed = _listed(head, row, f"{path.name}:{rows.line_num}")
            key = (folded(listed.abbreviation), folded(listed.name))
            if key in found:
                raise RosterError(
                    _(
                        "{place}: {name} stands in the list twice: leave it once.",
                        place=f"{path.name}:{rows.line_num}",
                        name=listed.name,
                    )
                )
            found[key] = listed
    except csv.Error as error:
        raise RosterError(
            _("{place}: the row cannot be read: check its quotes.", place=f"{path.name}:{rows.line_num}")
        ) from error
    if not found:
        raise RosterError(_("{file} lists no agency: write one a row.", file=path.name))
    return tuple(found.values())


def _require_head(head: Sequence[str], file: str) -> None:
    known = tuple(ListedAgency.model_fields)
    if not {"abbreviation", "name"} <= {*head} <= {*known} or len({*head}) != len(head):
        raise RosterError(
            _(
                "{place}: the first row must name the columns: {columns}.",
                place=f"{file}:1",
                columns=", ".join(known),
            )
        )


def _listed(head: Sequence[str], row: Sequence[str], place: str) -> ListedAgency:
    try:
        return ListedAgency.model_validate(
            {name: " ".join(cell.split()) for name, cell in zip(head, row, strict=True)}
        )
    except (ValueError, ValidationError) as error:
        raise RosterError(
            _("{place}: the row needs a value for each of {columns}.", place=place, columns=", ".join(head))
        ) from error


def match(roster: Sequence[ListedAgency], accounts: Iterable[Account]) -> dict[str, int]:
    """Return file → place in the list, for the reports of listed agencies.

    Both words must agree; where only one does, it must be unique in the whole list and among all reports: many communes share
    an abbreviation, and the last one without a report is not the stranger's.
    """
    reports = {
        account.file: (folded(account.agency.abbreviation), folded(account.agency.name))
        for account in accounts
    }
    listed = [(folded(entry.abbreviation), folded(entry.name)) for entry in roster]
    found: dict[str, int] = {}
    for words in ((0, 1), (0,), (1,)):
        by_file = {file: tuple(key[word] for word in words) for file, key in reports.items()}
        by_place = [tuple(key[word] for word in words) for key in listed]
        times, places = Counter(by_file.values()), Counter(by_place)
        taken = {*found.values()}
        free = {key: n for n, key in enumerate(by_place) if places[key] == 1 and n not in taken}
        found |= {
            file: free[key]
            for file, key in by_file.items()
            if file not in found and times[key] == 1 and key in free
        }
    return found
