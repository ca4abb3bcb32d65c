"""The gate in a bare repository: real git pushes over the file protocol, and what the hook lets through."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import library_cases
import pytest

from sotay import gate, receiving
from sotay.findings import Severity

GATE = library_cases.CASES / "gate"
TRICKS = sorted(GATE.glob("*.md"))
HONEST = sorted((library_cases.CASES / "honest").glob("*.md"))
DUTIES = {"QMS", "RPT", "LAW"}
IN_THE_FOLDER = {"history-cut-off", "attribute-stored-elsewhere", "engine-s-own-memory", "commits-replaced"}
"""Tricks with the checking machine's own folder: what was cut off or kept there never reaches a repository by a push."""
PUSHED = (
    "text-altered",
    "policy-in-same-change",
    "waiver-in-same-change",
    "decision-altered",
    "program",
    "submodule",
    "link",
)
PERSON = "  - {id: truong, name: Trưởng ban (dữ liệu mẫu), position: Trưởng ban, email: truong@mau.example, roles: [phê duyệt], sample: true}\n"


def git(folder: Path, *words: str) -> str:
    return library_cases.git(folder, library_cases.TODAY.isoformat(), *words)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "kho.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    return folder


def _laid(path: Path, folder: Path, bare: Path) -> tuple[library_cases.Case, gate.Push]:
    """Lay a case, push the branch it is meant for as it stands, and the change beside it."""
    case = library_cases.read(path)
    folder.mkdir()
    library_cases.lay_files(case, folder)
    target = git(folder, "rev-parse", case.since or "main").strip()
    head = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "push", "-q", str(bare), f"{target}:refs/heads/main", f"{head}:refs/heads/thay-doi")
    return case, gate.Push(target, head, "refs/heads/main")


def _expected(path: Path) -> list[str]:
    return sorted(re.findall(r"^change: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


def _in_part(paths: list[Path], one_in: int) -> list[Any]:
    """Return the cases, most of them for when they are asked for: test_gate.py plays each, here the pushes are real."""
    return [
        pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if number % one_in else [])
        for number, path in enumerate(paths)
    ]


@pytest.mark.parametrize("path", _in_part(TRICKS, 6))
def test_trick_is_turned_away(path: Path, tmp_path: Path, bare: Path) -> None:
    if path.stem in IN_THE_FOLDER:
        pytest.skip("it is played in the checking machine's folder")
    case, push = _laid(path, tmp_path / "ban", bare)
    verdict = gate.judge(bare, push, None, case.today)
    assert not verdict.passes
    found = sorted(
        f"{finding.code} {finding.place.file}"
        for finding in verdict.check.findings
        if finding.severity is Severity.ERROR and finding.code[:3] not in DUTIES
    )
    assert found == _expected(path)


@pytest.mark.parametrize("path", _in_part(HONEST, 3))
def test_honest_change_is_let_through(path: Path, tmp_path: Path, bare: Path) -> None:
    case, push = _laid(path, tmp_path / "ban", bare)
    verdict = gate.judge(bare, push, None, case.today)
    assert verdict.brought == ()
    begun_earlier = path.stem == "branch-from-before"
    assert len(verdict.refusals) == bool(verdict.steering) + begun_earlier, (
        "only an approver, or a merge, is asked for"
    )


@pytest.mark.parametrize("name", PUSHED)
def test_hook_turns_a_push_away_and_the_branch_stays(name: str, tmp_path: Path, bare: Path) -> None:
    case, push = _laid(GATE / f"{name}.md", tmp_path / "ban", bare)
    _hook(bare, case.today)
    done = _push(tmp_path / "ban", bare, "HEAD:main")
    assert done.returncode != 0
    for line in _expected(GATE / f"{name}.md"):
        code, file = line.split(" ", 1)
        assert re.search(rf"{re.escape(file)}\S*: \S+ {code}: ", done.stderr), done.stderr
    assert git(bare, "rev-parse", "main").strip() == push.old


def test_hook_lets_an_honest_push_in(tmp_path: Path, bare: Path) -> None:
    case, push = _laid(library_cases.CASES / "honest" / "new-version.md", tmp_path / "ban", bare)
    _hook(bare, case.today)
    done = _push(tmp_path / "ban", bare, "HEAD:main")
    assert done.returncode == 0, done.stderr
    assert git(bare, "rev-parse", "main").strip() == push.new


def test_branch_that_is_published_is_neither_taken_away_nor_set_back(tmp_path: Path, bare: Path) -> None:
    case, _push_of = _laid(library_cases.CASES / "honest" / "new-version.md", tmp_path / "ban", bare)
    _hook(bare, case.today)
    work = tmp_path / "ban"
    assert _push(work, bare, "HEAD:main").returncode == 0
    assert "cannot be taken away" in _push(work, bare, ":main", lang="en").stderr
    back = _push(work, bare, "+HEAD~1:main", lang="en")
    assert back.returncode != 0
    assert "would take commits off the branch" in back.stderr
    assert _push(work, bare, ":thay-doi").returncode == 0, "a proposal is its author's to take away"


def test_what_steers_needs_an_approver_of_the_agency_who_did_not_write_it(tmp_path: Path, bare: Path) -> None:
    work = tmp_path / "ban"
    case = library_cases.read(library_cases.CASES / "honest" / "draft.md")
    work.mkdir()
    library_cases.lay_files(case, work)
    agency = work / "agency.yml"
    agency.write_text(
        agency.read_text("utf-8").replace("people:\n", f"people:\n{PERSON}", 1),
        encoding="utf-8",
        newline="\n",
    )
    git(work, "add", "-A")
    git(work, "commit", "-qm", "Thêm người phê duyệt")
    old = git(work, "rev-parse", "HEAD").strip()
    (work / "mkdocs.yml").write_text("site_name: Mẫu\n", encoding="utf-8")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "Đổi tên trang")
    new = git(work, "rev-parse", "HEAD").strip()
    git(work, "push", "-q", str(bare), f"{old}:refs/heads/main", f"{new}:refs/heads/thay-doi")
    push = gate.Push(old, new, "refs/heads/main")
    assert gate.judge(bare, push, None, case.today).refusals
    assert gate.judge(bare, push, "chuyen-vien", case.today).refusals
    by_approver = gate.judge(bare, push, "truong@mau.example", case.today)
    assert (by_approver.steering, by_approver.refusals) == (("mkdocs.yml",), ())
    git(work, "-c", "user.email=truong@mau.example", "commit", "-q", "--amend", "--no-edit", "--reset-author")
    assert gate.judge(bare, push, "truong", case.today).refusals == (), (
        "the commit that was written by another"
    )


