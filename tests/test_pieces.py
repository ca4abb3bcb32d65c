"""A front matter put together from pieces that were read before is what reading it in one gives."""

from __future__ import annotations

from pathlib import Path

import library_cases
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sotay import front_matter
from sotay.pieces import Pieces

CASES = Path(__file__).parent / "cases"
SOURCE = (library_cases.BASE / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8")
FIELDS = [
    "code: QT.DN.01\n",
    "title: Cấp giấy phép\n  mẫu\n",
    'title: "mở\n',
    'note: "mở và đóng"\n',
    "note: 'mở\nvà đóng'\n",
    "note: [a,\nb]\n",
    "note: |\n  dòng\n\n",
    "note: >+\n  dòng\n\n\n",
    "note: a\u2028b: c\n",
    'text: "\n',
    'note: b"\u2028c: d\n',
    "tags:\n- a\n- b\n",
    "tags: [x]\n# chú thích\n",
    "tags: &a [x]\n",
    "waivers: *a\n",
    "clauses: !!str x\n",
    "clauses: yes\n",
    'version: "01"\n',
    "version: 1.10\n",
    "version:\n",
    "version : x\n",
    '"version": x\n',
    "? version\n: x\n",
    "steps:\n  - {what: a, who: b}\n",
    "steps: {a: 1, a: 2}\n",
    "- a\n",
    "-a: 1\n",
    "--- x\n",
    "...\n",
    "%YAML 1.1\n",
    "{a: b}\n",
    "# chú thích\n",
    "\t\n",
    "\n",
    'title: "\\u202e"\n',
    "title: kh\u043eng\n",
]


@pytest.mark.parametrize("way", [1, -1])
def test_every_case_is_read_as_alone(way: int) -> None:
    pieces = Pieces()
    paths = sorted(CASES.rglob("*.md"))[::way]
    assert len(paths) > 100
    for path in paths:
        text, _findings = front_matter.decode(path.read_bytes(), path.name)
        if text is not None:
            assert pieces.read(text, path.name) == front_matter.read(text, path.name), path


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(st.sampled_from(FIELDS), max_size=5), min_size=1, max_size=4))
@example([['note: "mở và đóng"\n', "code: QT.DN.01\n"], ["code: QT.DN.01\n", 'title: "mở\n']])
@example([['text: "\n', 'note: b"\u2028c: d\n'], ["code: QT.DN.01\n", 'note: b"\u2028c: d\n']])
def test_fields_in_any_company_say_what_they_say_there(texts: list[list[str]]) -> None:
    pieces = Pieces()
    for fields in (*texts, *reversed(texts)):
        text = f"---\n{''.join(fields)}---\nNội dung\n"
        assert pieces.read(text, "x.md") == front_matter.read(text, "x.md")


def test_a_field_that_was_read_serves_again() -> None:
    pieces = Pieces()
    first, second = (pieces.read(SOURCE.replace("Cấp", word), "x.md").values for word in ("Cấp", "Thu hồi"))
    assert first["changes"] is second["changes"]
    assert first["title"] != second["title"]


def test_what_is_too_large_is_refused_also_where_each_field_was_read() -> None:
    pieces = Pieces()
    fields = [f"x{letter}: {'e' * 60_000}\n" for letter in "abcde"]
    for field in fields:
        assert not pieces.read(f"---\n{field}---\n", "x.md").findings
    (finding,) = pieces.read(f"---\n{''.join(fields)}---\n", "x.md").findings
    assert finding.code == "SEC202"
