"""Work permits through three decrees: each day has its grade, whenever it is asked for, and whoever asks."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import work_permits
from typer.testing import CliRunner
from work_permits import TODAY, Row

from sotay.commands import check
from sotay.commands.common import app

SCRIPTS = Path(__file__).parent.parent / "scripts"
FOLLOWING = frozenset({"LAW101", "LAW102", "LAW103", "LAW104"})
GRADES = work_permits.table("grades.txt")
LATE_ASSESSMENT = work_permits.table("late-assessment.txt")
MENDED = work_permits.table("mended.txt")
SATURDAY = {policy: work_permits.table(f"saturday-{policy}.txt") for policy in ("rolled", "raw")}
SECOND = "records/legal/2025-219-nd-cp.md"


class Answer(NamedTuple):
    """What a check said, and its exit code."""

    findings: list[dict[str, Any]]
    exit_code: int

    def grades(self, law: str) -> dict[str, str]:
        """Return procedure → code of what is said of it because of a law."""
        about = [f for f in self.findings if f["code"] in FOLLOWING and _law(f) == law]
        said = {_procedure(f): f["code"] for f in about}
        assert len(said) == len(about), "one law says one thing of a procedure"
        return said

    @property
    def errors(self) -> set[str]:
        return {f["code"] for f in self.findings if f["severity"] == "error"}


def _law(finding: dict[str, Any]) -> str:
    year, number, *kind = Path(finding["related"][0]["file"]).stem.split("-")
    return f"{number}/{year}/{'-'.join(kind).upper().replace('ND', 'NĐ')}"


def _procedure(finding: dict[str, Any]) -> str:
    [code] = set(re.findall(r"QT\.LĐ\.\d\d", finding["message"]))
    return str(code)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_permits.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def assessed_late(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assessed-late") / "so-tay"
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("build"))
    work_permits.replace(folder, SECOND, "date: 2025-10-20", "date: 2025-11-20")
    return folder


@pytest.fixture(scope="module")
def mended(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mended") / "so-tay"
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("build"))
    work_permits.lay(folder, work_permits.CASES / "mended" / "2025-12-01")
    return folder


@pytest.fixture(scope="module", params=["rolled", "raw"])
def two_laws(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    policy: str = request.param
    folder = tmp_path_factory.mktemp(policy) / "so-tay"
    work_permits.make(folder, min(row.day for row in SATURDAY[policy]))
    work_permits.replace(folder, "agency.yml", "breach_on: rolled", f"breach_on: {policy}")
    work_permits.lay(folder, work_permits.CASES / "two-laws" / "2022-04-01")
    return policy, folder


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "today", lambda: TODAY)


def ask(root: Path, day: object) -> Answer:
    done = CliRunner().invoke(
        app,
        ["check", "--library", str(root), "--as-of", str(day), "--format", "json"],
        catch_exceptions=False,
    )
    return Answer(json.loads(done.stdout)["findings"], done.exit_code)


def expected(row: Row) -> dict[str, str]:
    return {code: grade for code, grade in row.grades.items() if grade != "-"}


def hold(root: Path, row: Row) -> None:
    answer = ask(root, row.day)
    said = answer.grades(row.law)
    assert {code: grade for code, grade in said.items() if code in row.grades} == expected(row)
    assert answer.exit_code == row.exit_code
    assert answer.errors <= {"LAW102"}


@pytest.mark.parametrize("row", GRADES, ids=lambda row: row.name)
def test_each_day_has_its_grade(root: Path, row: Row) -> None:
    hold(root, row)


@pytest.mark.parametrize("row", LATE_ASSESSMENT, ids=lambda row: row.name)
def test_an_assessment_settles_from_its_own_day_on(assessed_late: Path, row: Row) -> None:
    hold(assessed_late, row)


@pytest.mark.parametrize("row", MENDED, ids=lambda row: row.name)
def test_who_follows_the_heir_of_a_law_has_followed_the_law(mended: Path, row: Row) -> None:
    hold(mended, row)


def test_the_last_day_of_two_laws_that_begin_on_one(two_laws: tuple[str, Path]) -> None:
    policy, folder = two_laws
    for row in SATURDAY[policy]:
        hold(folder, row)


def test_what_is_due_by_a_day_is_overdue_from_the_next(two_laws: tuple[str, Path]) -> None:
    policy, folder = two_laws
    rows = [row for row in SATURDAY[policy] if "LAW102" in row.grades.values()]
    first = min(row.day for row in rows)
    running = [f for f in ask(folder, "2022-04-01").findings if f["code"] == "LAW101"]
    assert {f["due"] for f in running} == {(first - timedelta(days=1)).isoformat()}
    assert len(running) == 7


def test_what_was_said_on_the_day_is_what_is_said_of_it_later(root: Path, tmp_path: Path) -> None:
    """The library as it was on the day had none of the versions, decisions and assessments that came since."""
    for day in sorted({row.day for row in GRADES}):
        then = work_permits.make(tmp_path / str(day), day)
        for law in {row.law for row in GRADES}:
            assert ask(then, day).grades(law) == ask(root, day).grades(law), (day, law)


def test_a_law_is_known_from_the_day_of_its_issue_and_to_the_day_of_the_library(root: Path) -> None:
    for law, eve in (("70/2023/NĐ-CP", "2023-09-17"), ("219/2025/NĐ-CP", "2025-08-06")):
        assert ask(root, eve).grades(law) == {}
        assert ask(root, date.fromisoformat(eve) + timedelta(days=1)).grades(law)
    assert ask(root, "2023-12-18").grades("219/2025/NĐ-CP") == {}


def test_a_grade_before_the_end_has_the_last_day(root: Path) -> None:
    for law, day, last in (
        ("70/2023/NĐ-CP", "2023-10-19", "2023-12-18"),
        ("219/2025/NĐ-CP", "2025-09-08", "2025-11-07"),
    ):
        running = [f for f in ask(root, day).findings if f["code"] == "LAW101" and _law(f) == law]
        assert {f["due"] for f in running} == {last}
        assert len(running) == 4


def test_the_program_itself_says_the_same(root: Path) -> None:
    row = next(row for row in GRADES if row.law.startswith("219") and "LAW103" in row.grades.values())
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "check", "--as-of", str(row.day)]
    done = subprocess.run(
        [*command, "--library", str(root), "--format", "json"],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        check=False,
    )
    answer = Answer(json.loads(done.stdout)["findings"], done.returncode)
    assert answer.grades(row.law) == expected(row)
    assert answer.exit_code == row.exit_code


def test_the_tables_name_every_procedure_and_every_grade() -> None:
    codes = {code for row in GRADES for code in row.grades}
    assert codes == {"QT.LĐ.01", "QT.LĐ.02", "QT.LĐ.03", "QT.LĐ.04"}
    said = {grade for row in (*GRADES, *SATURDAY["rolled"]) for grade in row.grades.values()}
    assert said == FOLLOWING | {"-"}
