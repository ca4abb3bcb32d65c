"""Slips of the one-stop shop: the words of each under both circulars, as Word and PDF, from an office's own template too."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx as python_docx
import page
import pytest
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import asked, sotay
from test_outputs import pdf_text, word_text

from sotay import pipeline
from sotay.figures.period import Period
from sotay.findings import Finding
from sotay.kinds.dossier import Dossier
from sotay.library import Library
from sotay.load import load
from sotay.outputs import body, pandoc_door
from sotay.outputs.letterhead import COUNTRY, MOTTO
from sotay.site.build import stage_site
from sotay.slips import blanks, composition, forms
from sotay.slips.composition import Batch, Said
from sotay.slips.wording import SlipError, Wording, shown

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SAMPLE = Path(__file__).parent / "cases" / "slips" / "library"
OLD = "000.00.01.H00-210901-0001"
NEW = "000.00.01.H00-251103-0001"
REFUSED = "000.00.01.H00-211004-0001"
LAST_OF_OLD = "000.00.01.H00-250912-0001"
SINGLE = [kind for kind, shape in forms.table().kinds.items() if not shape.book]
DAY = date(2025, 12, 31)
SAID = Said(
    reason="Chờ ý kiến của cơ quan phối hợp",
    items=("Bản chính văn bản bổ nhiệm", "Bản dịch có chứng thực"),
    until=date(2025, 11, 19),
)
YEAR = Period.of_year(2021)
HEAD = list(Dossier.model_fields)
ROW = {
    "procedure": "QT.DN.01",
    "applicant": "Thương nhân mẫu",
    "received_at": "2021-03-01T08:15",
    "due_at": "2021-03-10T17:00",
}


def read(root: Path = SAMPLE) -> Library:
    return load(root, as_of=None, today=DAY)


def laid(folder: Path, *rows: dict[str, str]) -> Library:
    """Lay the sample library with a register of these rows in the place of its own."""
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    if rows:
        shutil.rmtree(folder / "records" / "dossiers")
        (folder / "records" / "dossiers").mkdir()
        text = io.StringIO()
        writer = csv.DictWriter(text, HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {"code": f"000.00.01.H00-210301-{n:04d}", **ROW, **row} for n, row in enumerate(rows, 1)
        )
        (folder / "records" / "dossiers" / "2021.csv").write_text(text.getvalue(), encoding="utf-8")
    return read(folder)


def composed(library: Library, kind: str, *codes: str, said: Said = SAID) -> Batch:
    return composition.compose(library, kind, composition.dossiers_of(library, codes), said)


def complaints_of_unclaimed(library: Library) -> list[Finding]:
    return [finding for finding in library.findings if finding.code == "DOC106"]


def texts(batch: Batch) -> tuple[str, str]:
    """Return what Word and what the PDF say."""
    return word_text(pipeline.render_slips(batch, "docx")), pdf_text(pipeline.render_slips(batch, "pdf"))


def bare(text: str) -> str:
    """Return a text without blanks, and without the dots that a person writes on."""
    return re.sub(r"[\s.]", "", text)


def words(markdown: str) -> str:
    """Return the words of Markdown as they are printed, bare."""
    blocks = json.loads(pandoc_door.parse(markdown))["blocks"]
    return bare("".join(map(body.words, blocks)))


def sheets(data: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) reads the PDF back")
    done = subprocess.run([program, "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("code", [OLD, NEW])
@pytest.mark.parametrize("kind", SINGLE)
def test_words_of_each_slip_under_both_circulars(kind: str, code: str, snapshot: SnapshotAssertion) -> None:
    batch = composed(read(), kind, code)
    if (kind, code) == ("dung", OLD):
        assert batch.slips == ()
    else:
        (slip,) = batch.slips
        head = slip.letterhead
        lines = [
            *head.parent,
            *head.issuer,
            f"Số: {head.number}/{head.symbol}",
            head.kind,
            *head.subject,
            slip.note,
        ]
        day = f"{head.place}, ngày {head.day} tháng {head.month} năm {head.year}"
        assert "\n".join([*lines, day, "", slip.markdown]) == snapshot
    assert list(batch.left_out) == snapshot(name="left out")


def test_book_of_each_circular(snapshot: SnapshotAssertion) -> None:
    for year in (2021, 2025):
        (slip,) = composition.compose_book(read(), "so-theo-doi", Period.of_year(year)).slips
        assert f"{slip.note}\n{slip.markdown}" == snapshot


@pytest.mark.parametrize("kind", [*SINGLE, "so-theo-doi"])
def test_word_and_pdf_say_the_same(kind: str) -> None:
    library = read()
    batch = (
        composition.compose_book(library, kind, YEAR)
        if kind == "so-theo-doi"
        else composed(library, kind, NEW)
    )
    (slip,) = batch.slips
    text = words(slip.markdown)
    before_signatures = re.split("NGƯỜI|THỦTRƯỞNG", text)[0]
    for said in map(bare, texts(batch)):
        for line in (COUNTRY, MOTTO, slip.letterhead.kind.upper(), slip.note):
            assert bare(line) in said
        if kind not in {"so-theo-doi", "kiem-soat"}:  # what reads a PDF mixes the cells of a row
            assert before_signatures in said
    data = pipeline.render_slips(batch, "pdf")
    for profile in ("2a", "ua1"):
        found = page.validate_pdf_bytes(data, profile=profile)
        assert (found.is_compliant, [failure.message for failure in found.failures]) == (True, [])


@pytest.mark.parametrize("kind", ["tiep-nhan", "so-theo-doi"])
def test_same_slips_give_same_bytes(kind: str) -> None:
    def made(form: str) -> bytes:
        library = read()
        book = kind == "so-theo-doi"
        batch = composition.compose_book(library, kind, YEAR) if book else composed(library, kind, OLD, NEW)
        return pipeline.render_slips(batch, form)

    for form in ("docx", "pdf"):
        assert made(form) == made(form)


def test_slips_are_on_a5_and_the_book_on_a4_laid_on_its_long_side() -> None:
    library = read()
    for batch, width, height in (
        (composed(library, "tiep-nhan", OLD), 148, 210),
        (composition.compose_book(library, "so-theo-doi", YEAR), 297, 210),
    ):
        (section,) = python_docx.Document(BytesIO(pipeline.render_slips(batch, "docx"))).sections
        assert [round((side or 0) / Mm(1)) for side in (section.page_width, section.page_height)] == [
            width,
            height,
        ]
        ((wide, high),) = set(pages(pipeline.render_slips(batch, "pdf")))
        assert (round(wide * 25.4 / 72), round(high * 25.4 / 72)) == (width, height)


def pages(data: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page of a PDF in points."""
    program = shutil.which("pdfinfo")
    if program is None:
        pytest.skip("pdfinfo (package poppler-utils) reads the PDF back")
    done = subprocess.run([program, "-l", "-1", "-"], input=data, capture_output=True, check=True)
    return [
        (float(wide), float(high))
        for wide, high in re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", done.stdout.decode())
    ]


