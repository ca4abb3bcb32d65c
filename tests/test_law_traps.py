"""Every trap of the law is a page in tests/cases/law-traps: sample procedures on real chains, and what must be found on which day.

A page has up to five tables, named by the first cell: how a text, or a part of it, stands; what takes its place and how many
days lie between; each change of law that hits a procedure, all of them for each day and procedure named (``-`` for none);
the superseded versions that still serve; and every complaint of the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import library_cases
import pytest

from sotay import rules
from sotay.legal.impact import Impact, impacts
from sotay.legal.transitions import held_open
from sotay.legal.validity import successors, validity
from sotay.library import Library

FOLDER = library_cases.CASES / "law-traps"
CASES = sorted(FOLDER.glob("*.md"))
TRAPS = 10
REGISTER = ("LAW203", "LAW3", "LAW4")

Row = tuple[str, ...]


def tables(path: Path) -> dict[str, list[Row]]:
    """Read the tables of a page: first cell of the head → rows, without the last column of a table that only explains."""
    found: dict[str, list[Row]] = {}
    head: Row = ()
    for line in path.read_text(encoding="utf-8").partition("\n== ")[0].splitlines():
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        if not line.startswith("|"):
            head = ()
        elif not head:
            head = cells
            found[head[0]] = []
        elif set(line) > set("|-"):
            found[head[0]].append(tuple(cell for cell, title in zip(cells, head, strict=True) if title))
    return found


def by(rows: list[Row], width: int) -> Iterator[tuple[Row, list[Row]]]:
    """Yield what the first cells of some rows ask, with all that the rows answer."""
    for asked in dict.fromkeys(row[:width] for row in rows):
        yield asked, sorted(row[width:] for row in rows if row[:width] == asked and row[width] != "-")


def on(library: Library, day: str) -> Library:
    return replace(library, as_of=date.fromisoformat(day))


def stands(library: Library, rows: list[Row]) -> None:
    for day, number, part, *expected in rows:
        asked = on(library, day)
        state, sure = validity(asked, asked.legal[number], None if part == "all" else part)
        assert [state.value, "verified" if sure else "unverified"] == expected, (day, number, part)


def replaced(library: Library, rows: list[Row]) -> None:
    for number, *expected in rows:
        [path] = successors(library, number)
        said = [" → ".join(step.touch.law.meta.number for step in path), ", ".join(str(s.gap) for s in path)]
        assert said == expected, number


def hits(library: Library, rows: list[Row]) -> None:
    for (day, code), expected in by(rows, 2):
        found = [impact for impact in impacts(on(library, day)) if impact.procedure.meta.code == code]
        assert sorted(map(_hit, found)) == expected, (day, code)
        assert all(impact.in_force for impact in found)


def _hit(impact: Impact) -> Row:
    part = f"{impact.change.scope} end".removeprefix("all ") if impact.change.ends else impact.change.scope
    through = " → ".join(impact.path[:-1]) or "-"
    return impact.law.meta.number, part, impact.standing.value, impact.last.isoformat(), through


def kept(library: Library, rows: list[Row]) -> None:
    for (day,), expected in by(rows, 1):
        found = [
            (h.code, h.issue.version, h.before.isoformat(), f"{h.transition.by} {h.law.meta.number}")
            for h in held_open(on(library, day))
        ]
        assert sorted(found) == expected, day


def complaints(library: Library, rows: list[Row]) -> None:
    for (day,), expected in by(rows, 1):
        found = [f for f in rules.check(on(library, day)).findings if f.code.startswith(REGISTER)]
        assert sorted((f.code, Path(f.place.file).stem) for f in found) == expected, day


CHECKS: dict[str, Callable[[Library, list[Row]], None]] = {
    "validity on": stands,
    "replaced": replaced,
    "impact on": hits,
    "kept on": kept,
    "complaint on": complaints,
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_trap(path: Path, tmp_path: Path) -> None:
    library = library_cases.lay(library_cases.read(path), tmp_path)
    assert not [finding for finding in library.findings if finding.severity.value == "error"]
    asked = tables(path)
    assert asked
    for name, rows in asked.items():
        assert rows, name
        CHECKS[name](library, rows)


def test_every_trap_has_a_page_and_every_table_is_read() -> None:
    said = [path.read_text(encoding="utf-8") for path in CASES]
    assert all(any(text.startswith(f"Trap {number}.") for text in said) for number in range(1, TRAPS + 1))
    assert {name for path in CASES for name in tables(path)} == set(CHECKS)
