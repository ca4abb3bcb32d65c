"""A finished report is told where it contradicts itself or the library, and an honest one is left in peace."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import docx as python_docx
import library_cases
import pytest
import review_cases
import word_files
from hypothesis import given
from hypothesis import strategies as st
from review_cases import examined, reviewed, spots

from sotay import messages, pipeline, rules
from sotay.load import load
from sotay.messages import speaking
from sotay.report.compose import compose_official
from sotay.review import marked_text, reading, remarks, telling
from sotay.review.desk import Desk
from sotay.review.examination import examine
from sotay.review.paper import Paper

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from sotay.library import Library

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT.parent / "shared" / "reference" / "annual-report-2021.txt"
CASES = review_cases.all_cases()
BY_NAME = {case.name: case for case in CASES}
ALONE = [case for case in CASES if len(case.files) == 1]
OF_A_CODE = [case for case in CASES if case.code != review_cases.WHOLE]
PIECES = sorted(
    {line for case in CASES for line in review_cases.report_of(case).splitlines() if line.strip()}
)


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(ROOT, date(2021, 10, 31), date(2026, 1, 1))


@pytest.fixture(scope="module")
def composed(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the reference library, in every form."""
    out = tmp_path_factory.mktemp("report")
    pipeline.write_report(library, compose_official(library, 2021), out)
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: library_cases.Case, tmp_path: Path) -> None:
    assert spots(examined(case, tmp_path)) == sorted(case.expected)


def test_every_check_has_a_bad_and_a_good_case() -> None:
    codes = {entry.code for entry in remarks.catalogue()}
    assert {case.code for case in OF_A_CODE if case.bad} == codes
    assert {case.code for case in OF_A_CODE if not case.bad} == codes


def test_a_bad_case_expects_its_own_code_and_a_good_one_does_not() -> None:
    for case in OF_A_CODE:
        own = [expected for expected in case.expected if expected.endswith(case.code)]
        assert bool(own) == case.bad, case.name


def test_a_whole_good_report_is_left_in_peace_and_is_really_read() -> None:
    whole = [case for case in CASES if case.code == review_cases.WHOLE and not case.bad]
    assert len(whole) >= 6
    for case in whole:
        assert case.expected == ()
        desk = Desk(reading.paper(review_cases.report_of(case).encode(), "r.txt"))
        assert desk.year is not None, case.name
        assert desk.cited, case.name


def test_each_check_says_what_why_remedy_and_example_in_both_languages() -> None:
    library_codes = {entry.code for entry in rules.catalogue()}
    for entry in remarks.catalogue():
        title, why, remedy, example = entry.words
        assert title.endswith("."), entry.code
        assert re.search(r"\d", why), f"{entry.code} names no article"
        assert remedy.endswith("."), entry.code
        assert example.startswith("Example: "), entry.code
        assert entry.code not in library_codes
        for words in entry.words:
            assert words in messages.catalogue("vi"), (entry.code, words)


def test_catalogue(snapshot: SnapshotAssertion) -> None:
    with speaking("en"):
        lines = [f"{entry.code} {entry.severity.value}: {entry.title}" for entry in remarks.catalogue()]
    assert "\n".join(lines) == snapshot


@pytest.mark.parametrize("language", ["vi", "en"])
def test_in_words(language: str, snapshot: SnapshotAssertion) -> None:
    data = review_cases.report_of(BY_NAME["whole/bad-many-faults"]).encode()
    with speaking(language):
        found = examine(reading.paper(data, "bao-cao.txt"), None)
        assert telling.as_text(found).decode() == snapshot


def test_for_machines(composed: Path, library: Library, snapshot: SnapshotAssertion) -> None:
    data = review_cases.report_of(BY_NAME["whole/bad-many-faults"]).encode()
    assert telling.as_json(reviewed(data)).decode() == snapshot(name="text")
    word = reviewed((composed / "annual-report.docx").read_bytes(), library, "annual-report.docx")
    first = json.loads(telling.as_json(word))["remarks"][0]
    assert first == snapshot(name="a place in Word")


def test_every_message_of_a_bad_case_is_vietnamese(tmp_path: Path) -> None:
    """No remark falls back to English: each has words that only Vietnamese has."""
    for number, case in enumerate(case for case in CASES if case.bad):
        folder = tmp_path / str(number)
        found = library_cases.lay(case, folder)
        data = (folder / review_cases.REPORT).read_bytes()
        english = {
            remark.message for remark in reviewed(data, found if len(case.files) > 1 else None).remarks
        }
        with speaking("vi"):
            paper = reading.paper(data, review_cases.REPORT)
            told = {
                remark.message for remark in examine(paper, found if len(case.files) > 1 else None).remarks
            }
        assert not told & english, case.name


