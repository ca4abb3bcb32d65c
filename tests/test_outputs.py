"""The outputs of an official document: one case, seen through Word, PDF, HTML and Markdown."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx as python_docx
import page
import pytest
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown as python_markdown
from typst import Fonts

from sotay.official import Letterhead, OfficialDocument
from sotay.outputs import body, docx, html, letterhead, markdown, pandoc_door, pdf, typeface, typst_door
from sotay.outputs.failure import RenderFailed
from sotay.outputs.paper import OFFICIAL

CASES = Path(__file__).parent / "cases" / "outputs"
ORDER = (
    "UBND TỈNH NINH THUẬN",
    "BQL CÁC KHU CÔNG NGHIỆP",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: /BC-BQLKCN",
    "Ninh Thuận, ngày tháng 10 năm 2021",
    "BÁO CÁO",
    "Kết quả triển khai ISO năm 2021",
    "1. Kết quả triển khai thực hiện ISO năm 2021:",
    "Kế hoạch số 01/KH-MAU ngày 19/02/2021",
    "đ) Sự tuân thủ của cơ quan",
    "mau@mau.example; chi phí 5$ – 10$; tỷ lệ ≥ 95 %; mục #2; tệp a_b*c.",
    "a) Một đoạn văn bắt đầu bằng chữ cái có ngoặc",
    "đã tiếp nhận 18 hồ sơ",
    "18.000.000 VNĐ",
    "Trên đây là báo cáo",
    "Nơi nhận:",
    "Lưu: VT.KT.",
    "TRƯỞNG BAN",
    "Nguyễn Văn Mẫu",
)


@cache
def report() -> OfficialDocument:
    _, head, text = (CASES / "report.md").read_text(encoding="utf-8").split("---\n", 2)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in yaml.safe_load(head).items()
    }
    head_of_letter = Letterhead(**values)
    return OfficialDocument(head_of_letter, pandoc_door.parse(text), "Báo cáo mẫu", date(2021, 10, 25))


def with_letterhead(**changes: Any) -> OfficialDocument:
    return replace(report(), letterhead=replace(report().letterhead, **changes))


def with_text(text: str) -> OfficialDocument:
    return replace(report(), body=pandoc_door.parse(text))


def nowhere(_identifier: str) -> None:
    return None


def rendered(text: str) -> str:
    """Render Markdown as MkDocs does."""
    return str(python_markdown(text, extensions=["tables", "attr_list", "sane_lists"]))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def word_text(data: bytes) -> str:
    """Return the text of a Word file in the order of the file, as a reader comes upon it."""
    document = python_docx.Document(BytesIO(data))
    return squeezed(
        " ".join(
            "".join(
                " " if piece.tag == qn("w:br") else piece.text or ""
                for piece in paragraph.iter(qn("w:t"), qn("w:br"))
            )
            for paragraph in document.element.body.iter(qn("w:p"))
        )
    )


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF as another program reads it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) reads the PDF back")
    read = subprocess.run([program, "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return squeezed(read.stdout.decode())


class Reader(HTMLParser):
    """Gathers what a page says and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_page(data: bytes | str) -> Reader:
    reader = Reader()
    reader.feed(data if isinstance(data, str) else data.decode())
    return reader


def positions(text: str) -> list[int]:
    found = []
    start = 0
    for words in ORDER:
        start = text.find(words, start)
        found.append(start)
    return found


def test_every_output_says_the_same_in_the_order_of_the_decree() -> None:
    recovered = read_page(rendered(markdown.render(report(), nowhere).decode().replace("…", "")))
    for text in (
        word_text(docx.render(report())),
        squeezed("".join(read_page(html.render(report(), nowhere)).words)),
    ):
        assert positions(text) == sorted(positions(text))
        assert -1 not in positions(text)
    in_markdown = squeezed("".join(recovered.words))
    assert [words for words in ORDER if words not in in_markdown] == []


