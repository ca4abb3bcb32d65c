"""The fingerprint holds for what is approved, and for nothing else."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import library_cases
import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sotay import front_matter
from sotay.fingerprint import (
    canonical_body,
    canonical_field,
    canonical_form,
    controlled_fields,
    fingerprint,
    joined,
)
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Document
from sotay.load import load

SOURCE = (library_cases.BASE / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8")
bodies = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n \t\u00a0\r"), max_size=80)
FULL: dict[str, Any] = {
    "code": "QT.DN.01",
    "title": "Cấp giấy phép mẫu",
    "kind": "procedure",
    "division": "VP",
    "version": "02",
    "effective": date(2021, 3, 1),
    "prepared_by": "thu-ky",
    "reviewed_by": "truong-phong",
    "approved_by": "lanh-dao",
    "clauses": ["8.1", "8.5.1"],
    "legal_basis": ["07/2016/NĐ-CP", {"number": "31/2021/NĐ-CP", "articles": "Điều 5"}],
    "service": {
        "name": "Thủ tục mẫu",
        "processing_time": 5,
        "unit": "ngày làm việc",
        "fee": "Không",
        "channels": ["Trực tiếp", "Trực tuyến"],
        "components": [{"name": "Đơn", "originals": 1, "copies": 2, "form": "BM.01"}],
        "sets": 2,
    },
    "steps": [
        {"what": "Tiếp nhận", "who": "Một cửa", "hours": 4},
        {"what": "Ký", "who": "Lãnh đạo", "hours": 0.5},
    ],
    "forms": [{"code": "BM.01", "title": "Đơn"}],
    "records": [{"name": "Hồ sơ", "place": "VP", "keep": "10 năm"}],
    "changes": [
        {"version": "01", "date": date(2020, 3, 1), "summary": "Ban hành"},
        {"version": "02", "date": date(2021, 3, 1), "summary": "Sửa", "because": ["31/2021/NĐ-CP"]},
    ],
    "tags": ["mẫu"],
    "review_every": 6,
    "sample": True,
}
BODY = "## 1. Mục đích\n\nMột đoạn văn  \nxuống dòng.\n\n```\nmã\n\n\n  mã thụt\n```\n\n| a | b |\n|---|---|\n\n- một\n    - hai\n"


def document(body: str, **changed: object) -> Document[ControlledDocument]:
    read = load(library_cases.BASE, as_of=None, today=date(2021, 10, 29)).procedures["QT.DN.01"]
    return Document(read.path, read.meta.model_copy(update=changed), body, 1, "")


def taken(tmp_path: Path, text: str) -> str:
    (tmp_path / "procedures").mkdir(exist_ok=True)
    (tmp_path / "procedures" / "qt-dn-01.md").write_text(text, encoding="utf-8")
    library = load(tmp_path, as_of=None, today=date(2021, 10, 29))
    return fingerprint(library.procedures["QT.DN.01"])


def test_tags_order_of_keys_and_way_of_writing_change_nothing(tmp_path: Path) -> None:
    head, _fence, body = SOURCE.removeprefix("---\n").partition("---\n")
    lines = head.splitlines()
    own = taken(tmp_path, SOURCE)
    rows = [line for line in lines if line.startswith("  ")]
    keys = [line for line in lines if not line.startswith("  ")]
    keys.remove("changes:")
    shuffled = "\n".join([*reversed(keys), "changes:", *rows])
    assert taken(tmp_path, f"---\n{shuffled}\n---\n{body}") == own
    assert taken(tmp_path, SOURCE.replace("sample: true\n", "tags: [mẫu, khác]\nnote: x\n")) == own
    assert taken(tmp_path, SOURCE.replace("title: Cấp giấy phép mẫu", 'title: "Cấp giấy phép mẫu"')) == own
    assert taken(tmp_path, SOURCE.replace("title:", "confidentiality: công khai\ntitle:")) == own
    assert taken(tmp_path, SOURCE.replace("changes:", "forms: []\nchanges:")) == own


def test_every_controlled_field_counts(tmp_path: Path) -> None:
    own = taken(tmp_path, SOURCE)
    for old, new in (
        ("mẫu\nkind", "mẫu.\nkind"),
        ('"01"\n', '"02"\n'),
        ("2020-08-20\n", "2020-08-21\n"),
        ("lần đầu", "lần 1"),
    ):
        assert old in SOURCE
        assert taken(tmp_path, SOURCE.replace(old, new, 1)) != own


@given(bodies)
@example("0\r\n0")
def test_the_canonical_body_is_settled(body: str) -> None:
    once = canonical_body(body)
    assert canonical_body(once) == once
    for end in ("\n", "\r\n", "\r"):
        assert canonical_body(re.sub(r"\r\n|\r|\n", end, body)) == once
    assert canonical_body(unicodedata.normalize("NFD", body)) == once
    assert canonical_body("\n \t\n" + body + "\n \n") == once


@given(bodies, st.integers(0, 80), st.sampled_from("aăđ1.-"))
def test_any_letter_added_changes_it(body: str, place: int, letter: str) -> None:
    altered = body[:place] + letter + body[place:]
    assert fingerprint(document(altered)) != fingerprint(document(body))


def test_the_canonical_form_can_be_computed_again_by_anyone() -> None:
    form = canonical_form(document("Một\n", title="Tên")).decode()
    assert form.startswith('{"body":"Một","fields":{"approved_by":"lanh-dao","changes":[{"date":"2020-08-20"')
    assert '"title":"Tên"' in form
    assert "sample" not in form


class Plain(yaml.SafeDumper):
    """Writes out what stands twice."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def written(values: dict[str, Any], body: str = BODY, **style: Any) -> str:
    """Return the fingerprint of a document written as YAML in a style, and read again."""
    style = {"allow_unicode": True, "sort_keys": False, **style}
    front = front_matter.read(f"---\n{yaml.dump(values, Dumper=Plain, **style)}---\n{body}", "")
    assert not front.findings
    return fingerprint(Document("", ControlledDocument.model_validate(front.values), front.body))


