"""Codes and numbers in prose lead to what they name, the pages they lead to say so, and every page says where it stands."""

from __future__ import annotations

import posixpath
import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import industrial_zones
import library_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st
from managed_year import managed_year

from sotay import pipeline
from sotay.library import Library
from sotay.lifecycle import State
from sotay.load import load
from sotay.site import addresses, backlinks, controlled_pages, lookup_pages, prose_links, trail
from sotay.site.shelf import shelves
from sotay.site.writer import Writer

ROOT = Path(__file__).parent.parent
CASES = sorted((library_cases.CASES / "links").glob("*.md"))
MADE = re.compile(r"\[([^\[\]\n]*)\]\([\w./#-]+\.md(?:#[\w-]+)?\)")
PIECES = (
    "QT.DN.01",
    "QT.HT.01",
    "QT.DN.01.pdf",
    "07/2016/NĐ-CP",
    "37/QĐ-BQLKCN",
    " ngày 20/8/2020",
    " ngày 20 tháng 8 năm 2020",
    "BM.HT.01.01",
    "LAW101",
    "[[QT.DN.01]]",
    "[QT.DN.01](a.svg)",
    *"`[]()<>!#-=|*_~:{}^ \n\t",
    "```\n",
    "~~~\n",
    "\n\n    ",
    "- ",
    "<!--",
    "-->",
    "---\n",
    "từ",
)


@cache
def reference() -> Library:
    return load(ROOT, as_of=None, today=date(2026, 1, 1))


