"""The agenda: every finding with a day is one task, named alike as long as the matter is the same, with who is to act."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import library_cases
import pytest
import work_permits
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import sotay.cli  # noqa: F401 (it registers every command)
from sotay import agenda as room
from sotay import pipeline
from sotay.agenda import Task, agenda
from sotay.commands.common import Exit, app
from sotay.findings import Check, Finding, Place, Severity
from sotay.library import Library
from sotay.load import load
from sotay.news import newest
from sotay.notices.telling import notices
from sotay.outputs import agenda_ics, agenda_json, agenda_markdown, agenda_text
from sotay.site import agenda_pages, dashboard, home
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
WITH_DAYS = ("DOC161", "DOS201", "DOS202", "LAW10", "QMS", "RPT106")
CASES = [case for case in library_cases.all_cases() if case.code.startswith(WITH_DAYS)]
DAYS = tuple(date(2025, *day) for day in ((8, 6), (10, 8), (11, 7), (11, 8), (12, 31)))
CORRECTION = """\
---
date: 2021-05-01
title: {title}
division: VP
description: {description}
owner: {owner}
due: {due}
cause: Biểu mẫu không có ô ký
action: Sửa biểu mẫu
---
"""


@pytest.fixture(scope="module")
def permits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_permits.make(tmp_path_factory.mktemp("library") / "so-tay")


def read(root: Path, day: date) -> Library:
    return pipeline.read(root, day, day)


def tasks_of(library: Library) -> tuple[Task, ...]:
    return agenda(library, pipeline.judge(library))


def laid(root: Path, day: str, files: dict[str, str]) -> Library:
    """Return the base library of the cases with some files over it, on a day."""
    shutil.copytree(library_cases.BASE, root, dirs_exist_ok=True)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load(root, as_of=date.fromisoformat(day), today=date.fromisoformat(day))


def about(tasks: Iterable[Task], code: str) -> list[Task]:
    return [task for task in tasks if task.finding.code == code]


def complete(check: Check, tasks: tuple[Task, ...]) -> None:
    """Assert that tasks and findings with a day are the same, each under a name of its own, by day."""
    dated = [finding for finding in (*check.findings, *check.ahead) if finding.due]
    assert sorted(map(str, dated)) == sorted(str(task.finding) for task in tasks)
    assert len({task.id for task in tasks}) == len(tasks)
    assert [task.day for task in tasks] == sorted(task.day for task in tasks)
    for task in tasks:
        assert task.day == task.finding.due
        assert task.day == check.as_of + timedelta(days=task.days_left)
        assert task.finding.message.startswith(task.what)
        assert task.finding.message.endswith(task.remedy)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_finding_with_a_day_is_one_task_with_a_name_of_its_own(
    case: library_cases.Case, tmp_path: Path
) -> None:
    library = library_cases.lay(case, tmp_path)
    check = pipeline.judge(library)
    tasks = agenda(library, check)
    complete(check, tasks)
    assert [task.id for task in tasks if re.search(r" \d$", task.id)] == [], (
        "a name needs no line and no counting"
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_work_permits_on_each_day(permits: Path, day: date) -> None:
    library = read(permits, day)
    check = pipeline.judge(library)
    complete(check, agenda(library, check))


def test_a_change_of_law_is_one_matter_until_it_is_followed(permits: Path) -> None:
    names = {}
    for day in DAYS:
        tasks = [
            task
            for task in tasks_of(read(permits, day))
            if task.finding.about == "219/2025/NĐ-CP all QT.LĐ.04"
        ]
        assert len(tasks) == 1, day
        names[tasks[0].finding.code] = tasks[0].id
        assert (tasks[0].day, tasks[0].late) == (date(2025, 11, 7), day > date(2025, 11, 7))
    assert set(names) == {"LAW104", "LAW101", "LAW102"}
    assert len(set(names.values())) == 1


def test_what_was_followed_late_is_nothing_to_do(permits: Path) -> None:
    library = read(permits, date(2025, 12, 31))
    assert "LAW103" in {finding.code for finding in pipeline.judge(library).findings}
    assert about(tasks_of(library), "LAW103") == []


def test_the_name_outlives_other_words_other_lines_and_another_day(tmp_path: Path) -> None:
    path = "records/nonconformities/a.md"
    before = CORRECTION.format(title="Cũ", description="Cũ", owner="thu-ky", due="2021-06-01")
    after = "---\nsample: true\n" + CORRECTION.format(
        title="Điểm mới", description="Mới", owner="truong-phong", due="2021-07-01"
    ).removeprefix("---\n").replace("date:", "number: 01/PKPH-CQM\ndate:")
    [first] = about(tasks_of(laid(tmp_path / "1", "2021-05-20", {path: before})), "QMS401")
    [then] = about(tasks_of(laid(tmp_path / "2", "2021-07-20", {path: after})), "QMS401")
    assert first.id == then.id
    assert first.finding.message != then.finding.message
    assert first.finding.place.line != then.finding.place.line
    assert (first.late, first.days_left, first.day) == (False, 12, date(2021, 6, 1))
    assert (then.late, then.days_left, then.day) == (True, -19, date(2021, 7, 1))


def test_two_dossiers_of_one_register_are_two_matters_wherever_they_stand(tmp_path: Path) -> None:
    head = "code,procedure,applicant,received_at,due_at,returned_at,apology\n"
    rows = [
        f"000.00.01.H00-210301-000{n},QT.DN.01,Người mẫu,2021-03-01T08:00,2021-03-1{n}T17:00,,\n"
        for n in (1, 2)
    ]
    path = "records/dossiers/2021.csv"
    one = about(tasks_of(laid(tmp_path / "1", "2021-04-01", {path: head + "".join(rows)})), "DOS201")
    other = about(
        tasks_of(laid(tmp_path / "2", "2021-04-01", {path: head + "".join(reversed(rows))})), "DOS201"
    )
    assert [task.id for task in one] == [task.id for task in other]
    assert len({task.id for task in one}) == 2
    assert {(task.division, task.person) for task in one} == {("VP", None)}
    assert "Người mẫu" not in "".join(task.finding.message for task in one)


def test_the_same_thing_said_twice_is_two_tasks() -> None:
    finding = Finding("QMS401", Severity.WARNING, "Việc: làm", Place("a.md"), due=date(2021, 6, 1))
    library = load(library_cases.BASE, as_of=date(2021, 5, 1), today=date(2021, 5, 1))
    tasks = agenda(library, Check((finding, finding), (), library.as_of, 1))
    assert [task.id for task in tasks] == ["QMS4 a.md", "QMS4 a.md 2"]


def test_who_is_to_act_stands_in_the_document(tmp_path: Path) -> None:
    complaint = (
        "---\ndate: 2021-05-01\ntitle: Phản ánh\nprocedure: QT.DN.01\nowner: Bà Chín\ndue: 2021-06-01\n---\n"
    )
    letter = "---\nnumber: 5/SKHCN\ndate: 2021-05-01\ndirection: đến\nreply_by: 2021-06-01\n---\n"
    files = {
        "records/nonconformities/a.md": CORRECTION.format(
            title="A", description="B", owner="thu-ky", due="2021-06-01"
        ),
        "records/complaints/a.md": complaint,
        "records/letters/a.md": letter,
    }
    library = laid(tmp_path, "2021-05-20", files)
    tasks = tasks_of(library)
    said = {code: about(tasks, code)[0] for code in ("QMS401", "QMS404", "QMS602", "QMS101")}
    assert (said["QMS401"].division, said["QMS401"].person) == ("VP", "thu-ky")
    assert room.who(library, said["QMS401"]) == "Văn phòng: Thư ký (dữ liệu mẫu), Thư ký ISO"
    assert (said["QMS404"].division, said["QMS404"].person) == ("VP", "Bà Chín")
    assert room.who(library, said["QMS404"]) == "Văn phòng: Bà Chín"
    for code in ("QMS602", "QMS101"):
        assert (said[code].division, said[code].person) == (None, None)
        assert room.who(library, said[code]) == "cả cơ quan, thư ký ISO theo dõi"
    assert list(room.divisions(library, tasks)) == ["VP", None]
    assert list(room.people(library, tasks)) == ["thu-ky", "Bà Chín"]


def test_nothing_is_left_to_someone_who_no_longer_holds_a_post(tmp_path: Path) -> None:
    agency = (library_cases.BASE / "agency.yml").read_text(encoding="utf-8")
    gone = agency.replace("position: Thư ký ISO,", "position: Thư ký ISO, until: 2021-05-31,")
    text = CORRECTION.format(title="A", description="B", owner="thu-ky", due="2021-06-01")
    files = {"agency.yml": gone, "records/nonconformities/a.md": text}
    people = [
        about(tasks_of(laid(tmp_path / day, day, files)), "QMS401")[0].person
        for day in ("2021-05-31", "2021-06-01")
    ]
    assert people == ["thu-ky", None]


def test_a_version_held_open_is_wanted_until_the_clause_ends(tmp_path: Path) -> None:
    [case] = [case for case in library_cases.all_cases() if case.code == "LAW401" and case.bad]
    [task] = about(tasks_of(library_cases.lay(case, tmp_path)), "LAW401")
    assert task.day == date(2022, 3, 1)


def test_what_last_year_ended_without_is_late_and_stays_the_same_matter(tmp_path: Path) -> None:
    files = {"records/training/a.md": "---\ntitle: Tập huấn\ndate: 2020-03-01\n---\n"}
    [before] = about(tasks_of(laid(tmp_path / "1", "2020-12-31", files)), "QMS203")
    late, ahead = about(tasks_of(laid(tmp_path / "2", "2021-01-01", files)), "QMS203")
    assert (before.late, before.days_left, before.day) == (False, 0, date(2020, 12, 31))
    assert (late.late, late.days_left, late.id) == (True, -1, before.id)
    assert (ahead.late, ahead.day) == (False, date(2021, 12, 31))
    assert about(tasks_of(laid(tmp_path / "3", "2021-01-01", {})), "QMS203")[0].day == ahead.day


def test_a_waiver_takes_a_task_away_until_its_own_day(tmp_path: Path) -> None:
    path = "procedures/qt-dn-01.md"
    text = (library_cases.BASE / path).read_text(encoding="utf-8")
    entry = "waivers:\n  - {code: REF102, reason: Chưa có sổ, by: lanh-dao, until: 2021-06-30}\n"
    waived = text.replace("---\n", f"---\n{entry}", 1)
    [ahead] = about(tasks_of(laid(tmp_path / "1", "2021-06-30", {path: waived})), "DOC161")
    [ended] = about(tasks_of(laid(tmp_path / "2", "2021-07-01", {path: waived})), "DOC161")
    assert (ahead.days_left, ended.days_left) == (0, -1)
    assert ahead.id == ended.id
    assert (ahead.division, ahead.person) == ("VP", "thu-ky")


def test_a_task_ahead_can_be_waived(permits: Path, tmp_path: Path) -> None:
    root = tmp_path / "so-tay"
    shutil.copytree(permits, root, ignore=shutil.ignore_patterns("build"))
    path, day = "procedures/lao-dong/qt-ld-01.md", date(2025, 11, 3)
    assert [t for t in about(tasks_of(read(root, day)), "QMS601") if t.finding.place.file == path]
    text = (root / path).read_text(encoding="utf-8")
    entry = "waivers:\n  - {code: QMS601, reason: Sắp bãi bỏ, by: lanh-dao, until: 2026-06-30}\n"
    (root / path).write_text(text.replace("---\n", f"---\n{entry}", 1), encoding="utf-8")
    tasks = [task for task in tasks_of(read(root, day)) if task.finding.place.file == path]
    assert [(task.finding.code, task.day) for task in tasks] == [("DOC161", date(2026, 6, 30))]


@given(
    st.lists(st.integers(-400, 400), max_size=30),
    st.lists(st.integers(-5, 200), max_size=5).map(tuple),
)
def test_every_task_lies_within_one_horizon(left: list[int], warned: tuple[int, ...]) -> None:
    library = load(library_cases.BASE, as_of=date(2021, 5, 1), today=date(2021, 5, 1))
    policy = library.agency.policy.model_copy(update={"warn_days": warned})
    library = replace(library, agency=library.agency.model_copy(update={"policy": policy}))
    finding = Finding("QMS401", Severity.WARNING, "Việc: làm", Place("a.md"))
    tasks = [Task(str(n), finding, library.as_of + timedelta(days=days), days) for n, days in enumerate(left)]
    horizons = room.horizons(library, tasks)
    assert sorted(task.id for h in horizons for task in h.tasks) == sorted(task.id for task in tasks)
    assert len({h.name for h in horizons}) == len(horizons)
    for horizon in horizons:
        assert len({task.late for task in horizon.tasks}) == 1
    latest = [max(task.days_left for task in h.tasks) for h in horizons]
    earliest = [min(task.days_left for task in h.tasks) for h in horizons]
    assert all(before < after for before, after in zip(latest, earliest[1:], strict=False))


def test_the_page_and_the_text(permits: Path, snapshot: SnapshotAssertion) -> None:
    library = read(permits, date(2025, 11, 3))
    tasks = tasks_of(library)
    assert agenda_text.render(library, tasks).decode() == snapshot(name="text")
    assert dict(agenda_pages.pages(Writer(library), tasks)) == snapshot(name="page")


def test_the_name_of_a_field_reads_well_in_each_output(tmp_path: Path) -> None:
    """QMS403 says which fields a nonconformity lacks: code on pages, plain words wherever nobody reads Markdown."""
    text = CORRECTION.format(title="Sai biểu mẫu", description="A", owner="thu-ky", due="2021-05-01")
    lacking = text.replace("cause: Biểu mẫu không có ô ký\naction: Sửa biểu mẫu\n", "")
    library = laid(tmp_path, "2021-05-20", {"records/nonconformities/a.md": lacking})
    check = pipeline.judge(library)
    tasks = agenda(library, check)
    [page] = dict(agenda_pages.pages(Writer(library), tasks)).values()
    for shown in (
        page,
        dashboard.state(Writer(library), check, tasks, home.HOME),
        agenda_markdown.render(library, tasks).decode(),
    ):
        assert "thiếu `cause`, `action` (" in shown
        assert "\\`" not in shown
    [event] = [one for one in newest(library, tasks) if "action" in one.title]
    [notice] = [one for one in notices(library, tasks, ()) if "action" in one.title]
    entries = agenda_ics.entries(library, tasks, lambda _task: None)
    [entry] = [one for one in entries if "action" in one.what]
    for plain in (
        agenda_text.render(library, tasks).decode(),
        event.title,
        event.summary,
        notice.title,
        entry.what,
        entry.description,
        next(
            one["what"]
            for one in json.loads(agenda_json.render(library, tasks))["tasks"]
            if "action" in one["what"]
        ),
    ):
        assert "thiếu cause, action (" in plain
        assert "`" not in plain


def test_codes_and_numbers_lead_to_what_they_name(permits: Path) -> None:
    library = read(permits, date(2025, 11, 3))
    page = dict(agenda_pages.pages(Writer(library), tasks_of(library)))[agenda_pages.INDEX]
    told = "[QT.LĐ.04](../quy-trinh/qt-ld-04.md) chưa theo [219/2025/NĐ-CP](../phap-ly/2025-219-nd-cp.md) "
    assert page.count(told) == 3, "by day, by division and by person"


def test_a_task_leads_to_what_it_is_about_whatever_else_it_names(tmp_path: Path) -> None:
    """Named itself, once; naming nothing that has a page, whole; naming others alone, by its own name behind them."""
    text = CORRECTION.format(title="{title}", description="A", owner="thu-ky", due="2021-06-01")
    titles = {"a": "Sai biểu mẫu", "b": "Sai ở QT.DN.01"}
    files = {f"records/nonconformities/{name}.md": text.format(title=title) for name, title in titles.items()}
    library = laid(tmp_path, "2021-05-20", files)
    writer = Writer(library)
    told = [
        agenda_pages.told(writer, task, agenda_pages.INDEX) for task in about(tasks_of(library), "QMS401")
    ]
    beside, whole = sorted(told)
    assert beside.startswith("Hành động khắc phục của Sai ở [QT.DN.01](../quy-trinh/qt-dn-01.md) đến hạn ")
    assert beside.endswith(" ([Sai ở QT.DN.01 ngày 01/5/2021](../ho-so/nonconformities/b.md))")
    assert whole.startswith("[Hành động khắc phục của Sai biểu mẫu đến hạn ")
    assert whole.endswith("](../ho-so/nonconformities/a.md)")


def test_where_nothing_waits_the_page_says_so() -> None:
    library = load(library_cases.BASE, as_of=date(2021, 5, 1), today=date(2021, 5, 1))
    [(_path, page)] = agenda_pages.pages(Writer(library), ())
    assert "Không có việc nào đang chờ có hạn." in page
    assert "##" not in page
    assert agenda_text.render(library, ()).decode() == (
        "Tính đến ngày 01/5/2021: 0 việc cần làm, 0 việc quá hạn.\n"
    )


def test_what_is_later_is_folded_only_behind_what_is_sooner(permits: Path) -> None:
    library = read(permits, date(2025, 11, 3))
    tasks = tasks_of(library)
    later = room.horizons(library, tasks)[-1].tasks
    assert len(later) < len(tasks)
    for shown, folded in ((tasks, True), (later, False)):
        [(_path, page)] = agenda_pages.pages(Writer(library), shown)
        (head,) = re.findall(r"^## .*#sau-do.*$", page, re.MULTILINE)
        assert ("sotay-fold" in head) == folded


def test_the_reference_library_reviews_its_documents_in_a_year() -> None:
    library = read(ROOT, date(2021, 10, 29))
    check = pipeline.judge(library)
    tasks = agenda(library, check)
    complete(check, tasks)
    value = json.loads(agenda_json.render(library, tasks))
    assert value["as_of"] == "2021-10-29"
    assert [task["id"] for task in value["tasks"]] == [task.id for task in tasks]
    assert all(
        task["law"] and task["what"] and task["finding"]["due"] == task["day"] for task in value["tasks"]
    )


def ask(root: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["agenda", "--library", str(root), "--as-of", "2025-11-03", *words])
    return done.exit_code, done.output


def test_the_command_tells_one_division_and_one_person(permits: Path) -> None:
    def answer(*words: str) -> list[dict[str, dict[str, str] | None]]:
        code, said = ask(permits, *words, "--format", "json")
        assert code == Exit.CLEAN
        found: list[dict[str, dict[str, str] | None]] = json.loads(said)["tasks"]
        return found

    whole = answer()
    own = [task for task in whole if task["division"] and task["division"]["id"] == "LĐ"]
    assert 0 < len(own) < len(whole)
    assert answer("--division", "lđ") == own
    assert answer("--division", "Phòng Quản lý doanh nghiệp và lao động (mẫu)") == own
    assert answer("--person", "chuyen-vien") == [task for task in whole if task["person"]]
    assert answer("--person", "Chuyên viên (dữ liệu mẫu)") == answer("--person", "chuyen-vien")
    assert answer("--division", "VP") == []
    assert answer("--division", "LĐ", "--person", "chuyen-vien") == own


def test_the_command_knows_a_mistyped_name(permits: Path) -> None:
    code, said = ask(permits, "--division", "XX")
    assert (code, said) == (
        Exit.USAGE,
        "agency.yml không có XX. Hiện có: VP, Văn phòng, LĐ, Phòng Quản lý doanh nghiệp và lao động (mẫu).\n",
    )
    assert ask(permits, "--person", "ai-do")[0] == Exit.USAGE


def test_the_command_says_the_same_twice_and_in_english(permits: Path) -> None:
    assert ask(permits) == ask(permits)
    code, said = ask(permits, "--lang", "en")
    assert code == Exit.CLEAN
    assert said.splitlines()[0] == "Overdue (4)"
    assert said.splitlines()[-1] == "As of 03/11/2025: 16 things to do, 4 of them late."


def test_the_help_has_an_example() -> None:
    assert "Example: sotay agenda" in CliRunner().invoke(app, ["agenda", "--help"]).output
