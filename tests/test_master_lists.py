"""The master lists say what is in force, where and with whom, and say it alike on the site, in Word, in Excel and as CSV."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import docx as python_docx
import library_cases
import markdown
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from sotay.kinds.legal import Effect
from sotay.legal.validity import Validity, validity
from sotay.library import Library
from sotay.lists.listing import Column, ColumnKind, Entry, MasterList, Row, words
from sotay.lists.master_lists import master_lists
from sotay.load import load
from sotay.outputs import list_csv, list_docx, list_xlsx
from sotay.site import list_pages
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
EXTENSIONS = ["attr_list", "sane_lists", "tables"]  # as mkdocs.yml has them
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
IDENTIFIERS = ("internal-documents", "external-documents", "forms", "records", "distribution")

HEAD = """\
---
code: {code}
title: {title}
kind: procedure
division: VP
version: "{version}"
effective: {day}
prepared_by: thu-ky
reviewed_by: truong-phong
approved_by: lanh-dao
"""
TAIL = """\
changes:
  - {{version: "{version}", date: {day}, summary: Ban hành}}
sample: true
---

Văn bản mẫu lần {version}.
"""
DECISION = """\
== records/decisions/{name}.md
---
number: {number}/QĐ-CQM
date: {day}
{what}
---
"""


def read(root: Path, today: date = date(2026, 1, 1)) -> Library:
    return load(root, as_of=None, today=today)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The reference library in a folder of its own."""
    root = tmp_path_factory.mktemp("reference")
    for room in ("procedures", "records"):
        shutil.copytree(ROOT / room, root / room)
    shutil.copy(ROOT / "agency.yml", root)
    return read(root)


def laid(folder: Path, case: str) -> Library:
    path = folder / "case.md"
    path.write_text(case, encoding="utf-8")
    return library_cases.lay(library_cases.read(path), folder / "library")


def procedure(code: str, version: str, day: str, *, title: str = "Quy trình mẫu", more: str = "") -> str:
    name = code.lower().replace(".", "-")
    text = HEAD + more + TAIL
    return f"== procedures/{name}.md\n" + text.format(code=code, version=version, day=day, title=title)


def issued(code: str, version: str, number: int, day: str) -> str:
    what = f'issues: [{{code: {code}, version: "{version}", sha256: @sha({code})}}]'
    return DECISION.format(name=f"q{number}", number=number, day=day, what=what)


def listed(library: Library, identifier: str) -> list[list[str]]:
    (found,) = (listing for listing in master_lists(library) if listing.identifier == identifier)
    return [[words(cell) for cell in row.cells] for row in found.rows]


def test_lists_of_the_reference_library(reference: Library, snapshot: SnapshotAssertion) -> None:
    lists = master_lists(reference)
    assert tuple(listing.identifier for listing in lists) == IDENTIFIERS
    for listing in lists:
        assert list_csv.render(listing).decode("utf-8-sig") == snapshot(name=listing.identifier)


def test_columns_are_those_of_the_official_forms(reference: Library) -> None:
    heads = {
        listing.identifier: " | ".join(column.label for column in listing.columns)
        for listing in master_lists(reference)
    }
    internal = "TT | Tên tài liệu | Mã hiệu | Lần BH/SĐ | Ngày hiệu lực | Đơn vị giữ | Nơi lưu | Ghi chú"
    assert heads["internal-documents"] == internal
    assert heads["external-documents"] == (
        "TT | Tên văn bản | Số, ký hiệu | Cơ quan ban hành | Ngày ban hành | Ngày hiệu lực | Tình trạng hiệu lực | "
        "Văn bản thay thế | Quy trình áp dụng | Ngày cập nhật vào HTQLCL | Nơi lưu"
    )
    assert heads["records"] == "TT | Tên hồ sơ | Nơi lưu | Hình thức | Thời hạn lưu"


