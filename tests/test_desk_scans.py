"""A signed scan is uploaded to a record at the desk: a change as every other, and nothing that is no scan."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import desk_library
import library_cases
import pytest
from desk_library import AN, BINH, CHI, COOKIE, DUNG, Server

RECORD = "records/decisions/2021-05-qd-cqm.md"
OTHER = "records/decisions/2021-06-qd-cqm.md"
TEXT = """\
---
number: {number}/QĐ-CQM
date: 2021-03-01   # ngày ký
subject: Kiện toàn tổ ISO (dữ liệu mẫu)
signer: lanh-dao
sample: true
---

Nội dung mẫu.
"""
FORM, OTHER_FORM = (f"/bien-tap/ban-quet/decision/2021-0{number}-qd-cqm" for number in (5, 6))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = b"\x89PNG\r\n\x1a\n" + b"".join((
    _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
    _chunk(b"IDAT", zlib.compress(b"\x00\x00")),
    _chunk(b"IEND", b""),
))  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {RECORD: TEXT.format(number="05"), OTHER: TEXT.format(number="06")}
    return desk_library.make(tmp_path_factory.mktemp("ban"), files=files)


@pytest.fixture(scope="module")
def desk(bare: Path) -> Iterator[Server]:
    with desk_library.serving(bare) as server:
        yield server


def git(bare: Path, *words: str) -> str:
    return library_cases.git(bare, library_cases.FIRST_DAY, *words)


def test_scan_is_proposed_reviewed_and_published_with_its_digest(bare: Path, desk: Server) -> None:
    an, binh = desk.visitor(AN), desk.visitor(BINH)
    assert f'href="{FORM}"' in an.get("/bien-tap/ban-quet").text
    answer = an.upload(FORM, PDF, "quet 01.PDF", ten="Quyết định, bản ký")
    assert (answer.status, answer.headers["location"]) == (303, "/thay-doi/decision/2021-05-qd-cqm")
    page = answer.headers["location"]
    assert an.post(page, viec="gui").status == 303
    shown = binh.get(page).text
    digest = hashlib.sha256(PDF).hexdigest()
    assert digest in shown
    assert "<h1>Quyết định số 05/QĐ-CQM ngày 01/3/2021</h1>" in shown
    assert '<section class="danger">' not in shown
    address = f"{FORM}/2021-05-qd-cqm-ban-ky.pdf"
    assert f'href="{address}"' in shown
    assert f'href="{FORM}"' in shown
    taken = binh.get(address)
    assert taken.text == PDF.decode()
    assert taken.headers["content-type"] == "application/pdf"
    assert taken.headers["content-disposition"].startswith("attachment;")
    assert taken.headers["x-content-type-options"] == "nosniff"
    assert desk.visitor().get(address).status == 303, "whoever is not logged in reads no scan of a change"
    assert binh.post(page, viec="phe-duyet").status == 303
    assert git(bare, "show", f"main:{RECORD.removesuffix('.md')}-ban-ky.pdf").encode() == PDF.strip()
    was = TEXT.format(number="05")
    entry = f"attachments:\n  - path: 2021-05-qd-cqm-ban-ky.pdf\n    sha256: {digest}\n    title: Quyết định, bản ký\n"
    assert f"{git(bare, 'show', f'main:{RECORD}')}\n" == was.replace("---\n\nN", f"{entry}---\n\nN")
    with sqlite3.connect(f"{bare}.desk/nhat-ky.db") as database:
        assert database.execute("select count(*) from kept").fetchone() == (0,)
        (told,) = database.execute("select told from log where action = 'saved'").fetchone()
    assert told == f"{RECORD.removesuffix('.md')}-ban-ky.pdf, {RECORD}"


def test_second_scan_stands_beside_the_first_and_one_file_is_named_once(bare: Path, desk: Server) -> None:
    an = desk.visitor(AN)
    assert an.upload(OTHER_FORM, PDF, "a.pdf").status == 303
    assert an.upload(OTHER_FORM, PNG, "a.pdf").status == 303, "the content says what it is"
    other_pdf = PDF.replace(b"1.4", b"1.5")
    assert an.upload(OTHER_FORM, other_pdf, "../../agency.yml").status == 303
    answer = an.upload(OTHER_FORM, PDF, "b.pdf", ten="Tên đã gõ")
    assert answer.status == 422
    assert "Hồ sơ đã ghi đúng tệp này rồi." in answer.text
    assert 'value="Tên đã gõ"' in answer.text
    ref = "refs/heads/cms/decision/2021-06-qd-cqm"
    text = git(bare, "show", f"{ref}:{OTHER}")
    sheet = an.get(OTHER_FORM).text
    assert f'<a href="{OTHER_FORM}/2021-06-qd-cqm-ban-ky-2.pdf">2021-06-qd-cqm-ban-ky-2.pdf</a>' in sheet
    assert hashlib.sha256(PNG).hexdigest() in sheet
    assert re.findall(r"path: (\S+)", text) == [
        "2021-06-qd-cqm-ban-ky.pdf", "2021-06-qd-cqm-ban-ky.png", "2021-06-qd-cqm-ban-ky-2.pdf"
    ]  # fmt: skip
    assert git(bare, "diff", "--name-only", "main", ref).splitlines() == [
        "records/decisions/2021-06-qd-cqm-ban-ky-2.pdf",
        "records/decisions/2021-06-qd-cqm-ban-ky.pdf",
        "records/decisions/2021-06-qd-cqm-ban-ky.png",
        OTHER,
    ]


@pytest.mark.parametrize(
    ("data", "name", "complaint"),
    [
        (b"MZ\x90\x00", "quet.pdf", "không phải PDF, PNG hay JPEG"),
        (b"<html><script>1</script></html>", "quet.pdf", "không phải PDF, PNG hay JPEG"),
        (PDF[:40], "quet.pdf", "thiếu phần cuối"),
        (PNG[:-8], "quet.png", "thiếu phần cuối"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "quet.jpg", "thiếu phần cuối"),
        (b"", "", "Hãy chọn tệp bản quét."),
    ],
)
def test_what_is_no_whole_scan_is_refused(
    bare: Path, desk: Server, data: bytes, name: str, complaint: str
) -> None:
    before = git(bare, "for-each-ref")
    answer = desk.visitor(AN).upload(FORM, data, name)
    assert answer.status == 422
    assert complaint in answer.text
    assert git(bare, "for-each-ref") == before


def test_too_large_a_scan_is_refused(desk: Server) -> None:
    answer = desk.visitor(AN).upload(FORM, PDF + b" " * (10 * 1024 * 1024), "a.pdf")
    assert answer.status == 413
    assert "10 MB" in answer.text


def test_who_may_not_propose_uploads_nothing(bare: Path, desk: Server) -> None:
    before = git(bare, "for-each-ref")
    answer = desk.visitor(DUNG).upload(FORM, PDF, "a.pdf")
    assert answer.status == 422
    assert "đề xuất" in answer.text
    chi = desk.visitor(CHI)
    assert chi.upload(FORM, PDF, "a.pdf", token="0" * 64).status == 403
    chi.cookie = ""
    assert chi.upload(FORM, PDF, "a.pdf").status in {401, 403}
    assert git(bare, "for-each-ref") == before


@pytest.mark.parametrize(
    "path",
    [
        "decision/khong-co",
        "decision/..%2f..%2fagency",
        "procedure/qt-dn-01",
        "legal/2016-07-nd-cp",
        "khong-co/x",
        "decision/2021-05-qd-cqm/2021-05-qd-cqm.md",
        "decision/2021-05-qd-cqm/khong-co.pdf",
        "decision/A b/x.pdf",
    ],
)
def test_what_is_no_record_has_no_scan(desk: Server, path: str) -> None:
    an = desk.visitor(AN)
    assert an.get(f"/bien-tap/ban-quet/{path.replace(' ', '%20')}").status == 404
    if path.count("/") == 1:
        token = re.findall(r'name="token" value="(\w+)"', an.get(FORM).text)[0]
        assert an.upload(f"/bien-tap/ban-quet/{path}", PDF, "a.pdf", token=token).status == 404


def test_record_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    bare = desk_library.make(tmp_path, files={RECORD: "---\nnumber: [\n---\n"})
    with desk_library.serving(bare) as server:
        answer = server.visitor(AN).upload(FORM, PDF, "a.pdf")
    assert answer.status == 422
    assert "Không đọc được các trường của hồ sơ" in answer.text
    assert COOKIE not in answer.text
