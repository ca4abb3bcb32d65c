"""The page of a procedure: what an officer sees in seconds, ticks, draws, takes away and prints; read in real Chromium."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import chromium
import docx as python_docx
import library_cases
import pytest
import version_library
from playwright.sync_api import Browser, Page
from test_outputs import word_text

from sotay.kinds.procedure import FormEntry
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking
from sotay.outputs import flow
from sotay.periodic_review import rounds
from sotay.sections import section_of
from sotay.site import blank_forms, controlled_pages, editions, forms, prints, search_words
from sotay.site.build import build_site
from sotay.site.shelf import shelves
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

CASE = library_cases.CASES / "procedure-pages" / "one-stop.md"
ENGINE_CONFIG = Path(__file__).parent.parent / "mkdocs.yml"
PAGE = "quy-trinh/qt-vp-01.md"
DRAFT = "quy-trinh/qt-vp-02.md"
FORM = "quy-trinh/qt-vp-01/bm-vp-01-01.docx"
SVG = "{http://www.w3.org/2000/svg}"
TELEPHONE = {"width": 390, "height": 844}
MOST_BYTES = 200_000


def lay(folder: Path, *, address: str = "") -> Library:
    library = library_cases.lay(library_cases.read(CASE), folder)
    settings = version_library.unaddressed(ENGINE_CONFIG.read_text(encoding="utf-8"))
    settings += f"site_url: {address}\n" if address else ""
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return lay(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("addressed")
    return build_site(lay(root, address="https://so-tay.example/iso"), root / "build" / "site").parent


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with chromium.served(site) as address:
        yield address


def staged(library: Library) -> dict[str, str]:
    return dict(controlled_pages.pages(Writer(library), ()))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_whole_page(library: Library, lang: str, snapshot: SnapshotAssertion) -> None:
    with speaking(lang):
        assert staged(library)[PAGE] == snapshot


def test_a_step_without_hours_is_told_and_not_counted(library: Library) -> None:
    assert "| | **Tổng cộng** | | **6,5 giờ, chưa kể 1 bước không tính giờ** | |" in staged(library)[PAGE]


def test_the_day_of_the_next_review_is_the_one_that_the_check_asks_for(library: Library) -> None:
    assert rounds(library)["QT.VP.01"].due.isoformat() == "2021-09-01"
    assert "Rà soát trước ngày **01/9/2021 (quá hạn)**" in staged(library)[PAGE]
    assert "Rà soát trước ngày" not in staged(library)[DRAFT]


def test_without_an_address_there_is_no_square(library: Library) -> None:
    assert "sotay-square" not in staged(library)[PAGE]


def test_two_forms_never_meet_on_one_address(library: Library) -> None:
    volume = shelves(library)["QT.VP.01"].main
    entries = tuple(FormEntry(code=code, title="Đơn") for code in ("BM.ĐT.01", "BM.DT.01", "BM.ĐT.02"))
    body = "\n\n".join(f"## {entry.code}. Đơn\n\nHọ tên" for entry in entries)
    meta = volume.document.meta.model_copy(update={"forms": entries})
    twins = replace(volume, document=replace(volume.document, meta=meta, body=body))
    files = [form.file or "" for form in forms.forms_of(Writer(library), twins)]
    assert files[2] == "quy-trinh/qt-vp-01/bm-dt-02.docx"
    assert len(set(files)) == 3
    assert all(re.fullmatch(r"[a-z0-9./-]+", file) for file in files)


def test_only_a_form_in_force_with_a_text_is_made_and_says_whose_it_is(library: Library) -> None:
    made = dict(forms.files(Writer(library)))
    assert list(made) == [FORM]
    assert made == dict(forms.files(Writer(library)))
    document = python_docx.Document(io.BytesIO(made[FORM]))
    section = document.sections[0]
    sides = (section.page_width, section.page_height)
    assert [round(side.mm) for side in sides if side] == [210, 297]
    head = " ".join(cell.text for table in section.header.tables for row in table.rows for cell in row.cells)
    assert "ĐƠN ĐỀ NGHỊ" in head
    assert "Mã hiệu: BM.VP.01.01" in head
    assert "Lần ban hành: 02" in head
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    head_lines = ["CƠ QUAN MẪU", "BIỂU MẪU", "ĐƠN ĐỀ NGHỊ"]
    assert words == [*head_lines, "Kính gửi: Cơ quan mẫu", "Họ và tên: .............................."]
    assert document.tables[0].rows[1].cells[0].text == "Số giấy tờ"


def test_the_print_of_a_form_begins_with_its_text_and_that_of_others_with_a_cover(library: Library) -> None:
    made = {
        one.document.meta.code: prints.print_of(library, one, body="") for one in editions.current(library)
    }
    assert {code for code, value in made.items() if not value.cover} == {"BM.VP.01.02", "BM.VP.01.06"}
    assert {"QT.VP.01", "QT.VP.02"} < made.keys()


def test_a_form_of_a_draft_is_not_offered_but_those_of_the_law_and_of_others_are(library: Library) -> None:
    rows = dict(
        re.findall(r"^\| (BM\.VP\.[\d.]+) \| [^|]* \| (.*) \|$", staged(library)[DRAFT], re.MULTILINE)
    )
    assert rows == {
        "BM.VP.02.01": "-",
        "BM.VP.02.02": "[DOCX](../bieu-mau/so-theo-doi.docx)",
        "BM.VP.02.03": "Theo mẫu của [07/2016/NĐ-CP](../phap-ly/2016-07-nd-cp.md); chưa có trong thư viện",
        "BM.VP.01.02": "[Biểu mẫu đang có hiệu lực](bm-vp-01-02.md)",
        "BM.VP.01.06": "[Dự thảo](bm-vp-01-06.md)",
    }


def test_a_form_with_a_page_of_its_own_is_downloaded_from_where_it_is_named(library: Library) -> None:
    prints = {"quy-trinh/bm-vp-01-02.docx", "quy-trinh/bm-vp-01-06.docx"}
    page = dict(controlled_pages.pages(Writer(library), prints))[PAGE]
    assert "[Biểu mẫu đang có hiệu lực](bm-vp-01-02.md) · [DOCX](bm-vp-01-02.docx) |" in page
    assert "[Dự thảo](bm-vp-01-06.md) · [DOCX](bm-vp-01-06.docx) |" in page


def test_the_form_of_the_day_is_offered_in_place_of_one_that_the_law_let_go(tmp_path: Path) -> None:
    lay(tmp_path)
    day = date(2025, 10, 29)
    later = load(tmp_path, as_of=day, today=day)
    page = staged(later)[PAGE]
    assert "| [DOCX](../bieu-mau/kiem-soat.docx): Mẫu số 06, Thông tư số 03/2025/TT-VPCP |" in page
    (made,) = (words for name, words in blank_forms.pages(Writer(later)) if name == "bieu-mau/index.md")
    assert "| 06 | Phiếu kiểm soát quá trình giải quyết hồ sơ | [DOCX](kiem-soat.docx) |" in made
    files = dict(blank_forms.files(later))
    assert files.keys() == {
        f"bieu-mau/{kind}.docx"
        for kind in ("tiep-nhan", "bo-sung", "tu-choi", "xin-loi", "dung", "kiem-soat", "so-theo-doi")
    }
    assert files == dict(blank_forms.files(later))
    assert "Mẫu số 05, Thông tư số 03/2025/TT-VPCP" in word_text(files["bieu-mau/dung.docx"])


def test_a_library_that_names_no_form_of_the_one_stop_shop_gets_none(tmp_path: Path) -> None:
    lay(tmp_path)
    for path in (tmp_path / "procedures").glob("qt-*.md"):
        path.write_text(
            re.sub(r" \(Mẫu số \d\d, Thông tư [^)]*\)", "", path.read_text(encoding="utf-8")),
            encoding="utf-8",
        )
    bare = load(tmp_path, as_of=None, today=library_cases.TODAY)
    assert not [*blank_forms.pages(Writer(bare)), *blank_forms.files(bare)]
    assert "bieu-mau/" not in staged(bare)[PAGE]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("### BM.VP.01.01\n\nMột\n\n#### Phần\n\nHai\n\n### BM.VP.01.02\n\nBa", "Một\n\n#### Phần\n\nHai"),
        ("## BM.VP.01.01. Đơn\nMột", "Một"),
        ("### BM.VP.01.011\n\nMột", None),
        ("### BM.VP.01.01.02\n\nMột", None),
        ("```\n### BM.VP.01.01\n```\n\nMột", None),
        ("Theo BM.VP.01.01", None),
        ("### BM.VP.01.01\n\n## 7. Hồ sơ", ""),
    ],
)
def test_the_text_of_a_form_is_the_section_headed_by_its_code(prose: str, expected: str | None) -> None:
    assert section_of(prose, "BM.VP.01.01") == expected


def test_the_diagram_says_every_step_in_order_and_fits_its_boxes() -> None:
    what = "Thẩm định nội dung hồ sơ, lấy ý kiến của các cơ quan có liên quan, dự thảo kết quả " * 3
    boxes = (flow.Box(what, "Chuyên viên", "8 giờ"), flow.Box("Ký <duyệt> & trả", "", ""))
    diagram = flow.Diagram(boxes, "8 giờ", 'Sơ đồ "mẫu"')
    with speaking("vi"):
        drawn = flow.render(diagram)
        assert drawn == flow.render(diagram)
    assert "\n\n" not in drawn
    root = ET.fromstring(drawn)
    assert root.attrib["role"] == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (title.text, root.attrib["aria-labelledby"]) == ('Sơ đồ "mẫu"', title.attrib["id"])
    groups = root.findall(f"{SVG}g")
    said = [" ".join(line.text or "" for line in group.iter(f"{SVG}text")) for group in groups]
    assert said == [f"1. {what}Chuyên viên 8 giờ", "2. Ký <duyệt> & trả", "Tổng cộng: 8 giờ"]
    for group in groups:
        height = int(group.find(f"{SVG}rect").attrib["height"])  # type: ignore[union-attr]
        assert all(0 < int(line.attrib["y"]) < height for line in group.iter(f"{SVG}text"))


def opened(browser: Browser, address: str, **how: object) -> Page:
    page = browser.new_context(viewport=TELEPHONE, **how).new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


def test_an_officer_sees_state_time_and_fee_on_a_telephone_and_ticks_without_scripts(
    served: str, browser: Browser
) -> None:
    page = opened(browser, f"{served}/quy-trinh/qt-vp-01.html", java_script_enabled=False)
    for words in ("Đang có hiệu lực", "05 ngày làm việc", "100.000 đồng", "Bộ phận một cửa"):
        box = page.get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= TELEPHONE["height"], words
    boxes = page.get_by_role("checkbox")
    assert boxes.count() == 3
    page.get_by_text("Đơn đề nghị <i>mẫu</i>").first.click()
    assert boxes.first.is_checked()
    page.reload()
    assert not boxes.first.is_checked()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_diagram_is_read_on_a_telephone_in_the_colours_of_the_page(
    served: str, browser: Browser, scheme: str
) -> None:
    page = opened(browser, f"{served}/quy-trinh/qt-vp-01.html", color_scheme=scheme)
    drawing = page.get_by_role("img", name="Sơ đồ các bước của QT.VP.01")
    assert drawing.count() == 1
    told = page.evaluate(
        """() => {
            const drawing = document.querySelector('.sotay-flow svg');
            const edge = drawing.getBoundingClientRect();
            const texts = [...drawing.querySelectorAll('text')].map(text => text.getBoundingClientRect());
            return {
                right: edge.right, width: innerWidth,
                outside: texts.filter(box => box.left < edge.left || box.right > edge.right).length,
                least: Math.min(...[...drawing.querySelectorAll('text')].map(
                    text => parseFloat(getComputedStyle(text).fontSize) * edge.width / 340)),
                fill: getComputedStyle(drawing.querySelector('text')).fill,
                ink: getComputedStyle(document.querySelector('.md-typeset p')).color,
            };
        }"""
    )
    assert told["right"] <= told["width"]
    assert told["outside"] == 0
    assert told["least"] >= 13
    assert told["fill"] == told["ink"]
    page.context.close()


def test_on_paper_boxes_are_drawn_the_square_leads_here_and_nothing_is_to_click(
    served: str, browser: Browser
) -> None:
    page = opened(browser, f"{served}/quy-trinh/qt-vp-01.html")
    assert not page.locator(".sotay-square").is_visible()
    assert page.locator("#dan-den-trang-nay + ul").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".sotay-square").is_visible()
    for gone in (
        ".md-header",
        ".md-sidebar--primary",
        ".md-footer",
        "#dan-den-trang-nay",
        "#dan-den-trang-nay + ul",
    ):
        assert not page.locator(gone).is_visible()
    box = page.get_by_role("checkbox").first
    assert box.evaluate("box => getComputedStyle(box).borderTopStyle") == "solid"
    assert box.evaluate("box => getComputedStyle(box).appearance") == "none"
    rows = page.locator("table tr").evaluate_all("rows => rows.map(row => getComputedStyle(row).breakInside)")
    assert set(rows) == {"avoid"}
    rules = page.evaluate(
        "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules])"
        ".filter(rule => rule instanceof CSSPageRule).map(rule => rule.cssText).join()"
    )
    for words in ("QT.VP.01 · lần 02 · đang có hiệu lực", "Bản in là bản không kiểm soát", "counter(pages)"):
        assert words in rules
    assert page.pdf().startswith(b"%PDF")
    assert "https://so-tay.example/iso/quy-trinh/qt-vp-01.html" in page.inner_text("article")
    page.context.close()


def test_a_page_stays_light(site: Path) -> None:
    for page in (site / "quy-trinh").glob("*.html"):
        assert page.stat().st_size < MOST_BYTES


def test_search_does_not_find_what_only_draws(site: Path) -> None:
    page = site.parent / "site-src" / "quy-trinh" / "qt-vp-01.md"
    found = search_words.fold(search_words.text(page.read_bytes(), "quy-trinh/qt-vp-01.html"))
    assert "tiep nhan kiem tra thanh phan ho so" in found
    assert not re.search(r"top center|counter|currentcolor", found)
