"""What the site shows of a document's past and future: built by real MkDocs from a library with a history in real git."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import version_library
from playwright.sync_api import Browser

from sotay.controlled import ControlledPrint
from sotay.library import Library
from sotay.outputs import controlled
from sotay.outputs.failure import RenderFailed
from sotay.site import controlled_pages, prints, version_pages
from sotay.site.build import build_site, stage_site
from sotay.site.shelf import shelves
from sotay.site.writer import Writer

MAIN = "quy-trinh/qt-dn-01.html"
BESIDE = "quy-trinh/qt-dn-01"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return version_library.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    return version_library.read(root)


@pytest.fixture(scope="module")
def site(root: Path, library: Library) -> Path:
    out = root / "build" / "site"
    build_site(library, out)
    return out


class _Words(HTMLParser):
    """The words of the article of a page, the words in each tag asked for, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[str] = []
        self.words: list[str] = []
        self.marked: dict[str, list[str]] = {"ins": [], "del": []}
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for mark, found in self.marked.items():
            if mark in self.within:
                found.append(data)
        self.words.append(data)


def read(page: Path) -> _Words:
    words = _Words()
    text = page.read_text(encoding="utf-8")
    words.feed(text[text.index("<article") : text.index("</article>")])
    return words


def text_of(page: Path) -> str:
    return " ".join(" ".join(read(page).words).split())


def test_the_version_in_force_stands_at_the_documents_own_address(site: Path) -> None:
    text = text_of(site / MAIN)
    assert text.startswith("Trang chủ › Danh mục tài liệu QT.DN.01 Cấp giấy phép mẫu Đang có hiệu lực")
    assert "Lần ban hành 03, có hiệu lực từ 01/7/2021" in text
    assert "qua mạng và tại nhà" in text
    assert "chưa ai phê duyệt" not in text


def test_who_confirmed_a_text_is_said_with_what_proves_it(site: Path) -> None:
    text = text_of(site / MAIN).replace(" ,", ",")
    assert "Xác nhận: phê duyệt Lãnh đạo (dữ liệu mẫu), Trưởng Ban, 24/6/2021, chưa ký số" in text
    assert "Xác nhận" not in text_of(site / BESIDE / "lan-02.html")


def test_a_superseded_version_says_so_and_leads_to_the_one_in_force(site: Path) -> None:
    page = site / BESIDE / "lan-01.html"
    text, html = text_of(page), page.read_text(encoding="utf-8")
    assert "HẾT HIỆU LỰC Lần ban hành 01 có hiệu lực từ 20/8/2020 đến trước 01/3/2021." in text
    assert "37/QĐ-CQM" in text
    assert "thay thế bằng lần ban hành 02" in text
    assert "12/QĐ-CQM" in text
    assert "../qt-dn-01.html" in read(page).links
    assert "tại quầy" in text
    assert '<div class="sotay-watermark" aria-hidden="true" data-words="HẾT HIỆU LỰC"></div>' in html
    assert '<meta name="robots" content="noindex">' in html


def test_what_an_old_text_leads_to_is_there_or_is_words(site: Path) -> None:
    page = site / BESIDE / "lan-01.html"
    assert "Xem kế hoạch cũ, mục đích và <b>chữ</b>." in text_of(page)
    links = read(page).links
    assert "#1-muc-dich" in links
    assert "../../phap-ly/2016-07-nd-cp.html" in links
    assert not [link for link in links if "plans" in link]


def test_a_draft_stands_beside_with_a_warning(site: Path) -> None:
    page = site / BESIDE / "du-thao.html"
    text = text_of(page)
    assert 'class="sotay-watermark" aria-hidden="true" data-words="DỰ THẢO"' in page.read_text("utf-8")
    assert "QT.DN.01 Cấp giấy phép mẫu (dự thảo), lần 04 Dự thảo: chưa có hiệu lực" in text
    assert "Chưa có quyết định nào phê duyệt" in text
    assert "chưa ai phê duyệt" in text
    assert {"../qt-dn-01.html", "so-sanh-03-du-thao.html"} <= {*read(site / BESIDE / "du-thao.html").links}


def test_a_coming_version_stands_beside_until_its_day(site: Path) -> None:
    assert "Lần ban hành 01, có hiệu lực từ 01/3/2021" in text_of(site / "quy-trinh" / "qt-dn-04.html")
    page = site / "quy-trinh" / "qt-dn-04" / "lan-02.html"
    text = text_of(page)
    assert 'data-words="CHƯA CÓ HIỆU LỰC"' in page.read_text("utf-8")
    assert "Lần ban hành 02 có hiệu lực từ 01/12/2021" in text


