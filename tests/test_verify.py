"""What was published is checked byte by byte, with and without the engine, and against decisions and git."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from library_cases import BASE, git
from version_library import furnish

from sotay import history, pipeline
from sotay.library import Library
from sotay.lifecycle import State
from sotay.messages import speaking
from sotay.outputs import verification_json, verification_text
from sotay.publication import integrity, manifest, stamps, verification
from sotay.publication.integrity import Entry, Facts, Manifest, ManifestError, Status
from sotay.site.build import build_site

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
DAY = date(2021, 10, 29)
TODAY = date(2022, 1, 1)
PDF = "quy-trinh/qt-dn-01.pdf"
PAGE = "quy-trinh/qt-dn-01.html"
DECISION = """---
number: {number}/QĐ-CQM
date: {day}
subject: ban hành quy trình (dữ liệu mẫu)
signer: lanh-dao
issues: [{{code: QT.DN.01, version: "{version}", sha256: {sha256}}}]
sample: true
---
"""


def read(root: Path, day: date = DAY) -> Library:
    return pipeline.read(root, day, TODAY)


def decide(root: Path, number: int, day: str, committed: str = "") -> Path:
    """Pin the text at hand in a decision, and commit both, on its day or later."""
    document = read(root).procedures["QT.DN.01"]
    found = manifest.facts_of(read(root), document)
    path = root / "records" / "decisions" / f"{day[:4]}-{number}-qd-cqm.md"
    path.parent.mkdir(exist_ok=True)
    text = DECISION.format(number=number, day=day, version=found.version, sha256=found.fingerprint)
    path.write_text(text, encoding="utf-8")
    commit(root, committed or day)
    return path


def commit(root: Path, day: str) -> None:
    git(root, day, "add", "-A")
    git(root, day, "commit", "-q", "-m", "Lưu")


def revise(root: Path) -> None:
    """Write version 02 over version 01."""
    path = root / "procedures" / "qt-dn-01.md"
    text = path.read_text(encoding="utf-8")
    text = text.replace('version: "01"\neffective: 2020-08-20', 'version: "02"\neffective: 2021-07-01')
    row = '  - {version: "02", date: 2021-07-01, summary: Sửa đổi}\nsample'
    path.write_text(
        text.replace("\nsample", f"\n{row}", 1).replace("Văn bản mẫu.", "Văn bản mẫu, đã sửa."), "utf-8"
    )


def revise_again(root: Path) -> None:
    """Write version 03 over version 02."""
    path = root / "procedures" / "qt-dn-01.md"
    old, new = ('version: "02"\neffective: 2021-07-01', 'version: "03"\neffective: 2021-09-01')
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def forge(stick: Path) -> None:
    """Alter a page, and reckon the manifest anew."""
    value = json.loads((stick / "manifest.json").read_bytes())
    page = next(entry for entry in value["files"] if entry["path"] == PAGE)
    (stick / PAGE).write_text("giả", encoding="utf-8")
    page |= {"size": (stick / PAGE).stat().st_size, "sha256": integrity.sha256_of(stick / PAGE)}
    (stick / "manifest.json").write_text(json.dumps(value), encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in git with two versions of one procedure, and its site."""
    root = tmp_path_factory.mktemp("lib")
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    furnish(root)
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    git(root, "2020-08-20", "init", "-q", "-b", "main")
    decide(root, 37, "2020-08-20")
    revise(root)
    decide(root, 52, "2021-07-01")
    build_site(read(root), root / "build" / "site")
    return root


@pytest.fixture
def stick(published: Path, tmp_path: Path) -> Path:
    """The site copied to a stick."""
    return shutil.copytree(published / "build" / "site", tmp_path / "stick")


@pytest.fixture
def library(published: Path, tmp_path: Path) -> Path:
    """The library, to be tampered with; its site is on the stick."""
    return shutil.copytree(
        published, tmp_path / "tampered", ignore=shutil.ignore_patterns("site", "site-src")
    )


def statuses(target: Path) -> dict[str, Status]:
    """The files that are not intact."""
    found = verification.verify(target).checked.results
    return {result.path: result.status for result in found if result.status is not Status.INTACT}


