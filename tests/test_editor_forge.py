"""The form editor in Chromium over a forge: signing in, proposing a change and a new document, and a save that comes too late."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import chromium
import forgejo
import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from sotay import front_matter, pipeline
from sotay.desk.repository import Edit
from sotay.editor import pages

ROOT = Path(__file__).parent.parent
FILE = "procedures/doanh-nghiep/qt-dn-01.md"
CHANGE = "cms/procedure/doanh-nghiep/qt-dn-01"


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> forgejo.Forgejo:
    return forgejo.Forgejo(tmp_path_factory.mktemp("forge"), ROOT)


@pytest.fixture(scope="module")
def address(
    double: forgejo.Forgejo, editor_program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The editor's page on a site of its own, told of the forge as its mkdocs.yml would."""
    root = tmp_path_factory.mktemp("library")
    site = tmp_path_factory.mktemp("site")
    shutil.copyfile(ROOT / "agency.yml", root / "agency.yml")
    shutil.copytree(editor_program, site / pages.FOLDER)
    with ExitStack() as stack:
        where = stack.enter_context(forgejo.served(double))
        home = stack.enter_context(chromium.served(site))
        (root / "mkdocs.yml").write_text(
            f"repo_url: {where}/{forgejo.REPO}\nrepo_name: Forgejo\nextra: {{editor_app_id: {forgejo.APPLICATION}}}\n",
            encoding="utf-8",
        )
        for name, data in pages.own(pipeline.read(root, None, date(2026, 1, 5))).items():
            (site / pages.FOLDER / name).write_bytes(data)
        double.homes.add(home)
        double.redirects.add(f"{home}/{pages.PAGE}")
        yield f"{home}/{pages.PAGE}"


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def context(browser: Browser, double: forgejo.Forgejo, address: str) -> Iterator[BrowserContext]:
    """A window in which a person has signed in, which led to the document that was asked for; it asks nobody else."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000}, locale="vi")
    asked: set[str] = set()
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
    told = {
        "code": "QT.ĐT.99",
        "title": "Tiếp công dân",
        "kind": "procedure",
        "division": "ĐT",
        "version": "01",
        "effective": "2026-02-01",
        "prepared_by": "chuyen-vien-mau-01",
        "reviewed_by": "truong-phong-mau",
        "approved_by": "lanh-dao-mau",
    }
    show(page, address, pages.new("procedure", **told))
    page.locator("[id^='note-field']").first.fill("Bản soạn thử")
    save(page)
    ref = double.pulls[-1]["head"]["ref"]
    path = f"procedures/{ref.removeprefix('cms/procedure/')}.md"
    found = front_matter.read(double.text(ref, path), path)
    assert found.findings == []
    assert found.values == told | {
        "effective": date(2026, 2, 1),
        "review_every": 12,
        "confidentiality": "nội bộ",
        "note": "Bản soạn thử",
    }
