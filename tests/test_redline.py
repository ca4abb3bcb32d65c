"""The redline of two versions: what it marks, and that either version can be had back from it, in each output."""

from __future__ import annotations

import json
import random
import re
import subprocess
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown as python_markdown  # type: ignore[import-untyped]

from sotay import alignment
from sotay.messages import speaking
from sotay.outputs import pandoc_door, redline_docx, redline_html, redline_text
from sotay.redline import Redline, compare
from sotay.wording import DELETION, INSERTION, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

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


def changes(old: str, new: str) -> str:
    """What a person at a terminal sees of two texts, without the names of headings and the count."""
    shown = redline_text.render(redline(old, new), colour=False).rpartition("\n\n")[0]
    return "\n".join(line for line in shown.split("\n") if not line.startswith("@@"))


def side(body: str, without: str) -> list[str]:
    return plain(json.loads(body)["blocks"], without).split()


# What is marked.


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Trong 05 ngày.", "Trong 07 ngày.", "Trong [-05-]{+07+} ngày."),
        ("Luật số 31/2021/NĐ-CP.", "Luật số 35/2022/NĐ-CP.", "Luật số [-31/2021/NĐ-CP-]{+35/2022/NĐ-CP+}."),
        ("một hai ba bốn", "một hai ba, bốn", "một hai ba{+,+} bốn"),
        ("một hai ba", "một hai ba bốn", "một hai ba{+ bốn+}"),
        ("một hai ba", "hai ba", "[-một -]hai ba"),
        ("số a b ngày c d cũ kỹ", "số e g ngày h i cũ kỹ", "số [-a b ngày c d-]{+e g ngày h i+} cũ kỹ"),
        ("05 ngày, 3 giờ", "07 ngày, 4 giờ", "[-05-]{+07+} ngày, [-3-]{+4+} giờ"),
        ("một **hai** ba", "một *hai* ba", "một [-**hai**-]{+*hai*+} ba"),
        ("một hai ba", "một `hai` ba", "một [-hai-]{+`hai`+} ba"),
        ("một **hai ba** bốn", "một **hai năm** bốn", "một **hai [-ba-]{+năm+}** bốn"),
        ("xem [đây](a.md) nhé", "xem [đây](b.md) nhé", "xem [-[đây](a.md)-]{+[đây](b.md)+} nhé"),
        ("xem ![hình](a.png) nhé", "xem ![hình](b.png) nhé", "xem [-[hình](a.png)-]{+[hình](b.png)+} nhé"),
        ("một hai [](a.md) ba", "một hai ba [](b.md)", "một hai [-[](a.md) -]ba{+ [](b.md)+}"),
        ("## Cấp hai", "### Cấp hai", "## [-Cấp hai-]\n### {+Cấp hai+}"),
        ("- một\n- hai", "1. một\n2. hai", "- [-một-]\n- [-hai-]\n1. {+một+}\n2. {+hai+}"),
        ("> một hai", "> một ba", "> một [-hai-]{+ba+}"),
        ("    a = 1\n\n    b", "    a = 2\n\n    b", "    a = [-1-]{+2+}\n    \n    b"),
        ("một", "một\n\n***", "một\n{+* * *+}"),
        ("xem[^1] nhé\n\n[^1]: một", "xem[^1] nhé\n\n[^1]: hai", "xem[-^[một]-]{+^[hai]+} nhé"),
    ],
)
def test_words_are_marked_where_they_differ(old: str, new: str, shown: str) -> None:
    assert changes(old, new) == shown


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("một hai ba", "một\nhai ba"),
        ("- một\n- hai", "- một\n\n- hai"),
        ("| a | b |\n|--|--|\n| 1 | 2 |", "| a | b |\n|:-----|--|\n| 1 | 2 |"),
    ],
)
def test_the_way_of_writing_is_no_change(old: str, new: str) -> None:
    same = redline(old, new)
    assert (same.changed, same.inserted, same.deleted) == (False, 0, 0)
    with speaking("en"):
        assert redline_text.render(same, colour=True) == "Nothing changed.\n"


def test_words_are_counted_and_signs_are_not() -> None:
    told = redline("một hai, ba 31/2021/NĐ-CP", "một hai ba 35/2022/NĐ-CP bốn")
    assert (told.inserted, told.deleted) == (2, 1)
    sign = redline("một, hai", "một hai")
    assert (sign.changed, sign.inserted, sign.deleted) == (True, 0, 0)


