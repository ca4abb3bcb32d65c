"""The site of the reference library: built by real MkDocs, read in real Chromium, asking nothing of the internet."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import chromium
import pytest
from playwright.sync_api import Browser

from sotay.library import Library
from sotay.load import load
from sotay.site import stage
from sotay.site.build import build_site, stage_site
from sotay.site.slugs import slugify

ROOT = Path(__file__).parent.parent
DAY = date(2021, 10, 29)


def copied(folder: Path) -> Path:
    for room in ("docs", "procedures", "records"):
        shutil.copytree(ROOT / room, folder / room)
    for name in ("agency.yml", "mkdocs.yml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "site_hooks.py", folder / "scripts")
    return folder


def read(root: Path) -> Library:
    return load(root, as_of=None, today=date(2026, 1, 1))


@pytest.fixture(scope="module")
def site(reference_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = shutil.copytree(reference_root, tmp_path_factory.mktemp("library") / "so-tay")
    return root / "build" / "site"


class _Links(HTMLParser):
    """The addresses that a page leads to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def test_every_document_has_a_page_and_every_link_leads_somewhere(site: Path) -> None:
    library = read(site.parent.parent)
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(library.documents)
    broken = []
    for page in pages:
        if page.name == "404.html":
            continue
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        for link in links.found:
            target = link.partition("#")[0].partition("?")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            if page.name == "annual-report.html":
                assert not target.startswith("/")
            if not (page.parent / target).resolve().exists():
                broken.append((page.relative_to(site).as_posix(), link))
    assert broken == []


def test_nothing_is_asked_of_another_host(site: Path) -> None:
    for page in site.rglob("*.html"):
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        others = [
            link
            for link in links.found
            if re.match(r"(https?:)?//", link) and not link.startswith("https://iso.bqlkcn.example/")
        ]
        assert others == [], page


def test_the_navigation_stays_small(site: Path) -> None:
    text = (site / "quy-trinh" / "qt-dn-01.html").read_text(encoding="utf-8")
    assert text.count('class="md-nav__link"') < 60


def test_personal_data_of_applicants_is_nowhere(site: Path) -> None:
    found = [
        path
        for path in site.rglob("*")
        if path.is_file() and "Thương nhân mẫu" in path.read_text("utf-8", "ignore")
    ]
    assert found == []


def test_two_builds_give_the_same_bytes(site: Path) -> None:
    root = site.parent.parent
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    build_site(read(root), site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_staging_writes_only_what_changed(tmp_path: Path) -> None:
    pages = {"a.md": b"1", "b/c.md": b"2"}
    assert stage.write(pages, tmp_path) == 2
    assert stage.write(pages, tmp_path) == 0
    assert stage.write({"a.md": b"3"}, tmp_path) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.md"]


def test_an_empty_library_gives_pages_that_say_so(tmp_path: Path) -> None:
    shutil.copy(ROOT / "agency.yml", tmp_path / "agency.yml")
    folder = stage_site(read(tmp_path))
    assert "Chưa có tài liệu kiểm soát nào" in (folder / "quy-trinh" / "index.md").read_text(encoding="utf-8")
    assert "Chưa có hồ sơ nào" in (folder / "ho-so" / "index.md").read_text(encoding="utf-8")
    assert "Chưa có văn bản pháp luật nào" in (folder / "phap-ly" / "index.md").read_text(encoding="utf-8")
    assert "Chưa có hồ sơ báo cáo năm nào" in (folder / "bao-cao" / "index.md").read_text(encoding="utf-8")


EMPTY = ("index", "quy-trinh", "ho-so", "bao-cao", "so-lieu", "muc-tieu", "kinh-phi", "khao-sat")


def test_an_empty_page_says_who_enters_what_and_where(tmp_path: Path) -> None:
    shutil.copy(ROOT / "agency.yml", tmp_path / "agency.yml")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Sổ tay\n\n<!-- sotay: state -->\n", encoding="utf-8")
    folder = stage_site(read(tmp_path))
    for name in EMPTY:
        page = folder / ("index.md" if name == "index" else f"{name}/index.md")
        words = page.read_text(encoding="utf-8")
        assert not re.search(r"\b(?:records|procedures)\b", words), name
        led = re.findall(r"\]\(((?:\.\./)?(?:bien-tap/index\.md|quy-tac/\S+))\)", words)
        assert led, name
        assert all((page.parent / target.partition("#")[0]).is_file() for target in led)
    assert "Thư ký ISO nhập mục tiêu" in (folder / "muc-tieu" / "index.md").read_text(encoding="utf-8")
    kinds = (folder / "quy-tac" / "loai-van-ban.md").read_text(encoding="utf-8")
    assert "{: #dossier }" in kinds


def test_markup_in_values_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "cases" / "base", tmp_path / "lib")
    plan = (ROOT / "records" / "plans" / "2021-134-kh-bqlkcn.md").read_text(encoding="utf-8")
    text = re.sub("subject: .*", 'subject: "<b>x</b> | **y** [z](k)"', plan).replace("BQLKCN", "CQM")
    path = tmp_path / "lib" / "records" / "plans" / "2021-134-kh-cqm.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    build_site(load(tmp_path / "lib", as_of=DAY, today=DAY), tmp_path / "site")
    for name in ("plans/2021-134-kh-cqm", "index"):
        page = (tmp_path / "site" / "ho-so" / f"{name}.html").read_text(encoding="utf-8")
        assert "&lt;b&gt;x&lt;/b&gt; | **y** [z](k)" in page


def test_slugs_fold_vietnamese() -> None:
    assert slugify("Đối tượng thực hiện", "-") == "doi-tuong-thuc-hien"
    assert slugify("5.1. Tiếp nhận & trả", "-") == "5-1-tiep-nhan-tra"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with chromium.served(site) as address:
        yield address


def test_an_officer_reads_it_in_chromium(served: str, browser: Browser) -> None:
    page = browser.new_page(locale="vi-VN")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{served}/index.html")
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.get_by_text("Tại ngày 29/10/2021").first.is_visible()
    page.get_by_role("link", name="Danh mục tài liệu").first.click()
    page.get_by_role("link", name="QT.DN.01", exact=True).first.click()
    assert page.locator("h1").inner_text().startswith("QT.DN.01")
    assert page.get_by_text("Đang có hiệu lực").first.is_visible()
    assert page.get_by_text("07 ngày làm việc").first.is_visible()
    page.get_by_role("link", name="Quyết định số 37/QĐ-BQLKCN ngày 20/8/2020").first.click()
    assert "37/QĐ-BQLKCN" in page.locator("h1").inner_text()
    page.goto(f"{served}/bao-cao/2021/index.html")
    page.get_by_role("link", name="18", exact=True).first.click()
    assert page.url.endswith("/ho-so/dossiers/2021.html")
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []
    assert complaints == []


def test_it_reads_without_javascript_from_a_folder(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "quy-trinh" / "index.html").as_uri())
    page.get_by_role("link", name="QT.HT.01").first.click()
    assert page.locator("h1").inner_text().startswith("QT.HT.01")
    context.close()


def test_a_library_without_pages_of_its_own_has_a_home_and_a_menu(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "cases" / "base", tmp_path / "lib")
    library = load(tmp_path / "lib", as_of=DAY, today=DAY)
    home = build_site(library, tmp_path / "site").read_text(encoding="utf-8")
    assert "Sổ tay ISO Cơ quan mẫu" in home
    assert 'href="quy-trinh/index.html"' in home
    assert "thu-ky-iso" not in home