def test_on_its_day_it_takes_the_address_over(root: Path) -> None:
    writer = Writer(version_library.read(root, date(2021, 12, 1)))
    pages = dict(controlled_pages.pages(writer, ())) | dict(version_pages.pages(writer, ()))
    assert "Lần ban hành 02, có hiệu lực từ 01/12/2021" in pages["quy-trinh/qt-dn-04.md"]
    assert "Lần ban hành 01 có hiệu lực từ" in pages["quy-trinh/qt-dn-04/lan-01.md"]


def test_a_withdrawn_document_says_when_and_by_whom(site: Path) -> None:
    text = text_of(site / "quy-trinh" / "qt-dn-02.html")
    assert "HẾT HIỆU LỰC Lần ban hành 01 có hiệu lực từ 20/8/2020 đến trước 01/8/2021." in text
    assert "Bị bãi bỏ từ 01/8/2021 theo Quyết định số 55/QĐ-CQM" in text


def test_the_life_of_a_document_is_an_ordered_list(site: Path) -> None:
    html = (site / MAIN).read_text(encoding="utf-8")
    part = html[html.index("Vòng đời của tài liệu</h2>") : html.index("</article>")]
    assert re.search(r"^Vòng đời của tài liệu</h2>\s*<ol>", part)
    assert re.findall(r"<strong class=\"sotay-\w+\">(.*?)</strong>", part) == [
        "Lần ban hành 01: đã được thay thế",
        "Lần ban hành 02: đã được thay thế",
        "Lần ban hành 03: đang có hiệu lực",
        "Lần ban hành 04: dự thảo",
    ]
    first, second, third, draft = re.split(r"<strong", part)[1:]
    assert "có từ trước khi lập thư viện, thư viện không chứng kiến" in first
    assert second.count("Thư ký (dữ liệu mẫu) đưa vào thư viện ngày 22/02/2021") == 2, (
        "the text and its decision"
    )
    assert re.findall(r"(dấu vân tay|mã lưu vết) <code>[0-9a-f]{12}</code>", second) == [
        "dấu vân tay",
        "mã lưu vết",
        "mã lưu vết",
    ]
    assert not re.search(r"\b(?:commit|git)\b", part)
    assert all(
        f"{BESIDE.rpartition('/')[2]}/lan-0{n}.html" in piece for n, piece in ((1, first), (2, second))
    )
    assert "so-sanh" not in first
    assert "so-sanh-01-02.html" in second
    assert "so-sanh-02-03.html" in third
    assert "so-sanh-03-du-thao.html" in draft
    assert "Thư ký (dữ liệu mẫu)" in draft


def test_a_text_that_nobody_has_is_named_and_breaks_nothing(site: Path) -> None:
    assert "thư viện không có văn bản đã phê duyệt" in text_of(site / "quy-trinh" / "qt-dn-03.html")
    assert not (site / "quy-trinh" / "qt-dn-03").exists()


def test_records_without_a_number_have_a_name(site: Path) -> None:
    listed = text_of(site / "ho-so" / "index.html")
    for folder, file, name in (
        ("baselines", "2021-01-04", "Danh mục nhập ban đầu ngày 04/01/2021"),
        (
            "approvals",
            "qt-dn-01-03-phe-duyet",
            "Xác nhận phê duyệt QT.DN.01 lần 03 ngày 24/6/2021 (phê duyệt)",
        ),
    ):
        page = (site / "ho-so" / folder / f"{file}.html").read_text(encoding="utf-8")
        assert f"{name}</h1>" in page
        assert name in listed
        assert f"{folder}/" not in listed


