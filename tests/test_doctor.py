"""What a machine and a library lack is named with its remedy, and only what is needed fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import library_cases
import pytest

from sotay import doctor, git
from sotay.messages import speaking
from sotay.outputs import doctor_json, doctor_text
from sotay.starting.answers import Answers
from sotay.starting.writing import write

DAY = date(2026, 11, 30)
PERSON = {
    "GIT_AUTHOR_NAME": "Người lập (dữ liệu mẫu)",
    "GIT_AUTHOR_EMAIL": "nguoi-lap@mau.example",
    "GIT_COMMITTER_NAME": "Người lập (dữ liệu mẫu)",
    "GIT_COMMITTER_EMAIL": "nguoi-lap@mau.example",
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (PERSON | {"HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}).items():
        monkeypatch.setenv(name, value)
    place = tmp_path / "so-tay"
    names = ("Sở Nội vụ", "Ủy ban nhân dân tỉnh mẫu", "Nơi mẫu", "SNV")
    write(Answers(*names, (("VP", "Văn phòng"),), DAY, "Người lập", "nguoi-lap@mau.example"), place)
    return place


def found(library: Path, name: str) -> doctor.Finding:
    with speaking("en"):
        findings = doctor.examine(library, DAY)
    (finding,) = [one for one in findings if one.name == name]
    return finding


def test_a_new_library_lacks_nothing_that_is_needed(library: Path) -> None:
    lacking = [one for one in doctor.examine(library, DAY) if not one.well and one.need is doctor.Need.NEEDED]
    assert lacking == []


def test_every_remedy_is_told_in_both_outputs(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with speaking("en"):
        findings = doctor.examine(library, DAY)
        text, value = doctor_text.render(findings).decode(), json.loads(doctor_json.render(findings))
    assert [one["name"] for one in value["findings"]] == [finding.name for finding in findings]
    assert [one["well"] for one in value["findings"]] == [finding.well for finding in findings]
    for name in ("OpenSSH", "Chromium", "pdftotext", "npm"):
        (line,) = [line for line in text.splitlines() if line.startswith(f"[of use] {name}: not found → ")]
        assert "install" in line
    assert text.splitlines()[-1].startswith(f"{len(findings)} looked at: 0 to be put right, ")


def test_an_old_python_and_an_old_git(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (9, 1))
    monkeypatch.setattr(git, "OLDEST", (9, 2))
    assert found(library, "Python").remedy == "install Python 9.1 or newer"
    assert found(library, "git").remedy == "install git 9.2 or newer"


def test_no_git_at_all(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(library))
    assert found(library, "git").said == "not found"
    assert not found(library, "Identity in git").well
    assert "install git" in found(library, "History").remedy


def test_nobody_in_git(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PERSON:
        monkeypatch.delenv(name)
    assert "git config --global user.name" in found(library, "Identity in git").remedy


def test_what_is_installed_is_held_against_the_lock(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = (
        "pydantic==0.0.1 \\",
        "    --hash=sha256:00",
        "no-such==1.0 ; python_version >= '3'",
        "old==1 ; python_version < '3'",
    )
    for name in ("requirements.lock", "requirements-test.lock"):
        (tmp_path / name).write_text("\n".join(pins) + "\n", encoding="utf-8")
    monkeypatch.setattr(doctor, "_ENGINE", tmp_path)
    finding = found(library, "requirements.lock")
    assert finding.said == "not as locked: no-such, pydantic"
    assert finding.remedy == "run `python3 scripts/build.py`"
    assert finding.need is doctor.Need.NEEDED
    assert found(library, "requirements-test.lock").need is doctor.Need.USEFUL


def test_a_typeface_that_lacks_a_cut(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sotay.outputs.typeface.folder", lambda: tmp_path)
    finding = found(library, "PDF: typst and its typeface")
    assert "bolditalic" in finding.said
    assert finding.remedy


def test_a_shallow_clone(library: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{library}", tmp_path / "clone"], check=True)
    finding = found(tmp_path / "clone", "History")
    assert "--unshallow" in finding.remedy
    assert finding.need is doctor.Need.NEEDED


def test_a_library_without_git(library: Path) -> None:
    shutil.rmtree(library / ".git")
    assert "git init" in found(library, "History").remedy


def test_agency_yml_that_cannot_be_read(library: Path) -> None:
    (library / "agency.yml").write_text("names: 1\n", encoding="utf-8")
    finding = found(library, "agency.yml")
    assert finding.said.startswith("agency.yml:1")
    assert finding.remedy


def test_no_library_at_all(tmp_path: Path) -> None:
    assert "sotay init" in found(tmp_path, "agency.yml").remedy


def test_signers_are_needed_where_approvals_must_be_signed(library: Path) -> None:
    assert found(library, "records/allowed_signers").need is doctor.Need.USEFUL
    with (library / "agency.yml").open("a", encoding="utf-8") as file:
        file.write("policy: {approval: signed}\n")
    finding = found(library, "records/allowed_signers")
    assert finding.need is doctor.Need.NEEDED
    assert finding.remedy


def test_addresses_of_the_site_and_of_the_forge(library: Path) -> None:
    assert not found(library, "mkdocs.yml: repo_url").well
    with (library / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("repo_url: https://git.example/so-tay\n")
    assert found(library, "mkdocs.yml: repo_url").well
    assert "forgejo" in found(library, "mkdocs.yml: repo_name").remedy
    with (library / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("repo_name: Forgejo\n")
    assert not found(library, "mkdocs.yml: extra.editor_app_id").well
    with (library / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("extra: {editor_app_id: abc}\n")
    assert found(library, "mkdocs.yml: extra.editor_app_id").well
    with (library / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("hooks: [evil.py]\n")
    assert "`hooks`" in found(library, "mkdocs.yml").said


def test_where_changes_are_pushed(library: Path, tmp_path: Path) -> None:
    name = "Where changes are pushed"
    assert "git remote add" in found(library, name).remedy
    bare = tmp_path / "kho.git"
    git.asked(tmp_path, "init", "-q", "--bare", "-b", "main", str(bare))
    git.asked(library, "remote", "add", "origin", str(bare))
    assert found(library, name).remedy == f"run `sotay gate install {bare}`"
    sotay("gate", "install", str(bare))
    assert found(library, name).well
    git.asked(library, "remote", "set-url", "origin", "https://git.example/so-tay.git")
    assert found(library, name).well
    git.asked(library, "remote", "set-url", "origin", "https://ten:bi-mat@git.example/so-tay.git")
    finding = found(library, name)
    assert "bi-mat" not in finding.said
    assert not finding.well


def test_a_folder_that_cannot_be_written_to(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _place, _mode: False)
    assert "cannot be written to" in found(library, "build/").said


def test_the_command_fails_where_something_needed_is_missing(library: Path) -> None:
    assert sotay("doctor", "--library", str(library)).returncode == 0
    shutil.rmtree(library / ".git")
    done = sotay("doctor", "--library", str(library), "--format", "json")
    assert done.returncode == 1
    assert any(not one["well"] and one["need"] == "needed" for one in json.loads(done.stdout)["findings"])


def sotay(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "sotay", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(library_cases.CASES.parent.parent / "scripts")}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