HEAD = "| TT | Bước | Giờ |\n|--|--|--|\n"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("| 1 | Tiếp nhận | 2 |", "| 1 | Tiếp nhận | 4 |", "| 1 | Tiếp nhận | [-2-]{+4+} |"),
        ("| 1 | Tiếp nhận | |", "| 1 | Tiếp nhận | 4 |", "| 1 | Tiếp nhận | {+4+} |"),
        (
            "| 1 | Tiếp nhận | 2 |\n| 2 | Ký duyệt | 2 |",
            "| 1 | Tiếp nhận | 2 |\n| 2 | Thẩm định hồ sơ | 8 |\n| 3 | Ký duyệt | 2 |",
            "| 1 | Tiếp nhận | 2 |\n{+| 2 | Thẩm định hồ sơ | 8 |+}\n| [-2-]{+3+} | Ký duyệt | 2 |",
        ),
        ("| 1 | Một | 2 |\n| | | |", "| 1 | Một | 2 |", "| 1 | Một | 2 |\n[-|  |  |  |-]"),
    ],
)
def test_tables_are_compared_row_by_row_and_show_their_head(old: str, new: str, shown: str) -> None:
    assert changes(HEAD + old, HEAD + new) == f"| TT | Bước | Giờ |\n{shown}"


def test_a_table_with_other_columns_is_another_table() -> None:
    old, new = "| a | b |\n|--|--|\n| 1 | 2 |", "| a | b | c |\n|--|--|--|\n| 1 | 2 | 3 |"
    shown = "[-| a | b |-]\n[-| 1 | 2 |-]\n{+| a | b | c |+}\n{+| 1 | 2 | 3 |+}"
    assert changes(old, new) == shown


def test_a_table_with_merged_cells_is_kept_or_replaced_whole() -> None:
    old, new = (json.loads(pandoc_door.parse(HEAD + f"| 1 | Một | {hours} |")) for hours in (2, 4))
    for tree in (old, new):
        tree["blocks"][0]["c"][4][0][3][0][1][0][2] = 2
    whole = json.loads(compare(json.dumps(old), json.dumps(new)).body)["blocks"]
    assert [block["c"][0][1] for block in whole] == [[DELETION], [INSERTION]]
    assert not compare(json.dumps(old), json.dumps(old)).changed


def test_a_numbered_list_keeps_the_numbers_of_both_versions() -> None:
    told = redline("3. một hai\n4. ba bốn\n5. năm sáu", "3. ba bốn\n4. năm sáu\n5. bảy tám")
    assert "3. [-một hai-]\n3. ba bốn\n4. năm sáu\n5. {+bảy tám+}" in redline_text.render(told, colour=False)
    values = re.findall(r'<li value="(\d)"(?: class="(\w+)")?>', redline_html.render(told))
    assert values == [("3", "deletion"), ("3", ""), ("4", ""), ("5", "insertion")]
    assert [text for _style, text in settled(word(told), keep=INSERTION)] == [
        "3. ba bốn",
        "4. năm sáu",
        "5. bảy tám",
    ]


# Either version can be had back.

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


def holds_both(old: str, new: str) -> None:
    told = compare(old, new)
    assert side(told.body, without=INSERTION) == side(old, "")
    assert side(told.body, without=DELETION) == side(new, "")
    assert told.changed or side(old, "") == side(new, "")
    assert (told.inserted == told.deleted == 0) or told.changed
    shown = redline_text.render(told, colour=False)
    assert shown == redline_text.render(told, colour=False)


@given(DOCUMENTS, DOCUMENTS)
def test_a_redline_without_its_insertions_is_the_old_text_and_without_its_deletions_the_new(
    old: str, new: str
) -> None:
    holds_both(old, new)


@given(DOCUMENTS)
def test_nothing_changed_between_a_text_and_itself(text: str) -> None:
    same = compare(text, text)
    assert (same.changed, same.inserted, same.deleted) == (False, 0, 0)


@given(st.lists(st.integers(0, 9), max_size=30), st.lists(st.integers(0, 9), max_size=30))
def test_large_texts_are_split_without_losing_order(old: list[int], new: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "PAIRS_OF_WORDS", 4)
        patch.setattr(alignment, "PAIRS_OF_UNITS", 4)
        pairs = alignment.matches(old, new)
        assert all(old[i] == new[j] for i, j in pairs)
        assert all(a < b and c < d for (a, c), (b, d) in pairwise(pairs))
        paragraphs = [
            document(
                [
                    element("Para", [element("Str", f"đoạn{n}"), {"t": "Space"}, element("Str", "văn")])
                    for n in numbers
                ]
            )
            for numbers in (old, new)
        ]
        holds_both(*paragraphs)


