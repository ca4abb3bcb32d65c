"""The form editor in Chromium over a forge: signing in, proposing a change and a new document, and a save that comes too late."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import chromium
import editor_desk
import forgejo
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from sotay import front_matter, pipeline
from sotay.desk.repository import Edit
from sotay.editor import pages, program
from sotay.publication import headers

ROOT = Path(__file__).parent.parent
FILE = "procedures/doanh-nghiep/qt-dn-01.md"
CHANGE = "cms/procedure/doanh-nghiep/qt-dn-01"
TELL = "addEventListener('securitypolicyviolation', event => console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`))"


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> forgejo.Forgejo:
    return forgejo.Forgejo(tmp_path_factory.mktemp("forge"), ROOT)


@pytest.fixture(scope="module")
def address(
    double: forgejo.Forgejo, editor_program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The editor's page on a site of its own, told of the forge as its mkdocs.yml would, under the headers that servers send."""
    root = tmp_path_factory.mktemp("library")
    site = tmp_path_factory.mktemp("site")
    shutil.copyfile(ROOT / "agency.yml", root / "agency.yml")
    shutil.copytree(editor_program, site / pages.FOLDER)
    with ExitStack() as stack:
        where = stack.enter_context(forgejo.served(double))
        (root / "mkdocs.yml").write_text(
            f"repo_url: {where}/{forgejo.REPO}\nrepo_name: Forgejo\nextra: {{editor_app_id: {forgejo.APPLICATION}}}\n",
            encoding="utf-8",
        )
        lay(root, site)
        home = stack.enter_context(chromium.served(site, headers.of_editor(site)))
        double.homes.add(home)
        double.redirects.add(f"{home}/{pages.PAGE}")
        yield f"{home}/{pages.PAGE}"


