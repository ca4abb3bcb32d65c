"""The fingerprint holds for what is approved, and for nothing else."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import library_cases
from hypothesis import given
from hypothesis import strategies as st

from sotay.fingerprint import canonical_body, canonical_form, fingerprint
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Document
from sotay.load import load

SOURCE = (library_cases.BASE / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8")
bodies = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("\n"), max_size=80)


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
def test_the_canonical_body_is_settled(body: str) -> None:
    once = canonical_body(body)
    assert canonical_body(once) == once
    assert canonical_body(body.replace("\n", "\r\n")) == once
    assert canonical_body(unicodedata.normalize("NFD", body)) == once
    assert canonical_body("\n\n" + body + "\n \n") == once


@given(bodies, st.integers(0, 80), st.sampled_from("aăđ1.-"))
def test_any_letter_added_changes_it(body: str, place: int, letter: str) -> None:
    altered = body[:place] + letter + body[place:]
    assert fingerprint(document(altered)) != fingerprint(document(body))


def test_the_canonical_form_can_be_computed_again_by_anyone() -> None:
    form = canonical_form(document("Một\n", title="Tên")).decode()
    assert form.startswith('{"body":"Một","fields":{"approved_by":"lanh-dao","changes":[{"date":"2020-08-20"')
    assert '"title":"Tên"' in form
    assert "sample" not in form
