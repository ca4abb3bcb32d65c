"""Pins enter a decision record, and nothing else in its file moves."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sotay import front_matter
from sotay.kinds.decision import Pin
from sotay.pinning import PinningFailedError, pinned

CASES = sorted((Path(__file__).parent / "cases" / "pinning").glob("*.md"))
NEW = (
    Pin(code="QT.DN.01", version="02", sha256="a" * 64),
    Pin(code="QT.DN.02", version="01", sha256="0b1" + "1" * 61),
)
words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\u2028\u2029\x85")
)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_case(case: Path) -> None:
    before, after = case.read_text(encoding="utf-8").split("=====\n")
    if after.strip() == "refused":
        with pytest.raises(PinningFailedError, match=r"QT\.DN\.01"):
            pinned(before, NEW)
    else:
        assert pinned(before, NEW) == after


@given(
    st.lists(st.sampled_from(["QT.DN.01", "QT.DN.03", "QT.DN.04"]), unique=True),
    words,
    st.sampled_from([True, False, None]),
    st.booleans(),
    st.text(st.sampled_from("# \n-x:")),
)
def test_whatever_the_record_says_it_goes_on_saying(
    codes: list[str],
    note: str,
    flow: bool | None,  # noqa: FBT001 (drawn by hypothesis)
    last: bool,  # noqa: FBT001 (likewise)
    body: str,
) -> None:
    rows = [{"code": code, "version": "01", "sha256": "c" * 64} for code in codes]
    fields = {"number": "1/QĐ-X", "issues": rows, "note": note}
    if last:
        fields = {"note": note, "number": "1/QĐ-X", "issues": rows}
    text = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=60)
    before = f"---\n# một chú thích\n{text}---\n{body}"
    read = front_matter.read(before, "")
    if read.findings or not read.readable or flow is True:
        return  # a record that is one flow mapping, or that the check refuses, is another matter
    after = pinned(before, NEW)
    now = front_matter.read(after, "")
    assert now.body == read.body
    assert now.values["note"] == read.values["note"]
    kept = dict.fromkeys(codes, "c" * 64) | {pin.code: pin.sha256 for pin in NEW}
    assert {pin["code"]: pin["sha256"] for pin in now.values["issues"]} == kept
    assert "# một chú thích" in after


def test_pins_already_there_change_nothing() -> None:
    once = pinned("---\nnumber: 1/QĐ-X\n---\n", NEW)
    assert pinned(once, NEW) == once
