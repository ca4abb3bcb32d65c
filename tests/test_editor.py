"""The form editor in Chromium, as it is: it opens documents of every kind of the library, and changes only what the person changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import editor_desk
import pytest
from editor_desk import EditorDesk
from playwright.sync_api import Browser, Page, expect

from sotay import front_matter, pipeline
from sotay.desk.repository import CHANGES
from sotay.editor import pages
from sotay.library import Library

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(ROOT, None, date(2026, 1, 5))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> EditorDesk:
    return EditorDesk(tmp_path_factory.mktemp("desk"), ROOT)


@pytest.fixture(scope="module")
def address(
    desk: EditorDesk, library: Library, editor_program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(editor_program, site / pages.FOLDER)
    for name, data in pages.own(library).items():
        (site / pages.FOLDER / name).write_bytes(data)
    with editor_desk.served(desk, site) as url:
        yield f"{url}/{pages.PAGE}"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that may ask nothing of anybody else."""
    context = browser.new_context(viewport={"width": 1200, "height": 1000}, locale="vi")
    page = context.new_page()
    asked: list[str] = []
    home = address.removesuffix(pages.PAGE)
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []


def enter(page: Page, address: str, place: str | None) -> None:
    assert place
    page.goto(address + place)
    expect(page.get_by_role("button", name="Lưu", exact=True)).to_be_visible(timeout=30_000)


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Mục đã được lưu").or_(page.get_by_text("Đã lưu")).first).to_be_visible(
        timeout=30_000
    )


@pytest.mark.parametrize(
    ("path", "change"),
    # Half of them in each run, the others when asked: a procedure, and records of several kinds.
    [
        ("procedures/doanh-nghiep/qt-dn-01.md", ("title", "Cấp phép văn phòng đại diện")),
        pytest.param(
            "procedures/moi-truong/qt-mt-01.md", ("title", "Quy trình môi trường"), marks=pytest.mark.slow
        ),
        pytest.param(
            "procedures/he-thong/qt-ht-01.md", ("title", "Kiểm soát tài liệu"), marks=pytest.mark.slow
        ),
        ("records/legal/2004-110-nd-cp.md", ("issuer", "Chính phủ nước Việt Nam")),
        pytest.param(
            "records/decisions/2020-37-qd-bqlkcn.md",
            ("subject", "phê duyệt hệ thống"),
            marks=pytest.mark.slow,
        ),
        ("records/budgets/2021-363-qd-ubnd.md", ("subject", "kinh phí")),
        ("records/objectives/2021.md", ("title", "Mục tiêu")),
        pytest.param(
            "records/surveys/2021-724-bqlkcn-vp.md", ("subject", "khảo sát"), marks=pytest.mark.slow
        ),
        ("records/annual-reports/2021.md", ("signer", "lanh-dao-mau")),
        pytest.param(
            "records/audit-reports/2021-01-bc-iso.md", ("subject", "đánh giá"), marks=pytest.mark.slow
        ),
    ],
)
def test_form_changes_what_the_person_changes(
    page: Page, address: str, desk: EditorDesk, path: str, change: tuple[str, str]
) -> None:
    place, (field, new) = pages.entry(path), change
    assert place
    before = desk.text("refs/heads/main", path).decode()
    enter(page, address, place)
    page.locator(f"[id^='{field}-field']").first.fill(new)
    save(page)
    kind, _entries, slug = place.removeprefix("#/collections/").partition("/entries/")
    after = desk.text(f"{CHANGES}{kind}/{slug}", path).decode()
    changed = set(after.splitlines()) ^ set(before.splitlines())
    assert desk.refused == []
    assert changed
    assert [line for line in changed if not line.startswith(f"{field}:")] == []


def test_new_document_is_begun_from_a_link(page: Page, address: str, desk: EditorDesk) -> None:
    enter(page, address, pages.new("procedure", **editor_desk.NEW))
    page.locator("[id^='note-field']").first.fill("Bản soạn thử")
    save(page)
    assert desk.refused == []
    refs = [branch.ref for branch in desk.repository.branches() if branch.ref.endswith("qt-dt-99")]
    assert len(refs) == 1
    path = f"procedures/{refs[0].removeprefix(f'{CHANGES}procedure/')}.md"
    text = desk.text(refs[0], path).decode()
    values = front_matter.read(text, path)
    assert values.findings == []
    assert values.values == editor_desk.NEW | {
        "effective": date(2026, 2, 1),
        "review_every": 12,
        "confidentiality": "nội bộ",
        "note": "Bản soạn thử",
    }