def test_slips_of_a_period_stand_in_one_file_each_on_a_page() -> None:
    library = read()
    rows = composition.dossiers_in(library, "tiep-nhan", YEAR)
    batch = composition.compose(library, "tiep-nhan", rows, Said())
    assert [slip.name for slip in batch.slips] == [OLD, "000.00.01.H00-210902-0001", REFUSED]
    data = pipeline.render_slips(batch, "pdf")
    assert [OLD in text for text in sheets(data)] == [True, False, False]
    document = python_docx.Document(BytesIO(pipeline.render_slips(batch, "docx")))
    assert document.element.xml.count('w:type="page"') == 2


def test_of_a_period_only_dossiers_that_a_slip_is_for() -> None:
    library = read()
    found = {
        (kind, year): [row.entry.code for row in composition.dossiers_in(library, kind, Period.of_year(year))]
        for kind, year in (
            ("tu-choi", 2021),
            ("xin-loi", 2021),
            ("bo-sung", 2021),
            ("dung", 2025),
            ("dung", 2021),
        )
    }
    assert found == {
        ("tu-choi", 2021): [REFUSED],
        ("xin-loi", 2021): [OLD],
        ("bo-sung", 2021): [OLD],
        ("dung", 2025): [LAST_OF_OLD, NEW],
        ("dung", 2021): [],
    }