def alone(stick: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the checker of the stick, with nothing of the engine in reach."""
    command = [sys.executable, "-I", "-S", str(stick / "verify.py"), *map(str, arguments)]
    environment = {"PATH": "", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, cwd=stick.parent, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def sotay(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "COLUMNS": "100"}
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "verify", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def test_a_site_as_published_is_intact(stick: Path) -> None:
    checked = verification.verify(stick).checked
    assert checked.manifest is not None
    assert not checked.failed
    listed = {entry.path for entry in checked.manifest.files}
    there = {path.relative_to(stick).as_posix() for path in stick.rglob("*") if path.is_file()}
    assert there - listed == {"manifest.json"}
    assert {PAGE, PDF, "verify.py", "tim-kiem/pages.js"} <= listed


def test_the_manifest_says_of_a_document_what_decisions_and_git_say(published: Path, stick: Path) -> None:
    found, _seal = integrity.load(stick)
    entries = {entry.path: entry.document for entry in found.files}
    facts = entries[PDF]
    assert facts is not None
    assert facts == entries[PAGE] == entries["quy-trinh/qt-dn-01.docx"]
    assert (facts.code, facts.version, facts.state, facts.effective) == (
        "QT.DN.01",
        "02",
        "effective",
        "2021-07-01",
    )
    assert (facts.decision, facts.record) == ("52/QĐ-CQM", "records/decisions/2021-52-qd-cqm.md")
    assert facts.commit == git(published, "2021-07-01", "rev-parse", "HEAD")
    assert facts.committed.startswith("2021-07-01T12:00:00")
    assert (found.commit, found.uncommitted) == (facts.commit, ())
    assert (found.agency, found.as_of, found.language) == ("Cơ quan mẫu", "2021-10-29", "vi")
    assert [entry.path for entry in found.files] == sorted(entry.path for entry in found.files)


def test_a_superseded_version_is_told_from_the_one_in_force(stick: Path, tmp_path: Path) -> None:
    found, _seal = integrity.load(stick)
    old = [entry for entry in found.files if entry.document and entry.document.version == "01"]
    assert {entry.path.rpartition(".")[2] for entry in old} == {"html", "pdf", "docx"}
    pdf = next(entry.path for entry in old if entry.path.endswith(".pdf"))
    shutil.copy(stick / pdf, tmp_path / "qt-dn-01.pdf")
    done = alone(stick, tmp_path / "qt-dn-01.pdf")
    assert "QT.DN.01 lần 01, HẾT HIỆU LỰC, đã bị thay thế" in done.stdout
    shutil.copy(stick / pdf, stick / PDF)
    assert statuses(stick) == {PDF: Status.ALTERED}
    assert alone(stick, stick / PDF).returncode == 1


def test_a_manifest_lists_what_was_not_committed(library: Path, stick: Path) -> None:
    (library / "agency.yml").write_text((library / "agency.yml").read_text("utf-8") + "\n", "utf-8")
    composed = manifest.compose(read(library), stick, ())
    assert composed.uncommitted == ("agency.yml",)


def _alter(stick: Path) -> None:
    data = bytearray((stick / PDF).read_bytes())
    data[len(data) // 2] ^= 1
    (stick / PDF).write_bytes(data)


def _swap(stick: Path) -> None:
    shutil.copy(stick / "index.html", stick / PAGE)


def _link(stick: Path) -> None:
    (stick / PDF).rename(stick.parent / "ban-sao.pdf")
    (stick / PDF).symlink_to(stick.parent / "ban-sao.pdf")


def _link_folder(stick: Path) -> None:
    (stick / "them").symlink_to(stick / "quy-trinh")


TAMPERED: dict[str, tuple[Callable[[Path], Any], dict[str, Status]]] = {
    "one byte": (_alter, {PDF: Status.ALTERED}),
    "one byte more": (lambda stick: (stick / PDF).open("ab").write(b" "), {PDF: Status.ALTERED}),
    "other page in its place": (_swap, {PAGE: Status.ALTERED}),
    "removed": (lambda stick: (stick / PDF).unlink(), {PDF: Status.MISSING}),
    "added": (
        lambda stick: (stick / "quy-trinh" / "gia.html").write_text("x"),
        {"quy-trinh/gia.html": Status.STRANGER},
    ),
    "renamed": (lambda stick: (stick / PDF).rename(stick / "a.pdf"), {PDF: Status.MOVED}),
    "a link": (_link, {PDF: Status.LINK}),
    "a linked folder": (_link_folder, {"them": Status.LINK}),
    "the checker": (lambda stick: (stick / "verify.py").open("a").write("#"), {"verify.py": Status.ALTERED}),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_named(name: str, stick: Path) -> None:
    tamper, expected = TAMPERED[name]
    tamper(stick)
    assert statuses(stick) == expected
    assert verification.verify(stick).failed
    done = alone(stick)
    assert done.returncode == 1
    assert next(iter(expected)) in done.stdout


def test_what_systems_leave_on_a_stick_is_passed_over(stick: Path) -> None:
    (stick / "System Volume Information").mkdir()
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "System Volume Information/x", "manifest.json.sig"):
        (stick / name).write_bytes(b"x")
    assert statuses(stick) == {}
    assert "manifest.json.sig" in alone(stick).stdout


def test_a_name_in_other_letters_is_the_same_file(stick: Path) -> None:
    (stick / PDF).rename(stick / "quy-trinh" / "QT-DN-01.PDF")
    assert statuses(stick) == {}
    shutil.copy(stick / "index.html", stick / PDF)
    assert statuses(stick) == {PDF: Status.ALTERED, "quy-trinh/QT-DN-01.PDF": Status.STRANGER}


def test_a_file_that_cannot_be_read_is_not_proved(stick: Path) -> None:
    (stick / PDF).unlink()
    (stick / PDF).mkdir()
    (stick / PDF / "x").write_text("x")
    assert statuses(stick) == {PDF: Status.MISSING, f"{PDF}/x": Status.STRANGER}


def test_one_download_is_proved_under_any_name(stick: Path, tmp_path: Path) -> None:
    assert alone(stick, stick / PDF).returncode == 0
    shutil.copy(stick / PDF, tmp_path / "tai-ve.pdf")
    done = alone(stick, tmp_path / "tai-ve.pdf")
    assert done.returncode == 0
    assert "ĐỔI TÊN: quy-trinh/qt-dn-01.pdf → tai-ve.pdf" in done.stdout
    assert "QT.DN.01 lần 02, đang có hiệu lực" in done.stdout
    _alter(stick)
    shutil.copy(stick / PDF, tmp_path / "qt-dn-01.pdf")
    for altered in (stick / PDF, tmp_path / "qt-dn-01.pdf"):
        done = alone(stick, altered)
        assert done.returncode == 1
        assert "BỊ SỬA: quy-trinh/qt-dn-01.pdf" in done.stdout
    (tmp_path / "la.pdf").write_bytes(b"%PDF-1.7")
    done = alone(stick, tmp_path / "la.pdf")
    assert done.returncode == 1
    assert "NGOÀI DANH MỤC: la.pdf" in done.stdout


def test_the_announced_code_tells_a_manifest_from_another(stick: Path) -> None:
    seal = seal_of(stick)
    spaced = " ".join(seal[place : place + 8] for place in range(0, 64, 8)).upper()
    assert alone(stick, "--code", spaced).returncode == 0
    forge(stick)
    assert alone(stick).returncode == 0
    assert "chỉ chứng minh tệp khớp với manifest" in alone(stick).stdout
    done = alone(stick, "--code", seal)
    assert done.returncode == 1
    assert "MÃ XÁC THỰC KHÁC" in done.stdout


def seal_of(stick: Path) -> str:
    return integrity.seal_of((stick / "manifest.json").read_bytes())


def verdict(found: verification.Verification) -> str:
    with speaking("en"):
        lines = verification_text.render(found).decode().splitlines()
    return next(line for line in lines if line.startswith("RESULT: "))


def test_the_headline_says_no_more_than_was_proved(published: Path, stick: Path) -> None:
    code = seal_of(stick)
    forge(stick)
    forged = alone(stick)
    assert forged.returncode == 0
    assert "KẾT QUẢ: mọi tệp khớp từng byte với manifest đi kèm; chưa chứng minh manifest là thật." in (
        forged.stdout
    )
    assert "như đã công bố" not in forged.stdout
    assert "not proved" in verdict(verification.verify(stick))
    by_library = verdict(held(stick, published))
    assert "agrees with the manifest that came with it, and decisions and git" in by_library
    assert by_library.endswith("that the pages show just those texts is not proved.")
    assert "KẾT QUẢ: KHÔNG ĐÚNG như đã công bố" in alone(stick, "--code", code).stdout
    own = alone(stick, "--code", seal_of(stick))
    assert "KẾT QUẢ: mọi tệp đúng từng byte như bản công bố mang mã đã cho." in own.stdout


def test_the_headline_of_one_file_says_its_state(published: Path, stick: Path) -> None:
    found, _seal = integrity.load(stick)
    old = next(e.path for e in found.files if e.document and e.document.version == "01")
    done = alone(stick, stick / old)
    assert done.returncode == 0
    assert (
        "KẾT QUẢ: QT.DN.01 lần 01: HẾT HIỆU LỰC, đã bị thay thế (theo manifest, tại ngày 29/10/2021); tệp khớp"
        in (done.stdout)
    )
    assert "KẾT QUẢ: QT.DN.01 lần 02: đang có hiệu lực (theo manifest" in alone(stick, stick / PDF).stdout
    assert "KẾT QUẢ: tệp khớp từng byte" in alone(stick, stick / "index.html").stdout
    said = verdict(held(stick / old, published))
    assert (
        "in the library on 2022-01-01: NO LONGER IN FORCE, superseded, from 2021-07-01 replaced by version 02 (52/QĐ-CQM)"
        in said
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "DỰ THẢO"),
        ("approved", "CHƯA CÓ HIỆU LỰC"),
        ("withdrawn", "HẾT HIỆU LỰC, đã bị bãi bỏ"),
    ],
)
def test_the_headline_names_what_is_not_in_force(state: str, words: str, stick: Path) -> None:
    said = (stick / "manifest.json").read_text("utf-8")
    (stick / "manifest.json").write_text(said.replace('"state": "effective"', f'"state": "{state}"'), "utf-8")
    assert f"KẾT QUẢ: QT.DN.01 lần 02: {words}" in alone(stick, stick / PDF).stdout


def test_a_file_that_the_manifest_lists_and_is_not_there_is_missing(stick: Path) -> None:
    (stick / PAGE).unlink()
    for done in (alone(stick, stick / PAGE), sotay(stick / PAGE, cwd=stick)):
        assert done.returncode == 1
        assert f"THIẾU: {PAGE}" in done.stdout
        assert "KẾT QUẢ: THIẾU: manifest ghi tệp này, nhưng không thấy tệp tại đây." in done.stdout
    assert alone(stick, stick / "quy-trinh" / "khac.html").returncode == 2
    (stick / PAGE).symlink_to(stick / PAGE)
    assert alone(stick, stick / PAGE).returncode in {1, 2}


@pytest.mark.parametrize(
    ("name", "by_bytes"),
    [
        ("in.pdf", "CHƯA CHỨNG MINH ĐƯỢC: không có manifest"),
        ("qt-dn-01.pdf", "KHÔNG ĐÚNG như manifest ghi: tệp bị sửa, hoặc thuộc một bản công bố khác"),
    ],
)
def test_a_print_of_an_earlier_site_is_not_proved_and_its_state_is_told(
    name: str, by_bytes: str, library: Path, stick: Path, tmp_path: Path
) -> None:
    file = tmp_path / name
    shutil.copy(stick / PDF, file)
    revise_again(library)
    decide(library, 60, "2021-09-01")
    build_site(read(library), library / "build" / "site")
    found = held(file, library)
    assert found.failed
    assert found.checked.unproved
    assert found.now is not None
    assert (found.now.state, found.now.end, found.now.successor) == ("superseded", "2021-09-01", "03")
    assert verdict(found) == (
        "RESULT: NOT PROVED: no manifest at hand lists this file, it may be of another publication; "
        "QT.DN.01 version 02, which the file says it is, on 2022-01-01: "
        "NO LONGER IN FORCE, superseded, from 2021-09-01 replaced by version 03 (60/QĐ-CQM)."
    )
    done = sotay(file, "--library", library, cwd=tmp_path)
    assert done.returncode == 1
    assert "KHÔNG ĐÚNG" not in done.stdout
    assert "HẾT HIỆU LỰC" in done.stdout
    assert f"KẾT QUẢ: {by_bytes}" in alone(library / "build" / "site", file).stdout


def test_a_withdrawn_print_says_since_when(library: Path, stick: Path) -> None:
    path = library / "records" / "decisions" / "2021-70-qd-cqm.md"
    text = DECISION.format(number=70, day="2021-11-15", version="", sha256="")
    path.write_text(re.sub("issues: .*", "withdraws: [QT.DN.01]", text), "utf-8")
    commit(library, "2021-11-15")
    found = held(stick / PDF, library)
    assert not found.failed
    said = verdict(found)
    assert said.startswith("RESULT: QT.DN.01 version 02: in force (by the manifest, as of 2021-10-29); ")
    assert "NO LONGER IN FORCE, withdrawn, withdrawn from 2021-11-15 by 70/QĐ-CQM" in said


def test_a_print_with_nothing_to_compare_is_not_proved(stick: Path, tmp_path: Path) -> None:
    shutil.copy(stick / PDF, tmp_path / "in.pdf")
    done = sotay(tmp_path / "in.pdf", cwd=tmp_path)
    assert done.returncode == 1
    assert "KẾT QUẢ: CHƯA CHỨNG MINH ĐƯỢC: " in done.stdout
    assert "KHÔNG ĐÚNG" not in done.stdout


def test_exit_codes_of_the_checker_alone(stick: Path, tmp_path: Path) -> None:
    assert alone(stick, tmp_path / "khong-co").returncode == 2
    assert alone(stick, "--code", "abc").returncode == 2
    assert alone(stick, "--lang", "fr").returncode == 2
    (tmp_path / "rong").mkdir()
    assert alone(stick, tmp_path / "rong").returncode == 3
    (stick / "manifest.json").write_bytes((stick / "manifest.json").read_bytes()[:1000])
    done = alone(stick)
    assert done.returncode == 1
    assert done.stderr.startswith("Không đọc được manifest.json")
    (stick / "manifest.json").unlink()
    assert alone(stick).returncode == 3
    assert alone(stick, stick / PDF).returncode == 3


FILE = {"path": "a/b.html", "size": 1, "sha256": "0" * 64}
HEAD = {
    "format": integrity.FORMAT,
    "count": 1,
    "agency": "Cơ quan mẫu",
    "language": "vi",
    "as_of": "2021-10-29",
    "commit": "",
    "committed": "",
    "uncommitted": [],
    "engine": "0.1.0",
    "files": [FILE],
}
FACTS = dict.fromkeys(Facts.__dataclass_fields__, "") | {"fingerprint": "0" * 64, "effective": "2021-07-01"}


def _with(**changes: Any) -> bytes:
    return json.dumps(HEAD | {"files": [FILE | changes]}).encode()


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "unreadable manifest"),
    "truncated": (json.dumps(HEAD).encode()[:-5], "unreadable manifest"),
    "not JSON": (b"<html>", "unreadable manifest"),
    "not UTF-8": (json.dumps(HEAD).encode("utf-16"), "unreadable manifest"),
    "nested without end": (b"[" * 100_000, "unreadable manifest"),
    "a number without end": (b'{"count": ' + b"9" * 10_000 + b"}", "unreadable manifest"),
    "a list": (b"[]", "wrong field"),
    "of something else": (b'{"name": "app", "icons": []}', "other format"),
    "of a later form": (json.dumps(HEAD | {"format": "sotay-manifest-2"}).encode(), "other format"),
    "fewer files": (json.dumps(HEAD | {"count": 2}).encode(), "wrong count"),
    "no files": (json.dumps(HEAD | {"files": {}}).encode(), "wrong field"),
    "a day that is none": (json.dumps(HEAD | {"as_of": "2021-02-30"}).encode(), "wrong field"),
    "a commit that is an option": (json.dumps(HEAD | {"commit": "--upload-pack"}).encode(), "wrong field"),
    "an unknown language": (json.dumps(HEAD | {"language": "fr"}).encode(), "wrong field"),
    "what a terminal would obey": (json.dumps(HEAD | {"agency": "\x1b[2J"}).encode(), "wrong field"),
    "a short hash": (_with(sha256="0" * 63), "wrong field"),
    "a hash in capitals": (_with(sha256="A" * 64), "wrong field"),
    "a size that is none": (_with(size=-1), "wrong field"),
    "a size that is true": (_with(size=True), "wrong field"),
    "a file that is none": (json.dumps(HEAD | {"files": ["a"]}).encode(), "wrong field"),
    "a path out": (_with(path="../a"), "unsafe path"),
    "a path out, further in": (_with(path="a/../../b"), "unsafe path"),
    "an absolute path": (_with(path="/etc/passwd"), "unsafe path"),
    "a drive": (_with(path="C:/a"), "unsafe path"),
    "a path of Windows": (_with(path="a\\..\\b"), "unsafe path"),
    "an empty path": (_with(path=""), "unsafe path"),
    "a path with a line end": (_with(path="a\nb"), "wrong field"),
    "a path twice": (json.dumps(HEAD | {"count": 2, "files": [FILE, FILE]}).encode(), "twice"),
    "a field twice": (json.dumps(HEAD).encode().replace(b'"count": 1', b'"count": 1, "count": 1'), "twice"),
    "a document that is none": (_with(document="QT.DN.01"), "wrong field"),
    "a document without version": (_with(document={"code": "QT.DN.01"}), "wrong field"),
    "a document of no day": (_with(document=FACTS | {"effective": "hôm nay"}), "wrong field"),
    "a document with a short fingerprint": (_with(document=FACTS | {"fingerprint": "0"}), "wrong field"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_manifest_that_cannot_be_relied_on_is_refused(name: str) -> None:
    data, key = BAD[name]
    with pytest.raises(ManifestError) as raised:
        integrity.read(data)
    assert raised.value.key == key
    assert raised.value.words("vi") != raised.value.words("en")


def test_the_form_of_these_cases_is_read() -> None:
    assert integrity.read(json.dumps(HEAD).encode()).files == (Entry("a/b.html", 1, "0" * 64),)
    assert integrity.read(_with(document=FACTS)).files[0].document == Facts(
        "", "", "0" * 64, effective="2021-07-01"
    )


words = st.text(st.characters(exclude_categories=("Cc", "Cs")))
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
facts = st.builds(
    Facts,
    words,
    words,
    digests,
    words,
    st.dates().map(date.isoformat),
    words,
    words,
    words,
    st.one_of(st.just(""), digests),
    words,
)
paths = st.from_regex(r"[a-zđ][a-z0-9đ ]{0,8}(/[a-zđ][a-z0-9đ]{0,8}){0,2}", fullmatch=True)
entries = st.builds(Entry, paths, st.integers(0), digests, st.one_of(st.none(), facts))
manifests = st.builds(
    Manifest,
    words,
    st.sampled_from(("vi", "en")),
    st.dates().map(date.isoformat),
    st.one_of(st.just(""), digests),
    words,
    st.lists(words).map(tuple),
    words,
    st.lists(entries, unique_by=lambda entry: entry.path).map(tuple),
)


@given(manifests)
def test_a_manifest_that_is_written_is_read_again(value: Manifest) -> None:
    data = manifest.render(value)
    assert integrity.read(data) == value
    assert manifest.render(integrity.read(data)) == data


@given(st.binary())
def test_bytes_are_a_manifest_or_refused(data: bytes) -> None:
    with pytest.raises(ManifestError):
        integrity.read(data)


def test_both_languages_of_the_checker_say_the_same_things() -> None:
    vietnamese, english = integrity.WORDS["vi"], integrity.WORDS["en"]
    assert list(vietnamese) == list(english)
    for key, text in english.items():
        assert places(text) == places(vietnamese[key]), key
        assert text != vietnamese[key] or key in SHARED, key


SHARED = {"commit", "name", "new name", "text commit"}


def places(text: str) -> set[str]:
    return {part.partition("}")[0] for part in text.split("{")[1:]}


def test_the_guide_names_every_field_of_the_manifest() -> None:
    guide = (ROOT / "docs" / "huong-dan" / "kiem-tra-ban-cong-bo.md").read_text(encoding="utf-8")
    fields = [field for kind in (Manifest, Entry, Facts) for field in kind.__dataclass_fields__]
    assert [field for field in ["format", "count", *fields] if f"| `{field}` |" not in guide] == []
    for state in State:
        assert f"`{state.value}`" in guide


def held(target: Path, library: Path) -> verification.Verification:
    return verification.hold(verification.verify(target, library), read(library))


def complaints(target: Path, library: Path) -> str:
    with speaking("en"):
        found = held(target, library)
    return "\n".join([*found.problems, *(problem for one in found.held or () for problem in one.problems)])


def test_decisions_and_git_bear_out_a_site(published: Path, stick: Path) -> None:
    found = held(stick, published)
    assert found.held is not None
    assert {(one.facts.version, one.facts.state) for one in found.held} == {
        ("01", "superseded"),
        ("02", "effective"),
    }
    assert not found.failed


def test_later_commits_change_nothing(library: Path, stick: Path) -> None:
    (library / "docs" / "them.md").write_text("# Thêm\n", encoding="utf-8")
    commit(library, "2021-12-01")
    assert not held(stick, library).failed


def test_a_pin_changed_after_publication_is_seen(library: Path, stick: Path) -> None:
    path = library / "records" / "decisions" / "2021-52-qd-cqm.md"
    text = path.read_text(encoding="utf-8")
    old = text.partition("sha256: ")[2][:64]
    path.write_text(text.replace(old, "f" * 64), encoding="utf-8")
    commit(library, "2021-12-01")
    found = complaints(stick, library)
    assert "QT.DN.01 version 02: state: published as in force; decisions and git say DRAFT" in found
    assert (
        "QT.DN.01 version 02 is in force on 2021-10-29 by 52/QĐ-CQM, and the site does not have it" in found
    )


def test_a_decision_changed_after_publication_is_seen(library: Path, stick: Path) -> None:
    path = library / "records" / "decisions" / "2021-52-qd-cqm.md"
    path.write_text(path.read_text("utf-8").replace("ban hành quy trình", "ban hành lại"), "utf-8")
    commit(library, "2021-12-01")
    assert "QT.DN.01 version 02: fingerprint of the decision: published as " in complaints(stick, library)


def test_a_decision_committed_after_publication_is_no_fault_of_the_site(library: Path, stick: Path) -> None:
    revise_again(library)
    decide(library, 60, "2021-10-28", "2021-11-02")
    with speaking("en"):
        found = held(stick, library)
        said = verification_text.render(found).decode()
    assert not found.failed
    assert found.held is not None
    assert not any(one.problems for one in found.held)
    assert f"NOTICE: right by the library at commit {integrity.load(stick)[0].commit[:12]}" in said
    assert "QT.DN.01 version 02: state: published as in force; decisions and git say NO LONGER IN" in said
    assert "QT.DN.01 version 03 is in force on 2021-10-29 by 60/QĐ-CQM, and the site does not have" in said
    assert "there are newer decisions now: build the site again." in verdict(found)
    assert sotay(stick, "--library", library, cwd=stick).returncode == 0
    assert json.loads(verification_json.render(found))["notices"] == list(found.notices)


def test_what_was_decided_and_changed_since_is_no_newer_decision(library: Path, stick: Path) -> None:
    path = library / "records" / "decisions" / "2021-52-qd-cqm.md"
    path.write_text(path.read_text("utf-8").replace("ban hành quy trình", "ban hành lại"), "utf-8")
    revise_again(library)
    decide(library, 60, "2021-10-28", "2021-11-02")
    found = held(stick, library)
    assert found.failed
    assert found.notices == ()


def test_a_site_that_was_wrong_at_its_own_commit_stays_wrong(library: Path, stick: Path) -> None:
    said = (stick / "manifest.json").read_text("utf-8")
    (stick / "manifest.json").write_text(said.replace("52/QĐ-CQM", "51/QĐ-CQM"), "utf-8")
    revise_again(library)
    decide(library, 60, "2021-10-28", "2021-11-02")
    found = held(stick, library)
    assert found.failed
    assert found.notices == ()


def test_a_text_that_the_library_never_held_is_seen(published: Path, stick: Path) -> None:
    data, seal = (stick / "manifest.json").read_text("utf-8"), integrity.load(stick)[0]
    mine = next(entry.document for entry in seal.files if entry.document)
    (stick / "manifest.json").write_text(data.replace(mine.fingerprint, "e" * 64), "utf-8")
    assert "neither decisions nor git know the fingerprint eeee" in complaints(stick, published)


def test_another_history_and_another_agency_are_seen(library: Path, stick: Path) -> None:
    shutil.rmtree(library / ".git")
    found = complaints(stick, library)
    assert "is not in git" in found
    assert "git does not hold the approved text" in found
    git(library, "2021-08-01", "init", "-q", "-b", "main")
    commit(library, "2021-08-01")
    found = complaints(stick, library)
    assert "Git does not know the commit" in found
    assert "commit of the text: published as" in found
    agency = library / "agency.yml"
    agency.write_text(
        agency.read_text("utf-8").replace("name: Cơ quan mẫu", "name: Cơ quan khác", 1), "utf-8"
    )
    assert "The site is of Cơ quan mẫu, the library of Cơ quan khác" in complaints(stick, library)


def test_a_shallow_clone_proves_nothing(published: Path, stick: Path, tmp_path: Path) -> None:
    git(tmp_path, "2022-01-01", "clone", "-q", "--depth=1", published.as_uri(), "nong")
    assert "This clone is shallow" in complaints(stick, tmp_path / "nong")


def test_a_site_built_before_the_commit_is_borne_out_by_it(library: Path, stick: Path) -> None:
    head = stick / "manifest.json"
    value = json.loads(head.read_bytes())
    for entry in value["files"]:
        if "document" in entry:
            entry["document"] |= {"commit": "", "committed": ""}
    head.write_text(json.dumps(value), "utf-8")
    assert complaints(stick, library) == ""


def test_a_second_build_shows_a_forged_manifest(published: Path, stick: Path) -> None:
    library = read(published)
    sound = verification.rebuild(verification.verify(stick), library)
    assert sound.rebuilt
    assert not sound.failed
    assert verdict(sound) == "RESULT: byte for byte what the library builds at the commit of the manifest."
    forge(stick)
    assert not held(stick, published).failed
    forged = verification.rebuild(held(stick, published), library)
    assert forged.failed
    assert PAGE in forged.problems[0]
    assert "index.html" not in forged.problems[0]


def test_a_second_build_wants_the_same_commit(published: Path, stick: Path) -> None:
    library = read(published)
    elsewhere = replace(library, history=history.History())
    with speaking("en"):
        found = verification.rebuild(verification.verify(stick), elsewhere)
    assert found.failed
    assert not found.rebuilt
    assert "git worktree add ../ban-cu" in found.problems[0]


STAMP = Facts(
    "QT.DN.01",
    "02",
    "a" * 64,
    "effective",
    "2021-07-01",
    "52/QĐ-CQM",
    "records/x.md",
    "b" * 64,
    "c" * 40,
    "2021",
)
BORNE = Facts("QT.DN.01", "02", "a" * 64, decision="52/QĐ-CQM", commit="c" * 40)


def pdf_with(keywords: str) -> bytes:
    packet = f'<?xpacket begin="" id="W5M0"?><pdf:Keywords>{keywords}</pdf:Keywords><?xpacket end="r"?>'
    return b"%PDF-1.7\n" + packet.encode() + b"\n%%EOF"


def word_with(path: Path, part: str, text: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(part, text)
    return path


def test_a_print_says_what_it_is(tmp_path: Path) -> None:
    import typst  # noqa: PLC0415 (only this test needs it)

    given = ", ".join(f'"{keyword}"' for keyword in manifest.keywords(STAMP))
    source = f'#set document(title: "Mẫu", keywords: ({given}))\n#set text(lang: "vi")\n= Mẫu'
    print_ = typst.compile(source.encode(), pdf_standards=["a-2a", "ua-1"])
    (tmp_path / "a.pdf").write_bytes(print_)
    assert stamps.read(tmp_path / "a.pdf") == BORNE
    keywords = ", ".join(manifest.keywords(STAMP))
    word_with(tmp_path / "a.docx", stamps.PROPERTIES, f"<cp:keywords>{keywords}</cp:keywords>")
    assert stamps.read(tmp_path / "a.docx") == BORNE


def test_a_print_that_says_nothing_or_nonsense_is_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "x"
    whole = pdf_with(", ".join(manifest.keywords(STAMP)))
    for data in (
        b"",
        b"%PDF-",
        whole[:100],
        pdf_with(""),
        pdf_with("sotay:code=A, sotay:fingerprint=12"),
        b"PK\x03\x04" + b"\x00" * 40,
    ):
        file.write_bytes(data)
        assert stamps.read(file) is None
    bomb = word_with(tmp_path / "bomb.docx", stamps.PROPERTIES, " " * 50_000_000)
    assert bomb.stat().st_size < 1_000_000
    assert stamps.read(bomb) is None
    assert stamps.read(word_with(tmp_path / "no.docx", "word/document.xml", "")) is None


def test_a_print_without_a_manifest_is_held_against_the_library_by_what_it_says(
    published: Path, tmp_path: Path
) -> None:
    own = manifest.facts_of(read(published), read(published).procedures["QT.DN.01"])
    site = published / "build" / "site"
    file = tmp_path / "ban-in.pdf"
    file.write_bytes(pdf_with(", ".join(manifest.keywords(own))))
    found = held(file, published)
    assert found.stamp is not None
    assert found.held is not None
    assert found.held[0].problems == ()
    assert found.checked.results[0].status is Status.STRANGER
    assert found.failed
    file.write_bytes(pdf_with(", ".join(manifest.keywords(replace(own, decision="99/QĐ-CQM")))))
    assert "decision: published as 99/QĐ-CQM; decisions and git say 52/QĐ-CQM" in complaints(file, published)
    shutil.copy(site / PDF, file)
    assert not held(file, published).failed


def test_the_command(library: Path, stick: Path, tmp_path: Path) -> None:
    done = sotay(stick, "--format", "json", cwd=library)
    assert done.returncode == 0, done.stdout + done.stderr
    value = json.loads(done.stdout)
    assert (value["failed"], value["agency"], len(value["versions"])) == (False, "Cơ quan mẫu", 2)
    assert json.loads(sotay(stick, "--format", "json", cwd=tmp_path).stdout)["versions"] is None
    assert sotay(stick, "--code", value["seal"], cwd=tmp_path).returncode == 0
    assert sotay(stick, "--code", "0" * 64, cwd=tmp_path).returncode == 1
    _alter(stick)
    assert sotay(stick, "--library", library, cwd=tmp_path).returncode == 1
    assert sotay(stick / PDF, cwd=tmp_path).returncode == 1
    for wrong in ((stick, "--code", "1"), (stick, "--rebuild"), (tmp_path / "none",), ()):
        done = sotay(*wrong, cwd=tmp_path)
        assert done.returncode == 2, wrong
        assert "Traceback" not in done.stderr
    (tmp_path / "rong").mkdir()
    assert sotay(tmp_path / "rong", cwd=tmp_path).returncode == 3
    (stick / "manifest.json").write_text("{", encoding="utf-8")
    assert sotay(stick, cwd=tmp_path).returncode == 1


def _scrubbed(text: str, found: verification.Verification) -> str:
    made = found.checked.manifest
    assert made is not None
    text = re.sub(r"\b[0-9a-f]{12,64}\b", "DIGITS", text.replace(found.checked.target, "STICK"))
    return text.replace(str(len(made.files)), "ALL").replace(str(len(made.files) - 3), "REST")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_said_of_a_tampered_site(
    language: str, library: Path, stick: Path, snapshot: SnapshotAssertion
) -> None:
    _alter(stick)
    (stick / PAGE).rename(stick / "quy-trinh" / "ban-sao.html")
    (stick / "404.html").unlink()
    (stick / "them.html").write_text("x")
    path = library / "records" / "decisions" / "2021-52-qd-cqm.md"
    path.write_text(path.read_text("utf-8").replace("number: 52", "number: 53"), "utf-8")
    commit(library, "2021-12-01")
    with speaking(language):
        bytes_alone, both = verification.verify(stick), held(stick, library)
        assert _scrubbed(verification_text.render(bytes_alone).decode(), bytes_alone) == snapshot(
            name="alone"
        )
        assert _scrubbed(verification_text.render(both).decode(), both) == snapshot(name="held")
    assert verification_json.render(both) == verification_json.render(both)
