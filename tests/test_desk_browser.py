"""The desk in a real browser, by two people: one proposes, the other reads the redline and approves."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import desk_library
import pytest
from desk_library import AN, BINH, PASSWORD, Server, draft
from playwright.sync_api import Browser, Page, expect

CHANGE = "/thay-doi/procedures/qt-dn-02"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    bare = desk_library.make(tmp_path_factory.mktemp("ban"))
    with desk_library.serving(bare) as server:
        yield bare, server


def test_one_proposes_and_another_approves(desk: tuple[Path, Server], browser: Browser) -> None:
    bare, server = desk
    writer = server.visitor(AN)
    assert writer.save(draft(2), writer.text(draft(2)) + "\nThêm một câu.\n").status == 200
    an, an_complaints = _come_in(browser, server, AN)
    an.goto(f"http://127.0.0.1:{server.port}{CHANGE}")
    an.get_by_role("button", name="Gửi xem xét").click()
    expect(an.locator("main")).to_contain_text("đang xem xét")
    expect(an.get_by_role("button", name="Phê duyệt")).to_have_count(0)
    binh, binh_complaints = _come_in(browser, server, BINH)
    binh.goto(f"http://127.0.0.1:{server.port}/thay-doi/")
    binh.locator(f"a[href='{CHANGE}']").first.click()
    expect(binh.locator(".redline ins").filter(has_text="Thêm một câu.")).to_be_visible()
    binh.get_by_role("button", name="Phê duyệt").click()
    expect(binh.locator("main")).not_to_contain_text("Thêm một câu.")
    said = subprocess.run(
        ["git", "-C", str(bare), "log", "-1", "--format=%B", "main"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Approved-by: Bình (dữ liệu mẫu) <binh@mau.example>" in said
    assert an_complaints == binh_complaints == [], "the pages run under their own policy"


def _come_in(browser: Browser, server: Server, person: str) -> tuple[Page, list[str]]:
    page = browser.new_context(locale="vi").new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda told: complaints.append(told.text) if "Content Security Policy" in told.text else None,
    )
    page.goto(f"http://127.0.0.1:{server.port}/dang-nhap")
    page.locator("[name=nguoi]").fill(person)
    page.locator("[name=mat-khau]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"http://127.0.0.1:{server.port}/thay-doi/")
    return page, complaints
