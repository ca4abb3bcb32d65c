"""One register as text → the rows that were understood, what is wrong with the others, and how many those are."""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from sotay import complaints, formulas, masks
from sotay.findings import Finding, Place, Severity
from sotay.kinds.base import label_of
from sotay.library import RegisterRow
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.kinds.base import Row

_SPARED: Final = "…"
"""What stands in a column that a file need not have."""


@dataclass(slots=True)
class RegisterFile:
    """What a register says: ``unread`` counts the rows, or lines behind a break, that could not be understood.

    ``spared`` are the columns that it has not and need not have, though its kind asks for them.
    """

    path: str
    kind: type[Row]
    rows: list[RegisterRow[Row]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: int = 0
    spared: frozenset[str] = frozenset()

    def complain(self, code: str, message: str, place: Place, quoting: str = "") -> None:
        """Add a finding of loading."""
        self.findings.append(Finding(code, Severity.ERROR, message, place, quoting=quoting))


def read(text: str, path: str, kind: type[Row], spare: frozenset[str] = frozenset()) -> RegisterFile:
    """Read the text of a register of a kind of row; a file that is no library's need not have the columns ``spare``."""
    register = RegisterFile(path, kind)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    last = 0
    try:
        header = list(reader.fieldnames or ())
        register.spared = spare.difference(header)
        last = reader.line_num
        _check_cells(zip(header, header, strict=True), last, register)
        sound = _check_header(header, register)
        for row in reader:
            last = reader.line_num
            beyond = [("", cell) for cell in row.get(None, ())]  # how csv names what is beyond the header
            _check_cells([*((name, cell) for name, cell in row.items() if name), *beyond], last, register)
            if sound:
                _read_row(row, last, register)
            else:
                register.unread += 1
    except csv.Error:
        message = _("The register cannot be read from this line on: look for an unclosed quote.")
        register.complain("DOC113", message, Place(path, last + 1))
        register.unread += sum(bool(line.strip()) for line in text.splitlines()[max(last, 1) :])
    return register


def _check_cells(cells: Iterable[tuple[str, str | None]], line: int, register: RegisterFile) -> None:
    """Complain of the cells of a line that a spreadsheet would run or that are masked; also of those not read further."""
    known = register.kind.model_fields
    for name, cell in cells:
        column = name if name in known else ""  # in a register without a header it is somebody's data
        if cell and (found := masks.find(cell)):
            register.complain("SEC308", masks.complaint(found[1]), Place(register.path, line, 1, column))
        if cell and formulas.runs(cell):
            message = _(
                "A spreadsheet would run this cell (`{name}`) as a formula: take away the sign that it begins with.",
                name=column or "…",
            )
            register.complain("SEC313", message, Place(register.path, line, 1, column))


def _check_header(header: list[str], register: RegisterFile) -> bool:
    """Say whether the columns are those of the kind; otherwise no row can be understood."""
    known = list(register.kind.model_fields)
    unknown = next((name for name in header if name not in known), None)
    if unknown is None:
        return _check_columns(header, register)
    # Where the header was forgotten, it is the first row that is read for one.
    message, quoting = no_column(unknown, known, complaints.hidden()), no_column(unknown, known)
    if message == quoting:
        register.complain("DOC131", message, Place(register.path, 1, 1, unknown))
    else:
        register.complain("DOC131", message, Place(register.path, 1), quoting)
    return False


def no_column(name: str, known: list[str], hidden: str = "") -> str:
    """Say that a register has no such column, and which it may be; a spreadsheet in Vietnamese parts cells by semicolons.

    ``hidden`` stands in for a name that is like none.
    """
    if any(sign in name for sign in ";\t"):
        return _("The cells are parted by semicolons or tabs: save the file as CSV with commas, in UTF-8.")
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return _("The register has no column `{name}`: did you mean `{near}`?", name=name, near=near[0])
    return _(
        "The register has no column `{name}`: its columns are {names}.",
        name=hidden or name,
        names=", ".join(known),
    )


def _check_columns(header: list[str], register: RegisterFile) -> bool:
    """Say whether each column stands once, and those that a row cannot do without are there; a file without text has none."""
    twice = [name for name, count in Counter(header).items() if count > 1]
    for name in twice:
        message = _("The column `{name}` stands twice: keep one.", name=name)
        register.complain("DOC114", message, Place(register.path, 1, 1, name))
    fields = register.kind.model_fields
    missing = [
        name
        for name, info in fields.items()
        if info.is_required() and name not in {*header, *register.spared}
    ]
    for name in missing if header else ():
        message = _(
            "The register has no column `{name}` ({label}): add it.", name=name, label=label_of(fields[name])
        )
        register.complain("DOC132", message, Place(register.path, 1, 1, name))
    return not twice and not missing


def _read_row(row: dict[str | Any, Any], line: int, register: RegisterFile) -> None:
    path = register.path
    if None in row:
        register.unread += 1
        register.complain(
            "DOC133",
            _("The row has more cells than the header: look for a comma too many, or quote the text."),
            Place(path, line),
        )
        return
    values = {name: value for name, value in row.items() if value}
    values |= dict.fromkeys(register.spared, _SPARED)
    try:
        entry = register.kind.model_validate_strings(values)
    except ValidationError as error:
        register.unread += 1
        register.findings.extend(
            complaints.complain(
                error,
                register.kind,
                values,
                dropped=(),
                place=lambda field_path: Place(path, line, 1, str(field_path[0]) if field_path else ""),
                raw=lambda field_path: str(values.get(str(field_path[0]), "")),
            )
        )
        return
    register.rows.append(RegisterRow(entry, path, line))
