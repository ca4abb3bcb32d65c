"""Word procedures become Markdown, a corrected report goes back into its record, and nothing is dropped in silence."""

from __future__ import annotations

import contextlib
import re
import shutil
import unicodedata
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx as python_docx
import pytest
import word_files
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from sotay import front_matter
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking
from sotay.outputs import docx, pandoc_door
from sotay.report.compose import ReportState, compose_official
from sotay.site.editions import current
from sotay.site.prints import print_all
from sotay.site.writer import Writer
from sotay.word_import import writing
from sotay.word_import.narrative import changed, insertion, passages, removal, replacement
from sotay.word_import.numbering import written
from sotay.word_import.procedure import Imported, WordRefused, import_procedure
from sotay.word_import.reading import read_date, read_hours, read_laws, read_version
from sotay.word_import.report import ReportEdits, import_report
from sotay.word_import.telling import tell_import, tell_report

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)
RECORD = "records/annual-reports/2021.md"
TEXT = re.compile(r"<(?:w|a|m):t(?: [^>]*)?>([^<]*)<")
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}


@pytest.fixture(scope="module")
def library() -> Library:
    return load(ROOT, as_of=None, today=TODAY)


def imported(data: bytes, library: Library | None = None) -> Imported:
    with speaking("en"):
        return import_procedure(data, "procedure.docx", library.agency if library else None)


def fields(found: Imported) -> dict[str, Any]:
    front = front_matter.read(found.markdown, "procedure.md")
    assert front.findings == []
    return front.values


def said(found: Imported) -> str:
    return "\n".join(map(str, found.remarks))


def procedure(add: Any) -> bytes:
    """Return a short procedure to which ``add`` has added something."""
    sheet = word_files.Sheet()
    sheet.text("QUY TRÌNH MẪU", bold=True)
    sheet.text("1. MỤC ĐÍCH", bold=True)
    add(sheet)
    return sheet.saved()


# Procedures


@pytest.mark.parametrize("name", word_files.PROCEDURES)
def test_the_whole_import(name: str, library: Library, snapshot: SnapshotAssertion) -> None:
    found = imported(word_files.PROCEDURES[name](), library)
    assert found.markdown == snapshot(name="markdown")
    assert "\n".join(f"{'!' if remark.todo else ' '} {remark}" for remark in found.remarks) == snapshot(
        name="remarks"
    )


@pytest.mark.parametrize("name", word_files.PROCEDURES)
def test_every_word_stands_in_the_markdown_or_in_a_remark(name: str, library: Library) -> None:
    data = word_files.PROCEDURES[name]()
    assert missing_words(data, imported(data, library)) == set()


def missing_words(data: bytes, found: Imported) -> set[str]:
    """Return the words of any part that the import says nowhere, looked for without any of the importer's own reading."""
    front = front_matter.read(found.markdown, "x.md")
    body = pandoc_door.write(pandoc_door.parse(front.body), "plain", "--columns=10000").decode()
    return words(parts_text(data)) - words(f"{front.yaml} {body} {said(found)}")