def test_a_decision_lists_what_it_brings_into_force_as_a_table(site: Path, library: Library) -> None:
    page = site / "ho-so" / "decisions" / "2021-12-qd-cqm.html"
    html = page.read_text(encoding="utf-8")
    head, *rows = re.findall(r"<tr>(.*?)</tr>", html[html.index("Ban hành</h2>") :], re.DOTALL)[:4]
    assert re.findall(r"<th[^>]*>(.*?)</th>", head) == ["Mã hiệu", "Lần ban hành", "Dấu vân tay SHA-256"]
    pins = library.by_id["decisions/2021-12-qd-cqm"].meta.issues  # type: ignore[attr-defined]
    told = [re.sub(r"<[^>]+>", " ", row).split() for row in rows]
    assert [(cells[0], *cells[-2:]) for cells in told] == [(p.code, p.version, p.sha256) for p in pins]
    assert '<a href="../../quy-trinh/qt-dn-01/lan-02.html">QT.DN.01 Cấp giấy phép mẫu</a>' in rows[0]
    assert all(f"<code>{pin.sha256}</code>" in row for pin, row in zip(pins, rows, strict=True))
    assert "Bãi bỏ" not in html, "a field that lists nothing is not shown"
    first = (site / "ho-so" / "decisions" / "2020-37-qd-cqm.html").read_text(encoding="utf-8")
    assert "../../quy-trinh/qt-dn-02.html" in first, "what is withdrawn still leads to its last text"
    baseline = (site / "ho-so" / "baselines" / "2021-01-04.html").read_text(encoding="utf-8")
    assert re.search(r"<td[^>]*><a [^>]*>Quyết định số 37/QĐ-CQM [^<]*</a></td>\s*<td[^>]*><code>", baseline)


def test_every_address_can_be_typed(site: Path) -> None:
    names = [path.relative_to(site / "quy-trinh").as_posix() for path in (site / "quy-trinh").rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9./-]+", name)] == []
    assert "qt-dn-01/so-sanh-03-du-thao.docx" in names


def test_two_codes_never_meet_on_one_address(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "so-tay", ignore=shutil.ignore_patterns("build"))
    old, new = "QT.DN.02", "QT-DN-02"  # the one is withdrawn and its file gone; both are called qt-dn-02
    drafted = (root / "procedures" / "qt-dn-05.md").read_text("utf-8").replace("QT.DN.05", new)
    (tmp_path / "so-tay" / "procedures" / "qt-dn-02.md").write_text(drafted, "utf-8")
    both = shelves(version_library.read(tmp_path / "so-tay"))
    assert both[new].main.page == "quy-trinh/qt-dn-02.md"
    assert re.fullmatch(r"quy-trinh/qt-dn-02-[0-9a-f]{12}\.md", both[old].main.page)
    stems = [volume.stem for one in both.values() for volume in one.volumes]
    assert len(stems) == len(set(stems))


def test_every_link_leads_somewhere(site: Path) -> None:
    broken = []
    for page in sorted(site.rglob("*.html")):
        if page.name == "404.html":
            continue
        for link in read(page).links:
            target = link.partition("#")[0]
            if target and not (page.parent / target).resolve().exists():
                broken.append((page.relative_to(site).as_posix(), link))
    assert broken == []


def test_search_finds_only_what_is_in_force(site: Path) -> None:
    told = (site / "tim-kiem" / "pages.js").read_text("utf-8")
    columns = json.loads(told.partition(" = ")[2].removesuffix(";\n"))
    pages = dict(zip(columns["url"].split("\n"), columns["standing"].split("\n"), strict=True))
    assert {name for name in pages if name.startswith("quy-trinh/") and pages[name] == "1"} == {
        "quy-trinh/index.html",
        "quy-trinh/qt-dn-01.html",
        "quy-trinh/qt-dn-03.html",
        "quy-trinh/qt-dn-04.html",
    }


def test_lists_show_what_is_in_force_and_the_rest_on_a_page_of_its_own(site: Path) -> None:
    listed = read(site / "quy-trinh" / "index.html")
    assert [link for link in listed.links if "/" not in link and "#" not in link] == [
        "qt-dn-01.html",
        "qt-dn-03.html",
        "qt-dn-04.html",
        "khong-hieu-luc.html",
    ]
    assert "dự thảo)" not in " ".join(listed.words)
    others = read(site / "quy-trinh" / "khong-hieu-luc.html")
    assert [link for link in others.links if "#" not in link] == [
        "../index.html",
        "index.html",
        "qt-dn-04/lan-02.html",
        "qt-dn-01/du-thao.html",
        "qt-dn-05.html",
        "qt-dn-02.html",
    ]
    every = [page for page in site.rglob("*.html") if "danh-muc" in page.parts or page.name == "index.html"]
    assert not [page for page in every if "lan-01.html" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("name", "watermark", "state"),
    [
        ("qt-dn-01/lan-01", "HẾT HIỆU LỰC", "đã được thay thế"),
        ("qt-dn-01/du-thao", "DỰ THẢO", "dự thảo"),
        ("qt-dn-04/lan-02", "CHƯA CÓ HIỆU LỰC", "đã phê duyệt, chưa có hiệu lực"),
        ("qt-dn-02", "HẾT HIỆU LỰC", "đã bãi bỏ"),
        ("qt-dn-01", "", "đang có hiệu lực"),
    ],
)
def test_prints_bear_the_watermark_of_their_state(site: Path, name: str, watermark: str, state: str) -> None:
    path = site / "quy-trinh" / f"{name}.pdf"
    read_back = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    )
    text = " ".join(read_back.stdout.split())
    assert f"Tình trạng {state}" in text
    assert all(
        mark not in text for mark in ("HẾT HIỆU LỰC", "DỰ THẢO", "CHƯA CÓ HIỆU LỰC") if mark != watermark
    )
    assert watermark in text
    assert path.with_suffix(".docx").read_bytes().startswith(b"PK")