def test_pdf_is_read_back_in_order() -> None:
    text = pdf_text(pdf.render(report()))
    assert positions(text) == sorted(positions(text))
    assert -1 not in positions(text)
    assert " 2 Tình hình chuyển đổi" in text, "pages are numbered from the second on"
    kept = "từ -1 đến (-5), ... -- --- \"a\" 'b' =c /d/ //e -? f- @g #h $i$ _j_ *k* `l` ~ <m>"
    read = pdf_text(pdf.render(with_text(escaped(kept) + "\n\nHết.")))
    assert f" {kept} Hết." in read


def test_numbers_of_papers_stay_on_one_line() -> None:
    text = "\n\n".join(f"{'chữ ' * count}số 363/QĐ-UBND" for count in range(12, 20))
    data = pdf.render(with_text(text))
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) reads the PDF back")
    lines = subprocess.run([program, "-layout", "-", "-"], input=data, capture_output=True, check=True)
    assert lines.stdout.decode().count("363/QĐ-UBND") == 8


def test_word_file_has_the_page_of_the_decree() -> None:
    document = python_docx.Document(BytesIO(docx.render(report())))
    section = document.sections[0]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round((side or 0) / Mm(1)) for side in sides] == [20, 20, 20, 30]
    assert [round((side or 0) / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    assert section.different_first_page_header_footer
    assert [code.text for code in section.header.part.element.iter(qn("w:instrText"))] == [" PAGE "]
    assert section.header.paragraphs[0].style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    styles = {style.name: style for style in document.styles}
    assert styles["Body Text"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(styles["Body Text"].paragraph_format.first_line_indent / Mm(1)) == 10
    assert styles["Body Text"].paragraph_format.space_after == Pt(6)
    assert (styles["Heading 1"].font.bold, styles["Heading 2"].font.bold) == (True, False)
    assert (styles["Recipients Title"].font.size, styles["Recipients"].font.size) == (Pt(12), Pt(11))
    assert document.core_properties.title == "Báo cáo mẫu"
    assert document.core_properties.created.date() == date(2021, 10, 25)


def test_tables_in_word_repeat_their_head_and_keep_rows_whole() -> None:
    document = python_docx.Document(BytesIO(docx.render(report())))
    results = document.tables[1]
    assert results.cell(0, 0).text == "STT"
    rows = [row.find(qn("w:trPr")) for row in document.element.body.iter(qn("w:tr"))]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows[:5]] == [False, False, True, False, False]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
    grids = list(document.element.body.iter(qn("w:tblGrid")))
    grid = [int(column.get(qn("w:w"))) for column in grids[1]]
    assert sum(grid) == pytest.approx(9070, abs=4)
    assert grid[0] < 900
    assert results.cell(3, 0).paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_word_file_is_plain_and_names_every_style_it_uses() -> None:
    with ZipFile(BytesIO(docx.render(report()))) as package:
        document = package.read("word/document.xml").decode()
        styles = package.read("word/styles.xml").decode()
        assert 'w:val="15"' in package.read("word/settings.xml").decode()
        assert "<property " not in package.read("docProps/custom.xml").decode()
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', document))
    defined = set(re.findall(r'w:styleId="([^"]+)"', styles))
    assert used - defined == set()
    assert {"TableNormal", "Table", "BodyText"} <= defined
    assert 'w:lang w:val="vi-VN"' in styles
    assert "evidence:" not in document


def test_pdf_keeps_its_promises() -> None:
    data = pdf.render(report())
    for profile in ("2a", "ua1"):
        found = page.validate_pdf_bytes(data, profile=profile)
        assert (found.is_compliant, [failure.message for failure in found.failures]) == (True, [])
    broken = page.validate_pdf_bytes(data.replace(b"pdfaid:conformance", b"pdfaid:conformanxe"), profile="2a")
    assert not broken.is_compliant


def test_pdf_uses_no_typeface_but_its_own() -> None:
    fonts = Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(typeface.folder())]
    )
    assert fonts.families() == [typeface.FAMILY]
    with pytest.raises(RenderFailed, match="☐"):
        typst_door.compile_pdf(
            "print",
            {"title": "t", "author": "a", "language": "vi", "watermark": "", "paper": asdict(OFFICIAL)},
            "☐".encode(),
            date(2021, 1, 1),
        )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("## a) Mục con trước\n\nChữ.", "a) Mục con trước"),
        ("# 1. Một\n\n### Ba\n\nChữ.", "Ba"),
        ("Ô trống ☐ để đánh dấu.", "☐"),
        ("![Sơ đồ](so-do.png)", "Sơ đồ"),
    ],
)
def test_what_a_pdf_cannot_hold_is_said(text: str, complaint: str) -> None:
    with pytest.raises(RenderFailed, match=re.escape(complaint)):
        pdf.render(with_text(text))


