"""The home page says at one glance how the system stands: what is red first, in words where there is nothing, the same each time."""

from __future__ import annotations

import gzip
import re
import shutil
from datetime import date
from pathlib import Path

import library_cases
import pytest
from managed_year import ROOT as MANAGED
from managed_year import changed, managed_year, on
from syrupy.assertion import SnapshotAssertion

from sotay import pipeline
from sotay.agenda import agenda, horizons
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking
from sotay.site import dashboard, home
from sotay.site.agenda_pages import anchor_of
from sotay.site.writer import Writer

ROOT = Path(__file__).parent.parent
TILE = re.compile(r"^- \[\*\*(.+?)\*\* (.+?)\]\((.+?)\)\{: \.sotay-(\w+) \}$", re.MULTILINE)
ORDER = ("red", "amber", "green", "none")
HEAD = "code,procedure,applicant,received_at,due_at,returned_at,result,apology,apology_on,late_reason"
POINT = """---
title: Phiếu mẫu {number}
date: 2021-08-10
division: VP
description: Sổ theo dõi mẫu thiếu cột {number}
owner: truong-phong
due: {due}
{closed}sample: true
---
"""


def shown(library: Library) -> str:
    check = pipeline.judge(library)
    return dashboard.state(Writer(library), check, agenda(library, check), home.HOME)


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """Return words → figure and colour, in the order of the page."""
    return {words: (figure, colour) for figure, words, _page, colour in TILE.findall(page)}


def section(page: str, anchor: str) -> str:
    return page.partition(f"{{ #{anchor} }}")[2].partition("\n## ")[0]


def with_points(folder: Path, *points: tuple[str, str]) -> Library:
    """Return the base library with nonconformities, each with its last day and the day on which it was closed, or none."""
    case = library_cases.read(library_cases.CASES / "links" / "names.md")
    library_cases.lay_files(case, folder)
    room = folder / "records" / "nonconformities"
    room.mkdir(parents=True)
    for number, (due, closed) in enumerate(points, start=1):
        said = POINT.format(number=number, due=due, closed=f"closed: {closed}\n" if closed else "")
        (room / f"2021-{number:02d}.md").write_text(said, encoding="utf-8")
    return load(folder, as_of=library_cases.TODAY, today=library_cases.TODAY)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_whole_state(language: str, snapshot: SnapshotAssertion) -> None:
    with speaking(language):
        assert shown(on(date(2024, 9, 20))) == snapshot


@pytest.mark.parametrize("day", [date(2024, 3, 1), date(2024, 9, 20), date(2024, 12, 31), date(2025, 6, 30)])
def test_what_is_red_stands_first(day: date) -> None:
    colours = [colour for _figure, colour in tiles(shown(on(day))).values()]
    assert colours == sorted(colours, key=ORDER.index)
    assert len(colours) >= 6


def test_the_figures_are_those_of_the_agenda() -> None:
    library = on(date(2024, 9, 20))
    tasks = agenda(library, pipeline.judge(library))
    said = tiles(shown(library))
    late = sum(task.days_left < 0 for task in tasks)
    assert late > 0
    assert said["việc đã trễ hạn"] == (str(late), "red")
    near = sum(0 <= task.days_left <= 60 for task in tasks)
    assert said["việc đến hạn trong 60 ngày"] == (str(near), "amber" if near else "green")


def test_the_last_day_itself_is_near_and_not_late(tmp_path: Path) -> None:
    said = tiles(shown(with_points(tmp_path, (str(library_cases.TODAY), ""))))
    assert said["điểm không phù hợp chưa đóng"] == ("1", "amber")


def test_an_open_nonconformity_stands_with_owner_and_day_the_latest_first(tmp_path: Path) -> None:
    library = with_points(
        tmp_path,
        ("2021-12-01", ""),
        ("2021-09-01", ""),
        ("2021-08-20", "2021-08-19"),
        ("2021-09-05", "2021-11-30"),
    )
    page = shown(library)
    assert tiles(page)["điểm không phù hợp chưa đóng"] == ("3", "red")
    rows = [line for line in section(page, "khong-phu-hop").splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0] for row in rows] == ["| **01/9/2021**", "| **05/9/2021**", "| 01/12/2021"]
    assert "](ho-so/nonconformities/2021-02.md): Sổ theo dõi mẫu thiếu cột 2 |" in rows[0]
    assert rows[0].endswith("| Trưởng phòng (dữ liệu mẫu), Trưởng phòng |")


def test_closed_ones_are_green_and_none_at_all_is_no_merit(tmp_path: Path) -> None:
    closed = tiles(shown(with_points(tmp_path / "a", ("2021-09-01", "2021-08-30"))))
    assert closed["điểm không phù hợp chưa đóng"] == ("0", "green")
    nothing = tiles(shown(with_points(tmp_path / "b")))
    assert nothing["điểm không phù hợp chưa đóng"] == ("0", "none")