def test_forms_change_with_the_day_of_receipt() -> None:
    assert forms.circular_on(date(2019, 1, 5)) is None
    numbers = [
        circular.number
        for day in (date(2019, 1, 6), date(2025, 9, 14), date(2025, 9, 15))
        if (circular := forms.circular_on(day))
    ]
    assert numbers == ["01/2018/TT-VPCP", "01/2018/TT-VPCP", "03/2025/TT-VPCP"]
    batch = composed(read(), "dung", LAST_OF_OLD, NEW)
    assert [slip.name for slip in batch.slips] == [NEW]
    assert [LAST_OF_OLD in message and "03/2025/TT-VPCP" in message for message in batch.left_out] == [True]


def test_no_form_is_guessed_for_a_day_before_the_first_circular(tmp_path: Path) -> None:
    library = laid(tmp_path, {"received_at": "2018-12-31T08:00", "due_at": "2019-01-10T17:00"})
    batch = composed(library, "tiep-nhan", "000.00.01.H00-210301-0001")
    assert batch.slips == ()
    assert "06/01/2019" in batch.left_out[0]
    with pytest.raises(SlipError, match="06/01/2019"):
        composition.compose_book(library, "so-theo-doi", Period.of_year(2018))


def test_every_form_has_a_template_and_says_what_nobody_compared() -> None:
    for circular in forms.table().circulars:
        for kind, form in circular.forms.items():
            assert Wording(SAMPLE).text(kind)
            assert ("bố cục" in circular.note(form)) is (form.layout == "unverified")
            assert ("ngày hiệu lực" in circular.note(form)) is (circular.effect == "unverified")
    compared = forms.Form(number="01", title="t", paper="a5", layout="verified")
    assert forms.table().circulars[0].note(compared) == "(Mẫu số 01, Thông tư số 01/2018/TT-VPCP)"


def test_the_control_slip_has_a_row_for_each_step() -> None:
    document = python_docx.Document(
        BytesIO(pipeline.render_slips(composed(read(), "kiem-soat", OLD), "docx"))
    )
    head, *rows = document.tables[1].rows
    assert head.cells[0].text == "TÊN CƠ QUAN, BỘ PHẬN"
    assert [row.cells[0].text.split("\n") for row in rows] == [
        ["1. Giao: Công ty TNHH Thương nhân mẫu 01", "Nhận: Cán bộ Bộ phận một cửa"],
        ["2. Giao: Cán bộ Bộ phận một cửa", "Nhận: Chuyên viên"],
        ["3. Giao: Chuyên viên", "Nhận: Trưởng phòng"],
        ["4. Giao: Trưởng phòng", "Nhận: Lãnh đạo Ban"],
        ["5. Giao: Lãnh đạo Ban", "Nhận: Cán bộ Bộ phận một cửa"],
    ]
    assert rows[1].cells[1].text.startswith("07 giờ 30 phút, ngày 06 tháng 9 năm 2021")
    assert rows[1].cells[3].text == "Thẩm định, dự thảo giấy phép (36,5 giờ làm việc)"


