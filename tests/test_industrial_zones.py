"""The living example says what its README promises, on its day and on days before; its registers come from where it says."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import industrial_zones
import pytest
from industrial_zones import TODAY

from sotay import pipeline
from sotay.agenda import agenda
from sotay.figures import dossier_count
from sotay.figures.catalogue import KNOWN
from sotay.figures.counting import By
from sotay.figures.objectives import Outcome, names_of_periods, of_year
from sotay.figures.period import Period
from sotay.findings import Check
from sotay.kinds.decision import Decision
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.legal.impact import Standing, impacts, impacts_of, open_impacts
from sotay.legal.telling import validity_words
from sotay.library import Library
from sotay.lifecycle import document_on, in_force
from sotay.outputs import findings_text
from sotay.report.compose import ReportState, compose_official
from sotay.site import addresses, agenda_pages, controlled_pages, dashboard, home, law_pages, record_pages
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

GENERATOR = Path(__file__).parent.parent / "benchmarks" / "registers.py"
PROCEDURES = 28
WEEK = (date(2026, 11, 23), date(2026, 11, 29))
REGISTERS = ("dossiers", "survey-answers")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return industrial_zones.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def library(board: Path) -> Library:
    return pipeline.read(board, None, TODAY)


@pytest.fixture(scope="module")
def check(library: Library) -> Check:
    return pipeline.judge(library)


def on(board: Path, day: str) -> Library:
    return pipeline.read(board, date.fromisoformat(day), TODAY)


def test_all_that_is_said_of_it(check: Check, snapshot: SnapshotAssertion) -> None:
    assert findings_text.render(check).decode() == snapshot


def test_every_procedure_is_in_force_with_all_its_texts_at_hand(library: Library, check: Check) -> None:
    assert len(in_force(library)) == PROCEDURES == len(library.procedures)
    assert not [
        finding for finding in check.findings if finding.code.startswith(("VER", "REF", "DOC", "NUM"))
    ]


def test_what_is_late_and_what_is_due_this_week(library: Library) -> None:
    now = [impact for impact in impacts(library) if impact.in_force]
    late = {impact.procedure.meta.code for impact in now if impact.standing is Standing.OVERDUE}
    due = {
        (impact.procedure.meta.code, impact.last)
        for impact in now
        if impact.standing is Standing.PENDING and WEEK[0] <= impact.last <= WEEK[1]
    }
    assert late == {"QT.ĐT.07", "QT.XD.03"}
    assert due == {
        ("QT.ĐT.01", date(2026, 11, 23)),
        ("QT.XD.01", date(2026, 11, 25)),
        ("QT.MT.01", date(2026, 11, 25)),
        ("QT.XD.02", date(2026, 11, 27)),
        ("QT.LĐ.01", date(2026, 11, 27)),
        ("QT.LĐ.03", date(2026, 11, 27)),
    }


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        (
            "219/2025/NĐ-CP",
            "2025-11-07",
            {"01": "on-time", "02": "on-time", "03": "pending", "04": "on-time"},
        ),
        (
            "219/2025/NĐ-CP",
            "2025-11-08",
            {"01": "on-time", "02": "on-time", "03": "overdue", "04": "on-time"},
        ),
        ("219/2025/NĐ-CP", "2026-11-23", {"01": "on-time", "02": "on-time", "03": "late", "04": "on-time"}),
        ("217/2026/NĐ-CP", "2026-09-17", {f"0{n}": "pending" for n in range(1, 6)}),
        (
            "217/2026/NĐ-CP",
            "2026-11-23",
            {"01": "on-time", "02": "on-time", "03": "overdue", "04": "on-time", "05": "on-time"},
        ),
    ],
)
def test_a_law_hits_the_procedures_that_rest_on_what_it_replaces(
    board: Path, number: str, day: str, expected: dict[str, str]
) -> None:
    hit = [impact for impact in impacts_of(on(board, day), number) if impact.in_force]
    assert {impact.procedure.meta.code[-2:]: impact.standing.value for impact in hit} == expected


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("QT.LĐ.01", {"2023-06-01": 5, "2025-10-30": 5, "2025-10-31": 10}),
        ("QT.XD.02", {"2023-06-01": 20, "2026-09-17": 20, "2026-09-18": 10}),
        ("QT.ĐT.01", {"2024-05-19": 25, "2026-05-28": 25, "2026-05-29": 17}),
        ("QT.MT.01", {"2025-08-15": 30}),
    ],
)
def test_an_older_text_tells_the_time_of_its_days(library: Library, code: str, days: dict[str, int]) -> None:
    found = {day: document_on(library, code, date.fromisoformat(day)) for day in days}
    assert {
        day: text.meta.service.processing_time for day, text in found.items() if text and text.meta.service
    } == days


def test_what_came_with_the_merger_was_declared_again(board: Path) -> None:
    said = {
        day: {f.code for f in pipeline.judge(on(board, day)).findings if f.code in {"QMS302", "QMS303"}}
        for day in ("2025-06-30", "2025-07-15", "2025-08-19", "2025-08-20")
    }
    assert list(said.values()) == [set(), {"QMS303"}, {"QMS302", "QMS303"}, set()]


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_the_figures_of_a_year_are_those_of_its_rows(library: Library, year: int) -> None:
    """Counted here row by row, from the cells; what was suspended put its day off, and is never late in this register."""
    rows = [row for later in range(2023, year + 1) for row in register(library, later)]
    own = [row for row in rows if row["received_at"][:4] == str(year)]
    resolved = [row for row in rows if row["returned_at"][:4] == str(year)]
    late = [row for row in resolved if not row["suspended"] and row["returned_at"][:10] > row["due_at"][:10]]
    early = [row for row in resolved if not row["suspended"] and row["returned_at"][:10] < row["due_at"][:10]]
    figures = dossier_count.count(library, Period.of_year(year)).whole
    assert (figures.received, figures.resolved) == (len(own), len(resolved))
    assert (figures.late, figures.early) == (len(late), len(early))
    assert figures.on_time == len(resolved) - len(late) - len(early)


def register(library: Library, year: int) -> list[dict[str, Any]]:
    path = library.root / Dossier.folder / f"{year}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_the_annual_report_is_issued_without_a_gap(library: Library, year: int) -> None:
    report = compose_official(library, year)
    assert (report.state, report.gaps) == (ReportState.ISSUED, ())


@pytest.mark.parametrize(
    ("year", "parent", "name", "place", "signer"),
    [
        (2023, "UBND tỉnh Mẫu Bắc", "Ban Quản lý các khu công nghiệp tỉnh Mẫu Bắc", "Mẫu Bắc", "01"),
        (2024, "UBND tỉnh Mẫu Bắc", "Ban Quản lý các khu công nghiệp tỉnh Mẫu Bắc", "Mẫu Bắc", "01"),
        (2025, "UBND tỉnh Mẫu", "Ban Quản lý các khu công nghiệp tỉnh Mẫu", "Mẫu", "02"),
    ],
)
def test_an_issued_report_bears_the_names_of_its_own_day(  # noqa: PLR0913, PLR0917 (what a case names)
    library: Library, year: int, parent: str, name: str, place: str, signer: str
) -> None:
    report = compose_official(library, year)
    head = report.letterhead
    assert (head.parent, head.place) == ((parent,), place)
    assert head.signer == f"Trưởng Ban {signer} (dữ liệu mẫu)"
    called = set(re.findall(r"Ban Quản lý các khu công nghiệp tỉnh Mẫu(?: Bắc)?", report.markdown))
    assert called == {name}


def test_a_draft_bears_the_names_of_the_day_that_it_is_made_on(library: Library) -> None:
    draft = compose_official(library, 2023, ReportState.DRAFT)
    head = draft.letterhead
    assert (head.parent, head.month, head.year) == (("UBND tỉnh Mẫu",), "11", "2026")
    assert head.signer == "Trưởng Ban 02 (dữ liệu mẫu)"
    assert "tỉnh Mẫu Bắc báo cáo" not in draft.markdown
    again = compose_official(library, 2023, ReportState.FOR_SIGNATURE).letterhead
    assert (again.parent, again.day, again.month, again.year) == (("UBND tỉnh Mẫu Bắc",), "", "12", "2023")


@pytest.mark.parametrize("day", ["2025-06-01", "2026-11-23"])
def test_a_record_is_signed_by_who_held_the_office_on_its_own_day(board: Path, day: str) -> None:
    library = on(board, day)
    pages = dict(record_pages.pages(Writer(library)))
    signed = {
        record.meta.date: re.findall(
            r"^\| Người ký \| (Trưởng Ban \d\d)", pages[addresses.of(record)], re.MULTILINE
        )
        for record in library.of(Decision)
    }
    merged = date(2025, 7, 1)
    assert min(signed) < merged < max(signed)
    assert signed == {date_: ["Trưởng Ban 01" if date_ < merged else "Trưởng Ban 02"] for date_ in signed}


@pytest.mark.parametrize(
    ("number", "day", "said"),
    [
        ("152/2020/NĐ-CP", "2020-12-29", "chưa ban hành"),
        ("152/2020/NĐ-CP", "2021-02-14", "sẽ có hiệu lực từ 15/02/2021"),
        ("152/2020/NĐ-CP", "2025-08-06", "còn hiệu lực, đã được sửa đổi, bổ sung"),
        ("152/2020/NĐ-CP", "2025-08-07", "hết hiệu lực từ 07/8/2025"),
        ("219/2025/NĐ-CP", "2025-08-07", "còn hiệu lực"),
    ],
)
def test_a_law_tells_from_when_or_since_when(board: Path, number: str, day: str, said: str) -> None:
    library = on(board, day)
    assert validity_words(library, library.legal[number]) == said


def test_the_report_of_this_year_names_what_is_missing(library: Library) -> None:
    report = compose_official(library, 2026)
    assert {gap.code for gap in report.gaps} >= {"RPT101", "RPT106"}


def test_some_objectives_are_met_and_one_is_not(library: Library) -> None:
    outcomes = {result.outcome for year in range(2023, 2027) for result in of_year(library, year)}
    assert outcomes >= {Outcome.MET, Outcome.NOT_MET}


@pytest.mark.slow
def test_the_registers_come_from_the_generator(tmp_path: Path) -> None:
    again = industrial_zones.make(tmp_path / "so-tay")
    kept = {name: contents(again / "records" / name) for name in REGISTERS}
    assert all(kept.values())
    subprocess.run([sys.executable, GENERATOR, again, "2023"], check=True)
    assert {name: contents(again / "records" / name) for name in REGISTERS} == kept


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def test_the_report_says_once_what_holds_for_several_procedures(library: Library) -> None:
    row = next(row for row in compose_official(library, 2025).rows if "QPPL" in row.content)
    alike = ", ".join(f"QT.ĐT.{number:02}" for number in range(2, 14))
    assert (
        f"hiệu lực từ 03/9/2025 (ngày chưa đối chiếu), quy trình {alike} đã cập nhật ngày 28/11/2025"
        in row.words
    )
    assert "2026" not in row.words, "239/2025/NĐ-CP ended in 2026: that is told by the report on 2026"


def test_the_figures_of_a_report_lead_to_the_register_of_its_year(library: Library) -> None:
    facts = compose_official(library, 2025).facts
    assert facts["dossiers.received"].records[0] == f"{Dossier.folder}/2025.csv"


def test_a_page_says_first_that_its_text_is_behind_the_law(library: Library) -> None:
    """A desk that opens the page must see it before time and fee; 96/2026/NĐ-CP replaced what QT.ĐT.07 rests on."""
    pages = dict(controlled_pages.pages(Writer(library), ()))
    late, due, fine = (pages[f"quy-trinh/{name}.md"] for name in ("qt-dt-07", "qt-ld-01", "qt-ld-02"))
    assert '!!! danger "Chưa theo kịp pháp luật"' in late.partition("sotay-card")[0]
    assert ", 31/3/2026; hạn cuối 30/6/2026 (quá hạn)" in late
    assert "việc 31/2021/NĐ-CP hết hiệu lực" in late
    assert '!!! warning "Chưa theo kịp pháp luật"' in due.partition("sotay-card")[0]
    assert "Chưa theo kịp pháp luật" not in fine


def test_an_objective_rests_on_the_registers_whose_dossiers_are_counted(library: Library) -> None:
    for year in range(2023, 2027):
        for name in names_of_periods(year, "tháng")[:11]:
            period = Period.read(name)
            assert period
            by_register = dossier_count.count(library, period, By.REGISTER).figures
            assert set(KNOWN["dossiers.received"].ask(library, period, None).records) == set(by_register), (
                name
            )


def test_home_counts_and_leads_to_what_it_leaves_out(library: Library, check: Check) -> None:
    tasks = agenda(library, check)
    page = dashboard.state(Writer(library), check, tasks, home.HOME)
    late = sum(task.late for task in tasks)
    due = sum(0 <= task.days_left <= 60 for task in tasks)
    assert f"### Quá hạn ({late}) " in page
    assert f"[và {late - dashboard.MOST} việc khác](viec-can-lam/index.md#qua-han)" in page
    assert f"### Đến hạn trong 60 ngày ({due}) " in page
    assert f"[và {due - dashboard.MOST} việc khác](viec-can-lam/index.md#sap-den-han)" in page
    changes = tuple(open_impacts(library))
    assert len(changes) > dashboard.MOST
    assert f"[và {len(changes) - dashboard.MOST} mục khác](phap-ly/index.md#cho-ban-moi)" in page
    waiting = {(task.finding.place.file, task.day) for task in tasks}
    assert {(change.procedure.path, change.last) for change in changes} <= waiting


def test_what_can_no_longer_be_made_good_is_no_task(check: Check) -> None:
    """The apology for a dossier returned years ago stays a finding; the agenda is for what somebody can do."""
    unsaid = [finding for finding in check.findings if finding.code == "DOS201"]
    assert unsaid
    assert not [finding for finding in unsaid if finding.due]


def test_lists_stand_in_the_order_of_the_alphabet(library: Library) -> None:
    families = [document.meta.code.rpartition(".")[0] for document in in_force(library)]
    assert list(dict.fromkeys(families)) == ["QT.DN", "QT.ĐT", "QT.LĐ", "QT.MT", "QT.XD"]
    pages = dict(controlled_pages.pages(Writer(library), ()))
    listed = re.findall(r"^\| \[(QT\.[^.]+)\.", pages[controlled_pages.INDEX], re.MULTILINE)
    assert list(dict.fromkeys(listed)) == list(dict.fromkeys(families))


def test_a_task_names_people_and_records_as_people_do(library: Library, check: Check) -> None:
    said = {task.finding.code: f"{task.what}: {task.remedy}" for task in agenda(library, check)}
    assert "do Trưởng phòng Xây dựng (dữ liệu mẫu), Trưởng phòng chịu trách nhiệm" in said["QMS401"]
    assert "Phiếu không phù hợp 01 năm 2026" in said["QMS401"]
    assert "người chịu trách nhiệm Chánh Văn phòng (dữ liệu mẫu)" in said["QMS206"]
    people = {person.id for person in library.agency.people}
    words = " ".join(finding.message for finding in (*check.findings, *check.ahead))
    assert not people & set(re.findall(r"[a-z]+(?:-[a-z0-9]+)+", words))


def test_pages_write_days_as_people_do_and_fields_as_code(library: Library, check: Check) -> None:
    writer = Writer(library)
    pages = dict(record_pages.pages(writer)) | dict(law_pages.pages(writer))
    pages |= dict(agenda_pages.pages(writer, agenda(library, check)))
    for page, words in pages.items():
        assert not re.search(r"\d{4}-\d\d-\d\dT|\\`", words), page


def test_a_long_register_of_law_is_folded_by_year(library: Library) -> None:
    register = dict(law_pages.pages(Writer(library)))["phap-ly/index.md"]
    heads = re.findall(r"^## (?!.*#cho-ban-moi).*$", register, re.MULTILINE)
    assert heads[0].startswith("## 2026 (")
    assert "sotay-fold" not in heads[0]
    assert all("sotay-fold" in head for head in heads[1:])
    assert sum(int(re.findall(r"\((\d+)\)", head)[-1]) for head in heads) == len(library.of(LegalDocument))
