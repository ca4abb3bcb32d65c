"""Money: by decision and line, by hand; what its source does not state; the estimate and what it pays for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from managed_year import changed, managed_year, on
from syrupy.assertion import SnapshotAssertion

from sotay.figures.budget import Amounts, decisions, disbursed_by_lines, of_decision, of_lines, total
from sotay.kinds.budget import Budget
from sotay.messages import speaking
from sotay.report.compose import compose_official
from sotay.site.measurement_pages import pages
from sotay.site.writer import Writer


def test_by_hand() -> None:
    """15.000.000 of which 7.500.000 and 2.000.000 are spent, then 4.000.000 of which nothing is."""
    first, second = (decision.meta for decision in decisions(managed_year(), 2024))
    assert of_decision(first) == Amounts(15_000_000, 9_500_000)
    assert [amounts.left for amounts in of_lines(first)] == [1_500_000, 4_000_000]
    assert of_decision(second) == Amounts(4_000_000, 0)
    whole = total([of_decision(first), of_decision(second)])
    assert (whole.granted, whole.disbursed, whole.left) == (19_000_000, 9_500_000, 9_500_000)


def test_a_decision_of_later_is_not_known_yet() -> None:
    assert len(decisions(on(date(2024, 7, 14)), 2024)) == 1
    assert decisions(managed_year(), 2023) == ()


def test_what_a_decision_does_not_say_its_lines_say(tmp_path: Path) -> None:
    library = changed(
        tmp_path, "records/budgets/2024-12-qd-ubnd.md", "disbursed: 9500000\n", "disbursed: không nêu\n"
    )
    assert of_decision(decisions(library, 2024)[0].meta) == Amounts(15_000_000, 9_500_000)


def test_what_nobody_states_stays_unknown() -> None:
    values = {"number": "1/QĐ-UBND", "date": date(2024, 1, 2), "granted": "không nêu", "disbursed": 3_000_000}
    meta = Budget.model_validate(values)
    assert (of_decision(meta), of_decision(meta).left) == (Amounts(None, 3_000_000), None)
    assert total([Amounts(None, 1), Amounts(2, 3)]) == Amounts(None, 4)
    line = {"content": "a", "amount": 5, "category": "khác"}
    some = Budget.model_validate(values | {"lines": ({**line, "disbursed": 2}, line)})
    assert disbursed_by_lines(some) is None


def test_the_page(snapshot: SnapshotAssertion) -> None:
    with speaking("vi"):
        assert dict(pages(Writer(managed_year())))["kinh-phi/index.md"] == snapshot


def test_the_estimate_counts_the_processes_that_it_names() -> None:
    report = compose_official(managed_year(), 2024)
    assert "| Xây dựng quy trình | [6.000.000](evidence:estimate.1) VNĐ | 3 quy trình |" in report.markdown
    assert "[21.000.000](evidence:estimate.total)" in report.markdown
