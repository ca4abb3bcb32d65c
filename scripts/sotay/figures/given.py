"""Given files that are no larger than an office's registers, read as those are: the same rows are refused, each told of by its line.

Larger ones, and those that are no CSV, are asked in bulk (``bulk.py``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sotay import front_matter, register_file
from sotay.figures import dossier_count, dossiers
from sotay.figures.engine import EMBEDDED
from sotay.kinds.dossier import Dossier
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Broken
from sotay.messages import _
from sotay.sound_rows import impossible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sotay.figures.counting import By, Count
    from sotay.figures.period import Period
    from sotay.findings import Finding
    from sotay.library import Library
    from sotay.register_file import RegisterFile

MOST: Final = 10_000_000
"""Bytes of the files together: some 65,000 dossiers, which take three seconds so."""
_READING: Final = "DOC"
"""The family of what makes a row unreadable; a cell of SEC3xx is counted, here as in a register."""


def readable(paths: Sequence[Path]) -> bool:
    """Say whether files can be read as registers."""
    if any(path.suffix == dossiers.PARQUET for path in paths):
        return False
    return sum(path.stat().st_size for path in paths) <= MOST


def asked_in_bulk() -> str:
    """Say what is not looked for in files that are asked in bulk."""
    return _(
        "Files of more than {size} MB, and those that are no CSV, are counted in bulk: the lines of rows that are not counted are not told, and a dossier that stands twice is counted twice.",
        size=MOST // 1_000_000,
    )


def count(
    paths: Sequence[Path], library: Library, period: Period, by: By | None = None, *, address: str = EMBEDDED
) -> tuple[Count, tuple[Finding, ...]]:
    """Count the dossiers of files as of registers, and return why rows are not counted, by file and line.

    Raises ``EngineError`` where the engine cannot be used, or a file is no register.
    """
    registers = [_read(path) for path in paths]
    asked = _with_registers(library, registers)
    unread = [
        finding
        for register in registers
        for finding in register.findings
        if finding.code.startswith(_READING)
    ]
    found = dossier_count.count(asked, period, by, address=address)
    left_out = found.left_out + sum(register.unread for register in registers)
    refused = sorted((*unread, *impossible(asked)), key=lambda finding: finding.place)
    return replace(found, left_out=left_out), tuple(refused)


def _with_registers(library: Library, registers: Sequence[RegisterFile]) -> Library:
    """Return the library with these registers in place of its own; one without procedures knows those that they name."""
    rows = tuple(row for register in registers for row in register.rows)
    named = {row.entry.procedure: None for row in rows if isinstance(row.entry, Dossier)}
    if dossiers.known(library):
        named = {}
    return replace(
        library,
        rows=rows,
        registers=tuple(register.path for register in registers),
        unread={},
        broken=(*library.broken, *(Broken("", ControlledDocument, {"code": code}) for code in named)),
    )


def _read(path: Path) -> RegisterFile:
    dossiers.header_of(path)
    dossiers.check_quotes(path)
    text, _findings = front_matter.decode(path.read_bytes(), str(path))
    if text is None:
        raise dossiers.no_csv(path)
    return register_file.read(text, str(path), Dossier, dossiers.PERSONAL)