def lay(root: Path, site: Path) -> None:
    """Lay beside Decap what it is told of a library."""
    for name, data in pages.own(pipeline.read(root, None, date(2026, 1, 5))).items():
        (site / pages.FOLDER / name).write_bytes(data)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def context(browser: Browser, double: forgejo.Forgejo, address: str) -> Iterator[BrowserContext]:
    """A window in which a person has signed in, which led to the document that was asked for; it asks nobody else."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000}, locale="vi")
    context.add_init_script(TELL)
    asked: set[str] = set()
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page = context.new_page()
    place = pages.entry(FILE)
    assert place
    page.goto(address + place)
    page.get_by_role("button", name="Đăng nhập bằng Forgejo").click()
    page.get_by_role("button", name="Authorize Application").click()
    expect(page.locator("[id^='code-field']").first).to_have_value("QT.DN.01", timeout=30_000)
    page.close()
    yield context
    context.close()
    homes = {urlsplit(url).netloc for url in (address, *double.homes)}
    assert len(asked - homes - {""}) == 1
    assert double.refused == []
    assert [line for line in said if line.startswith("CSP ")] == []


def show(page: Page, address: str, place: str | None) -> None:
    assert place
    page.goto(address + place)
    expect(page.get_by_role("button", name="Lưu", exact=True)).to_be_visible(timeout=60_000)


def save(page: Page) -> None:
    expect(page.get_by_text("Thay đổi chưa được lưu")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Thay đổi đã được lưu")).to_be_visible(timeout=30_000)


def take(dialog: Dialog, told: list[str]) -> None:
    """Read what a page says that waits for an answer, and answer it."""
    told.append(dialog.message)
    dialog.accept()


def test_change_is_a_pull_request_of_what_the_person_changed(
    page: Page, address: str, double: forgejo.Forgejo
) -> None:
    before = double.text("main", FILE)
    show(page, address, pages.entry(FILE))
    page.locator("[id^='title-field']").first.fill("Cấp phép văn phòng đại diện")
    save(page)
    title = next(line for line in before.splitlines() if line.startswith("title: "))
    once = before.replace(title, "title: Cấp phép văn phòng đại diện")
    assert double.text(CHANGE, FILE) == once
    page.locator("[id^='version-field']").first.fill("02")
    save(page)
    assert double.text(CHANGE, FILE) == once.replace('version: "01"', 'version: "02"', 1)
    assert double.text("main", FILE) == before
    (pull,) = double.pulls
    assert (pull["title"], pull["head"]["ref"]) == (f"Đề xuất: {FILE}", CHANGE)
    assert [label["name"] for label in pull["labels"]] == ["decap-cms/draft"]


def test_draft_goes_on_from_where_it_was_left(page: Page, address: str, double: forgejo.Forgejo) -> None:
    before = double.text(CHANGE, FILE)
    assert "Cấp phép văn phòng đại diện" in before
    show(page, address, pages.entry(FILE))
    expect(page.locator("[id^='title-field']").first).to_have_value("Cấp phép văn phòng đại diện")
    page.locator("[id^='review_every-field']").first.fill("6")
    save(page)
    assert double.text(CHANGE, FILE) == before.replace("review_every: 12", "review_every: 6")


def test_save_that_comes_too_late_writes_over_nothing(
    page: Page, address: str, double: forgejo.Forgejo
) -> None:
    path = "procedures/moi-truong/qt-mt-01.md"
    change = "cms/procedure/moi-truong/qt-mt-01"
    told: list[str] = []
    show(page, address, pages.entry(path))
    page.locator("[id^='note-field']").first.fill("Lời của người thứ nhất")
    repository = double.repository
    tip = repository.current
    assert tip
    theirs = double.text("main", path).replace("\n---\n", "\nnote: Lời của người thứ hai\n---\n", 1)
    edit = Edit(path, theirs.encode(), repository.blob(tip, path))
    repository.save("refs/heads/main", [edit], "Lưu trước", forgejo.AUTHOR)
    page.once("dialog", lambda dialog: take(dialog, told))
    with page.expect_event("dialog", timeout=30_000):
        page.get_by_role("button", name="Lưu", exact=True).click()
    assert [line.partition(".")[0] for line in told] == ["Có người vừa lưu bản khác của tài liệu này"]
    expect(page.locator("[id^='note-field']").first).to_have_value("Lời của người thứ nhất")
    assert double.text("main", path) == theirs
    assert repository.tip(f"refs/heads/{change}") is None


def test_new_document_is_begun_from_a_link(page: Page, address: str, double: forgejo.Forgejo) -> None:
    show(page, address, pages.new("procedure", **editor_desk.NEW))
    page.locator("[id^='note-field']").first.fill("Bản soạn thử")
    save(page)
    ref = double.pulls[-1]["head"]["ref"]
    path = f"procedures/{ref.removeprefix('cms/procedure/')}.md"
    found = front_matter.read(double.text(ref, path), path)
    assert found.findings == []
    assert found.values == editor_desk.NEW | {
        "effective": date(2026, 2, 1),
        "review_every": 12,
        "confidentiality": "nội bộ",
        "note": "Bản soạn thử",
    }


def test_page_without_a_desk_or_a_forge_says_where_to_save(
    browser: Browser, editor_program: Path, tmp_path: Path
) -> None:
    shutil.copyfile(ROOT / "agency.yml", tmp_path / "agency.yml")
    site = tmp_path / "site"
    shutil.copytree(editor_program, site / pages.FOLDER)
    lay(tmp_path, site)
    with chromium.served(site, headers.of_editor(site)) as home:
        page = browser.new_page(locale="vi")
        page.goto(f"{home}/{pages.PAGE}{pages.entry(FILE)}")
        expect(page.get_by_role("alert")).to_contain_text("chưa nối với nơi lưu", timeout=60_000)
        page.close()


@pytest.mark.parametrize(
    ("repository", "asked"),
    [
        ("https://github.com/mau/so-tay", " https://api.github.com"),
        ("https://gitlab.com:8443/mau/so-tay", " https://gitlab.com:8443"),
        ("https://gitlab.mau.example;script-src%20*/mau/so-tay", ""),
    ],
)
def test_editor_asks_its_own_forge_alone(tmp_path: Path, repository: str, asked: str) -> None:
    shutil.copyfile(ROOT / "agency.yml", tmp_path / "agency.yml")
    extra = "extra: {editor_app_id: a, editor_login: https://dang-nhap.mau.example}"
    (tmp_path / "mkdocs.yml").write_text(f'repo_url: "{repository}"\n{extra}\n', encoding="utf-8")
    folder = tmp_path / "site" / pages.FOLDER
    folder.mkdir(parents=True)
    (folder / program.SCRIPT).touch()
    lay(tmp_path, tmp_path / "site")
    told = headers.of_editor(tmp_path / "site")["Content-Security-Policy"]
    assert f"; connect-src 'self' blob:{asked}; form-action " in told
    assert told.count("script-src") == 1