# the real report, and ours


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the real report is kept beside the checkout")
def test_the_real_report(library: Library) -> None:
    found = reviewed(REFERENCE.read_bytes(), library, "r")
    assert spots(found) == sorted(
        """
        r:9 RVW101|r:11 RVW101|r:13 RVW102|r:25 RVW305|r:25 RVW504|r:27 RVW154|r:28 RVW201|r:29 RVW203|r:30 RVW304
        r:31 RVW405|r:32 RVW402|r:33 RVW302|r:33 RVW303|r:35 RVW153|r:59 RVW306|r:63 RVW202|r:63 RVW652|r:63 RVW653|r:69 RVW151
        r:69 RVW505|r:69 RVW603|r:75 RVW307|r:100 RVW151|r:100 RVW152|r:112 RVW403|r:122 RVW104
        """.replace("\n", "|")
        .replace("        ", "")
        .strip("|")
        .split("|")
    )
    assert found.notes == ()


OURS = [
    *(
        "RVW101",
        "RVW101",
        "RVW102",
        "RVW104",
        "RVW153",
        "RVW154",
        "RVW202",
        "RVW203",
        "RVW302",
        "RVW303",
        "RVW304",
    ),
    *(
        "RVW305",
        "RVW306",
        "RVW307",
        "RVW402",
        "RVW403",
        "RVW405",
        "RVW504",
        "RVW505",
        "RVW603",
        "RVW652",
        "RVW653",
    ),
]
"""What the text of 2021 has, and our own report tells as it was; the rest of the real one's faults it does not repeat."""


@pytest.mark.parametrize("form", ["json", "md", "docx"])
def test_our_own_report_in_each_form(composed: Path, library: Library, form: str) -> None:
    found = reviewed((composed / f"annual-report.{form}").read_bytes(), library, f"annual-report.{form}")
    assert sorted(remark.code for remark in found.remarks) == OURS


