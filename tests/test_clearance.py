"""A public site holds what says that it is public and nothing else: a word hidden everywhere else is in no byte of it."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import test_site
import version_library
import yaml
from library_cases import git

from sotay.clearance import ClearanceError, Level, cleared
from sotay.fingerprint import fingerprint
from sotay.load import load
from sotay.publication.verification import hold, verify
from sotay.site import search
from sotay.site.build import build_site

CANARY = "matxanh"
PUBLIC = "QT.DN.01"
HIDDEN = "QT.DN.02"
ONCE_PUBLIC = "QT.DN.03"
UNMARKED = "QT.DN.04"
BASE = Path(__file__).parent / "cases" / "base"


def write(path: Path, fields: dict[str, object], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    path.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")


def document(  # noqa: PLR0913, PLR0917 (each is what a case changes)
    root: Path, code: str, version: str, level: str | None, body: str, title: str = "Tên mẫu"
) -> dict[str, str]:
    """Write a version of a document and return its pin."""
    fields: dict[str, object] = {
        "code": code,
        "title": title,
        "kind": "procedure",
        "division": "VP",
        "version": version,
        "effective": date(2021, int(version), 1),
        "prepared_by": "thu-ky",
        "reviewed_by": "truong-phong",
        "approved_by": "lanh-dao",
        "legal_basis": ["07/2016/NĐ-CP"],
        "changes": [{"version": version, "date": date(2021, int(version), 1), "summary": "Nội dung"}],
        "sample": True,
    }
    if level:
        fields["confidentiality"] = level
    write(root / "procedures" / f"{code.lower().replace('.', '-')}.md", fields, body)
    found = load(root, as_of=version_library.TODAY, today=version_library.TODAY).procedures[code]
    return {"code": code, "version": version, "sha256": fingerprint(found)}


def decide(root: Path, number: str, day: date, *pins: dict[str, str], about: str = "ban hành") -> None:
    fields = {
        "number": number,
        "date": day,
        "subject": f"{about} {CANARY}",
        "issues": list(pins),
        "sample": True,
    }
    write(root / "records" / "decisions" / f"{number.partition('/')[0]}.md", fields, f"Nội dung {CANARY}.")


def commit(root: Path, day: str) -> None:
    git(root, day, "add", "-A")
    git(root, day, "commit", "-q", "-m", f"Lưu {CANARY}")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the canary in all that is not public, and in what was not when it was written."""
    root = tmp_path_factory.mktemp("clearance") / "so-tay"
    version_library.furnish(root)
    shutil.copy(BASE / "agency.yml", root / "agency.yml")
    shutil.copytree(BASE / "records", root / "records")
    law = next((root / "records" / "legal").iterdir())
    reason = f"assessments: [{{procedure: {HIDDEN}, outcome: không liên quan, reason: {CANARY}, by: thu-ky, date: 2021-01-01}}]"
    law.write_text(
        law.read_text(encoding="utf-8").rstrip().removesuffix("---")
        + f"note: {CANARY}\n{reason}\n---\n\n{CANARY}\n",
        encoding="utf-8",
    )
    git(root, "2021-01-04", "init", "-q", "-b", "main")
    pins = [
        document(root, PUBLIC, "01", "nội bộ", f"Bản cũ {CANARY}.", f"Tên cũ {CANARY}"),
        document(root, HIDDEN, "01", "nội bộ", f"Nội dung {CANARY}.", f"Tên {CANARY}"),
        document(root, ONCE_PUBLIC, "01", "công khai", f"Từng công khai {CANARY}."),
        document(root, UNMARKED, "01", None, f"Không ghi mức {CANARY}."),
    ]
    decide(root, "01/QĐ-CQM", date(2021, 1, 1), *pins)
    commit(root, "2021-01-05")
    body = (
        "## 1. Mục đích\n\nVăn bản công khai, xem [quy trình khác](qt-dn-02.md), QT.DN.02, Quyết định 03/QĐ-CQM và "
        "[kế hoạch](../records/plans/2021-01-kh-cqm.md)."
    )
    later = [
        document(root, PUBLIC, "02", "công khai", body),
        document(root, ONCE_PUBLIC, "02", "nội bộ", f"Nay nội bộ {CANARY}."),
    ]
    decide(root, "02/QĐ-CQM", date(2021, 2, 1), *later)
    decide(root, "03/QĐ-CQM", date(2021, 2, 2), about=f"thành lập tổ, theo {PUBLIC}")
    plan = {
        "number": "01/KH-CQM",
        "date": date(2021, 2, 1),
        "subject": f"kế hoạch {CANARY} theo {PUBLIC}",
        "attachments": [
            {"path": f"{CANARY}.pdf", "sha256": "a" * 64, "title": CANARY, "confidentiality": "mật"}
        ],
        "sample": True,
    }
    write(root / "records" / "plans" / "2021-01-kh-cqm.md", plan, f"Theo [[{PUBLIC}]] {CANARY}.")
    (root / "records" / "plans" / f"{CANARY}.pdf").write_bytes(CANARY.encode())
    (root / "docs" / "trang.md").write_text(f"# Trang {CANARY}\n", encoding="utf-8")
    (root / "docs" / "anh").mkdir()
    (root / "docs" / "anh" / f"{CANARY}.txt").write_text(CANARY, encoding="utf-8")
    register = root / "records" / "dossiers" / "2021.csv"
    register.parent.mkdir()
    register.write_text(
        "code,procedure,applicant,received_at,due_at,returned_at,result,apology,note\n"
        f"{CANARY}-0001,{PUBLIC},Mẫu,2021-02-12T08:15,2021-02-25T17:00,2021-02-22T09:30,đã trả kết quả,,mẫu\n",
        encoding="utf-8",
    )
    commit(root, "2021-02-03")
    write(root / "records" / "plans" / f"2021-{CANARY}.md", plan | {"number": "02/KH-CQM"}, "Chưa lưu.")
    return root