def test_same_document_gives_same_bytes_anywhere() -> None:
    program = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]; import test_outputs as t;"
        "outputs = [t.docx.render(t.report()), t.pdf.render(t.report()),"
        " t.html.render(t.report(), str), t.markdown.render(t.report(), str)];"
        "print([hashlib.sha256(output).hexdigest() for output in outputs])"
    )
    folders = [str(Path(__file__).parent), str(Path(docx.__file__).parents[2])]
    said = {
        subprocess.run(
            [sys.executable, "-c", program, *folders],
            env=os.environ | {"TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for zone, seed, epoch in (("Asia/Ho_Chi_Minh", "1", "1"), ("America/Lima", "2", "1000000000"))
    }
    assert len(said) == 1


def test_evidence_leads_to_its_record_or_nowhere() -> None:
    marked = body.evidence_ids(report().body)
    assert marked[:3] == (
        "record:letters/2021-12-skhcn-mau",
        "record:plans/2021-01-kh-mau",
        "procedures.in_force",
    )
    assert len(marked) == len(set(marked))

    def link(identifier: str) -> str | None:
        return (
            f"ho-so/{identifier.removeprefix('record:')}.html" if identifier.startswith("record:") else None
        )

    expected = ["ho-so/letters/2021-12-skhcn-mau.html", "ho-so/plans/2021-01-kh-mau.html"]
    seen = read_page(html.render(report(), link))
    assert seen.links == expected
    assert [value for name, value in seen.attributes if name == "src"] == []
    written = markdown.render(report(), link).decode()
    assert re.findall(r"\]\(([^)]+)\)", written) == expected
    assert "evidence:" not in written


def test_page_is_accessible() -> None:
    data = html.render(report(), nowhere)
    seen = read_page(data)
    assert ("lang", "vi") in seen.attributes
    assert "<title>Báo cáo mẫu</title>" in data.decode()
    assert seen.tags.count("h1") == 1
    headings = [int(tag[1]) for tag in seen.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    assert "http://" not in data.decode()
    assert "https://" not in data.decode()


def test_draft_says_so_everywhere() -> None:
    for document in (report(), with_letterhead(draft=True)):
        for said in (
            word_text(docx.render(document)),
            html.render(document, nowhere).decode(),
            markdown.render(document, nowhere).decode(),
        ):
            assert ("DỰ THẢO" in said) == document.letterhead.draft
    assert pdf.render(with_letterhead(draft=True)) != pdf.render(report())


def test_markup_in_values_is_text() -> None:
    document = with_letterhead(signer="<b>&amp; *Mẫu* #1</b>", recipients=("A & B <c>", "Lưu: VT"))
    assert "<b>&amp; *Mẫu* #1</b>" in word_text(docx.render(document))
    assert "A & B <c>;" in "".join(read_page(html.render(document, nowhere)).words)
    as_page = rendered(markdown.render(document, nowhere).decode())
    assert "<b>&amp; *Mẫu* #1</b>" in "".join(read_page(as_page).words)
    assert pdf.render(document)


def test_addressees_are_listed_or_stand_on_the_line() -> None:
    one = with_letterhead(addressees=("Sở Khoa học và Công nghệ",))
    assert "Kính gửi: Sở Khoa học và Công nghệ " in word_text(docx.render(one))
    two = with_letterhead(addressees=("UBND tỉnh Ninh Thuận", "Sở Khoa học và Công nghệ"))
    assert "Kính gửi: - UBND tỉnh Ninh Thuận; - Sở Khoa học và Công nghệ. " in word_text(docx.render(two))
    assert pdf.render(two) != pdf.render(one)


def test_long_names_are_broken_evenly_and_smaller() -> None:
    short = letterhead.frame(report().letterhead)
    assert (short.size, short.parent, short.issuer.lines) == (12, ORDER[:1], ORDER[1:2])
    tiny = letterhead.frame(with_letterhead(parent=("Bộ Mẫu",), issuer=("Cục Mẫu",)).letterhead)
    assert tiny.size == 13
    long = letterhead.frame(
        with_letterhead(issuer=("Ban Quản lý các khu công nghiệp và khu kinh tế ven biển",)).letterhead
    )
    assert long.issuer.lines == ("BAN QUẢN LÝ CÁC KHU", "CÔNG NGHIỆP VÀ KHU", "KINH TẾ VEN BIỂN")
    last = typeface.face("bold").width(long.issuer.lines[-1], long.size)
    assert last / 3 <= long.issuer.rule <= last / 2
    motto = typeface.face("bold").width(letterhead.MOTTO, long.size + 1)
    assert long.motto.rule == pytest.approx(motto)


def test_vietnamese_is_in_the_typeface() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    assert typeface.missing(letters + letters.upper() + "0123456789–“”…₫≤≥→%") == ()
    assert typeface.missing("a☐b☐") == ("☐",)


WORDS = st.text(st.sampled_from("aàđếộXĐ19.,;:!?%@$#*_~^<>&[](){}|`'\"\\/=+-–“”…"), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|$@^~!{}()+.&\-:=\"'/%;,?])", r"\\\1", text)


@settings(max_examples=15, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_no_character_is_taken_for_markup(lines: list[str]) -> None:
    document = with_text("\n\n".join(map(escaped, lines)) + "\n\nHết.")
    assert squeezed(" ".join(lines)) in word_text(docx.render(document))
    page_words = squeezed("".join(read_page(html.render(document, nowhere)).words))
    assert squeezed(" ".join(lines)) in page_words
    as_page = rendered(markdown.render(document, nowhere).decode())
    assert squeezed(" ".join(lines)) in squeezed("".join(read_page(as_page).words))
    assert pdf.render(document)


@given(st.lists(st.text("abcđ", min_size=1, max_size=9), max_size=20), st.floats(40, 400))
def test_wrapping_loses_no_word(words: list[str], limit: float) -> None:
    lines = typeface.wrap(" ".join(words), 13, limit)
    assert " ".join(lines).split() == words
    assert all(typeface.face().width(line, 13) <= limit or " " not in line for line in lines)


@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(1, 120)), min_size=1, max_size=8),
    st.floats(100, 900),
)
def test_columns_fill_the_width_and_break_no_word(columns: list[tuple[float, float]], width: float) -> None:
    drawn, least = zip(*columns, strict=True)
    given = body.shares(drawn, least, width)
    assert sum(given) == pytest.approx(1)
    if sum(least) < width and sum(drawn) > 0:
        assert all(share * width >= less - 1e-6 for share, less in zip(given, least, strict=True))


@given(st.lists(st.text("ab ;.", min_size=1).filter(lambda text: text.strip(" ;."))))
def test_lists_end_with_a_full_stop(items: list[str]) -> None:
    marks = [item[-1] for item in letterhead.punctuated(items)]
    assert marks == [";"] * (len(items) - 1) + ["."] * bool(items)


def test_markdown_that_is_not_ours_stays_text() -> None:
    text = 'A @b $x$ <b>c</b> \\textbf{d} "e" -- f~g~ h^2^ ~~i~~ :::\n\na) k\n\n(@) l\n\n% m'
    words = "".join(read_page(html.render(with_text(text), nowhere)).words)
    for kept in (
        "@b",
        "$x$",
        "<b>c</b>",
        "\\textbf{d}",
        '"e"',
        "--",
        "f~g~",
        "h^2^",
        "~~i~~",
        ":::",
        "a) k",
        "(@) l",
        "% m",
    ):
        assert kept in words
