"""The prints of a controlled document: what version it is, who approved it, and the text, on paper that says it is a copy."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import page
import pytest
import yaml
from docx.oxml.ns import qn

from sotay.controlled import Approval, ControlledPrint, Revision
from sotay.outputs import body, controlled, flow, pandoc_door, typeface
from sotay.outputs.failure import RenderFailed
from sotay.outputs.paper import CONTROLLED

CASE = Path(__file__).parent / "cases" / "outputs" / "procedure.md"


@cache
def procedure() -> ControlledPrint:
    _, head, text = CASE.read_text(encoding="utf-8").split("---\n", 2)
    values: dict[str, Any] = yaml.safe_load(head)
    values["approvals"] = tuple(Approval(**entry) for entry in values["approvals"])
    values["revisions"] = tuple(Revision(**entry) for entry in values["revisions"])
    return ControlledPrint(**values, body=pandoc_door.parse(text), date=date(2021, 7, 1))


def words(element: Any) -> str:
    paragraphs = [
        "".join(
            " " if piece.tag == qn("w:br") else piece.text or ""
            for piece in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for paragraph in element.iter(qn("w:p"))
    ]
    return re.sub(r"\s+", " ", " ".join(paragraphs))


def pages(data: bytes) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) reads the PDF back")
    said = subprocess.run([program, "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return [re.sub(r"\s+", " ", text) for text in said.stdout.decode().split("\f") if text.strip()]


def test_word_file_names_its_version_on_every_page() -> None:
    document = python_docx.Document(BytesIO(controlled.render_docx(procedure())))
    section = document.sections[0]
    assert not section.different_first_page_header_footer
    head = words(section.header.part.element)
    for part in (
        "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP",
        "QUY TRÌNH CẤP, ĐIỀU CHỈNH",
        "QT.MAU.01",
        "02",
        "01/7/2021",
    ):
        assert part in head
    fields = [code.text.strip() for code in section.header.part.element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert procedure().fingerprint[: controlled.SHOWN_DIGITS] in words(section.footer.part.element)
    text = words(document.element.body)
    order = (
        "CẤP, ĐIỀU CHỈNH GIẤY PHÉP",
        "QT.MAU.01",
        procedure().fingerprint[:32],
        "Soạn thảo",
        "Lê Văn Mẫu",
        "15/2021/NĐ-CP",
        "1. Mục đích",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "160 giờ",
        "trước khi dùng & không sửa tay <vào bản in>.",
    )
    positions = [text.find(part) for part in order]
    assert positions == sorted(positions)
    assert -1 not in positions


def test_pdf_is_archival_and_accessible() -> None:
    for document in (procedure(), replace(procedure(), watermark="HẾT HIỆU LỰC", approvals=(), revisions=())):
        data = controlled.render_pdf(document)
        for profile in ("2a", "ua1"):
            found = page.validate_pdf_bytes(data, profile=profile)
            assert (found.is_compliant, [failure.message for failure in found.failures]) == (True, [])


def test_pdf_counts_its_pages_and_says_it_is_a_copy() -> None:
    texts = pages(controlled.render_pdf(replace(procedure(), language="en", watermark="HẾT HIỆU LỰC")))
    for number, text in enumerate(texts, start=1):
        assert f"Page: {number}/{len(texts)}" in text
        assert "Code: QT.MAU.01" in text
        assert "HẾT HIỆU LỰC" in text
        assert "A printed copy is not a controlled copy" in text
        assert procedure().fingerprint[:16] in text
    assert "TT Trình tự" in texts[-1], "the head of the table of steps is repeated"


def test_a_long_title_pushes_the_text_down_not_the_head_off_the_page() -> None:
    def top(document: ControlledPrint) -> float:
        section = python_docx.Document(BytesIO(controlled.render_docx(document))).sections[0]
        return float((section.top_margin or 0) / 36000)

    short = replace(procedure(), title="Đánh giá nội bộ")
    long = replace(procedure(), title=" ".join([procedure().title] * 3))
    assert top(long) - top(short) > 4 * 11 * controlled.LINE * 25.4 / 72
    assert controlled.render_pdf(long)


def test_headings_begin_at_the_first_level_but_skip_none() -> None:
    deep = pandoc_door.parse("### 1. Ba\n\n#### 1.1. Bốn\n\nChữ.")
    assert controlled.render_pdf(replace(procedure(), body=deep))
    skipping = pandoc_door.parse("### 1. Ba\n\n##### 1.1.1. Năm\n\nChữ.")
    with pytest.raises(RenderFailed, match=re.escape("1.1.1. Năm")):
        controlled.render_pdf(replace(procedure(), body=skipping))


def test_short_phrases_stay_on_one_line() -> None:
    tree = json.loads(body.printed(procedure().body, CONTROLLED))
    steps = list(body.every(tree["blocks"], "Table"))[-1]
    widths = [share["c"] for _align, share in steps["c"][2]]
    assert sum(widths) == pytest.approx(1)
    assert widths[0] < widths[3] < widths[1]
    measured = typeface.face("bold").width("Thời gian", CONTROLLED.table_size)
    assert widths[3] * CONTROLLED.width >= measured + 2 * body.CELL_PADDING


def test_a_table_without_a_head_is_drawn_without_rules_on_a_form_alone() -> None:
    """It is the head of an official paper (Decree 30/2020/NĐ-CP, Annex I, boxes 1 to 5), or where it is signed."""
    text = pandoc_door.parse("| | |\n|:-|:-:|\n| A | B |\n\n| C | D |\n|---|---|\n| 1 | 2 |\n")

    def styles(*, cover: bool) -> list[str]:
        data = controlled.render_docx(replace(procedure(), body=text, cover=cover))
        document = python_docx.Document(BytesIO(data))
        return [table.style.name for table in document.tables[-2:] if table.style is not None]

    assert styles(cover=True) == ["Table", "Table"]
    assert styles(cover=False) == ["Normal Table", "Table"]
    left, centred = (align["t"] for align, _share in json.loads(body.signed(text))["blocks"][0]["c"][2])
    assert (left, centred) == ("AlignLeft", "AlignCenter")


def test_same_print_gives_same_bytes() -> None:
    assert controlled.render_docx(procedure()) == controlled.render_docx(procedure())
    assert controlled.render_pdf(procedure()) == controlled.render_pdf(procedure())
    other = replace(procedure(), fingerprint="0" * 64)
    assert controlled.render_docx(other) != controlled.render_docx(procedure())


def test_the_first_page_says_what_bears_witness_and_what_came_after() -> None:
    evidence = "Đã ký số, khóa SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU (mẫu)"
    note = "Hết hiệu lực từ 01/7/2021: thay bằng lần ban hành 02. " * 4
    first, *others = procedure().approvals
    approvals = (replace(first, evidence=evidence), *others)
    document = python_docx.Document(
        BytesIO(controlled.render_docx(replace(procedure(), approvals=approvals, note=note)))
    )
    text = words(document.element.body)
    assert note.strip() in text
    assert evidence.replace(" ", "") in text.replace(" ", "")
    plain = python_docx.Document(BytesIO(controlled.render_docx(procedure())))
    grids = [[column.width for column in each.tables[1].columns] for each in (document, plain)]
    assert grids[0] == pytest.approx(grids[1], abs=1000), "a long key takes no width from the other columns"


def test_a_bundle_prints_as_each_alone() -> None:
    other = replace(
        procedure(), code="QT.MAU.02", body=pandoc_door.parse("## 1. Một\n\n[x](u)[^a]\n\n[^a]: Chú.")
    )
    documents = (procedure(), other, procedure())
    assert controlled.render_pdfs(documents) == tuple(map(controlled.render_pdf, documents))


def test_the_text_begins_on_the_page_that_says_who_approved_it() -> None:
    first, *_others = pages(controlled.render_pdf(procedure()))
    assert first.index("Cập nhật thành phần hồ sơ") < first.index("1. Mục đích")


def test_a_row_goes_on_on_the_next_page_only_where_it_is_high() -> None:
    def told(length: int, before: int) -> list[str]:
        """Return the pages that have something of a row of so many words, after so many low rows."""
        low = "| thấp | thấp |\n" * before
        high = f"| {' '.join(f'chữ{number}' for number in range(length))} | cạnh |\n"
        text = pandoc_door.parse(f"## 1. Bảng\n\n| A | B |\n|:----|:----|\n{low}{high}")
        bare = replace(procedure(), body=text, approvals=(), revisions=())
        return [page for page in pages(controlled.render_pdf(bare)) if "chữ" in page]

    places = range(14, 22)
    assert {len(told(35, before)) for before in places} == {1}
    assert {len(told(120, before)) for before in places} == {1, 2}
    longer_than_a_page = " ".join(told(900, 0))
    assert all(f"chữ{number} " in longer_than_a_page for number in range(900))


def with_diagram(steps: int) -> ControlledPrint:
    boxes = tuple(
        flow.Box(f"Bước vẽ {number} <của> #sơ_đồ", "Chuyên viên", "8 giờ") for number in range(steps)
    )
    text = f"## 1. Bảng\n\n| A |\n|---|\n| 1 |\n\n![]({flow.PLACE})\n\n## 2. Sau bảng\n\nChữ."
    return replace(
        procedure(), body=pandoc_door.parse(text), diagram=flow.Diagram(boxes, "32 giờ", "Sơ đồ mẫu")
    )


def test_the_diagram_stands_where_the_text_has_it_and_says_every_step() -> None:
    data = controlled.render_pdf(with_diagram(4))
    assert data == controlled.render_pdf(with_diagram(4))
    text = " ".join(pages(data))
    parts = ("1. Bảng", *(f"{number + 1}. Bước vẽ {number} <của> #sơ_đồ" for number in range(4)))
    places = [text.index(part) for part in (*parts, "Tổng cộng: 32 giờ", "2. Sau bảng")]
    assert places == sorted(places)
    assert text[places[0] :].count("Chuyên viên") == text[places[0] :].count("8 giờ") == 4
    for profile in ("2a", "ua1"):
        found = page.validate_pdf_bytes(data, profile=profile)
        assert (found.is_compliant, [failure.message for failure in found.failures]) == (True, [])


def test_a_long_diagram_goes_on_on_the_next_page_under_its_head() -> None:
    told = [text for text in pages(controlled.render_pdf(with_diagram(40))) if "Bước vẽ" in text]
    assert len(told) > 2
    assert all("Trách nhiệm Trình tự Thời gian" in text for text in told)


def test_the_diagram_is_of_the_pdf_alone_and_is_not_there_where_there_are_no_steps() -> None:
    assert "Bước vẽ" not in words(
        python_docx.Document(BytesIO(controlled.render_docx(with_diagram(4)))).element
    )
    without = replace(with_diagram(4), diagram=None)
    assert "Trách nhiệm" not in " ".join(pages(controlled.render_pdf(without)))