def test_a_superseded_print_says_what_replaced_it(site: Path) -> None:
    path = site / BESIDE / "lan-02.pdf"
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True).stdout
    assert (
        "Có hiệu lực từ 01/3/2021 đến trước 01/7/2021, được thay thế bằng lần ban hành 03 (40/QĐ-CQM)."
        in " ".join(text.split())
    )


def test_a_redline_marks_words_and_rows(site: Path) -> None:
    page = site / BESIDE / "so-sanh-02-03.html"
    words = read(page)
    assert [word.strip() for word in words.marked["del"]] == ["02", "01/3/2021", "24", "28"]
    inserted = [word.strip() for word in words.marked["ins"]]
    assert {"03", "01/7/2021", "16", "và tại nhà", "Trả kết quả"} <= {*inserted}
    assert '<tr class="insertion">' in page.read_text(encoding="utf-8")
    assert "so-sanh-02-03.docx" in words.links
    with zipfile.ZipFile(io.BytesIO((site / BESIDE / "so-sanh-02-03.docx").read_bytes())) as packed:
        assert "<w:ins " in packed.read("word/document.xml").decode()


def test_a_redline_made_before_is_not_made_again(
    site: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object) -> None:
        raise AssertionError

    monkeypatch.setattr(version_pages, "redlines", never)
    again = dict(version_pages.comparisons(Writer(library)))
    assert (
        again["quy-trinh/qt-dn-01/so-sanh-01-02.docx"] == (site / BESIDE / "so-sanh-01-02.docx").read_bytes()
    )


def test_two_builds_give_the_same_bytes(site: Path, root: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    shutil.rmtree(root / "build" / "cache" / version_pages.KEPT)
    shutil.rmtree(root / "build" / "cache" / prints.KEPT)
    build_site(version_library.read(root), site)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_an_old_text_that_cannot_be_printed_stops_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = controlled.render_pdfs

    def failing(documents: Sequence[ControlledPrint]) -> tuple[bytes, ...]:
        if any((document.code, document.version) == ("QT.DN.01", "01") for document in documents):
            raise RenderFailed
        return render(documents)

    shutil.copytree(root, tmp_path / "so-tay", ignore=shutil.ignore_patterns("build"))
    monkeypatch.setattr(controlled, "render_pdfs", failing)
    folder = stage_site(version_library.read(tmp_path / "so-tay")) / "quy-trinh" / "qt-dn-01"
    assert "lan-01.pdf" not in (folder / "lan-01.md").read_text(encoding="utf-8")
    assert not (folder / "lan-01.pdf").exists()
    assert (folder / "lan-02.pdf").exists()


@pytest.mark.parametrize("name", ["qt-dn-01", "qt-dn-01/lan-01", "qt-dn-01/so-sanh-02-03", "khong-hieu-luc"])
def test_a_phone_shows_it_without_a_script(site: Path, browser: Browser, name: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((site / "quy-trinh" / f"{name}.html").as_uri())
    box = page.locator("html").bounding_box()
    widest = max(
        (own["x"] + own["width"] for own in map(_box, page.locator("article > *").all()) if own), default=0
    )
    assert box is not None
    assert box["width"] <= 390
    assert widest <= 390
    context.close()


def _box(element: object) -> dict[str, float]:
    return element.bounding_box() or {}  # type: ignore[attr-defined]


def test_the_watermark_hinders_nobody(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / BESIDE / "lan-01.html").as_uri())
    mark = page.locator(".sotay-watermark")
    assert mark.is_visible()
    assert mark.evaluate("mark => mark.clientWidth") > 300, "its words are drawn"
    assert mark.evaluate("mark => getComputedStyle(mark).pointerEvents") == "none"
    assert mark.evaluate("mark => getComputedStyle(mark).position") == "fixed"
    page.get_by_role("link", name="Mở bản đang có hiệu lực: lần 03").click()
    assert page.url.endswith(MAIN)
