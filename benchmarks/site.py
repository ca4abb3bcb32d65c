"""Measure building the site in CPU seconds of all processes, against plain Material on the same staged pages; then its search.

    .venv/bin/python benchmarks/site.py [DOCUMENTS]

A search takes from the letter typed to the answer painted, as the browser's clock has it: the first in a browser that holds
nothing, asked as soon as the page is there, those after it on the same page.
Plain Material makes no prints: against it each print is one word, and nothing else is kept before the cold build. Yardstick:
MkDocs with Material as its makers ship it, search included, with one page in the menu, on the pages that were staged.

Two documents are changed, one after the other: a draft, which is what people change and the gate lets in; and one in force
whose text then is not the one that was approved, which takes it off every list. Last, up to 1,000 documents, ``sotay build`` as
people run it, prints and all: cold, and after that same change.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from generate import bring_into_force, generate
from run import ROOT, cpu

COLD = 1.15
CHANGED = 0.2
MEMORY = 1024
ANSWER = 300
QUERIES = (
    "cap giay phep",
    "cấp giấy phép mẫu số 77",
    "QT.VP.0500",
    "thu tuc mau so 9",
    "12/2016",
    "tiep nhan",
    "quyết định",
    "so thu ly ho so",
)
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
PRINTS = """
from sotay.site import prints
prints._rendered = lambda _writer, jobs: {job: dict.fromkeys(prints.SUFFIXES, b"print") for job in jobs}
"""
STAGE = f"""
import pathlib, sys
from datetime import date
from sotay import pipeline
from sotay.site.build import stage_site
{PRINTS}
stage_site(pipeline.read(pathlib.Path(sys.argv[1]), None, date(2026, 1, 1)))
"""
PRINTED = 1000
WHOLE = """
import sys
sys.argv = ["sotay", "build", "--library", sys.argv[1]]
from sotay import cli
cli.main()
"""
BUILD = WHOLE.replace("cli.main()", f"{PRINTS}\ncli.main()")
ASKED = """query => new Promise((painted) => {
    const [box, status] = ["input", "[role=status]"].map((name) => document.querySelector(`.sotay-search ${name}`));
    const began = performance.now();
    new MutationObserver((_changes, watch) => {
        if (status.dataset.answers !== query) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => painted(performance.now() - began)));
    }).observe(status, { attributes: true, childList: true });
    box.focus();
    box.value = query;
    box.dispatchEvent(new Event("input"));
})"""
WATCHED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[2:]], check=True)
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
"""


def main(count: int) -> None:
    """Print the ratios for a library of ``count`` documents."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, memory = Path(scratch) / "library", Path(scratch) / "memory"
        folder.mkdir()
        generate(folder, count - 1)
        bring_into_force(folder)
        generate(folder, count)
        build = folder / "build"
        staging = cpu("-c", STAGE, str(folder))
        (build / "plain.yml").write_text(PLAIN, encoding="utf-8")
        plain = cpu("-m", "mkdocs", "build", "--quiet", "--config-file", str(build / "plain.yml"))
        print(f"{count} documents, {sum(1 for _page in (build / 'site-src').rglob('*.md'))} pages")
        print(f"plain Material on the staged pages: {plain:.1f} s; our staging alone: {staging:.1f} s")
        shutil.rmtree(build)
        cold = cpu("-c", WATCHED, str(memory), BUILD, str(folder))
        print(f"cold build: {cold:.1f} s = {cold / plain:.2f} of plain (at most {COLD})")
        print(f"most memory of one process: {memory.read_text(encoding='utf-8')} MB (at most {MEMORY})")
        *in_force, draft = sorted((folder / "procedures").rglob("*.md"))
        changed = rebuilt(folder, draft)
        print(f"one draft changed: {changed:.1f} s = {changed / cold:.2f} of cold (at most {CHANGED})")
        changed = rebuilt(folder, in_force[0])
        print(
            f"one document changed that was in force, and on every list: {changed:.1f} s = {changed / cold:.2f} of cold"
        )
        same = cpu("-c", BUILD, str(folder))
        print(f"nothing changed: {same:.1f} s = {same / cold:.2f} of cold", flush=True)
        search(build / "site")
        if count <= PRINTED:
            shutil.rmtree(build)
            cold = cpu("-c", WHOLE, str(folder))
            print(f"cold build, prints and all: {cold:.1f} s")
            changed = rebuilt(folder, in_force[1], WHOLE)
            print(
                f"one document changed that was in force: {changed:.1f} s = {changed / cold:.2f} of it (at most {CHANGED})"
            )


def rebuilt(folder: Path, document: Path, build: str = BUILD) -> float:
    """Change one step of a document; return the CPU seconds of the build after it."""
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("Tiếp nhận, kiểm tra", "Tiếp nhận và kiểm tra"), encoding="utf-8")
    return cpu("-c", build, str(folder))


def search(site: Path) -> None:
    """Print how soon the search box of a page answers in Chromium, and what is fetched for it."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "scripts")]
    import chromium  # noqa: PLC0415 (of the tests)

    first, after, viewed, searched = [], [], 0, 0
    with chromium.served(site) as address, chromium.launched() as browser:
        for query in QUERIES:
            page = browser.new_context().new_page()
            requests: list[Any] = []
            page.on("requestfinished", lambda request, told=requests: told.append(request))
            page.goto(f"{address}/index.html", wait_until="networkidle")
            viewed = fetched(requests)
            first.append(page.evaluate(ASKED, query))
            after += [page.evaluate(ASKED, other) for other in QUERIES if other != query]
            searched = fetched(requests) - viewed
            page.context.close()
    print(
        f"fetched to view a page: {viewed / 1e3:.0f} kB; by {len(QUERIES)} searches: {searched / 1e3:.0f} kB"
    )
    for what, took in (("first search on a page just opened", first), ("those after it", after)):
        print(f"{what}: {statistics.median(took):.0f} ms, the slowest {max(took):.0f} ms (at most {ANSWER})")


def fetched(requests: list[Any]) -> int:
    """Return how many bytes came for these requests of a page."""
    return sum(request.sizes()["responseBodySize"] for request in requests)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
