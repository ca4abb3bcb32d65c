"""Saves and approvals on a bare repository: nothing is written over, nothing is checked out."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sotay.desk.repository import CHANGES, Author, ConflictError, Edit, Repository, StaleError

AN = Author("An (dữ liệu mẫu)", "an@mau.example")
BINH = Author("Bình (dữ liệu mẫu)", "binh@mau.example")
FILE = "procedures/văn phòng/qt-vp-02.md"
REF = f"{CHANGES}quy-trinh/qt-vp-02"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "kho.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    found = Repository(folder)
    found.save("refs/heads/main", [Edit(FILE, b"mot\nhai\nba\n", None)], "Bắt đầu", AN)
    return found


def blob(repository: Repository, ref: str) -> str | None:
    tip = repository.tip(ref)
    assert tip
    return repository.blob(tip, FILE)


def test_change_is_a_branch_and_publishing_a_merge_with_both_parents(repository: Repository) -> None:
    published = repository.tip("refs/heads/main")
    assert published
    repository.save(REF, [Edit(FILE, b"mot\nhai\nbon\n", blob(repository, "refs/heads/main"))], "Sửa", BINH)
    branch = repository.branch(REF)
    assert branch
    assert (branch.base, set(repository.changed(branch))) == (published, {FILE})
    assert repository.authors(branch) == {BINH.email}
    merged = repository.merge(branch, "Phê duyệt\n\nApproved-by: An <an@mau.example>\n", AN, published)
    assert repository.tip("refs/heads/main") == published, "a merge alone moves nothing"
    repository.publish(merged, published)
    tip = repository.tip("refs/heads/main")
    assert tip == merged
    found = repository.blob(tip, FILE)
    assert found
    assert repository.read(found) == b"mot\nhai\nbon\n"
    repository.take_away(branch)
    assert repository.branches() == ()


def test_save_that_was_based_on_another_text_is_refused(repository: Repository) -> None:
    old = blob(repository, "refs/heads/main")
    repository.save(REF, [Edit(FILE, b"cua An\n", old)], "Sửa", AN)
    with pytest.raises(StaleError, match="qt-vp-02"):
        repository.save(REF, [Edit(FILE, b"cua Binh\n", old)], "Sửa", BINH)
    now = blob(repository, REF)
    assert now
    assert repository.read(now) == b"cua An\n"
    repository.save(REF, [Edit(FILE, b"cua Binh\n", now)], "Sửa", BINH)
    assert repository.branch(REF)


def test_of_many_who_save_at_once_each_is_kept_or_told(repository: Repository) -> None:
    old = blob(repository, "refs/heads/main")

    def save(number: int) -> bool:
        try:
            repository.save(REF, [Edit(FILE, f"{number}\n".encode(), old)], "Sửa", AN)
        except StaleError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(save, range(16)))
    assert kept.count(True) == 1
    now = blob(repository, REF)
    assert now
    assert repository.read(now) == f"{kept.index(True)}\n".encode()


def test_both_changed_the_same_line(repository: Repository) -> None:
    old = blob(repository, "refs/heads/main")
    repository.save(REF, [Edit(FILE, b"mot\nHAI\nba\n", old)], "Sửa", AN)
    published = repository.save("refs/heads/main", [Edit(FILE, b"mot\nhai!\nba\n", old)], "Sửa", BINH)
    branch = repository.branch(REF)
    assert branch
    with pytest.raises(ConflictError) as caught:
        repository.merge(branch, "x", AN, published)
    assert caught.value.paths == (FILE,)


def test_published_branch_that_moved_meanwhile_is_not_set_back(repository: Repository) -> None:
    old = blob(repository, "refs/heads/main")
    seen = repository.tip("refs/heads/main")
    assert seen
    repository.save(REF, [Edit(FILE, b"mot\n", old)], "Sửa", AN)
    branch = repository.branch(REF)
    assert branch
    merged = repository.merge(branch, "x", BINH, seen)
    now = repository.save("refs/heads/main", [Edit("docs/a.md", b"a\n", None)], "Khác", BINH)
    with pytest.raises(StaleError):
        repository.publish(merged, seen)
    assert repository.tip("refs/heads/main") == now


def test_file_is_taken_away_and_one_with_a_strange_name_kept(repository: Repository) -> None:
    strange = 'docs/"a\nb" [1].md'
    repository.save(
        REF, [Edit(FILE, None, blob(repository, "refs/heads/main")), Edit(strange, b"x", None)], "Xóa", AN
    )
    branch = repository.branch(REF)
    assert branch
    changed = repository.changed(branch)
    assert changed[FILE][1] is None
    assert changed[strange][0] is None
    found = changed[strange][1]
    assert found
    assert repository.read(found) == b"x"
