"""Spark answers every question as the embedded engine does (run in CI where the extra is installed: see CONTRIBUTING)."""

from __future__ import annotations

import csv
import importlib.util
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
import pytest
from managed_year import managed_year

from sotay import pipeline
from sotay.figures import dossier_count, late_reasons, objectives, survey
from sotay.figures.counting import By
from sotay.figures.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

GENERATE: Final = runpy.run_path(str(Path(__file__).parent.parent / "benchmarks" / "figures.py"))["GENERATE"]
LIBRARY: Final = Path(__file__).parent / "libraries" / "one-stop"
REGISTER: Final = LIBRARY / "records" / "dossiers" / "2021.csv"
SPARK: Final = "spark://local[2]"
YEAR: Final = Period.of_year(2021)
PROCEDURES: Final = ("QT.DN.01", "QT.DN.02", "QT.LĐ.01")
"""Counted in working days, in calendar days, in hours."""
MANY, EVERY = 4000, 100
REASONS: Final = ("", "", "Quá tải", "Chờ ý kiến | phối hợp ~ (mẫu)")
MESSY: Final = {
    "received_at": "2021-02-30T08:00",
    "due_at": "2018-01-01T08:00",
    "returned_at": "hôm qua",
    "suspended": "2021-03-02T08:00/2021-03-01T08:00",
    "reappointed_to": "2018-01-01T08:00",
    "result": "đã xong",
    "code": "H1",
    "procedure": "QT.KHÔNG.01",
}
"""Column → what no row is counted with."""
TYPED: Final = "select * replace (try_cast(received_at as timestamp) as received_at) from read_csv('{path}', all_varchar = true)"

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="PySpark is an extra"),
]


@pytest.fixture(scope="module", autouse=True)
def _java_of_a_short_life() -> Iterator[None]:
    """Compile what is run once in the cheapest way: that halves the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(LIBRARY, None, date(2026, 1, 1))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a register, thousands of generated rows of which some are wrong, and the same as Parquet with moments."""
    plain, messy, typed = (
        tmp_path_factory.mktemp("registers") / name for name in ("plain.csv", "messy.csv", "typed.parquet")
    )
    duckdb.sql(GENERATE.format(count=MANY, path=plain))
    with plain.open(encoding="utf-8", newline="") as file:
        rows = [spoilt(number, row) for number, row in enumerate(csv.DictReader(file))]
    with messy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    duckdb.sql(f"copy ({TYPED.format(path=messy)}) to '{typed}'")
    return [REGISTER, messy, typed]


def spoilt(number: int, row: dict[str, str]) -> dict[str, str]:
    """Let a row be of a known procedure, some put off or with a reason; one in a hundred is wrong in one column."""
    row |= {
        "procedure": PROCEDURES[number % len(PROCEDURES)],
        "reappointed_to": f"2030-01-{1 + number % 28:02}T08:00" if number % 11 == 0 else "",
        "late_reason": REASONS[number % len(REASONS)],
        "channel": ("trực tuyến", "trực tiếp", "")[number // 5 % 3],
    }
    if number % EVERY == 0:
        name = list(MESSY)[number // EVERY % len(MESSY)]
        row[name] = MESSY[name]
    return row


@pytest.mark.parametrize("by", [None, *By])
def test_a_file_gives_every_figure_alike(library: Library, files: list[Path], by: By | None) -> None:
    _register, messy, _typed = files
    embedded = dossier_count.count_files([messy], library, YEAR, by)
    assert embedded.left_out == MANY // EVERY
    assert all(figures.there for figures in embedded.figures.values())
    assert dossier_count.count_files([messy], library, YEAR, by, address=SPARK) == embedded


@pytest.mark.parametrize("by", [By.REGISTER, By.MONTH])
def test_files_together_give_every_figure_alike(library: Library, files: list[Path], by: By) -> None:
    embedded = dossier_count.count_files(files, library, YEAR, by)
    assert embedded.left_out == 1 + 2 * MANY // EVERY
    assert dossier_count.count_files(files, library, YEAR, by, address=SPARK) == embedded


@pytest.mark.parametrize("by", [None, *By])
def test_a_library_gives_every_figure_alike(library: Library, by: By | None) -> None:
    embedded = dossier_count.count(library, YEAR, by)
    assert embedded.left_out == 1
    assert embedded.figures
    assert dossier_count.count(library, YEAR, by, address=SPARK) == embedded


def test_reasons_surveys_and_objectives_are_alike(library: Library) -> None:
    reasons = late_reasons.late_reasons(library, YEAR)
    assert reasons
    assert late_reasons.late_reasons(on_spark(library), YEAR) == reasons
    managed, other = managed_year(), on_spark(managed_year())
    answers, whole = survey.results(managed), (date(2024, 1, 1), date(2024, 12, 31))
    assert any(figures.counted for figures in answers.values())
    assert survey.results(other) == answers
    asked = survey.satisfaction_between(managed, *whole, "DN")
    assert asked.answers
    assert survey.satisfaction_between(other, *whole, "DN") == asked
    told = [(result.name, result.measured, result.outcome) for result in objectives.results(managed)]
    assert any(measured.value is not None for _name, measured, _outcome in told)
    assert [(result.name, result.measured, result.outcome) for result in objectives.results(other)] == told


def on_spark(library: Library) -> Library:
    """Return a library whose agency.yml names Spark."""
    return replace(library, agency=library.agency.model_copy(update={"engine": SPARK}))


def test_a_cell_with_a_line_break_and_a_row_too_long_are_read_alike(library: Library, tmp_path: Path) -> None:
    rows = REGISTER.read_text("utf-8").splitlines()
    rows[1] = rows[1].replace("Người nộp mẫu 01 (dữ liệu mẫu)", '"Người nộp\n""mẫu"" 01"')
    rows[8] += ",một ô thừa"
    path = tmp_path / "2021.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    embedded = dossier_count.count_files([path], library, YEAR, By.PROCEDURE)
    assert embedded.left_out == 2
    assert dossier_count.count_files([path], library, YEAR, By.PROCEDURE, address=SPARK) == embedded
