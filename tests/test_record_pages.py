"""What a register's page counts is all of that register on the day asked about, whatever year a dossier was returned in."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import test_clearance
import version_library

from sotay.calendar_vn import write_short
from sotay.load import load
from sotay.site.build import stage_site

HEADER = "code,procedure,applicant,received_at,due_at,returned_at,result,apology\n"
ROW = "000.00.01.H00-{code},QT.DN.01,Mẫu,{received}T08:15,{due}T17:00,{returned},{result},\n"
DOSSIERS = {
    "2020.csv": [
        ("201201-0001", "2020-12-01", "2020-12-10", "2020-12-09"),
        ("201215-0001", "2020-12-15", "2021-01-08", "2021-01-12"),
        ("201216-0001", "2020-12-16", "2021-01-11", ""),
    ],
    "2021.csv": [
        ("210104-0001", "2021-01-04", "2021-01-18", "2021-01-18"),
        ("210503-0001", "2021-05-03", "2021-05-17", ""),
        ("210510-0001", "2021-05-10", "2021-05-24", ""),
    ],
    "2022.csv": [],
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("registers") / "so-tay"
    version_library.furnish(root)
    shutil.copytree(test_clearance.BASE, root, dirs_exist_ok=True)
    folder = root / "records" / "dossiers"
    folder.mkdir()
    for name, dossiers in DOSSIERS.items():
        rows = [
            ROW.format(
                code=code,
                received=received,
                due=due,
                returned=f"{returned}T09:30" if returned else "",
                result="đã trả kết quả" if returned else "",
            )
            for code, received, due, returned in dossiers
        ]
        (folder / name).write_text(HEADER + "".join(rows), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        # All, returned, early, on time, late, not returned, past their day
        ("2020-12-31", {"2020": [3, 1, 1, 0, 0, 2, 0], "2021": None}),
        ("2021-01-08", {"2020": [3, 1, 1, 0, 0, 2, 0], "2021": [1, 0, 0, 0, 0, 1, 0]}),
        ("2021-05-05", {"2020": [3, 2, 1, 0, 1, 1, 1], "2021": [2, 1, 0, 1, 0, 1, 0]}),
        ("2021-05-31", {"2020": [3, 2, 1, 0, 1, 1, 1], "2021": [3, 1, 0, 1, 0, 2, 2]}),
    ],
)
def test_a_register_counts_all_of_its_dossiers_on_the_day(
    root: Path, day: str, counts: dict[str, list[int] | None]
) -> None:
    asked = date.fromisoformat(day)
    staged = stage_site(load(root, as_of=asked, today=date(2021, 5, 31))) / "ho-so"
    for year, expected in counts.items():
        page = staged / "dossiers" / f"{year}.md"
        assert page.exists() is (expected is not None)
        if expected is not None:
            words = page.read_text(encoding="utf-8")
            assert f"tính đến hết ngày {write_short(asked)} |" in words
            table = words[words.index("| Tất cả") :].partition("\n\n")[0]
            assert [int(number) for number in re.findall(r"\| (\d+) \|", table)] == expected
            index = (staged / "index.md").read_text(encoding="utf-8")
            told = [expected[0], expected[1], expected[5]]
            assert f"| [{year}](dossiers/{year}.md) | {' | '.join(map(str, told))} |" in index


def test_a_register_and_the_figures_of_its_year_say_the_same_of_nothing_else(root: Path) -> None:
    staged = stage_site(load(root, as_of=date(2021, 5, 5), today=date(2021, 5, 31)))
    register = (staged / "ho-so" / "dossiers" / "2021.md").read_text(encoding="utf-8")
    figures = (staged / "so-lieu" / "2021.md").read_text(encoding="utf-8")
    assert "(../../so-lieu/2021.md)" in register

    def rows(words: str) -> dict[str, str]:
        return dict(re.findall(r"^\| ([^|]+) \| \[?(\d+)\]?[^|]* \|", words, re.MULTILINE))

    said, of_year = rows(register), rows(figures)
    assert len(said) == 7
    assert {"Đã tiếp nhận", "Đã giải quyết", "Đang giải quyết"} < of_year.keys()
    assert not said.keys() & of_year.keys()
    empty = (staged / "ho-so" / "dossiers" / "2022.md").read_text(encoding="utf-8")
    assert "so-lieu/2022" not in empty
    assert "| Tất cả | 0 |" in empty
