"""A new agency starts: a library that checks clean and builds, or a sentence that names what was wrong and nothing left behind."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from sotay import cli, pipeline  # noqa: F401 (cli gathers the commands)
from sotay.commands.common import app, today
from sotay.findings import Severity
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import State, state_of
from sotay.starting import texts

ROOT = Path(__file__).parent.parent
ANSWERS = (
    "--name", "Sở Nội vụ", "--parent", "Ủy ban nhân dân tỉnh mẫu", "--place", "Nơi mẫu", "--abbreviation", "SNV",
    "--division", "VP=Văn phòng Sở", "--division", "CC=Phòng Công chức", "--forge", "none",
)  # fmt: skip
PERSON = {
    "GIT_AUTHOR_NAME": "Người lập (dữ liệu mẫu)",
    "GIT_AUTHOR_EMAIL": "nguoi-lap@mau.example",
    "GIT_COMMITTER_NAME": "Người lập (dữ liệu mẫu)",
    "GIT_COMMITTER_EMAIL": "nguoi-lap@mau.example",
}


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONPATH": str(ROOT / "scripts"),
        "NO_COLOR": "1",
    }
    return kept | own | more


def init(place: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "init", str(place), *arguments]
    return subprocess.run(
        command,
        env=environment(place.parent, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def tried(place: Path, *arguments: str) -> Result:
    """Try it in this process, where nobody sits at a terminal."""
    person = PERSON | {"HOME": str(place.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    return CliRunner(env=person).invoke(app, ["init", str(place), *arguments])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("starting") / "so-tay"
    done = init(place, *ANSWERS, **PERSON)
    assert done.returncode == 0, done.stderr
    return place


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


def test_a_new_library_is_clean_and_owes_the_duties_of_its_first_year(library: Path) -> None:
    read = pipeline.read(library, None, today())
    assert read.agency.as_of is None
    check = pipeline.judge(read)
    assert not check.failed, check.findings
    assert {finding.code[:3] for finding in check.findings} <= {"QMS", "RPT", "LAW"}
    assert any(finding.code == "QMS101" for finding in check.findings)
    assert all(finding.severity is not Severity.ERROR for finding in check.findings)


def test_in_the_years_to_come_the_texts_themselves_raise_nothing(library: Path) -> None:
    """The duties of the year become errors of the year, and drafts stay drafts: no text of the start is at fault."""
    later = date(today().year + 1, 3, 1)
    for finding in pipeline.judge(pipeline.read(library, later, later)).findings:
        assert finding.code[:3] in {"QMS", "RPT", "LAW"}, finding
        assert finding.place.file.startswith(("agency.yml", "records/legal")), finding


def test_one_commit_by_the_person_and_nothing_else_lies_about(library: Path) -> None:
    assert git(library, "log", "--format=%an <%ae>") == "Người lập (dữ liệu mẫu) <nguoi-lap@mau.example>"
    assert git(library, "status", "--porcelain", "--ignored") in {"", "!! build/"}
    assert git(library, "branch", "--show-current") == "main"
    assert [path.name for path in library.parent.iterdir() if path.name.startswith(".so-tay")] == []


def test_the_six_procedures_are_drafts_in_the_agencys_own_names(library: Path) -> None:
    read = pipeline.read(library, None, today())
    found = {document.meta.code: document for document in read.of(ControlledDocument)}
    assert {code for code in found if code.startswith("QT.")} == {f"QT.HT.0{n}" for n in range(1, 7)}
    for code, document in found.items():
        assert state_of(read, document, read.as_of) is State.DRAFT, code
        assert document.meta.division == "VP"
        assert not document.meta.sample
        assert document.meta.effective > read.as_of
    shipped = {path.name for path in (ROOT / "procedures" / "he-thong").glob("bm-ht-*.md")}
    assert shipped
    assert shipped == {path.name for path in (library / "procedures" / "he-thong").glob("bm-*.md")}
    everything = "\n".join(
        path.read_text(encoding="utf-8") for path in (library / "procedures").rglob("*.md")
    )
    assert "Quy trình này áp dụng cho mọi đơn vị thuộc Sở Nội vụ" in everything
    assert "Lãnh đạo Sở Nội vụ" in everything
    assert "Trưởng Ban Chỉ đạo ISO" in everything
    for word in ("mẫu-", "BQLKCN", "Ninh Thuận", "khu công nghiệp", "-mau\n", "Lãnh đạo Ban\n", "thuộc Ban "):
        assert word not in everything, word


def test_the_register_of_law_holds_what_the_drafts_cite_and_no_assessment_of_others(library: Path) -> None:
    read = pipeline.read(library, None, today())
    cited = {number for document in read.of(ControlledDocument) for number in document.meta.basis_numbers}
    assert cited
    assert cited <= read.legal.keys()
    assert all(not law.meta.assessments for law in read.legal.values())


def test_it_builds_into_its_own_folder(library: Path) -> None:
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "build", "--library", str(library)]
    done = subprocess.run(
        command, env=environment(library.parent), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    site = library / "build" / "site"
    assert "<title>Sổ tay ISO Sở Nội vụ" in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "huong-dan" / "tuan-dau.html").is_file()
    assert git(library, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (("--division", "vp=Văn phòng"), "vp=Văn phòng"),
        (("--division", "Văn phòng"), "Văn phòng"),
        (("--division", "VP="), "--division"),
        (("--division", "VP=A", "--division", "VP=B"), "vp"),
        (("--division", "V P=Văn phòng"), "V P"),
        (("--abbreviation", "snv"), "snv"),
        (("--abbreviation", "S/V"), "S/V"),
        (("--name", "Sở: Nội vụ"), "Sở: Nội vụ"),
        (("--name", "Sở <img src=x>"), "<img"),
        (("--name", "${{ x }}"), "${{"),
        (("--place", ""), "--place"),
        (("--parent", "A\nmal: 1\"'#"), "--parent"),
        (
            ("--forge", "github", "--engine-url", "https://ten:bi-mat@may-chu.example/sotay.git"),
            "--engine-url",
        ),
        (("--forge", "github", "--engine-url", "x"), "--engine-url"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(
    tmp_path: Path, changed: tuple[str, ...], named: str
) -> None:
    answers = dict(zip(ANSWERS[::2], ANSWERS[1::2], strict=True)) | {changed[0]: ""}
    kept = [
        word for option, value in answers.items() if option not in changed[::2] for word in (option, value)
    ]
    done = tried(tmp_path / "so-tay", *kept, *changed)
    assert done.exit_code == 2, done.stdout
    assert isinstance(done.exception, SystemExit)
    assert named in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "option", ["--name", "--parent", "--place", "--abbreviation", "--division", "--forge"]
)
def test_where_nobody_can_be_asked_what_is_missing_is_named(tmp_path: Path, option: str) -> None:
    pairs = zip(ANSWERS[::2], ANSWERS[1::2], strict=True)
    done = tried(tmp_path / "so-tay", *(word for pair in pairs if pair[0] != option for word in pair))
    assert done.exit_code == 2
    assert option in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "so-tay"
    place.mkdir()
    (place / "x").write_text("mine", encoding="utf-8")
    done = init(place, *ANSWERS, **PERSON)
    assert done.returncode == 2
    assert str(place) in done.stderr
    assert [path.name for path in place.iterdir()] == ["x"]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    place = tmp_path / "so-tay"
    place.mkdir()
    assert init(place, *ANSWERS, **PERSON).returncode == 0
    assert (place / "agency.yml").is_file()


def test_without_an_identity_git_is_told_of(tmp_path: Path) -> None:
    done = init(tmp_path / "so-tay", *ANSWERS)
    assert done.returncode == 2
    assert "git config --global user.name" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_commit_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text(
        "[commit]\n gpgsign = true\n[gpg]\n program = /bin/false\n", encoding="utf-8"
    )
    done = init(tmp_path / "so-tay", *ANSWERS, **PERSON)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".gitconfig"]


def test_a_person_at_a_terminal_is_asked(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    place = tmp_path / "so-tay"
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "init", str(place)]
    asked = subprocess.Popen(
        command,
        env=environment(tmp_path, **PERSON),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    os.close(theirs)
    answers = (
        "Sở Nội vụ",
        "Ủy ban nhân dân tỉnh mẫu",
        "Nơi mẫu",
        "SNV",
        "VP=Văn phòng",
        "CC=Phòng",
        "",
        "none",
    )
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    said, _nothing = asked.communicate(timeout=120)
    os.close(ours)
    assert asked.returncode == 0, said.decode()
    agency = yaml.safe_load((place / "agency.yml").read_text(encoding="utf-8"))
    assert agency["names"][0]["abbreviation"] == "SNV"
    assert [division["code"] for division in agency["divisions"]] == ["VP", "CC"]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 31), date(2026, 3, 1)),
        (date(2026, 10, 1), date(2026, 12, 1)),
        (date(2026, 11, 30), date(2027, 1, 1)),
        (date(2026, 12, 5), date(2027, 2, 1)),
    ],
)
def test_drafts_are_meant_for_the_first_of_the_second_month_ahead(day: date, first: date) -> None:
    assert texts.planned(day) == first


def test_a_name_is_data_everywhere(tmp_path: Path) -> None:
    """A name with all that a name may hold stands whole in agency.yml, in the texts and on the site's title."""
    name = "Trung tâm (số 1) – Dạy nghề, Việc làm/Tư vấn 'A’ \\1"
    done = init(tmp_path / "a", *ANSWERS, "--name", name, **PERSON)
    assert done.returncode == 2, "a backslash and a quotation mark are no part of names"
    name = "Trung tâm (số 1) – Dạy nghề, Việc làm/Tư vấn A’B"
    assert init(tmp_path / "a", *ANSWERS, "--name", name, **PERSON).returncode == 0
    read = pipeline.read(tmp_path / "a", None, today())
    assert not pipeline.judge(read).failed
    assert read.agency.names[0].name == name
    assert any(
        step.who == f"Lãnh đạo {name}"
        for document in read.of(ControlledDocument)
        for step in document.meta.steps
    )
    assert json.dumps(name, ensure_ascii=False)[1:-1] in (tmp_path / "a" / "mkdocs.yml").read_text(
        encoding="utf-8"
    )
    assert not re.search(
        r"\bas_of:", (tmp_path / "a" / "agency.yml").read_text(encoding="utf-8").split("names:")[1]
    )
