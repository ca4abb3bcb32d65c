"""What the tests of the redline compare: the versions kept as files, and any documents that pandoc could have read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sotay.outputs import pandoc_door
from sotay.redline.comparison import Redline, compare

CASES = Path(__file__).parent / "cases" / "redline"
BOTH_WAYS = [
    (name, before, after)
    for name in ("procedure", "odds")
    for before, after in (("old", "new"), ("new", "old"))
]


@cache
def read(name: str, version: str) -> str:
    return pandoc_door.parse((CASES / f"{name}-{version}.md").read_text(encoding="utf-8"))


def procedure() -> Redline:
    return compare(read("procedure", "old"), read("procedure", "new"))


def redline(old: str, new: str) -> Redline:
    return compare(pandoc_door.parse(old), pandoc_door.parse(new))


WORDS = st.sampled_from(
    ("một", "hai", "ba", "05", "07", "31/2021/NĐ-CP", "ngày,", "(năm)", "\xa0", "a\u0301")
)


def element(kind: str, content: Any) -> dict[str, Any]:
    return {"t": kind, "c": content}


NO_ATTRIBUTES: list[Any] = ["", [], []]
BLANK = st.sampled_from(("Space", "Space", "Space", "SoftBreak", "LineBreak")).map(lambda kind: {"t": kind})
STRINGS = WORDS.map(lambda word: element("Str", word))
CODES = WORDS.map(lambda word: element("Code", [NO_ATTRIBUTES, word]))
NOTES = WORDS.map(lambda word: element("Note", [element("Para", [element("Str", word)])]))
INLINES = st.recursive(
    st.lists(st.one_of(STRINGS, STRINGS, BLANK, CODES, NOTES), max_size=8),
    lambda inner: st.lists(
        st.one_of(
            STRINGS,
            BLANK,
            inner.map(lambda content: element("Strong", content)),
            inner.map(lambda content: element("Emph", content)),
            st.tuples(inner, st.sampled_from("ab")).map(
                lambda pair: element("Link", [NO_ATTRIBUTES, pair[0], [pair[1], ""]])
            ),
        ),
        max_size=5,
    ),
    max_leaves=6,
)


def table(rows: list[list[list[Any]]]) -> dict[str, Any]:
    made = [
        [NO_ATTRIBUTES, [[NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, cell] for cell in row]] for row in rows
    ]
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in rows[0]]
    body = [NO_ATTRIBUTES, 0, [], made[1:]]
    return element(
        "Table", [NO_ATTRIBUTES, [None, []], columns, [NO_ATTRIBUTES, made[:1]], [body], [NO_ATTRIBUTES, []]]
    )


CELLS = st.one_of(st.just([]), INLINES.map(lambda content: [element("Plain", content)]))
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=4).map(table)
)
BLOCKS = st.recursive(
    st.lists(
        st.one_of(
            INLINES.map(lambda content: element("Para", content)),
            st.tuples(st.integers(1, 2), INLINES).map(
                lambda pair: element("Header", [pair[0], NO_ATTRIBUTES, pair[1]])
            ),
            st.lists(WORDS, max_size=4).map(
                lambda lines: element("CodeBlock", [NO_ATTRIBUTES, "\n".join(lines)])
            ),
            st.just({"t": "HorizontalRule"}),
            TABLES,
        ),
        max_size=4,
    ),
    lambda inner: st.lists(
        st.one_of(
            INLINES.map(lambda content: element("Plain", content)),
            inner.map(lambda blocks: element("BlockQuote", blocks)),
            st.lists(inner, min_size=1, max_size=3).map(lambda items: element("BulletList", items)),
            st.lists(inner, min_size=1, max_size=3).map(
                lambda items: element("OrderedList", [[1, {"t": "Decimal"}, {"t": "Period"}], items])
            ),
        ),
        max_size=4,
    ),
    max_leaves=8,
)


def document(blocks: list[Any]) -> str:
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})


DOCUMENTS = BLOCKS.map(document)
