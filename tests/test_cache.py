"""Texts kept from run to run: each is what it would be if it were made now, and only what is not there yet is made."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import cache

NAMES = st.dictionaries(st.text(max_size=3), st.binary(max_size=2), max_size=5)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_each_text_is_as_if_made_now_and_none_is_made_twice(asked: list[dict[str, bytes]]) -> None:
    made: list[str] = []

    def asked_for(rest_on: dict[str, bytes]) -> dict[str, str]:
        def make(name: str) -> str:
            made.append(name)
            return f"đ {rest_on[name]!r}"

        return cache.made_each(Path(folder), "texts", rest_on, make)

    with tempfile.TemporaryDirectory() as folder:
        before: set[bytes] = set()
        for rest_on in asked:
            made.clear()
            assert asked_for(rest_on) == {name: f"đ {said!r}" for name, said in rest_on.items()}
            assert list(asked_for(rest_on)) == list(rest_on)
            assert len(made) == len(set(rest_on.values()) - before)
            before = set(rest_on.values())


def test_another_engine_makes_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def text_of(word: str) -> str:
        return cache.made_each(tmp_path, "texts", {1: b"the same"}, lambda _one: word)[1]

    assert [text_of("old"), text_of("not made")] == ["old", "old"]
    monkeypatch.setattr(cache, "engine", lambda: "0" * 64)
    assert text_of("new") == "new"


@pytest.mark.parametrize("kept", [b'["half', b"[1, 2, 3]", b"7", b"\xff"])
def test_what_is_kept_and_cannot_be_read_is_made_again(tmp_path: Path, kept: bytes) -> None:
    cache.keep(tmp_path, "texts", cache.engine(), kept)
    assert cache.made_each(tmp_path, "texts", {1: b""}, lambda _one: "whole") == {1: "whole"}
