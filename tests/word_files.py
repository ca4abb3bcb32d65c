"""Word files made to look like procedures of agencies (sample data, no deeds of real people), built when a test runs."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx as python_docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."

NUMBERS = f"""<w:abstractNum {W} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum>"""
LETTERS = f"""<w:abstractNum {W} w:abstractNumId="91"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>"""
HEADINGS, ITEMS = 90, 91

BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)
TEXT_BOX = f"""<w:r {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="7" name="Lưu đồ"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>
<w:p><w:r><w:t>Hộp chữ của lưu đồ</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline>
</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>Hộp chữ của lưu đồ</w:t></w:r></w:p>
</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
EQUATION = """<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>T=t1+t2</m:t></m:r></m:oMath>"""
FOOTNOTES = f"""<?xml version="1.0" encoding="UTF-8"?><w:footnotes {W}>
<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t xml:space="preserve"> Nội dung chú thích mẫu ở cuối trang.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
COMMENTS = f"""<?xml version="1.0" encoding="UTF-8"?><w:comments {W}><w:comment w:id="0" w:author="Người góp ý mẫu">
<w:p><w:r><w:t>Xem lại thời hạn này.</w:t></w:r></w:p></w:comment></w:comments>"""


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, parts: dict[str, bytes | str], *, without: str = "") -> bytes:
    """Return a package with other or further parts; what is related to the text is registered by its name."""
    with ZipFile(BytesIO(data)) as packed:
        held: dict[str, bytes | str] = {
            name: packed.read(name) for name in packed.namelist() if name != without
        }
    held |= parts
    for name in parts:
        kind = name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
        if kind in {"footnotes", "comments"}:
            _register(held, name, kind)
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name, content in held.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def _register(held: dict[str, bytes | str], name: str, kind: str) -> None:
    link = f'<Relationship Id="rIdOf{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/></Relationships>'
    kept = f'<Override PartName="/{name}" ContentType="{TYPES}{kind}+xml"/></Types>'
    for part, end, new in (
        ("word/_rels/document.xml.rels", "</Relationships>", link),
        ("[Content_Types].xml", "</Types>", kept),
    ):
        text = held[part]
        text = text.decode() if isinstance(text, bytes) else text
        if f"/{kind}.xml" not in text and f'"{kind}.xml' not in text:
            held[part] = text.replace(end, new)


class Sheet:
    """A Word document under way, with the few things that these procedures need."""

    def __init__(self) -> None:
        self.document = python_docx.Document()
        numbering = self.document.part.numbering_part.element
        first = numbering.find(qn("w:num"))
        for abstract, xml in ((HEADINGS, NUMBERS), (ITEMS, LETTERS)):
            first.addprevious(parse_xml(xml))
            numbering.append(
                parse_xml(f'<w:num {W} w:numId="{abstract}"><w:abstractNumId w:val="{abstract}"/></w:num>')
            )

    def text(self, words: str, *, bold: bool = False, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(words).bold = bold or None
        return paragraph

    def numbered(
        self, words: str, numbers: int, depth: int = 0, *, bold: bool = False, style: str | None = None
    ) -> Any:
        paragraph = self.text(words, bold=bold, style=style)
        numbering = f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{numbers}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(numbering))  # noqa: SLF001 (python-docx makes no numbering)
        return paragraph

    def table(self, rows: list[list[str]], *merges: tuple[int, int, int, int], where: Any = None) -> Any:
        """Add a table; a merge is first row, first column, last row, last column; its words are those of the first cell."""
        width = len(rows[0])
        room = 6000000
        made = where.add_table(len(rows), width, room) if where else self.document.add_table(len(rows), width)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                made.cell(row, column).text = text
        for top, left, bottom, right in merges:
            words = made.cell(top, left).text
            made.cell(top, left).merge(made.cell(bottom, right)).text = words
        return made

    def head(self, rows: list[list[str]], *merges: tuple[int, int, int, int]) -> None:
        """Set the head of each page, a table."""
        self.table(rows, *merges, where=self.document.sections[0].header)

    def saved(self) -> bytes:
        return saved(self.document)


def licence() -> bytes:
    """An administrative procedure: Word's own numbers, cover, merged cells, a page head, a footnote, a text box, a comment."""
    sheet = Sheet()
    sheet.head(
        [
            ["BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP", "QUY TRÌNH\nCẤP GIẤY PHÉP XÂY DỰNG MẪU", "Mã hiệu: QT.DN.05"],
            ["", "", "Lần ban hành: 02"],
            ["", "", "Ngày hiệu lực: 15/3/2021"],
            ["", "", "Trang 1/5"],
        ],
        (0, 0, 3, 0),
        (0, 1, 3, 1),
    )
    sheet.text("UBND TỈNH NINH THUẬN", bold=True)
    sheet.text("BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP", bold=True)
    sheet.text("QUY TRÌNH", bold=True)
    sheet.text("CẤP GIẤY PHÉP XÂY DỰNG MẪU", bold=True)
    sheet.table(
        [["Mã hiệu", "QT.DN.05"], ["Lần ban hành", "02"], ["Ngày hiệu lực", "ngày 15 tháng 3 năm 2021"]]
    )
    sheet.table(
        [
            ["", "Soạn thảo", "Xem xét", "Phê duyệt"],
            ["Họ tên", "Chuyên viên 01 (dữ liệu mẫu)", "Trưởng phòng (dữ liệu mẫu)", "Người Mẫu Không Có"],
            ["Chức vụ", "Chuyên viên", "Trưởng phòng", "Lãnh đạo Ban"],
            ["Chữ ký", "", "", ""],
            ["Ngày", "01/3/2021", "05/3/2021", "10/3/2021"],
        ]
    )
    sheet.text("SỬA ĐỔI TÀI LIỆU", bold=True)
    sheet.table(
        [
            [
                "Yêu cầu sửa đổi/bổ sung",
                "Trang/Phần liên quan việc sửa đổi",
                "Mô tả nội dung sửa đổi",
                "Lần ban hành",
                "Ngày hiệu lực",
            ],
            ["", "", "Ban hành lần đầu", "01", "20/8/2020"],
            ["Nghị định mới", "Mục 5.4", "Sửa thời hạn theo Nghị định số 15/2021/NĐ-CP", "02", "15/3/2021"],
            ["", "", "", "", ""],
        ]
    )
    for words in ("MỤC ĐÍCH", "PHẠM VI", "TÀI LIỆU VIỆN DẪN", "NỘI DUNG QUY TRÌNH"):
        sheet.numbered(words, HEADINGS, style="Heading 1")
        _licence_section(sheet, words)
    sheet.numbered("BIỂU MẪU", HEADINGS, style="Heading 1")
    sheet.table(
        [
            ["TT", "Mã hiệu", "Tên biểu mẫu"],
            ["1", "BM.DN.05.01", "Giấy tiếp nhận mẫu"],
            ["2", "BM.DN.05.02", "Phiếu kiểm soát mẫu"],
        ]
    )
    sheet.numbered("HỒ SƠ CẦN LƯU", HEADINGS, style="Heading 1")
    sheet.table(
        [["TT", "Tên hồ sơ", "Nơi lưu", "Thời gian lưu"], ["1", "Hồ sơ xin phép mẫu", "Văn phòng", "10 năm"]]
    )
    return repacked(sheet.saved(), {"word/footnotes.xml": FOOTNOTES, "word/comments.xml": COMMENTS})


def _licence_section(sheet: Sheet, name: str) -> None:
    if name == "MỤC ĐÍCH":
        paragraph = sheet.text("Quy định trình tự, trách nhiệm ")
        paragraph.add_run("giải quyết đúng hạn").bold = True
        note = f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'
        paragraph._p.append(parse_xml(note))  # noqa: SLF001
        paragraph.add_run(" và công khai.").italic = True
    elif name == "PHẠM VI":
        sheet.text("Áp dụng cho:")
        sheet.text("tổ chức, cá nhân;", style="List Bullet")
        sheet.text("phòng chuyên môn * [xem] <b>.", style="List Bullet")
        sheet.numbered("trường hợp thứ nhất", ITEMS)
        sheet.numbered("trường hợp thứ hai", ITEMS)
        sheet.document.add_paragraph("Lưu đồ:")._p.append(parse_xml(TEXT_BOX))  # noqa: SLF001
        sheet.document.add_paragraph("Công thức ")._p.append(parse_xml(EQUATION))  # noqa: SLF001
    elif name == "TÀI LIỆU VIỆN DẪN":
        sheet.text("- Luật Xây dựng số 50/2014/QH13;")
        sheet.text("- Nghị định số 15/2021/NĐ-CP ngày 03/3/2021 của Chính phủ;")
        sheet.text("- Luật Đầu tư.")
    else:
        _licence_content(sheet)


def _licence_content(sheet: Sheet) -> None:
    def part(words: str) -> None:
        sheet.numbered(words, HEADINGS, 1, style="Heading 2")

    part("Điều kiện thực hiện thủ tục hành chính")
    sheet.text("Có giấy tờ về đất mẫu.")
    part("Thành phần hồ sơ")
    sheet.table(
        [
            ["TT", "Tên giấy tờ", "Số lượng", ""],
            ["", "", "Bản chính", "Bản sao"],
            ["1", "Đơn đề nghị theo mẫu", "x", ""],
            ["2", "Giấy tờ về đất", "", "02"],
        ],
        (0, 0, 1, 0),
        (0, 1, 1, 1),
        (0, 2, 0, 3),
    )
    part("Số lượng hồ sơ")
    sheet.text("01 bộ")
    part("Thời gian xử lý")
    sheet.text("07 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.")
    part("Nơi tiếp nhận và trả kết quả")
    sheet.text("Bộ phận một cửa.")
    part("Lệ phí")
    sheet.text("Không thu.")
    part("Cách thức thực hiện")
    sheet.text("Nộp trực tiếp")
    sheet.text("Nộp qua bưu điện")
    part("Quy trình xử lý công việc")
    sheet.table(
        [
            ["TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả"],
            ["B1", "Tiếp nhận hồ sơ", "Bộ phận một cửa", "½ ngày", "BM.DN.05.01"],
            ["B2", "Phân công thụ lý", "Trưởng phòng", "04 giờ làm việc", "Ý kiến phân công"],
            ["B3", "Thẩm định", "Chuyên viên", "05 ngày làm việc", "Tờ trình"],
            ["B4", "Soát xét", "", "", "Ý kiến soát xét"],
            ["B5", "Ký giấy phép", "Lãnh đạo Ban", "0,5 ngày", "Giấy phép"],
            ["B6", "Trả kết quả", "Bộ phận một cửa", "Ngay khi có kết quả", ""],
            ["", "Tổng cộng", "", "6,5 ngày", ""],
        ],
        (3, 2, 4, 2),
        (3, 3, 4, 3),
    )


def one_table() -> bytes:
    """An administrative procedure whose section 5 is one large table, headings typed in bold, letters decomposed."""
    sheet = Sheet()
    sheet.head(
        [
            ["Ban Quản lý các khu công nghiệp", "QUY TRÌNH CẤP BẢN SAO MẪU", "Mã hiệu:", "QT-DN-06"],
            ["", "", "Lần ban hành:", "1"],
            ["", "", "Ngày ban hành:", "01/02/2021"],
        ],
        (0, 0, 2, 0),
        (0, 1, 2, 1),
    )
    sheet.text("QUY TRÌNH CẤP BẢN SAO MẪU", bold=True)
    sheet.table(
        [
            ["Trách nhiệm", "Họ và tên", "Chức danh", "Chữ ký"],
            ["Người soạn thảo", "Chuyên viên 01 (dữ liệu mẫu)", "Chuyên viên", ""],
            ["Soát xét", "Trưởng phòng (dữ liệu mẫu)", "Trưởng phòng", ""],
            ["Phê duyệt", "Lãnh đạo Ban (dữ liệu mẫu)", "Lãnh đạo Ban", ""],
        ]
    )
    sheet.text("THEO DÕI SỬA ĐỔI", bold=True)
    sheet.table([["Ngày", "Nội dung thay đổi", "Lần ban hành"], ["01/02/2021", "Ban hành mới", "Lần 1"]])
    sheet.text("1. MỤC ĐÍCH", bold=True)
    sheet.text("Quy định việc cấp bản\u00a0sao từ sổ\u00adgốc mẫu.")
    sheet.text("2. PHẠM VI", bold=True)
    sheet.text("- Mọi tổ chức;")
    sheet.text("+ kể cả đơn vị sự nghiệp;")
    sheet.text("- Mọi cá nhân.")
    sheet.text("5. NỘI DUNG", bold=True)
    sheet.table(
        [
            ["5.1", "Cơ sở pháp lý", "", "", ""],
            ["", "Nghị định số 23/2015/NĐ-CP ngày 16/02/2015", "", "", ""],
            ["5.2", "Thành phần hồ sơ", "", "Bản chính", "Bản sao"],
            ["", "Phiếu yêu cầu mẫu", "", "x", ""],
            ["", "Giấy tờ tùy thân", "", "", "x"],
            ["5.3", "Số lượng hồ sơ", "", "", ""],
            ["", "01 bộ", "", "", ""],
            ["5.4", "Thời gian xử lý", "", "", ""],
            ["", "01 ngày làm việc", "", "", ""],
            ["5.5", "Lệ phí", "", "", ""],
            ["", "Lệ phí: 8.000 đồng/bản", "", "", ""],
            ["5.6", "Quy trình xử lý công việc", "", "", ""],
            ["TT", "Nội dung công việc", "Trách nhiệm", "Thời gian", "Kết quả"],
            ["1", "Tiếp nhận phiếu", "Bộ phận một cửa", "02 giờ", "Phiếu đã nhận"],
            ["2", "Đối chiếu sổ gốc", "Văn thư", "04 giờ", "Bản sao"],
            ["3", "Ký, trả kết quả", "Lãnh đạo Ban", "02 giờ", "Bản sao đã ký"],
        ],
        *((row, 1, row, 4) for row in (0, 1, 5, 6, 7, 8, 9, 10, 11)),
        *((row, 1, row, 2) for row in (2, 3, 4)),
    )
    return decomposed(sheet.saved())


def decomposed(data: bytes) -> bytes:
    """Return a package whose text is in NFD, as some converters and telephones write it."""
    with ZipFile(BytesIO(data)) as packed:
        xml = packed.read("word/document.xml").decode()
    return repacked(data, {"word/document.xml": unicodedata.normalize("NFD", xml)})


def audit() -> bytes:
    """A procedure of the system itself: roman numbers, steps without hours, a body table with merged cells, two page heads."""
    sheet = Sheet()
    sheet.document.sections[0].header.paragraphs[0].text = "Mã hiệu: QT.HT.09 - Lần ban hành: 01"
    sheet.text("QUY TRÌNH THEO DÕI RỦI RO MẪU", bold=True)
    sheet.text("Mã hiệu: QT.HT.09")
    sheet.text("Lần ban hành: 01")
    sheet.text("Ngày hiệu lực: 01/7/2021")
    sheet.text("Đơn vị soạn thảo: Văn phòng")
    sheet.table(
        [["Soạn thảo", "Soát xét", "Phê duyệt"], ["Họ tên: A", "Họ tên: B", "Họ tên: C"]],
    )
    sheet.table(
        [["TT", "Nơi nhận tài liệu", "Số bản"], ["1", "Văn phòng", "01"], ["2", "Phòng Kế toán", "01"]]
    )
    sheet.text("I. Mục đích", bold=True)
    sheet.text("Nhận biết rủi ro mẫu trong giải quyết công việc.")
    sheet.text("II. Nội dung", bold=True)
    sheet.text("1. Phân loại", bold=True)
    sheet.table(
        [
            ["Nhóm", "Rủi ro", "Mức", ""],
            ["Hồ sơ", "Trễ hạn", "Cao", "Báo cáo ngay"],
            ["", "Thất lạc", "Cao", "Tìm lại"],
            ["Văn bản", "Hết hiệu lực", "Vừa", "Rà soát"],
        ],
        (1, 0, 2, 0),
        (0, 2, 0, 3),
        (1, 2, 2, 2),
    )
    sheet.text("2. Các bước", bold=True)
    sheet.table(
        [
            ["Bước", "Mô tả công việc", "Người thực hiện", "Thời điểm", "Biểu mẫu", "Ghi chú"],
            ["1", "Nhận biết rủi ro", "Các phòng", "Tháng 1 hằng năm", "BM.HT.09.01", ""],
            ["2", "Tổng hợp, trình duyệt", "Thư ký ISO", "Không quá 05 ngày", "", "Gửi bản mềm trước"],
        ]
    )
    second = sheet.document.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Phụ lục kèm theo QT.HT.09"
    sheet.text("III. Lưu trữ", bold=True)
    sheet.numbered("Bảng tổng hợp rủi ro", ITEMS)
    sheet.numbered("Biên bản họp", ITEMS)
    return sheet.saved()


def lettered() -> bytes:
    """A procedure whose section 5 goes from a to i, most of its headings in bold before the text of one line."""
    sheet = Sheet()
    sheet.text("QUY TRÌNH ĐĂNG KÝ MẪU", bold=True)
    sheet.text("1. Mục đích", bold=True)
    sheet.text("Nội dung mục đích.")
    sheet.text("5. Nội dung", bold=True)
    sheet.text("a) Thành phần, số lượng hồ sơ:", bold=True)
    sheet.table([["STT", "Tên giấy tờ", "Bản chính", "Bản sao"], ["1", "Đơn mẫu", "01", ""]])
    for heading, text in (
        ("b) Thời hạn giải quyết:", " 05 ngày làm việc"),
        ("c) Cơ quan thực hiện:", " Ban Quản lý"),
        ("d) Đối tượng thực hiện:", " Tổ chức"),
        ("e) Cách thức thực hiện:", " Trực tiếp"),
        ("f) Lệ phí:", " Không"),
        ("i) Căn cứ pháp lý:", " Luật số 61/2020/QH14"),
    ):
        sheet.text(heading, bold=True).add_run(text)
    return sheet.saved()


PROCEDURES = {"licence": licence, "one_table": one_table, "audit": audit}