@pytest.fixture
def library() -> Library:
    return reference()


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The living example on its last day: its folders laid over each other, without git."""
    root = tmp_path_factory.mktemp("zones")
    for day in sorted(industrial_zones.FOLDER.iterdir()):
        if day.is_dir():
            shutil.copytree(day, root, dirs_exist_ok=True)
    return load(root, as_of=None, today=industrial_zones.TODAY)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_what_prose_names_becomes_a_link(path: Path, tmp_path: Path) -> None:
    case = library_cases.read(path)
    said = {target: text.rstrip() for target, _how, text in case.files if "/" not in target}
    laid = library_cases.lay(case, tmp_path)
    assert Writer(laid).relink(said["prose.md"], "docs/trang.md", "trang.md") == said["linked.md"]


def test_a_page_does_not_lead_to_itself_but_to_its_own_forms(library: Library) -> None:
    said = prose_links.linked(library, "QT.HT.01 dùng BM.HT.01.01.", "quy-trinh/qt-ht-01.md")
    assert said == "QT.HT.01 dùng [BM.HT.01.01](qt-ht-01.md#bieu-mau)."


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_linking_twice_changes_nothing_and_the_text_between_stays(prose: str) -> None:
    once = prose_links.linked(reference(), prose, "a.md")
    assert prose_links.linked(reference(), once, "a.md") == once
    assert MADE.sub(r"\1", once) == MADE.sub(r"\1", prose)


def test_approved_text_is_not_changed_by_its_links(library: Library) -> None:
    writer = Writer(library)
    before = {code: document.body for code, document in library.procedures.items()}
    for code, document in library.procedures.items():
        writer.prose(document, shelves(library)[code].main.page)
    assert {code: document.body for code, document in library.procedures.items()} == before


def test_what_leads_to_a_document_is_every_way_of_leading(library: Library) -> None:
    found = backlinks.leading_here(library, "QT.HT.01")
    assert found is not None
    assert {source.document.id for source in found.documents} >= {"QT.HT.03", "QT.DN.02"}  # citations
    assert "decisions/2020-37-qd-bqlkcn" in {source.document.id for source in found.records}  # pins
    law = backlinks.leading_here(library, library.legal["61/2018/NĐ-CP"].id)
    assert law is not None
    assert "QT.DN.01" in {source.document.id for source in law.documents}  # legal basis
    assert "legal/2018-01-tt-vpcp" in {source.document.id for source in law.laws}  # guides
    assert backlinks.leading_here(library, "QT.KHONG.01") is None


@pytest.mark.parametrize(
    "text", ["Xem QT.DN.01.", "Xem [[QT.DN.01]].", "Xem [nó](../../procedures/qt-dn-01.md)."]
)
def test_a_record_that_names_cites_or_links_leads_there(text: str, tmp_path: Path) -> None:
    case = library_cases.read(library_cases.CASES / "links" / "records.md")
    library_cases.lay_files(case, tmp_path)
    path = tmp_path / "records" / "decisions" / "2021-06.md"
    path.write_text(path.read_text(encoding="utf-8") + text + "\n", encoding="utf-8")
    found = backlinks.leading_here(load(tmp_path, as_of=None, today=library_cases.TODAY), "QT.DN.01")
    assert found is not None
    assert [source.document.id for source in found.records] == ["decisions/2021-06"]


def test_a_page_says_what_leads_to_it(library: Library) -> None:
    from sotay.site import law_pages  # noqa: PLC0415 (only here)

    page = dict(law_pages.pages(Writer(library)))["phap-ly/2018-61-nd-cp.md"]
    said = page.partition(f"{{: #{backlinks.ANCHOR} }}")[2]
    assert "\n### Tài liệu (30) { #tai-lieu-dan-den .sotay-fold }\n" in said
    assert re.search(r"^- \[QT\.DN\.01 [^]]*\]\(\.\./quy-trinh/qt-dn-01\.md\)$", said, re.MULTILINE)
    assert re.search(r"^- \[QT\.ĐT\.01 [^]]*\]\(\.\./quy-trinh/qt-dt-01\.md\): dự thảo$", said, re.MULTILINE)
    assert "\n### Văn bản pháp luật (1) { #van-ban-dan-den }\n" in said
    assert "\n- [Thông tư 01/2018/TT-VPCP](2018-01-tt-vpcp.md)\n" in said


def test_few_things_that_lead_to_a_page_stand_in_a_paragraph(library: Library) -> None:
    page = dict(controlled_pages.pages(Writer(library), ()))["quy-trinh/qt-dt-04.md"]
    said = page.partition(f"{{: #{backlinks.ANCHOR} }}")[2]
    assert "sotay-fold" not in said
    assert re.search(r"^- Tài liệu: \[QT\.ĐT\.01 [^]]*\]\(qt-dt-01\.md\): dự thảo; \[", said, re.MULTILINE)


def test_a_citation_says_where_its_document_is_not_in_force(library: Library) -> None:
    pages = dict(controlled_pages.pages(Writer(library), ()))
    assert re.search(
        r"làm \[QT\.ĐT\.04 [^]]*\]\(qt-dt-04\.md\) \(dự thảo\) trước", pages["quy-trinh/qt-dt-13.md"]
    )
    assert "[QT.HT.01 Kiểm soát tài liệu và hồ sơ](qt-ht-01.md).\n" in pages["quy-trinh/qt-dn-01.md"]


def test_every_page_below_home_says_the_way_to_it() -> None:
    staged = {
        "index.md": b"# Nha\n",
        "ho-so/index.md": "---\ntitle: x\n---\n\n# Hồ sơ\n".encode(),
        "ho-so/decisions/a.md": b"---\ntitle: a\n---\n\n# A\n",
        "quy-trinh/qt.md": b"# QT \\[1\\] { #x }\n",
        "quy-trinh/qt/lan-01.md": b"# Lan 01\n",
        "a.svg": b"<svg/>",
    }
    laid = trail.laid(staged, {"ho-so/decisions": ("tra-cuu/loai.md#decision", "Quyết định")})
    assert laid["index.md"] == staged["index.md"]
    assert laid["a.svg"] == staged["a.svg"]
    said = {
        page: words.decode().partition("{: .sotay-trail")[0].rpartition("---\n")[2].strip()
        for page, words in laid.items()
    }
    home = "[Trang chủ](../index.md)"
    assert said["ho-so/index.md"] == home
    assert said["ho-so/decisions/a.md"] == (
        "[Trang chủ](../../index.md) › [Hồ sơ](../index.md) › [Quyết định](../../tra-cuu/loai.md#decision)"
    )
    assert said["quy-trinh/qt/lan-01.md"] == "[Trang chủ](../../index.md) › [QT \\[1\\]](../qt.md)"
    assert laid["ho-so/decisions/a.md"].endswith(b"\n\n# A\n")


def test_the_ways_in_lead_to_everything(library: Library) -> None:
    pages = dict(lookup_pages.pages(Writer(library)))
    led = {
        page: {posixpath.normpath(posixpath.join("tra-cuu", t)) for t in re.findall(r"\]\(([^)#]+)\)", words)}
        for page, words in pages.items()
    }
    documents = {shelf.main.page for shelf in shelves(library).values()}
    records = {addresses.of(record) for record in library.records}
    laws = {addresses.of(law) for law in library.legal.values()}
    assert led["tra-cuu/loai.md"] >= documents | records | laws
    assert led["tra-cuu/don-vi.md"] >= documents
    drafts = {s.main.page for s in shelves(library).values() if s.main.station.state is State.DRAFT}
    assert led["tra-cuu/nam.md"] >= (documents - drafts) | records
    assert drafts
    assert led["tra-cuu/nam.md"].isdisjoint(drafts), "a draft is in force in no year"
    assert led["tra-cuu/trang-thai.md"] >= documents
    assert led["tra-cuu/linh-vuc.md"] >= documents
    assert led["tra-cuu/index.md"] >= (pages.keys() - {"tra-cuu/index.md"}) | {"phap-ly/index.md"}


def areas(library: Library) -> dict[str, list[str]]:
    """Return each area that the page of areas tells of → the codes below it."""
    page = dict(lookup_pages.pages(Writer(library)))["tra-cuu/linh-vuc.md"]
    return {
        section.partition(" {")[0]: re.findall(r"^- \[(\S+) ", section, re.MULTILINE)
        for section in page.split("\n## ")[1:]
    }


def test_the_way_by_area_has_each_procedure_in_the_area_of_its_service(
    library: Library, zones: Library
) -> None:
    """Domain knowledge 6.2: 13 on investment, 3 on foreign traders, 5 on building, 1 on the environment, 6 on labour."""
    count = {"ĐT": 13, "DN": 3, "LĐ": 6, "MT": 1, "XD": 5}
    words = {"ĐT": "Đầu tư", "DN": "Doanh nghiệp", "LĐ": "Lao động", "MT": "Môi trường", "XD": "Xây dựng"}
    services = {
        words[area]: [f"QT.{area}.{number:02}" for number in range(1, most + 1)]
        for area, most in count.items()
    }
    assert areas(zones) == services
    assert list(areas(zones)) == ["Doanh nghiệp", "Đầu tư", "Lao động", "Môi trường", "Xây dựng"]
    system = areas(library).pop("Hệ thống quản lý chất lượng")
    found = {
        area: [code for code in codes if code.startswith("QT.")] for area, codes in areas(library).items()
    }
    assert found == services | {
        "Hệ thống quản lý chất lượng": [code for code in system if code.startswith("QT.")]
    }
    assert all(".HT." in code for code in system)
    for area, codes in areas(library).items():
        own = {code.partition(".")[2] for code in services.get(area, system)}
        forms = {code[3:].rpartition(".")[0] for code in codes if code.startswith("BM.")}
        assert forms <= own, "a form stands in the area of its procedure"


def test_an_area_is_one_however_it_is_capitalised_and_a_service_without_one_is_not_hidden(
    tmp_path: Path,
) -> None:
    shutil.copy(ROOT / "agency.yml", tmp_path)
    for name, area in (("01", "area: Lao động\n"), ("02", "area: LAO ĐỘNG\n"), ("03", "")):
        text = (ROOT / f"procedures/lao-dong/qt-ld-{name}.md").read_text(encoding="utf-8")
        (tmp_path / "procedures").mkdir(exist_ok=True)
        (tmp_path / f"procedures/qt-ld-{name}.md").write_text(
            text.replace("area: Lao động\n", area), encoding="utf-8"
        )
    found = areas(load(tmp_path, as_of=None, today=date(2026, 1, 1)))
    assert found == {"Lao động": ["QT.LĐ.01", "QT.LĐ.02"], "Chưa ghi lĩnh vực": ["QT.LĐ.03"]}


def test_the_page_of_a_procedure_leads_to_its_area(library: Library) -> None:
    page = dict(controlled_pages.pages(Writer(library), ()))["quy-trinh/qt-ld-02.md"]
    assert "- Lĩnh vực **[Lao động](../tra-cuu/linh-vuc.md#linh-vuc-lao-dong)**\n" in page
    assert "{ #linh-vuc-lao-dong" in dict(lookup_pages.pages(Writer(library)))["tra-cuu/linh-vuc.md"]


def test_a_way_with_nothing_behind_it_is_not_shown(tmp_path: Path) -> None:
    assert "tra-cuu/linh-vuc.md" not in dict(lookup_pages.pages(Writer(managed_year())))
    (tmp_path / "agency.yml").write_text((ROOT / "agency.yml").read_text(encoding="utf-8"), encoding="utf-8")
    pages = dict(lookup_pages.pages(Writer(load(tmp_path, as_of=None, today=date(2026, 1, 1)))))
    assert list(pages) == [lookup_pages.INDEX]
    assert "Chưa có gì để tra cứu" in pages[lookup_pages.INDEX]


def test_the_body_of_an_annual_report_leads_to_what_it_names(zones_root: Path) -> None:
    report = (zones_root / "build/site-src/bao-cao/2024/index.md").read_text(encoding="utf-8")
    assert "theo Nghị định số [23/2024/NĐ-CP](../../phap-ly/2024-23-nd-cp.md) và Thông tư số " in report


NAMED_PAGES = (
    "danh-muc/external-documents.md",
    "so-lieu/2024.md",
    "bao-cao/2024/dau-vao-xem-xet.md",
)


def test_lists_figures_and_the_review_pack_lead_to_what_they_name(zones_root: Path) -> None:
    library = pipeline.read(zones_root, None, industrial_zones.TODAY)
    pages = {
        page: (zones_root / "build" / "site-src" / page).read_text(encoding="utf-8") for page in NAMED_PAGES
    }
    for page, words in pages.items():
        left = [words[one.start : one.end] for one in prose_links.named(library, words, page)]
        assert left == [], page
    laws, figures, pack = pages.values()
    assert re.search(r"\d/2025 \(\[QT\.DN\.01\]\(\.\./quy-trinh/qt-dn-01\.md\)\)", laws)
    assert "Nghị định [61/2018/NĐ-CP](../phap-ly/2018-61-nd-cp.md)" in figures
    assert re.search(r"^\| \[175/2024/NĐ-CP\]\(\S+\) +\| \[QT\.XD\.01\]\(", pack, re.MULTILINE)


def test_what_names_lead_to_is_told_by_a_stamp(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "tests" / "libraries" / "managed-year", tmp_path / "year")
    before = prose_links.stamp(load(folder, as_of=None, today=date(2026, 1, 1)))
    assert prose_links.stamp(load(folder, as_of=None, today=date(2026, 1, 1))) == before
    (folder / "records" / "plans" / "2024.md").unlink()
    assert prose_links.stamp(load(folder, as_of=None, today=date(2026, 1, 1))) != before
