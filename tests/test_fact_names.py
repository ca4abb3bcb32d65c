"""Every fact of the annual reports has a name that people read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import managed_year
import pytest
import test_site

from sotay.library import Library
from sotay.messages import speaking
from sotay.report.compose import compose_official
from sotay.report.fact_names import fact_name


@pytest.fixture(params=["reference", "managed year"])
def facts(request: pytest.FixtureRequest) -> tuple[Library, dict[str, str]]:
    """The library, and what each fact of its report is called."""
    if request.param == "reference":
        library, year = test_site.read(Path(__file__).parent.parent), 2021
    else:
        library, year = managed_year.on(date(2024, 12, 31)), 2024
    return library, {name: fact_name(library, name) for name in compose_official(library, year).facts}


def test_each_fact_has_a_name(facts: tuple[Library, dict[str, str]]) -> None:
    library, names = facts
    assert len(names) > 40
    assert not [name for name in names.values() if re.search(r"[a-z]+[._][a-z\d]+|[a-z]+:[a-z]", name)]
    figures = {key: name for key, name in names.items() if not re.match(r"record:|enclosure:", key)}
    assert len(set(figures.values())) == len(figures), "two figures under one name"
    with speaking("en"):
        english = {key: fact_name(library, key) for key in figures}
    assert not set(english.values()) & set(figures.values())


def test_names_say_what_is_counted_of_what(facts: tuple[Library, dict[str, str]]) -> None:
    _library, names = facts
    assert names["dossiers.late_share_of_resolved"] == "Tỷ lệ hồ sơ giải quyết trễ hạn, trên số đã giải quyết"
    assert names["estimate.1.processes"] == "Dự toán, dòng 1: số quy trình"
    if "budget.2.granted" in names:
        assert names["budget.2.granted"] == "Kinh phí được cấp, quyết định thứ 2"
        assert names["record:plans/2024"] == "Kế hoạch năm"


def test_the_page_of_a_report_names_its_evidence(reference_root: Path) -> None:
    page = (reference_root / "build" / "site-src" / "bao-cao" / "2021" / "index.md").read_text("utf-8")
    table = page[page.index("## Bằng chứng") :].partition("\n\n## ")[0]
    assert "| Hồ sơ đã tiếp nhận | 18 | [2021.csv](" in table
    assert "| Số phiếu khảo sát thu về | *nguồn không nêu* |" in table
    assert not re.search(r"^\| `?[a-z]+[.:]", table, re.MULTILINE)