def test_only_what_is_in_force_is_listed(tmp_path: Path) -> None:
    parts = [
        procedure("QT.VP.02", "01", "2021-01-04"),  # in force
        procedure("QT.VP.03", "01", "2021-01-04"),  # a draft
        procedure("QT.VP.04", "01", "2022-01-04"),  # approved, not yet in effect
        procedure("QT.VP.05", "01", "2021-01-04"),  # withdrawn
        issued("QT.VP.02", "01", 2, "2021-01-04"),
        issued("QT.VP.04", "01", 4, "2021-01-04"),
        issued("QT.VP.05", "01", 5, "2021-01-04"),
        DECISION.format(name="r", number=9, day="2021-06-01", what="withdraws: [QT.VP.05]"),
    ]
    library = laid(tmp_path, "".join(parts))
    assert [row[2] for row in listed(library, "internal-documents")] == ["QT.VP.02"]
    assert [row[3] for row in listed(library, "distribution")] == ["QT.VP.02"]


def test_beside_the_draft_of_the_next_version_the_one_in_force_stays(tmp_path: Path) -> None:
    form = 'forms: [{{code: BM.VP.02.01, title: "Phiếu lần {version}"}}]\n'
    parts = [
        procedure("QT.VP.02", "01", "2021-01-04", title="Tên cũ", more=form),
        issued("QT.VP.02", "01", 2, "2021-01-04"),
        "== !commit 2021-01-05\n",
        procedure("QT.VP.02", "02", "2021-09-01", title="Tên mới", more=form),
    ]
    library = laid(tmp_path, "".join(parts))
    (row,) = listed(library, "internal-documents")
    assert row[1:5] == ["Tên cũ", "QT.VP.02", "01", "04/01/2021"]
    assert row[7] == "dữ liệu mẫu; thư viện đang giữ dự thảo lần 02"
    assert [form[1] for form in listed(library, "forms")] == ["Phiếu lần 01"]


def test_a_time_that_the_agency_set_itself_is_remarked(tmp_path: Path) -> None:
    service = (
        "service:\n  name: Thủ tục mẫu\n  processing_time: 5\n  unit: ngày làm việc\n  time_set_by: {who}\n"
        "  fee: Không\n  channels: [Trực tiếp]\n  components: [{{{{name: Đơn, originals: 1}}}}]\n"
    )
    parts = []
    for number, who in (("02", "cơ quan"), ("03", "pháp luật")):
        code = f"QT.VP.{number}"
        parts.append(procedure(code, "01", "2021-01-04", more=service.format(who=who)))
        parts.append(issued(code, "01", int(number), "2021-01-04"))
    remarks = {row[2]: row[7] for row in listed(laid(tmp_path, "".join(parts)), "internal-documents")}
    assert remarks == {
        "QT.VP.02": "dữ liệu mẫu; thời hạn giải quyết do cơ quan tự đặt; pháp luật không quy định",
        "QT.VP.03": "dữ liệu mẫu",
    }


def test_a_version_in_force_whose_file_is_gone_is_listed_without_a_link(tmp_path: Path) -> None:
    parts = [
        procedure("QT.VP.02", "01", "2021-01-04"),
        issued("QT.VP.02", "01", 2, "2021-01-04"),
        "== !commit 2021-01-05\n",
        "== procedures/qt-vp-02.md gone\n",
    ]
    library = laid(tmp_path, "".join(parts))
    (row,) = listed(library, "internal-documents")
    assert row[2:] == [
        "QT.VP.02",
        "01",
        "04/01/2021",
        "Văn phòng",
        "procedures/qt-vp-02.md",
        "dữ liệu mẫu; tệp của tài liệu không còn",
    ]
    assert (
        "](../quy-trinh/qt-vp-02.md)"
        not in dict(list_pages.pages(Writer(library), list_pages.told(library)))[
            "danh-muc/internal-documents.md"
        ]
    )


def test_what_nobody_has_the_text_of_is_a_gap_and_no_guess(tmp_path: Path) -> None:
    lost = 'issues: [{code: QT.DN.01, version: "01", sha256: ' + "a" * 64 + "}]"
    library = laid(tmp_path, DECISION.format(name="q", number=2, day="2020-08-20", what=lost))
    (row,) = listed(library, "internal-documents")
    assert row[7] == "dữ liệu mẫu; nội dung trong thư viện không phải bản được phê duyệt"
    assert listed(library, "forms")[0][1] == "chưa liệt kê được: không còn nội dung của lần 01"
    assert "chưa liệt kê được" in listed(library, "records")[0][1]