def parts_text(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as packed:
        names = [name for name in packed.namelist() if name.startswith("word/") and name.endswith(".xml")]
        xml = "".join(packed.read(name).decode() for name in names)
    ended = re.sub(r"</w:p>|</a:p>|<w:br/>|<w:tab/>", "<w:t> <", xml)
    text = "".join(TEXT.findall(ended))
    for entity, sign in ENTITIES.items():
        text = text.replace(entity, sign)
    return text


def words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFC", text.replace("\u00ad", "")).casefold()
    return {word.strip("_") for word in re.findall(r"\w+", plain)} - {""}


@pytest.mark.parametrize("name", word_files.PROCEDURES)
def test_the_same_file_gives_the_same_import(name: str, library: Library) -> None:
    data = word_files.PROCEDURES[name]()
    assert imported(data, library) == imported(data, library)


def test_imported_procedures_load_and_are_printed(tmp_path: Path, library: Library) -> None:
    shutil.copy(ROOT / "agency.yml", tmp_path)
    folder = tmp_path / "procedures" / "nhap-tu-word"
    folder.mkdir(parents=True)
    for name, build in word_files.PROCEDURES.items():
        found = imported(build(), library)
        text = found.markdown
        if name == "one_table":  # what its remark asks a person for
            text = text.replace("  sets: 1\n", "  sets: 1\n  channels: [Trực tiếp]\n")
        (folder / found.file_name).write_text(text, encoding="utf-8")
    read = load(tmp_path, as_of=date(2021, 10, 29), today=TODAY)
    assert read.findings == ()
    assert sorted(read.procedures) == ["QT-DN-06", "QT.DN.05", "QT.HT.09"]
    prints = print_all(read, Writer(read), current(read))
    assert len(prints) == 6
    assert {data[:4] for path, data in prints.items() if path.endswith(".pdf")} == {b"%PDF"}


def test_a_field_that_was_not_found_is_a_finding_with_its_line(tmp_path: Path, library: Library) -> None:
    shutil.copy(ROOT / "agency.yml", tmp_path)
    path = tmp_path / "procedures" / "dn" / "qt-dn-06.md"
    path.parent.mkdir(parents=True)
    path.write_text(imported(word_files.one_table(), library).markdown, encoding="utf-8")
    [finding] = load(tmp_path, as_of=None, today=TODAY).findings
    assert (finding.code, finding.place.field) == ("DOC132", "service.channels")
    assert path.read_text(encoding="utf-8").split("\n")[finding.place.line - 1] == "service:"


def test_the_fields_of_a_procedure(library: Library) -> None:
    found = fields(imported(word_files.licence(), library))
    assert (found["code"], found["version"], found["effective"]) == ("QT.DN.05", "02", date(2021, 3, 15))
    assert (found["division"], found["kind"]) == ("DN", "procedure")
    assert (found["prepared_by"], found["reviewed_by"]) == ("chuyen-vien-mau-01", "truong-phong-mau")
    assert [step.get("hours") for step in found["steps"]] == [4, 4, 40, None, 4, None]
    assert [step["who"] for step in found["steps"]][2:4] == ["Chuyên viên", "Chuyên viên"]
    assert found["service"]["processing_time"] == 7
    assert [part["copies"] for part in found["service"]["components"]] == [0, 2]
    assert found["changes"][1]["because"] == ("15/2021/NĐ-CP",)


def test_sections_from_a_to_i_are_a_service_too() -> None:
    found = imported(word_files.lettered())
    service = fields(found)["service"]
    assert (service["processing_time"], service["unit"], service["fee"]) == (5, "ngày làm việc", "Không")
    assert (service["channels"], service["applicants"]) == (("Trực tiếp",), "Tổ chức")
    assert service["components"] == ({"name": "Đơn mẫu", "originals": 1, "copies": 0},)
    assert fields(found)["legal_basis"] == ("61/2020/QH14",)
    assert "### c) Cơ quan thực hiện\n\nBan Quản lý\n" in found.markdown
    assert missing_words(word_files.lettered(), found) == set()


def test_without_an_agency_names_stand_as_they_were_read() -> None:
    found = imported(word_files.licence())
    assert fields(found)["prepared_by"] == "Chuyên viên 01 (dữ liệu mẫu)"
    assert "agency.yml knows nobody of this name" in said(found)


def test_a_merged_cell_says_its_words_in_each_place_and_is_remarked(library: Library) -> None:
    found = imported(word_files.audit(), library)
    assert "| Hồ sơ   | Thất lạc     | Cao | Tìm lại      |" in found.markdown
    assert "The table has merged cells" in said(found)


@pytest.mark.parametrize(
    ("xml", "words_kept", "remark"),
    [
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>chữ ẩn</w:t></w:r>", False, "Hidden text is left out"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>chữ gạch</w:t></w:r>", True, "struck out in Word"),
        (
            '<w:r><w:rPr><w:highlight w:val="yellow"/></w:rPr><w:t>chữ tô</w:t></w:r>',
            True,
            "highlighted in Word",
        ),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', True, "a picture typeface is left out"),
        ("<w:r><w:t>ô \uf0fe chọn</w:t></w:r>", True, "a picture typeface is left out"),
        (
            '<w:fldSimple w:instr=" DATE "><w:r><w:t>hôm nay</w:t></w:r></w:fldSimple>',
            True,
            "A field that Word computes (DATE)",
        ),
        (
            f"{word_files.BEGIN}<w:r><w:instrText> IF 1 </w:instrText></w:r>{word_files.SEPARATE}<w:r><w:t>kết quả</w:t></w:r>{word_files.END}",
            True,
            "A field that Word computes (IF 1)",
        ),
        ("<w:r><w:object/></w:r>", True, "An embedded file is not carried over"),
        (
            '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Ảnh 1" descr="Sơ đồ phòng"/></wp:inline></w:drawing></w:r>',
            True,
            "A picture, drawing or chart is not carried over",
        ),
        ('<w:hyperlink w:anchor="x"><w:r><w:t>mục trên</w:t></w:r></w:hyperlink>', True, ""),
        ("<w:sdt><w:sdtContent><w:r><w:t>ô điền</w:t></w:r></w:sdtContent></w:sdt>", True, ""),
    ],
)
def test_what_is_no_plain_text_is_remarked(xml: str, words_kept: bool, remark: str) -> None:  # noqa: FBT001 (a case)
    def add(sheet: word_files.Sheet) -> None:
        holder = parse_xml(
            f'<w:p {nsdecls("w", "wp")}>{xml}<w:r><w:t xml:space="preserve"> hết</w:t></w:r></w:p>'
        )
        sheet.document.element.body.insert(2, holder)

    data = procedure(add)
    found = imported(data)
    assert remark in said(found)
    assert missing_words(data, found) == set()
    text = "".join(TEXT.findall(xml))
    assert (text.split(" ")[0] in found.markdown) is words_kept
    assert "IF 1" not in found.markdown


