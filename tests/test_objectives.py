"""Objectives: each result by hand, in time and before, the page with its chart, the figures that they may name."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from managed_year import changed, managed_year, on
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from sotay import agenda, cli, pipeline  # noqa: F401 (cli gathers the commands)
from sotay.commands.common import app
from sotay.figures import telling
from sotay.figures.catalogue import KNOWN, Measured
from sotay.figures.objectives import Outcome, names_of_periods, of_year, results
from sotay.figures.period import Period
from sotay.kinds.dossier import Dossier
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking
from sotay.site.measurement_pages import files, pages
from sotay.site.writer import Writer

ROOT = Path(__file__).parent / "libraries" / "managed-year"
MET, NOT_MET, NOT_YET, NO_DATA = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_YET, Outcome.NO_DATA


def told(library: Library) -> list[tuple[str | None, str, float | None, int | None, int | None, Outcome]]:
    return [
        (r.objective.id, r.name, r.measured.value, r.measured.count, r.measured.of, r.outcome)
        for r in results(library)
    ]


def test_each_result_by_hand() -> None:
    """Of 25 dossiers 22 came back in time, 2 late and 1 is pending; each quarter of the division has its own."""
    assert told(managed_year()) == [
        ("dung-han", "2024", 88.0, 22, 25, NOT_MET),
        ("dung-han-dn", "2024-Q1", 80.0, 4, 5, NOT_MET),
        ("dung-han-dn", "2024-Q2", 100.0, 5, 5, MET),
        ("dung-han-dn", "2024-Q3", 80.0, 4, 5, NOT_MET),
        ("dung-han-dn", "2024-Q4", 100.0, 3, 3, MET),
        ("hai-long", "2024", 84.375, 27, 32, MET),
        ("khong-phu-hop", "2024", 1, None, None, NOT_MET),
        ("tap-huan", "2024", 90, 18, 20, MET),
        ("phan-hoi", "2024", None, None, None, NO_DATA),
    ]


def test_a_period_that_is_not_over_has_no_verdict_and_a_later_one_is_not_told() -> None:
    """On 30 June half the year's dossiers of the division are back; the second quarter ends on that day."""
    found = {
        (name, period): (value, outcome)
        for name, period, value, _c, _of, outcome in told(on(date(2024, 6, 30)))
    }
    assert found["dung-han", "2024"] == (90.0, NOT_YET)  # 9 of 10
    assert found["dung-han-dn", "2024-Q2"] == (100.0, MET)
    assert ("dung-han-dn", "2024-Q3") not in found
    assert found["tap-huan", "2024"] == (None, NOT_YET)
    assert {r.name for r in results(on(date(2024, 6, 29))) if r.outcome is MET} == set()


def test_a_target_is_met_by_what_equals_it_and_at_most_goes_the_other_way(tmp_path: Path) -> None:
    path = "records/objectives/2024.md"
    exact = changed(tmp_path / "a", path, "target: 95, unit", "target: 88, unit")
    assert of_year(exact, 2024)[0].outcome is MET
    one = changed(tmp_path / "b", path, "target: 0, unit: điểm", "target: 1, unit: điểm")
    assert next(r for r in results(one) if r.objective.id == "khong-phu-hop").outcome is MET


def test_every_known_figure_has_a_name_a_unit_and_an_answer() -> None:
    library, year = managed_year(), Period.of_year(2024)
    found = {name: figure.ask(library, year, None) for name, figure in KNOWN.items()}
    assert [name for name, figure in KNOWN.items() if not figure.label.vi or not figure.unit.vi] == []
    assert found["dossiers.received"].value == 25
    assert found["dossiers.late"].value == 2
    assert found["dossiers.pending"].value == 1
    assert found["dossiers.overdue"].value == 0
    assert found["dossiers.in_time_share_of_resolved"] == Measured(
        100 * 22 / 24, 22, 24, ("records/dossiers/2024.csv",)
    )
    assert found["survey.returned"].value == 32
    assert found["nonconformities.in_time_share"].count == 1
    assert found["nonconformities.in_time_share"].of == 2
    assert (found["complaints.received"].value, found["complaints.open"].value) == (1, 0)
    assert found["complaints.in_time_share"].value == 100
    assert found["training.participants"].value == 18
    assert found["budget.disbursed_share"].value == 50
    for name, figure in KNOWN.items():
        if figure.scoped:
            assert figure.ask(library, year, "VP") is not None, name


def test_where_there_is_nothing_to_count_there_is_no_figure() -> None:
    early = on(date(2024, 1, 1))
    january = Period.of_year(2024).until(early.as_of)
    assert KNOWN["survey.satisfaction"].ask(early, january, None).value is None
    assert KNOWN["dossiers.in_time_share"].ask(early, january, None).value is None
    assert KNOWN["budget.disbursed_share"].ask(early, january, None).value is None


