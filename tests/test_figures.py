"""Figures of the one-stop shop, held against what was reckoned by hand; of files as of registers."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq
from typer.testing import CliRunner

import sotay.cli  # noqa: F401 (which reads every command)
from sotay import pipeline
from sotay.appointments import appoint, office_of
from sotay.commands.common import app
from sotay.figures import dossier_count, engine
from sotay.figures.counting import By, Count
from sotay.figures.period import Period
from sotay.library import Library
from sotay.schema import all_schemas

LIBRARY: Final = Path(__file__).parent / "libraries" / "one-stop"
REGISTER: Final = LIBRARY / "records" / "dossiers" / "2021.csv"
CASES: Final = Path(__file__).parent / "cases" / "figures"
TODAY: Final = date(2026, 1, 1)
YEAR: Final = Period.of_year(2021)
COMMANDS: Final = sorted(path.stem for path in CASES.glob("*.txt") if path.stem != "rows")


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(LIBRARY, None, TODAY)


def test_each_row_stands_as_it_was_reckoned_by_hand(library: Library) -> None:
    lines = [
        line.split("|") for line in (CASES / "rows.txt").read_text("utf-8").splitlines() if line[0] != "#"
    ]
    expected = {
        number.strip(): (due.strip(), standing.strip(), int(spent))
        for number, due, standing, spent, _why in lines
    }
    alone = replace(library, rows=tuple(replace(row, file=row.entry.code[-2:]) for row in library.rows))
    counted = dossier_count.count(alone, YEAR, By.REGISTER).figures
    due = {row["register"]: row["due"] for row in engine.rows(dossier_count.timed(alone, engine.EMBEDDED))}
    found = {}
    for number, figures in counted.items():
        standing = next(
            name for name in ("early", "on_time", "late", "overdue", "pending") if getattr(figures, name)
        )
        found[number] = (str(due[number]), standing, figures.spent)
    assert found == expected


def test_appointments_of_the_sample_follow_from_its_procedures(library: Library) -> None:
    office = office_of(library.agency, library.calendar)
    for row in library.dossiers[:-1]:
        service = library.procedures[row.entry.procedure].meta.service
        assert service is not None
        appointment = appoint(service.processing_time, service.unit, row.entry.received_at, office)
        assert appointment.due == row.entry.due_at, row.entry.code


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_tells_what_was_reckoned_by_hand(name: str) -> None:
    command, _line, expected = (CASES / f"{name}.txt").read_text("utf-8").partition("\n")
    result = CliRunner().invoke(app, [*command.split()[2:], "--library", str(LIBRARY)])
    assert result.exit_code == 0
    assert result.stdout == expected


def test_json_keeps_to_its_published_schema_and_says_what_is_incomplete() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    result = CliRunner().invoke(
        app, ["figures", "--library", str(LIBRARY), "--by", "channel", "--format", "json"]
    )
    answer = json.loads(result.stdout)
    jsonschema.validate(answer, all_schemas()["figures-output"])
    assert (answer["complete"], answer["left_out"]) == (False, 1)
    keys = {entry["key"]: entry["shares"]["late"] for entry in answer["figures"]}
    assert keys == {"bưu chính": 100, "trực tiếp": 12.5, "trực tuyến": 25, None: 0}


@pytest.mark.parametrize(
    "by",
    [
        *(None, By.PROCEDURE, By.REASON),
        *(pytest.param(by, marks=pytest.mark.slow) for by in (By.DIVISION, By.MONTH, By.CHANNEL)),
    ],
)
def test_a_file_has_the_figures_of_the_register_it_is(library: Library, by: By | None) -> None:
    assert dossier_count.count_files([REGISTER], library, YEAR, by) == dossier_count.count(library, YEAR, by)


def test_a_file_of_parquet_has_the_figures_of_the_register_it_is(library: Library, tmp_path: Path) -> None:
    parquet = tmp_path / "2021.parquet"
    engine.backend(engine.EMBEDDED).read_csv(str(REGISTER), all_varchar=True).to_parquet(parquet)
    expected = dossier_count.count(library, YEAR, By.MONTH)
    assert dossier_count.count_files([parquet], library, YEAR, By.MONTH) == expected


def test_line_breaks_in_cells_and_rows_cut_short_are_read_as_the_loader_reads_them(
    library: Library, tmp_path: Path
) -> None:
    rows = REGISTER.read_text("utf-8").splitlines()
    rows[1] = rows[1].replace("Người nộp mẫu 01", '"Người nộp\nmẫu 01').replace("liệu mẫu)", 'liệu mẫu)"', 1)
    rows[7] = rows[7].rstrip(",").removesuffix(",trực tiếp").rstrip(",")
    rows[8] += ",một ô thừa"
    counted = in_both_ways(library, "\n".join(rows) + "\n", tmp_path)
    assert counted.left_out == 2


def test_of_a_large_register_with_bad_rows_all_others_are_counted_either_way(
    library: Library, tmp_path: Path
) -> None:
    good = list(csv.DictReader(io.StringIO(REGISTER.read_text("utf-8"))))[:-1]
    chance = random.Random(2021)
    rows = []
    for number in range(10_000):
        row = dict(chance.choice(good))
        row["code"] = f"000.00.01.H00-{210101 + number // 10_000:06}-{number:04}"
        rows.append(row)
    breaks = (
        {"received_at": "2021-06-31T08:00"},
        {"received_at": "01/6/2021"},
        {"returned_at": "2021-12-30T24:00"},
        {"received_at": "1021-06-01T08:00"},
        {"received_at": "-021-06-01T08:00"},
        {"due_at": ""},
        {"due_at": "2020-01-01T08:00"},
        {"returned_at": "2019-01-01T08:00"},
        {"procedure": "QT.DN.99"},
        {"code": "01"},
        {"result": "xong"},
        {"channel": "điện thoại"},
        {"suspended": "2021-06-09T10:00"},
        {"suspended": "2021-06-09T10:00/;2021-06-10T10:00/2021-06-11T10:00"},
        {"suspended": "2020-06-09T10:00/2020-06-10T10:00"},
        {"suspended": "2021-06-09T10:00/2021-06-10T10:00;2021-06-11T10:00/2021-06-31T10:00"},
        {"suspended": "2021-06-09T10:00/~"},
        {"suspended": "2030-06-09T10:00/", "result": "đã trả kết quả~"},
        {"reappointed_to": "2020-01-01T17:00"},
        {"reappointed_to": "2023-01-02T17:00~"},
        {"reappointed_to": "2023-01-02T17:00;2023-01-02T17:00"},
        {"reappointed_to": "2023-01-02T17:00;2023-02-30T17:00"},
        {"reappointed_to": "2023-01-02T17:00;2023-01-03T17:00;2023-01-03T16:00"},
        {"reappointed_to": "2023-01-02T17:00;2023-01-03T17:00;2023-01-04T17:00;2023-01-04T24:30"},
    )
    for index, number in enumerate(chance.sample(range(10_000), 100)):
        rows[number] |= breaks[index % len(breaks)]
    counted = in_both_ways(library, as_csv(rows), tmp_path)
    assert counted.left_out == 100
    assert sum(figures.there for figures in counted.figures.values()) == 9_900


@pytest.mark.parametrize(
    "by", [By.MONTH, *(pytest.param(by, marks=pytest.mark.slow) for by in (None, By.REASON))]
)
def test_bad_rows_of_another_year_are_left_out_as_well(
    library: Library, by: By | None, tmp_path: Path
) -> None:
    first, *_others = rows = list(csv.DictReader(io.StringIO(REGISTER.read_text("utf-8"))))
    moments = {
        "received_at": "2014-03-03T08:00",
        "due_at": "2014-03-06T08:00",
        "returned_at": "2014-03-05T08:00",
    }
    good = dict.fromkeys(first, "") | {name: first[name] for name in ("procedure", "applicant")} | moments
    breaks: tuple[dict[str, str], ...] = (
        {},
        {"suspended": "2014-03-04T08:00/2014-03-03T08:00"},
        {"reappointed_to": "2014-01-01T08:00"},
        {"result": "xong"},
    )
    rows += [
        good | {"code": f"000.00.01.H00-140303-000{number}"} | wrong for number, wrong in enumerate(breaks)
    ]
    counted = in_both_ways(library, as_csv(rows), tmp_path, by)
    expected = dossier_count.count(library, YEAR, by)
    assert counted == replace(expected, left_out=expected.left_out + 3)


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_as_many_suspensions_as_a_file_has_are_taken_out(library: Library, most: int, tmp_path: Path) -> None:
    first, *_others = csv.DictReader(io.StringIO(REGISTER.read_text("utf-8")))
    row = dict.fromkeys(first, "") | {
        "code": "000.00.01.H00-210301-0001",
        "procedure": "QT.DN.01",
        "applicant": "Người nộp mẫu",
        "received_at": "2021-03-01T08:00",
        "due_at": "2021-03-12T17:00",
        "returned_at": "2021-03-15T08:00",
        "suspended": ";".join(
            f"2021-03-{day:02}T08:00/2021-03-{day + 1:02}T08:00" for day in (2, 4, 8)[:most]
        ),
    }
    counted = in_both_ways(library, as_csv([row]), tmp_path, None)
    assert counted.left_out == 0
    assert counted.whole.spent == 10 - most
    assert (counted.whole.late, counted.whole.on_time, counted.whole.early) == (
        most == 0,
        most == 1,
        most > 1,
    )


def test_a_file_need_not_have_personal_data(library: Library, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(REGISTER.read_text("utf-8"))))
    whole = in_both_ways(library, as_csv(rows), tmp_path)
    for row in rows:
        del row["applicant"]
    path = tmp_path / "không tên.csv"
    path.write_text(as_csv(rows), encoding="utf-8", newline="")
    assert dossier_count.count_files([path], library, YEAR, By.PROCEDURE) == whole


def as_csv(rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def in_both_ways(library: Library, register: str, folder: Path, by: By | None = By.PROCEDURE) -> Count:
    """Return the figures of a register, which are the same read by the loader and read by the engine."""
    shutil.copytree(LIBRARY, folder / "library")
    path = folder / "library" / "records" / "dossiers" / "2021.csv"
    path.write_text(register, encoding="utf-8", newline="")
    found = pipeline.read(folder / "library", None, TODAY)
    read = dossier_count.count_files([path], library, YEAR, by)
    assert read == dossier_count.count(found, YEAR, by)
    return read


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--period", "2021-13"], "không phải là kỳ"),
        (["--period", "2022"], "bắt đầu sau ngày được hỏi"),
        (["--engine", "mysql://x"], "không phải là bộ máy"),
    ],
)
def test_wrong_usage_is_told_with_its_remedy(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["figures", "--library", str(LIBRARY), *arguments])
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("code,procedur", "có phải là `procedure`"),
        ("code,ngay_nhan", "`ngay_nhan`: các cột của sổ là code, procedure, applicant,"),
        ("code;procedure;applicant", "dấu chấm phẩy hoặc tab: hãy lưu lại tệp dạng CSV với dấu phẩy"),
        ("code,procedure,applicant,received_at", "thiếu cột due_at"),
        ("", "thiếu cột code, procedure"),
        ("code,procedure,applicant,received_at,due_at,result,result", "Cột `result` có hai lần"),
    ],
)
def test_a_file_that_is_no_register_is_refused_by_name(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n1,2\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["figures", str(path), "--library", str(LIBRARY)])
    assert result.exit_code == 2
    told = " ".join(result.stderr.replace("│", " ").split())
    assert "x.csv" in "".join(result.stderr.replace("│", " ").split())
    assert said in told


@pytest.mark.parametrize("text", ["2021", "2021-Q1", "2021-Q4", "2020-02", "2021-12", "9999-12"])
def test_the_months_of_a_period_follow_each_other_and_fill_it(text: str) -> None:
    period = Period.read(text)
    assert period is not None
    months = period.months()
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(one.end + timedelta(1) == next_.start for one, next_ in pairwise(months))


def test_the_figures_of_each_dossier_are_numbers_that_add_up(library: Library) -> None:
    whole = dossier_count.count(library, YEAR).whole
    parts = dossier_count.count(library, YEAR, By.DIVISION).figures.values()
    assert asdict(whole) == {name: sum(getattr(part, name) for part in parts) for name in asdict(whole)}


ROWS: Final = (
    "000.00.01.H00-210301-0001,QT.DN.01,Người nộp mẫu,2021-03-01T08:00,2021-03-10T17:00,,\n"
    "000.00.01.H00-210301-0002,QT.DN.01,Người nộp mẫu,2021-03-01T08:00,2021-03-10T17:00,,\n"
)
HEADER: Final = "code,procedure,applicant,received_at,due_at,sets,note\n"


def counted(library: Library, *paths: Path) -> Count:
    return dossier_count.count_files(paths, library, YEAR)


def test_a_quote_that_is_never_closed_swallows_no_dossier(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    first, second = ROWS.splitlines(keepends=True)
    for rows in (first.replace(",,\n", ',,"abc\n') + second, first + second.replace(",,\n", ',,"abc\n')):
        path.write_text(HEADER + rows, encoding="utf-8")
        with pytest.raises(
            engine.EngineError, match=rf"a.csv, dòng {rows[: rows.index('abc')].count(chr(10)) + 2}: "
        ):
            counted(library, path)


def test_a_name_with_the_signs_of_a_pattern_is_that_file_alone(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a1.csv").write_text(HEADER + ROWS.splitlines(keepends=True)[0], encoding="utf-8")
    for name in ("a[1].csv", "a*.csv", "a?.csv"):
        (tmp_path / name).write_text(HEADER + ROWS, encoding="utf-8")
        assert counted(library, tmp_path / name).whole.received == 2


def test_moments_of_a_time_zone_are_refused(library: Library, tmp_path: Path) -> None:
    plain = pa.table(
        {
            name: [cell]
            for name, cell in zip(HEADER.split(","), ROWS.split(","), strict=False)
            if name != "note\n"
        }
    )
    moment = pa.array([datetime(2021, 3, 1, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    place = plain.column_names.index("received_at")
    path = tmp_path / "a.parquet"
    pq.write_table(plain.set_column(place, "received_at", moment), path)
    with pytest.raises(engine.EngineError, match="`received_at` có múi giờ"):
        counted(library, path)
    pq.write_table(plain.set_column(place, "received_at", moment.cast(pa.timestamp("us"))), path)
    assert counted(library, path).left_out == 0


def test_a_count_is_written_in_digits(library: Library, tmp_path: Path) -> None:
    path, cells = tmp_path / "a.csv", ("1", "1.5", "0.9", "1e2", "-1", " 1", "x")
    first = ROWS.splitlines(keepends=True)[0]
    rows = (
        first.replace("-0001,", f"-{n:04},").replace(",,\n", f",{cell},\n") for n, cell in enumerate(cells)
    )
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    count = counted(library, path)
    assert (count.whole.received, count.left_out) == (1, 6)


@given(
    st.lists(st.tuples(st.none() | st.text(), st.none() | st.dates(), st.none() | st.booleans()), max_size=5)
)
def test_a_table_holds_what_it_was_given(rows: list[tuple[str | None, date | None, bool | None]]) -> None:
    columns: dict[str, list[object]] = {
        "said": [row[0] for row in rows],
        "day": [row[1] for row in rows],
        "works": [row[2] for row in rows],
    }
    told = engine.table(columns, {"said": "string", "day": "date", "works": "boolean"}, engine.EMBEDDED)
    assert [tuple(row.values()) for row in engine.rows(told)] == rows


def test_figures_load_no_pandas() -> None:
    counted = (
        "dossier_count.count(pipeline.read(Path(sys.argv[1]), None, date(2026, 1, 1)), Period.of_year(2021))"
    )
    program = f"""import sys
from datetime import date
from pathlib import Path
from sotay import pipeline
from sotay.figures import dossier_count
from sotay.figures.period import Period
assert {counted}.whole.received
sys.exit('pandas' in sys.modules)"""
    subprocess.run(
        [sys.executable, "-c", program, str(LIBRARY)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(LIBRARY.parents[2] / "scripts")},
    )
