"""Self-inspection: each item of Article 36 in each colour, what belongs to no item, and how the page, Word and commands tell it."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import docx as python_docx
import library_cases
import pytest
from docx.enum.section import WD_ORIENT
from test_cli import sotay

from sotay import pipeline, rules
from sotay.findings import Check
from sotay.inspection import items, judgement, paper, telling
from sotay.inspection.judgement import Colour, Inspection, State
from sotay.library import Library
from sotay.messages import speaking
from sotay.site import inspection_pages
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
CASES = [library_cases.read(path) for path in sorted((library_cases.CASES / "inspection").glob("*.md"))]
ITEMS = [
    f"{number}.{item.letter}"
    for number, clause in enumerate(items.read_table().clauses, start=1)
    for item in clause.items
]
TABLE = items.DATA.read_text(encoding="utf-8")


@cache
def reference() -> tuple[Library, Check]:
    library = pipeline.read(ROOT, date(2021, 10, 29), date(2021, 10, 29))
    return library, pipeline.judge(library)


def lay(name: str, folder: Path) -> tuple[Library, Inspection]:
    case = next(case for case in CASES if case.name == f"inspection/{name}")
    library = library_cases.lay(case, folder)
    return library, judgement.inspect(library, pipeline.judge(library))


def said(inspection: Inspection) -> set[str]:
    """Return what a case can expect: the colour of each item, and what is waived."""
    colours = {f"{r.clause}.{r.item.letter} {r.colour.value}" for r in inspection.results}
    waived = {
        f"waived {r.clause}.{r.item.letter} {waiver.finding.code}"
        for r in inspection.results
        for waiver in r.waivers
    }
    return colours | waived


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_has_its_colours_and_all_else_is_green(case: library_cases.Case, tmp_path: Path) -> None:
    library = library_cases.lay(case, tmp_path)
    found = said(judgement.inspect(library, pipeline.judge(library)))
    assert case.expected
    named = {words.split()[0] for words in case.expected}
    assert found == {*case.expected, *(f"{item} green" for item in ITEMS if item not in named)}


def test_the_cases_reach_every_item_in_every_colour() -> None:
    expected = {words for case in CASES for words in case.expected}
    wanted = {f"{item} {colour}" for item in ITEMS for colour in ("red", "amber", "green")}
    assert wanted - expected == set()
    assert {"1.e none", "2.e none"} <= expected


def test_the_items_are_those_of_the_law() -> None:
    assert [*(f"1.{letter}" for letter in "abcdđeg"), *(f"2.{letter}" for letter in "abcdđe")] == ITEMS


def test_no_rule_is_forgotten() -> None:
    codes = [rule.code for rule in rules.catalogue()]
    forgotten = [code for code in codes if items.claim_of(code) is None]
    assert forgotten == [], "name these rules in self-inspection.yml: an item's `rules`, or `outside`"
    idle = {claim for claim, _item in items.read_table().claims()} - {items.claim_of(code) for code in codes}
    assert idle == set(), "no rule begins so"


def test_a_rule_belongs_where_the_longer_name_says() -> None:
    assert items.claim_of("QMS901") is None
    assert items.claim_of("REF101") == "REF101"
    assert items.claim_of("REF103") == "REF"
    assert items.item_of("RPT101") is None
    with pytest.raises(ValueError, match="claimed twice: LAW"):
        items.parse(TABLE.replace("rules: [DOS, NUM3]", "rules: [DOS, NUM3, LAW]"))


def test_a_need_is_complained_of_by_a_rule_of_its_own_item() -> None:
    known = {rule.code for rule in rules.catalogue()}
    for clause in items.read_table().clauses:
        for item in clause.items:
            asked = {need.rule for need in item.needs if need.rule}
            assert {*asked, *item.duties} <= known
            assert all(items.item_of(code) is item for code in (*asked, *item.duties))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("{kind: plan}", "{kind: plam}", "no kind of record: plam"),
        ("{kind: plan}", "{kind: procedure}", "no kind of record: procedure"),
        ("{kind: plan}", "{kind: plan, shown: law}", "either `kind` or `shown`"),
        ("{kind: plan}", "{}", "either `kind` or `shown`"),
        ("{kind: plan}", "{kind: plan, haven: x}", "haven"),
        ("{shown: law}", "{shown: laws}", "committees"),
        ("having: issues", "having: issue", "decision has no field issue"),
        ("value: trụ sở", "value: tru so", "trụ sở"),
        (
            "latest: declaration}]\n            rule",
            "latest: decision}]\n            rule",
            "has no field decision",
        ),
        ("period: year", "period: month", "latest"),
        ("rules: [LAW,", "rules: [law,", "LAW|pattern"),
    ],
)
def test_the_table_names_only_what_there_is(old: str, new: str, why: str) -> None:
    assert old in TABLE
    with pytest.raises(ValueError, match=why):
        items.parse(TABLE.replace(old, new, 1))


def test_a_matter_says_by_when(tmp_path: Path) -> None:
    _library, inspection = lay("last-year-missing-too", tmp_path)
    result = next(r for r in inspection.results if (r.clause, r.item.letter) == (2, "b"))
    first, second = result.matters
    assert first.finding is not None
    assert (first.finding.code, first.colour, first.day) == ("QMS203", Colour.RED, date(2020, 12, 31))
    assert telling.term(first, inspection.as_of) == "đã quá hạn ngày 31/12/2020"
    assert second.finding is not None
    assert (second.finding.code, second.day) == ("QMS203", date(2021, 12, 31))
    assert telling.term(second, inspection.as_of) == "hạn 31/12/2021"


def test_what_a_rule_asks_for_is_asked_once(tmp_path: Path) -> None:
    _library, inspection = lay("year-still-running", tmp_path)
    result = next(r for r in inspection.results if (r.clause, r.item.letter) == (2, "b"))
    assert [matter.finding.code for matter in result.matters if matter.finding] == ["QMS203"]
    assert [evidence.state for evidence in result.evidence] == [State.PENDING]


def shown(name: str, folder: Path, point: str) -> str:
    """Return what a case shows of the first need of an item."""
    _library, inspection = lay(name, folder)
    result = next(r for r in inspection.results if f"{r.clause}.{r.item.letter}" == point)
    return "; ".join(exhibit.text for exhibit in result.evidence[0].exhibits)


def test_one_paper_for_two_items_is_named(tmp_path: Path) -> None:
    words = shown("complete", tmp_path / "1", "2.b")
    assert words == "Biên bản số 01/BB-CQM ngày 01/7/2021, cùng văn bản với “Xem xét của lãnh đạo”"
    assert "cùng văn bản" not in shown("confirmed-on-a-paper-of-its-own", tmp_path / "2", "2.b")


def test_what_is_shown_of_the_law(tmp_path: Path) -> None:
    words = {
        "law-not-assessed": "Năm 2021 có 1 văn bản pháp luật bắt đầu có hiệu lực, 0 văn bản đã được đánh giá; "
        "1 văn bản có ngày hiệu lực chưa đối chiếu",
        "law-overdue": "Năm 2021 có 1 văn bản pháp luật bắt đầu có hiệu lực, 1 văn bản đã được đánh giá",
        "law-nobody-looked": "Sổ chưa có văn bản nào của năm 2021",
        "law-assessed-in-the-year": "Năm 2021 có 1 lần đánh giá; sổ không có văn bản nào bắt đầu có hiệu lực trong năm 2021",
        "complete": "Rà soát tài liệu năm 2021 ngày 10/8/2021; sổ không có văn bản nào bắt đầu có hiệu lực trong năm 2021",
    }
    assert {name: shown(name, tmp_path / name, "2.d") for name in words} == words


def test_red_and_amber_keep_to_the_legend(tmp_path: Path) -> None:
    for case in CASES:
        _library, inspection = lay(case.name.partition("/")[2], tmp_path / case.name)
        for result in inspection.results:
            late = [m for m in result.matters if m.day is not None and m.day < inspection.as_of]
            assert not late or result.colour is Colour.RED, (case.name, result.item.letter)


def test_many_matters_are_counted() -> None:
    matter = judgement.Matter("x", Colour.AMBER, None)
    assert telling.first([matter] * telling.MOST) == ([matter] * telling.MOST, "")
    shown, more = telling.first([matter] * (telling.MOST + 3))
    assert len(shown) == telling.MOST
    assert more == "Còn 3 tồn tại khác: xem kết quả kiểm tra thư viện."


def test_the_reference_library_in_words(snapshot: SnapshotAssertion) -> None:
    for language in ("vi", "en"):
        done = sotay("self-inspection", "--as-of", "2021-10-29", "--lang", language)
        assert done.returncode == 1, done.stderr
        assert done.stdout == snapshot(name=language)


def test_the_command_speaks_to_machines_and_writes_word(tmp_path: Path) -> None:
    out = tmp_path / "new" / "tkt.docx"
    done = sotay("self-inspection", "--format", "json", "--lang", "en", "--out", out)
    value = json.loads(done.stdout)
    assert [f"{item['clause']}.{item['point']}" for item in value["items"]] == ITEMS
    assert sum(value["counts"].values()) == len(ITEMS)
    assert value["as_of"] == "2021-10-29"
    assert any("Mẫu 21.BBKT" in p.text for p in python_docx.Document(str(out)).paragraphs)


def test_exit_code_is_clean_where_no_item_is_red(tmp_path: Path) -> None:
    lay("nothing-arose", tmp_path)
    done = sotay("self-inspection", "--library", tmp_path, "--as-of", "2021-10-29")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sotay("self-inspection", "--library", tmp_path, "--as-of", "2021-02-30").returncode == 2
    assert "Example: sotay self-inspection" in sotay("self-inspection", "--help").stdout


def test_the_page(snapshot: SnapshotAssertion) -> None:
    library, check = reference()
    (page, words), *others = inspection_pages.pages(Writer(library), check)
    assert not others
    assert page == "tu-kiem-tra/index.md"
    assert words == snapshot
    anchors = set(re.findall(r"\{: #(\S+)", words))
    assert set(re.findall(r"\(#([^)]+)\)", words)) == anchors - {"khoan-1", "khoan-2"}


def test_the_page_shows_waivers(tmp_path: Path) -> None:
    library, _inspection = lay("notice-waived", tmp_path)
    ((_page, words),) = inspection_pages.pages(Writer(library), pipeline.judge(library))
    assert "Miễn trừ đến hết 31/12/2021, do Trưởng Ban quyết định: Văn bản thông báo đang thất lạc." in words
    assert "*thiếu, được miễn trừ*" in words


def test_the_word_file() -> None:
    library, check = reference()
    files = inspection_pages.files(library, check)
    with speaking("en"):
        english = inspection_pages.files(library, pipeline.judge(library))
    assert files == english
    document = python_docx.Document(io.BytesIO(files["tu-kiem-tra/tu-kiem-tra.docx"]))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "BÁO CÁO"
    assert texts[1].startswith("Tự kiểm tra việc xây dựng")
    head, table, foot = document.tables
    assert "BQL CÁC KHU CÔNG NGHIỆP" in head.cell(0, 0).text
    assert "TRƯỞNG BAN" in foot.cell(0, 1).text
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["TT", "Nội dung kiểm tra", "Kết quả", "Bằng chứng", "Tồn tại và thời hạn"]
    inspection = judgement.inspect(library, check)
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, len(ITEMS) + 1)]
    for row, result in zip(rows[1:], inspection.results, strict=True):
        assert row[1] == f"{telling.point(result)}: {result.item.title.vi}"
        assert row[2] == telling.colour_name(result.colour)
        assert all(exhibit.text in row[3] for found in result.evidence for exhibit in found.exhibits)
        assert all(matter.words.replace("`", "") in row[4] for matter in result.matters)


def test_the_word_file_names_an_office_where_no_signer_is_known(tmp_path: Path) -> None:
    library, inspection = lay("complete", tmp_path)
    letterhead = paper.compose(library, inspection).letterhead
    assert (letterhead.position, letterhead.signer) == ("Thủ trưởng cơ quan", "")
