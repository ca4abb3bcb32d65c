"""What `sotay diff` holds side by side, and what it says where it cannot."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import version_library
from typer.testing import CliRunner, Result

from sotay import cli  # noqa: F401 (it gathers the commands)
from sotay.commands.common import app
from sotay.library import Library
from sotay.site.differences import UnknownVersionError, difference


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return version_library.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    return version_library.read(root)


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["diff", *words, "--library", str(root)])


@pytest.mark.parametrize(
    ("code", "asked", "found"),
    [
        ("QT.DN.01", (None, None), ("03", "04")),
        ("QT.DN.01", ("01", None), ("01", "04")),
        ("QT.DN.01", ("03", "01"), ("03", "01")),
        ("QT.DN.02", (None, None), ("01", "01")),
        ("QT.DN.04", (None, None), ("01", "02")),
    ],
)
def test_versions_are_named_or_meant(
    library: Library, code: str, asked: tuple[str | None, str | None], found: tuple[str, str]
) -> None:
    made = difference(library, code, *asked)
    assert (made.old.meta.version, made.new.meta.version) == found
    assert made.redline.changed is (found[0] != found[1])


@pytest.mark.parametrize(
    ("code", "version", "words"),
    [
        ("QT.DN.01", "09", "QT.DN.01.*09.*01, 02, 03"),
        ("QT.DN.01", "04", "QT.DN.01.*04.*01, 02, 03"),
        ("QT.DN.03", "01", "git.*02"),
        ("QT.DN.05", None, "QT.DN.05"),
        ("QT.XX.01", None, "QT.DN.01, QT.DN.02"),
    ],
)
def test_an_unknown_version_is_named_with_those_there_are(
    library: Library, code: str, version: str | None, words: str
) -> None:
    with pytest.raises(UnknownVersionError, match=words):
        difference(library, code, version)


def test_the_terminal_shows_words_and_rows(root: Path) -> None:
    shown = run(root, "QT.DN.01", "01", "03")
    assert shown.exit_code == 0
    assert "| Lần ban hành | [-01-]{+03+} |" in shown.output
    assert "| 2 | Thẩm định | Thư ký | [-24-]{+16+} giờ |  |" in shown.output
    assert "{+| 3 | Trả kết quả | Thư ký | 4 giờ |  |+}" in shown.output
    assert "theo Nghị định 07/2016/NĐ-CP." in shown.output
    assert "\x1b" not in shown.output


def test_a_page_of_its_own_asks_nothing_of_anyone(root: Path) -> None:
    shown = run(root, "QT.DN.01", "--format", "html")
    assert shown.output.startswith("<!DOCTYPE html>")
    assert "<del" in shown.output
    assert not re.search(r"(?:src|href)=", shown.output)


def test_a_word_file_is_written_where_it_is_asked_for(root: Path, tmp_path: Path) -> None:
    refused = run(root, "QT.DN.01", "--format", "docx")
    assert (refused.exit_code, "--out" in refused.output) == (2, True)
    first, second = tmp_path / "1.docx", tmp_path / "2.docx"
    for out in (first, second):
        assert run(root, "QT.DN.01", "--format", "docx", "--out", str(out)).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert "<w:del " in packed.read("word/document.xml").decode()


def test_an_unknown_code_is_wrong_usage(root: Path) -> None:
    assert run(root, "QT.XX.01").exit_code == 2
