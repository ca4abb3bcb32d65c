"""Compiled templates are code that is run: they are kept beside the engine's own, and only where Python keeps those."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemBytecodeCache

import sotay
from sotay.compiled import compiled


def test_they_stand_where_python_keeps_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = compiled()
    assert isinstance(kept, FileSystemBytecodeCache)
    assert sotay.__spec__ is not None
    assert sotay.__spec__.cached is not None
    assert Path(kept.directory) == Path(sotay.__spec__.cached).parent


def test_nothing_is_kept_where_python_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled() is None
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(os, "access", lambda *_asked: False)
    assert compiled() is None


def test_a_template_that_was_changed_is_compiled_again(tmp_path: Path) -> None:
    def filled(words: str) -> str:
        kept = FileSystemBytecodeCache(str(tmp_path))
        return (
            Environment(loader=DictLoader({"page": words}), bytecode_cache=kept).get_template("page").render()
        )

    assert [filled("one"), filled("one"), filled("two")] == ["one", "one", "two"]
    assert len(list(tmp_path.iterdir())) == 1