@pytest.mark.parametrize(
    "parts",
    [
        {"word/footnotes.xml": word_files.FOOTNOTES.replace('w:id="2"', 'w:id="3"')},
        {"word/new.xml": word_files.COMMENTS.replace("comments", "new").replace("Xem lại", "Chữ lạ:")},
    ],
    ids=["a note that nothing refers to", "a part that nobody knows"],
)
def test_words_that_no_reader_took_are_quoted_all_the_same(parts: dict[str, str]) -> None:
    found = imported(word_files.repacked(word_files.licence(), dict(parts)))
    [remark] = [remark for remark in found.remarks if remark.where == "The whole file" and remark.todo]
    assert remark.quote in {"Nội dung chú thích mẫu ở cuối trang.", "Chữ lạ: thời hạn này."}
    assert "These words stand in no field" in remark.message


def test_a_table_without_cells_is_nothing() -> None:
    def add(sheet: word_files.Sheet) -> None:
        sheet.document.element.body.insert(2, parse_xml(f"<w:tbl {nsdecls('w')}><w:tr/></w:tbl>"))

    assert imported(procedure(add)).markdown.endswith("## 1. MỤC ĐÍCH\n")


def test_links_lists_and_formats_become_markdown() -> None:
    def add(sheet: word_files.Sheet) -> None:
        paragraph = sheet.document.add_paragraph("xem ")
        target = sheet.document.part.relate_to(
            "https://vanban.example/1", f"{word_files.RELATIONS}/hyperlink", is_external=True
        )
        link = f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:t>văn bản</w:t></w:r></w:hyperlink>'
        paragraph._p.append(parse_xml(link))  # noqa: SLF001
        sheet.text("x").add_run("2").font.superscript = True
        for words_ in ("một", "hai"):
            sheet.text(words_, style="List Number")
        sheet.text("trong hai", style="List Number 2")

    text = imported(procedure(add)).markdown
    assert "xem [văn bản](https://vanban.example/1)" in text
    assert "1.  một\n2.  hai\n" in text


def test_a_link_that_could_run_something_is_only_words() -> None:
    def add(sheet: word_files.Sheet) -> None:
        paragraph = sheet.document.add_paragraph("xem ")
        target = sheet.document.part.relate_to(
            "javascript:alert(1)", f"{word_files.RELATIONS}/hyperlink", is_external=True
        )
        link = f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:t>tại đây</w:t></w:r></w:hyperlink>'
        paragraph._p.append(parse_xml(link))  # noqa: SLF001

    found = imported(procedure(add))
    assert "xem tại đây" in found.markdown
    assert "javascript" not in found.markdown
    assert "no web or mail address" in said(found)


@pytest.mark.parametrize(
    "words_",
    [
        "---",
        "# đề mục",
        "1. số",
        "<script>",
        "| a |",
        "[[QT.HT.01]]",
        "{{ x }}",
        "a_b_c",
        "\\",
        "&amp;",
        "~~~",
    ],
)
def test_text_that_looks_like_markup_stays_text(words_: str) -> None:
    text = imported(procedure(lambda sheet: sheet.text(words_))).markdown
    body = front_matter.read(text, "x.md").body
    written_back = pandoc_door.write(pandoc_door.parse(body), "plain").decode()
    assert words_ in written_back.replace("“", '"')


def test_a_table_of_contents_is_left_out_and_told() -> None:
    def add(sheet: word_files.Sheet) -> None:
        begin = f"{word_files.BEGIN}<w:r><w:instrText> TOC \\\\o </w:instrText></w:r>{word_files.SEPARATE}"
        end = word_files.END
        for xml in (
            f"{begin}<w:r><w:t>Mục lục dòng một</w:t></w:r>",
            f"<w:r><w:t>Mục lục dòng hai</w:t></w:r>{end}",
        ):
            sheet.document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
        body = sheet.document.element.body
        body.insert(0, body[1])

    found = imported(procedure(add))
    assert "dòng một" not in found.markdown
    assert "Mục lục dòng một" in said(found)


def test_where_cover_and_head_differ_both_are_quoted() -> None:
    def add(sheet: word_files.Sheet) -> None:
        sheet.document.sections[0].header.paragraphs[0].text = "Lần ban hành: 03"
        sheet.document.element.body.insert(
            1, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Lần ban hành: 02</w:t></w:r></w:p>")
        )

    found = imported(procedure(add))
    assert fields(found)["version"] == "02"
    assert "contradicts itself on `version`" in said(found)
    assert "Cover: 02; Head of the pages: 03" in said(found)