def test_a_form_with_a_document_of_its_own_is_listed_as_that_document_stands(tmp_path: Path) -> None:
    named = "forms:\n" + "".join(
        f"  - {{{{code: BM.VP.02.0{number}, title: Phiếu {number}}}}}\n" for number in range(1, 5)
    )
    slip = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01, Thông tư số 01/2018/TT-VPCP)"
    named += f'  - {{{{code: BM.VP.02.05, title: "{slip}"}}}}\n'

    def form(code: str, version: str, day: str) -> str:
        return procedure(code, version, day, title=f"Mẫu {code}").replace("kind: procedure", "kind: form")

    parts = [
        procedure("QT.VP.02", "02", "2021-01-04", more=named),
        form("BM.VP.02.01", "03", "2021-06-01"),  # in force
        form("BM.VP.02.02", "01", "2021-06-01"),  # a draft
        form("BM.VP.02.03", "01", "2022-06-01"),  # approved, not yet in effect
        form("BM.VP.09.01", "01", "2021-06-01"),  # in force, and named by nothing
        issued("QT.VP.02", "02", 2, "2021-01-04"),
        issued("BM.VP.02.01", "03", 3, "2021-06-01"),
        issued("BM.VP.02.03", "01", 4, "2022-06-01").replace("date: 2022-06-01", "date: 2021-06-01"),
        issued("BM.VP.09.01", "01", 5, "2021-06-01"),
    ]
    library = laid(tmp_path, "".join(parts))
    assert [row[1:6] for row in listed(library, "forms")] == [
        ["Mẫu BM.VP.09.01", "BM.VP.09.01", "", "01", "01/6/2021"],
        ["Mẫu BM.VP.02.01", "BM.VP.02.01", "QT.VP.02", "03", "01/6/2021"],
        ["Mẫu BM.VP.02.02", "BM.VP.02.02", "QT.VP.02", "01 (dự thảo)", ""],
        ["Mẫu BM.VP.02.03", "BM.VP.02.03", "QT.VP.02", "01 (đã phê duyệt, chưa có hiệu lực)", "01/6/2022"],
        ["Phiếu 4", "BM.VP.02.04", "QT.VP.02", "02", "04/01/2021"],
        [slip, "BM.VP.02.05", "QT.VP.02", "02", "04/01/2021"],
    ]
    page = dict(list_pages.pages(Writer(library), list_pages.told(library)))["danh-muc/forms.md"]
    cells = [line.split(" | ")[2] for line in page.splitlines() if "VP.02.0" in line]
    assert cells == [
        *(f"[BM.VP.02.0{number}](../quy-trinh/bm-vp-02-0{number}.md)" for number in range(1, 4)),
        "BM.VP.02.04",
        "BM.VP.02.05 ([DOCX](../bieu-mau/tiep-nhan.docx))",
    ]


def test_distribution_names_each_division_that_holds_a_version(tmp_path: Path) -> None:
    agency = (library_cases.BASE / "agency.yml").read_text(encoding="utf-8")
    agency = agency.replace("people:", "  - {code: DN, name: Phòng Doanh nghiệp}\npeople:")
    parts = [
        f"== agency.yml\n{agency}",
        procedure("QT.VP.02", "01", "2021-01-04", more="distribution: [DN, VP]\n"),
        procedure("QT.VP.03", "01", "2021-01-04"),
        issued("QT.VP.02", "01", 2, "2021-01-04"),
        issued("QT.VP.03", "01", 3, "2021-01-04"),
    ]
    library = laid(tmp_path, "".join(parts))
    assert [(row[1], row[3]) for row in listed(library, "distribution")] == [
        ("Văn phòng", "QT.VP.02"),
        ("Văn phòng", "QT.VP.03"),
        ("Phòng Doanh nghiệp", "QT.VP.02"),
    ]
    held_by = {row[2]: row[5] for row in listed(library, "internal-documents")}
    assert held_by == {"QT.VP.02": "Phòng Doanh nghiệp; Văn phòng", "QT.VP.03": "Văn phòng"}


def test_distribution_is_no_part_of_the_approved_text(tmp_path: Path) -> None:
    parts = [
        procedure("QT.VP.02", "01", "2021-01-04"),
        issued("QT.VP.02", "01", 2, "2021-01-04"),
        "== !commit 2021-01-05\n",
        procedure("QT.VP.02", "01", "2021-01-04", more="distribution: [VP]\n"),
    ]
    (row,) = listed(laid(tmp_path, "".join(parts)), "internal-documents")
    assert row[7] == "dữ liệu mẫu"


