"""Measure cost as ratios in one run, in CPU seconds of whole processes, each against a named yardstick.

    .venv/bin/python benchmarks/run.py [DOCUMENTS]

Yardstick for loading and checking: reading the same front matter with PyYAML's C loader, nothing else.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import generate

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3
YARDSTICK = """
import pathlib, sys, yaml
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.md")):
    text = path.read_bytes().decode("utf-8")
    yaml.load(text.split("---\\n", 2)[1], Loader=yaml.CSafeLoader)
"""
OUTPUTS = """
import pathlib, resource, sys, tempfile, datetime
from sotay import pipeline
from sotay.outputs import controlled, docx, html, markdown, pandoc_door, pdf, report_json, typeface
from sotay.figures import bulk, engine
from sotay.report.compose import compose_official
import typst
pandoc_door.parse("")
engine.rows(engine.table({"n": [1]}, {"n": "int64"}, engine.EMBEDDED))
used = lambda: sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
started = used()
library = pipeline.read(pathlib.Path(sys.argv[1]), None, datetime.date(2026, 1, 1))
with tempfile.TemporaryDirectory() as out:
    pipeline.write_report(library, compose_official(library, 2021), pathlib.Path(out))
print(used() - started)
"""


def cpu(*command: str) -> float:
    """Return the CPU seconds of a process and its children, which may keep compiled code as Python does unless told otherwise."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check(folder: Path) -> list[float]:
    """Return CPU seconds of: the yardstick, a first check, a check with nothing changed."""
    shutil.rmtree(folder / "build", ignore_errors=True)
    command = ("-m", "sotay", "check", "--library", str(folder))
    return [cpu("-c", YARDSTICK, str(folder)), cpu(*command), cpu(*command)]


def main() -> None:
    """Measure and print; the yardstick and what is measured take turns."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name), count)
        check(Path(name))
        runs = [check(Path(name)) for _run in range(RUNS)]
    print(f"{count} procedures, median of {RUNS} runs")
    print(f"  yardstick: PyYAML's C loader   {statistics.median(run[0] for run in runs):6.2f} s CPU")
    for index, (what, most) in enumerate((("first check", 2.0), ("nothing changed", 0.5)), start=1):
        seconds = statistics.median(run[index] for run in runs)
        ratio = statistics.median(run[index] / run[0] for run in runs)
        print(f"  {what:<30} {seconds:6.2f} s CPU, {ratio:.2f} of the yardstick (at most {most})")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    outputs = [
        float(
            subprocess.run(
                [sys.executable, "-c", OUTPUTS, str(ROOT)], env=environment, check=True, capture_output=True
            ).stdout
        )
        for _run in range(RUNS)
    ]
    print(
        f"  the report's five outputs      {statistics.median(outputs):6.2f} s CPU after start-up (at most 2)"
    )


if __name__ == "__main__":
    main()
