"""The desk in a real browser, by two people: one proposes in the form and mends what was found, the other reads and approves."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import desk_library
import pytest
from desk_library import AN, BINH, PASSWORD, Server
from playwright.sync_api import Browser, Page, expect

from sotay.editor import program

CHANGE = "/thay-doi/procedure/qt-dn-02"
PAGE = "/quy-trinh/qt-dn-02.html"
UNSAVED = "Thay đổi chưa được lưu"
KEPT = """() => new Promise((resolve) => {
    const asked = indexedDB.open("localforage");
    asked.onerror = () => resolve(false);
    asked.onsuccess = () => {
        const found = asked.result.transaction("keyvaluepairs").objectStore("keyvaluepairs").get("backup.procedure.qt-dn-01");
        found.onsuccess = () => resolve(JSON.stringify(found.result ?? "").includes("Tên chưa lưu"));
        found.onerror = () => resolve(false);
    };
})"""
"""Says whether the browser has kept what was typed."""
BUILT, PATIENCE = 240_000, 120_000
"""How long a site may take to be built on a busy machine, and a page to come (ms)."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    """A desk with the editor as npm gives it."""
    folder = tmp_path_factory.mktemp("ban")
    try:
        editor = program.fetch(folder)
    except program.FetchError as error:
        pytest.skip(str(error))
    bare = desk_library.make(folder)
    shutil.copytree(editor, bare.with_name(f"{bare.name}.desk") / program.FOLDER)
    with desk_library.serving(bare, builds=True) as server:
        yield bare, server


def test_change_goes_from_the_form_to_the_page_of_the_site(
    desk: tuple[Path, Server], browser: Browser
) -> None:
    bare, server = desk
    site = f"http://127.0.0.1:{server.port}"
    an, an_complaints = _visitor(browser)
    _await(an, f"{site}{PAGE}", "01")

    # The link of the page leads through the door to the very form.
    an.get_by_role("link", name="Đề xuất sửa đổi").click()
    _come_in(an, AN)
    _open_form(an)
    an.locator("[id^='version-field']").first.fill("02")
    _choose(an, "approved_by", "Bình")
    _save(an)

    # What the check found is read in Vietnamese, and leads back to the form.
    with an.expect_popup() as opened:
        an.get_by_role("link", name="Trang xem xét, kết quả kiểm tra").click()
    review = opened.value
    expect(review).to_have_url(f"{site}{CHANGE}")
    found = review.locator("section.danger")
    expect(found).to_contain_text("Bảng sửa đổi của QT.DN.02 không có dòng cho lần ban hành 02")
    found.get_by_role("link", name="Mở biểu mẫu").click()
    _open_form(review)
    review.get_by_role("button", name="Thêm sửa đổi tài liệu").click()
    review.locator("[id^='version-field']").last.fill("02")
    review.locator("[id^='date-field']").last.fill("2020-08-20")
    review.locator("[id^='summary-field']").last.fill("Đổi người phê duyệt")
    _save(review)
    review.goto(f"{site}{CHANGE}")
    expect(review.locator("section.danger")).to_have_count(0)
    review.get_by_role("button", name="Gửi xem xét").click()
    expect(review.locator("main")).to_contain_text("đang xem xét")

    # The author is offered no approval, and refused one that is sent all the same.
    _try_to_approve(review, bare)

    # A second person reads the redline, and approves.
    binh, binh_complaints = _visitor(browser)
    binh.goto(f"{site}/thay-doi/")
    _come_in(binh, BINH)
    binh.locator(f"a[href='{CHANGE}']").first.click()
    expect(binh.locator(".redline ins").filter(has_text="Đổi người phê duyệt")).to_be_visible()
    expect(binh.locator(".redline del").filter(has_text="01").first).to_be_visible()
    expect(binh.locator(".acts")).to_contain_text("xác nhận “phê duyệt” đối với QT.DN.02, lần ban hành 02")
    binh.get_by_role("button", name="Phê duyệt").click()
    expect(binh).to_have_url(f"{site}/thay-doi/")
    said = _git(bare, "log", "-1", "--format=%B", "main")
    assert "Approved-by: Bình (dữ liệu mẫu) <binh@mau.example>" in said

    # Readers get the new version, with who approved it and the record that says so.
    _await(an, f"{site}{PAGE}", "02")
    control = an.locator("tr").filter(has_text="Xác nhận: phê duyệt")
    expect(control).to_contain_text("Bình (dữ liệu mẫu), Phó trưởng ban")
    expect(an.locator("tr").filter(has_text="Dấu vân tay")).to_contain_text(
        re.findall(
            r'sha256: "(\w{64})"', _git(bare, "show", "main:records/approvals/qt-dn-02-02-phe-duyet.md")
        )[0]
    )
    control.get_by_role("link").click()
    expect(an.locator("h1")).to_contain_text("Xác nhận phê duyệt QT.DN.02 lần 02")
    with closing(sqlite3.connect(f"{bare}.desk/nhat-ky.db")) as database:
        assert database.execute("select count(*), count(nullif(tab, '')) from held").fetchone() == (2, 2)
    assert an_complaints == binh_complaints == [], "the pages run under their own policy"


def test_new_document_is_begun_from_the_list_of_its_kind(desk: tuple[Path, Server], browser: Browser) -> None:
    _bare, server = desk
    site = f"http://127.0.0.1:{server.port}"
    page, complaints = _writer(browser, site, AN)
    _await(page, f"{site}/quy-trinh/qt-dn-01.html", "01")
    page.goto(f"{site}/quy-trinh/index.html")
    page.get_by_role("link", name="QT.DN.03").click()
    expect(page.locator("[id^='code-field']").first).to_have_value("QT.DN.03", timeout=PATIENCE)
    expect(page.locator("[id^='version-field']").first).to_have_value("01")
    page.goto(f"{site}/ho-so/index.html")
    page.get_by_text("Soạn mới", exact=True).click()
    page.get_by_role("link", name="Công văn", exact=True).click()
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    expect(page.locator("[id^='date-field']").first).to_have_value(today, timeout=PATIENCE)
    assert complaints == []


def test_tab_that_is_behind_is_told_and_loses_no_word(desk: tuple[Path, Server], browser: Browser) -> None:
    _bare, server = desk
    site = f"http://127.0.0.1:{server.port}"
    one, complaints = _writer(browser, site, AN)
    other = one.context.new_page()
    for tab in (one, other):
        tab.goto(f"{site}/bien-tap/index.html#/collections/procedure/entries/qt-dn-01")
        _open_form(tab, "QT.DN.01")
    one.locator("[id^='title-field']").first.fill("Tên ở thẻ một")
    _save(one)
    other.locator("[id^='title-field']").first.fill("Tên ở thẻ hai")
    other.get_by_role("button", name="Lưu", exact=True).click()
    expect(other.get_by_text("ở một thẻ khác của chính bạn").first).to_be_visible(timeout=PATIENCE)
    one.goto(f"{site}/chua-luu")
    expect(one.locator("ins").filter(has_text="Tên ở thẻ hai")).to_be_visible()
    expect(one.locator("del").filter(has_text="Tên ở thẻ một")).to_be_visible()
    assert complaints == []


def test_form_closed_unsaved_is_laid_beside_what_another_wrote_meanwhile(
    desk: tuple[Path, Server], browser: Browser
) -> None:
    _bare, server = desk
    site = f"http://127.0.0.1:{server.port}"
    left, complaints = _writer(browser, site, AN)
    other, _complaints = _writer(browser, site, BINH)
    form = f"{site}/bien-tap/index.html#/collections/procedure/entries/qt-dn-01"
    left.goto(form)
    _open_form(left, "QT.DN.01")
    left.locator("[id^='title-field']").first.fill("Tên chưa lưu")
    for _look in range(PATIENCE // 200):
        if left.evaluate(KEPT):
            break
        left.wait_for_timeout(200)
    again = left.context.new_page()
    left.close()
    other.goto(form)
    _open_form(other, "QT.DN.01")
    other.locator("[id^='title-field']").first.fill("Tên của Bình")
    _save(other)
    again.goto(form)
    kept = again.get_by_label("Bản viết dở chưa lưu")
    expect(kept).to_have_value(re.compile("Tên chưa lưu"), timeout=PATIENCE)
    _open_form(again, "QT.DN.01")
    expect(again.locator("[id^='title-field']").first).to_have_value("Tên của Bình")
    again.reload()
    expect(kept).to_be_visible(timeout=PATIENCE)
    again.get_by_role("button", name="Bỏ bản viết dở").click()
    again.reload()
    _open_form(again, "QT.DN.01")
    expect(kept).to_have_count(0)
    assert complaints == []


def _try_to_approve(review: Page, bare: Path) -> None:
    expect(review.get_by_role("button", name="Phê duyệt")).to_have_count(0)
    published, origin = _git(bare, "rev-parse", "main"), review.url.removesuffix(CHANGE)
    form = {
        name: review.locator(f"form [name={name}]").last.get_attribute("value") or ""
        for name in ("token", "head")
    }
    answer = review.request.post(
        review.url, form={**form, "viec": "phe-duyet"}, headers={"Origin": origin}, max_redirects=0
    )
    assert answer.status == 403
    assert "An (dữ liệu mẫu) đã soạn trong thay đổi này" in answer.text()
    assert _git(bare, "rev-parse", "main") == published


def _visitor(browser: Browser) -> tuple[Page, list[str]]:
    """Open a window of a person's own, which takes down every complaint of a page about its policy."""
    context = browser.new_context(locale="vi", viewport={"width": 1200, "height": 1000})
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    context.on(
        "console",
        lambda told: complaints.append(told.text) if "Content Security Policy" in told.text else None,
    )
    return context.new_page(), complaints


