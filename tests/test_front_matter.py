"""Reading is total: any bytes give values and findings, never an exception; what it understands agrees with YAML."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from sotay import front_matter, masks

if TYPE_CHECKING:
    from collections.abc import Iterator

words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\u2028\u2029\x85"),
    max_size=20,
)
scalars = st.one_of(
    words,
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.none(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(words.filter(bool), inner, max_size=4)
    ),
    max_leaves=12,
)


def tupled(value: object) -> object:
    if isinstance(value, list):
        return tuple(tupled(item) for item in value)
    if isinstance(value, dict):
        return {key: tupled(item) for key, item in value.items()}
    return value


def texts(value: object) -> Iterator[str]:
    """Yield every text and every field's name in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in texts(part))
    elif isinstance(value, list):
        yield from (text for item in value for text in texts(item))


@given(st.dictionaries(words.filter(bool), values, max_size=5))
@example({"a": "08", "b": "0:0", "c": "Y"})
@example({"a": "Mẫu\nЭкология \u2066", "b": ["\\Д"]})
@example({"a": "Mẫu \xad\nЭкология"})
@example({"a": "Mẫu\nЭкология"})
def test_what_yaml_writes_is_read_back(written: dict[str, object]) -> None:
    text = "---\n" + yaml.safe_dump(written, allow_unicode=True, sort_keys=False) + "---\nbody\n"
    if "&id" in text:
        return
    read = front_matter.read(text, "a.md")
    codes = {finding.code for finding in read.findings}
    dubious = codes - {"SEC308"}
    assert dubious <= {"DOC122", "DOC124"}, "PyYAML leaves 08, 0:0 and Y without quotes"
    assert dubious or read.values == tupled(written)
    assert ("SEC308" in codes) == any(masks.find(text) for text in texts(written))
    assert read.body == "body\n"


@given(st.binary(max_size=300))
@example(b"---\n? [a]\n: b\n---\n")
@example(b"---\n{a: b, ? c}\n---\n")
@example(b"---\nx: !!int '3'\n---\n")
@example(b"---\n%YAML 1.2\n---\n")
@example(b"---\n--- \n---")
@example(b"---\nx: \x00\n---\n")
@example(b"---\na: *b\n---\n")
@example(b"---\n<<: {a: 1}\n---\n")
def test_any_bytes_give_findings_and_no_exception(data: bytes) -> None:
    text, findings = front_matter.decode(data, "a.md")
    assert (text is None) <= bool(findings)
    if text is not None:
        read = front_matter.read(text, "a.md")
        assert read.readable or read.findings
        for finding in (*findings, *read.findings):
            assert finding.place.line >= 1
            assert finding.place.column >= 1
            assert finding.message


@given(st.text("[]{}-: \n&*!|>'\"#,ab01", max_size=120))
def test_any_yaml_like_text_gives_findings_and_no_exception(text: str) -> None:
    read = front_matter.read(f"---\n{text}\n---\n", "a.md")
    assert read.readable or read.findings


def test_a_place_is_found_again_by_its_path() -> None:
    source = "title: a\nsteps:\n  - what: b\n  - what: c\n    who: d\n"
    assert front_matter.locate(source, ("steps", 1, "who")) == (5, 5)
    assert front_matter.locate(source, ("steps", 1)) == (4, 5)
    assert front_matter.locate(source, ("steps", 1, "missing")) == (4, 5)
    assert front_matter.locate(source, ("nothing",)) == (1, 1)
    assert front_matter.raw_text(source, ("steps", 1, "who")) == "d"


def test_a_mapping_may_not_merge() -> None:
    read = front_matter.read("---\n<<: x\n---\n", "a.md")
    assert read.values == {"<<": "x"}, "a merge key is an ordinary, unknown field"
