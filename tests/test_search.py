"""Search in real Chromium: the right page first, with or without diacritics, by code, number and words; in force alone."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import chromium
import pytest
import test_site
import version_library
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from sotay.messages import speaking
from sotay.site import search, search_words
from sotay.site.build import build_site
from sotay.site.list_pages import ASSETS

QUERIES = Path(__file__).parent / "cases" / "search"
SHOWN = "#sotay-found li a"


@pytest.fixture(scope="module")
def page(reference_root: Path, browser: Browser) -> Iterator[Page]:
    with chromium.served(reference_root / "build" / "site") as address:
        opened = browser.new_page()
        opened.goto(f"{address}/index.html")
        yield opened
        opened.close()


def find(page: Page, query: str) -> list[str]:
    """Type a query and return what is shown, as staged addresses."""
    box = page.get_by_role("combobox")
    box.fill("")
    box.fill(query)
    page.wait_for_function(
        "asked => document.querySelector('.sotay-found [role=status]').dataset.answers === asked", arg=query
    )
    hrefs = page.eval_on_selector_all(SHOWN, "links => links.map(link => new URL(link.href).pathname)")
    return [re.sub(r"/$", "/index.html", href).lstrip("/") for href in hrefs]


def misses(page: Page, name: str) -> list[tuple[str, str, list[str]]]:
    """Type each query of a file; return those whose first hit, or what is said of them, is another than it says."""
    wrong = []
    for line in (QUERIES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        asked, wanted, *said = re.split(r"\s{2,}", line)
        query = asked.removeprefix("+ ")
        find(page, "x")  # the answer to other words: what is waited for next is the answer to these
        page.get_by_role("checkbox").set_checked(query != asked)
        found = find(page, query)
        status = page.locator(".sotay-found [role=status]").inner_text()
        if (found[:1] or ["-"]) != [wanted] or not all(part in status for part in said):
            wrong.append((asked, wanted, [status, *found[:3]]))
    page.get_by_role("checkbox").uncheck()
    return wrong


def test_the_right_page_comes_first(page: Page) -> None:
    assert misses(page, "reference") == []


def test_the_right_page_comes_first_where_all_procedures_are_in_force(
    zones_root: Path, browser: Browser
) -> None:
    with chromium.served(zones_root / "build" / "site") as address:
        opened = browser.new_page()
        opened.goto(f"{address}/index.html")
        assert misses(opened, "industrial-zones") == []


LAWS = ("nghị định lao động nước ngoài", "luật đầu tư", "luat xay dung", "nghị định", "luật")


def test_a_law_says_how_it_stands_and_those_that_hold_come_first(zones_root: Path, browser: Browser) -> None:
    with chromium.served(zones_root / "build" / "site") as address, closing(browser.new_page()) as opened:
        opened.goto(f"{address}/index.html")
        ended = 0
        for query in LAWS:
            find(opened, query)
            said = [
                about for about in opened.locator(f"{SHOWN} span").all_inner_texts() if "pháp luật" in about
            ]
            assert all(" · " in about for about in said)
            over = [
                bool(re.search(r"· (?:hết hiệu lực(?! một phần)|sẽ có hiệu lực từ|chưa ban hành)", about))
                for about in said
            ]
            assert over == sorted(over), (query, said)
            ended += any(over)
        assert ended
        find(opened, "152/2020/NĐ-CP")
        first = opened.locator(SHOWN).first.inner_text()
        assert "152/2020/NĐ-CP" in first
        assert "hết hiệu lực từ 07/8/2025" in first


def test_the_keyboard_alone_leads_to_a_page(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 300})
    page.keyboard.press("/")
    page.keyboard.type("gia han")
    page.wait_for_selector(
        ".sotay-found [data-answers='gia han']"
    )  # what was found before may still stand there
    assert page.get_by_role("option", selected=True).count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/quy-trinh/qt-dn-03.html")


def test_a_query_is_answered_at_once(page: Page) -> None:
    find(page, "cấp giấy phép")  # the index is there
    began = time.monotonic()
    find(page, "đánh giá nội bộ")
    assert time.monotonic() - began < 5, "a page that hangs; how fast it is, benchmarks/site.py says"


def test_drafts_and_superseded_texts_are_found_only_when_asked_for(tmp_path: Path, browser: Browser) -> None:
    folder = version_library.make(tmp_path / "so-tay")
    library = version_library.read(folder)
    out = folder / "build" / "site"
    build_site(library, out)
    with chromium.served(out) as address:
        opened = browser.new_page()
        opened.goto(f"{address}/index.html")
        in_force = {found for found in find(opened, "QT.DN") if found.startswith("quy-trinh/qt-")}
        assert in_force == {f"quy-trinh/qt-dn-0{number}.html" for number in (1, 3, 4)}
        opened.get_by_role("checkbox").check()
        opened.wait_for_function(
            "[...document.querySelectorAll('#sotay-found a')].some((link) => /lan-|du-thao/.test(link.href))"
        )


def test_personal_data_is_not_in_the_index(reference_root: Path) -> None:
    pages = staged(reference_root)
    texts = [
        search_words.fold(search_words.text(data, name))
        for name, data in pages.items()
        if name.endswith(".md")
    ]
    assert [text for text in texts if "thuong nhan" in text], (
        "the name of the register's rows, without their number"
    )
    assert not [text for text in texts if "thuong nhan mau 01" in text]


def staged(root: Path) -> dict[str, bytes]:
    folder = root / "build" / "site-src"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_two_indexes_are_the_same_bytes(reference_root: Path) -> None:
    there = staged(reference_root)
    other_way_round = {name: there[name] for name in sorted(there, reverse=True)}
    again = search.files(test_site.read(reference_root), other_way_round)
    assert again == {name: data for name, data in there.items() if name.startswith(f"{search.FOLDER}/")}
    assert all((reference_root / "build" / "site" / name).read_bytes() == again[name] for name in again)


def test_an_index_of_no_page_finds_nothing(reference_root: Path, tmp_path: Path, browser: Browser) -> None:
    site = tmp_path / "site"
    shutil.copytree(reference_root / "build" / "site" / "assets", site / "assets")
    shutil.copy(reference_root / "build" / "site" / "index.html", site)
    for name, data in search.files(test_site.read(reference_root), {}).items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(data)
    with chromium.served(site) as address, closing(browser.new_page()) as opened:
        opened.goto(f"{address}/index.html")
        assert find(opened, "QT.DN.01") == []
        assert "Không tìm thấy" in opened.locator(".sotay-found [role=status]").inner_text()


@pytest.mark.parametrize("broken", ["is gone", "is of another build"])
def test_an_index_that_cannot_be_read_is_said(
    reference_root: Path, tmp_path: Path, browser: Browser, broken: str
) -> None:
    site = shutil.copytree(reference_root / "build" / "site", tmp_path / "site")
    part = site / search.FOLDER / "pages.js"
    if broken == "is gone":
        part.unlink()
    else:
        part.write_text(
            re.sub(r"pages\?[0-9a-f]+", "pages?0", part.read_text(encoding="utf-8")), encoding="utf-8"
        )
    with chromium.served(site) as address, closing(browser.new_page()) as opened:
        opened.goto(f"{address}/index.html")
        assert find(opened, "QT.DN.01") == []
        assert "mở lại trang" in opened.locator(".sotay-found [role=status]").inner_text()


def test_where_thousands_of_pages_share_a_word_each_is_counted(
    reference_root: Path, tmp_path: Path, browser: Browser
) -> None:
    site = tmp_path / "site"
    shutil.copytree(reference_root / "build" / "site" / "assets", site / "assets")
    shutil.copy(reference_root / "build" / "site" / "index.html", site)
    pages = {
        f"huong-dan/trang-{number}.md": f"# Trang {number}\n\n{'Chữ chung. ' * (1 + number % 40)}{number if number % 7 else ''}\n".encode()
        for number in range(3000)
    }
    for name, data in search.files(test_site.read(reference_root), pages).items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_bytes(data)
    with chromium.served(site) as address, closing(browser.new_page()) as opened:
        opened.goto(f"{address}/index.html")
        assert find(opened, "trang 2999") == ["huong-dan/trang-2999.html"]
        assert find(opened, "chu chung 2997")[0] == "huong-dan/trang-2997.html"
        often = {int(re.sub(r"\D", "", found)) % 40 for found in find(opened, "chữ chung")}
        assert opened.locator(".sotay-found [role=status]").inner_text() == "Tìm thấy 3000 trang."
        assert often <= set(range(25, 40)), "what has the words most often comes first"


def test_the_box_speaks_the_language_of_the_site() -> None:
    with speaking("en"):
        assert b"Search: code, number, words" in search.script(ASSETS)["assets/search.js"]
    assert "Tìm: mã hiệu" in search.script(ASSETS)["assets/search.js"].decode()


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    folded = search_words.fold(text)
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", folded)
    assert search_words.fold(folded) == folded


def test_vietnamese_is_folded() -> None:
    assert (
        search_words.fold("Đăng ký QT.LĐ.05 – thỏa ước, 219/2025/NĐ-CP")
        == "dang ky qt ld 05 thoa uoc 219 2025 nd cp"
    )


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("QT.DN.01", "qt.dn.1"),
        ("61/2018/NĐ-CP", "61.2018.nd.cp"),
        ("1.014197", "1.14197"),
        ("9001:2015", "9001.2015"),
        ("12/5/2021", ""),
        ("0.5", ""),
        ("QĐ-TTg", ""),
        ("QTDN01", ""),
        ("000.00.01.H00-210901-0001", ""),
    ],
)
def test_a_code_is_a_word_as_a_whole(written: str, word: str) -> None:
    assert search_words.whole(written) == word


def test_a_code_that_a_page_is_called_by_is_no_word_of_texts() -> None:
    found = search_words.places(["aqt.dn.1 axem", "bqt.dn.2"], {"qt.dn.1"})
    assert {word for part in found for word in part} == {"xem", "qt.dn.2"}


def test_first_letters_are_kept() -> None:
    assert search.initials("Cấp giấy phép xây dựng") == "cgpxd"
    assert search.initials("") == ""
