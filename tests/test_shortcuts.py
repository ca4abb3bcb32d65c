"""What is not done again for each page changes no byte of the site."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor
from test_rebuild import built_from_nothing, files

from sotay.site import rows, shortcuts

EXTENSIONS = ["admonition", "attr_list", "footnotes", "sane_lists", "tables", "toc"]
PIECES = (
    *"`*_[]()!<>&\\|{}:#-^ \n",
    *("  \n", "**", "~~", "![", "](a.md)", "[^1]", "\n\n[^1]: ", "<b>", "&amp;", "https://a.example/"),
    *("<https://a.example/>", "<a@b.example>", "\n| a | b |\n| --- | --- |\n| ", "{: .c }", "\n[a]: b.md\n"),
    *("Cấp phép", "QT.DN.01", "a", "\\*", "\x02", "\x03"),
    *(
        '\n\n<figure class="sotay-flow">\n<svg a="b">\n<text>*a*</text>\n</svg>\n</figure>\n\n',
        "</svg>\n",
        "</figure>",
    ),
)

ROWS = (
    *(
        "\n\n| a | b {: .x } |\n| --- | ---: |\n| c | *d* |\n| [e](a.md) | 1 |\n",
        "| x ",
        "|\n",
        "\n\n- a\n- [b](c.md) x\n",
    ),
    *("\n- ", "\n    ", "# h\n", "\n## q\n", "\\|", "`|`"),
)


def _html(text: str, *more: Any) -> str:
    html: str = markdown.Markdown(extensions=[*EXTENSIONS, *more]).convert(text)
    return html


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_a_text_reads_the_same_whichever_patterns_are_tried_and_with_diagrams_put_by(text: str) -> None:
    assert _html(text, shortcuts.Inlines(), shortcuts.Drawings()) == _html(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from((*PIECES, *ROWS)), max_size=24).map("".join))
def test_a_text_reads_the_same_with_long_tables_and_lists_made_piece_by_piece(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "LONG", 2)
        patch.setattr(rows, "_BATCH", 3)
        long_rows = rows.LongRows()
        long_rows.begin(text, {})
        html = _html(text)
        for _build in ("first", "next"):
            assert _html(text, long_rows) == html
            long_rows.begin(text, long_rows.made)


def test_pieces_are_kept_for_what_they_rest_on_alone(tmp_path: Path) -> None:
    kept = rows.Rows(tmp_path, "a" * 64)
    kept.put("a.md", {"x": "y"})
    kept.put("b.md", {"x": "z"})
    assert kept.recall("a.md") == {}
    kept.keep(["a.md"])
    assert kept.recall("a.md") == {"x": "y"}
    assert kept.recall("b.md") == {}
    assert rows.Rows(tmp_path, "b" * 64).recall("a.md") == {}


def test_what_is_put_in_place_of_a_private_method_is_still_called() -> None:
    for name in ("_InlineProcessor__handleInline", "_InlineProcessor__applyPattern"):
        assert callable(getattr(InlineProcessor, name))


def test_every_pattern_of_the_site_has_its_signs() -> None:
    patterns = markdown.Markdown(extensions=EXTENSIONS).inlinePatterns
    assert {item.name for item in patterns._priority} <= set(shortcuts._SIGNS)  # noqa: SLF001 (nothing else tells names)


def test_the_site_is_the_same_without(
    reference_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shutil.copytree(reference_root, tmp_path / "so-tay")
    site = root / "build" / "site"
    made = files(site)
    taken: list[object] = []
    monkeypatch.setattr(shortcuts, "take", lambda config, _rows, **_how: taken.append(config))
    assert built_from_nothing(root) == made
    assert len(taken) == 1
