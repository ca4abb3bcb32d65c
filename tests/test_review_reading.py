"""What `sotay review-report` is handed: files that are no report, that are hostile, or that are of another agency."""

from __future__ import annotations

import json
import shutil
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx as python_docx
import pytest
import review_cases
import word_files
from docx.oxml import parse_xml
from review_cases import reviewed, spots
from typer.testing import CliRunner

from sotay import cli  # noqa: F401 (it gathers the commands)
from sotay.commands.common import app
from sotay.messages import speaking
from sotay.review import reading

ROOT = Path(__file__).parent.parent
BASE = Path(__file__).parent / "cases" / "base"
HEAD = "BÁO CÁO\nKết quả triển khai ISO năm 2021\n\n"
FAULT = HEAD + "Biên bản ngày 31/9/2021.\n"
LONGEST = 2.0
"""Seconds of the processor for 200 KB of the worst text."""


def run(*arguments: str | Path, library: Path | None = BASE) -> tuple[int, str]:
    at = ["--library", str(library)] if library else []
    done = CliRunner().invoke(app, ["review-report", *map(str, arguments), *at], catch_exceptions=False)
    return done.exit_code, done.output


def refused(data: bytes, name: str = "bao-cao") -> str:
    with speaking("en"), pytest.raises((reading.UnreadableError, reading.NoReportError)) as error:
        reading.paper(data, name)
    assert name in str(error.value)
    return f"{error.type.__name__}: {error.value}"


