"""One register as text → the rows that were understood, what is wrong with the others, and how many those are."""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sotay import complaints
from sotay.findings import Finding, Place, Severity
from sotay.library import RegisterRow
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.kinds.base import Row


@dataclass(slots=True)
class RegisterFile:
    """What a register says: ``unread`` counts the rows, or lines behind a break, that could not be understood."""

    path: str
    kind: type[Row]
    rows: list[RegisterRow[Row]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: int = 0

    def complain(self, code: str, message: str, place: Place) -> None:
        """Add a finding of loading."""
        self.findings.append(Finding(code, Severity.ERROR, message, place))


def read(text: str, path: str, kind: type[Row]) -> RegisterFile:
    """Read the text of a register of a kind of row."""
    register = RegisterFile(path, kind)
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    last = 0
    try:
        sound = _check_header(list(reader.fieldnames or ()), register)
        last = reader.line_num
        for row in reader:
            last = reader.line_num
            if sound:
                _read_row(row, last, register)
            else:
                register.unread += 1
    except csv.Error:
        message = _("The register cannot be read from this line on: look for an unclosed quote.")
        register.complain("DOC113", message, Place(path, last + 1))
        register.unread += sum(bool(line.strip()) for line in text.splitlines()[max(last, 1) :])
    return register


def _check_header(header: list[str], register: RegisterFile) -> bool:
    """Say whether the columns are those of the kind; otherwise no row can be understood."""
    known = list(register.kind.model_fields)
    unknown = next((name for name in header if name not in known), None)
    if unknown is None:
        return True
    near = difflib.get_close_matches(unknown, known, n=1, cutoff=0)
    message = _(
        "The register has no column `{name}`: did you mean `{near}`?",
        name=unknown,
        near=near[0] if near else known[0],
    )
    register.complain("DOC131", message, Place(register.path, 1, 1, unknown))
    return False


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
