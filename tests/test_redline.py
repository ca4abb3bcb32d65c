"""The redline of two versions: what it marks, that either version can be had back, and how it is shown."""

from __future__ import annotations

import json
import random
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown as python_markdown
from redline_cases import BOTH_WAYS, DOCUMENTS, NO_ATTRIBUTES, document, element, procedure, read, redline

from sotay.messages import speaking
from sotay.outputs import pandoc_door, redline_html, redline_text
from sotay.redline import alignment
from sotay.redline.comparison import compare
from sotay.redline.wording import DELETION, INSERTION, plain

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


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


# Either version can be had back.


def holds_both(old: str, new: str) -> None:
    told = compare(old, new)
    assert side(told.body, without=INSERTION) == side(old, "")
    assert side(told.body, without=DELETION) == side(new, "")
    assert told.changed or side(old, "") == side(new, "")
    assert (told.inserted == told.deleted == 0) or told.changed
    with speaking("en"):
        assert (redline_text.render(told, colour=False) == "Nothing changed.\n") is not told.changed


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
