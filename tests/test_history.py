"""What git knows: the last commit of each file, and nothing for what it does not prove."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sotay import history

ENVIRONMENT = {
    **os.environ,
    "GIT_AUTHOR_NAME": "Mẫu",
    "GIT_AUTHOR_EMAIL": "mau@mau.example",
    "GIT_COMMITTER_NAME": "Mẫu",
    "GIT_COMMITTER_EMAIL": "mau@mau.example",
    "GIT_COMMITTER_DATE": "2021-10-20T08:00:00+07:00",
    "GIT_AUTHOR_DATE": "2021-10-20T08:00:00+07:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], env=ENVIRONMENT, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def commit(root: Path, **files: str) -> str:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_", " ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return git(root, "rev-parse", "HEAD")


def test_the_last_commit_of_each_file(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    first = commit(tmp_path, records__a="1", records__b="1")
    second = commit(tmp_path, records__b="2")
    found = history.read(tmp_path)
    assert found.commit("records/a") == (first, "2021-10-20T08:00:00+07:00", "Mẫu", "mau@mau.example")
    assert found.last["records/b"].id == second
    assert found.head is not None
    assert found.head.id == second


def test_a_changed_file_has_no_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, records__a="1", records__b="1")
    (tmp_path / "records" / "a").write_text("2", encoding="utf-8")
    (tmp_path / "records" / "c").write_text("new", encoding="utf-8")
    (tmp_path / "records" / "b").unlink()
    found = history.read(tmp_path)
    assert [found.commit(f"records/{name}") for name in "abc"] == [None] * 3


def test_strange_names_and_a_library_inside_a_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    name = 'records/tên "lạ"\nxuống dòng.md'
    root = tmp_path / "thư viện"
    (root / "records").mkdir(parents=True)
    (root / name).write_text("x", encoding="utf-8")
    head = commit(tmp_path)
    found = history.read(root)
    assert {path: commit.id for path, commit in found.last.items()} == {name: head}
    assert found.commit(name) is not None


def test_no_repository_and_no_commit_are_no_error(tmp_path: Path) -> None:
    assert history.read(tmp_path).last == {}
    git(tmp_path, "init", "-q")
    assert history.read(tmp_path).last == {}
