"""The annual report follows the records, in its three states; a gap is said, never guessed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from test_cli import asked

from sotay import pipeline
from sotay.history import Commit, History
from sotay.library import Library
from sotay.load import CONSOLIDATED_TEMPLATE, PERIODIC_TEMPLATE, TEMPLATE, load
from sotay.outputs import report_json
from sotay.outputs.report_json import AnnualReportOutput
from sotay.report.compose import ReportState, compose_official
from sotay.report.wording import TEMPLATES, WordingError

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)
ROOMS = ("procedures", "records")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the reference library to change."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room)
    shutil.copy(ROOT / "agency.yml", tmp_path / "agency.yml")
    return tmp_path


def read(root: Path) -> Library:
    return load(root, as_of=None, today=TODAY)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def row(root: Path, number: int) -> str:
    return compose_official(read(root), 2021).rows[number - 1].words


def codes(root: Path) -> list[str]:
    return [finding.code for finding in compose_official(read(root), 2021).findings]


def test_the_reference_report_is_for_signature_without_gaps(copy: Path) -> None:
    report = compose_official(read(copy), 2021)
    assert report.state is ReportState.FOR_SIGNATURE
    assert report.gaps == ()
    head = report.letterhead
    assert (head.number, head.day, head.month, head.year, head.symbol) == ("", "", "10", "2021", "BC-BQLKCN")
    assert head.position == "Trưởng Ban"


def test_a_decisions_number_is_followed(copy: Path) -> None:
    edit(copy, "records/plans/2021-134-kh-bqlkcn.md", "134/KH-BQLKCN", "135/KH-BQLKCN")
    report = compose_official(read(copy), 2021)
    assert report.rows[0].words == "Kế hoạch số 135/KH-BQLKCN ngày 19/02/2021"
    assert "134/KH" not in report.markdown
    assert report.markdown.count("135/KH") == 2


def test_the_dossiers_are_followed(copy: Path) -> None:
    path = "records/dossiers/2021.csv"
    edit(copy, path, "2021-10-18T10:15", "2021-10-19T10:15")
    edit(copy, path, "2021-09-21T09:30", "2021-09-20T09:30")
    text = compose_official(read(copy), 2021).markdown
    assert "trước hạn [1](evidence:dossiers.early) hồ sơ (tỷ lệ [5,6%]" in text
    assert "đúng hạn [16](evidence:dossiers.on_time) hồ sơ (tỷ lệ [88,9%]" in text
    assert "trễ hạn [1](evidence:dossiers.late) hồ sơ" in text


@pytest.mark.parametrize(
    ("as_of", "until", "words"),
    [
        (None, "2021-10-29", "Từ đầu năm đến nay, "),
        (date(2022, 2, 1), "2021-12-31", "Trong năm 2021, "),
    ],
)
def test_the_figures_of_dossiers_say_until_when(
    copy: Path, as_of: date | None, until: str, words: str
) -> None:
    library = load(copy, as_of=as_of, today=TODAY)
    report = compose_official(library, 2021)
    assert f"{words}Ban Quản lý các khu công nghiệp đã tiếp nhận" in report.markdown
    told = json.loads(report_json.render(report, library, lambda path: path, ""))
    (cut_off,) = (fact for fact in told["facts"] if fact["id"] == "dossiers.until")
    assert (cut_off["value"], told["as_of"]) == (until, str(as_of or until))


@pytest.mark.parametrize("as_of", ["2021-10-12", "2021-10-29", "2022-02-01"])
def test_a_dated_report_tells_of_nothing_after_its_own_day(copy: Path, as_of: str) -> None:
    edit(
        copy,
        "records/annual-reports/2021.md",
        "year: 2021",
        "number: 09/BC-BQLKCN\ndate: 2021-10-12\nyear: 2021",
    )
    library = load(copy, as_of=date.fromisoformat(as_of), today=date(2022, 3, 1))
    report = compose_official(library, 2021)
    came = sum(row.entry.received_at.date() <= date(2021, 10, 12) for row in library.dossiers)
    back = sum(
        row.entry.returned_at is not None and row.entry.returned_at.date() <= date(2021, 10, 12)
        for row in library.dossiers
    )
    assert 0 < back < len(library.dossiers)
    assert (
        f"Từ đầu năm đến ngày 12/10/2021, Ban Quản lý các khu công nghiệp đã tiếp nhận [{came}]"
        in report.markdown
    )
    assert f"đã giải quyết [{back}]" in report.markdown
    assert (report.state, report.as_of, report.facts["dossiers.until"].value) == (
        "issued",
        report.date,
        "2021-10-12",
    )
    assert "14/10/2021" not in "".join(row.words for row in report.rows)  # the review came two days later
    draft = compose_official(library, 2021, ReportState.DRAFT)
    assert draft.as_of == library.as_of


def test_the_budget_is_followed_and_an_unstated_figure_is_left_out(copy: Path) -> None:
    path = "records/budgets/2021-363-qd-ubnd.md"
    assert "Kinh phí được cấp [" not in compose_official(read(copy), 2021).markdown
    assert "RPT103" in codes(copy)
    edit(copy, path, "granted: không nêu", "granted: 20000000")
    text = compose_official(read(copy), 2021).markdown
    assert "Kinh phí được cấp [20.000.000](evidence:budget.granted) đồng" in text
    assert "còn lại [17.000.000](evidence:budget.remaining) đồng" in text


def law(root: Path, **fields: str) -> None:
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    text = f"---\nnumber: 99/2021/NĐ-CP\ntype: Nghị định\ntitle: Văn bản thử\nissuer: Chính phủ\n{lines}---\n"
    (root / "records" / "legal" / "2021-99-nd-cp.md").write_text(text, encoding="utf-8")


def test_a_new_law_is_followed(copy: Path) -> None:
    replaces = "[{kind: replaces, target: 07/2016/NĐ-CP}]"
    law(copy, effects="[{from: 2021-08-02, verified: true}]", relations=replaces)
    assert row(copy, 9).startswith("Trong năm 2021, có 1 văn bản QPPL mới liên quan")
    alike = "quy trình QT.DN.01, QT.DN.02, QT.DN.03"
    assert row(copy, 9).count(f"{alike} đang cập nhật, hạn cuối 02/11/2021, còn 4 ngày") == 1
    law(copy, effects="[{from: 2021-06-01}]", relations=replaces)
    assert row(copy, 9).count(f"{alike} chưa cập nhật, đã quá hạn cuối 01/9/2021") == 1
    assert "(ngày chưa đối chiếu)" in row(copy, 9)


def test_none_is_said_only_when_every_law_of_the_year_was_assessed(copy: Path) -> None:
    assert row(copy, 9).startswith("Trong năm 2021, không có văn bản QPPL mới nào")
    law(copy, effects="[{from: 2021-06-01}]")
    assert row(copy, 9).startswith("Chưa đánh giá tác động của 1 văn bản QPPL")
    assert "không có văn bản" not in row(copy, 9)
    assert "RPT101" in codes(copy)


def test_a_law_that_hits_only_a_draft_is_named_apart(copy: Path) -> None:
    shutil.copy(copy / "procedures/doanh-nghiep/qt-dn-01.md", copy / "procedures/doanh-nghiep/qt-dn-09.md")
    edit(copy, "procedures/doanh-nghiep/qt-dn-09.md", "QT.DN.01", "QT.DN.09")
    edit(copy, "procedures/doanh-nghiep/qt-dn-09.md", "legal_basis:\n", "legal_basis:\n  - 67/2014/QH13\n")
    words = row(copy, 9)
    assert words.startswith("Trong năm 2021, không có văn bản QPPL mới nào")
    assert words.endswith(
        "Văn bản chỉ liên quan đến quy trình dự thảo: Luật 61/2020/QH14 (quy trình QT.DN.09)"
    )
    edit(copy, "procedures/doanh-nghiep/qt-dn-09.md", "67/2014/QH13", "61/2020/QH14")
    assert row(copy, 9).endswith("TTHC tại cơ quan"), (
        "a draft that was written by the law itself is hit by nothing"
    )


def test_evidence_of_an_earlier_year_serves_and_the_latest_is_taken(copy: Path) -> None:
    assert row(copy, 8) == "Quyết định số 40/QĐ-BQLKCN ngày 13/10/2020"
    later = "---\nnumber: 41/QĐ-BQLKCN\ndate: {day}\n---\n"
    path = copy / "records" / "declarations" / "x.md"
    path.write_text(later.format(day="2021-11-01"), encoding="utf-8")
    assert row(copy, 8) == "Quyết định số 40/QĐ-BQLKCN ngày 13/10/2020", (
        "not yet there on the day of the report"
    )
    path.write_text(later.format(day="2021-05-01"), encoding="utf-8")
    assert row(copy, 8) == "Quyết định số 41/QĐ-BQLKCN ngày 01/5/2021"


def test_evidence_that_serves_another_row_is_printed_and_flagged(copy: Path) -> None:
    assert row(copy, 10) == row(copy, 8)
    assert codes(copy).count("RPT102") == 2
    notice = "---\nnumber: 50/BQLKCN-VP\ndate: 2020-10-20\ndeclaration: declarations/2020-40-qd-bqlkcn\n---\n"
    (copy / "records" / "notifications").mkdir()
    (copy / "records" / "notifications" / "x.md").write_text(notice, encoding="utf-8")
    assert row(copy, 10) == "Công văn số 50/BQLKCN-VP ngày 20/10/2020"
    assert codes(copy).count("RPT102") == 1


def test_a_draft_lists_its_gaps_and_an_issued_report_has_none(copy: Path) -> None:
    (copy / "records" / "plans" / "2021-134-kh-bqlkcn.md").unlink()
    draft = compose_official(read(copy), 2021, ReportState.DRAFT)
    assert draft.letterhead.draft
    assert "Những điểm còn thiếu" in draft.markdown
    assert "Chưa có kế hoạch năm 2021" in draft.markdown
    signing = compose_official(read(copy), 2021, ReportState.FOR_SIGNATURE)
    assert "Những điểm còn thiếu" not in signing.markdown
    assert [gap.code for gap in signing.gaps] == ["RPT101"]


def test_number_and_day_make_it_issued(copy: Path) -> None:
    edit(
        copy,
        "records/annual-reports/2021.md",
        "year: 2021\n",
        "year: 2021\nnumber: 205/BC-BQLKCN\ndate: 2021-10-05\n",
    )
    report = compose_official(read(copy), 2021)
    assert report.state is ReportState.ISSUED
    head = report.letterhead
    assert (head.number, head.day, head.month) == ("205", "05", "10")
    assert report.date == date(2021, 10, 5)


def test_without_any_record_everything_is_a_visible_gap(copy: Path) -> None:
    for path in (copy / "records").rglob("*.*"):
        path.unlink()
    report = compose_official(read(copy), 2021, ReportState.DRAFT)
    assert {row.standing.value for row in report.rows if row.number != 9} == {"missing"}
    assert all(row.words for row in report.rows)


def test_an_offices_own_words_are_used_and_cannot_run_code(copy: Path) -> None:
    own = copy / "records" / "annual-reports" / "annual-report.md.j2"
    own.write_text("# Riêng của {{ agency.name }}\n", encoding="utf-8")
    assert compose_official(read(copy), 2021).markdown.startswith("# Riêng của Ban Quản lý")
    for attack in (
        "{{ agency.__class__.__mro__ }}",
        "{{ cite.__globals__ }}",
        "{{ agency.model_copy.__func__ }}",
    ):
        own.write_text(attack, encoding="utf-8")
        with pytest.raises(WordingError):
            compose_official(read(copy), 2021)
    own.write_text("dòng một\n{{ khong_co }}\n", encoding="utf-8")
    with pytest.raises(WordingError, match="khong_co"):
        compose_official(read(copy), 2021)


@pytest.mark.parametrize("text", ["", " \n\t\n", "{# Lời văn ở đây. #}\n"])
def test_own_words_without_text_are_refused_and_not_printed_empty(copy: Path, text: str) -> None:
    own = copy / TEMPLATE
    own.write_text(text, encoding="utf-8")
    done = asked("report", "annual", "2021", "--library", copy, "--out", copy / "out")
    assert (done.exit_code, done.stderr) == (
        1,
        f"Mẫu {TEMPLATE} không có lời văn nào: hãy viết, hoặc xóa tệp để dùng lời văn có sẵn.\n",
    )
    assert not (copy / "out").exists()


@pytest.mark.parametrize(
    ("option", "template"),
    [
        ((), TEMPLATE),
        (("--periodic",), PERIODIC_TEMPLATE),
        (("--consolidated",), CONSOLIDATED_TEMPLATE),
    ],
)
def test_a_template_may_be_printed_into_the_file_that_it_is_for(
    tmp_path: Path, option: tuple[str, ...], template: str
) -> None:
    own = tmp_path / template
    own.parent.mkdir(parents=True)
    own.touch()  # as a shell does before the command begins
    printed = asked("report", "template", *option, "--library", tmp_path)
    assert printed.stdout == (TEMPLATES / own.name).read_text(encoding="utf-8")
    own.write_text("Lời riêng\n", encoding="utf-8")
    assert asked("report", "template", *option, "--library", tmp_path).stdout == "Lời riêng\n"


def test_values_are_text_and_never_markup(copy: Path) -> None:
    edit(
        copy,
        "records/plans/2021-134-kh-bqlkcn.md",
        "subject: triển khai",
        'subject: "**đậm** | [x](y) $1 <b>',
    )
    edit(copy, "records/plans/2021-134-kh-bqlkcn.md", "năm 2021\n---", 'năm 2021"\n---')
    text = compose_official(read(copy), 2021).markdown
    assert r"\*\*đậm\*\* \| \[x\](y) \$1 \<b\>" in text


def test_the_narrative_cites_records_by_reference(copy: Path) -> None:
    edit(
        copy,
        "records/annual-reports/2021.md",
        "Kết quả đánh giá nội bộ có",
        "Theo [[plans/2021-134-kh-bqlkcn]], có",
    )
    report = compose_official(read(copy), 2021)
    assert (
        "Theo [Kế hoạch số 134/KH-BQLKCN ngày 19/02/2021](evidence:record:plans/2021-134-kh-bqlkcn), có"
        in report.markdown
    )


def test_the_json_links_each_figure_to_its_record_and_fits_its_schema(tmp_path: Path) -> None:
    history = History(last={"records/dossiers/2021.csv": Commit("a" * 40, "2021-10-20T08:00:00+07:00")})
    library = load(ROOT, as_of=None, today=TODAY, history=history)
    out = tmp_path / "report"
    written = pipeline.write_report(library, compose_official(library, 2021), out)
    assert [path.suffix for path in written] == [".docx", ".html", ".json", ".md", ".pdf"]
    value = json.loads((out / "annual-report.json").read_text(encoding="utf-8"))
    assert AnnualReportOutput.model_validate(value).model_dump() == value
    facts = {fact["id"]: fact for fact in value["facts"]}
    received = facts["dossiers.received"]
    assert received["value"] == 18
    assert received["records"][0]["commit"] == "a" * 40
    for fact in facts.values():
        assert fact["records"] or fact["standing"] == "missing", fact["id"]
        for record in fact["records"]:
            assert (out / record["href"]).resolve().is_file()
    assert facts["budget.granted"]["standing"] == "not-stated"
    page = (out / "annual-report.html").read_text(encoding="utf-8")
    assert 'dossiers/2021.csv">18</a>' in page


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    library = read(ROOT)
    report = compose_official(library, 2021)
    first = pipeline.write_report(library, report, tmp_path / "same")
    before = [path.read_bytes() for path in first]
    again = pipeline.write_report(read(ROOT), compose_official(read(ROOT), 2021), tmp_path / "same")
    assert [path.read_bytes() for path in again] == before
