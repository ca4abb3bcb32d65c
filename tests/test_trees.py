"""Every tree that an output is handed is one that pandoc's own types know; they are slow, and so serve here alone."""

from __future__ import annotations

import os
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType

import pypandoc
import pytest

from sotay.outputs import body, pandoc_door
from sotay.outputs.paper import CONTROLLED
from sotay.redline.comparison import compare

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
CASES = Path(__file__).parent / "cases" / "outputs"
TEXTS = sorted(CASES.glob("*.md"))


@cache
def typed() -> ModuleType:
    """Import the ``pandoc`` package, which looks for pandoc on PATH and warns of versions newer than itself."""
    before = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join((str(Path(pypandoc.get_pandoc_path()).parent), before))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pandoc  # noqa: PLC0415 (it starts pandoc, and needs PATH set first)
    finally:
        os.environ["PATH"] = before
    imported: ModuleType = pandoc
    return imported


def known(tree: str) -> bool:
    """Say whether pandoc's types read a tree and write it again as it was."""
    document = typed().read(tree, format="json")
    return bool(document == typed().read(typed().write(document, format="json"), format="json"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_body_for_paper_and_its_front(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = pandoc_door.parse(text.split("---\n", 2)[2] if text.startswith("---") else text)
    assert known(body.printed(tree, CONTROLLED))
    table = body.table(("Tên", "Ngày"), [("Một\nhai", "01/7/2021")], (0.5, 0.5), labelled=True)
    assert known(body.prefaced(tree, [body.heading("Sửa đổi"), table, body.page_break()]))


def test_a_redline() -> None:
    old = "# Một\n\nCâu *cũ*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. x\n2. y\n"
    new = (
        "# Hai\n\nCâu **mới**.\n\n| a | b |\n|---|---|\n| 1 | 3 |\n| 4 | 5 |\n\n1. x\n3. z\n\n```\nmã\n```\n"
    )
    assert known(compare(pandoc_door.parse(old), pandoc_door.parse(new)).body)
