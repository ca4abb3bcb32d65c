"""The life of one procedure in a real repository, from draft to withdrawn, whatever way its changes were merged."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import library_cases
import pytest
from library_cases import git

from sotay import issuing, pipeline
from sotay.findings import Finding
from sotay.lifecycle import State
from sotay.outputs import timeline_text
from sotay.timeline import Proof, timeline, titles

CODE = "QT.DN.01"
FILE = "procedures/qt-dn-01.md"
ANSWERS = {
    "2021-01-10": [],
    "2021-01-12": [("01", State.APPROVED)],
    "2021-03-01": [("01", State.EFFECTIVE)],
    "2021-07-01": [("01", State.SUPERSEDED), ("02", State.EFFECTIVE)],
    "2021-09-15": [("01", State.SUPERSEDED), ("02", State.WITHDRAWN)],
}

Way = Callable[[Path, str, Callable[[], None]], None]


def procedure(version: str, effective: str, body: str, *rows: str) -> str:
    changes = "\n".join(rows)
    return f"""---
code: {CODE}
title: Cấp giấy phép mẫu
kind: procedure
division: VP
version: "{version}"
effective: {effective}
prepared_by: thu-ky
reviewed_by: truong-phong
approved_by: lanh-dao
legal_basis: [07/2016/NĐ-CP]
changes:
{changes}
sample: true
---

## 1. Mục đích

