"""The legal register and the page of each legal document, as they are staged."""

from __future__ import annotations

import cProfile
import posixpath
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import library_cases
import pytest
import work_permits

from sotay import messages, pipeline
from sotay.library import Library
from sotay.load import load
from sotay.site import controlled_pages, law_pages, record_pages, version_pages
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

PARTS = Path(__file__).parent / "cases" / "impact" / "parts.md"
REGISTER = "phap-ly/index.md"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_cases.lay(library_cases.read(PARTS), tmp_path_factory.mktemp("parts"))


@pytest.fixture(scope="module")
def permits(tmp_path_factory: pytest.TempPathFactory) -> Library:
    root = work_permits.make(tmp_path_factory.mktemp("library") / "so-tay")
    return pipeline.read(root, work_permits.TODAY, work_permits.TODAY)


def staged(library: Library) -> dict[str, str]:
    return dict(law_pages.pages(Writer(library)))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_of_the_register(parts: Library, lang: str, snapshot: SnapshotAssertion) -> None:
    with messages.speaking(lang):
        for page, words in staged(parts).items():
            assert words == snapshot(name=page)


def test_a_decree_that_was_followed_late_and_not_at_all(
    permits: Library, snapshot: SnapshotAssertion
) -> None:
    pages = staged(permits)
    assert pages[REGISTER] == snapshot(name="register")
    assert pages["phap-ly/2025-219-nd-cp.md"] == snapshot(name="219")


def test_a_procedure_names_the_law_whose_day_nobody_knows(parts: Library) -> None:
    pages = dict(controlled_pages.pages(Writer(parts), ()))
    assert (
        "| [09/2021/NĐ-CP](../phap-ly/n.md) | chưa rõ | chưa tính được | chưa rõ ngày |"
        in pages["quy-trinh/qt-dn-01.md"]
    )
    assert "chưa tính được" not in pages["quy-trinh/qt-dn-02.md"]


def test_a_page_tells_what_is_to_be_done_and_has_no_empty_head(parts: Library, permits: Library) -> None:
    for library in (parts, permits):
        for words in staged(library).values():
            assert not re.search(r"^(\|\s*)+\|$", words, re.MULTILINE)
    page = staged(permits)["phap-ly/2025-219-nd-cp.md"]
    [row] = [line for line in page.splitlines() if "QT.LĐ.04 Xác nhận" in line and line.startswith("| ")]
    assert "ban hành lần 02, có hiệu lực ngay (hạn cuối đã qua: 07/11/2025)" in row


def test_every_link_leads_to_a_page(parts: Library, permits: Library) -> None:
    for library in (parts, permits):
        writer = Writer(library)
        rooms = (
            controlled_pages.pages(writer, ()),
            version_pages.pages(writer, ()),
            record_pages.pages(writer),
            law_pages.pages(writer),
        )
        pages = {page: words for room in rooms for page, words in room}
        links = [
            posixpath.normpath(posixpath.join(posixpath.dirname(page), link))
            for page, words in pages.items()
            if page.startswith("phap-ly/")
            for link in re.findall(r"\]\(([^)]+\.md)\)", words)
        ]
        assert len(links) > 10
        assert set(links) <= pages.keys()


def test_every_row_of_a_table_has_the_cells_of_its_head(parts: Library, permits: Library) -> None:
    for library in (parts, permits):
        for page, words in staged(library).items():
            tables = [block.splitlines() for block in words.split("\n\n") if block.startswith("|")]
            assert tables, page
            for table in tables:
                assert {len(re.findall(r"(?<!\\)\|", row)) for row in table} == {table[0].count("|")}, page


def test_an_empty_register_says_what_to_do(tmp_path: Path) -> None:
    day = date(2021, 10, 29)
    assert "sotay new legal" in staged(load(tmp_path, as_of=day, today=day))[REGISTER]


def test_a_document_that_nothing_is_known_of_has_a_page(tmp_path: Path) -> None:
    record = tmp_path / "records" / "legal" / "2025-367-nd-cp.md"
    record.parent.mkdir(parents=True)
    record.write_text(
        "---\nnumber: 367/2025/NĐ-CP\ntype: Nghị định\ntitle: <b>Mẫu</b> | mẫu\nissuer: Chính phủ\n---\n",
        encoding="utf-8",
    )
    pages = staged(load(tmp_path, as_of=date(2026, 1, 15), today=date(2026, 1, 15)))
    page = pages["phap-ly/2025-367-nd-cp.md"]
    for words in ("chưa rõ ngày có hiệu lực", "Chưa nhập ngày", "Không tác động", "Chưa ai đánh giá"):
        assert words in page
    assert "<b>" not in page
    assert "| chưa rõ |" in pages[REGISTER]


def test_twice_the_documents_are_twice_the_work(tmp_path: Path) -> None:
    """Each document amends one that a procedure rests on, so that there are as many impacts as documents."""
    calls = []
    for count in (100, 200):
        library = _amended(tmp_path / str(count), count)
        writer = Writer(library)
        staged(library)
        profile = cProfile.Profile()
        profile.enable()
        pages = dict(law_pages.pages(writer))
        profile.disable()
        assert pages[REGISTER].count("QT.DN.01") >= count
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[1] < 2.5 * calls[0]


def _amended(root: Path, count: int) -> Library:
    library_cases.lay_files(library_cases.read(PARTS.with_name("amended.md")), root)
    for number in range(1, count + 1):
        (root / "records" / "legal" / f"2021-{number}.md").write_text(
            f"---\nnumber: {number}/2021/NĐ-CP\ntype: Nghị định\ntitle: Văn bản mẫu\nissuer: Chính phủ\n"
            f"effects: [{{from: 2021-08-01}}]\nrelations: [{{kind: amends, target: 07/2016/NĐ-CP}}]\n---\n",
            encoding="utf-8",
        )
    return load(root, as_of=date(2021, 10, 8), today=date(2021, 10, 29))
