"""Money: by decision and line, by hand; what its source does not state; the estimate and what it pays for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from managed_year import TODAY, changed, managed_year, on
from syrupy.assertion import SnapshotAssertion

from sotay.figures.budget import Amounts, decisions, disbursed_by_lines, of_decision, of_lines, total
from sotay.kinds.budget import Budget
from sotay.load import load
from sotay.messages import speaking
from sotay.report.compose import Report, compose_official
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
    assert (
        "| Xây dựng quy trình | [6.000.000](evidence:estimate.1) VNĐ | [3 quy trình](evidence:estimate.1.processes) |"
        in report.markdown
    )
    assert "[21.000.000](evidence:estimate.total)" in report.markdown


def test_the_annual_report_sums_up_the_decisions_of_the_year() -> None:
    """12/QĐ-UBND: 15.000.000, of it 9.500.000 spent; 88/QĐ-UBND: 4.000.000, of it nothing; each with its own evidence."""
    report = compose_official(managed_year(), 2024)
    first, second = "records/budgets/2024-12-qd-ubnd.md", "records/budgets/2024-88-qd-ubnd.md"
    money = {
        name: (fact.value, fact.records) for name, fact in report.facts.items() if name.startswith("budget.")
    }
    assert money == {
        "budget.granted": (19_000_000, (first, second)),
        "budget.disbursed": (9_500_000, (first, second)),
        "budget.remaining": (9_500_000, (first, second)),
        "budget.1.granted": (15_000_000, (first,)),
        "budget.1.disbursed": (9_500_000, (first,)),
        "budget.1.remaining": (5_500_000, (first,)),
        "budget.2.granted": (4_000_000, (second,)),
        "budget.2.disbursed": (0, (second,)),
        "budget.2.remaining": (4_000_000, (second,)),
    }
    assert words_on_money(report) == [
        (
            "- Tình hình sử dụng kinh phí được cấp năm 2024 theo 02 quyết định: Tổng kinh phí được cấp 19.000.000 đồng. "
            "Hiện tại Ban Quản lý mẫu đã giải ngân 9.500.000 đồng, còn lại 9.500.000 đồng."
        ),
        (
            "    + Quyết định số 12/QĐ-UBND ngày 22/01/2024 của Ủy ban nhân dân tỉnh mẫu: được cấp 15.000.000 đồng, "
            "đã giải ngân 9.500.000 đồng, còn lại 5.500.000 đồng;"
        ),
        (
            "    + Quyết định số 88/QĐ-UBND ngày 15/7/2024 của Ủy ban nhân dân tỉnh mẫu: được cấp 4.000.000 đồng, "
            "đã giải ngân 0 đồng, còn lại 4.000.000 đồng."
        ),
    ]


def test_of_a_sum_with_a_part_that_nobody_states_the_report_says_nothing(tmp_path: Path) -> None:
    changed(tmp_path, "records/budgets/2024-88-qd-ubnd.md", ", disbursed: 0}", "}")
    path = tmp_path / "records/budgets/2024-88-qd-ubnd.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("disbursed: 0\n", "disbursed: không nêu\n"), encoding="utf-8"
    )
    library = load(tmp_path, as_of=None, today=TODAY)
    report = compose_official(library, 2024)
    assert words_on_money(report) == [
        "- Tình hình sử dụng kinh phí được cấp năm 2024 theo 02 quyết định: Tổng kinh phí được cấp 19.000.000 đồng.",
        (
            "    + Quyết định số 12/QĐ-UBND ngày 22/01/2024 của Ủy ban nhân dân tỉnh mẫu: được cấp 15.000.000 đồng, "
            "đã giải ngân 9.500.000 đồng, còn lại 5.500.000 đồng;"
        ),
        "    + Quyết định số 88/QĐ-UBND ngày 15/7/2024 của Ủy ban nhân dân tỉnh mẫu: được cấp 4.000.000 đồng.",
    ]
    omitted = [finding for finding in report.findings if finding.code == "RPT103"]
    assert [finding.place.file for finding in omitted] == ["records/budgets/2024-88-qd-ubnd.md"]
    assert "budget.2.disbursed" in omitted[0].message


def words_on_money(report: Report) -> list[str]:
    """Return the lines of the report on the year's money, without their marks of evidence."""
    lines = re.sub(r"\[([^\]]*)\]\(evidence:[^)]*\)", r"\1", report.markdown).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("- Tình hình sử dụng"))
    end = next(
        number for number, line in enumerate(lines) if number > start and not line.startswith("    + ")
    )
    return lines[start:end]