def test_the_agency_settles_how_long_a_kind_of_record_is_kept(tmp_path: Path) -> None:
    plan = "== records/plans/a.md\n---\nnumber: 01/KH-CQM\ndate: 2021-02-19\n---\n"
    (row,) = listed(laid(tmp_path, plan), "records")
    assert row[1:] == ["Kế hoạch năm", "records/plans", "điện tử", "10 năm (cơ quan cần xác nhận)"]
    agency = (library_cases.BASE / "agency.yml").read_text(encoding="utf-8")
    (tmp_path / "again").mkdir()
    decided = laid(tmp_path / "again", f"== agency.yml\n{agency}retention: {{plan: 5}}\n{plan}")
    assert [row[4] for row in listed(decided, "records")] == ["5 năm"]


LAW = """\
== records/legal/{name}.md
---
number: {number}
type: Nghị định
title: Văn bản mẫu
issuer: Chính phủ
effects: [{effects}]
relations: [{relations}]
---
"""


def law(number: str, effects: str, relations: str = "") -> str:
    name = "-".join(reversed(number.lower().replace("đ", "d").split("/")[:2])) + "-nd-cp"
    return LAW.format(name=name, number=number, effects=effects, relations=relations)


@pytest.mark.parametrize(
    ("effects", "relations", "expected"),
    [
        ("{from: 2021-03-01, verified: true}", "", (Validity.HOLDS, False)),
        (
            "{from: 2021-03-01, verified: true}",
            "{kind: replaces, target: 99/2015/NĐ-CP}",
            (Validity.ENDED, True),
        ),
        ("{from: 2021-03-01}", "{kind: repeals, target: 99/2015/NĐ-CP}", (Validity.ENDED, False)),
        (
            "{from: 2021-03-01, verified: true}",
            "{kind: repeals, target: 99/2015/NĐ-CP, scope: Điều 3}",
            (Validity.PARTLY_ENDED, True),
        ),
        ("{from: 2021-03-01}", "{kind: amends, target: 99/2015/NĐ-CP}", (Validity.AMENDED, False)),
        ("{from: 2021-03-01}", "{kind: guides, target: 99/2015/NĐ-CP}", (Validity.HOLDS, False)),
        ("{from: 2021-12-01}", "{kind: replaces, target: 99/2015/NĐ-CP}", (Validity.HOLDS, False)),
        ("{condition: chưa rõ}", "{kind: replaces, target: 99/2015/NĐ-CP}", (Validity.HOLDS, False)),
    ],
)
def test_a_law_ends_with_what_replaces_it(
    tmp_path: Path, effects: str, relations: str, expected: tuple[Validity, bool]
) -> None:
    older, newer = law("99/2015/NĐ-CP", "{from: 2015-05-01}"), law("11/2021/NĐ-CP", effects, relations)
    library = laid(tmp_path, older + newer)
    assert validity(library, library.legal["99/2015/NĐ-CP"]) == expected


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ((), Validity.UNKNOWN),
        ((Effect.model_validate({"from": date(2021, 10, 30)}),), Validity.COMING),
        ((Effect.model_validate({"from": date(2015, 1, 1), "until": date(2021, 10, 30)}),), Validity.HOLDS),
        ((Effect.model_validate({"from": date(2015, 1, 1), "until": date(2021, 10, 29)}),), Validity.ENDED),
        (
            (
                Effect.model_validate({"from": date(2015, 1, 1)}),
                Effect.model_validate(
                    {"scope": "Điều 3", "from": date(2015, 1, 1), "until": date(2021, 1, 1)}
                ),
            ),
            Validity.PARTLY_ENDED,
        ),
    ],
)
def test_a_law_holds_for_its_own_time(
    reference: Library, effects: tuple[Effect, ...], expected: Validity
) -> None:
    some = reference.legal["31/2021/NĐ-CP"]
    changed = replace(some, meta=some.meta.model_copy(update={"effects": effects}))
    others = tuple(document for document in reference.documents if document is not some)
    library = replace(reference, documents=(*others, changed))
    assert validity(library, changed)[0] is expected