def test_installing_names_what_is_in_the_way(tmp_path: Path, bare: Path) -> None:
    with pytest.raises(gate.GateError, match="git init --bare"):
        receiving.install(tmp_path, Path(sys.executable))
    hook = receiving.install(bare, Path(sys.executable))
    assert os.access(hook, os.X_OK)
    assert receiving.install(bare, Path(sys.executable)) == hook, "installing again is no harm"
    hook.write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(gate.GateError, match="pre-receive"):
        receiving.install(bare, Path(sys.executable))


@pytest.mark.parametrize(
    "name", ["../ngoai.md", ".git/hooks/post-checkout", "procedures/../../x", "a/.GIT/config"]
)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path, bare: Path) -> None:
    blob = _fed(bare, b"x", "hash-object", "-w", "--stdin")
    tree = blob
    kind = "100644 blob"
    for part in reversed(name.split("/")):
        raw = f"{kind.split(maxsplit=1)[0].lstrip('0')} {part}".encode() + b"\0" + bytes.fromhex(tree)
        tree = _fed(bare, raw, "hash-object", "-w", "-t", "tree", "--literally", "--stdin")
        kind = "040000 tree"
    commit = library_cases.git(bare, "2021-10-29", "commit-tree", tree, "-m", "x").strip()
    with pytest.raises(gate.GateError, match="đổi tên"), gate.laid_out(bare, commit):
        pass
    assert not (tmp_path / "ngoai.md").exists()


@pytest.mark.parametrize(
    ("mode", "data", "name"),
    [("100644", b"x", "a" * 256), ("120000", b"", "lien-ket"), ("120000", b"a\0b", "lien-ket")],
    ids=["long name", "link to nothing", "link with a zero"],
)
def test_what_no_folder_can_hold_is_turned_away(mode: str, data: bytes, name: str, bare: Path) -> None:
    blob = _fed(bare, data, "hash-object", "-w", "--stdin")
    tree = _fed(bare, f"{mode} blob {blob}\t{name}\n".encode(), "mktree")
    commit = library_cases.git(bare, "2021-10-29", "commit-tree", tree, "-m", "x").strip()
    push = gate.Push("0" * 40, commit, "refs/heads/main")
    with pytest.raises(gate.GateError, match="không thư mục nào"):
        gate.judge(bare, push, None, library_cases.TODAY)


def test_a_file_is_no_folder_too(bare: Path) -> None:
    blob = _fed(bare, b"x", "hash-object", "-w", "--stdin")
    inner = _fed(bare, f"100644 blob {blob}\tb.md\n".encode(), "mktree")
    raw = b"".join(
        f"{mode} docs".encode() + b"\0" + bytes.fromhex(held)
        for mode, held in (("100644", blob), ("40000", inner))
    )
    tree = _fed(bare, raw, "hash-object", "-w", "-t", "tree", "--literally", "--stdin")
    commit = library_cases.git(bare, "2021-10-29", "commit-tree", tree, "-m", "x").strip()
    push = gate.Push("0" * 40, commit, "refs/heads/main")
    with pytest.raises(gate.GateError, match="không thư mục nào"):
        gate.judge(bare, push, None, library_cases.TODAY)


def _fed(folder: Path, data: bytes, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def _hook(bare: Path, day: date) -> None:
    """Install the hook, and let it take the case's day for today."""
    hook = receiving.install(bare, Path(sys.executable))
    program = f"from datetime import date; from sotay.commands import gate; gate.today = lambda: date({day.year}, {day.month}, {day.day}); from sotay.cli import main; main()"
    text = hook.read_text("utf-8")
    assert " -m sotay gate receive" in text
    lang = '--lang "${SOTAY_TEST_LANG:-vi}"'
    hook.write_text(
        text.replace("-m sotay gate receive", f"-c '{program}' gate receive {lang}"), encoding="utf-8"
    )


def _push(work: Path, bare: Path, what: str, lang: str = "vi") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(work), "push", str(bare), what],
        env={**os.environ, "SOTAY_TEST_LANG": lang, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