def test_a_year_of_the_book_begins_with_one_and_a_month_goes_on(tmp_path: Path) -> None:
    rows = [
        {"received_at": f"{day}T08:00", "due_at": "2022-03-10T17:00"}
        for day in ("2021-12-30", "2021-11-01", "2022-01-04", "2021-12-01")
    ]
    library = laid(tmp_path, *rows)

    def book(period: Period) -> list[tuple[str, ...]]:
        (slip,) = composition.compose_book(library, "so-theo-doi", period).slips
        return re.findall(
            "^\\| (\\d+) \\| 000.00.01.H00-\N{LINE SEPARATOR}210301-(\\d+)", slip.markdown, re.MULTILINE
        )

    assert book(YEAR) == [("01", "0002"), ("02", "0004"), ("03", "0001")]
    assert book(Period(date(2021, 12, 1), date(2021, 12, 31))) == [("02", "0004"), ("03", "0001")]
    assert book(Period.of_year(2022)) == [("01", "0003")]
    (receipt,) = composed(library, "tiep-nhan", "000.00.01.H00-210301-0001").slips
    assert "Số thứ tự: 03" in receipt.markdown


def test_a_book_of_three_hundred_rows_repeats_its_head(tmp_path: Path) -> None:
    batch = composition.compose_book(laid(tmp_path, *[{}] * 300), "so-theo-doi", YEAR)
    table = python_docx.Document(BytesIO(pipeline.render_slips(batch, "docx"))).tables[1]
    assert len(table.rows) == 301
    assert "tblHeader" in table.rows[0]._tr.xml  # noqa: SLF001 (nothing else tells)
    found = sheets(pipeline.render_slips(batch, "pdf"))
    assert len(found) > 5
    assert all(
        "thủ tục" in sheet and f"{number}/{len(found)}" in sheet for number, sheet in enumerate(found, 1)
    )
    assert "Cộng: 300 hồ sơ, từ số thứ tự 01 đến số thứ tự 300." in " ".join(found[-1].split())


def test_a_book_says_what_it_lacks_and_an_empty_one_that_it_is_empty(tmp_path: Path) -> None:
    library = laid(tmp_path, {}, {"received_at": "hôm qua"})
    batch = composition.compose_book(library, "so-theo-doi", YEAR)
    assert "còn 1 dòng" in batch.slips[0].markdown
    assert len(batch.left_out) == 1
    empty = composition.compose_book(library, "so-theo-doi", Period.of_year(2024))
    assert all("Không có hồ sơ nào được tiếp nhận." in " ".join(text.split()) for text in texts(empty))


def test_a_register_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    laid(tmp_path)
    register = next((tmp_path / "records" / "dossiers").glob("*.csv"))
    register.write_bytes(register.read_text(encoding="utf-8").encode("utf-16"))
    library = read(tmp_path)
    said = f"Không đọc được sổ theo dõi hồ sơ records/dossiers/{register.name}: hãy chạy `sotay check`"
    assert said in composition.compose_book(library, "so-theo-doi", YEAR).left_out[0]
    with pytest.raises(SlipError, match=re.escape(said)):
        composition.dossiers_of(library, ["000.00.01.H00-210601-0001"])


def test_what_nobody_said_is_left_to_be_written(tmp_path: Path) -> None:
    library = laid(tmp_path, {})
    for kind in SINGLE:
        batch = composed(library, kind, "000.00.01.H00-210301-0001", said=Said())
        if kind == "dung":
            continue
        xml = python_docx.Document(BytesIO(pipeline.render_slips(batch, "docx"))).element.xml
        assert xml.count("<w:tab/>") >= 1, kind
        assert "None" not in batch.slips[0].markdown
        assert pipeline.render_slips(batch, "pdf")