def test_our_own_report_of_a_later_year_names_the_standard_once_and_goes_to_its_addressee(
    tmp_path: Path,
) -> None:
    for room in ("procedures", "records"):
        shutil.copytree(ROOT / room, tmp_path / room)
    agency = (ROOT / "agency.yml").read_text(encoding="utf-8")
    (tmp_path / "agency.yml").write_text(agency.replace("as_of: 2021", "as_of: 2022"), encoding="utf-8")
    sections = re.findall(
        r"^## .*$", (ROOT / "records/annual-reports/2021.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    head = """---
year: 2022
subject: Kết quả triển khai ISO năm 2022
signer: truong-ban
addressees: [Sở Khoa học và Công nghệ]
recipients: [Như trên, "Lưu: VT, KT"]
---
"""
    body = "\n\n".join(f"{heading}\n\nNội dung mẫu." for heading in sections)
    (tmp_path / "records" / "annual-reports" / "2022.md").write_text(head + body, encoding="utf-8")
    later = load(tmp_path, as_of=None, today=date(2026, 1, 1))
    pipeline.write_report(later, compose_official(later, 2022), tmp_path / "out")
    for form in ("json", "md", "docx"):
        name = f"annual-report.{form}"
        found = {
            remark.code for remark in reviewed((tmp_path / "out" / name).read_bytes(), later, name).remarks
        }
        assert "RVW101" in found
        assert found.isdisjoint({"RVW102", "RVW103", "RVW104", "RVW105", "RVW153", "RVW154", "RVW155"})


def test_places_of_json_are_pointers_to_what_was_quoted(composed: Path, library: Library) -> None:
    data = (composed / "annual-report.json").read_bytes()
    value = json.loads(data)
    for remark in reviewed(data, library, "annual-report.json").remarks:
        _empty, first, *rest = remark.place.field.split("/")
        if first == "rows":
            words = value["rows"][int(rest[0])][rest[1]]
            assert remark.quote.rstrip("…") in words
        else:
            assert 0 < remark.place.line <= value["text"].count("\n") + 1


def test_remarks_on_a_word_file_stand_in_its_order(composed: Path, library: Library) -> None:
    found = reviewed((composed / "annual-report.docx").read_bytes(), library, "r.docx")
    rows = [int(match[1]) for r in found.remarks if (match := re.match(r"table 2, row (\d+)", r.place.field))]
    assert len(set(rows)) > 3
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("đã tiếp nhận 18 hồ sơ", "đã tiếp nhận 12 hồ sơ", {"RVW601", "RVW602", "RVW605"}),
        ("giải quyết đúng hạn 18 hồ sơ", "giải quyết đúng hạn 16 hồ sơ", {"RVW601", "RVW602", "RVW605"}),
        ("đã giải quyết 18 hồ sơ (đạt tỷ lệ 100%)", "đã giải quyết 18 hồ sơ (đạt tỷ lệ 90%)", {"RVW602"}),
        ("01/BC-ISO ngày 12 tháng 10 năm 2021", "01/BC-ISO ngày 12 tháng 9 năm 2021", {"RVW207", "RVW503"}),
        ("01/BC-ISO ngày 12 tháng 10 năm 2021", "01/BC-ISO ngày 12 tháng 11 năm 2021", {"RVW207", "RVW502", "RVW503"}),
        ("01/BC-ISO ngày 12 tháng 10 năm 2021", "01/BC-ISO ngày 31 tháng 11 năm 2021", {"RVW501"}),
        ("Quyết định số 37/QĐ-BQLKCN", "Quyết định số 73/QĐ-BQLKCN", {"RVW206"}),
        ("Quyết định số 37/QĐ-BQLKCN", "Kế hoạch số 37/QĐ-BQLKCN", {"RVW205"}),
        ("| Quyết định số 37/QĐ-BQLKCN ngày 20/8/2020", "| ", {"RVW301"}),
        ("| Tổng cộng | 18.000.000 VNĐ", "| Tổng cộng | 81.000.000 VNĐ", {"RVW604"}),
        ("ISO năm 2022:", "ISO năm 2021:", {"RVW152"}),
        ("- Sở Khoa học và Công nghệ;", "- Sở Nội vụ;", {"RVW105"}),
        ("đã thực hiện đánh giá nội bộ", "đã mở rộng phạm vi áp dụng và đánh giá nội bộ", {"RVW404"}),
    ],
)  # fmt: skip
def test_a_fault_put_into_our_own_report_is_found(
    composed: Path, library: Library, old: str, new: str, codes: set[str]
) -> None:
    told = json.loads((composed / "annual-report.json").read_text(encoding="utf-8"))["text"]
    text = re.sub(r"(?<=\S) +", " ", told)
    assert old in text
    before = {remark.code for remark in reviewed(text.encode(), library).remarks}
    after = {remark.code for remark in reviewed(text.replace(old, new, 1).encode(), library).remarks}
    assert after - before == codes - before


# the same text in other dress


@pytest.mark.parametrize("dress", ["nfd", "crlf", "bom", "utf-16", "cr"])
def test_the_encoding_changes_nothing(dress: str) -> None:
    for case in ALONE:
        text = review_cases.report_of(case)
        data = {
            "nfd": unicodedata.normalize("NFD", text).encode(),
            "crlf": text.replace("\n", "\r\n").encode(),
            "bom": b"\xef\xbb\xbf" + text.encode(),
            "utf-16": text.encode("utf-16"),
            "cr": text.replace("\n", "\r").encode(),
        }[dress]
        assert spots(reviewed(data)) == sorted(case.expected), case.name


def test_pipes_and_tabs_are_one_table() -> None:
    for case in ALONE:
        text = re.sub(
            r"(?m)^(.*\S\t.*)$",
            lambda row: f"| {row[1].replace(chr(9), ' | ')} |",
            review_cases.report_of(case),
        )
        if "Nơi nhận:\t" not in review_cases.report_of(case):
            assert spots(reviewed(text.encode())) == sorted(case.expected), case.name


def in_word(text: str) -> bytes:
    """The same paragraphs and tables, as Word holds them."""
    document = python_docx.Document()
    paper = Paper("r", marked_text.blocks(text, "r"))
    for number, group in groupby(paper.blocks, lambda block: block.table):
        blocks = list(group)
        if not number:
            for block in blocks:
                document.add_paragraph(block.text)
            continue
        size = (max(block.row for block in blocks) + 1, max(block.column for block in blocks) + 1)
        table = document.add_table(*size)
        for block in blocks:
            table.cell(block.row, block.column).text = block.text
    return word_files.saved(document)


def test_a_word_file_is_told_the_same_as_its_text() -> None:
    laid_out = [
        case for case in ALONE if "\t" in review_cases.report_of(case) or case.code == review_cases.WHOLE
    ]
    assert len(laid_out) > 20
    for case in laid_out:
        found = reviewed(in_word(review_cases.report_of(case)), name="r.docx")
        codes = sorted(remark.code for remark in found.remarks)
        assert codes == sorted(expected.rpartition(" ")[2] for expected in case.expected), case.name


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_order_of_lines_is_read_and_places_lie_within_the_file(lines: list[str]) -> None:
    text = "\n".join(["BÁO CÁO", "Kết quả triển khai ISO năm 2021", "", *lines])
    found = reviewed(text.encode())
    for remark in found.remarks:
        assert 1 <= remark.place.line <= len(lines) + 3
        words = " ".join(text.split("\n")[remark.place.line - 1 :])
        start = re.sub(r"[*|\s]+", "", remark.quote)[:8]
        assert start in re.sub(r"[*|\s]+", "", words) or "RVW10" in remark.code or "RVW3" in remark.code
    assert found == reviewed(text.encode())


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=200))
def test_nothing_that_a_terminal_obeys_gets_through(noise: str) -> None:
    text = f"BÁO CÁO\nISO năm 2021\n{noise} ngày 31/9/2021 {noise}\n\x1b[31m ngày 30/02/2021 \x9b1m \u202e"
    found = reviewed(text.encode())
    for told in (telling.as_text(found).decode(), telling.as_json(found).decode()):
        assert not [letter for letter in told if unicodedata.category(letter) == "Cc" and letter != "\n"]
        assert "\u202e" not in told
