"""Spark answers every question as the embedded engine does (run in CI where the extra is installed: see CONTRIBUTING)."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from sotay import pipeline
from sotay.figures import dossier_count
from sotay.figures.counting import By
from sotay.figures.period import Period

LIBRARY: Final = Path(__file__).parent / "libraries" / "one-stop"
REGISTER: Final = LIBRARY / "records" / "dossiers" / "2021.csv"
SPARK: Final = "spark://local[2]"

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="PySpark is an extra"),
]


@pytest.mark.parametrize("by", [None, *By])
def test_both_engines_give_every_figure_alike(by: By | None) -> None:
    library, year = pipeline.read(LIBRARY, None, date(2026, 1, 1)), Period.of_year(2021)
    embedded = dossier_count.count_files([REGISTER], library, year, by)
    assert embedded.left_out == 1
    assert embedded.figures
    assert dossier_count.count_files([REGISTER], library, year, by, address=SPARK) == embedded
    if by is not By.REGISTER:
        assert dossier_count.count(library, year, by, address=SPARK) == embedded


def test_a_cell_with_a_line_break_and_a_row_too_long_are_read_alike(tmp_path: Path) -> None:
    library, year = pipeline.read(LIBRARY, None, date(2026, 1, 1)), Period.of_year(2021)
    rows = REGISTER.read_text("utf-8").splitlines()
    rows[1] = rows[1].replace("Người nộp mẫu 01 (dữ liệu mẫu)", '"Người nộp\n""mẫu"" 01"')
    rows[8] += ",một ô thừa"
    path = tmp_path / "2021.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    embedded = dossier_count.count_files([path], library, year, By.PROCEDURE)
    assert embedded.left_out == 2
    assert dossier_count.count_files([path], library, year, By.PROCEDURE, address=SPARK) == embedded