def shuffled(value: Any, order: st.DataObject) -> Any:
    if isinstance(value, dict):
        keys = order.draw(st.permutations(list(value)))
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(item, order) for item in value] if isinstance(value, list) else value


styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "width": st.sampled_from([20, 10_000]),
        "allow_unicode": st.booleans(),
    }
)
empty: st.SearchStrategy[dict[str, list[str]]] = st.dictionaries(
    st.sampled_from(["aliases", "distribution", "waivers"]), st.just([])
)


@settings(max_examples=60, deadline=None)
@given(st.data(), styles, empty)
def test_the_way_of_writing_changes_nothing(
    data: st.DataObject, style: dict[str, Any], more: dict[str, Any]
) -> None:
    assert written(shuffled(FULL, data) | more | {"note": None}, **style) == written(FULL)


@pytest.mark.parametrize("form", ["NFD", "NFC"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_decomposed_letters_change_nothing(tmp_path: Path, form: str, line_end: str) -> None:
    text = unicodedata.normalize(form, SOURCE).replace("\n", line_end)  # type: ignore[arg-type]
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "qt-dn-01.md").write_bytes(text.encode())
    library = load(tmp_path, as_of=None, today=date(2021, 10, 29))
    assert fingerprint(library.procedures["QT.DN.01"]) == taken(tmp_path, SOURCE)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of each scalar in what is controlled."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index))]
    return [path]


LEAVES = [path for path in leaves(FULL) if path[0] in controlled_fields(ControlledDocument)]


def changed(value: Any, path: tuple[str | int, ...], leaf: Any) -> Any:
    if not path:
        return leaf
    if isinstance(value, dict):
        return {
            key: changed(inner, path[1:], leaf) if key == path[0] else inner for key, inner in value.items()
        }
    return [changed(inner, path[1:], leaf) if key == path[0] else inner for key, inner in enumerate(value)]


def form_of(values: dict[str, Any], body: str = BODY) -> bytes:
    controlled = controlled_fields(ControlledDocument)
    return joined(
        body, (canonical_field(name, value) for name, value in values.items() if name in controlled)
    )


def test_the_form_of_values_is_the_form_of_the_document() -> None:
    front = front_matter.read(f"---\n{yaml.dump(FULL, Dumper=Plain, allow_unicode=True)}---\n{BODY}", "")
    document = Document("", ControlledDocument.model_validate(front.values), front.body)
    assert canonical_form(document) == form_of(FULL)
    assert json.loads(canonical_form(document))["fields"].keys() == FULL.keys() - {
        "tags",
        "review_every",
        "sample",
    }


@pytest.mark.parametrize(
    "changed_fields",
    [
        {"title": "Ca\u0302\u0301p gia\u0301y"},
        {"title": "null, [], {}, .0, e+"},
        {"clauses": [], "forms": []},
        {"service": {**FULL["service"], "conditions": [], "channels": []}},
        {"steps": [{"what": "a", "who": "b", "hours": 2.0}, {"what": "a", "who": "b", "hours": 0.25}]},
        {"steps": [{"what": "a", "who": "b", "hours": 123456789012345.0}]},
        {"steps": [{"what": "a", "who": "b", "hours": -0.0}]},
    ],
)
def test_what_is_to_be_settled_in_a_document_is_settled_as_in_its_values(
    changed_fields: dict[str, Any],
) -> None:
    values = FULL | changed_fields
    front = front_matter.read(f"---\n{yaml.dump(values, Dumper=Plain)}---\n{BODY}", "")
    document = Document("", ControlledDocument.model_validate(front.values), front.body)
    assert canonical_form(document) == form_of(values)
    assert unicodedata.is_normalized("NFC", canonical_form(document).decode())


@pytest.mark.parametrize("path", LEAVES, ids=lambda path: ".".join(map(str, path)))
def test_every_scalar_of_the_approved_text_counts(path: tuple[str | int, ...]) -> None:
    value: Any = FULL
    for part in path:
        value = value[part]
    others: list[Any] = (
        [f"{value}.", f" {value}", f"{value}\u200b", f"{value} "] if isinstance(value, str) else []
    )
    if isinstance(value, date):
        others = [value.replace(day=2)]
    elif not others:
        others = [value + 1, value + 0.25, -value]
    for other in others:
        assert form_of(changed(FULL, path, other)) != form_of(FULL)


@settings(max_examples=300)
@given(
    st.integers(0, len(BODY)),
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(["put", "replace", "drop"]),
)
def test_one_character_of_the_body_counts_save_blanks_that_nobody_sees(
    place: int, letter: str, how: str
) -> None:
    rest = BODY[place:] if how == "put" else BODY[place + 1 :]
    altered = BODY[:place] + ("" if how == "drop" else letter) + rest
    assume(visible(altered) != visible(BODY))
    assert canonical_body(altered) != canonical_body(BODY)


def visible(body: str) -> str:
    """Return a body as Markdown's own rules let it be seen: what stands at the end of a line either breaks it or is nothing."""
    lines = unicodedata.normalize("NFC", body).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip(" \t"):
        lines.pop()
    while lines and not lines[0].strip(" \t"):
        lines.pop(0)
    ends = [line.expandtabs(4)[len(line.rstrip(" \t").expandtabs(4)) :] for line in lines]
    shown = [
        line.rstrip(" \t") + ("<br>" if len(end) > 1 and line.strip(" \t") else "")
        for line, end in zip(lines, ends, strict=True)
    ]
    return "\n".join(shown).removesuffix("<br>")


texts = st.text(st.sampled_from("ab \t\n"), max_size=12)


@settings(max_examples=500)
@given(texts, texts)
def test_bodies_of_one_fingerprint_look_alike(one: str, other: str) -> None:
    for body in (one, other, f"{one} {other}", f"{one}\t{other}", f"{one}{other} ", f"{one}  \n{other}"):
        assert visible(canonical_body(body)) == visible(body)
    if canonical_body(one) == canonical_body(other):
        assert visible(one) == visible(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("một\nhai", "một \nhai", True),
        ("một  \nhai", "một     \nhai", True),
        ("một\nhai", "một  \nhai", False),
        ("một\nhai", "một\t\nhai", False),
        ("mộ\t\nhai", "mộ\t \nhai", False),
        ("một\nhai", "một\u00a0\nhai", False),
        ("một\nhai", "một\u3000\nhai", False),
        ("một\n\nhai", "một\n \t \nhai", True),
        ("một\n\nhai", "một\n\n\nhai", False),
        ("một\n\nhai", "một\n\u00a0\nhai", False),
        ("```\na\n\nb\n```", "```\na\nb\n```", False),
        ("```\na\nb\n```", "```\na \nb\n```", True),
        ("```\na\nb\n```", "```\n a\nb\n```", False),
        ("    mã", "mã", False),
        ("\n\nmột", "một  \n \n", True),
        ("một", "một\u200b", False),
        ("một", "một\n\u00a0", False),
        ("a\u2028b", "a\nb", False),
        ("a\x0bb", "a\nb", False),
    ],
)
def test_which_white_space_counts(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (canonical_body(one) == canonical_body(other)) is same
