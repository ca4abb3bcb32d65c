"""Laying into a document what a form over a forge saved, in the browser: what the person changed, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from test_faithful import CHANGES, DOCUMENTS, OLD, documents, put, saved, values_of, written

from sotay import front_matter
from sotay.editor import pages

SCRIPT = Path(pages.__file__).parent / "assets" / "giu-nguyen.js"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


def read(text: str) -> dict[str, Any]:
    """Read a document as the form does: days are words, the text is a field."""
    values = values_of(text)
    told: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return told | {"body": front_matter.split(text)[1].strip()}


def parts(text: str) -> dict[str, str]:
    """Return the lines of each field, and the text."""
    source, body = front_matter.split(text)
    _before, *told = re.split(r"^(?=[\w-]+:)", source, flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in told} | {"body": body}


def laid(page: Page, old: str, now: dict[str, Any], order: list[str] | None = None) -> str:
    was = read(old) if old else {}
    told: str = page.evaluate(
        "([old, was, now, order]) => Faithful.laid(old, was, now, order)",
        [old, was, now, order or list(now)],
    )
    return told


EVERY_KIND = {path.parent: path for path in DOCUMENTS}.values()


@pytest.mark.parametrize(
    "path",
    # One document of each folder in each run; test_faithful.py does the same to all, without a browser.
    [
        pytest.param(path, id=path.stem, marks=[] if path in EVERY_KIND else [pytest.mark.slow])
        for path in DOCUMENTS
    ],
)
def test_each_field_of_the_library_changes_alone(page: Page, path: Path) -> None:
    old = path.read_text(encoding="utf-8")
    was = read(old)
    assert laid(page, old, was) == old
    for name in was:
        now = was | {name: "Đã đổi: khác"}
        answer = laid(page, old, now)
        assert read(answer) == now
        assert {**parts(answer), name: ""} == {**parts(old), name: ""}


@pytest.mark.parametrize(("old", "new", "change"), CHANGES)
def test_one_change_changes_its_own_bytes(page: Page, old: str, new: str, change: dict[str, Any]) -> None:
    now = read(OLD)
    for path, value in change.items():
        put(now, path.split("."), value.removeprefix("PLAIN ") if isinstance(value, str) else value)
    assert laid(page, OLD, now) == OLD.replace(old, new)


def test_new_document_has_no_blank_fields_and_those_of_the_form_in_its_order(page: Page) -> None:
    now = {"note": "", "tags": [], "service": {"name": "", "unit": None}, "title": "Tiếp dân", "code": "QT.VP.01", "version": "01", "steps": [{"what": "Nhận: hồ sơ", "hours": 4, "who": ""}], "body": "# Nội dung\n"}  # fmt: skip
    assert laid(page, "", now, ["code", "title", "version"]) == (
        '---\ncode: QT.VP.01\ntitle: Tiếp dân\nversion: "01"\nsteps:\n  - what: "Nhận: hồ sơ"\n    hours: 4\n---\n\n# Nội dung\n'
    )


@given(old=documents, new=documents, flow=st.sampled_from([None, False, True]))
def test_whatever_is_saved_is_what_is_said_afterwards(
    *, page: Page, old: dict[str, Any], new: dict[str, Any], flow: bool | None
) -> None:
    text = written(old, flow=flow)
    now = read(saved(new, "x").decode())
    answer = laid(page, text, now)
    assert read(answer) == now
    assert laid(page, answer, now) == answer
