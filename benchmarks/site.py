"""Measure building the site in CPU seconds of all processes, against plain Material on the same staged pages.

    .venv/bin/python benchmarks/site.py [DOCUMENTS]

Prints are measured by ``prints.py``: here they are kept from a first build that is not counted. Yardstick: MkDocs with
Material as its makers ship it, search included, with one page in the menu, on the pages that were staged.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from generate import bring_into_force, generate
from run import cpu

COLD = 1.15
CHANGED = 0.2
PLAIN = """site_name: plain
docs_dir: site-src
site_dir: plain-site
use_directory_urls: false
theme: {name: material, language: vi, font: false}
markdown_extensions: [admonition, attr_list, footnotes, sane_lists, tables, toc]
nav: [index.md]
not_in_nav: "*"
validation: {nav: {omitted_files: ignore}}
"""
BUILD = """
import pathlib, sys
from datetime import date
from sotay import pipeline
from sotay.site.build import build_site, stage_site
library = pipeline.read(pathlib.Path(sys.argv[1]), None, date(2026, 1, 1))
if sys.argv[2] == "stage":
    stage_site(library)
else:
    build_site(library, library.root / "build" / "site")
"""
MEMORY = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
sys.stderr.write(f"most memory of one process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB\\n")
"""


def main(count: int) -> None:
    """Print the ratios for a library of ``count`` documents."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "library"
        folder.mkdir()
        generate(folder, count)
        bring_into_force(folder)
        print(f"prints and staging, nothing kept: {cpu('-c', BUILD, str(folder), 'stage'):.1f} s")
        build = folder / "build"
        shutil.rmtree(build / "site-src")
        staging = cpu("-c", BUILD, str(folder), "stage")
        (build / "plain.yml").write_text(PLAIN, encoding="utf-8")
        plain = cpu("-m", "mkdocs", "build", "--quiet", "--config-file", str(build / "plain.yml"))
        shutil.rmtree(build / "site-src")
        cold = cpu("-c", MEMORY, BUILD, str(folder), "build")
        document = next(iter(sorted((folder / "procedures").rglob("*.md"))))
        document.write_text(
            document.read_text(encoding="utf-8").replace("Tiếp nhận, kiểm tra", "Tiếp nhận và kiểm tra"),
            encoding="utf-8",
        )
        changed = cpu("-c", BUILD, str(folder), "build")
        same = cpu("-c", BUILD, str(folder), "build")
        print(f"plain Material on the staged pages: {plain:.1f} s; our staging alone: {staging:.1f} s")
        print(f"cold build: {cold:.1f} s = {cold / plain:.2f} of plain (at most {COLD})")
        print(f"one document changed: {changed:.1f} s = {changed / cold:.2f} of cold (at most {CHANGED})")
        print(f"nothing changed: {same:.1f} s = {same / cold:.2f} of cold")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
