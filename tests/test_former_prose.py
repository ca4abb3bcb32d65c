"""Old texts on today's site: what they lead to is there or is words, and no markup of theirs is obeyed."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import markdown
import pytest
import version_library
from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.site.former_prose import former_prose
from sotay.site.writer import Writer

PAGE = "quy-trinh/qt-dn-01/lan-01.md"


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    return Writer(version_library.read(version_library.make(tmp_path_factory.mktemp("library") / "so-tay")))


def shown(writer: Writer, body: str) -> str:
    document = writer.library.procedures["QT.DN.01"]
    return former_prose(writer, replace(document, path="procedures/cu/qt-dn-01.md", body=body), PAGE)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[a](../qt-dn-04.md)", "[a](../qt-dn-04.md)"),
        ("[a](../qt-dn-04.md#noi-cu)", "[a](../qt-dn-04.md)"),
        ("[a](../../records/legal/2016-07-nd-cp.md)", "[a](../../phap-ly/2016-07-nd-cp.md)"),
        ("[a](../qt-dn-02.md)", "[a](../qt-dn-02.md)"),
        ("[a](../qt-dn-99.md)", "a"),
        ("[a](https://mau.example/)", "a"),
        ("[a](javascript:b)", "a"),
        ("[a\nb](javascript:c)", "[a\nb]\\(javascript:c)"),
        ("[a [b](c) d](javascript:e)", "a [b d]\\(javascript:e)"),
        ("[a][(javascript:b)](../qt-dn-99.md)", "[a]\\(javascript:b)"),
        ("[a](java&#115;cript:b)", "a"),
        ("![hình](hinh.png)", "hình"),
        ("# Mục\n[a](#muc) [b](#khac)", "# Mục\n[a](#muc) b"),
        ("[a]: javascript:b", "\\[a]: javascript:b"),
        ("a{: onclick=b }", "a\\{: onclick=b }"),
        ("<script>a</script>", "&lt;script>a&lt;/script>"),
        ("5 < 6", "5 < 6"),
        ("[[QT.DN.04]]", "[QT.DN.04 Điều chỉnh giấy phép mẫu](../qt-dn-04.md)"),
        ("[[plans/da-mat]]", "plans/da-mat"),
    ],
)
def test_old_prose(writer: Writer, body: str, expected: str) -> None:
    assert shown(writer, body) == expected


PIECES = st.sampled_from(
    [*"<>[](){}:/!#`~\n ab", "](", "<script", "javascript:", "[[", "]]", "{:", "onclick=b", "&lt;", "```\n"]
)


class _Dangers(HTMLParser):
    """What a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in {"script", "img", "iframe"} else []
        self.found += [name for name, value in attrs if name.startswith("on") or "script:" in (value or "")]


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_of_an_old_text_runs(writer: Writer, body: str) -> None:
    dangers = _Dangers()
    extensions = ["attr_list", "tables", "sane_lists", "admonition"]
    dangers.feed(markdown.markdown(shown(writer, body), extensions=extensions))
    assert dangers.found == []