{body}
"""


FIRST = '  - {version: "01", date: 2021-01-15, summary: Ban hành lần đầu}'
SECOND = '  - {version: "02", date: 2021-06-01, summary: Rút ngắn thời gian}'
DRAFT = procedure("01", "2021-01-15", "Bản thảo.", FIRST)
VERSION_1 = procedure("01", "2021-01-15", "Giải quyết trong 5 ngày.", FIRST)
VERSION_2 = procedure("02", "2021-06-01", "Giải quyết trong 3 ngày.", FIRST, SECOND)


def write(root: Path, path: str, text: str) -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def decide(root: Path, number: str, day: str, effective: str, *, withdraws: bool = False) -> None:
    """Record a decision of ``day`` as a person would: the record by hand, the pin by the command."""
    end = f"withdraws: [{CODE}]\n" if withdraws else ""
    name = number.split("/", maxsplit=1)[0]
    head = f"number: {number} # ký giấy\ndate: {day}\neffective: {effective}\n{end}"
    write(root, f"records/decisions/{name}.md", f"---\n{head}---\n")
    if not withdraws:
        library = pipeline.read(root, None, date.fromisoformat(day))
        issuing.write(library, issuing.issue(library, number, [CODE]))
        assert "# ký giấy" in (root / f"records/decisions/{name}.md").read_text(encoding="utf-8")


def commit(root: Path, day: str) -> None:
    git(root, day, "add", "-A")
    git(root, day, "commit", "-q", "-m", "Lưu")


def directly(root: Path, day: str, work: Callable[[], None]) -> None:
    work()
    commit(root, day)


def squashed(root: Path, day: str, work: Callable[[], None]) -> None:
    git(root, day, "checkout", "-q", "-b", "thay-doi")
    write(root, "procedures/tam.txt", "bước giữa")
    commit(root, day)
    (root / "procedures/tam.txt").unlink()
    work()
    commit(root, day)
    git(root, day, "checkout", "-q", "main")
    git(root, day, "merge", "-q", "--squash", "thay-doi")
    commit(root, day)
    git(root, day, "branch", "-q", "-D", "thay-doi")


def rebased(root: Path, day: str, work: Callable[[], None]) -> None:
    git(root, day, "checkout", "-q", "-b", "thay-doi")
    work()
    commit(root, day)
    git(root, day, "checkout", "-q", "main")
    write(root, "docs/tin.md", f"# Tin ngày {day}\n")
    commit(root, day)
    git(root, day, "checkout", "-q", "thay-doi")
    git(root, day, "rebase", "-q", "main")
    git(root, day, "checkout", "-q", "main")
    git(root, day, "merge", "-q", "--ff-only", "thay-doi")
    git(root, day, "branch", "-q", "-D", "thay-doi")


def amended(root: Path, day: str, work: Callable[[], None]) -> None:
    write(root, "docs/tin.md", f"# Tin ngày {day}\n")
    commit(root, day)
    work()
    git(root, day, "add", "-A")
    git(root, day, "commit", "-q", "--amend", "-m", "Lưu lại")


def merged(root: Path, day: str, work: Callable[[], None]) -> None:
    git(root, day, "checkout", "-q", "-b", "thay-doi")
    work()
    commit(root, day)
    git(root, day, "checkout", "-q", "main")
    git(root, day, "merge", "-q", "--no-ff", "-m", "Gộp", "thay-doi")
    git(root, day, "branch", "-q", "-D", "thay-doi")


def renamed(root: Path, day: str, work: Callable[[], None]) -> None:
    """Move the file into another folder before the work, and back after it."""
    elsewhere = root / "procedures" / "phong-mot" / "qt-dn-01.md"
    if (root / FILE).exists():
        elsewhere.parent.mkdir(exist_ok=True)
        (root / FILE).rename(elsewhere)
        commit(root, day)
        elsewhere.rename(root / FILE)
    work()
    commit(root, day)


def live(root: Path, way: Way) -> None:
    """Let the procedure live: each step is merged in one way."""
    shutil.copytree(library_cases.BASE, root)
    (root / FILE).unlink()
    (root / ".gitignore").write_text("/build/\n", encoding="utf-8")
    git(root, "2021-01-04", "init", "-q", "-b", "main")
    commit(root, "2021-01-04")

    def approve_first() -> None:
        write(root, FILE, VERSION_1)
        decide(root, "01/QĐ-CQM", "2021-01-11", "2021-01-15")

    def approve_second() -> None:
        write(root, FILE, VERSION_2)
        decide(root, "02/QĐ-CQM", "2021-05-20", "2021-06-01")

    way(root, "2021-01-05", lambda: write(root, FILE, DRAFT))
    before = pipeline.read(root, date(2021, 1, 10), date(2021, 10, 29))
    assert [(station.version, station.state) for station in timeline(before, CODE)] == [("01", State.DRAFT)]
    way(root, "2021-01-11", approve_first)
    way(root, "2021-05-20", approve_second)
    way(root, "2021-08-30", lambda: decide(root, "03/QĐ-CQM", "2021-08-30", "2021-09-01", withdraws=True))


def errors(root: Path, day: str) -> list[Finding]:
    found = pipeline.check(root, date.fromisoformat(day), date(2021, 10, 29)).findings
    return [
        finding
        for finding in found
        if finding.code[:3] in {"VER", "SEC", "DOC"} and finding.severity == "error"
    ]


@pytest.mark.parametrize(
    "way", [directly, squashed, rebased, amended, merged, renamed], ids=lambda way: way.__name__
)
def test_five_days_have_the_same_answers_whatever_the_way(tmp_path: Path, way: Way) -> None:
    root = tmp_path / "library"
    live(root, way)
    for day, expected in ANSWERS.items():
        library = pipeline.read(root, date.fromisoformat(day), date(2021, 10, 29))
        stations = timeline(library, CODE)
        approved = [station for station in stations if station.decision is not None]
        assert [(station.version, station.state) for station in approved] == expected, day
        assert {station.state for station in stations if station not in approved} <= {State.DRAFT}
        assert all(station.proof is Proof.GIT and station.text is not None for station in approved)
    assert errors(root, "2021-10-29") == []


def test_the_answer_in_words(tmp_path: Path, snapshot: object) -> None:
    root = tmp_path / "library"
    live(root, directly)
    library = pipeline.read(root, date(2021, 7, 1), date(2021, 10, 29))
    stations = timeline(library, CODE)
    shown = timeline_text.render_timeline(stations, titles(library, stations), library.as_of).decode()
    commits = git(root, "2021-10-29", "log", "--format=%H").split()
    for commit_id in commits:
        shown = shown.replace(commit_id[:12], "COMMIT")
    assert shown == snapshot


def test_one_letter_is_caught_at_every_later_check(tmp_path: Path) -> None:
    root = tmp_path / "library"
    live(root, directly)
    git(root, "2021-03-01", "reset", "-q", "--hard", "HEAD~2")
    (root / FILE).write_text(VERSION_1.replace("5 ngày", "6 ngày"), encoding="utf-8")
    assert [finding.code for finding in errors(root, "2021-03-01")] == ["VER101"]
    commit(root, "2021-03-02")
    assert [finding.code for finding in errors(root, "2021-03-02")] == ["VER101"]
    write(root, "docs/tin.md", "# Việc khác\n")
    commit(root, "2021-04-01")
    found = errors(root, "2021-04-01")
    assert [finding.code for finding in found] == ["VER101"]
    assert found[0].place.file == FILE
    git(root, "2021-04-02", "checkout", "-q", "HEAD~2", "--", FILE)
    commit(root, "2021-04-02")
    assert errors(root, "2021-04-02") == []


def test_a_shallow_clone_is_refused_with_what_mends_it(tmp_path: Path) -> None:
    root = tmp_path / "library"
    live(root, directly)
    clone = tmp_path / "clone"
    git(tmp_path, "2021-10-29", "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    found = errors(clone, "2021-10-29")
    assert [finding.code for finding in found] == ["VER601"]
    command = found[0].message.split("`")[1]
    subprocess.run(command.split(), cwd=clone, check=True, capture_output=True)
    assert errors(clone, "2021-10-29") == []
