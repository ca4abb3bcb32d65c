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
    'note: b"\n-c: d\n',
    "note\n",
    "note:\tx\n",
    "lạ lùng: x\n",
    'text: "x:\n',
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


ENTRIES = [
    "  - a\n",
    "  - 1\n",
    "  - what: a\n    who: b\n",
    "  - {what: a, who: b}\n",
    "  - {a: 1, a: 2}\n",
    '  - "x\n',
    '  - y"\n',
    '  - y"\n  -\n    z\n',
    "  - 'x\n  - y'\n",
    "  - [a,\n",
    "  - b]\n",
    "  -\n    z\n",
    "  -\tz\n",
    "  - - a\n    - b\n",
    "  - |\n    dòng\n\n",
    "  - >+\n    dòng\n\n",
    "  - a\n     b\n",
    "  # chú thích\n",
    "    - sâu\n",
    " - nông\n",
    "- a\n",
    "  - yes\n",
    "  - &a b\n",
    "  - kh\u043eng\n",
    "  x: y\n",
    "\n",
]
HEADS = ["tags:\n", "steps:\n", "steps: # chú thích\n", 'note: "x:\n', "note: |\n", '"tags":\n']


@pytest.mark.parametrize("way", [1, -1])
def test_every_case_is_read_as_alone(way: int) -> None:
    pieces = Pieces()
    paths = sorted(CASES.rglob("*.md"))[::way]
    assert len(paths) > 100
    for path in paths:
        text, _findings = front_matter.decode(path.read_bytes(), path.name)
        if text is not None:
            assert pieces.read(text, path.name) == front_matter.read(text, path.name), path


def agree(texts: list[list[str]]) -> None:
    pieces = Pieces()
    for parts in (*texts, *reversed(texts)):
        text = f"---\n{''.join(parts)}---\nNội dung\n"
        assert pieces.read(text, "x.md") == front_matter.read(text, "x.md")


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(st.sampled_from(FIELDS), max_size=5), min_size=1, max_size=4))
@example([['note: "mở và đóng"\n', "code: QT.DN.01\n"], ["code: QT.DN.01\n", 'title: "mở\n']])
@example([['text: "\n', 'note: b"\u2028c: d\n'], ["code: QT.DN.01\n", 'note: b"\u2028c: d\n']])
@example([['text: "\n', 'note: b"\n-c: d\n'], ["code: QT.DN.01\n", 'note: b"\n-c: d\n']])
def test_fields_in_any_company_say_what_they_say_there(texts: list[list[str]]) -> None:
    agree(texts)


lists = st.tuples(st.sampled_from(HEADS), st.lists(st.sampled_from(ENTRIES), max_size=4)).map(
    lambda drawn: "".join((drawn[0], *drawn[1]))
)


@settings(max_examples=800, deadline=None)
@given(st.lists(st.lists(lists | st.sampled_from(FIELDS), max_size=3), min_size=1, max_size=4))
@example([['tags:\n  - "x\n  - y"\n  -\n    z\n'], ['tags:\n  - a\n  - y"\n  -\n    z\n']])
@example([['tags:\n  - "x\n  - y"\n']])
@example([["tags:\n  - a\n  - a\n"], ["steps:\n  - a\n  - b\n", "tags:\n  - b\n"]])
@example([["tags:\n- a\n- b\n"], ["steps:\n- b\n-\n", "tags:\n  - a\n"]])
def test_entries_of_lists_in_any_company_say_what_they_say_there(texts: list[list[str]]) -> None:
    agree(texts)


def test_a_field_that_was_read_serves_again() -> None:
    pieces = Pieces()
    row = '  - {version: "02", date: 2021-03-01, summary: Sửa}\n'
    first, second = (
        pieces.read(SOURCE.replace("changes:\n", head), "x.md").values
        for head in ("title_: a\nchanges:\n", f"title_: b\nchanges:\n{row}")
    )
    assert first["code"] is second["code"]
    assert first["changes"][0] is second["changes"][1]
    assert (len(second["changes"]), second["title_"]) == (2, "b")


def test_what_is_too_large_is_refused_also_where_each_field_was_read() -> None:
    pieces = Pieces()
    fields = [f"x{letter}: {'e' * 60_000}\n" for letter in "abcde"]
    for field in fields:
        assert not pieces.read(f"---\n{field}---\n", "x.md").findings
    (finding,) = pieces.read(f"---\n{''.join(fields)}---\n", "x.md").findings
    assert finding.code == "SEC202"
