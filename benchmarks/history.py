"""Measure what a long history costs, in CPU seconds of whole processes, against named yardsticks in the same run.

    .venv/bin/python benchmarks/history.py [DOCUMENTS]

Every document has four versions in git, each pinned by a decision. Yardsticks: `git log --raw` with `git cat-file --batch`
of the same contents and nothing else; reading the front matter of the files at hand with PyYAML's C loader.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import generate
from run import ROOT, YARDSTICK

sys.path.insert(0, str(ROOT / "scripts"))

from sotay.versions import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = 3
COLD = 15.0
UNCHANGED = 2.0
DAYS = ("2020-08-20", "2020-12-21", "2021-04-19", "2021-08-23")
LAW_DAY = "2021-08-01"  # followed in time by the last version
PIN = '  - {{code: {code}, version: "{version}", sha256: "{sha256}"}}\n'
GIT_YARDSTICK = """
cd "$1" && git log --raw --no-abbrev --no-renames -z >/dev/null
git rev-list --objects --no-object-names HEAD | git cat-file --batch >/dev/null
"""
TRUE = """
import pathlib, sys
from datetime import date
from sotay import lifecycle, pipeline, versions
library = pipeline.read(pathlib.Path(sys.argv[1]), None, date(2021, 10, 29))
texts, documents = versions.texts(library), library.procedures.values()
days = [date.fromisoformat(day) for day in sys.argv[3:]]
for day in days:
    states = [lifecycle.state_of(library, document, day) for document in documents]
assert set(states) == {lifecycle.State.EFFECTIVE}
assert lifecycle.in_force(library) == tuple(library.procedures.values())
assert len(texts) == len(days) * len(documents) == len(days) * int(sys.argv[2])
assert all(issue.text for life in lifecycle.lives(library).values() for issue in life.issues)
"""


class Cost(NamedTuple):
    """What a process and its children cost: CPU and elapsed seconds, the largest memory of one of them in MiB.

    The kernel counts no less memory than this program has when it starts another.
    """

    cpu: float
    elapsed: float
    peak: float


def run(*command: str) -> Cost:
    """Run a command to its end and return its cost."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[:3]} failed: nothing was measured")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024)


def text_of(number: int, version: int) -> str:
    """Return the text of a document in one of its versions, from 0."""
    text = generate.PROCEDURE.format(
        code=generate.code_of(number),
        number=number,
        law=f"{number % generate.LAWS + 1:02d}",
        article=number % 40 + 1,
    )
    rows = "".join(
        f'  - {{version: "{row + 1:02d}", date: {DAYS[row]}, summary: Sửa đổi lần {row}}}\n'
        for row in range(1, version + 1)
    )
    text = text.replace("confidentiality:", f"{rows}confidentiality:")
    text = text.replace(
        'version: "01"\neffective: 2020-08-20', f'version: "{version + 1:02d}"\neffective: {DAYS[version]}'
    )
    return f"{text}\nLần ban hành này là lần thứ {version + 1}.\n"


def path_of(number: int) -> str:
    """Return where a document stands."""
    code = generate.code_of(number).lower()
    return f"procedures/{code[3:7]}/{code.replace('.', '-')}.md"


def changes(count: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield day and files of each commit: the frame of the library, then a hundred documents with their decision each."""
    frame = {"agency.yml": generate.AGENCY}
    for law in range(1, generate.LAWS + 1):
        text = generate.LAW.format(number=f"{law:02d}").replace("2016-03-10", LAW_DAY)
        frame[f"records/legal/nd-{law:02d}.md"] = text
    yield DAYS[0], frame
    reader, made = Reader(), 0
    for version, day in enumerate(DAYS):
        for start in range(0, count, generate.PINS):
            numbers = range(start, min(start + generate.PINS, count))
            files = {path_of(number): text_of(number, version) for number in numbers}
            made += 1
            yield (
                day,
                files
                | {f"records/decisions/{day[:4]}-{made:03d}-qd-cqm.md": decision(made, day, reader, files)},
            )


def decision(number: int, day: str, reader: Reader, files: dict[str, str]) -> str:
    """Return the decision that pins some texts."""
    said = [reader.said(text.encode()) for text in files.values()]
    pins = "".join(
        PIN.format(code=text.code, version=text.version, sha256=text.sha256)
        for text in said
        if text is not None
    )
    return generate.DECISION.format(number=number, pins=pins).replace("2020-08-20", day)


def fast_import(stream: IO[bytes], count: int) -> None:
    """Write the whole history in the form that ``git fast-import`` reads."""
    for day, files in changes(count):
        who = f"Mẫu <mau@mau.example> {day}T09:00:00+0700"
        stream.write(f"commit refs/heads/main\ncommitter {who}\ndata 1\nx\n".encode())
        for path, text in files.items():
            data = text.encode()
            stream.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")


def make(folder: Path, count: int) -> None:
    """Make a repository with the library and its history, packed as a clone has it."""
    git = ("git", "-C", str(folder))
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    command = [*git, "fast-import", "--quiet", "--date-format=rfc2822"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        fast_import(process.stdin, count)
    if process.returncode:
        sys.exit("git fast-import failed: nothing was measured")
    subprocess.run([*git, "repack", "-adq"], check=True)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True)


def measure(folder: Path) -> dict[str, Cost]:
    """Return what each costs, the yardsticks first."""
    shutil.rmtree(folder / "build", ignore_errors=True)
    status = (sys.executable, "-m", "sotay", "status", "--library", str(folder))
    check = (sys.executable, "-m", "sotay", "check", "--library", str(folder))
    costs = {
        "yardstick: git alone": run("sh", "-c", GIT_YARDSTICK, "sh", str(folder)),
        "yardstick: PyYAML's C loader": run(sys.executable, "-c", YARDSTICK, str(folder)),
        "history and states, cold": run(*status),
        "history and states, unchanged": run(*status),
    }
    shutil.rmtree(folder / "build")
    return costs | {"first check": run(*check), "check, nothing changed": run(*check)}


def main() -> None:
    """Measure and print the medians; the yardsticks and what is measured take turns."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    limits = {
        "history and states, cold": COLD,
        "history and states, unchanged": UNCHANGED,
        "check, nothing changed": UNCHANGED,
    }
    with tempfile.TemporaryDirectory() as name:
        make(Path(name), count)
        run(sys.executable, "-c", TRUE, name, str(count), *DAYS)
        runs = [measure(Path(name)) for _run in range(RUNS)]
    print(f"{count} documents, {len(DAYS) * count} contents in git, median of {RUNS} runs")
    for what in runs[0]:
        cpu, elapsed, peak = (statistics.median(run[what][index] for run in runs) for index in range(3))
        ratio = statistics.median(run[what].cpu / sum(c.cpu for c in list(run.values())[:2]) for run in runs)
        limit = f" (at most {limits[what]:g} s)" if what in limits else ""
        print(
            f"  {what:<30} {cpu:6.2f} s CPU, {ratio:5.2f} of both yardsticks, {elapsed:6.2f} s elapsed,"
            f" {peak:5.0f} MiB{limit}"
        )


if __name__ == "__main__":
    main()
