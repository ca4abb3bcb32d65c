"""What git proves of decisions: when each came, and what it said when it took effect."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import library_cases
import pytest

from sotay import pipeline, witness
from sotay.fingerprint import fingerprint
from sotay.history import Commit
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.library import Library

AGENCY = (library_cases.BASE / "agency.yml").read_bytes()


def recorded(library: Library) -> dict[str, witness.Record]:
    return {identity.name: record for identity, record in witness.records(library).items()}


def git(root: Path, *words: str, at: str = "2021-01-04T08:00:00+07:00") -> str:
    """Run git at a moment, which is a day or a day with its time."""
    moment = at if "T" in at else f"{at}T08:00:00+07:00"
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_DATE": "2001-01-01T08:00:00+07:00",
        "GIT_COMMITTER_DATE": moment,
    }
    command = ["git", "-C", str(root), "-c", "user.name=Mẫu", "-c", "user.email=mau@mau.example", *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8")
    return done.stdout.strip()


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def decide(root: Path, fields: str, path: str = "records/decisions/1.md") -> None:
    put(root, path, f"---\n{fields}\n---\n")


def commit(root: Path, day: str) -> str:
    git(root, "add", "-A", at=day)
    git(root, "commit", "-qm", "x", at=day)
    return git(root, "rev-parse", "HEAD")


def read(root: Path) -> Library:
    return pipeline.read(root, None, date(2021, 10, 29))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".gitignore").write_text("build/\n", encoding="utf-8")
    (tmp_path / "agency.yml").write_bytes(AGENCY)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "2021-01-04")
    return tmp_path


FIRST = "number: 1/QĐ-CQM\ndate: 2021-03-01\neffective: 2021-04-01\nsubject: một"
SECOND = FIRST.replace("một", "hai")


def test_the_day_is_the_day_in_vietnam() -> None:
    assert witness.day_of(Commit("x", "2021-01-11T23:30:00+00:00")) == date(2021, 1, 12)
    assert witness.day_of(Commit("x", "2021-01-12T06:59:59+14:00")) == date(2021, 1, 11)


def test_a_decision_came_with_the_commit_that_first_held_it(root: Path) -> None:
    decide(root, FIRST)
    came = commit(root, "2021-03-02T23:30:00+00:00")
    put(root, "docs/x.md", "x")
    commit(root, "2021-03-05")
    record = recorded(read(root))["1/QĐ-CQM"]
    assert (record.first.commit.id, record.first.day) == (came, date(2021, 3, 3))
    assert record.settled == record.first
    assert witness.start(read(root)) == date(2021, 3, 3)


def test_what_it_said_when_it_took_effect_is_settled(root: Path) -> None:
    for text, day in (
        (FIRST, "2021-03-02"),
        (SECOND, "2021-04-01"),
        (FIRST.replace("một", "ba"), "2021-04-02"),
    ):
        decide(root, text)
        commit(root, day)
    record = recorded(read(root))["1/QĐ-CQM"]
    assert [one.document.meta.subject for one in (record.first, record.settled)] == ["một", "hai"]


def test_a_file_that_is_moved_stays_the_same_decision(root: Path) -> None:
    decide(root, FIRST)
    came = commit(root, "2021-03-02")
    (root / "records" / "decisions" / "1.md").unlink()
    decide(root, FIRST, "records/decisions/2021/khác.md")
    commit(root, "2021-05-01")
    library = read(root)
    assert list(recorded(library)) == ["1/QĐ-CQM"]
    assert recorded(library)["1/QĐ-CQM"].first.commit.id == came
    record = witness.record_of(library, library.of(Decision)[0])
    assert record is not None
    assert record.settled.document.path == "records/decisions/1.md"


@pytest.mark.parametrize("way", ["merge", "squash", "rebase", "evil"])
def test_the_day_and_the_text_are_those_of_what_was_merged(root: Path, way: str) -> None:
    git(root, "checkout", "-qb", "work")
    decide(root, FIRST)
    commit(root, "2021-03-02")
    decide(root, SECOND)
    commit(root, "2021-03-03")
    git(root, "checkout", "-q", "main")
    put(root, "docs/x.md", "x")
    commit(root, "2021-03-04")
    if way == "rebase":
        git(root, "rebase", "-q", "main", "work", at="2021-03-05")
    elif way == "squash":
        git(root, "merge", "-q", "--squash", "work", at="2021-03-05")
        commit(root, "2021-03-05")
    else:
        git(root, "merge", "-q", "--no-commit", "--no-ff", "work", at="2021-03-05")
        if way == "evil":
            decide(root, FIRST.replace("một", "ba"))
        commit(root, "2021-03-05")
    record = recorded(read(root))["1/QĐ-CQM"]
    assert record.settled.document.meta.subject == ("ba" if way == "evil" else "hai")
    first = {"merge": (2, "một"), "evil": (2, "một"), "rebase": (5, "một"), "squash": (5, "hai")}[way]
    assert (record.first.day.day, record.first.document.meta.subject) == first


def test_a_commit_that_dates_itself_back_came_no_earlier_than_the_one_before_it(root: Path) -> None:
    put(root, "docs/x.md", "x")
    commit(root, "2021-06-01")
    decide(root, FIRST)
    commit(root, "2021-03-01")
    record = recorded(read(root))["1/QĐ-CQM"]
    assert record.first.commit.date.startswith("2021-03-01")
    assert record.first.day == date(2021, 6, 1)


def test_a_decision_that_is_not_understood_is_no_record(root: Path) -> None:
    for broken in ("effective: yes", "effective: 2021-13-01", "lạ: 1", "effective: &a x"):
        decide(root, FIRST.replace("effective: 2021-04-01", broken))
        commit(root, "2021-03-02")
    assert recorded(read(root)) == {}
    decide(root, FIRST)
    fixed = commit(root, "2021-03-04")
    assert recorded(read(root))["1/QĐ-CQM"].first.commit.id == fixed


def test_without_git_nothing_is_recorded(tmp_path: Path) -> None:
    decide(tmp_path, FIRST)
    library = read(tmp_path)
    assert (recorded(library), witness.start(library), witness.imported(library)) == (
        {},
        None,
        frozenset(),
    )
    assert witness.record_of(library, library.of(Decision)[0]) is None


def baseline(root: Path, *ids: str) -> None:
    """Write the baseline of some decisions as they stand."""
    library = read(root)
    entries = "".join(
        f"  - {{decision: {one}, sha256: {fingerprint(library.by_id[one])!r}}}\n" for one in ids
    )
    put(root, "records/baselines/b.md", f"---\ndate: 2021-03-10\nby: thu-ky\ndecisions:\n{entries}---\n")


def test_only_the_first_baseline_counts_and_only_for_what_it_lists(root: Path) -> None:
    decide(root, "number: 7/QĐ-CQM\ndate: 2015-03-01", "records/decisions/a.md")
    decide(root, "number: 8/QĐ-CQM\ndate: 2016-03-01", "records/decisions/b.md")
    baseline(root, "decisions/a")
    assert witness.imported(read(root)) == {"records/decisions/a.md"}
    commit(root, "2021-03-10")
    baseline(root, "decisions/a", "decisions/b")
    assert witness.imported(read(root)) == {"records/decisions/a.md"}
    commit(root, "2021-03-11")
    assert witness.imported(read(root)) == {"records/decisions/a.md"}
    decide(root, "number: 7/QĐ-CQM\ndate: 2015-03-02", "records/decisions/a.md")
    assert witness.imported(read(root)) == frozenset()
    (root / "records" / "baselines" / "b.md").unlink()
    first = witness.first_baseline(read(root))
    assert first is not None
    assert [entry.decision for entry in first.meta.decisions] == ["decisions/a"]


def test_what_is_signed_of_a_baseline_can_be_written_again() -> None:
    entries = [
        {"decision": "decisions/a", "sha256": "0" * 64},
        {"decision": "decisions/b", "sha256": "1" * 64},
    ]
    values = {"date": date(2021, 3, 10), "by": "thu-ky", "decisions": tuple(entries)}
    expected = f"""sotay: danh mục quyết định nhập ban đầu
Ngày: 2021-03-10
Người lập: thu-ky
decisions/a {"0" * 64}
decisions/b {"1" * 64}
"""
    assert witness.statement(Baseline.model_validate(values)) == expected.encode()
