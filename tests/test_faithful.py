"""Laying into a document what a form saved: what the person changed, and nothing else."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sotay import front_matter
from sotay.editor.faithful import merged

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted((*ROOT.glob("procedures/**/*.md"), *ROOT.glob("records/**/*.md")))

OLD = """---
# Ghi chú của thư viện mẫu
code:   QT.VP.01
version: "01"
effective: 2026-01-05   # ngày ký
clauses: ['8.1', "8.2"]
title: >-
  Quy trình
  tiếp dân
steps:
  - what: Tiếp nhận   # tại bộ phận một cửa
    hours: 4
  - {what: Thẩm định, hours: 16}

  # bước cuối
  - what: Trả kết quả
    hours: 0.50
note: cũ
---

# Nội dung

Một dòng.
"""


CHANGES: list[tuple[str, str, dict[str, Any]]] = [
    ("note: cũ", "note: mới", {"note": "mới"}),
    ('"01"', '"02"', {"version": "02"}),
    ("2026-01-05   #", "2026-02-01   #", {"effective": "PLAIN 2026-02-01"}),
    ("note: cũ\n", "", {"note": ""}),
    ("note: cũ\n", "note: cũ\nkind: procedure\n", {"kind": "procedure"}),
    ("'8.1', \"8.2\"", '"8.1"', {"clauses": ["8.1"]}),
    ("Tiếp nhận   #", "Nhận   #", {"steps.0.what": "Nhận"}),
    ("hours: 16}", "hours: 8}", {"steps.1.hours": 8}),
    ("  - {what: Thẩm định, hours: 16}\n", "", {"steps.1": None}),
    ("    hours: 0.50\n", "    hours: 0.50\n    who: An\n", {"steps.2.who": "An"}),
    ("hours: 0.50\n", 'hours: 0.50\n  - what: "Lưu: 1"\n', {"steps.3": {"what": "Lưu: 1"}}),
]  # fmt: skip
"""What stands in OLD once, what shall stand there, and what the form says instead at a path of its values."""


def saved(values: dict[str, Any], body: str = "# Nội dung\n\nMột dòng.") -> bytes:
    """Write a document as a program does: everything anew, in its own way."""
    return f"---\n{json.dumps(values, ensure_ascii=False, default=str)}\n---\n{body}\n".encode()


def values_of(document: str | bytes) -> dict[str, Any]:
    text = document if isinstance(document, str) else document.decode()
    read = front_matter.read(text, "x.md")
    assert not read.findings
    return read.values


def as_form(text: str) -> bytes:
    """Write a document anew, as the form editor does: dates plain, one style for all, the body without blank lines around it."""
    source, body = front_matter.split(text)

    class Tree(yaml.CSafeLoader):
        """Days stay as written."""

    Tree.yaml_implicit_resolvers = {
        letter: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
        for letter, forms in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    values = yaml.load(source, Tree)
    written = yaml.dump(values, allow_unicode=True, sort_keys=False, width=80, Dumper=_Plain)
    return f"---\n{written}---\n{body.strip()}".encode()


class _Plain(yaml.SafeDumper):
    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own)
        letter: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
        for letter, forms in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_document_that_nobody_changed_keeps_every_byte(path: Path) -> None:
    old = path.read_bytes()
    assert merged(old, as_form(old.decode())) == old


def test_blank_fields_are_no_fields() -> None:
    blank = {"tags": [], "note": "", "service": {"code": None, "components": [{"name": ""}]}}
    assert values_of(merged(b"", saved({"code": "QT.VP.01", **blank}))) == {"code": "QT.VP.01"}
    assert merged(OLD.encode(), saved(values_of(OLD) | {"tags": [], "service": {"name": ""}})) == OLD.encode()


@pytest.mark.parametrize(("old", "new", "change"), CHANGES)
def test_one_change_changes_its_own_bytes(old: str, new: str, change: dict[str, Any]) -> None:
    values = json.loads(json.dumps(values_of(OLD), default=str))
    for path, value in change.items():
        put(values, path.split("."), value)
    written = saved(values).decode().replace('"PLAIN 2026-02-01"', "2026-02-01")
    assert OLD.count(old) == 1
    assert merged(OLD.encode(), written.encode()).decode() == OLD.replace(old, new)


def put(values: Any, path: list[str], value: Any) -> None:
    """Set, add or take away (None) what stands at a path."""
    for part in path[:-1]:
        values = values[int(part) if part.isdigit() else part]
    last = path[-1]
    if not last.isdigit():
        values[last] = value
    elif value is None:
        del values[int(last)]
    else:
        values[int(last) : int(last) + 1] = [value]


def test_body_alone_is_changed_between_the_blank_lines_around_it() -> None:
    answer = merged(OLD.encode(), saved(values_of(OLD), "# Nội dung\n\nHai dòng."))
    assert answer.decode() == OLD.replace("Một dòng.", "Hai dòng.")


def test_what_cannot_be_read_is_returned_as_saved() -> None:
    assert merged(OLD.encode(), b"---\n{\n---\n") == b"---\n{\n---\n"
    assert merged(OLD.encode(), b"\xff") == b"\xff"
    assert merged(b"no front matter", saved({"code": "A"})).endswith("Một dòng.\n".encode())


texts = st.text(
    string.ascii_letters + "ạĐư 0123456789:#-'\"{}[],&*!|>%@`~\\\n.", min_size=1, max_size=12
).filter(lambda text: text.strip())
scalars = st.one_of(texts, st.integers(-999, 999), st.booleans(), st.dates().map(str))
names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=6)
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4), st.dictionaries(names, inner, min_size=1, max_size=4)
    ),
    max_leaves=10,
)
documents = st.dictionaries(names, trees, min_size=1, max_size=5)


def written(old: dict[str, Any], *, flow: bool | None) -> str:
    """Return a document as PyYAML writes it; one that it leaves bare where other readers read otherwise is passed over."""
    source = yaml.dump(old, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    text = f"---\n{source}---\n\nx\n"
    assume(not front_matter.read(text, "x.md").findings)
    return text


@given(old=documents, new=documents, flow=st.sampled_from([None, False, True]))
def test_whatever_is_saved_is_what_is_said_afterwards(
    *, old: dict[str, Any], new: dict[str, Any], flow: bool | None
) -> None:
    text = written(old, flow=flow)
    answer = merged(text.encode(), saved(new, "x"))
    assert values_of(answer) == values_of(saved(new, "x"))
    assert merged(answer, saved(new, "x")) == answer


@given(old=documents, data=st.data(), flow=st.sampled_from([None, False]))
def test_fields_that_keep_their_value_keep_their_bytes(
    *, old: dict[str, Any], data: st.DataObject, flow: bool | None
) -> None:
    lines = {
        name: yaml.dump(
            {name: value},
            allow_unicode=True,
            default_flow_style=flow if isinstance(value, list | dict) else False,
        )
        for name, value in old.items()
    }
    changed = data.draw(st.sampled_from(sorted(old)))
    new = old | {changed: data.draw(trees)}
    answer = merged(f"---\n{''.join(lines.values())}---\n\nx\n".encode(), saved(new, "x")).decode()
    assert all(lines[name] in answer for name in old if name != changed)
