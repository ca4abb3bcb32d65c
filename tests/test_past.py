"""The site of a past day shows the library as it stood: what is dated later is in no byte of it, and nothing else is gone."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import test_clearance
import version_library
from library_cases import git

from sotay import past, pipeline
from sotay.library import Library
from sotay.lifecycle import issues_in_force
from sotay.site.build import stage_site

DAY = date(2021, 5, 5)
LATER = "matxanh"
LINK = re.compile(r"(?<!!)\[[^\[\]\n]*\]\(([^)\s#]+)[^)\n]*\)")


def _write(root: Path, path: str, fields: dict[str, object], body: str) -> None:
    test_clearance.write(root / "records" / path, {**fields, "sample": True}, body)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose later records bear a word of their own."""
    root = version_library.make(tmp_path_factory.mktemp("past") / "so-tay")
    plan: dict[str, object] = {"number": "01/KH-CQM", "date": date(2021, 4, 1), "year": 2022}
    leading = "Xem [công văn](../letters/2021-09-cqm.md), công văn 09/CQM, Quyết định 40/QĐ-CQM.\n\n"
    leading += "Theo [[letters/2021-09-cqm]], [[approvals/qt-dn-01-03-phe-duyet]] và [[khong-co]]."
    _write(root, "plans/2022-01-kh-cqm.md", plan, leading)
    letter: dict[str, object] = {"number": "09/CQM", "date": date(2021, 9, 1), "direction": "đi"}
    _write(root, "letters/2021-09-cqm.md", {**letter, "subject": f"xin ý kiến {LATER}"}, f"Nội dung {LATER}.")
    point: dict[str, object] = {"number": "01/PKPH", "date": date(2021, 4, 2), "subject": "chữ ký"}
    point |= {"found_by": "letters/2021-09-cqm", "division": "VP", "description": "Thiếu chữ ký"}
    point |= {"owner": "thu-ky", "due": date(2021, 4, 30)}
    _write(root, "nonconformities/2021-01-pkph.md", point, "")
    asked: dict[str, object] = {"year": 2021, "requested_by": "letters/2021-09-cqm"}
    _write(root, "annual-reports/2021.md", {**asked, "subject": f"báo cáo {LATER}"}, f"## Mở đầu\n\n{LATER}")
    old = "## Khó khăn\n\nCũ, trước [[letters/2021-09-cqm]]."
    _write(root, "annual-reports/2020.md", {"year": 2020, "subject": "báo cáo năm cũ"}, old)
    words = "# Trang\n\nTheo [[letters/2021-09-cqm]]: [hỏng](khong-co.md), [công văn](ho-so/letters/2021-09-cqm.md).\n"
    (root / "docs" / "trang.md").write_text(words, encoding="utf-8")
    header = "code,procedure,applicant,received_at,due_at,returned_at,result,apology\n"
    registers = {
        "2021.csv": "000.00.01.H00-210430-0001,QT.DN.01,Mẫu,2021-04-30T08:15,2021-05-14T17:00,2021-05-12T09:30,đã trả kết quả,\n"
        "000.00.01.H00-210506-0001,QT.DN.01,Mẫu,2021-05-06T08:15,2021-05-20T17:00,,,\n",
        "sau.csv": "000.00.01.H00-210901-0001,QT.DN.01,Mẫu,2021-09-01T08:15,2021-09-20T17:00,,,\n",
    }
    for name, rows in registers.items():
        path = root / "records" / "dossiers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(header + rows, encoding="utf-8")
    git(root, "2021-09-26", "add", "-A")
    git(root, "2021-09-26", "commit", "-q", "-m", "Hồ sơ")
    return root


def _read(root: Path, day: date) -> Library:
    return pipeline.read(root, day, version_library.TODAY)


@pytest.fixture(scope="module")
def staged(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(stage_site(_read(root, DAY)), tmp_path_factory.mktemp("staged") / "pages"))