def test_nothing_but_prose_is_imported_too() -> None:
    found = imported(word_files.saved(python_docx.Document()))
    assert (found.code, found.file_name) == ("", "")
    assert "Neither the cover nor the head of the pages gives `code`" in said(found)


# Values

HOURS = {
    "0,5 ngày": 4, "½ ngày": 4, "1/2 ngày": 4, "1½ ngày": 12, "04 giờ làm việc": 4, "01 ngày làm việc": 8, "30 phút": 0.5,
    "02 (hai) ngày": 16, "1 ngày 4 giờ": 12, "01 ngày và 02 giờ": 10, "2 GIỜ": 2, "1.5 ngày": 12,
    "Không quá 02 ngày": None, "": None, "Ngay": None, "02 - 03 ngày": None, "ngày": None, "3 ngày kể từ ngày nhận": None,
    "1/0 ngày": 0,
}  # fmt: skip


@pytest.mark.parametrize(("text", "hours"), HOURS.items())
def test_working_times(text: str, hours: float | None) -> None:
    assert read_hours(text) == hours


@given(st.integers(0, 999), st.sampled_from([("ngày", 8.0), ("giờ", 1.0), ("phút", 1 / 60)]))
def test_a_whole_amount_is_read_as_itself(amount: int, unit: tuple[str, float]) -> None:
    assert read_hours(f"{amount:02} {unit[0]} làm việc") == pytest.approx(amount * unit[1], abs=1e-4)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_dates_as_offices_write_them(day: date) -> None:
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        f"Ngày {day.day} tháng {day.month} năm {day.year}",
    ):
        assert read_date(text) == day


def test_what_is_no_day_is_none() -> None:
    assert [read_date(text) for text in ("31/2/2021", "…/…/2021", "", "2021", "32/13/2021")] == [None] * 5


def test_versions_and_laws() -> None:
    assert [read_version(text) for text in ("02", "Lần 2", "2", "01/00", "")] == [
        "02",
        "02",
        "02",
        None,
        None,
    ]
    text = "Luật số 59/2020/QH14; Nghị định 07/2016/NĐ-CP, 07/2016/NĐ-CP; ngày 01/01/2021; Quyết định 1594/QĐ-UBND"
    assert read_laws(text) == ("59/2020/QH14", "07/2016/NĐ-CP")


@pytest.mark.parametrize(
    ("count", "style", "label"),
    [
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (3, "decimalZero", "03"),
        (19, "upperRoman", "XIX"),
        (2, "unknown", "2"),
    ],
)
def test_numbers_as_word_draws_them(count: int, style: str, label: str) -> None:
    assert written(count, style) == label


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Zl", "Zp"]), max_size=20)


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]), TEXTS.map(lambda text: unicodedata.normalize("NFC", text))
    )
)
@settings(deadline=None)
def test_the_library_reads_fields_as_they_were_meant(values: dict[str, str]) -> None:
    text = f"---\n{writing.front_matter(values)}---\n\n"
    front = front_matter.read(text, "x.md")
    assert front.findings == []
    assert front.values == values


# Any document

WORDS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy ÀỆộ1.-*_<&|#[]", min_size=1, max_size=12)
TABLES = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.tuples(
        st.lists(st.lists(WORDS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]),
        st.tuples(
            st.integers(0, size[0] - 1),
            st.integers(0, size[1] - 1),
            st.integers(0, size[0] - 1),
            st.integers(0, size[1] - 1),
        ),
    )
)
STYLES = st.sampled_from(
    [None, "Heading 1", "Heading 2", "List Bullet", "List Number", "List Bullet 2", "Title", "Quote"]
)
BLOCKS = st.lists(st.one_of(st.tuples(WORDS, STYLES, st.booleans()), TABLES), max_size=8)


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_no_word_of_any_document_is_lost(blocks: list[Any]) -> None:
    document = python_docx.Document()
    for block in blocks:
        if len(block) == 3:
            document.add_paragraph(style=block[1]).add_run(block[0]).bold = block[2] or None
            continue
        rows, (top, left, bottom, right) = block
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        if top <= bottom and left <= right:
            table.cell(top, left).merge(table.cell(bottom, right))
    data = word_files.saved(document)
    found = imported(data)
    assert missing_words(data, found) == set()
    assert front_matter.read(found.markdown, "x.md").findings == []


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_that_is_not_quite_right_is_read_or_refused(data: Any) -> None:
    package = word_files.PROCEDURES[data.draw(st.sampled_from(list(word_files.PROCEDURES)))]()
    part = data.draw(st.sampled_from(["word/document.xml", "word/numbering.xml", "word/styles.xml"]))
    with ZipFile(BytesIO(package)) as packed:
        xml = packed.read(part).decode()
    tags = list(re.finditer(r"<w:\w+[^<>]*?(/?)>", xml))
    tag = tags[data.draw(st.integers(0, len(tags) - 1))]
    value = data.draw(st.sampled_from(["", "-1", "x", "²", "999999999999"]))
    name = data.draw(st.sampled_from(["w:p", "w:tbl", "w:tr", "w:tc", "w:r", "w:t"]))
    edited = data.draw(
        st.sampled_from(
            [
                xml[: tag.start()] + re.sub(r'"[^"]*"', f'"{value}"', tag[0]) + xml[tag.end() :],
                xml.replace(f"<{tag[0].split()[0].strip('<>/')}", f"<{name}"),
                xml[: tag.start()] + xml[tag.end() :],
                f"{xml[: tag.start()]}<{name}/>{xml[tag.start() :]}",
            ]
        )
    )
    with contextlib.suppress(WordRefused):
        import_procedure(word_files.repacked(package, {part: edited}), "quy-trinh.docx")


