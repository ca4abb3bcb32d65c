"""The report composed from the reference library holds every line of the real one, in order, save what is listed.

The real report is kept beside the checkout (shared/reference); where it is not, the snapshot of the whole text stands in.
"""

from __future__ import annotations

import ast
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypandoc
import pytest
import yaml

from sotay import pipeline
from sotay.outputs import docx, pandoc_door
from sotay.report.compose import compose_official

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT.parent / "shared" / "reference" / "annual-report-2021.txt"
DIFFERENCES = Path(__file__).parent / "cases" / "reference-report-differences.yml"


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the DOCX, through pandoc to plain."""
    library = pipeline.read(ROOT, None, date(2026, 1, 1))
    path = tmp_path_factory.mktemp("report") / "annual-report.docx"
    path.write_bytes(docx.render(compose_official(library, 2021).document(pandoc_door.parse)))
    read = json.loads(pypandoc.convert_file(path, "json"))
    read["blocks"] = [part for block in read["blocks"] for part in flattened(block)]
    return str(pypandoc.convert_text(json.dumps(read), "plain", format="json", extra_args=["--wrap=none"]))


def flattened(block: dict[str, Any]) -> list[dict[str, Any]]:
    """A table as the blocks of its cells, row by row: side by side, plain text would mix their lines."""
    if block["t"] != "Table":
        return [block]
    _attributes, _caption, _columns, head, bodies, _foot = block["c"]
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3]))]
    return [inner for row in rows for cell in row[1] for inner in cell[4]]


def folded(words: str) -> str:
    """White space as one blank; the marks that plain text has for italics left out."""
    return " ".join(words.replace("*", " ").split())


def reference_lines(whole: str) -> list[str]:
    """The lines of the real report: a table's cells each by itself, a line broken by a page put together again."""
    lines = [cell for line in whole.splitlines() for cell in line.split("\t")]
    joined: list[str] = []
    for line in (folded(line) for line in lines if line.strip()):
        if joined and line[0].islower():
            joined[-1] += " " + line
        else:
            joined.append(line)
    return joined


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the real report is kept beside the checkout")
def test_every_line_of_the_real_report_stands_in_ours_in_order(text: str) -> None:
    ours, cursor = folded(text), 0
    used = set()
    differences = yaml.safe_load(DIFFERENCES.read_text(encoding="utf-8"))
    lines = reference_lines(REFERENCE.read_text(encoding="utf-8"))
    for line in lines:
        wanted = line
        for number, difference in enumerate(differences):
            if difference["theirs"] in wanted:
                wanted = folded(wanted.replace(difference["theirs"], difference["ours"]))
                used.add(number)
        found = ours.find(wanted, cursor)
        assert found >= 0, f"not found after {ours[max(0, cursor - 60) : cursor]!r}: {wanted}"
        cursor = found + len(wanted)
    assert used == set(range(len(differences))), "a difference that is listed and is none"
    assert all(difference["why"] for difference in differences)


def test_the_whole_text(text: str, snapshot: SnapshotAssertion) -> None:
    assert text == snapshot


def test_no_figure_or_number_of_the_report_stands_in_the_code() -> None:
    modules = (ROOT / "scripts" / "sotay").rglob("*.py")
    code = "\n".join(_without_docstrings(path.read_text(encoding="utf-8")) for path in modules)
    for words in (
        "134/KH",
        "40/QĐ",
        "01/BB",
        "724/",
        "1243/SKH",
        "18.000.000",
        "Ninh Thuận",
        "Từ đầu năm",
        "khu công nghiệp",
    ):
        assert [line for line in code.splitlines() if words in line] == []


def _without_docstrings(source: str) -> str:
    """An example in a docstring may speak of the report; what runs may not."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    return ast.unparse(tree)