def test_the_figures_of_a_procedure_and_of_a_division() -> None:
    library, year = managed_year(), Period.of_year(2024)
    assert KNOWN["dossiers.received"].ask(library, year, "QT.DN.01").value == 18
    assert KNOWN["dossiers.received"].ask(library, year, "LD").value == 7
    assert KNOWN["nonconformities.open"].ask(library, year, "DN").value == 0
    assert KNOWN["complaints.received"].ask(library, year, "DN").value == 1


def with_a_second_year(folder: Path, *more: str) -> Library:
    """Return the library with registers of 2023 that have one dossier, carried over, and one answer of that year."""
    shutil.copytree(ROOT, folder)
    dossiers, answers = (folder / "records" / name for name in ("dossiers", "survey-answers"))
    head = (dossiers / "2024.csv").read_text(encoding="utf-8").partition("\n")[0]
    row = "000.00.01.H00-231225-0001,QT.DN.01,Người nộp mẫu,2023-12-25T08:00,2024-01-03T17:00,2024-01-03T09:00,đã trả kết quả,,,"
    (dossiers / "2023.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    head = (answers / "2024.csv").read_text(encoding="utf-8").partition("\n")[0]
    for year in more:
        (answers / f"{year}.csv").write_text(f"{head}\n", encoding="utf-8")
    return load(folder, as_of=None, today=date(2026, 1, 1))


def test_a_result_rests_on_the_registers_that_have_rows_of_its_period(tmp_path: Path) -> None:
    """A dossier of 2023 that came back on 3 January 2024 is of the first quarter, and of none after it."""
    found = {
        (r.objective.id, r.name): r.measured.records
        for r in of_year(with_a_second_year(tmp_path / "a", "2023", "2025"), 2024)
    }
    both = ("records/dossiers/2023.csv", "records/dossiers/2024.csv")
    assert found["dung-han", "2024"] == found["dung-han-dn", "2024-Q1"] == both
    assert found["dung-han-dn", "2024-Q2"] == found["dung-han-dn", "2024-Q4"] == both[1:]
    assert found["hai-long", "2024"] == ("records/survey-answers/2024.csv",)


def test_where_a_period_has_no_row_a_figure_rests_on_all_registers(tmp_path: Path) -> None:
    library, before = with_a_second_year(tmp_path / "a", "2023"), Period.of_year(2022)
    nothing = KNOWN["dossiers.received"].ask(library, before, None)
    assert (nothing.value, nothing.records) == (0, library.registers_of(Dossier))
    unasked = KNOWN["survey.returned"].ask(library, before, None)
    assert (unasked.value, unasked.records) == (0, library.registers_of(SurveyAnswer))


def test_evidence_that_a_page_leaves_out_can_be_reached(tmp_path: Path) -> None:
    library = managed_year()
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    room = tmp_path / "records" / "nonconformities"
    for number in range(10, 14):
        shutil.copy(room / "2024-02.md", room / f"2024-{number}.md")
    library = load(tmp_path, as_of=None, today=library.today)
    rests_on = next(r for r in results(library) if r.objective.id == "khong-phu-hop").measured.records
    assert len(rests_on) == 5
    page = dict(pages(Writer(library)))["muc-tieu/index.md"]
    assert "; [và 2 tệp khác](../ho-so/index.md) |" in page


def test_a_wrong_row_makes_the_result_incomplete(tmp_path: Path) -> None:
    path = "records/dossiers/2024.csv"
    library = changed(
        tmp_path, path, "2024-01-08T08:00,2024-01-15T17:00", "2024-01-08T08:00,2024-01-05T17:00"
    )
    first = of_year(library, 2024)[0]
    assert (first.measured.count, first.measured.of, first.measured.left_out) == (21, 24, 1)
    with speaking("vi"):
        assert telling.measured_text(first) == "21/24 (87,5%) (chưa đầy đủ: 1 dòng không tính)"


def test_a_measured_objective_without_a_result_is_on_the_agenda_until_its_period_ends() -> None:
    library = on(date(2024, 6, 30))
    with speaking("vi"):
        tasks = agenda.agenda(library, pipeline.judge(library))
    mine = [task for task in tasks if task.finding.code == "QMS813"]
    assert [(task.day, task.finding.message.partition(" chưa có")[0]) for task in mine] == [
        (date(2024, 12, 31), "“Thư điện tử trả lời trong ngày”"),
        (date(2024, 12, 31), "“Cán bộ được tập huấn”"),
    ]


def test_periods_are_named_as_people_write_them() -> None:
    assert names_of_periods(2024, "năm") == ("2024",)
    assert names_of_periods(2024, "quý") == ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
    assert names_of_periods(2024, "tháng")[8:] == ("2024-09", "2024-10", "2024-11", "2024-12")
    assert all(Period.read(name) for kind in ("năm", "quý", "tháng") for name in names_of_periods(2024, kind))


def test_numbers_in_words() -> None:
    with speaking("vi"):
        assert [telling.number(value) for value in (0, 1234.5, 2000, 0.25)] == [
            "0",
            "1.234,5",
            "2.000",
            "0,2",
        ]
        assert telling.with_unit(3, "điểm") == "3 điểm"
    with speaking("en"):
        assert telling.number(1234.5) == "1,234.5"


def test_the_page(snapshot: SnapshotAssertion) -> None:
    with speaking("vi"):
        assert dict(pages(Writer(managed_year())))["muc-tieu/index.md"] == snapshot


def test_the_chart_says_what_the_table_says() -> None:
    with speaking("vi"):
        page = dict(pages(Writer(managed_year())))["muc-tieu/index.md"]
        first, second = (files(managed_year())["muc-tieu/2024.svg"] for _time in range(2))
    assert first == second
    texts = ET.fromstring(first).iter("{http://www.w3.org/2000/svg}text")
    words = [" ".join(" ".join(element.itertext()).split()) for element in texts]
    shown = [line for line in words if re.match(r"\d+/\d+ \(", line)]
    assert len(shown) == 7
    for line in shown:
        assert f"| {line.partition(')')[0]}) |" in page
    assert {"đạt", "không đạt"} <= set(words)


def test_a_library_without_objectives_says_so(tmp_path: Path) -> None:
    library = changed(tmp_path, "records/objectives/2024.md", "title: Mục tiêu", "title: Các mục tiêu")
    (tmp_path / "records/objectives/2024.md").unlink()
    library = pipeline.read(tmp_path, None, library.today)
    with speaking("vi"):
        page = dict(pages(Writer(library)))["muc-tieu/index.md"]
    assert "Chưa có mục tiêu nào. Thư ký ISO nhập mục tiêu" in page
    assert "(../bien-tap/index." in page
    assert "muc-tieu/2024.svg" not in files(library)


def test_command() -> None:
    run = CliRunner().invoke
    text = run(app, ["objectives", "2024", "--library", str(ROOT)])
    assert text.exit_code == 0
    assert (
        "2024-Q3 KHÔNG ĐẠT: Hồ sơ Phòng Doanh nghiệp giải quyết đúng hạn từng quý (Phòng Doanh nghiệp): 4/5 (80%), chỉ tiêu ≥ 90%"
        in text.stdout
    )
    found = json.loads(run(app, ["objectives", "2024", "--library", str(ROOT), "--format", "json"]).stdout)
    assert [entry["outcome"] for entry in found].count("met") == 4
    assert found[5]["records"] == ["records/survey-answers/2024.csv"]
    sources = run(app, ["objectives", "--sources"]).stdout.splitlines()
    assert [line.partition(":")[0] for line in sources] == list(KNOWN)
    assert run(app, ["objectives", "2020", "--library", str(ROOT)]).exit_code == 3


def test_a_record_that_does_not_state_its_objectives_is_named_and_not_told_as_none(tmp_path: Path) -> None:
    said = "Mục tiêu chất lượng năm 2023 đã được ban hành; hồ sơ không nêu nội dung từng mục tiêu"
    library = changed(tmp_path, "records/objectives/2024.md", "title: Mục tiêu", "title: Các mục tiêu")
    head = "---\ndate: {day}\ntitle: Mục tiêu chất lượng{of}\nobjectives: không nêu\nsample: true\n---\n"
    for name, day, of in (("2023", "2023-01-10", ""), ("2024-dn", "2024-02-01", " Phòng Doanh nghiệp")):
        (tmp_path / f"records/objectives/{name}.md").write_text(head.format(day=day, of=of), encoding="utf-8")
    run = CliRunner().invoke
    alone = run(app, ["objectives", "2023", "--library", str(tmp_path)])
    assert alone.exit_code == 3
    named = f"{said}: Mục tiêu chất lượng ngày 10/01/2023 (records/objectives/2023.md)"
    assert alone.stderr == f"{named}\n"
    assert alone.stdout == ""
    beside = run(app, ["objectives", "2024", "--library", str(tmp_path), "--format", "json"])
    assert len(json.loads(beside.stdout)) == len(of_year(library, 2024))
    assert said.replace("2023", "2024") in beside.stderr
    with speaking("vi"):
        page = dict(pages(Writer(pipeline.read(tmp_path, None, library.today))))["muc-tieu/index.md"]
    of_2024, of_2023 = page.split("## 2024", 1)[1].split("## 2023", 1)
    assert (
        f"{said.replace('2023', '2024')}: [Mục tiêu chất lượng Phòng Doanh nghiệp ngày 01/02/2024]("
        in of_2024
    )
    assert "| Hồ sơ giải quyết trước hạn và đúng hạn |" in of_2024
    assert f"{said}: [Mục tiêu chất lượng ngày 10/01/2023](../ho-so/objectives/2023.md)." in of_2023
    assert "| Mục tiêu |" not in of_2023