def test_the_desk_is_called_as_the_agency_calls_it(tmp_path: Path) -> None:
    library = laid(tmp_path, {})
    called = composed(library, "tiep-nhan", "000.00.01.H00-210301-0001").slips[0].letterhead.issuer
    assert called == ("Bộ phận Tiếp nhận và Trả kết quả",)
    agency = tmp_path / "agency.yml"
    text = agency.read_text(encoding="utf-8")
    assert text.count("    abbreviation: ") == 1
    named = text.replace("    abbreviation: ", "    one_stop: Trung tâm Phục vụ mẫu\n    abbreviation: ")
    agency.write_text(named, encoding="utf-8")
    called = composed(read(tmp_path), "tiep-nhan", "000.00.01.H00-210301-0001").slips[0].letterhead.issuer
    assert called == ("Trung tâm Phục vụ mẫu",)


def test_a_procedure_that_nobody_has_leaves_out_its_dossier_alone(tmp_path: Path) -> None:
    library = laid(tmp_path, {"procedure": "QT.DN.09"}, {})
    batch = composition.compose(library, "tiep-nhan", library.dossiers, Said())
    assert [slip.name for slip in batch.slips] == ["000.00.01.H00-210301-0002"]
    assert batch.left_out[0].startswith("records/dossiers/2021.csv:2:1: ")
    assert "QT.DN.09" in batch.left_out[0]


HOSTILE = "1. | <b>*Mẫu*</b> {{ agency }} {% raw %} `x` [a](b) &amp; \\| # _y_ ~~~ $z$ ![i](j) - “k” ^l^"


def test_markup_in_values_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    fields = ("applicant", "address", "phone", "email", "note")
    library = laid(tmp_path, dict.fromkeys(fields, HOSTILE))
    said = Said(reason=HOSTILE, items=(HOSTILE, "- gạch\nxuống dòng"))
    code = "000.00.01.H00-210301-0001"
    wanted = bare(HOSTILE)
    for kind, times in (("tiep-nhan", 4), ("bo-sung", 6), ("kiem-soat", 1)):
        for text in texts(composed(library, kind, code, said=said)):
            assert bare(text).count(wanted) == times or kind == "kiem-soat", kind
            assert "Ban Quản lý các khu công nghiệp mẫu }}" not in text
    book = composition.compose_book(library, "so-theo-doi", YEAR)
    row = python_docx.Document(BytesIO(pipeline.render_slips(book, "docx"))).tables[1].rows[1]
    assert [row.cells[place].text for place in (4, 12)] == [HOSTILE, HOSTILE]
    assert row.cells[5].text == f"{HOSTILE}\n{HOSTILE}"
    assert pipeline.render_slips(book, "pdf")


@settings(max_examples=25)
@given(
    st.lists(
        st.text("|<>*_`{}[]()#&;\\-+=:1.0) a~^$@!\"'/%\n\t\N{LINE SEPARATOR}", min_size=1),
        min_size=1,
        max_size=30,
    )
)
def test_no_character_of_a_value_is_taken_for_markup(lines: list[str]) -> None:
    values = ["x", *(line for line in lines if line.split())]
    table_lines = ["| a |", "|---|", *(f"| {shown(value)} |" for value in values)]
    tree = json.loads(pandoc_door.parse("\n\n".join([*map(shown, values), "\n".join(table_lines)])))["blocks"]
    wanted = [" ".join(value.split()) for value in values]
    *paragraphs, table = tree
    assert [body.words(block) for block in paragraphs] == wanted
    assert [body.words(row[1]) for row in table["c"][4][0][3]] == wanted