def _writer(browser: Browser, site: str, person: str) -> tuple[Page, list[str]]:
    """Open a window as a visitor's, and come in."""
    page, complaints = _visitor(browser)
    page.goto(f"{site}/thay-doi/")
    _come_in(page, person)
    return page, complaints


def _come_in(page: Page, person: str) -> None:
    page.locator("[name=nguoi]").fill(person)
    page.locator("[name=mat-khau]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("[name=nguoi]")).to_have_count(0, timeout=PATIENCE)


def _open_form(page: Page, code: str = "QT.DN.02") -> None:
    expect(page.get_by_role("button", name="Lưu", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[id^='code-field']").first).to_have_value(code)
    expect(page.get_by_text(UNSAVED)).to_have_count(0)


def _choose(page: Page, field: str, words: str) -> None:
    page.locator(f"[id^='{field}-field']").first.click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def _save(page: Page) -> None:
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Mục đã được lưu").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(UNSAVED)).to_have_count(0, timeout=PATIENCE)


def _await(page: Page, address: str, version: str) -> None:
    """Wait until the site shows a version of the document."""
    page.goto(address)
    page.wait_for_function(
        """version => {
            const said = document.body?.innerText ?? "";
            if (said.includes("Không dựng được trang")) throw new Error(said);
            if (said.includes(`Lần ban hành ${version}`)) return true;
            setTimeout(() => location.reload(), 1000);
            return false;
        }""",
        arg=version,
        polling=3000,
        timeout=BUILT,
    )


def _git(bare: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(bare), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()
