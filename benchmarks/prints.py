"""Measure the prints of controlled documents in CPU seconds of all processes, each as a ratio against a named yardstick.

    .venv/bin/python benchmarks/prints.py [DOCUMENTS]

Yardstick, once a document: the barest run of the same tools, pandoc on one word and, for PDF, typst on one page of it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from generate import bring_into_force, generate
from run import cpu

COLD = 90.0
UNCHANGED = 3.0
SAMPLE = 50
PRINT = """
import pathlib, sys
from datetime import date
from sotay import pipeline
from sotay.site import editions, prints
from sotay.site.writer import Writer
prints.SUFFIXES = tuple(sys.argv[2].split(","))
library = pipeline.read(pathlib.Path(sys.argv[1]), None, date(2021, 12, 31))
prints.print_all(library, Writer(library), editions.current(library))
"""
BARE = """
import subprocess, sys
import pypandoc, typst
compiler = typst.Compiler()
for number in range(int(sys.argv[1])):
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={sys.argv[2]}", "--output=-"]
    written = subprocess.run(command, input=b"word", check=True, capture_output=True).stdout
    if sys.argv[2] == "typst":
        compiler.compile(written + str(number).encode())
"""


def bare(to: str, count: int) -> float:
    """Return the CPU seconds of the yardstick for ``count`` documents, from a sample less the start of Python."""
    some = cpu("-c", BARE, str(SAMPLE), to)
    return (some - cpu("-c", BARE, "0", to)) * count / SAMPLE


def measure(folder: Path, suffixes: str) -> list[tuple[float, float]]:
    """Return CPU and elapsed seconds of printing all documents: with nothing kept, then with nothing changed."""
    shutil.rmtree(folder / "build", ignore_errors=True)
    runs = []
    for _turn in ("cold", "unchanged"):
        started = time.perf_counter()
        used = cpu("-c", PRINT, str(folder), suffixes)
        runs.append((used, time.perf_counter() - started))
    return runs


def main() -> None:
    """Measure and print; the start of Python and the reading of the library count in each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, count)
        bring_into_force(folder)
        print(f"{count} controlled documents in force; limits hold for 1000 PDFs")
        for suffix, to in (("pdf", "typst"), ("docx", "docx")):
            yardstick = bare(to, count)
            print(f"  {suffix}: yardstick, the bare tools  {yardstick:6.2f} s CPU")
            for what, most, (used, elapsed) in zip(
                ("nothing kept", "nothing changed"), (COLD, UNCHANGED), measure(folder, suffix), strict=True
            ):
                limit = f"at most {most:g} s" if suffix == "pdf" or most == UNCHANGED else "no limit"
                print(
                    f"  {suffix}: {what:<24} {used:6.2f} s CPU, {used / yardstick:5.2f} of the yardstick,"
                    f" {elapsed:6.2f} s elapsed ({limit})"
                )


if __name__ == "__main__":
    main()