def test_an_office_takes_its_own_words(tmp_path: Path) -> None:
    library = laid(tmp_path)
    own = tmp_path / "records" / "dossiers" / "tiep-nhan.md.j2"
    own.write_text("Mẫu riêng của cơ quan: {{ dossier.applicant }}.\n", encoding="utf-8")
    library = read(tmp_path)
    assert complaints_of_unclaimed(library) == []
    (slip,) = composed(library, "tiep-nhan", OLD).slips
    assert slip.markdown == "Mẫu riêng của cơ quan: Công ty TNHH Thương nhân mẫu 01.\n"
    assert Wording(tmp_path).text("tiep-nhan") == own.read_text(encoding="utf-8")
    own.rename(own.with_name("tiep-nan.md.j2"))
    assert [finding.place.file for finding in complaints_of_unclaimed(read(tmp_path))] == [
        "records/dossiers/tiep-nan.md.j2"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Một\n\n{{ dosier.code }}\n", 3),
        ("{{ dossier.cod }}\n", 1),
        ("Một\n{% if dossier %}\nHai\n", 2),
        ("Một\n\n{{ 1 // 0 }}\n", 3),
        ("{{ dossier.__class__.__mro__ }}\n", 1),
        ("{% include 'khong-co.md.j2' %}\n", 1),
        ("Một\n{{ [].append(1) }}\n", 2),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_named_with_its_line(
    tmp_path: Path, text: str, line: int
) -> None:
    library = laid(tmp_path)
    (tmp_path / "records" / "dossiers" / "tiep-nhan.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(SlipError) as raised:
        composed(library, "tiep-nhan", OLD)
    found = re.search(r"records/dossiers/tiep-nhan\.md\.j2:(\d+): ", str(raised.value))
    assert found is not None, str(raised.value)
    assert line <= int(found[1]) <= line + 2
    assert "dossier" in str(raised.value)


def test_a_template_may_be_printed_into_the_file_that_it_is_for(tmp_path: Path) -> None:
    own = tmp_path / "records" / "dossiers" / "xin-loi.md.j2"
    own.parent.mkdir(parents=True)
    own.touch()  # as a shell does before the command begins
    engine = (forms.TEMPLATES / own.name).read_text(encoding="utf-8")
    assert asked("slip-template", "xin-loi", "--library", tmp_path).stdout == engine
    own.write_text("Lời riêng\n", encoding="utf-8")
    assert asked("slip-template", "xin-loi", "--library", tmp_path).stdout == "Lời riêng\n"


@pytest.mark.parametrize("text", ["", " \n\t\n", "{# Lời văn ở đây. #}\n"])
def test_a_template_without_text_is_refused_and_not_printed_empty(tmp_path: Path, text: str) -> None:
    laid(tmp_path)
    (tmp_path / "records" / "dossiers" / "xin-loi.md.j2").write_text(text, encoding="utf-8")
    done = asked("slip", "xin-loi", OLD, "--library", tmp_path)
    assert (done.exit_code, done.stdout, done.stderr) == (
        2,
        "",
        "Mẫu records/dossiers/xin-loi.md.j2 không có lời văn nào: hãy viết, hoặc xóa tệp để dùng lời văn có sẵn.\n",
    )
    assert not (tmp_path / "build").exists()


APPOINTED = "000.00.01.H00-210301-0001"
LETTER = {"apology": "05/PXL-CQM", "apology_on": "2021-03-09", "reappointed_to": "2021-03-12T17:00"}


@pytest.mark.parametrize(
    ("row", "until", "promised"),
    [
        ({}, "2021-02-26", "10/3/2021"),
        ({}, "2021-03-10", "10/3/2021"),
        (LETTER, "2021-03-11", "12/3/2021"),
    ],
)
def test_a_new_day_that_the_register_would_refuse_is_refused(
    tmp_path: Path, row: dict[str, str], until: str, promised: str
) -> None:
    laid(tmp_path, row)
    done = asked("slip", "xin-loi", APPOINTED, "--until", until, "--library", tmp_path)
    assert done.exit_code == 3
    assert f"2021.csv:2:1: không lập được phiếu cho hồ sơ {APPOINTED}: ngày hẹn lại " in done.stderr
    assert f" không sau ngày hẹn trả {promised}: ghi ngày muộn hơn bằng --until." in done.stderr
    assert not list((tmp_path / "build").rglob("*.docx"))


@pytest.mark.parametrize(
    ("row", "until", "doubts"),
    [
        ({}, "2021-03-11", []),
        (LETTER, "2021-03-12", []),
        (LETTER, "2021-03-15", ["sẽ được hẹn lại 2 lần, trong khi Nghị định 61/2018/NĐ-CP"]),
        ({}, "2021-03-13", ["là ngày nghỉ (Thứ Bảy): ghi một ngày làm việc bằng --until, gần nhất là 15/3"]),
        ({}, "2021-04-30", ["là ngày nghỉ (Ngày Chiến thắng"]),
        (LETTER, "2021-03-14", ["sẽ được hẹn lại 2 lần", "là ngày nghỉ (Chủ nhật)"]),
    ],
)
def test_a_new_day_that_the_law_does_not_have_is_warned_of(
    tmp_path: Path, row: dict[str, str], until: str, doubts: list[str]
) -> None:
    laid(tmp_path, row)
    arguments = ("--until", until, "--library", tmp_path, "--form", "docx")
    done = asked("slip", "xin-loi", APPOINTED, *arguments)
    assert (done.exit_code, done.stdout.count(".docx")) == (0, 1)
    lines = done.stderr.splitlines()
    assert all(line.startswith("records/dossiers/2021.csv:2:1: cảnh báo: ") for line in lines)
    assert [doubt in line for line, doubt in zip(lines, doubts, strict=True)] == [True] * len(doubts)


TWICE = LETTER | {"reappointed_to": "2021-03-12T17:00;2021-03-17T17:00"}


@pytest.mark.parametrize(
    ("row", "until", "number", "day"),
    [
        (LETTER, None, "Số: 05/PXL-CQM", "ngày 09 tháng"),
        (LETTER, date(2021, 3, 12), "Số: 05/PXL-CQM", "ngày 09 tháng"),
        (LETTER, date(2021, 3, 15), "Số: ……/PXL", "ngày … tháng"),
        (LETTER | {"reappointed_to": ""}, date(2021, 3, 12), "Số: 05/PXL-CQM", "ngày 09 tháng"),
        (LETTER | {"apology": "05"}, None, "Số: 05/PXL", "ngày 09 tháng"),
        ({}, date(2021, 3, 12), "Số: ……/PXL", "ngày … tháng"),
        (TWICE, None, "Số: ……/PXL", "ngày … tháng"),
    ],
)
def test_a_letter_of_the_register_bears_its_number(
    tmp_path: Path, row: dict[str, str], until: date | None, number: str, day: str
) -> None:
    batch = composed(laid(tmp_path, row), "xin-loi", APPOINTED, said=Said(until=until))
    for said in texts(batch):
        text = " ".join(re.sub(r"\.{8,}", lambda dots: "…" * (len(dots[0]) // 8), said).split())
        assert re.search(rf"{number}(?![-\w])", text), text
        assert day in text


@pytest.mark.parametrize(("day", "number"), [(date(2021, 6, 1), "01/2018"), (DAY, "03/2025")])
def test_every_form_of_the_day_is_there_with_nothing_filled_in(
    day: date, number: str, snapshot: SnapshotAssertion
) -> None:
    library = load(SAMPLE, as_of=day, today=DAY)
    circular = forms.circular_on(day)
    assert circular is not None
    assert circular.number.startswith(number)
    found = {batch.kind: batch for batch in blanks.blanks(library)}
    assert list(found) == list(circular.forms)
    assert {kind: batch.slips[0].markdown for kind, batch in found.items()} == snapshot
    for kind, batch in found.items():
        said = word_text(pipeline.render_slips(batch, "docx"))
        assert circular.forms[kind].title.upper() in " ".join(said.split())
        assert f"Mẫu số {circular.forms[kind].number}, Thông tư số {circular.number}" in said
        assert not [row.entry.code for row in library.dossiers if row.entry.applicant in said]


def test_before_the_first_circular_that_is_known_there_is_no_form() -> None:
    assert not [*blanks.blanks(load(SAMPLE, as_of=date(2019, 1, 5), today=DAY))]
    assert forms.form_on("tiep-nhan", date(2019, 1, 5)) is None
    assert forms.form_on("dung", date(2021, 1, 5)) is None
    assert forms.form_on("kiem-soat", DAY) == "Mẫu số 06, Thông tư số 03/2025/TT-VPCP"


def test_slips_are_nowhere_on_the_site(tmp_path: Path) -> None:
    library = laid(tmp_path)
    for kind in ("tiep-nhan", "so-theo-doi"):
        arguments = ("--period", "2021", "--library", tmp_path, "--form", "docx")
        assert asked("slip", kind, *arguments).exit_code == 0
    assert len(list((tmp_path / "build" / "slips").iterdir())) == 2
    folder = stage_site(library)
    personal = [
        value
        for row in library.dossiers
        for value in (row.entry.applicant, row.entry.address, row.entry.phone, row.entry.email)
        if value
    ]
    assert len(personal) == 11
    published = [path for path in folder.rglob("*") if path.is_file()]
    assert len(published) > 5
    assert [
        path for path in published if any(value in path.read_text("utf-8", "ignore") for value in personal)
    ] == []


def test_the_command_prints_where_and_says_what_is_wrong(tmp_path: Path) -> None:
    def run(*arguments: str, out: Path = tmp_path) -> tuple[int, str, str]:
        done = asked("slip", *arguments, "--library", SAMPLE, "--out", out)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.exit_code, done.stdout.strip(), done.stderr.strip()

    assert run("receipt", OLD, "--form", "pdf") == (0, str(tmp_path / f"tiep-nhan-{OLD}.pdf"), "")
    assert (tmp_path / f"tiep-nhan-{OLD}.pdf").read_bytes().startswith(b"%PDF")
    assert run("tiep-nhan", OLD[:-1] + "9")[::2] == (
        2,
        f"Sổ đăng ký không có hồ sơ {OLD[:-1]}9. Có phải {OLD}, 000.00.01.H00-210902-0001, {LAST_OF_OLD}?",
    )
    code, _out, said = run("tiepnhan", OLD)
    assert (code, "Có phải tiep-nhan?" in said) == (2, True)
    assert run("tiep-nhan", OLD, "--reason", "Lý do")[::2] == (2, "Phiếu tiep-nhan không dùng --reason.")
    assert run("tiep-nhan")[0] == run("tiep-nhan", OLD, "--period", "2021")[0] == 2
    assert run("so-theo-doi", OLD)[0] == run("so-theo-doi", "--period", "hôm nay")[0] == 2
    assert run("tu-choi", "--period", "2024")[0] == 3
    code, _out, said = run("dung", OLD)
    assert (code, "03/2025/TT-VPCP" in said) == (3, True)
    code, out, said = run("dung", "--period", "2025", "--form", "docx")
    assert (code, out, LAST_OF_OLD in said) == (1, str(tmp_path / "dung-2025.docx"), True)
    for room in ("docs", "records/dossiers", "procedures", "build/site"):
        assert run("tiep-nhan", OLD, out=SAMPLE / room)[0] == 2


def test_a_character_that_the_pdf_cannot_hold_is_named_with_its_dossier(tmp_path: Path) -> None:
    laid(tmp_path / "library", {"applicant": "株式会社 mẫu"}, {})
    done = sotay(
        "slip", "tiep-nhan", "--period", "2021", "--library", tmp_path / "library", "--out", tmp_path / "out"
    )
    assert done.returncode == 1
    assert "000.00.01.H00-210301-0001: " in done.stderr
    assert "株" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tiep-nhan-2021.docx"]


def test_the_template_is_printed_to_be_copied() -> None:
    printed = asked("slip-template", "tiep-nhan", "--library", SAMPLE)
    assert printed.exit_code == 0
    assert printed.stdout == (forms.TEMPLATES / "tiep-nhan.md.j2").read_text(encoding="utf-8")
    for command in ("slip", "slip-template"):
        assert f"Example: sotay {command}" in asked(command, "--help").stdout