def word(*lines: str) -> bytes:
    document = python_docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return word_files.saved(document)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "NoReportError: bao-cao is empty"),
        (b" \n\t\n", "NoReportError: bao-cao is empty"),
        (b"hello", "NoReportError: bao-cao is no yearly report"),
        ("BÁO CÁO\nKết quả thu ngân sách năm 2021".encode(), "NoReportError: bao-cao is no yearly report"),
        (b"[1, 2]", "NoReportError: bao-cao is no yearly report"),
        (b"%PDF-1.7\n" + HEAD.encode(), "UnreadableError: bao-cao is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "UnreadableError: bao-cao is a PDF"),
        (b"<!DOCTYPE html><html>", "UnreadableError: bao-cao is a PDF"),
        (b"{\\rtf1 x", "UnreadableError: bao-cao is a PDF"),
        (HEAD.encode() + b"\xff\xfe", "UnreadableError: bao-cao is not Unicode text"),
        (HEAD.encode("cp1258", "ignore") + b"\xe9", "UnreadableError: bao-cao is not Unicode text"),
        (HEAD.encode() + b"\0", "UnreadableError: bao-cao is no text"),
        (b"\xff\xfeA", "UnreadableError: bao-cao is not Unicode text"),
        (HEAD.encode() + b"a" * (3 << 20), "UnreadableError: bao-cao is too large"),
        (b'{"year": 2021}', "UnreadableError: bao-cao is no JSON that"),
        (b'{"a":' * 200_000, "UnreadableError: bao-cao is no JSON that"),
        (b'{"text": "\\ud800"}', "UnreadableError: bao-cao is no JSON that"),
        (b'{"text": 1e999999}', "UnreadableError: bao-cao is no JSON that"),
        (b"PK\x03\x04 no zip", "UnreadableError: bao-cao is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "UnreadableError: bao-cao is in the old Word format"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)  # fmt: skip
def test_what_is_no_report_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    assert refused(data).startswith(words)


def test_a_word_file_that_is_not_settled_or_not_safe_is_refused() -> None:
    document = python_docx.Document()
    paragraph = document.add_paragraph("BÁO CÁO ISO năm 2021 ")
    change = f'<w:ins {word_files.W} w:id="1" w:author="Người góp ý mẫu"><w:r><w:t>thêm</w:t></w:r></w:ins>'
    paragraph._p.append(parse_xml(change))  # noqa: SLF001 (python-docx has no tracked changes)
    assert "1 tracked changes" in refused(word_files.saved(document))
    bomb = word_files.repacked(word("x"), {"word/document.xml": b"<a>" + b" " * (30 << 20) + b"</a>"})
    assert len(bomb) < 1 << 20
    assert "too large to be read safely" in refused(bomb)
    long = word(*HEAD.split(), "a " * (3 << 19))
    assert len(long) < 1 << 20
    assert "too large for a report" in refused(long)
    entities = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "UnreadableError" in refused(word_files.repacked(word("x"), {"word/document.xml": entities}))
    other = BytesIO()
    with ZipFile(other, "w", ZIP_DEFLATED) as packed:
        packed.writestr("x.txt", "x")
    assert "is no Word file" in refused(other.getvalue())


@pytest.mark.parametrize(
    "piece", ["<w:p><w:r><w:t>a</w:t></w:r></w:p>", "<w:p/>", "<w:p><w:r><w:br/></w:r></w:p>"]
)
def test_a_small_word_file_that_unfolds_to_very_many_pieces_is_refused(piece: str) -> None:
    xml = ZipFile(BytesIO(word(*HEAD.split("\n")))).read("word/document.xml").decode()
    many = xml.replace("<w:sectPr", piece * (12 * 1024 * 1024 // len(piece)) + "<w:sectPr", 1)
    bomb = word_files.repacked(word("x"), {"word/document.xml": many})
    assert len(bomb) < 100 * 1024
    assert "too large for a report" in refused(bomb)


def test_a_long_report_in_which_every_word_is_a_run_of_its_own_is_read() -> None:
    document = python_docx.Document()
    for line in [*FAULT.splitlines(), *["Cơ quan mẫu duy trì hệ thống theo kế hoạch."] * 400]:
        paragraph = document.add_paragraph()
        for part in line.split():
            paragraph.add_run(f"{part} ")
    assert [remark.code for remark in reviewed(word_files.saved(document), name="r.docx").remarks] == [
        "RVW501"
    ]


def test_a_word_file_by_hand_is_read_with_its_places() -> None:
    document = python_docx.Document()
    for line in ("BÁO CÁO", "Kết quả triển khai ISO năm 2021", "Biên bản ngày 31/9/2021."):
        document.add_paragraph(line)
    table = document.add_table(2, 3)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells),
        ("STT", "Nội dung", "Kết quả", "1", "Họp xem xét của lãnh đạo", ""),
        strict=True,
    ):
        cell.text = words
    found = reviewed(word_files.saved(document), name="r.docx")
    assert spots(found) == ["r.docx, paragraph 3 RVW501", "r.docx, table 1, row 2, cell 3 RVW301"]


def test_json_of_ours_that_holds_something_else_is_refused_or_read_without_failing() -> None:
    empty = {
        "year": 2021, "state": "draft", "as_of": "2021-10-29", "rows": [], "facts": [], "enclosures": [], "gaps": [],
        "findings": [], "text": FAULT + "\x1b[31m\n| 1 | a | b |\n",
        "letterhead": {
            **{name: [] for name in ("parent", "issuer", "subject", "addressees", "recipients", "authority")},
            **dict.fromkeys(("number", "symbol", "place", "day", "month", "year", "kind", "position", "signer"), ""),
            "draft": True,
        },
    }  # fmt: skip
    found = reviewed(json.dumps(empty).encode(), name="r.json")
    assert spots(found) == ["r.json#/text:4 RVW501"]
    assert "is no JSON that" in refused(json.dumps({**empty, "extra": 1}).encode())


UNITS = (
    "ngày ", "a(", "(nêu rõ ", "1/QĐ-", "1/", "số 1 /QĐ-", "A-", "1. kế hoạch ", "công văn của ", "tiếp nhận ", "trước hạn và ",
    "1 phiếu hài lòng ", "theo ISO 9001:2008 ", "chưa có văn bản quy phạm pháp luật ", "1/2025/NĐ-CP ", "giữ nguyên a b ",
    "họp xem xét năm 2021 ngày 1/1/2021, ", "được cấp 1 đồng, đã chi 1 đồng ", "giải quyết 1 hồ sơ ", "1/2 hồ sơ ", "kinh phí cấp ", "1.000 đồng ", "mở rộng a b phạm vi ", "không có văn bản ", "[a](",
    "*", "|", "a\t", "…", ".", "_", "ISO 9001 ", "về việc ", "qua đánh giá nội bộ có ", "kết quả khảo sát 1/QĐ-X ", "\\", "\n", "a\n",
    "- a\n", "| a |\n", "a\tb\n", "1/KH-X ngày 1/1/2021 về đánh giá nội bộ\n", "nơi nhận\n", "kính gửi\n", "1. kế hoạch năm 2022\n",
    "kết quả đánh giá nội bộ có một số điểm\n", "đã tiếp nhận 1 hồ sơ, đã giải quyết 2 hồ sơ\n", "1.000", "X", "0", " ",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("start", ["", "2. Kế hoạch triển khai ISO năm 2022\n\n"], ids=["text", "plan"])
def test_time_grows_with_the_text_and_no_faster(start: str) -> None:
    """Each unit fills 10 KB here; twenty times as much may take twenty times as long."""
    size = 10_000
    for unit in UNITS:
        data = (HEAD + start + unit * (size // len(unit.encode()))).encode()
        began = time.process_time()
        reviewed(data)
        assert time.process_time() - began < LONGEST / 8, unit


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["ngày ", "a(", "|", "1/KH-X ngày 1/1/2021 về đánh giá nội bộ\n"])
def test_two_hundred_kilobytes_of_the_worst(unit: str) -> None:
    data = (HEAD + unit * (200_000 // len(unit.encode()))).encode()
    began = time.process_time()
    reviewed(data)
    assert time.process_time() - began < LONGEST


def test_exit_codes(tmp_path: Path) -> None:
    for name, text, code in (
        ("clean.txt", HEAD + "Duy trì hệ thống.\n", 0),
        ("warned.txt", HEAD + "Biên bản số 1/BB-CQM ngày 05/10/2021.\n", 0),
        ("wrong.txt", FAULT, 1),
        ("a.pdf", "%PDF-1.7", 2),
        ("a.json", "{}", 2),
        ("none.txt", "Công văn", 3),
        ("empty.txt", "", 3),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run(tmp_path / name)[0] == code, name
    assert run(tmp_path)[0] == 2
    assert run(tmp_path / "missing.txt")[0] == 2
    assert run()[0] == 2
    assert run(tmp_path / "wrong.txt", "--as-of", "2021-02-30")[0] == 2
    assert run(tmp_path / "wrong.txt", "--lang", "fr")[0] == 2


def test_without_a_library_or_with_that_of_another_only_the_text_is_read(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text(FAULT, encoding="utf-8")
    code, told = run(report, "--lang", "en", library=tmp_path)
    assert (code, "without agency.yml" in told) == (1, True)
    code, told = run(report, "--lang", "en")
    assert code == 1
    assert "The report is not of Cơ quan mẫu, whose library this is: only the text was read." in told
    report.write_text(HEAD + "Cơ quan mẫu: Quyết định số 12/QĐ-CQM ngày 05/01/2021.\n", encoding="utf-8")
    assert "only the text was read" not in run(report, "--lang", "en")[1]


def test_the_library_is_asked_on_the_day_of_the_report_unless_another_is_named(tmp_path: Path) -> None:
    case = next(c for c in review_cases.all_cases() if c.name == "RVW605/bad-more-than-the-register")
    library = tmp_path / "library"
    shutil.copytree(BASE, library)
    for path, _how, text in case.files:
        (library / path).parent.mkdir(parents=True, exist_ok=True)
        (library / path).write_text(text, encoding="utf-8")
    report = library / review_cases.REPORT
    assert json.loads(run(report, "--format", "json", library=library)[1])["as_of"] == "2021-10-29"
    told = json.loads(run(report, "--format", "json", "--as-of", "2021-12-31", library=library)[1])
    assert told["as_of"] == "2021-12-31"
    assert [remark["code"] for remark in told["remarks"]] == ["RVW605"]


def test_a_library_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "agency.yml").write_text("names: 1\n", encoding="utf-8")
    report = tmp_path / "r.txt"
    report.write_text(FAULT, encoding="utf-8")
    code, told = run(report, "--lang", "en", library=tmp_path)
    assert code == 1
    assert "agency.yml cannot be used" in told


def test_the_name_of_the_file_is_shown_without_what_a_terminal_obeys(tmp_path: Path) -> None:
    report = tmp_path / "a\x1b[31mb\nc\u202e.txt"
    report.write_text(FAULT, encoding="utf-8")
    _code, told = run(report)
    assert "a[31mb c.txt:4" in told
    assert not set(told) & {"\x1b", "\u202e"}
    (tmp_path / "x\x1b[31m.txt").write_text("x", encoding="utf-8")
    assert "\x1b" not in run(tmp_path / "x\x1b[31m.txt")[1]
