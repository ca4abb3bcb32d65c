"""The redline as a Word file: accepted, its changes give the new text; rejected, the old one."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from redline_cases import BOTH_WAYS, DOCUMENTS, procedure, read, redline

from sotay.outputs import pandoc_door, redline_docx
from sotay.redline.comparison import Redline, compare
from sotay.redline.wording import DELETION, INSERTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion


def word(told: Redline) -> bytes:
    return redline_docx.render(
        told, title="So sánh", author="Ban <ISO> & bạn", date=date(2021, 9, 1), language="vi"
    )


def settled(package: bytes, keep: str) -> list[tuple[str, str]]:
    """Return style and text of each paragraph and row when all changes are accepted (keep insertions) or rejected.

    As ISO/IEC 29500-1, 17.13.5 has it: what is dropped goes with its row or joins the paragraph that follows.
    """
    dropped = qn("w:del" if keep == INSERTION else "w:ins")
    text = python_docx.Document(BytesIO(package)).element.body
    for row in [row for row in text.iter(qn("w:tr")) if row.find(f"{qn('w:trPr')}/{dropped}") is not None]:
        row.getparent().remove(row)
    for empty in [one for one in text.iter(qn("w:tbl")) if one.find(qn("w:tr")) is None]:
        empty.getparent().remove(empty)
    for change in [change for change in text.iter(dropped) if change.getparent().tag != qn("w:rPr")]:
        change.getparent().remove(change)
    for paragraph in list(text.iter(qn("w:p"))):
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{dropped}") is not None:
            assert shown(paragraph) == "", "nothing of it is left that could join the next"
            paragraph.getparent().remove(paragraph)
    return list(pieces(text))


def pieces(text: Any) -> Iterator[tuple[str, str]]:
    for piece in text:
        if piece.tag == qn("w:p"):
            style = piece.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = "" if style is None else style.get(qn("w:val"))
            ruled = any(True for _ in piece.iter(qn("w:pict"), qn("w:pBdr")))
            # Where a paragraph stands decides between the last two, which look like the first.
            plain_name = "BodyText" if name in {"FirstParagraph", "ClosingParagraph"} else name
            yield "rule" if ruled else plain_name, shown(piece)
        elif piece.tag == qn("w:tbl"):
            for row in piece.iter(qn("w:tr")):
                yield "row", " | ".join(shown(cell) for cell in row.iter(qn("w:tc")))


def shown(piece: Any) -> str:
    signs = {qn("w:br"): "\n", qn("w:footnoteReference"): "*"}
    texts = (qn("w:t"), qn("w:delText"))
    return "".join(part.text if part.tag in texts else signs.get(part.tag, "") for part in piece.iter())


@pytest.mark.parametrize(("name", "before", "after"), BOTH_WAYS)
def test_word_gives_the_new_text_when_all_is_accepted_and_the_old_when_all_is_rejected(
    name: str, before: str, after: str
) -> None:
    old, new = read(name, before), read(name, after)
    package = word(compare(old, new))
    assert settled(package, keep=INSERTION) == settled(word(compare(new, new)), keep=INSERTION)
    assert settled(package, keep=DELETION) == settled(word(compare(old, old)), keep=INSERTION)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_word_gives_both_versions_of_any_text(old: str, new: str) -> None:
    package = word(compare(old, new))
    for keep, text in ((INSERTION, new), (DELETION, old)):
        assert with_words(settled(package, keep)) == with_words(settled(word(compare(text, text)), keep))


def with_words(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out paragraphs without a word, which pandoc does not write."""
    return [(style, text) for style, text in found if text.strip() or style in {"row", "rule"}]


@pytest.mark.parametrize(("choice", "version"), [("accept", "new"), ("reject", "old")])
def test_pandoc_reads_the_tracked_changes_alike(choice: str, version: str, tmp_path: Path) -> None:
    package, plain_one = tmp_path / "redline.docx", tmp_path / "plain.docx"
    package.write_bytes(word(procedure()))
    text = read("procedure", version)
    plain_one.write_bytes(word(compare(text, text)))
    assert read_by_pandoc(package, choice) == read_by_pandoc(plain_one, choice)


def test_the_tracked_changes_as_pandoc_sees_them(snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    path = tmp_path / "redline.docx"
    path.write_bytes(word(procedure()))
    dialect = "markdown-simple_tables-multiline_tables-grid_tables"
    found = by_pandoc(path, f"--to={dialect}", "--track-changes=all", "--columns=10000")
    assert re.sub(r" author=.*? date=[^}]*|(?<=-)-+| +(?= \|)", "", found) == snapshot


def read_by_pandoc(path: Path, choice: str) -> list[str]:
    """Return the words of a Word file without lines drawn: pandoc leaves a dropped row as an empty one."""
    found = by_pandoc(path, "--to=plain", f"--track-changes={choice}")
    return [word for word in found.split() if word.strip("-")]


def by_pandoc(path: Path, *options: str) -> str:
    program = pandoc_door._program()  # noqa: SLF001 (the door reads no Word files)
    command = [program, "--from=docx", "--wrap=none", *options, str(path)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_each_change_says_who_and_when_and_has_a_number_of_its_own() -> None:
    package = word(procedure())
    with ZipFile(BytesIO(package)) as packed:
        xml = packed.read("word/document.xml").decode()
    assert "<?" not in xml.removeprefix("<?xml")
    text = python_docx.Document(BytesIO(package)).element.body
    found = [change for tag in ("w:ins", "w:del") for change in text.iter(qn(tag))]
    assert {change.get(qn("w:author")) for change in found} == {"Ban <ISO> & bạn"}
    assert {change.get(qn("w:date")) for change in found} == {"2021-09-01T00:00:00Z"}
    assert len({change.get(qn("w:id")) for change in found}) == len(found) > 20
    rows = [[mark.tag for mark in row.iter(qn("w:ins"), qn("w:del"))] for row in text.iter(qn("w:trPr"))]
    assert [tags for tags in rows if tags] == [[qn("w:del")], [qn("w:ins")]]


def test_the_numbers_of_a_list_are_tracked_too() -> None:
    package = word(redline("3. một hai\n4. ba bốn\n5. năm sáu", "3. ba bốn\n4. năm sáu\n5. bảy tám"))
    accepted, rejected = ([text for _style, text in settled(package, keep)] for keep in (INSERTION, DELETION))
    assert accepted == ["3. ba bốn", "4. năm sáu", "5. bảy tám"]
    assert rejected == ["3. một hai", "4. ba bốn", "5. năm sáu"]


def test_the_words_of_a_deleted_footnote_are_words() -> None:
    with ZipFile(BytesIO(word(redline("xem[^1]\n\n[^1]: một", "xem")))) as packed:
        notes = packed.read("word/footnotes.xml").decode()
    assert "một" in notes
    assert "delText" not in notes


def test_the_same_redline_gives_the_same_bytes() -> None:
    assert word(procedure()) == word(procedure())
