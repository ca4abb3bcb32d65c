"""The site for everyone, in real Chromium: WCAG 2.2 AA by axe, the keyboard alone, zoomed, on a telephone, without scripts, small."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import chromium
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, Route
from test_outputs import word_text

PAGES = (
    "index.html",
    "viec-can-lam/index.html",
    "quy-trinh/index.html",
    "quy-trinh/qt-dn-01.html",
    "ho-so/index.html",
    "ho-so/plans/2021-134-kh-bqlkcn.html",
    "ho-so/dossiers/2021.html",
    "danh-muc/index.html",
    "phap-ly/index.html",
    "tu-kiem-tra/index.html",
    "bao-cao/2021/index.html",
    "bieu-mau/index.html",
    "quy-tac/index.html",
    "huong-dan/doc-thu-vien.html",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {rule: {"enabled": True} for rule in ("heading-order", "empty-table-header", "page-has-heading-one")}
SIZES = {"desktop": (1280, 900), "telephone": (360, 740)}
WHOLE = {("light", "desktop"), ("dark", "telephone")}
"""With these each page is seen in each scheme and each size; the other two pairs see every third."""
HOME_KB = 300
PROCEDURE_KB = 200
MOST_KB = {"index.html": HOME_KB, "quy-trinh/qt-dn-01.html": PROCEDURE_KB}


@pytest.fixture(scope="module")
def site(reference_root: Path) -> Path:
    return reference_root / "build" / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with chromium.served(site) as served:
        yield served


def complaints(page: Page) -> list[str]:
    """Return what axe finds: rule, where, why."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_no_violation(address: str, browser: Browser, scheme: str, size: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    found = {}
    for name in PAGES if (scheme, size) in WHOLE else PAGES[::3]:
        page.goto(f"{address}/{name}")
        assert page.locator("body").get_attribute("data-md-color-scheme") == (
            "slate" if scheme == "dark" else "default"
        )
        found[name] = complaints(page)
    context.close()
    assert {name: said for name, said in found.items() if said} == {}


def test_axe_would_find_one(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><h6>x</h6>')"
    )
    assert {said.split()[0] for said in complaints(page)} == {"image-alt", "heading-order"}
    page.close()


