"""Measure how long the gate holds up a push: the hook's whole process, as git starts it, in seconds that pass and in CPU seconds.

    .venv/bin/python benchmarks/gate.py [DOCUMENTS]

A push brings a library of that many documents to a bare repository, a second one changes every document: drafts first, then
documents that are in force and become drafts of their next version. Yardstick: git hands out the same contents and PyYAML's C
loader reads their front matter, nothing else; it and the hook take turns.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from generate import bring_into_force, generate
from run import RUNS, cpu

MOST = 1.0
FOUNDED = "2020-08-20T10:00:00+07:00"
CHANGES = {
    "drafts": {"Tiếp nhận, kiểm tra": "Tiếp nhận và kiểm tra"},
    "documents in force": {
        "Tiếp nhận, kiểm tra": "Tiếp nhận và kiểm tra",
        'version: "01"\neffective: 2020-08-20': 'version: "02"\neffective: 2022-03-01',
        "summary: Ban hành lần đầu}": 'summary: Ban hành lần đầu}\n  - {version: "02", date: 2022-03-01, summary: Sửa}',
    },
}
YARDSTICK = """
import subprocess, sys, yaml
repository, commit = sys.argv[1:]
listed = subprocess.run(["git", "-C", repository, "ls-tree", "-r", "-z", commit], capture_output=True, check=True).stdout
blobs = [line.split()[2] for line in listed.split(b"\\0") if line.endswith(b".md")]
told = subprocess.run(["git", "-C", repository, "cat-file", "--batch"], input=b"\\n".join(blobs), capture_output=True, check=True).stdout
place = 0
for _blob in blobs:
    end = told.index(b"\\n", place)
    size = int(told[place:end].split()[2])
    yaml.load(told[end + 1 : end + 1 + size].decode().split("---\\n", 2)[1], Loader=yaml.CSafeLoader)
    place = end + size + 2
"""
HOOK = """
import os, subprocess, sys
repository, old, new = sys.argv[1:]
done = subprocess.run(
    [sys.executable, "-I", "-X", "utf8", "-m", "sotay", "gate", "receive"],
    input=f"{old} {new} refs/heads/main\\n", env={**os.environ, "GIT_DIR": repository}, text=True, capture_output=True,
)
assert done.returncode == 0, (done.stdout, done.stderr)
"""


class Run(NamedTuple):
    """What one push cost: seconds that passed, CPU seconds, and those of the yardstick beside it."""

    passed: float
    judged: float
    plain: float


def main(count: int) -> None:
    """Print what judging a push of ``count`` changed files costs."""
    print(f"a push that changes {count} documents, median of {RUNS} runs, load {os.getloadavg()[0]:.1f}")
    for what, changes in CHANGES.items():
        with tempfile.TemporaryDirectory() as scratch:
            repository, old, new = pushed(Path(scratch), count, changes, in_force=what != "drafts")
            runs = [measured(repository, old, new) for _run in range(RUNS)]
        passed, judged, plain = (statistics.median(figures) for figures in zip(*runs, strict=True))
        ratio = statistics.median(run.judged / run.plain for run in runs)
        print(f"  {what}")
        print(f"    yardstick: git and PyYAML's C loader {plain:6.2f} s CPU")
        print(f"    judged by the hook                   {judged:6.2f} s CPU, {ratio:.2f} of it")
        print(f"    held up                              {passed:6.2f} s (at most {MOST} s)")


def measured(repository: Path, old: str, new: str) -> Run:
    """Let the yardstick and the hook run once each."""
    plain = cpu("-c", YARDSTICK, str(repository), new)
    started = time.perf_counter()
    judged = cpu("-c", HOOK, str(repository), old, new)
    return Run(time.perf_counter() - started, judged, plain)


def pushed(folder: Path, count: int, changes: dict[str, str], *, in_force: bool) -> tuple[Path, str, str]:
    """Return a bare repository with a library and the commit that changes all of it, and both commits."""
    work, bare = folder / "work", folder / "repo.git"
    work.mkdir()
    generate(work, count)
    if in_force:
        bring_into_force(work)
    for words in (("init", "-q", "--bare", "-b", "main", str(bare)), ("init", "-q", "-b", "main", str(work))):
        subprocess.run(["git", *words], check=True)
    old = committed(work, bare, FOUNDED)
    for path in (work / "procedures").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        for was, now in changes.items():
            text = text.replace(was, now)
        path.write_text(text, encoding="utf-8")
    return bare, old, committed(work, bare, None)


def committed(work: Path, bare: Path, day: str | None) -> str:
    """Commit all on a day and push it; return the commit."""
    who = {
        f"GIT_{role}_{part}": "mau@mau.example"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    when = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day} if day else {}
    for words in (("add", "-A"), ("commit", "-qm", "x"), ("push", "-q", str(bare), "HEAD:main")):
        subprocess.run(["git", "-C", str(work), *words], check=True, env={**os.environ, **who, **when})
    done = subprocess.run(
        ["git", "-C", str(work), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
