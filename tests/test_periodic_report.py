"""The periodic report on dossiers: by hand, each figure with its register, as Word, PDF, Excel and JSON, alike twice."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pypandoc
import pytest
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from sotay import cli, pipeline  # noqa: F401 (cli gathers the commands)
from sotay.commands.common import app
from sotay.figures.period import Period
from sotay.library import Library
from sotay.lists.periodic_sheets import periodic_sheets
from sotay.load import PERIODIC_TEMPLATE
from sotay.outputs.list_xlsx import HEAD
from sotay.report import periodic_report
from sotay.report.periodic_report import PeriodicReport
from sotay.report.wording import WordingError
from sotay.schema import all_schemas

ROOT: Final = Path(__file__).parent.parent
ONE_STOP: Final = Path(__file__).parent / "libraries" / "one-stop"
REGISTER: Final = "records/dossiers/2021.csv"
TODAY: Final = date(2026, 1, 1)
SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(ONE_STOP, None, TODAY)


def composed(library: Library, text: str, *addressees: str) -> PeriodicReport:
    period = Period.read(text)
    assert period is not None
    return periodic_report.compose(library, period, addressees)


def rendered(library: Library, text: str) -> dict[str, bytes]:
    return pipeline.render_periodic(library, composed(library, text), lambda path: path)


@pytest.fixture(scope="module")
def quarter(library: Library) -> dict[str, bytes]:
    return rendered(library, "2021-Q2")


def test_a_division_is_called_as_on_the_day_of_the_report(library: Library) -> None:
    known = library.agency.divisions
    before = [one.model_copy(update={"name": "Tên cũ", "until": date(2021, 5, 31)}) for one in known]
    now = [one.model_copy(update={"from_": date(2021, 6, 1)}) for one in known]
    agency = library.agency.model_copy(update={"divisions": (*before, *now)})
    words = composed(replace(library, agency=agency), "2021").markdown
    assert words == composed(library, "2021").markdown
    assert any(one.name in words for one in known)


@pytest.mark.parametrize("text", ["2021", "2021-Q2", "2021-08"])
def test_the_whole_report(library: Library, text: str, snapshot: SnapshotAssertion) -> None:
    report = composed(library, text)
    assert (report.letterhead, report.markdown, report.annex) == snapshot


def test_the_word_file_says_what_was_reckoned_by_hand(quarter: dict[str, bytes]) -> None:
    """The counts are those of tests/cases/figures/quarter.txt; the quarter before had the one that came over from 2020."""
    text = str(
        pypandoc.convert_text(
            quarter["periodic-report.docx"],
            "plain",
            format="docx",
            extra_args=["--wrap=none", "--columns=200"],
        )
    )
    said = " ".join(text.split())
    for words in (
        "Kết quả giải quyết thủ tục hành chính",
        "Kính gửi: Ủy ban nhân dân tỉnh mẫu",
        "DỰ THẢO",  # a row is left out
        "Số liệu chưa đầy đủ: 1 dòng",
        "tiếp nhận trong kỳ 10 hồ sơ, kỳ trước chuyển sang 0 hồ sơ",
        "đạt 10/10 (100%)",
        "trước hạn 2 hồ sơ, đúng hạn 5 hồ sơ, trễ hạn 3 hồ sơ",
        "đã trả kết quả 8 hồ sơ; từ chối 1 hồ sơ; người nộp rút hồ sơ 1 hồ sơ",
        "bình quân: 5,6 ngày làm việc",
        "7/10 (70%) trên tổng số hồ sơ tiếp nhận",
        "điểm c khoản 2 Điều 30 Nghị định số 61/2018/NĐ-CP",
        "So sánh với quý I năm 2021",
        "Kỳ trước chuyển sang 0 1 -1",
        "Đã tiếp nhận 10 0 +10",
        "Chờ ý kiến phối hợp",
        "chưa đối chiếu",
        "QT.DN.01 Thủ tục mẫu theo ngày làm việc 6 6 0 6 2 2 2 0 0 0",
        "Tổng cộng 10 10 0 10 2 5 3 0 0 0",
    ):
        assert words in said, words
    assert "Người nộp" not in said


def test_the_pdf_lays_the_figures_of_each_procedure_on_the_long_side(
    quarter: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(quarter["periodic-report.pdf"])
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "x.pdf", "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    assert "BÁO CÁO" in text
    assert "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH QUÝ II NĂM 2021" in text
    info = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "9", tmp_path / "x.pdf"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    sizes = [
        line.split("size:")[1].split()[:3]
        for line in info.splitlines()
        if line.startswith("Page ") and " size:" in line
    ]
    assert (float(sizes[0][0]) < float(sizes[0][2]), float(sizes[-1][0]) > float(sizes[-1][2])) == (
        True,
        True,
    )


def sheets(data: bytes) -> dict[str, list[list[str | int | None]]]:
    """Return sheet → its table, row by row; empty cells are None."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        texts = [
            "".join(item.itertext())
            for item in ET.fromstring(package.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
        ]
        titles = [
            sheet.get("name") or ""
            for sheet in ET.fromstring(package.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
        ]

        def value(cell: ET.Element) -> str | int | None:
            written = cell.findtext(f"{SHEET}v")
            if written is None:
                return None
            return texts[int(written)] if cell.get("t") == "s" else int(written)

        return {
            title: [
                [value(cell) for cell in row.iter(f"{SHEET}c")]
                for row in ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{SHEET}row")
                if int(row.get("r") or 0) > HEAD
            ]
            for number, title in enumerate(titles, start=1)
        }


def test_the_workbook_has_a_sheet_for_each_way_to_tell_figures_apart(quarter: dict[str, bytes]) -> None:
    found = sheets(quarter["periodic-report.xlsx"])
    assert list(found) == [
        f"{what}, quý II năm 2021"
        for what in (
            "Tổng hợp",
            "Thủ tục",
            "Đơn vị",
            "Tháng",
            "Cách nộp",
            "Lý do trễ",
        )
    ]
    whole = found["Tổng hợp, quý II năm 2021"]
    assert whole[0] == ["TT", "Số liệu", "2021-Q2", "2021-Q1"]
    assert [row[2:] for row in whole[1:10]] == [
        [0, 1], [10, 0], [10, 1], [2, 0], [5, 1], [3, 0], [0, 0], [0, 0], [1, 0]
    ]  # fmt: skip
    assert whole[10][2:] == ["7/10 (70%)", "1/1 (100%)"]
    assert whole[12][1:] == ["Dòng của sổ không tính", 1, None]
    first = found["Thủ tục, quý II năm 2021"][1]
    assert first[1:] == [
        "QT.DN.01 Thủ tục mẫu theo ngày làm việc", 0, 6, 6, 2, 2, 2, 0, 0, 1, "4/6 (66,7%)", "4/6 (66,7%)"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["2021", "2021-Q3", "2021-08", "2020-12"])
def test_names_of_sheets_are_not_cut_short(library: Library, text: str) -> None:
    titles = [listing.title for listing in periodic_sheets(library, composed(library, text))]
    assert [title for title in titles if len(title) > 31] == []
    assert len(set(titles)) == len(titles)


def test_a_reason_that_is_a_formula_is_text_in_the_workbook(tmp_path: Path) -> None:
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    path = tmp_path / REGISTER
    path.write_text(path.read_text("utf-8").replace("Quá tải", "=1+1"), encoding="utf-8")
    data = rendered(pipeline.read(tmp_path, None, TODAY), "2021-Q2")["periodic-report.xlsx"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if b"<f>" in package.read(name)]


def test_json_keeps_to_its_published_schema_and_names_what_each_figure_rests_on(
    quarter: dict[str, bytes],
) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    answer = json.loads(quarter["periodic-report.json"])
    jsonschema.validate(answer, all_schemas()["periodic-report-output"])
    assert (answer["period"], answer["previous_period"]) == ("2021-Q2", "2021-Q1")
    assert (answer["complete"], answer["left_out"]) == (False, 1)
    assert (answer["whole"]["received"], answer["previous"]["received"]) == (10, 0)
    assert sum(entry["received"] for entry in answer["procedures"]) == 10
    facts = {fact["id"]: fact for fact in answer["facts"]}
    assert facts["dossiers.in_time_share"]["value"] == 70
    assert [fact for fact in facts.values() if [r["path"] for r in fact["records"]] != [REGISTER]] == []


def test_two_runs_give_the_same_bytes(quarter: dict[str, bytes]) -> None:
    assert rendered(pipeline.read(ONE_STOP, None, TODAY), "2021-Q2") == quarter


def test_the_reference_year_is_18_of_18() -> None:
    report = composed(pipeline.read(ROOT, None, TODAY), "2021")
    assert {name: report.facts[f"dossiers.{name}"].value for name in ("received", "resolved", "on_time")} == {
        "received": 18,
        "resolved": 18,
        "on_time": 18,
    }
    assert report.facts["dossiers.in_time_share"].text == "18/18 (100%)"
    assert report.before is None
    assert "không có số liệu của năm 2020 để so sánh" in report.markdown
    assert report.annex.foot == (("", "Tổng cộng", "18", "18", "0", "18", "0", "18", "0", "0", "0", "0"),)
    assert not report.letterhead.draft


def test_a_period_that_is_not_over_says_until_when(library: Library) -> None:
    report = composed(library, "2021-Q3")
    assert report.until == date(2021, 8, 31)
    assert "đến ngày 31/8/2021, kỳ báo cáo chưa kết thúc" in report.markdown
    assert "chưa so sánh được đầy đủ với cả quý II năm 2021" in report.markdown


def test_since_the_decree_of_2025_the_way_to_reckon_is_told_as_unverified() -> None:
    library = pipeline.read(ONE_STOP, date(2025, 8, 31), TODAY)
    report = composed(library, "2025-Q3")
    assert "118/2025/NĐ-CP chưa đối chiếu" in report.markdown
    assert "điểm c khoản 2 Điều 30" not in report.markdown


def test_an_empty_register_gives_a_report_that_says_so(tmp_path: Path) -> None:
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    path = tmp_path / REGISTER
    path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    library = pipeline.read(tmp_path, None, TODAY)
    report = composed(library, "2021")
    assert "Trong kỳ không tiếp nhận hồ sơ nào" in report.markdown
    assert "Không có hồ sơ trễ hạn hoặc quá hạn." in report.markdown
    outputs = rendered(library, "2021")
    assert outputs["periodic-report.pdf"].startswith(b"%PDF")
    assert json.loads(outputs["periodic-report.json"])["procedures"] == []


def test_the_command_writes_four_files_and_an_office_has_its_own_words(tmp_path: Path) -> None:
    shutil.copytree(ONE_STOP, tmp_path / "lib")
    arguments = ["--library", str(tmp_path / "lib")]
    printed = CliRunner().invoke(app, ["report", "template", "--periodic", *arguments])
    assert printed.exit_code == 0
    own = tmp_path / "lib" / PERIODIC_TEMPLATE
    own.parent.mkdir(parents=True)
    own.write_text(printed.stdout.replace("Trên đây là kết quả", "Kính báo cáo kết quả"), encoding="utf-8")
    out = tmp_path / "out"
    result = CliRunner().invoke(
        app,
        [
            "report",
            "period",
            "2021-08",
            "--to",
            "Sở mẫu",
            "--to",
            "Chi cục mẫu",
            "--out",
            str(out),
            *arguments,
        ],
    )
    assert (result.exit_code, result.stderr) == (
        0,
        "Số liệu chưa đầy đủ: 1 dòng của sổ theo dõi hồ sơ chưa tính được.\n",
    )
    assert sorted(path.name for path in out.iterdir()) == [
        f"periodic-report.{suffix}" for suffix in ("docx", "json", "pdf", "xlsx")
    ]
    answer = json.loads((out / "periodic-report.json").read_text("utf-8"))
    assert "Kính báo cáo kết quả" in answer["text"]
    assert answer["letterhead"]["addressees"] == ["Sở mẫu", "Chi cục mẫu"]
    assert (out / answer["facts"][0]["records"][0]["href"]).resolve() == tmp_path / "lib" / REGISTER
    library = pipeline.read(tmp_path / "lib", None, TODAY)
    assert not [finding for finding in library.findings if PERIODIC_TEMPLATE in str(finding.place)]
    for wrong in ("{{ nothing }}", "\n"):
        own.write_text(wrong, encoding="utf-8")
        with pytest.raises(WordingError, match="periodic-report"):
            composed(library, "2021-08")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["2021-Q5"], 2, "không phải là kỳ"),
        (["2022"], 2, "bắt đầu sau ngày được hỏi"),
    ],
)
def test_wrong_usage_is_told_with_its_remedy(arguments: list[str], code: int, said: str) -> None:
    result = CliRunner().invoke(app, ["report", "period", *arguments, "--library", str(ONE_STOP)])
    assert result.exit_code == code
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_without_a_register_there_is_nothing_to_report(tmp_path: Path) -> None:
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "records" / "dossiers")
    result = CliRunner().invoke(app, ["report", "period", "2021", "--library", str(tmp_path)])
    assert result.exit_code == 3
    assert "thêm records/dossiers/2021.csv" in result.stderr


@pytest.mark.parametrize(
    ("text", "previous"),
    [("2021", "2020"), ("2021-Q1", "2020-Q4"), ("2021-01", "2020-12"), ("2021-Q4", "2021-Q3")],
)
def test_a_period_knows_the_one_before(text: str, previous: str) -> None:
    period = Period.read(text)
    assert period is not None
    assert (period.code, period.previous().code) == (text, previous)
    assert period.previous() == Period.read(previous)