def test_what_is_dated_later_is_in_no_file(staged: Path) -> None:
    assert test_clearance.telling(staged, LATER) == []
    records = (staged / "ho-so" / "index.md").read_text(encoding="utf-8")
    assert "12/QĐ-CQM" in records
    for later in ("40/QĐ-CQM", "55/QĐ-CQM", "70/QĐ-CQM", "09/CQM"):
        assert later not in records
    assert sorted(path.stem for path in (staged / "ho-so" / "decisions").iterdir()) == [
        "2020-37-qd-cqm",
        "2021-12-qd-cqm",
    ]
    assert not (staged / "ho-so" / "approvals").exists()


def test_a_plan_for_a_later_year_and_a_record_without_a_day_stay(staged: Path) -> None:
    plan = (staged / "ho-so" / "plans" / "2022-01-kh-cqm.md").read_text(encoding="utf-8")
    assert "Xem công văn, công văn 09/CQM, Quyết định 40/QĐ-CQM." in plan
    assert "báo cáo năm cũ" in (staged / "ho-so" / "annual-reports" / "2020.md").read_text(encoding="utf-8")


def test_what_a_text_cites_of_later_is_told_in_words(staged: Path) -> None:
    said = "Công văn số 09/CQM ngày 01/9/2021"
    pages = {
        name: (staged / f"{name}.md").read_text(encoding="utf-8") for name in ("trang", "bao-cao/2020/index")
    }
    assert f"Theo {said}: [hỏng]" in pages["trang"]
    assert f"Cũ, trước {said}." in pages["bao-cao/2020/index"]
    plan = (staged / "ho-so" / "plans" / "2022-01-kh-cqm.md").read_text(encoding="utf-8")
    assert f"Theo {said}, approvals/qt-dn-01-03-phe-duyet và [[khong-co]]." in plan
    point = (staged / "ho-so" / "nonconformities" / "2021-01-pkph.md").read_text(encoding="utf-8")
    assert f"| {said} |" in point


def test_a_register_has_the_dossiers_of_its_day(staged: Path) -> None:
    folder = staged / "ho-so" / "dossiers"
    assert [path.name for path in folder.iterdir()] == ["2021.md"]
    register = (folder / "2021.md").read_text(encoding="utf-8")
    assert "H00-210430-0001" in register
    assert "12/5/2021" not in register
    assert "H00-210506-0001" not in register


def test_every_link_leads_somewhere(staged: Path) -> None:
    missing = [
        (page.relative_to(staged), target)
        for page in staged.rglob("*.md")
        for target in LINK.findall(re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8")))
        if not re.match(r"[a-z]+:|/", target) and not (page.parent / target).exists()
    ]
    assert missing == [(Path("trang.md"), "khong-co.md")]


def test_a_link_that_led_nowhere_before_still_does(staged: Path) -> None:
    page = (staged / "trang.md").read_text(encoding="utf-8")
    assert "[hỏng](khong-co.md)" in page
    assert "công văn." in page


def test_the_library_of_today_has_it_all(root: Path) -> None:
    today = _read(root, version_library.TODAY)
    assert past.as_it_stood(today) is today
    ahead = pipeline.read(root, DAY, DAY)
    assert past.as_it_stood(ahead) is ahead
    assert past.judge(today) == pipeline.judge(today)
    register = stage_site(today) / "ho-so" / "dossiers" / "2021.md"
    assert "12/5/2021" in register.read_text(encoding="utf-8")


def test_what_was_in_force_is_the_same_on_every_day(root: Path) -> None:
    for days in range(0, 650, 10):
        library = _read(root, date(2020, 1, 1) + timedelta(days=days))

        def said(asked: Library) -> list[tuple[str, str, date]]:
            return [(code, issue.sha256, issue.effective) for code, issue in issues_in_force(asked)]

        assert said(past.as_it_stood(library)) == said(library)


def test_a_check_says_nothing_of_what_came_later_and_nothing_new(root: Path) -> None:
    library = _read(root, DAY)
    whole, told = pipeline.judge(library), past.judge(library)
    gone = set(whole.findings) - set(told.findings)
    assert set(told.findings) < set(whole.findings)
    later = {one.path for one in library.documents} - {
        one.path for one in past.as_it_stood(library).documents
    }
    assert {finding.place.file for finding in gone} <= later | {
        "records/dossiers/2021.csv",
        "records/dossiers/sau.csv",
    }
    assert not later & {finding.place.file for finding in (*told.findings, *told.ahead)}