# Files that are refused


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def with_document(change: Any) -> bytes:
    data = word_files.audit()
    with ZipFile(BytesIO(data)) as packed:
        xml = packed.read("word/document.xml")
    return word_files.repacked(data, {"word/document.xml": change(xml)})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'
REFUSED: dict[str, tuple[Any, str]] = {
    "empty": (lambda: b"", "is empty"),
    "old": (lambda: OLE, "old Word format"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "text": (lambda: b"{\\rtf1 xin chao}", "no Word file"),
    "cut": (lambda: word_files.audit()[:2000], "damaged"),
    "another zip": (lambda: zipped({"content.xml": b"<x/>"}), "no Word file"),
    "no xml": (lambda: zipped({"word/document.xml": b"xin chao"}), "damaged"),
    "no document": (lambda: word_files.repacked(word_files.audit(), {}, without="word/document.xml"), "no Word file"),
    "strict": (lambda: with_document(lambda xml: xml.replace(b"schemas.openxmlformats.org/wordprocessingml/2006/main", b"purl.oclc.org/ooxml/wordprocessingml/main")), "Strict Open XML"),
    "zeros": (lambda: zipped({"word/document.xml": bytes(100 * 1024 * 1024)}), "too large"),
    "many": (lambda: zipped({f"word/{number}.xml": b"" for number in range(5000)}), "too large"),
    "entities": (lambda: zipped({"word/document.xml": BOMB}), "document type"),
    "outside": (lambda: zipped({"word/document.xml": OUTSIDE}), "document type"),
    "deep": (lambda: zipped({"word/document.xml": b"<a>" * 5000 + b"</a>" * 5000}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str) -> None:
    build, why = REFUSED[name]
    with speaking("en"), pytest.raises(WordRefused, match=re.escape(why)) as refused:
        import_procedure(build(), "quy-trinh.docx")
    assert str(refused.value).startswith("quy-trinh.docx ")


def test_tracked_changes_are_refused_with_their_number_their_author_and_the_remedy() -> None:
    def add(sheet: word_files.Sheet) -> None:
        marks = '<w:ins w:id="1" w:author="Người sửa mẫu"><w:r><w:t>thêm vào</w:t></w:r></w:ins><w:del w:id="2" w:author="Người sửa mẫu"><w:r><w:delText>bỏ đi</w:delText></w:r></w:del>'
        sheet.document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{marks}</w:p>"))

    with speaking("en"), pytest.raises(WordRefused) as refused:
        import_procedure(procedure(add), "quy-trinh.docx")
    assert "2 tracked changes (by Người sửa mẫu; for instance “thêm vào”, “bỏ đi”)" in str(refused.value)
    assert "Accept All Changes" in str(refused.value)


@pytest.mark.parametrize(("face", "text", "refused"), [
    (".VnTime", "Quy ®Þnh tr×nh tù", True), ("VNI-Times", "Quy ñònh trình töï", True), (".VnTime", "ABC 123", False), (".VnTime", "Quy định trình tự", False),
])  # fmt: skip
def test_letters_of_the_time_before_unicode_are_refused(face: str, text: str, refused: bool) -> None:  # noqa: FBT001 (a case)
    def add(sheet: word_files.Sheet) -> None:
        sheet.text(text).runs[0].font.name = face

    if not refused:
        assert text in imported(procedure(add)).markdown
        return
    with speaking("en"), pytest.raises(WordRefused, match="TCVN3 or VNI"):
        import_procedure(procedure(add), "quy-trinh.docx")


def test_a_note_that_names_itself_ends() -> None:
    loop = word_files.FOOTNOTES.replace(
        "</w:t></w:r></w:p></w:footnote></w:footnotes>",
        '</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:footnote></w:footnotes>',
    )
    data = word_files.repacked(word_files.licence(), {"word/footnotes.xml": loop})
    assert "Nội dung chú thích mẫu" in imported(data).markdown


def test_numbers_beyond_reason_are_cut() -> None:
    def add(sheet: word_files.Sheet) -> None:
        table = sheet.table([["a", "b"], ["c", "d"]])
        span = parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="999999999"/>')
        table.cell(0, 0)._tc.get_or_add_tcPr().append(span)  # noqa: SLF001

    found = imported(procedure(add))
    assert len(found.markdown) < 20_000
    assert missing_words(procedure(add), found) == set()


def test_macros_are_told() -> None:
    found = imported(word_files.repacked(word_files.audit(), {"word/vbaProject.bin": b"x"}))
    assert "holds macros" in said(found)


# The annual report


@pytest.fixture(scope="module")
def report(library: Library) -> bytes:
    return docx.render(compose_official(library, 2021).document(pandoc_door.parse))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the reference library to change."""
    for room in ("procedures", "records"):
        shutil.copytree(ROOT / room, tmp_path / room)
    shutil.copy(ROOT / "agency.yml", tmp_path)
    return tmp_path


def corrected(report: bytes, *edits: tuple[str, str]) -> bytes:
    document = python_docx.Document(BytesIO(report))
    for old, new in edits:
        texts = [text for text in document.element.body.iter(qn("w:t")) if old in (text.text or "")]
        assert len(texts) == 1, (old, len(texts))
        texts[0].text = texts[0].text.replace(old, new)
    return word_files.saved(document)


def back(data: bytes, library: Library) -> ReportEdits:
    with speaking("en"):
        return import_report(data, library, 2021)


def record(library: Library) -> str:
    return (library.root / RECORD).read_text(encoding="utf-8")


def test_a_report_that_nobody_changed_asks_for_nothing(report: bytes, library: Library) -> None:
    found = back(report, library)
    assert (found.narrative, found.figures, found.others, found.remarks) == ((), (), (), ())
    assert found.text == record(library)
    assert found.path == RECORD


def test_narrative_goes_back_and_all_else_stays(report: bytes, library: Library) -> None:
    found = back(corrected(report, ("còn gặp phải một số khó khăn", "còn một vài khó khăn")), library)
    assert found.text == record(library).replace("còn gặp phải một số khó khăn", "còn một vài khó khăn")
    assert [edit.section for edit in found.narrative] == ["Khó khăn"]
    assert (found.figures, found.others) == ((), ())


def test_narrative_within_a_line_of_the_template_goes_back(report: bytes, library: Library) -> None:
    found = back(corrected(report, ("một số điểm lưu ý", "ba điểm lưu ý")), library)
    assert found.text == record(library).replace("một số điểm lưu ý", "ba điểm lưu ý")


def test_a_figure_is_listed_with_its_record_and_goes_nowhere(report: bytes, library: Library) -> None:
    found = back(corrected(report, ("đã giải quyết 18 hồ sơ", "đã giải quyết 20 hồ sơ")), library)
    [edit] = found.figures
    assert (edit.fact, edit.old, edit.new, edit.records) == (
        "dossiers.resolved",
        "18",
        "20",
        ("records/dossiers/2021.csv",),
    )
    assert (found.narrative, found.others) == ((), ())
    assert found.text == record(library)


def test_a_cited_record_in_the_table_is_listed(report: bytes, library: Library) -> None:
    document = python_docx.Document(BytesIO(report))
    cell = next(cell for cell in document.tables[1].column_cells(2) if "134/KH-BQLKCN" in cell.text)
    cell.text = cell.text.replace("134/KH-BQLKCN", "143/KH-BQLKCN")
    found = back(word_files.saved(document), library)
    [edit] = found.figures
    assert edit.records == ("records/plans/2021-134-kh-bqlkcn.md",)
    assert "143/KH-BQLKCN" in edit.new


def test_words_of_the_template_and_of_the_letterhead_are_listed(report: bytes, library: Library) -> None:
    found = back(
        corrected(
            report, ("Trên đây là báo cáo", "Trên đây là bản báo cáo"), ("Sử Đình Vinh", "Người Ký Mẫu")
        ),
        library,
    )
    assert len(found.others) == 2
    assert found.others[0].new.startswith("Trên đây là bản báo cáo")
    assert "template" in found.others[0].advice
    assert "Người Ký Mẫu" in found.others[1].new
    assert "agency.yml" in found.others[1].advice
    assert found.text == record(library)


def test_a_number_and_day_put_in_by_hand_are_listed(report: bytes, library: Library) -> None:
    found = back(corrected(report, ("Số:", "Số: 45")), library)
    assert ["45" in edit.new for edit in found.others] == [True]
    assert RECORD in found.others[0].advice


def test_a_change_of_looks_alone_is_told_as_one(report: bytes, library: Library) -> None:
    document = python_docx.Document(BytesIO(report))
    paragraph = next(one for one in document.paragraphs if one.text.startswith("- Kết quả khảo sát"))
    for run in paragraph.runs:
        run.italic = True
    found = back(word_files.saved(document), library)
    assert (found.narrative, found.figures, found.text) == ((), (), record(library))
    assert ["Only bold, italics" in edit.advice for edit in found.others] == [True]


def test_a_passage_printed_twice_is_changed_once(copy: Path) -> None:
    again = copy / "records/annual-reports/annual-report.md.j2"
    text = (ROOT / "scripts/sotay/report/templates/annual-report.md.j2").read_text(encoding="utf-8")
    section = '{{ narrative("Phạm vi áp dụng") }}'
    again.write_text(text.replace(section, f"{section}\n\n{section}"), encoding="utf-8")
    library = load(copy, as_of=None, today=TODAY)
    report = docx.render(compose_official(library, 2021).document(pandoc_door.parse))
    document = python_docx.Document(BytesIO(report))
    both = [one for one in document.paragraphs if one.text.startswith("Thực hiện theo Bộ quy trình")]
    assert [len(paragraph.runs) for paragraph in both] == [1, 1]
    for paragraph in both:
        paragraph.runs[0].text = f"Nay thực {paragraph.text[5:]}"
    found = back(word_files.saved(document), library)
    assert found.text == record(library).replace("Thực hiện theo Bộ", "Nay thực hiện theo Bộ")
    both[1].runs[0].text = f"Xưa {both[1].runs[0].text}"
    differing = back(word_files.saved(document), library)
    assert differing.text == found.text
    assert ["make it by hand" in edit.advice for edit in differing.others] == [True]


def test_paragraphs_that_come_and_go(report: bytes, library: Library) -> None:
    document = python_docx.Document(BytesIO(report))
    gone = next(paragraph for paragraph in document.paragraphs if "Sự quyết tâm của Ban" in paragraph.text)
    last = next(
        paragraph for paragraph in document.paragraphs if "luôn thực hiện tốt nhiệm vụ" in paragraph.text
    )
    gone._p.getparent().remove(gone._p)  # noqa: SLF001
    runs = "<w:r><w:t>- Thuận lợi </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>mới</w:t></w:r>"
    last._p.addnext(parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))  # noqa: SLF001
    found = back(word_files.saved(document), library)
    lines = record(library).split("\n")
    at = next(place for place, line in enumerate(lines) if "luôn thực hiện tốt nhiệm vụ" in line)
    expected = [*lines[: at + 1], "- Thuận lợi **mới**", *lines[at + 1 :]]
    assert found.text == "\n".join(line for line in expected if "Sự quyết tâm của Ban" not in line)
    assert [(edit.section, bool(edit.old), edit.new) for edit in found.narrative] == [
        ("Thuận lợi", True, ""),
        ("Thuận lợi", False, "Thuận lợi **mới**"),
    ]


def test_a_paragraph_written_anew_takes_the_place_of_the_old(report: bytes, library: Library) -> None:
    document = python_docx.Document(BytesIO(report))
    paragraph = next(
        paragraph
        for paragraph in document.paragraphs
        if paragraph.text.startswith("Thực hiện theo Bộ quy trình")
    )
    old = paragraph.text
    paragraph.runs[0].text = "Áp dụng tại mọi phòng."
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)  # noqa: SLF001
    found = back(word_files.saved(document), library)
    assert found.text == record(library).replace(old, "Áp dụng tại mọi phòng.")
    assert found.others == ()


def test_what_was_found_is_told_line_by_line(report: bytes, library: Library) -> None:
    edits = (
        ("đã giải quyết 18 hồ sơ", "đã giải quyết 20 hồ sơ"),
        ("một số điểm lưu ý", "ba điểm lưu ý"),
        ("Trên đây là", "Trên đây"),
    )
    with speaking("en"):
        told = "\n".join(tell_report(import_report(corrected(report, *edits), library, 2021)))
        nothing = list(tell_report(import_report(report, library, 2021)))
        todo, done = "\n".join(tell_import(imported(word_files.audit()))).split("What the import did:")
    assert (
        "the figure dossiers.resolved is never typed; change records/dossiers/2021.csv if it is wrong:\n  − 18\n  + 20"
        in told
    )
    assert f"{RECORD}, section “Kết quả đánh giá nội bộ”:" in told
    assert "sotay report template" in told
    assert nothing == ["The report says what the library says: nothing was changed in it."]
    assert todo.startswith("To be done by a person:\n  - ")
    assert "became `steps`" in done


def test_comments_and_tracked_changes_in_a_report(report: bytes, library: Library) -> None:
    assert "Xem lại thời hạn này." in str(
        back(word_files.repacked(report, {"word/comments.xml": word_files.COMMENTS}), library).remarks
    )
    with ZipFile(BytesIO(report)) as packed:
        xml = packed.read("word/document.xml").decode()
    tracked = xml.replace("<w:r><w:t", '<w:ins w:id="1" w:author="A"><w:r><w:t', 1)
    place = tracked.index("</w:r>", tracked.index("<w:ins ")) + len("</w:r>")
    data = word_files.repacked(report, {"word/document.xml": f"{tracked[:place]}</w:ins>{tracked[place:]}"})
    with speaking("en"), pytest.raises(WordRefused, match="1 tracked changes"):
        import_report(data, library, 2021)


def test_a_draft_is_held_against_the_draft(copy: Path) -> None:
    path = copy / RECORD
    path.write_text(path.read_text(encoding="utf-8").replace("## Khó khăn", "## Khác"), encoding="utf-8")
    library = load(copy, as_of=None, today=TODAY)
    draft = compose_official(library, 2021, ReportState.DRAFT)
    assert draft.gaps
    found = back(docx.render(draft.document(pandoc_door.parse)), library)
    assert (found.narrative, found.figures, found.others) == ((), (), ())


def test_a_citation_within_narrative_stays_one(copy: Path) -> None:
    path = copy / RECORD
    cited = "Thực hiện theo [[plans/2021-134-kh-bqlkcn]] và\nBộ quy trình"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Thực hiện theo Bộ quy trình", cited), encoding="utf-8"
    )
    library = load(copy, as_of=None, today=TODAY)
    report = docx.render(compose_official(library, 2021).document(pandoc_door.parse))
    found = back(corrected(report, ("Bộ quy trình giải quyết", "các Bộ quy trình giải quyết")), library)
    assert found.text == record(library).replace("và\nBộ quy trình", "và các Bộ quy trình")
    typed = back(
        corrected(report, ("Thực hiện theo Kế hoạch số 134", "Thực hiện theo Kế hoạch số 135")), library
    )
    assert [(edit.records, edit.new[:25]) for edit in typed.figures] == [
        (("records/plans/2021-134-kh-bqlkcn.md",), "Kế hoạch số 135/KH-BQLKCN")
    ]
    assert (typed.narrative, typed.others, typed.text) == ((), (), record(library))


def test_a_year_without_a_record_is_refused(report: bytes, library: Library) -> None:
    with speaking("en"), pytest.raises(WordRefused, match="no annual-report record for 1999"):
        import_report(report, library, 1999)


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_any_words_put_into_narrative_come_back(report: bytes, library: Library, data: Any) -> None:
    body = record(library).split("---\n", 2)[2]
    passage = data.draw(
        st.sampled_from([passage for passage in passages(body) if body.count(passage.text) == 1])
    )
    words_ = passage.text.split(" ")
    place = data.draw(st.integers(1, len(words_) - 1))
    new = " ".join(
        [
            *words_[:place],
            data.draw(st.sampled_from(["mới", "hai từ", "<&>", "*", "12/2021"])),
            *words_[place:],
        ]
    )
    found = back(corrected(report, (passage.text, new)), library)
    assert found.others == ()
    assert len(found.narrative) == 1
    read_back = pandoc_door.write(pandoc_door.parse(found.narrative[0].new), "plain").decode().strip()
    assert read_back == new


# Passages

BODIES = st.lists(
    st.sampled_from(
        ["## Mục", "đoạn văn", "- mục một", "  - mục con", "1. số", "", "| bảng |", "> trích", "dòng hai"]
    ),
    max_size=14,
)


@given(BODIES)
def test_passages_are_where_they_say(lines: list[str]) -> None:
    body = "\n".join(lines)
    found = passages(body)
    assert [body[passage.start : passage.end] for passage in found] == [passage.text for passage in found]
    assert all(passage.end <= following.start for passage, following in pairwise(found))
    assert changed(body, []) == body
    assert changed(body, [replacement(passage, passage.text) for passage in found]) == body


def test_changes_of_a_body() -> None:
    body = "## Mục\n\nĐoạn một.\n\n- a\n- b\n\nCuối.\n"
    one, a, b, last = passages(body)
    assert changed(body, [removal(a, body)]) == body.replace("- a\n", "")
    assert changed(body, [removal(one, body)]) == body.replace("Đoạn một.\n\n", "")
    assert changed(body, [insertion(b, "c", item=True, before=False)]) == body.replace("- b", "- b\n- c")
    assert changed(body, [insertion(a, "0", item=True, before=True)]) == body.replace("- a", "- 0\n- a")
    assert changed(body, [insertion(last, "Thêm.", item=False, before=False)]) == body.replace(
        "Cuối.", "Cuối.\n\nThêm."
    )
