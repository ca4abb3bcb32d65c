"""`sotay desk` and where a desk stands."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import desk_library
import library_cases
import pytest
from desk_library import AN, PASSWORD
from typer.testing import CliRunner

from sotay import git
from sotay.commands.desk import desk_app
from sotay.desk import place
from sotay.desk.access import AccessError, Users
from sotay.git import HistoryRefusedError


def desk(*words: str, given: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(desk_app, list(words), input=given)
    return done.exit_code, done.output


def test_nobody_comes_in_before_somebody_is_let_in(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    code, said = desk(str(bare))
    assert code == 2
    assert f"sotay desk user MÃ --users {bare}.desk/users.yml" in said
    code, said = desk("user", AN, str(bare), given="quá ngắn\nquá ngắn\n")
    assert code == 2
    assert "ít nhất 12 ký tự" in said
    assert not Path(f"{bare}.desk/users.yml").exists()
    code, said = desk("user", AN, str(bare), given=f"{PASSWORD}\n{PASSWORD}\n")
    assert code == 0, said
    file = Path(f"{bare}.desk/users.yml")
    assert Users(file).let_in(AN, PASSWORD)
    assert not Users(file).let_in(AN, "sai")
    assert not Users(file).let_in("la", PASSWORD)
    assert PASSWORD not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nobody_is_let_in_whom_the_agency_does_not_know(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    code, said = desk("user", "nguoi-la", str(bare), given=f"{PASSWORD}\n{PASSWORD}\n")
    assert (code, "không có mã nguoi-la" in said, AN in said) == (2, True, True)
    assert not Path(f"{bare}.desk/users.yml").exists()


def test_file_of_users_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    file = tmp_path / "users.yml"
    for told in ("- an\n", "an: 1\n", "an: [\n"):
        file.write_text(told, encoding="utf-8")
        with pytest.raises(AccessError, match=r"users\.yml"):
            Users(file).read()
        code, said = desk(str(bare), "--users", str(file))
        assert (code, "users.yml" in said) == (2, True)


def test_git_that_cannot_join_changes_is_refused_before_anybody_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = desk_library.make(tmp_path)
    monkeypatch.setattr(git, "version", lambda: "git version 2.37.9")
    code, said = desk(str(bare))
    assert (code, "git 2.38" in said) == (2, True)


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path)
    assert desk(str(bare), "--users", "a", "--trust", "127.0.0.1")[0] == 2
    code, said = desk(str(tmp_path / "ban"))
    assert code == 2
    assert f"git clone --bare {tmp_path}/ban {tmp_path}/ban.git" in said
    (tmp_path / "tron").mkdir()
    code, said = desk(str(tmp_path / "tron"))
    assert code == 2
    assert "git init --bare" in said
    assert desk("--library", str(tmp_path / "tron"))[0] == 2


def test_trial_repository_takes_up_what_the_library_got_since(tmp_path: Path) -> None:
    desk_library.make(tmp_path)
    work, folder = tmp_path / "ban", tmp_path / "ban" / "build" / "desk"
    made = place.trial(work, folder)
    assert made.repository.is_dir()
    assert made.note == ""
    (work / "docs" / "index.md").write_text("# Trang mới\n", encoding="utf-8")
    _commit(work)
    assert place.trial(work, folder).note == ""
    assert _git(made.repository, "show", "main:docs/index.md") == "# Trang mới"
    (work / "docs" / "index.md").write_text("# Trang khác\n", encoding="utf-8")
    library_cases.git(work, library_cases.FIRST_DAY, "commit", "-qam", "Khác", "--amend")
    other = place.trial(work, folder)
    assert "được giữ nguyên" in other.note
    assert _git(made.repository, "show", "main:docs/index.md") == "# Trang mới"


def test_library_that_is_not_under_git_has_no_trial(tmp_path: Path) -> None:
    with pytest.raises(HistoryRefusedError):
        place.trial(tmp_path, tmp_path / "build")


def _commit(work: Path) -> None:
    library_cases.git(work, library_cases.FIRST_DAY, "commit", "-qam", "Sửa")


def _git(folder: Path, *words: str) -> str:
    return (
        subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )
