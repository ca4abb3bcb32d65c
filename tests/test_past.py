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
from sotay.kinds.procedure import ControlledDocument
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
    law: dict[str, object] = {"number": "98/2021/NĐ-CP", "type": "Nghị định", "title": f"Về {LATER}"}
    law |= {"issuer": "Chính phủ", "issued": date(2021, 8, 2), "effects": [{"from": date(2022, 1, 1)}]}
    law |= {"relations": [{"kind": "replaces", "target": "07/2016/NĐ-CP"}]}
    _write(root, "legal/2021-98-nd-cp.md", law, "")
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
    laws = "Theo Nghị định [[98/2021/NĐ-CP]], [[98/2021/NĐ-CP]], [nghị định](phap-ly/2021-98-nd-cp.md), [mới](quy-trinh/qt-dn-05.md).\n"
    words = f"# Trang\n\n{laws}\nTheo [[letters/2021-09-cqm]]: [hỏng](khong-co.md), [công văn](ho-so/letters/2021-09-cqm.md).\n"
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


def test_a_law_issued_later_is_not_there_and_changes_nothing(staged: Path, root: Path) -> None:
    assert not (staged / "phap-ly" / "2021-98-nd-cp.md").exists()
    assert "còn hiệu lực" in (staged / "phap-ly" / "2016-07-nd-cp.md").read_text(encoding="utf-8")
    assert [
        str(page.relative_to(staged))
        for page in staged.rglob("*.md")
        if "98/2021" in page.read_text(encoding="utf-8")
    ] == ["trang.md"]
    told = "Theo Nghị định 98/2021/NĐ-CP, Nghị định 98/2021/NĐ-CP, nghị định, mới.\n"
    assert told in (staged / "trang.md").read_text(encoding="utf-8")
    today = stage_site(_read(root, version_library.TODAY)) / "phap-ly" / "2016-07-nd-cp.md"
    assert "98/2021" in today.read_text(encoding="utf-8")


def test_a_text_that_came_later_is_not_there(staged: Path) -> None:
    pages = sorted(page.stem for page in (staged / "quy-trinh").glob("*.md"))
    assert pages == ["index", "qt-dn-01", "qt-dn-02", "qt-dn-03", "qt-dn-04"]
    own = (staged / "quy-trinh" / "qt-dn-01.md").read_text(encoding="utf-8")
    assert "cách cấp giấy phép mẫu qua mạng, theo" in own
    assert "lần 04" not in own.lower()
    assert not list((staged / "quy-trinh").rglob("du-thao*"))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2021-03-31", None),
        ("2021-04-01", "Bản đầu"),
        ("2021-05-31", "Bản đầu"),
        ("2021-06-01", "Bản sau"),
        ("2021-07-01", None),
    ],
)
def test_a_draft_stands_as_git_held_it_that_day(tmp_path: Path, day: str, words: str | None) -> None:
    root = tmp_path / "so-tay"
    version_library.furnish(root)
    shutil.copytree(test_clearance.BASE, root, dirs_exist_ok=True)
    git(root, "2021-01-04", "init", "-q", "-b", "main")
    test_clearance.commit(root, "2021-01-04")
    for came, body in (("2021-04-01", "Bản đầu"), ("2021-06-01", "Bản sau")):
        test_clearance.document(root, "QT.DN.07", "01", None, body)
        test_clearance.commit(root, came)
    (root / "procedures" / "qt-dn-07.md").unlink()
    test_clearance.commit(root, "2021-07-01")
    test_clearance.document(root, "QT.DN.07", "01", None, "Chưa lưu vào git")
    then = past.as_it_stood(_read(root, date.fromisoformat(day)))
    assert [one.body.strip() for one in then.of(ControlledDocument) if one.meta.code == "QT.DN.07"] == [
        words
    ][: bool(words)]


def test_without_git_a_draft_is_no_older_than_the_days_that_it_names(tmp_path: Path) -> None:
    root = tmp_path / "so-tay"
    version_library.furnish(root)
    shutil.copytree(test_clearance.BASE, root, dirs_exist_ok=True)
    test_clearance.document(root, "QT.DN.07", "04", None, "Nêu ngày 01/4/2021")
    test_clearance.document(root, "QT.DN.08", "06", None, "Nêu ngày 01/6/2021")
    staged = stage_site(_read(root, DAY)) / "quy-trinh"
    assert not (staged / "qt-dn-08.md").exists()
    unsure = "không biết dự thảo này đã có vào ngày 05/5/2021 hay chưa"
    assert unsure in (staged / "qt-dn-07.md").read_text(encoding="utf-8")
    today = stage_site(_read(root, version_library.TODAY)) / "quy-trinh"
    assert "không biết dự thảo" not in (today / "qt-dn-07.md").read_text(encoding="utf-8")
    law = root / "records" / "legal" / "2016-07-nd-cp.md"
    told = law.read_text(encoding="utf-8").replace("effects:", "issued: 2021-05-06\neffects:")
    law.write_text(told, encoding="utf-8")
    assert not (stage_site(_read(root, DAY)) / "quy-trinh" / "qt-dn-07.md").exists()


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
    texts = {one.path for one in past.as_it_stood(library).of(ControlledDocument)}
    exchanged = {
        path for path in texts if past.as_it_stood(library).by_path[path] is not library.by_path.get(path)
    }
    added = set(told.findings) - set(whole.findings)
    assert added
    assert {finding.place.file for finding in added} <= exchanged
    later = {one.path for one in library.documents} - {
        one.path for one in past.as_it_stood(library).documents
    }
    decision = "records/decisions/2020-37-qd-cqm.md"
    assert all("QT.DN.02" in f.message for f in gone if f.place.file == decision)  # whose file went in August
    assert {finding.place.file for finding in gone} <= later | exchanged | {
        decision,
        "records/dossiers/2021.csv",
        "records/dossiers/sau.csv",
    }
    assert not later & {finding.place.file for finding in (*told.findings, *told.ahead)}
