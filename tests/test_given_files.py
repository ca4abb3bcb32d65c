"""Files that are given are read as registers are: what a register refuses, they leave out and tell of, by line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from library_cases import CASES, lay, read
from typer.testing import CliRunner

import sotay.cli  # noqa: F401 (which reads every command)
from sotay import pipeline, rules
from sotay.alphabet import spellings
from sotay.commands.common import app
from sotay.figures import dossier_count, given
from sotay.figures.counting import By, Count
from sotay.figures.period import Period
from sotay.library import Library

LIBRARY: Final = Path(__file__).parent / "libraries" / "one-stop"
REGISTER: Final = LIBRARY / "records" / "dossiers" / "2021.csv"
YEAR: Final = Period.of_year(2021)
HEADER: Final = (
    "code,procedure,applicant,received_at,due_at,returned_at,result,apology_on,handed_over_at,channel\n"
)
GOOD: Final = "000.00.01.H00-210301-0001,QT.DN.01,Người nộp mẫu,2021-03-01T08:00,2021-03-10T17:00,2021-03-10T15:00,đã trả kết quả,,,trực tuyến\n"
BAD: Final = {
    "twice": (GOOD, "DOS102"),
    "times with a blank": (GOOD.replace("-0001,", "-0002,").replace("T08:00", "T 8:00"), "DOC133"),
    "times cut short": (GOOD.replace("-0001,", "-0003,").replace("T15:00", "T15:0:"), "DOC133"),
    "an empty cell too many": (GOOD.replace("-0001,", "-0004,").replace("\n", ",\n"), "DOC133"),
    "received ahead": (GOOD.replace("-0001,", "-0005,").replace("2021-", "2062-"), "DOS106"),
    "returned ahead": (GOOD.replace("-0001,", "-0006,").replace("2021-03-10T15", "2062-03-10T15"), "DOS106"),
    "no applicant": (GOOD.replace("-0001,", "-0007,").replace("Người nộp mẫu", ""), "DOC132"),
}
TODAY: Final = date(2026, 1, 1)


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(LIBRARY, None, TODAY)


def counted(library: Library, path: Path, by: By | None = None) -> Count:
    assert given.readable([path])
    return given.count([path], library, YEAR, by)[0]


@pytest.mark.parametrize("by", [None, By.PROCEDURE, By.MONTH])
def test_a_file_has_the_figures_of_the_register_it_is(library: Library, by: By | None) -> None:
    assert counted(library, REGISTER, by) == dossier_count.count(library, YEAR, by)


def test_what_a_register_refuses_is_left_out_and_told_of_by_line(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + GOOD + "".join(row for row, _code in BAD.values()), encoding="utf-8")
    count, refused = given.count([path], library, YEAR)
    assert (count.whole.received, count.left_out) == (1, len(BAD))
    told = {(finding.place.file, finding.place.line): finding.code for finding in refused}
    assert told == {(str(path), line): code for line, (_row, code) in enumerate(BAD.values(), 3)}
    result = CliRunner().invoke(app, ["figures", str(path), "--library", str(LIBRARY), "--period", "2021"])
    assert result.exit_code == 0
    assert f"{path}:3:1: DOS102: " in result.stderr
    assert result.stderr.count(f"{path}:") == len(refused) + 1  # DOS102 names the other row
    assert "7 dòng" in result.stdout


def test_a_file_need_not_have_personal_data(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text((HEADER + GOOD).replace("applicant,", "").replace("Người nộp mẫu,", ""), encoding="utf-8")
    count = counted(library, path)
    assert (count.whole.received, count.left_out) == (1, 0)


def test_without_any_library_what_is_written_like_a_code_names_a_procedure(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + GOOD.replace("QT.DN.01", "QT.XX.77"), encoding="utf-8")
    none = replace(library, documents=(), rows=(), registers=())
    count = counted(none, path, By.PROCEDURE)
    assert (list(count.figures), count.left_out) == (["QT.XX.77"], 0)
    assert counted(library, path).left_out == 1


@pytest.mark.parametrize("form", range(3))
def test_letters_may_be_decomposed_in_a_file_of_any_size(library: Library, tmp_path: Path, form: int) -> None:
    path, row = tmp_path / "a.csv", GOOD.replace("-0001,", "-0002,")
    path.write_text(HEADER + GOOD + spellings(row)[form], encoding="utf-8")
    for count in (
        counted(library, path, By.CHANNEL),
        dossier_count.count_files([path], library, YEAR, By.CHANNEL),
    ):
        [(channel, figures)] = count.figures.items()
        assert (channel, figures.received, figures.delivered, count.left_out) == ("trực tuyến", 2, 2, 0)


@pytest.mark.parametrize(
    ("wrong", "by"),
    [
        ({"2021-": "2062-"}, None),
        ({"2021-": "2062-"}, By.MONTH),
        ({"2021-03-10T15": "2062-03-10T15"}, By.MONTH),
        ({",,trực": ",2062-03-01T09:00,trực"}, By.MONTH),
        ({",,,trực": ",2062-03-01,,trực"}, None),
        (
            {
                "2021-03-10T15:00,đã trả kết quả": ",",
                "channel": "suspended",
                "trực tuyến": "2062-03-02T08:00/",
            },
            None,
        ),
    ],
)
def test_what_has_not_come_is_left_out_of_a_file_of_any_size(
    library: Library, tmp_path: Path, wrong: dict[str, str], by: By | None
) -> None:
    text = HEADER + GOOD.replace("-0001,", "-0002,")
    for was, is_now in wrong.items():
        text = text.replace(was, is_now)
    path, head = tmp_path / "a.csv", text.split("\n", 1)[0]
    path.write_text(f"{text}{GOOD if head == HEADER.strip() else ''}", encoding="utf-8")
    count = dossier_count.count_files([path], library, YEAR, by)
    assert count.left_out == 1
    assert count == counted(library, path, by)


def test_large_files_say_what_is_not_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "MOST", 1000)
    path = tmp_path / "a.csv"
    path.write_text(HEADER + GOOD * 20, encoding="utf-8")
    result = CliRunner().invoke(app, ["figures", str(path), "--library", str(LIBRARY), "--period", "2021"])
    assert result.exit_code == 0
    assert "hồ sơ ghi trùng mã bị tính hai lần" in " ".join(result.stderr.split())


def test_time_is_counted_in_the_unit_of_the_version_in_force_on_the_day_of_receipt(tmp_path: Path) -> None:
    """Both stood still over a weekend: one working day, three days of the calendar."""
    then = lay(read(CASES / "figures" / "unit-of-then.md"), tmp_path)
    assert then.procedures["QT.DN.01"].meta.version == "02"
    register = tmp_path / "records" / "dossiers" / "2021.csv"
    for count in (
        dossier_count.count(then, YEAR),
        dossier_count.count_files([register], then, YEAR),
        dossier_count.count_files([register], then, YEAR, By.MONTH),
    ):
        assert sum(figures.late for figures in count.figures.values()) == 1
        assert sum(figures.early for figures in count.figures.values()) == 1
    late = [finding.place.line for finding in rules.check(then).findings if finding.code == "DOS201"]
    assert late == [2]


RETURNED = {
    "2021-03-12T15:00": "early",
    "2021-03-13T15:00": "early",
    "2021-03-15T16:00": "on_time",
    "2021-03-16T08:00": "late",
    "": "overdue",
}


def test_an_appointment_on_a_day_off_gives_way_to_the_next_working_day(
    library: Library, tmp_path: Path
) -> None:
    """Civil Code 91/2015/QH13, Article 148.5; 13 March 2021 is a Saturday."""
    path, rows, procedures = tmp_path / "a.csv", "", ("QT.DN.01", "QT.DN.02", "QT.LĐ.01")
    for number, (procedure, returned) in enumerate(product(procedures, RETURNED)):
        row = GOOD.replace("2021-03-10T17:00", "2021-03-13T10:00").replace("2021-03-10T15:00", returned)
        row = row.replace("QT.DN.01", procedure).replace("-0001,", f"-{number:04},")
        rows += row.replace("đã trả kết quả", "đã trả kết quả" if returned else "")
    path.write_text(HEADER + rows, encoding="utf-8")
    expected = Counter(RETURNED.values())
    for count in (
        counted(library, path, By.PROCEDURE),
        dossier_count.count_files([path], library, YEAR, By.PROCEDURE),
    ):
        assert (set(count.figures), count.left_out) == ({*procedures}, 0)
        for figures in count.figures.values():
            assert {name: getattr(figures, name) for name in expected} == expected


@pytest.mark.parametrize(("day", "overdue"), [(13, 0), (14, 0), (15, 0), (16, 1)])
def test_what_is_due_on_a_day_off_is_overdue_after_the_next_working_day(
    library: Library, tmp_path: Path, day: int, overdue: int
) -> None:
    path, asked = tmp_path / "a.csv", replace(library, as_of=date(2021, 3, day))
    row = GOOD.replace("2021-03-10T17:00", "2021-03-13T10:00").replace("2021-03-10T15:00,đã trả kết quả", ",")
    path.write_text(HEADER + row, encoding="utf-8")
    for count in (counted(asked, path), dossier_count.count_files([path], asked, YEAR)):
        assert (count.whole.pending, count.whole.overdue) == (1, overdue)