def words_of(path: Path) -> bytes:
    """Everything that a file says, also where it is packed, and its name."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    if data.startswith(b"%PDF"):
        data += subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout
    return str(path).encode() + data


def telling(site: Path, word: str) -> list[str]:
    wanted = word.encode().lower()  # of ASCII alone, as the canary is; the index has it folded
    return [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*"))
        if path.is_file() and wanted in words_of(path).lower()
    ]


@pytest.fixture(scope="module")
def public(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("public") / "site"
    build_site(cleared(version_library.read(root), Level.PUBLIC), out)
    return out


def test_the_hidden_word_is_in_no_byte_of_the_public_site(public: Path) -> None:
    assert telling(public, CANARY) == []
    assert telling(public, "03/QĐ-CQM") == [
        "quy-trinh/qt-dn-01.docx",
        "quy-trinh/qt-dn-01.html",
        "quy-trinh/qt-dn-01.pdf",
    ]
    page = (public / "quy-trinh" / "qt-dn-01.html").read_text(encoding="utf-8")
    assert "Đang có hiệu lực" in page
    assert "Văn bản công khai, xem quy trình khác, QT.DN.02, Quyết định 03/QĐ-CQM và kế hoạch." in page
    assert "02/QĐ-CQM" in page
    assert {path.stem for path in (public / "quy-trinh").glob("qt-*.html")} == {"qt-dn-01"}
    assert "thay-doi.atom" in telling(public, PUBLIC)


def test_the_site_of_the_agency_has_it_all(root: Path, tmp_path: Path) -> None:
    """The word can be found where it is: in pages, prints, feeds, downloads and the index."""
    site = build_site(cleared(version_library.read(root), Level.INTERNAL), tmp_path / "site").parent
    found = telling(site, CANARY)
    assert [name for name in found if name.startswith(f"{search.FOLDER}/")]
    assert {Path(name).suffix for name in found} >= {
        ".html",
        ".docx",
        ".pdf",
        ".atom",
        ".json",
        ".xlsx",
        ".csv",
        ".txt",
    }


def test_every_link_of_the_public_site_leads_somewhere(public: Path) -> None:
    for page in public.rglob("*.html"):
        if page.name != "404.html":
            links = test_site._Links()  # noqa: SLF001 (the reader of links of the same suite)
            links.feed(page.read_text(encoding="utf-8"))
            for link in links.found:
                target = link.partition("#")[0].partition("?")[0]
                assert not target or re.match(r"[a-z]+:", target) or (page.parent / target).exists(), (
                    page,
                    link,
                )


def test_a_public_site_is_verified_against_what_is_public(public: Path, root: Path, tmp_path: Path) -> None:
    library = version_library.read(root)
    assert not hold(verify(public, root), library).failed
    copy = Path(shutil.copytree(public, tmp_path / "site"))
    manifest = copy / "manifest.json"
    text = re.sub(r',\s*"level": "công khai"', "", manifest.read_text(encoding="utf-8"))
    manifest.write_text(text, encoding="utf-8")
    assert any(HIDDEN in problem for problem in hold(verify(copy, root), library).problems)


def test_where_a_level_cannot_be_read_nothing_is_built(root: Path) -> None:
    library = version_library.read(root)
    (broken, *_rest) = [one for one in library.documents if one.path == "procedures/qt-dn-02.md"]
    from sotay.library import Broken  # noqa: PLC0415

    hurt = replace(
        library,
        documents=tuple(one for one in library.documents if one is not broken),
        broken=(Broken(broken.path, type(broken.meta), {}),),
    )
    with pytest.raises(ClearanceError, match=r"procedures/qt-dn-02\.md không đọc hiểu được"):
        cleared(hurt, Level.PUBLIC)
    assert cleared(hurt, Level.INTERNAL) is hurt
