"""What is issued is sound, what is refused says why, and a refusal writes nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import library_cases
import pytest
from library_cases import git

from sotay import issuing, pipeline
from sotay.library import Library
from sotay.timeline import Proof, timeline

TODAY = date(2021, 10, 29)
RECORD = "records/decisions/q.md"
HEAD = "---\n# ký ngày 25\nnumber: 02/QĐ-CQM\ndate: 2021-10-25  # thứ Hai\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(library_cases.BASE, tmp_path / "lib")
    text = document(tmp_path / "lib").read_text(encoding="utf-8").replace("2020-08-20", "2021-10-26")
    document(tmp_path / "lib").write_text(text, encoding="utf-8")
    (tmp_path / "lib" / "records" / "decisions").mkdir()
    (tmp_path / "lib" / RECORD).write_text(f"{HEAD}---\n\nĐiều 1.\n", encoding="utf-8")
    return tmp_path / "lib"


def document(root: Path) -> Path:
    return root / "procedures" / "qt-dn-01.md"


def read(root: Path) -> Library:
    return pipeline.read(root, None, TODAY)


def kept(root: Path) -> dict[Path, bytes]:
    own = (path for room in ("procedures", "records") for path in (root / room).rglob("*"))
    return {path: path.read_bytes() for path in own if path.is_file()}


def refused(root: Path, name: str, *codes: str) -> str:
    before = kept(root)
    with pytest.raises(issuing.IssuingFailedError) as caught:
        issuing.issue(read(root), name, codes)
    assert kept(root) == before
    return str(caught.value)


@pytest.mark.parametrize("name", ["02/QĐ-CQM", "decisions/q", RECORD])
def test_a_decision_goes_by_number_identifier_or_file(root: Path, name: str) -> None:
    issuing.write(read(root), issuing.issue(read(root), name, ["QT.DN.01", "QT.DN.01"]))
    text = (root / RECORD).read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert text.endswith("---\n\nĐiều 1.\n")
    assert text.count("QT.DN.01") == 1
    assert [station.state for station in timeline(read(root), "QT.DN.01")] == ["effective"]


def test_what_is_not_there_is_named(root: Path) -> None:
    assert "02/QĐ-CQM" in refused(root, "03/QĐ-CQM", "QT.DN.01")
    assert "QT.DN.09" in refused(root, "02/QĐ-CQM", "QT.DN.09")


def test_a_broken_file_is_not_unknown(root: Path) -> None:
    text = document(root).read_text(encoding="utf-8")
    document(root).write_text(text.replace("division: VP", "division: [VP]"), encoding="utf-8")
    assert "sotay check" in refused(root, "02/QĐ-CQM", "QT.DN.01")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('  - {version: "01"', '  - {version: "00"', "VER201"),
        ("approved_by: lanh-dao", "approved_by: thu-ky", "VER302"),
        ("2021-10-26", "2021-10-01", "VER301"),
    ],
)
def test_a_text_that_the_check_would_refuse_is_not_issued(root: Path, old: str, new: str, code: str) -> None:
    document(root).write_text(document(root).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert code in refused(root, "02/QĐ-CQM", "QT.DN.01")


def test_a_text_may_be_pinned_again_until_the_decision_takes_effect(root: Path) -> None:
    record = (root / RECORD).read_text(encoding="utf-8")
    (root / RECORD).write_text(record.replace("date:", "effective: 2021-10-26\ndate:"), encoding="utf-8")
    issuing.write(read(root), issuing.issue(read(root), RECORD, ["QT.DN.01"]))
    git(root, "2021-10-25", "init", "-q")
    git(root, "2021-10-25", "add", "-A")
    git(root, "2021-10-25", "commit", "-q", "-m", "Lưu")
    text = document(root).read_text(encoding="utf-8")
    document(root).write_text(text.replace("Văn bản mẫu", "Văn bản khác"), encoding="utf-8")
    assert "VER602" in refused(root, RECORD, "QT.DN.01")
    before = pipeline.read(root, None, date(2021, 10, 25))
    assert issuing.issue(before, RECORD, ["QT.DN.01"]).text.count("QT.DN.01") == 1


def test_older_decisions_are_imported_once(root: Path) -> None:
    document(root).write_text(
        document(root).read_text(encoding="utf-8").replace("2021-10-26", "2020-08-20"), encoding="utf-8"
    )
    old = (root / RECORD).read_text(encoding="utf-8").replace("2021-10-25", "2020-08-20")
    (root / RECORD).write_text(old, encoding="utf-8")
    with pytest.raises(issuing.IssuingFailedError, match="ai-do"):
        issuing.baseline(read(root), "ai-do", TODAY)
    with pytest.raises(issuing.IssuingFailedError):
        issuing.baseline(read(root), "thu-ky", TODAY)  # the decision pins nothing yet
    issuing.write(read(root), issuing.issue(read(root), RECORD, ["QT.DN.01"]))
    assert issuing.write(read(root), issuing.baseline(read(root), "thu-ky", TODAY)).is_file()
    git(root, "2021-10-29", "init", "-q")
    git(root, "2021-10-29", "add", "-A")
    git(root, "2021-10-29", "commit", "-q", "-m", "Lưu")
    library = read(root)
    assert [station.proof for station in timeline(library, "QT.DN.01")] == [Proof.IMPORTED]
    assert not [f for f in pipeline.judge(library).findings if f.code.startswith("VER6")]
    with pytest.raises(issuing.IssuingFailedError, match=r"2021-10-29\.md"):
        issuing.baseline(library, "thu-ky", TODAY)