def test_a_law_says_who_applies_it_and_since_when(tmp_path: Path) -> None:
    because = """\
legal_basis: [11/2021/NĐ-CP]
"""
    row = 'changes:\n  - {version: "01", date: 2021-01-04, summary: Ban hành}\n  - {version: "02", date: 2021-05-01, summary: Sửa, because: [11/2021/NĐ-CP]}\n'
    text = procedure("QT.VP.02", "02", "2021-05-01", more=because)
    text = re.sub(r"changes:\n  - .*\n", row, text)
    relations = "{kind: replaces, target: 07/2016/NĐ-CP}"
    library = laid(
        tmp_path,
        law("11/2021/NĐ-CP", "{from: 2021-03-01}", relations)
        + text
        + issued("QT.VP.02", "02", 2, "2021-05-01"),
    )
    older, newer = listed(library, "external-documents")
    assert older[2:] == [
        "07/2016/NĐ-CP",
        "Chính phủ",
        "",
        "10/3/2016",
        "hết hiệu lực (chưa đối chiếu)",
        "11/2021/NĐ-CP",
        "",
        "",
        "records/legal/2016-07-nd-cp.md",
    ]
    assert newer[5:10] == [
        "01/3/2021 (chưa đối chiếu)",
        "còn hiệu lực (chưa đối chiếu)",
        "",
        "QT.VP.02",
        "01/5/2021",
    ]


def sample(*cells: str, kind: ColumnKind = ColumnKind.TEXT) -> MasterList:
    rows = tuple(Row(((Entry(cell),),)) for cell in cells)
    return MasterList("mau", "Danh mục mẫu", "Cơ quan mẫu", date(2021, 10, 29), (Column("Cột", kind),), rows)


def test_csv_opens_in_excel_as_it_is() -> None:
    data = list_csv.render(replace(sample('Đất đai; "quý"', "hai\ndòng"), columns=(Column("Tên"),)))
    assert data == '\ufeffTên\r\n"Đất đai; ""quý"""\r\n"hai\ndòng"\r\n'.encode()


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.from_regex(r"\s?[=+@＝-][^\x00]{0,5}")
)
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    read = list(csv.reader(io.StringIO(list_csv.render(sample(text)).decode("utf-8-sig"), newline="")))
    cell = "".join(read[1]) if len(read) > 1 else ""
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not cell.startswith(("\t", "\r"))


