"""What an issued report said is composed from git once: the second check reads it where the first kept it."""

from __future__ import annotations

from pathlib import Path

import library_cases
import pytest

from sotay import pipeline
from sotay.findings import Finding
from sotay.messages import speaking
from sotay.report import departures

CASE = library_cases.read(library_cases.CASES / "RPT113" / "bad-row-entered-later.md")


def told(folder: Path, *, committed: bool = False) -> list[Finding]:
    library = pipeline.read(folder, CASE.as_of, CASE.today, committed=committed)
    return [finding for finding in pipeline.judge(library).findings if finding.code == CASE.code]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    library_cases.lay_files(CASE, tmp_path)
    return tmp_path


def test_a_finding_names_the_report_each_figure_then_and_now_and_the_file(folder: Path) -> None:
    (found,) = told(folder)
    for words in (
        "Báo cáo năm 2021 số 15/BC-CQM ban hành ngày 25/10/2021",
        "Hồ sơ đã tiếp nhận: khi ban hành 2, nay 3",
        "và 3 nội dung khác",
        "records/dossiers/2021.csv (28/10/2021)",
    ):
        assert words in found.message
    assert [place.file for place in found.related] == ["records/dossiers/2021.csv"]


def test_what_git_held_is_composed_once_in_a_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(folder)
    with speaking("en"):
        (english,) = told(folder)
    assert "was issued on 25/10/2021" in english.message
    assert told(folder, committed=True) == told(folder) == first

    def never(*_arguments: object, **_named: object) -> None:
        raise AssertionError

    monkeypatch.setattr(departures, "compose", never)
    assert told(folder) == first


def test_a_figure_that_is_put_back_is_told_of_no_more(folder: Path) -> None:
    register = folder / "records" / "dossiers" / "2021.csv"
    lines = register.read_text(encoding="utf-8").splitlines(keepends=True)
    register.write_text("".join(lines[:-1]), encoding="utf-8")
    assert told(folder) == []
