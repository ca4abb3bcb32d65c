"""Old texts are read quickly, and say what loading them would say; each is found by what was approved in it."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import library_cases
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sotay import front_matter, pipeline, versions
from sotay.fingerprint import fingerprint
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Document

CASES = Path(__file__).parent / "cases" / "versions"
SOURCE = (library_cases.BASE / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8")
FRONT = SOURCE.split("---\n")[1]
FIELDS: dict[str, Any] = dict(front_matter.read(SOURCE, "").values)

letters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from(
    "aế\n\t :#-'\"[]{}|>&*!%@,?.=~0"
)
words = st.text(letters, min_size=1, max_size=30)
parts = st.fixed_dictionaries(
    {"what": words, "who": words}, optional={"hours": st.integers(0, 9) | st.floats(0, 99)}
)
fields = st.fixed_dictionaries(
    {
        "code": st.just("QT.DN.01"),
        "title": words,
        "kind": st.just("procedure"),
        "division": words,
        "version": st.sampled_from(["01", "02", "10"]),
        "effective": st.dates(date(1900, 1, 1), date(9999, 1, 1)),
        "prepared_by": words,
        "reviewed_by": words,
        "approved_by": words,
    },
    optional={
        "clauses": st.lists(words, max_size=3),
        "legal_basis": st.lists(
            st.just("07/2016/NĐ-CP") | st.fixed_dictionaries({"number": st.just("07/2016/NĐ-CP")})
        ),
        "steps": st.lists(parts, max_size=3),
        "service": st.none(),
        "records": st.lists(
            st.fixed_dictionaries({"name": words, "place": words, "keep": words}), max_size=2
        ),
        "tags": st.lists(words, max_size=2),
        "note": words | st.none(),
        "sample": st.booleans(),
    },
)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, None, '"', "'", "|", ">"]),
        "width": st.sampled_from([5, 40, 10_000]),
        "indent": st.integers(2, 7),
        "allow_unicode": st.booleans(),
        "sort_keys": st.booleans(),
    }
)
lines = st.sampled_from(
    [
        *(
            "",
            "#",
            "# chú thích",
            "\t",
            "  ",
            " # x",
            "...",
            "--- x",
            "---\tx",
            "- a",
            "-",
            "?",
            "? code",
            ": x",
            ":",
        ),
        *(
            "code: QT.DN.02",
            '"code": QT.DN.02',
            " version: x",
            "title:",
            "title: |",
            "title: |+",
            "  dòng",
            "\tdòng",
        ),
        *(
            'note: "mở',
            'đóng"',
            "note: 'mở",
            "code: x'",
            "note: [a,",
            "b]",
            "note: {a: b,",
            "version: c}",
            "{}",
            "[]",
        ),
        *(
            "clauses: yes",
            "forms: yes",
            "service: no",
            "hours: 010",
            "effective: 2020-02-30",
            "x: &a b",
            "x: *a",
            "x: !t b",
        ),
        *(
            "%YAML 1.1",
            "@",
            "`",
            "\u00a0",
            "\u00a0code: x",
            "\u2028code: x",
            "a\u0085code: x",
            "<<: {code: x}",
            "x: 1e400",
        ),
        *(
            "forms:",
            "- {code: a, title: b}",
            "- {code: a, code: b, title: c}",
            "x: {a: 1, a: 2}",
            "code : QT.DN.03",
            "lạ: x",
        ),
        *(
            '"c\\x6fde": QT.DN.04',
            "changes: []",
            "steps: null",
            "title: 2020-08-20",
            'title: "\\ud800"',
            "clauses: [1.0]",
        ),
    ]
)


def dumped(values: dict[str, Any], style: dict[str, Any]) -> str:
    return str(yaml.safe_dump(values, **style))


def loaded(data: bytes) -> Document[ControlledDocument] | None:
    """Return what loading makes of a file; None where it refuses it."""
    text, _findings = front_matter.decode(data, "")
    front = front_matter.read(text, "") if text is not None else None
    if front is None or not front.readable or front.dropped:
        return None
    try:
        return Document("", ControlledDocument.model_validate(front.values), front.body)
    except ValidationError:
        return None


def agrees(data: bytes) -> bool:
    """Say whether loading accepts a file; the quick reader must then say the same of it."""
    said, document = versions.Reader().said(data), loaded(data)
    if document is not None:
        meta = document.meta
        assert said == (meta.code, meta.version, meta.effective.isoformat(), fingerprint(document))
    return document is not None


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(fields, styles, words, st.sampled_from(["", "...\n"]))
def test_the_quick_reader_says_what_loading_says(
    values: dict[str, Any], style: dict[str, Any], body: str, end: str
) -> None:
    agrees(f"---\n{dumped(values, style)}{end}---\n{body}".encode())


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 15), lines), min_size=1, max_size=3), st.sampled_from(["", "\ufeff"])
)
@example([(0, "? code"), (1, ": x")], "")
@example([(0, " code: QT.DN.02")], "")
@example([(0, "{code: QT.DN.02}")], "")
def test_lines_put_anywhere_are_read_as_loading_reads_them(added: list[tuple[int, str]], mark: str) -> None:
    text = FRONT.splitlines()
    for place, line in added:
        text.insert(place, line)
    agrees("\n".join([f"{mark}---", *text, "---", "Nội dung", ""]).encode())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), lines), min_size=1, max_size=3))
def test_what_loading_cannot_read_is_no_text(added: list[tuple[int, str]]) -> None:
    text = FRONT.splitlines()
    for place, line in added:
        text.insert(place, line)
    data = "\n".join(["---", *text, "---", "Nội dung", ""]).encode()
    front = front_matter.read(data.decode(), "")
    if not front.readable or front.dropped:
        assert versions.Reader().said(data) is None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=30))
def test_no_bytes_whatever_make_it_fail(data: bytes, more: bytes) -> None:
    reader = versions.Reader()
    assert reader.said(data) is None
    whole = SOURCE.encode()
    for place in (4, 10, len(whole) // 2):
        reader.said(whole[:place] + more + whole[place:])
    reader.said(b"---\n" + data + FRONT.encode() + b"---\n" + data)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOURCE) - 1), st.characters(exclude_categories=["Cs"]) | st.just("\r"))
def test_one_character_anywhere_is_read_as_loading_reads_it(place: int, letter: str) -> None:
    agrees((SOURCE[:place] + letter + SOURCE[place + 1 :]).encode())


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_each_case_is_a_text_or_none(path: Path) -> None:
    data = path.read_bytes()
    said = versions.Reader().said(data)
    assert (said is not None) is path.stem.startswith("text-")
    if path.stem.startswith("text-as-base"):
        assert said == versions.Reader().said(SOURCE.encode())
    agrees(data)


def test_one_reader_of_many_texts_says_what_a_new_one_says() -> None:
    reader = versions.Reader()
    texts = [
        SOURCE,
        SOURCE.replace("title:", "title: >\n "),
        SOURCE.replace("changes:", "changes: yes\nx:"),
        SOURCE.replace("---\n", "---\n# đầu\n", 1),
        SOURCE.replace("Cấp giấy", "Cấp lại giấy"),
    ]
    for text in (*texts, *reversed(texts)):
        assert reader.said(text.encode()) == versions.Reader().said(text.encode())


def test_a_front_matter_that_is_too_large_is_no_text() -> None:
    more = "".join(f"x{letter}: {'ế' * 10_000}\n" for letter in "abcdefghij")
    large = SOURCE.replace("changes:", f"{more}changes:")
    assert versions.Reader().said(large.encode()) is None
    assert versions.Reader().said(large.replace("ế", "e").encode()) is not None


def repository(root: Path, *texts: str) -> None:
    """Make a library whose procedure had these texts, one a commit."""
    git = ["git", "-C", str(root), "-c", "user.name=Mẫu", "-c", "user.email=mau@mau.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    (root / "procedures").mkdir()
    (root / "agency.yml").write_bytes((library_cases.BASE / "agency.yml").read_bytes())
    for number, text in enumerate(texts):
        (root / "procedures" / "qt-dn-01.md").write_text(text, encoding="utf-8")
        subprocess.run([*git, "add", "agency.yml", "procedures"], check=True)
        subprocess.run([*git, "commit", "-qm", str(number)], check=True)


def test_a_text_whose_first_file_was_refused_is_shown_from_a_later_one(tmp_path: Path) -> None:
    repository(
        tmp_path,
        SOURCE.replace("sample: true", "tagz: [x]"),
        SOURCE.replace("sample: true", "tags: 5"),
        SOURCE,
        SOURCE.replace("Cấp", "Thu hồi"),
    )
    library = pipeline.read(tmp_path, None, date(2021, 10, 29))
    found = versions.texts(library)
    old = versions.Reader().said(SOURCE.encode())
    assert old is not None
    assert len(found) == 2
    assert found[old.sha256].document is None
    shown = versions.documents(library, [found[old.sha256]])[old.sha256]
    assert (fingerprint(shown), shown.meta.sample) == (old.sha256, True)


def test_a_text_that_nobody_understands_any_more_is_left_out(tmp_path: Path) -> None:
    repository(tmp_path, SOURCE.replace("kind: procedure", "kind: parchment"), SOURCE)
    library = pipeline.read(tmp_path, None, date(2021, 10, 29))
    found = versions.texts(library)
    assert len(found) == 2
    assert len(versions.documents(library, found.values())) == 1


def test_what_is_kept_from_the_last_time_changes_nothing(tmp_path: Path) -> None:
    repository(tmp_path, SOURCE, SOURCE.replace("Cấp", "Thu hồi"))
    first, again = (versions.texts(pipeline.read(tmp_path, None, date(2021, 10, 29))) for _time in range(2))
    assert (tmp_path / "build" / "cache" / "texts").is_file()
    assert {key: text.sighting for key, text in first.items()} == {
        key: text.sighting for key, text in again.items()
    }
    assert list(first) == list(again)
