"""Measure how long the gate holds up a push, in CPU seconds of the hook's whole process.

    .venv/bin/python benchmarks/gate.py [DOCUMENTS]

A push brings a library of that many documents to a bare repository, a second one changes every document. Yardstick: git hands
out the same contents and PyYAML's C loader reads their front matter, nothing else.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import generate
from run import RUNS, cpu

MOST = 1.0
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
JUDGE = """
import pathlib, sys
from datetime import date
from sotay import gate
verdict = gate.judge(pathlib.Path(sys.argv[1]), gate.Push(*sys.argv[2:4], "refs/heads/main"), None, date(2026, 1, 1))
assert verdict.passes, (verdict.refusals, verdict.brought[:3])
"""


def main(count: int) -> None:
    """Print what judging a push of ``count`` changed files costs."""
    with tempfile.TemporaryDirectory() as scratch:
        work, bare = Path(scratch) / "work", Path(scratch) / "repo.git"
        work.mkdir()
        generate(work, count)
        for words in (
            ("init", "-q", "--bare", "-b", "main", str(bare)),
            ("init", "-q", "-b", "main", str(work)),
        ):
            subprocess.run(["git", *words], check=True)
        old = committed(work, bare)
        for path in (work / "procedures").rglob("*.md"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("Tiếp nhận, kiểm tra", "Tiếp nhận và kiểm tra"), encoding="utf-8")
        new = committed(work, bare)
        runs = [
            (cpu("-c", YARDSTICK, str(bare), new), cpu("-c", JUDGE, str(bare), old, new))
            for _run in range(RUNS)
        ]
    plain, judged = (statistics.median(run[index] for run in runs) for index in (0, 1))
    print(f"a push that changes {count} documents, median of {RUNS} runs")
    print(f"  yardstick: git and PyYAML's C loader {plain:6.2f} s CPU")
    print(
        f"  judged at the gate                   {judged:6.2f} s CPU, {judged / plain:.2f} of it (at most {MOST} s)"
    )


def committed(work: Path, bare: Path) -> str:
    """Commit all and push it; return the commit."""
    who = {
        f"GIT_{role}_{part}": "mau@mau.example"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    for words in (("add", "-A"), ("commit", "-qm", "x"), ("push", "-q", str(bare), "HEAD:main")):
        subprocess.run(["git", "-C", str(work), *words], check=True, env={**os.environ, **who})
    done = subprocess.run(
        ["git", "-C", str(work), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
