"""Of a register with bad rows each is complained of, and the rest is counted."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from library_cases import BASE, LIBRARIES

from sotay import pipeline, register_file, rules
from sotay.formulas import runs
from sotay.inspection import judgement, paper, telling
from sotay.kinds import all_rows
from sotay.kinds.base import Row
from sotay.kinds.dossier import Dossier
from sotay.library import Library
from sotay.load import load
from sotay.outputs import findings_json, findings_text
from sotay.site.build import stage_site
from sotay.sound_rows import sound_rows

HEAD = "code,procedure,applicant,received_at,due_at,returned_at,suspended\n"
PATH = "records/dossiers/2021.csv"
SECRET = "Phạm Bí Mật 0912 345 678"
DAYS = [date(2021, 1, 4) + timedelta(days=7 * week) for week in range(35)]


def good(number: int) -> list[str]:
    """Return a row that is right: received on a Monday, returned a week later."""
    day = DAYS[number % len(DAYS)]
    return [
        f"000.00.01.H00-{day:%y%m%d}-{number:04}",
        "QT.DN.01",
        f"Người mẫu {number} (dữ liệu mẫu)",
        f"{day}T08:00",
        f"{day + timedelta(days=9)}T17:00",
        f"{day + timedelta(days=7)}T10:00",
        "",
    ]


BAD = {
    "no moment": (3, "2021-02-30T08:00", "DOC133"),
    "no code": (0, "", "DOC132"),
    "another century": (4, "0021-03-10T17:00", "DOC133"),
    "a comma too many": (2, "Người mẫu, đại diện", "DOC133"),
    "unknown procedure": (1, "QT.DN.09", "DOS101"),
    "a code twice": (0, good(1)[0], "DOS102"),
    "returned too soon": (5, "2021-01-01T08:00", "DOS103"),
    "due too soon": (4, "2021-01-01T08:00", "DOS103"),
    "suspended backwards": (6, "2021-12-02T08:00/2021-12-01T08:00", "DOS103"),
    "suspended without a moment": (6, "2021-02-31T08:00/", "DOC133"),
}


def register() -> tuple[str, dict[int, str]]:
    """Return a register of 1,000 rows, and line → the code that is to complain of it, of ten of them."""
    rows = [good(number) for number in range(1, 1001)]
    wrong = {}
    for place, (column, value, code) in enumerate(BAD.values()):
        index = 50 + 97 * place
        rows[index][column] = value
        wrong[index + 2] = code
    return HEAD + "".join(",".join(row) + "\n" for row in rows), wrong


def laid(root: Path, text: str) -> Library:
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    (root / PATH).parent.mkdir(parents=True)
    (root / PATH).write_text(text, encoding="utf-8")
    return load(root, as_of=date(2021, 12, 31), today=date(2021, 12, 31))


def test_one_bad_row_in_a_hundred_is_found_and_the_rest_counted(tmp_path: Path) -> None:
    text, wrong = register()
    library = laid(tmp_path, text)
    found = {(f.place.line, f.code) for f in rules.check(library).findings if f.place.file == PATH}
    assert {pair for pair in found if pair[1] != "DOS104"} == set(wrong.items())
    assert {line for line, _code in found} == set(wrong)
    told = sound_rows(library)
    assert (len(told.rows), told.left_out, told.left_out_by_file) == (990, 10, {PATH: 10})
    assert {row.line for row in told.rows} == set(range(2, 1002)) - set(wrong)
    assert sound_rows(library) is told


def test_every_row_is_counted_or_left_out(tmp_path: Path) -> None:
    text, _wrong = register()
    library = laid(tmp_path, text)
    assert len(library.dossiers) + library.unread[PATH] == 1000
    assert library.unread[PATH] == sum(code.startswith("DOC") for _column, _value, code in BAD.values())


def test_warnings_leave_no_row_out(tmp_path: Path) -> None:
    row = good(1)
    row[0] = row[0].replace("210111", "210112")
    library = laid(tmp_path, HEAD + ",".join(row) + "\n")
    assert "DOS104" in {finding.code for finding in rules.check(library).findings}
    assert (len(sound_rows(library).rows), sound_rows(library).left_out) == (1, 0)


@pytest.mark.parametrize(
    ("text", "rows", "unread", "codes"),
    [
        ("", 0, 0, []),
        (HEAD, 0, 0, []),
        ("cod,procedure\n1,2\n3,4\n", 0, 2, ["DOC131"]),
        (HEAD.strip() + ",code\n" + ",".join(good(1)) + ",x\n", 0, 1, ["DOC114"]),
        ("code,procedure,applicant,received_at\n1,2,3,4\n", 0, 1, ["DOC132"]),
        (HEAD + ",".join(good(1)) + '\n"a,b\n' + ",".join(good(2)) + "\n", 1, 2, ["DOC113"]),
    ],
)
def test_what_cannot_be_read_is_counted(text: str, rows: int, unread: int, codes: list[str]) -> None:
    found = register_file.read(text, PATH, Dossier)
    assert (len(found.rows), found.unread) == (rows, unread)
    assert [finding.code for finding in found.findings] == codes


def test_a_break_is_named_where_it_begins() -> None:
    found = register_file.read(HEAD + ",".join(good(1)) + '\n"a,b\nc\n', PATH, Dossier)
    assert [finding.place.line for finding in found.findings] == [3]


def test_a_register_that_is_no_text_is_left_out_and_counted(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_bytes((HEAD + ",".join(good(1)) + "\n").encode("utf-16"))
    library = load(tmp_path, as_of=date(2021, 12, 31), today=date(2021, 12, 31))
    assert sound_rows(library).left_out == 1


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "＝1+1", " =1+1", "Công ty;=1+1", 'Công ty;"=1+1"',
        "dòng một\n=1+1", "+84 912 345;=1", "- gạch đầu dòng", "+84abc",
    ],
)  # fmt: skip
def test_a_formula_is_told(cell: str) -> None:
    assert runs(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "+84 912 345 678", "+84912345678", "-5", "-5,5", "-1.000.000", "Công ty TNHH A - B", "a=b", "mau@mau.example",
        "2021-03-02T08:00/2021-03-03T08:00;2021-03-04T08:00/", "1;2;4", "'=1+1", "Số 5; phòng 2",
    ],
)  # fmt: skip
def test_what_is_no_formula_is_left_alone(cell: str) -> None:
    assert not runs(cell)


@pytest.mark.parametrize("kind", all_rows(), ids=lambda kind: kind.name)
def test_a_cell_that_cannot_be_read_is_told_to_those_who_mend_it_alone(kind: type[Row]) -> None:
    for name in kind.model_fields:
        cells = [SECRET if column == name else "" for column in kind.model_fields]
        text = ",".join(kind.model_fields) + "\n" + ",".join(cells) + "\n"
        for finding in register_file.read(text, "records/x.csv", kind).findings:
            assert SECRET not in finding.message
            assert finding.place.field in kind.model_fields
            assert not finding.quoting or SECRET in finding.quoting


@pytest.mark.parametrize("kind", all_rows(), ids=lambda kind: kind.name)
def test_a_row_read_for_a_header_is_told_to_those_who_mend_it_alone(kind: type[Row]) -> None:
    text = f"{SECRET},=1+1,=1+1\nx,=1+2,+84a\n"
    strange, *others = register_file.read(text, "records/x.csv", kind).findings[::-1]
    assert others
    for finding in (strange, *others):
        assert SECRET not in finding.message
        assert "=1+1" not in finding.message
        assert not finding.place.field
    assert [f.code for f in others if SECRET in f.in_full] == ["DOC131"]


def test_a_typing_error_in_a_header_is_named_to_everybody() -> None:
    [finding] = register_file.read("code,proceduer\n", PATH, Dossier).findings
    assert "`proceduer`" in finding.message
    assert not finding.quoting


def test_what_a_row_holds_reaches_no_page_and_no_paper(tmp_path: Path) -> None:
    shutil.copytree(LIBRARIES / "one-stop", tmp_path, dirs_exist_ok=True)
    with (tmp_path / PATH).open("a", encoding="utf-8") as told:
        told.write(
            f"000.00.01.H00-210602-0099,{SECRET},QT.DN.01,2021-06-02T08:00,2021-06-11T17:00,,{SECRET}\n"
        )
    library = load(tmp_path, as_of=None, today=date(2021, 12, 31))
    check = pipeline.judge(library)
    assert findings_text.render(check).decode().count(SECRET) == 2
    assert findings_json.render(check).decode().count(SECRET) == 2
    for name in ("github", "gitlab", "markdown", "rdjson", "sarif"):
        assert SECRET not in import_module(f"sotay.outputs.findings_{name}").render(check).decode()
    inspection = judgement.inspect(library, check)
    assert SECRET not in telling.as_text(inspection).decode()
    assert SECRET not in telling.as_json(inspection).decode()
    assert SECRET not in repr(paper.compose(library, inspection))
    staged = stage_site(library)
    pages = [
        page.read_text(encoding="utf-8") for page in staged.rglob("*") if page.suffix in {".md", ".json"}
    ]
    assert any("không hiển thị: có thể chứa dữ liệu cá nhân" in page for page in pages)
    assert not [page for page in pages if SECRET in page]
