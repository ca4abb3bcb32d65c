"""No trick carries a change past the gate, and an honest change passes.

A case of tests/cases/gate names the trick in its first line. ``change:`` lists the errors of the branch that carries it, held
against the library it is meant for; ``plain:`` those of a plain check once it was merged. Both lists are whole, so that a case
without ``plain:`` says that only the gate stands in the way; ``refused`` is a check that finds git wanting. ``later: DAY`` is the
real day of the plain check. The library's duties of the year are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import library_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import lineage, pipeline
from sotay.findings import Severity
from sotay.history import HistoryRefusedError
from sotay.library import Library

TRICKS = sorted((library_cases.CASES / "gate").glob("*.md"))
HONEST = sorted((library_cases.CASES / "honest").glob("*.md"))
TARGET = "main"
REFUSED = "refused"
DUTIES = {"QMS", "RPT", "LAW"}


def _errors(path: Path, folder: Path) -> dict[str, list[str]]:
    case = library_cases.read(path)
    library_cases.lay_files(case, folder)
    later = date.fromisoformat(next(iter(_expected(path, "later")), case.today.isoformat()))
    return {
        "change": _said(lambda: pipeline.change(folder, case.since or TARGET, None, case.today)),
        "plain": _said(lambda: pipeline.read(folder, None, later)),
    }


def _said(read: Callable[[], Library]) -> list[str]:
    try:
        findings = pipeline.judge(read()).findings
    except HistoryRefusedError:
        return [REFUSED]
    return sorted(
        f"{finding.code} {finding.place.file}"
        for finding in findings
        if finding.severity is Severity.ERROR and finding.code[:3] not in DUTIES
    )


def _expected(path: Path, word: str) -> list[str]:
    return sorted(re.findall(rf"^{word}: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("path", TRICKS, ids=lambda path: path.stem)
def test_trick_is_seen(path: Path, tmp_path: Path) -> None:
    expected = {word: _expected(path, word) for word in ("change", "plain")}
    assert expected["change"], "a trick that nothing names has passed the gate"
    assert _errors(path, tmp_path) == expected


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
def test_honest_change_passes(path: Path, tmp_path: Path) -> None:
    assert _errors(path, tmp_path) == {"change": [], "plain": []}


@given(st.data())
def test_no_forged_date_lets_a_commit_come_before_those_it_rests_on(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    parents = {
        str(number): [
            str(parent) for parent in sorted(data.draw(st.sets(st.integers(0, number - 1), max_size=3)))
        ]
        if number
        else []
        for number in range(size)
    }
    reached = _ancestors(str(size - 1), parents)
    parents = {name: of for name, of in parents.items() if name in reached}
    moments = {name: data.draw(st.datetimes()) for name in parents}
    found = lineage.arrivals(parents, moments)
    order = list(found)
    assert set(order) == reached
    for name in reached:
        for parent in parents[name]:
            assert order.index(parent) < order.index(name)
            assert found[parent] <= found[name]
        assert found[name] >= moments[name] or not _rests_on_first(name, str(size - 1), parents)


def _ancestors(name: str, parents: dict[str, list[str]]) -> set[str]:
    found, left = set(), [name]
    while left:
        found.add(left.pop())
        left.extend(parent for one in [*found] for parent in parents[one] if parent not in found)
    return found


def _rests_on_first(name: str, head: str, parents: dict[str, list[str]]) -> bool:
    root = head
    while parents[root]:
        root = parents[root][0]
    return root in _ancestors(name, parents)