def test_a_long_document_is_compared_whole() -> None:
    chance = random.Random(1)
    vocabulary = [f"từ{number}" for number in range(2000)]
    old = [chance.choices(vocabulary, k=40) for _ in range(600)]
    new = [[word if chance.random() > 0.1 else "khác" for word in paragraph] for paragraph in old]
    del new[100:130]
    before, after = (
        document(
            [
                element(
                    "Para", [{"t": "Space"} if i % 2 else element("Str", word[i // 2]) for i in range(79)]
                )
                for word in side
            ]
        )
        for side in (old, new)
    )
    told = compare(before, after)
    kept = sum(
        one == other
        for row, changed in zip(old[:100] + old[130:], new, strict=True)
        for one, other in zip(row, changed, strict=True)
    )
    # A word or two between changes go with them.
    assert told.deleted == pytest.approx(600 * 40 - kept, rel=0.01)
    assert told.inserted == pytest.approx(570 * 40 - kept, rel=0.01)
    holds_both(before, after)


# At a terminal.


def test_the_text_shows_what_changed_below_its_heading(snapshot: SnapshotAssertion) -> None:
    with speaking("en"):
        assert redline_text.render(procedure(), colour=False) == snapshot


def test_colours_add_nothing_but_colours() -> None:
    coloured = redline_text.render(procedure(), colour=True)
    assert "\x1b[31m[-05-]\x1b[0m\x1b[32m{+07+}\x1b[0m ngày" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == redline_text.render(procedure(), colour=False)


def test_only_what_stands_next_to_a_change_is_shown() -> None:
    text = "\n\n".join(f"Đoạn số {number}." for number in range(9))
    shown = changes(text, text.replace("số 4", "bốn"))
    assert shown == "Đoạn số 3.\nĐoạn [-số 4-]{+bốn+}.\nĐoạn số 5."


def test_no_text_can_steer_the_terminal() -> None:
    tree = document([element("Para", [element("Str", "a\x1b[2Jb\u202ec")])])
    shown = redline_text.render(compare(document([]), tree), colour=False)
    assert "{+a\ufffd[2Jb\ufffdc+}" in shown


# On a page.


def test_the_fragment_of_a_page(snapshot: SnapshotAssertion) -> None:
    assert redline_html.render(procedure()) == snapshot


@pytest.mark.parametrize(("name", "before", "after"), BOTH_WAYS)
def test_the_fragment_stands_in_a_markdown_page_as_it_is(name: str, before: str, after: str) -> None:
    fragment = redline_html.render(compare(read(name, before), read(name, after)))
    assert not re.search(r"\n[ \t]*\n", fragment)
    page = python_markdown(
        f"# Tiêu đề\n\n{fragment}\n*Sau*\n", extensions=["attr_list", "tables", "sane_lists"]
    )
    assert page == f"<h1>Tiêu đề</h1>\n{fragment}\n<p><em>Sau</em></p>"


def test_a_page_keeps_the_blank_lines_of_code() -> None:
    for fragment in (
        redline_html.render(redline("    a\n\n\n    b", "    a\n\n\n    b\n\nx")),
        redline_html.render(redline("    a\n\n\n    b", "    a\n\n\n    c")),
    ):
        code = re.sub(r"<[^>]*>", "", re.findall(r"<pre.*?</pre>", fragment, re.DOTALL)[0])
        assert code.replace("&#10;", "\n").strip("\n").startswith("a\n\n\nb")


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        " data:text/html,x",
        "vbscript:x",
    ],
)
def test_a_page_runs_nothing(target: str) -> None:
    link = element("Link", [NO_ATTRIBUTES, [element("Str", "<script>xem</script>")], [target, ""]])
    raw = element("RawInline", ["html", "<script>x</script>"])
    fragment = redline_html.render(compare(document([]), document([element("Para", [link, raw])])))
    assert "href" not in fragment
    assert "<script" not in fragment
    assert "&lt;script&gt;xem" in fragment


@pytest.mark.parametrize(
    "target", ["a.md", "../b/c.md#x", "https://a.example/x?y=1", "mailto:mau@mau.example", "#x", "a/b:c"]
)
def test_a_page_keeps_its_links(target: str) -> None:
    assert f'href="{target}"' in redline_html.render(redline("", f"[xem]({target})"))


# In Word.


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


def read_by_pandoc(path: Path, choice: str) -> list[str]:
    """The words of a Word file; pandoc leaves a dropped row as an empty one."""
    program = pandoc_door._program()  # noqa: SLF001 (the door reads no Word files)
    command = [program, "--from=docx", "--to=plain", "--columns=200", f"--track-changes={choice}", str(path)]
    return [
        line
        for line in subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
        if line.strip("-")
    ]


def test_the_tracked_changes_as_pandoc_sees_them(snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    path = tmp_path / "redline.docx"
    path.write_bytes(word(procedure()))
    program = pandoc_door._program()  # noqa: SLF001 (the door reads no Word files)
    command = [program, "--from=docx", "--to=markdown", "--wrap=none", "--track-changes=all", str(path)]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == snapshot


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


def test_the_words_of_a_deleted_footnote_are_words() -> None:
    with ZipFile(BytesIO(word(redline("xem[^1]\n\n[^1]: một", "xem")))) as packed:
        notes = packed.read("word/footnotes.xml").decode()
    assert "một" in notes
    assert "delText" not in notes


def test_the_same_redline_gives_the_same_bytes() -> None:
    assert word(procedure()) == word(procedure())
