"""What check refuses is not told as a result, and what people wrote is not told on the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from library_cases import CASES, lay, read

from sotay import rules
from sotay.figures import telling
from sotay.figures.objectives import Outcome, results


def test_a_measurement_that_check_refuses_is_not_told_as_met(tmp_path: Path) -> None:
    library = lay(read(CASES / "QMS816" / "bad-rounded-up-to-the-target.md"), tmp_path)
    [result] = results(replace(library, as_of=date(2021, 12, 31)))
    assert result.outcome is Outcome.CONTESTED
    assert "sotay check" in telling.measured_text(result)


def test_the_number_of_an_answer_is_quoted_by_check_alone(tmp_path: Path) -> None:
    for code in ("QMS801", "QMS802", "QMS803"):
        library = lay(read(min((CASES / code).glob("bad-*.md"))), tmp_path / code)
        numbers = {row.entry.code for row in library.rows}
        found = [finding for finding in rules.check(library).findings if finding.code == code]
        assert found
        for finding in found:
            assert not any(number in finding.message for number in numbers)
            assert any(number in finding.quoting for number in numbers)