def test_an_empty_library_says_so_in_words(tmp_path: Path) -> None:
    (tmp_path / "agency.yml").write_text(
        (MANAGED / "agency.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    page = shown(load(tmp_path, as_of=date(2024, 9, 20), today=date(2026, 1, 1)))
    for words in (
        "Không có điểm không phù hợp nào chưa đóng.",
        "Chưa có mục tiêu chất lượng năm 2024",
        "Chưa ai xác nhận đã đọc",
        "Chưa có thay đổi nào được ghi.",
    ):
        assert words in page
    assert tiles(page)["tài liệu đang có hiệu lực"] == ("0", "none")


def test_the_rooms_of_a_home_that_nobody_wrote_are_no_changes() -> None:
    library = managed_year()
    check = pipeline.judge(library)
    page = dict(home.pages(Writer(library), check, agenda(library, check)))[home.HOME]
    assert "quy-trinh/index.md" not in section(page, "thay-doi")
    rooms = section(page, "cac-phan")
    assert rooms.count("\n- [") == 13
    assert "- [Danh mục tài liệu](quy-trinh/index.md)" in rooms


def test_readings_stand_by_division() -> None:
    """One of nine documents has a sheet: that all of its readings are made is no merit of the other eight."""
    page = shown(load(ROOT, as_of=None, today=date(2026, 1, 1)))
    assert tiles(page)["tài liệu có phiếu phổ biến (đã xác nhận 2/2 lượt đọc)"] == ("1/9", "amber")
    readings = section(page, "da-doc")
    assert "1/9 tài liệu đang có hiệu lực có phiếu phổ biến. Không tính tài liệu chưa lập phiếu" in readings
    assert "| 2/2 | 100% |" in readings


def dossier(number: int, received: str, due: str, returned: str = "", reason: str = "") -> str:
    """Return a row of the register; what is late has an apology."""
    result = "đã trả kết quả" if returned else ""
    apology, apology_on = ("01/XL-MAU", returned[:10]) if reason else ("", "")
    code = f"000.00.01.H00-{received[2:10].replace('-', '')}-{number:04}"
    return (
        f"{code},QT.DN.01,Người nộp mẫu,{received},{due},{returned},{result},{apology},{apology_on},{reason}"
    )


def with_dossiers(folder: Path, *rows: str) -> str:
    """Return the home of the managed year whose register has only these rows, on the last day of September."""
    path = folder / "records/dossiers/2024.csv"
    shutil.copytree(MANAGED, folder, dirs_exist_ok=True)
    path.write_text("\n".join((HEAD, *rows, "")), encoding="utf-8")
    return shown(load(folder, as_of=date(2024, 9, 30), today=date(2026, 1, 1)))


def test_a_share_of_dossiers_stands_with_its_count_and_what_it_is_of(tmp_path: Path) -> None:
    """One dossier came the year before, two of the year's are back in time, one is late, one is past its day."""
    page = with_dossiers(
        tmp_path,
        dossier(1, "2023-12-25T08:00", "2024-01-03T17:00", "2024-01-03T09:00"),
        dossier(2, "2024-03-04T08:00", "2024-03-11T17:00", "2024-03-11T09:00"),
        dossier(3, "2024-03-05T08:00", "2024-03-12T17:00", "2024-03-15T09:00", "Chờ ý kiến phối hợp"),
        dossier(4, "2024-09-09T08:00", "2024-09-16T17:00"),
    )
    assert (
        "Hồ sơ trong năm: tiếp nhận 3, kỳ trước chuyển sang 1, đã giải quyết 3. "
        "Đúng và trước hạn: 2/4 (50%) trên số phải giải quyết, 2/3 (66,7%) trên số đã giải quyết. "
        "[Số liệu một cửa năm 2024](so-lieu/2024.md)"
    ) in section(page, "muc-tieu")


def test_a_dossier_past_its_day_stands_in_red_and_leads_to_the_list_of_such(tmp_path: Path) -> None:
    kept = dossier(1, "2024-09-30T08:00", "2024-10-07T17:00")
    late = dossier(2, "2023-12-25T08:00", "2024-01-03T17:00")
    words = "hồ sơ quá hạn chưa giải quyết"
    page = with_dossiers(tmp_path / "late", kept, late)
    assert f"- [**1** {words}](ho-so/qua-han.md){{: .sotay-red }}" in page
    assert words not in tiles(with_dossiers(tmp_path / "none", kept))


def test_where_there_was_no_dossier_there_is_no_share(tmp_path: Path) -> None:
    figures = section(with_dossiers(tmp_path / "none"), "muc-tieu")
    assert "Hồ sơ trong năm: Sổ không có hồ sơ nào của thời gian này." in figures
    pending = with_dossiers(tmp_path / "one", dossier(1, "2024-09-30T08:00", "2024-10-07T17:00"))
    assert "Đúng và trước hạn: 0/1 (0%) trên số phải giải quyết. " in section(pending, "muc-tieu")


def test_objectives_stand_with_target_and_result() -> None:
    page = section(shown(managed_year()), "muc-tieu")
    assert "](muc-tieu/2024.svg)" in page
    assert "| ≥ 95% | 22/25 (88%): không đạt |" in page


def _of_objectives(library: Library) -> tuple[str, str]:
    [tile] = [one for words, one in tiles(shown(library)).items() if "đạt mục tiêu" in words]
    return tile


def test_a_missed_objective_is_counted(tmp_path: Path) -> None:
    met, over = (int(n) for n in _of_objectives(managed_year())[0].split("/"))
    path = "records/objectives/2024.md"
    text = (MANAGED / path).read_text(encoding="utf-8")
    objective = next(line for line in text.splitlines() if "target: 95" in line)
    easier = changed(tmp_path, path, objective, objective.replace("target: 95", "target: 50"))
    figure, colour = _of_objectives(easier)
    assert (figure, colour) == (f"{met + 1}/{over}", "amber")


def test_the_last_changes_are_the_newest_and_no_late_tasks() -> None:
    page = section(shown(load(ROOT, as_of=None, today=date(2026, 1, 1))), "thay-doi")
    days = [
        date(*(int(part) for part in reversed(day.split("/"))))
        for day in re.findall(r"^- (\d+/\d+/\d+):", page, re.MULTILINE)
    ]
    assert days == sorted(days, reverse=True)
    assert len(days) == dashboard.MOST
    assert "Quá hạn" not in page


def test_the_chart_says_what_the_table_says() -> None:
    library = on(date(2024, 9, 20))
    tasks = agenda(library, pipeline.judge(library))
    drawn = dashboard.files(library, tasks)
    assert drawn == dashboard.files(library, tasks)
    words = re.sub(r"<[^>]+>", "\n", drawn[dashboard.CHART].decode())
    page = section(shown(library), "den-han")
    assert f"]({dashboard.CHART})" in page
    for step in horizons(library, tasks):
        assert f"| [{step.name}](viec-can-lam/index.md#{anchor_of(step)}) | {len(step.tasks)} |" in page
        assert step.name in words
        assert str(len(step.tasks)) in words.split()


def test_there_is_no_chart_of_one_bar() -> None:
    library = load(ROOT, as_of=None, today=date(2026, 1, 1))
    tasks = agenda(library, pipeline.judge(library))
    assert len(horizons(library, tasks)) == 1
    assert dashboard.files(library, tasks) == {}
    assert dashboard.CHART not in shown(library)


def test_it_stays_small_and_two_runs_say_the_same() -> None:
    page = shown(on(date(2024, 9, 20)))
    assert page == shown(on(date(2024, 9, 20)))
    assert len(page.encode()) < 20_000
    assert "<script" not in page


def test_what_is_late_hides_nothing_of_what_is_due_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    """Of each nonconformity two things wait: its cause and its closing."""
    late, due = [("2021-09-01", "")] * 5, [("2021-12-01", "")] * 6
    page = section(shown(with_points(tmp_path, *late, *due)), "den-han")
    first, second = re.split(r"^### .*\n", page, flags=re.MULTILINE)[1:]
    assert re.findall(r"^### (.*) \{", page, re.MULTILINE) == ["Quá hạn (10)", "Đến hạn trong 60 ngày (12)"]
    assert (first.count("\n| **01/9/2021**"), second.count("\n| 01/12/2021")) == (8, 8)
    assert "[và 2 việc khác](viec-can-lam/index.md#qua-han)" in first
    assert (
        "[và 4 việc khác](viec-can-lam/index.md#sap-den-han)\n\n[Việc cần làm](viec-can-lam/index.md)\n"
        in second
    )


def test_a_large_library_has_no_larger_home(tmp_path: Path) -> None:
    points = tuple(("2021-09-01", "") for _number in range(40))
    library = with_points(tmp_path, *points)
    page = shown(library)
    assert tiles(page)["điểm không phù hợp chưa đóng"] == ("40", "red")
    assert "[và 32 mục khác](tra-cuu/trang-thai.md#khong-phu-hop-open)" in section(page, "khong-phu-hop")
    assert len(gzip.compress(page.encode())) < 10_000


def test_what_a_record_does_not_state_is_not_told_as_none(reference_root: Path) -> None:
    staged = reference_root / "build" / "site-src"
    said = "Mục tiêu chất lượng năm 2021 đã được ban hành; hồ sơ không nêu nội dung từng mục tiêu"
    start = (staged / "index.md").read_text(encoding="utf-8")
    assert "số điểm mà cuộc đánh giá phát hiện không được nêu: [" in start
    assert f"{said}: [" in start
    assert "[**không nêu** số điểm không phù hợp trong báo cáo đánh giá](ho-so/audit-reports/" in start
    assert f"{said}: [" in (staged / "muc-tieu" / "index.md").read_text(encoding="utf-8")
    review = (staged / "bao-cao" / "2021" / "dau-vao-xem-xet.md").read_text(encoding="utf-8")
    assert "số điểm mà cuộc đánh giá phát hiện không được nêu" in review
    assert "Mục tiêu năm 2021 đã được ban hành" in review
    for page in (start, review):
        assert "Không có điểm không phù hợp nào" not in page