def test_pages_say_their_language_and_have_one_first_heading(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        if path.name in {"404.html", "annual-report.html"}:
            continue
        html = path.read_text(encoding="utf-8")
        assert '<html lang="vi"' in html, path
        assert len(re.findall(r"<h1[ >]", html)) == 1, path


@pytest.mark.parametrize("library", ["reference_root", "zones_root"])
def test_no_table_has_an_empty_head(library: str, request: pytest.FixtureRequest) -> None:
    root: Path = request.getfixturevalue(library)
    staged, site = root / "build" / "site-src", root / "build" / "site"
    in_words = re.compile(r"^\|(?=[^\n]*[^|\s][^\n]*\n\|[-:| ]+$)(?:[^\n]*\|)?[ \t]*\|", re.MULTILINE)
    assert [str(page) for page in staged.rglob("*.md") if in_words.search(page.read_text("utf-8"))] == []
    empty = re.compile(r"<th\b[^>]*>\s*</th>")
    assert [str(page) for page in site.rglob("*.html") if empty.search(page.read_text("utf-8"))] == []


WIDTHS = (640, 360, 320)
"""A window of 1280 zoomed to 200 % is 640 wide; 320 is what WCAG 1.4.10 asks."""


def test_no_page_scrolls_sideways_zoomed_or_on_a_telephone(address: str, browser: Browser) -> None:
    context = browser.new_context(device_scale_factor=2)
    page = context.new_page()
    wide = []
    for name in PAGES:
        page.goto(f"{address}/{name}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 600})
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((name, width))
    context.close()
    assert wide == []


def tab_to(page: Page, address: str, ending: str) -> None:
    """Go from home to the link of a procedure's page that ends so, by the keyboard alone."""
    page.goto(f"{address}/index.html")
    focused = "document.activeElement.getAttribute('role') || ''"
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "combobox":
            break
    page.keyboard.type("QT.DN.01")
    page.wait_for_selector("#sotay-found li a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quy-trinh/qt-dn-01.html")
    for _press in range(120):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if href.endswith(ending):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus is seen"


def test_the_keyboard_alone_leads_from_home_to_the_download_of_a_procedure(
    address: str, browser: Browser
) -> None:
    page = browser.new_page()
    tab_to(page, address, ".pdf")
    page.route(
        "**/*.pdf", lambda route: route.fulfill(status=204)
    )  # a viewer of PDF may never let the page go
    with page.expect_request("**/*.pdf") as asked:
        page.keyboard.press("Enter")
    assert asked.value.url.startswith(f"{address}/quy-trinh/qt-dn-01")
    page.close()


def test_the_keyboard_alone_leads_from_home_to_the_download_of_a_form(address: str, browser: Browser) -> None:
    page = browser.new_page()
    tab_to(page, address, "/tiep-nhan.docx")
    with page.expect_download() as asked:
        page.keyboard.press("Enter")
    assert asked.value.url == f"{address}/bieu-mau/tiep-nhan.docx"
    said = word_text(asked.value.path().read_bytes())
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in " ".join(said.split())
    page.close()


@pytest.fixture(scope="module")
def zones(zones_root: Path) -> Iterator[str]:
    with chromium.served(zones_root / "build" / "site") as served:
        yield served


FRAME = ".md-typeset__scrollwrap"
WIDE = ("so-lieu/2025.html", "danh-muc/internal-documents.html", "phap-ly/index.html", "muc-tieu/index.html")


def test_a_table_wider_than_a_telephone_is_reached_and_read_by_the_keyboard(
    zones: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    for name in WIDE:
        page.goto(f"{zones}/{name}")
        frames = page.locator(f"{FRAME}[tabindex='0'][role=region]")
        assert frames.count() >= 1, name
        assert page.eval_on_selector_all(
            FRAME,
            "frames => frames.every(f => (f.scrollWidth > f.clientWidth) === f.hasAttribute('tabindex'))",
        )
        assert frames.evaluate_all(
            "frames => frames.every(f => document.getElementById(f.getAttribute('aria-labelledby')).textContent.trim())"
        )
        frame = frames.first
        frame.focus()
        assert frame.evaluate("frame => getComputedStyle(frame).outlineStyle") != "none", "the focus is seen"
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")
        assert complaints(page) == [], name
    # Without links in it and out of the keyboard's reach, axe would say so.
    page.goto(f"{zones}/so-lieu/2025.html")
    page.evaluate(f"document.querySelectorAll('{FRAME}').forEach(frame => frame.removeAttribute('tabindex'))")
    page.evaluate("document.querySelectorAll('article table a').forEach(link => link.replaceWith('x'))")
    assert {said.split()[0] for said in complaints(page)} == {"scrollable-region-focusable"}
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{zones}/so-lieu/2025.html")
    assert page.locator(f"{FRAME}[tabindex]").count() == 0, "what does not scroll is no stop on the way"
    page.close()


CROWDED = """cells => cells.filter((cell) => {
    const style = getComputedStyle(cell);
    const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const words = document.createRange();
    words.selectNodeContents(cell);
    return room < 60 && new Set([...words.getClientRects()].map((box) => Math.round(box.top))).size > 6;
}).map((cell) => cell.textContent)"""


def test_no_column_is_so_narrow_that_its_words_stand_one_below_the_other(
    zones: str, browser: Browser
) -> None:
    """Sixty pixels hold a longer word and a short one, "khoản 1"; three lines of them may stand in less."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    crowded = {}
    for name in (*WIDE, "tu-kiem-tra/index.html", "phap-ly/2026-96-nd-cp.html", "viec-can-lam/index.html"):
        page.goto(f"{zones}/{name}")
        crowded[name] = page.eval_on_selector_all("article td", CROWDED)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.close()
    assert {name: said for name, said in crowded.items() if said} == {}


def test_on_paper_no_chart_is_cut_and_no_fold_is_closed(zones: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 980})  # what margins leave of A4
    page.goto(f"{zones}/so-lieu/2025.html")
    page.emulate_media(media="print")
    heights = page.eval_on_selector_all(
        "article img", "images => images.map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) == 2
    assert max(heights) <= 225 / 25.4 * 96 + 1
    page.goto(f"{zones}/phap-ly/index.html")
    page.emulate_media(media="print")
    assert page.locator("details.sotay-fold").count() > 1
    assert page.locator("details.sotay-fold:not([open])").count() == 0
    page.close()


def test_a_folded_section_opens_by_the_keyboard_by_an_anchor_and_without_scripts(
    zones: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{zones}/phap-ly/index.html")
    inside = page.locator("details.sotay-fold td a").first
    assert not inside.is_visible()
    page.locator("details.sotay-fold > summary").first.focus()
    page.keyboard.press("Enter")
    assert inside.is_visible()
    page.goto(f"{zones}/phap-ly/index.html#nam-2021")
    page.wait_for_selector("details[open] #nam-2021")
    assert complaints(page) == []
    page.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{zones}/viec-can-lam/index.html")
    page.locator("details.sotay-fold > summary").first.click()
    assert page.locator("details.sotay-fold[open] a").first.is_visible()
    context.close()


def _keep(answers: list[Response], answer: Response) -> None:
    answers.append(answer)


def test_no_request_leaves_the_site_and_pages_are_small(address: str, browser: Browser) -> None:
    left: list[str] = []
    opened: dict[str, tuple[Page, list[Response]]] = {}

    def gate(route: Route) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            left.append(route.request.url)
            route.abort()

    for (
        name
    ) in PAGES:  # each holds nothing yet; all are waited for together, since each is quiet only after a while
        page = browser.new_context().new_page()
        opened[name] = page, []
        page.route("**/*", gate)
        page.on("response", partial(_keep, opened[name][1]))
        page.goto(f"{address}/{name}")
    for name, (page, answers) in opened.items():
        page.wait_for_load_state("networkidle")
        sizes = {answer.url: int(answer.headers["content-length"]) for answer in answers}
        assert left == [], name
        assert f"{address}/{name}" in sizes
        assert not [url for url in sizes if "/tim-kiem/" in url], "search is fetched when it is used"
        assert sum(sizes.values()) <= MOST_KB.get(name, HOME_KB) * 1024, (name, sizes)
        page.context.close()


@pytest.mark.parametrize(
    ("name", "most"), [("index.html", HOME_KB), ("quy-trinh/qt-dt-07.html", PROCEDURE_KB)]
)
def test_pages_of_the_living_example_are_small_too(
    zones: str, browser: Browser, name: str, most: int
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", partial(_keep, answers))
        page.goto(f"{zones}/{name}", wait_until="networkidle")
        sizes = {answer.url: int(answer.headers["content-length"]) for answer in answers}
    assert f"{zones}/{name}" in sizes
    assert sum(sizes.values()) <= most * 1024, sizes


LONG_PAGES = ("phap-ly/index.html", "tra-cuu/nam.html", "tra-cuu/loai.html", "ho-so/index.html")
MOST_SCREENS = 12


def test_nobody_scrolls_through_hundreds_of_rows_on_a_telephone(zones: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    screens = {}
    for name in LONG_PAGES:
        page.goto(f"{zones}/{name}")
        screens[name] = page.evaluate("document.documentElement.scrollHeight / innerHeight")
    page.close()
    assert {name: count for name, count in screens.items() if count > MOST_SCREENS} == {}


def test_pages_read_from_a_folder_without_scripts(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    for name in PAGES:
        page.goto((site / name).as_uri())
        assert page.locator("h1").is_visible(), name
        assert page.locator("article").inner_text().strip(), name
    assert failed == []
    context.close()


def test_from_a_folder_search_works_too(site: Path, browser: Browser, tmp_path: Path) -> None:
    copied = shutil.copytree(site, tmp_path / "site")
    page = browser.new_page()
    page.goto((copied / "index.html").as_uri())
    page.get_by_role("combobox").fill("QT.DN.01")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/quy-trinh/qt-dn-01.html")
    page.close()
