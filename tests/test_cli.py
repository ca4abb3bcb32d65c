"""The command line, run as a person runs it: exit codes, both languages, every library, help with an example."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import word_files
from typer.testing import CliRunner, Result

from sotay import cli  # noqa: F401 (it gathers the commands)
from sotay.commands.common import app

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
BASE = Path(__file__).parent / "cases" / "base"


def sotay(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "COLUMNS": "100",
        "TERM": "dumb",
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-X", "utf8", "-m", "sotay", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def asked(*arguments: str | Path) -> Result:
    """Run a command without a process of its own: what it answers is the same, and many can be asked."""
    return CliRunner().invoke(app, [*map(str, arguments)], prog_name="sotay", terminal_width=78)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "lib")
    return tmp_path / "lib"


def test_a_folder_without_a_library_is_said_to_have_none(tmp_path: Path) -> None:
    done = sotay("build", cwd=tmp_path)
    assert done.returncode == 1
    assert f"Không có thư viện tại {tmp_path}: chỉ thư mục thư viện bằng --library" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("check --nope", "Lỗi: Không có tùy chọn --nope. Có phải --since?"),
        ("slip xin-loi --nope=3", "Lỗi: Không có tùy chọn --nope."),
        ("check --as-of", "Lỗi: Hãy ghi giá trị sau '--as-of'."),
        ("check --help=3", "Lỗi: '--help' không kèm giá trị."),
        ("nope", "Lỗi: Không có lệnh 'nope'."),
        ("report annual", "Lỗi: Thiếu 'YEAR'."),
        ("report annual 2021 2022", "Lỗi: Thừa: 2022."),
        ("report annual abc", "Lỗi: 'YEAR': phải ghi số nguyên."),
        ("check --library /nope", "Lỗi: '--library': không có '/nope'."),
        ("agenda --lang fr", "Lỗi: --lang: fr không phải ngôn ngữ của công cụ này: hãy viết vi hoặc en."),
        ("check --lang en --nope", "Error: There is no option --nope. Did you mean --since?"),
    ],
)
def test_a_wrong_use_is_said_in_the_language_in_use(arguments: str, said: str) -> None:
    done = sotay(*arguments.split())
    assert done.returncode == 2
    *usage, last = done.stderr.strip().splitlines()
    assert last == said
    assert all(
        line == "" or line.startswith(("Cách dùng: ", "Trợ giúp: ", "Usage: ", "Help: ")) for line in usage
    )


def test_a_value_that_is_none_of_those_known_is_said_with_them() -> None:
    done = sotay("check", "--format", "x")
    assert done.returncode == 2
    assert "Lỗi: '--format': 'x' không phải là một trong các giá trị 'text', 'json'" in done.stderr


def test_a_group_without_a_command_shows_its_help() -> None:
    done = sotay("new")
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: sotay new [OPTIONS] COMMAND [ARGS]...\n\n  Lập hồ sơ mới")
    assert "Lỗi" not in done.stderr


def test_the_reference_library_has_no_error() -> None:
    done = sotay("check", "--format", "json")
    assert done.returncode == 0, done.stdout
    value = json.loads(done.stdout)
    assert value["as_of"] == "2021-10-29"
    assert value["checked"] >= 57
    assert {finding["severity"] for finding in value["findings"]} == {"warning", "info"}
    assert set(value["findings"][0]) >= {
        "code",
        "severity",
        "file",
        "line",
        "column",
        "field",
        "message",
        "due",
    }


def test_the_reference_library_in_words(snapshot: SnapshotAssertion) -> None:
    assert sotay("check").stdout == snapshot(name="vi")
    assert sotay("check", "--lang", "en").stdout == snapshot(name="en")


def test_findings_at_error_level_are_exit_code_1(library: Path) -> None:
    (library / "records" / "x.md").write_text("x", encoding="utf-8")
    done = sotay("check", "--library", library, "--lang", "en")
    assert done.returncode == 1
    assert "records/x.md:1:1: error DOC106: Nothing claims records/x.md" in done.stdout


def test_wrong_usage_is_exit_code_2(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for arguments in (
        ("check", "--library", library / "none"),
        ("check", "--as-of", "2021-02-30"),
        ("check", "--lang", "fr"),
        ("deadline", "yesterday"),
        ("schema", "nothing"),
        ("rule", "XYZ999"),
        ("impact", "99/2099/NĐ-CP"),
        ("new", "legal", "--number", "31/2021", "--library", library),
        ("status", "QT.XX.99"),
        ("history", "QT.XX.99"),
        ("diff", "QT.XX.99"),
        ("issue",),
        ("issue", "02/QĐ-CQM"),
        ("issue", "--baseline"),
        ("approve", "QT.DN.01", "--role", "ký", "--by", "thu-ky"),
        ("verify", library / "none"),
        ("import", library / "none.docx"),
        ("report", "annual", "2021", "--state", "done"),
        ("nothing",),
    ):
        done = asked(*arguments)
        assert done.exit_code == 2, arguments
        assert isinstance(done.exception, SystemExit), arguments
        assert done.stderr.strip(), arguments
    process = sotay("nothing")
    assert process.returncode == 2
    assert "Traceback" not in process.stderr


def test_nothing_to_check_is_exit_code_3(tmp_path: Path) -> None:
    done = sotay("check", "--library", tmp_path)
    assert done.returncode == 3
    assert "Không có gì để kiểm tra" in done.stderr


def test_a_failure_of_the_tool_is_exit_code_4_and_a_sentence(library: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = sotay("report", "annual", "2021", "--library", library, "--out", tmp_path / "file" / "x")
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Công cụ gặp lỗi: ")


def test_the_day_asked_for_wins_over_the_closed_librarys(library: Path) -> None:
    agency = library / "agency.yml"
    agency.write_text("as_of: 2021-10-29\n" + agency.read_text(encoding="utf-8"), encoding="utf-8")
    for arguments, day in (((), "2021-10-29"), (("--as-of", "2020-01-02"), "2020-01-02")):
        value = json.loads(sotay("check", "--library", library, "--format", "json", *arguments).stdout)
        assert value["as_of"] == day


def test_a_second_check_answers_the_same_and_a_changed_file_is_seen(library: Path) -> None:
    first = sotay("check", "--library", library, "--as-of", "2021-10-29")
    assert (library / "build" / "cache" / "check").is_file()
    assert sotay("check", "--library", library, "--as-of", "2021-10-29").stdout == first.stdout
    stray = library / "records" / "thua.txt"
    stray.write_text("x", encoding="utf-8")
    os.utime(stray, (0, 0))
    assert "DOC106" in sotay("check", "--library", library, "--as-of", "2021-10-29").stdout
    (library / "build" / "cache" / "check").write_bytes(b"\xff\x00 broken")
    assert "DOC106" in sotay("check", "--library", library, "--as-of", "2021-10-29").stdout


def test_an_issued_report_is_refused_while_gaps_remain(library: Path, tmp_path: Path) -> None:
    done = sotay(
        "report", "annual", "2021", "--library", library, "--state", "issued", "--out", tmp_path / "out"
    )
    assert done.returncode == 1
    assert not (tmp_path / "out").exists()
    assert "RPT101" in done.stderr
    draft = sotay(
        "report", "annual", "2021", "--library", library, "--state", "draft", "--out", tmp_path / "out"
    )
    assert draft.returncode == 0
    assert len(draft.stdout.splitlines()) == 5


def test_a_report_without_an_agency_is_refused(tmp_path: Path) -> None:
    (tmp_path / "agency.yml").write_text("names: 3\n", encoding="utf-8")
    done = sotay("report", "annual", "2021", "--library", tmp_path)
    assert done.returncode == 1
    assert "agency.yml:1:1" in done.stderr


def test_deadline(snapshot: SnapshotAssertion) -> None:
    value = json.loads(sotay("deadline", "2021-02-15", "--format", "json").stdout)
    assert value["raw"] == "2021-05-15"
    assert value["rolled"] == "2021-05-17"
    assert value["months"] == 3
    assert value["reason"]
    assert sotay("deadline", "2021-02-01").stdout == snapshot


def test_schemas_carry_vietnamese_and_english_labels() -> None:
    listed = asked("schema").stdout.splitlines()
    assert len(listed) >= 25
    vietnamese = json.loads(asked("schema", "procedure").stdout)
    english = json.loads(asked("schema", "procedure", "--lang", "en").stdout)
    assert vietnamese["properties"]["effective"]["title"] == "Ngày hiệu lực"
    assert english["properties"]["effective"]["title"] == "Effective date"


def test_a_rule_explains_itself() -> None:
    assert "Điều 4 khoản 4 điểm a" in asked("rule", "LAW102").stdout
    assert "Article 4.4.a" in asked("rule", "LAW102", "--lang", "en").stdout


def test_help_of_every_command_has_an_example(snapshot: SnapshotAssertion) -> None:
    pages = [asked("--help").stdout]
    for command in (
        ("check",),
        ("init",),
        ("doctor",),
        ("codeowners",),
        ("report", "annual"),
        ("report", "template"),
        ("report", "period"),
        ("review-pack",),
        ("review-report",),
        ("deadline",),
        ("agenda",),
        ("appointment",),
        ("consolidate",),
        ("figures",),
        ("objectives",),
        ("self-inspection",),
        ("slip",),
        ("slip-template",),
        ("survey", "form"),
        ("survey", "result"),
        ("impact",),
        ("new", "legal"),
        ("schema",),
        ("rule",),
        ("issue",),
        ("status",),
        ("history",),
        ("diff",),
        ("approve",),
        ("verify",),
        ("import",),
        ("import-report",),
        ("build",),
        ("serve",),
        ("all",),
    ):
        page = asked(*command, "--help").stdout
        assert "Example: sotay " + " ".join(command) in page, command
        pages.append(page)
    assert "\n".join(pages) == snapshot


def test_a_change_is_refused_where_git_cannot_tell_what_was_before(library: Path) -> None:
    done = sotay("check", "--since", "main", "--library", library)
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_status_speaks_to_people_and_machines(library: Path) -> None:
    words = sotay("status", "--library", library, "--as-of", "2021-10-29")
    assert words.returncode == 0
    assert words.stdout.startswith("QT.DN.01  01  dự thảo")
    value = json.loads(sotay("status", "QT.DN.01", "--library", library, "--format", "json").stdout)
    assert [(entry["version"], entry["state"]) for entry in value["versions"]] == [("01", "draft")]


def test_a_word_file_is_taken_in_once_and_a_strange_one_not_at_all(library: Path, tmp_path: Path) -> None:
    file = tmp_path / "Quy trình.docx"
    file.write_bytes(word_files.licence())
    first = sotay("import", file, "--library", library)
    written = library / "procedures" / "qt-dn-05.md"
    assert (first.returncode, first.stdout.strip()) == (0, str(written))
    assert "Việc cần người làm" in first.stderr
    text = written.read_bytes()
    again = sotay("import", file, "--library", library)
    assert again.returncode == 1
    assert written.read_bytes() == text
    file.write_bytes(b"")
    strange = sotay("import", file, "--library", library)
    assert strange.returncode == 1
    assert "Traceback" not in strange.stderr