def worksheet(data: bytes) -> tuple[ET.Element, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = ET.fromstring(package.read("xl/worksheets/sheet1.xml"))
        return sheet, package.read("xl/styles.xml").decode()


def test_dates_of_a_workbook_are_dates_and_nothing_is_a_formula() -> None:
    listing = replace(
        sample("=1+1", kind=ColumnKind.DATE),
        rows=(Row(((Entry("=1+1"),),)), Row(((Entry(date(2021, 8, 5), "chưa đối chiếu"),),))),
    )
    sheet, styles = worksheet(list_xlsx.render(listing))
    assert list(sheet.iter(f"{SHEET}f")) == []
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{SHEET}c")}
    assert cells["A6"].get("t") == "s"
    value = cells["A7"].find(f"{SHEET}v")
    assert value is not None
    assert float(value.text or "0") == (date(2021, 8, 5) - date(1899, 12, 30)).days
    assert 'formatCode="dd/mm/yyyy&quot; (chưa đối chiếu)&quot;"' in styles


def test_a_workbook_keeps_its_head_in_sight_and_prints_it_on_every_page(reference: Library) -> None:
    for listing in master_lists(reference):
        data = list_xlsx.render(listing)
        sheet, _styles = worksheet(data)
        pane = next(sheet.iter(f"{SHEET}pane"))
        assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", f"A{list_xlsx.HEAD + 2}")
        page = next(sheet.iter(f"{SHEET}pageSetup"))
        assert (page.get("orientation"), page.get("paperSize")) == ("landscape", "9")
        last = list_xlsx.HEAD + 1 + len(listing.rows)
        filtered = next(sheet.iter(f"{SHEET}autoFilter")).get("ref")
        assert filtered == f"A{list_xlsx.HEAD + 1}:{chr(ord('A') + len(listing.columns) - 1)}{last}"
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            book = package.read("xl/workbook.xml").decode()
        assert "Print_Titles" in book
        assert f'<sheet name="{listing.title}"' in book


def test_a_word_file_lies_on_its_long_side_and_repeats_the_head(reference: Library) -> None:
    for listing in master_lists(reference):
        document = python_docx.Document(io.BytesIO(list_docx.render(listing)))
        (section,) = document.sections
        assert section.orientation == WD_ORIENT.LANDSCAPE
        assert section.page_width is not None
        assert section.page_height is not None
        assert section.page_width > section.page_height
        (table,) = document.tables
        assert [cell.text for cell in table.rows[0].cells] == [column.label for column in listing.columns]
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None  # noqa: SLF001
        assert len(table.rows) == len(listing.rows) + 1
        assert [cell.text for cell in table.rows[1].cells] == [words(cell) for cell in listing.rows[0].cells]
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert listing.title.upper() in text
        assert "Tại ngày 29/10/2021" in text


def test_no_word_of_a_list_is_broken_in_word(reference: Library) -> None:
    for listing in master_lists(reference):
        document = python_docx.Document(io.BytesIO(list_docx.render(listing)))
        grid = [int(column.get(qn("w:w"), "0")) / 20 for column in document.element.iter(qn("w:gridCol"))]
        for width, column in zip(grid, listing.columns, strict=True):
            assert list_docx._least(column.label, "bold") <= width + 0.5  # noqa: SLF001


def test_two_renderings_give_the_same_bytes(reference: Library) -> None:
    again = read(reference.root, date(2026, 2, 2))
    for first, second in zip(master_lists(reference), master_lists(again), strict=True):
        for output in (list_csv, list_docx, list_xlsx):
            assert output.render(first) == output.render(second)


def test_a_download_is_made_again_only_when_the_list_says_something_else(
    reference: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = list_pages.files(reference, list_pages.told(reference))

    def refuse(_listing: MasterList) -> bytes:
        raise AssertionError

    for output in (list_csv, list_docx, list_xlsx):
        monkeypatch.setattr(output, "render", refuse)
    assert list_pages.files(read(reference.root), list_pages.told(read(reference.root))) == first
    later = load(reference.root, as_of=date(2021, 10, 28), today=date(2026, 1, 1))
    with pytest.raises(AssertionError):
        list_pages.files(later, list_pages.told(later))


def test_an_empty_library_has_lists_that_say_so(tmp_path: Path) -> None:
    (tmp_path / "agency.yml").write_text((library_cases.BASE / "agency.yml").read_text("utf-8"), "utf-8")
    library = read(tmp_path, library_cases.TODAY)
    pages = dict(list_pages.pages(Writer(library), list_pages.told(library)))
    assert "Danh mục chưa có mục nào." in pages["danh-muc/internal-documents.md"]
    assert "Chưa có tài liệu nào đang có hiệu lực." in pages[list_pages.READINGS]
    assert all(list_pages.files(library, list_pages.told(library)).values())


def test_every_link_of_the_pages_leads_to_a_page_or_a_download(reference: Library) -> None:
    pages = dict(list_pages.pages(Writer(reference), list_pages.told(reference)))
    there = {*pages, *list_pages.files(reference, list_pages.told(reference))}
    for page, text in pages.items():
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if not target.startswith("../"):
                assert f"danh-muc/{target}" in there, (page, target)
    assert "../quy-trinh/qt-dn-01.md" in pages["danh-muc/internal-documents.md"]
    assert "../phap-ly/2021-31-nd-cp.md" in pages["danh-muc/external-documents.md"]


def test_markup_in_values_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    parts = [
        procedure("QT.VP.02", "01", "2021-01-04", title="'<b>x</b> | **y** [z](k) {: .q }'"),
        issued("QT.VP.02", "01", 2, "2021-01-04"),
    ]
    library = laid(tmp_path, "".join(parts))
    page = dict(list_pages.pages(Writer(library), list_pages.told(library)))["danh-muc/internal-documents.md"]
    assert "&lt;b&gt;x&lt;/b&gt; | **y** [z](k) {: .q }" in html_of(page)


def html_of(page: str) -> str:
    return str(markdown.markdown(page.split("---\n", 2)[2], extensions=EXTENSIONS))


@pytest.fixture(scope="module")
def opened(reference: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page of external documents as a browser gets it."""
    folder = tmp_path_factory.mktemp("pages")
    for name, data in list_pages.files(reference, list_pages.told(reference)).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    for name, text in list_pages.pages(Writer(reference), list_pages.told(reference)):
        head = (
            '<link rel="stylesheet" href="../assets/tables.css"><script src="../assets/tables.js"></script>'
        )
        page = f'<!doctype html><html lang="vi"><meta charset="utf-8">{head}<body>{html_of(text)}'
        (folder / name).with_suffix(".html").write_text(page, encoding="utf-8")
    return folder / "danh-muc"


def column(page: Page, place: int) -> list[str]:
    cells: list[str] = page.eval_on_selector_all(
        "tbody tr:not([hidden])",
        "(rows, place) => rows.map((row) => row.cells[place].textContent.trim())",
        place,
    )
    return cells


def as_days(texts: list[str]) -> list[tuple[int, ...]]:
    found = (re.match(r"(\d+)/(\d+)/(\d+)", text) for text in texts)
    return [tuple(int(part) for part in reversed(match.groups())) for match in found if match]


def test_a_press_on_a_head_sorts_by_what_the_column_holds(opened: Path, browser: Browser) -> None:
    page = browser.new_page(locale="en-GB")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((opened / "external-documents.html").as_uri())
    before = column(page, 0)
    head = page.get_by_role("button", name="Ngày hiệu lực")
    head.click()
    days = as_days(column(page, 5))
    assert days == sorted(days)
    assert len(days) == len(before)
    assert column(page, 0) != before
    assert page.locator("th[aria-sort]").all_inner_texts() == ["Ngày hiệu lực"]
    head.click()
    assert as_days(column(page, 5)) == sorted(days, reverse=True)
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="TT", exact=True).click()
    assert column(page, 0) == before == [str(number) for number in range(1, len(before) + 1)]
    assert complaints == []


def test_words_are_sorted_as_vietnamese_are_and_empty_cells_stand_last(
    opened: Path, browser: Browser
) -> None:
    page = browser.new_page(locale="en-GB")
    cells = "".join(f"<tr><td>{word}</td></tr>" for word in ("Đất", "", "Dự án", "Ấp", "An", "Em", "Điện"))
    script = (opened.parent / "assets" / "tables.js").read_text(encoding="utf-8")
    page.set_content(
        f'<table><thead><tr><th data-sort="text">Tên</th></tr></thead><tbody>{cells}</tbody></table>'
    )
    page.add_script_tag(content=script)
    page.get_by_role("button", name="Tên").click()
    assert column(page, 0) == ["An", "Ấp", "Dự án", "Đất", "Điện", "Em", ""]
    page.get_by_role("button", name="Tên").click()
    assert column(page, 0) == ["Em", "Điện", "Đất", "Dự án", "Ấp", "An", ""]
    page.close()


def test_it_is_sorted_from_the_keyboard(opened: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((opened / "internal-documents.html").as_uri())
    head = page.get_by_role("button", name="Mã hiệu")
    head.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert column(page, 2) == sorted(column(page, 2), reverse=True)
    assert page.evaluate("document.activeElement.textContent") == "Mã hiệu"
    page.close()


def test_a_division_sees_its_own_rows(opened: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((opened / "internal-documents.html").as_uri())
    choice = page.get_by_label("Đơn vị giữ:")
    assert choice.locator("option").all_inner_texts()[0] == "Tất cả đơn vị"
    choice.select_option(label="Văn phòng")
    assert {code[:5] for code in column(page, 2)} == {"QT.HT"}
    assert page.locator("output").inner_text() == "6/9"
    page.get_by_role("button", name="Mã hiệu").click()
    assert len(column(page, 2)) == 6
    choice.select_option(label="Tất cả đơn vị")
    assert len(column(page, 2)) == 9
    page.goto((opened / "records.html").as_uri())
    page.get_by_label("Đơn vị:").select_option(label="Văn phòng")
    assert set(column(page, 5)) == {"Văn phòng"}
    page.close()


def test_without_the_script_every_row_is_there(opened: Path, browser: Browser, reference: Library) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for listing in master_lists(reference):
        page.goto((opened / f"{listing.identifier}.html").as_uri())
        assert page.locator("tbody tr").count() == len(listing.rows)
        assert page.locator("thead th").first.inner_text() == "TT"
    context.close()
