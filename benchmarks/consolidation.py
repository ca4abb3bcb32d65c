"""Measure the roll-up of many agencies' reports: CPU seconds and memory of the whole command, for N agencies and half of them.

    .venv/bin/python benchmarks/consolidation.py [AGENCIES]

Each report is the reference library's own of 2021, some 47 kB, under another name and with other figures. All six outputs are
written. Yardstick: reading the same files with json.loads, nothing else. Fails when over a limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
AGENCIES = 5_000
RUNS = 3
MOST_SECONDS = 10.0
MOST_RATIO = 12.0
MOST_MEGABYTES = 500
GROWTH = 1.3
YARDSTICK = """
import json, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.json")):
    json.loads(path.read_bytes())
"""
WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def reference(folder: Path) -> dict[str, object]:
    """Return the JSON of the reference library's report."""
    run("-m", "sotay", "report", "annual", "2021", "--library", str(ROOT), "--out", str(folder))
    value: dict[str, object] = json.loads((folder / "annual-report.json").read_text(encoding="utf-8"))
    return value


def lay(folder: Path, model: dict[str, object], count: int) -> None:
    """Write the reports of ``count`` sample agencies, the same for the same number, a hundred to a folder."""
    for number in range(count):
        late = number % 7
        figures = {
            "dossiers.received": 1000 + number,
            "dossiers.resolved": 990 + number,
            "dossiers.early": 300 + number,
            "dossiers.on_time": 690 - late,
            "dossiers.late": late,
            "dossiers.pending": 10,
        }
        facts = [
            fact
            | (
                {"value": figures[fact["id"]], "text": f"{figures[fact['id']]}"}
                if fact["id"] in figures
                else {}
            )
            for fact in model["facts"]  # type: ignore[attr-defined]
            if "_share" not in fact["id"]
        ]
        agency = {
            "name": f"Cơ quan mẫu {number:05d}",
            "abbreviation": f"CQM{number:05d}",
            "parent": "Ủy ban nhân dân tỉnh mẫu",
            "level": "sở",
            "sample": True,
        }
        path = folder / f"{number // 100:03d}" / f"{number:05d}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        value = model | {"agency": agency, "facts": facts}
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")


def run(*command: str) -> tuple[float, float]:
    """Return the CPU seconds of a process and its children, and the megabytes of the largest."""
    said = subprocess.run(
        [sys.executable, "-c", WATCHED, sys.executable, *command],
        env=ENVIRONMENT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    seconds, megabytes = map(float, said.split())
    return seconds, megabytes


def measure(reports: Path, out: Path) -> tuple[float, float, float]:
    """Return CPU seconds of the command, of the yardstick, and the megabytes of the command: the middle of some runs."""
    words = (
        "--name",
        "Sở mẫu",
        "--parent",
        "Ủy ban nhân dân tỉnh mẫu",
        "--place",
        "Nơi mẫu",
        "--as-of",
        "2021-12-31",
    )
    command = (
        "-m",
        "sotay",
        "consolidate",
        str(reports),
        "--year",
        "2021",
        "--out",
        str(out),
        "--library",
        str(out),
        *words,
    )
    runs = sorted((*run(*command), run("-c", YARDSTICK, str(reports))[0]) for _run in range(RUNS))
    seconds, megabytes, yardstick = runs[RUNS // 2]
    return seconds, yardstick, megabytes


def main() -> None:
    """Measure, print, and fail when over."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else AGENCIES
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        model = reference(room / "reference")
        found = []
        for number in (count, count // 2):
            reports, out = room / f"reports-{number}", room / f"out-{number}"
            out.mkdir()
            lay(reports, model, number)
            found.append((number, *measure(reports, out)))
    most = MOST_SECONDS * max(1.0, count / AGENCIES)
    for number, seconds, yardstick, megabytes in found:
        print(
            f"{number} agencies: {seconds:5.2f} s CPU (at most {most * number / count:g}), "
            f"{seconds / yardstick:.1f} of json.loads (at most {MOST_RATIO:g}), {megabytes:.0f} MB (at most {MOST_MEGABYTES})"
        )
    (_number, whole, yardstick, megabytes), (_half, half, _yardstick, _megabytes) = found
    print(f"  twice the agencies take {whole / half:.2f} of the time (at most {2 * GROWTH:g})")
    over = (
        whole > most,
        whole / yardstick > MOST_RATIO,
        megabytes > MOST_MEGABYTES,
        whole / half > 2 * GROWTH,
    )
    if any(over):
        sys.exit("over a limit")


if __name__ == "__main__":
    main()
