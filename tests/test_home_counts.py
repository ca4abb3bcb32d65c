"""Each count on the home page is one click from a list of exactly what it counts, in every library."""

from __future__ import annotations

import posixpath
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import work_permits

from sotay import pipeline
from sotay.load import load
from sotay.site import build

SHARED = {"reference": "reference_root", "zones": "zones_root"}
LIBRARIES = (*SHARED, "work-permits", "managed-year", "one-stop", "legal-chains", "merged-agency")
TILE = re.compile(r"^- \[\*\*(\d+)(?:/(\d+))?\*\* (.+?)\]\((.+?)\)\{: \.sotay-\w+ \}$", re.MULTILINE)
HORIZON = re.compile(r"^\| \[.+?\]\((viec-can-lam/index\.md#[\w-]+)\) \| (\d+) \|$", re.MULTILINE)
COLOUR = re.compile(r"\[\*\*(\d+) .+?\*\*\]\((tu-kiem-tra/index\.md#\w+)\)")
HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
ROW = re.compile(r"^\| (?!:?-)(.*)$", re.MULTILINE)


@pytest.fixture(scope="module", params=LIBRARIES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the staged pages of a library."""
    if request.param in SHARED:
        root: Path = request.getfixturevalue(SHARED[request.param])
        return root / "build" / "site-src"
    root = tmp_path_factory.mktemp("library") / "so-tay"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "print_all", lambda *_arguments: {})
        if request.param == "work-permits":
            work_permits.make(root)
            return build.stage_site(pipeline.read(root, None, work_permits.TODAY))
        source = work_permits.FOLDER.parent / request.param
        shutil.copytree(source, root, ignore=shutil.ignore_patterns("build"))
        return build.stage_site(load(root, as_of=None, today=date(2026, 1, 1)))


def at(site: Path, address: str) -> str:
    """Return what stands at a place: the section below a heading, a paragraph, or the whole page."""
    path, _hash, anchor = address.partition("#")
    page = (site / path).read_text(encoding="utf-8")
    if not anchor:
        return page
    [line] = [line for line in page.splitlines() if re.search(rf"\{{:?[^}}]* ?#{anchor}[ }}]", line)]
    if not (heading := HEADING.match(line)):
        return line
    rest = page.split(f"{line}\n", 1)[1]
    ends = [one.start() for one in HEADING.finditer(rest) if len(one[1]) <= len(heading[1])]
    return rest[: ends[0]] if ends else rest


def entries(section: str) -> int:
    """Return how many things a section lists: the rows of its tables without their heads, else the items of its lists."""
    tables = [block for block in re.split(r"\n{2,}", section.strip("\n")) if block.startswith("| ")]
    if tables:
        return sum(len(ROW.findall(table)) - 1 for table in tables)
    return len(re.findall(r"^- |(?<=\W)\[[^\]]+\]\(#muc-", section, re.MULTILINE))


def test_a_tile_leads_to_a_list_of_exactly_what_it_counts(site: Path) -> None:
    """A share leads to all that it is of, each with what tells whether it is counted."""
    tiles = TILE.findall((site / "index.md").read_text(encoding="utf-8"))
    assert len(tiles) >= 6
    for count, of, words, address in tiles:
        if "lỗi kiểm tra" in words:
            warnings = re.search(r"(\d+) cảnh báo", words)
            assert warnings
            told = {"error": count, "warning": warnings[1]}
            assert posixpath.basename(address).partition("#")[2] == next(
                (weight for weight, several in told.items() if several != "0"), ""
            )
            for weight, several in told.items():
                if several != "0":
                    assert entries(at(site, f"{address.partition('#')[0]}#{weight}")) == int(several), words
        elif "mục tiêu" in words:
            verdicts = re.findall(r"\| (đạt|không đạt|chưa có số liệu) \|", at(site, address))
            assert (len(verdicts), verdicts.count("đạt")) == (int(of), int(count)), words
        elif "phiếu phổ biến" in words:
            rows = [row.split(" | ") for row in ROW.findall(at(site, address))[1:]]
            assert len({row[0] for row in rows}) == int(of), words
            assert len({row[0] for row in rows if "chưa lập phiếu" not in row[-1]}) == int(count), words
        elif count != "0":
            assert entries(at(site, address)) == int(count), words
        else:
            assert (site / address.partition("#")[0]).is_file(), words


def test_each_horizon_and_each_colour_leads_to_its_own(site: Path) -> None:
    page = (site / "index.md").read_text(encoding="utf-8")
    for address, count in HORIZON.findall(page):
        assert entries(at(site, address)) == int(count), address
    colours = COLOUR.findall(page)
    assert colours
    for count, address in colours:
        assert entries(at(site, address)) == int(count), address
