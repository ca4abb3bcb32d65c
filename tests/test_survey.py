"""Surveys: counted by hand, the interval by the equation it solves, no share without its count, no comment anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from math import sqrt
from pathlib import Path

import docx as python_docx
import pypandoc
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.styles.style import ParagraphStyle
from hypothesis import given
from hypothesis import strategies as st
from managed_year import ROOT, changed, managed_year, on
from syrupy.assertion import SnapshotAssertion

from sotay.figures.survey import COLUMNS, FEW, Share, results, satisfaction_between, told
from sotay.kinds.survey import Survey
from sotay.library import Document, Library
from sotay.load import load
from sotay.messages import speaking
from sotay.outputs import docx, pandoc_door, pdf
from sotay.report import review_pack
from sotay.report.compose import compose_official
from sotay.site.measurement_pages import files, pages
from sotay.site.writer import Writer
from sotay.survey import form, telling

SURVEY = "surveys/2024-khao-sat"
REGISTER = "records/survey-answers/2024.csv"


def survey_of(library: Library, name: str = SURVEY) -> Document[Survey]:
    return next(survey for survey in library.of(Survey) if survey.id == name)


def test_counted_by_hand() -> None:
    """P-001 to P-018 and P-021 to P-028 answered 4 or 5, so did P-031; 3 or less P-019, P-020, P-029, P-030 and P-032."""
    figures = results(managed_year())[SURVEY]
    assert (figures.issued, figures.comments, figures.left_out) == (50, 2, 0)
    assert figures.whole == Share(27, 32, 131)  # 10 x 5 + 8 x 4 + 2 x 3 + 8 x 4 + 2 + 1 + 5 + 3
    assert figures.questions == {
        "overall": Share(27, 32, 131),
        "q1": Share(28, 31, 138),  # 18 x 5 + 2 x 4 + 8 x 4 + 3 + 2 + 3
        "q2": Share(26, 30, 111),  # 18 x 4 + 2 x 2 + 8 x 4 + 2 + 1
        "q3": Share(26, 31, 134),  # 18 x 5 + 2 x 3 + 8 x 4 + 2 + 1 + 3
        "q4": Share(26, 30, 113),  # 18 x 4 + 2 x 3 + 8 x 4 + 2 + 1
        "q5": Share(18, 31, 105),  # 18 x 4 + 2 x 2 + 8 x 3 + 1 + 1 + 3
    }
    assert figures.procedures == {"QT.DN.01": Share(18, 20, 88), "QT.LD.01": Share(8, 10, 35)}


def test_a_survey_without_a_register_is_what_its_record_states() -> None:
    figures = results(managed_year())["surveys/2023-khao-sat"]
    assert (figures.issued, figures.whole, figures.counted) == (30, Share(17, 20), False)


def test_answers_of_later_days_are_not_known_yet() -> None:
    early = results(on(date(2024, 8, 20)))[SURVEY]
    assert early.whole == Share(26, 29, 122)
    assert satisfaction_between(managed_year(), date(2024, 8, 1), date(2024, 8, 31)) == Share(8, 10, 35)
    assert satisfaction_between(managed_year(), date(2024, 1, 1), date(2024, 12, 31), "DN") == Share(
        18, 20, 88
    )
    assert satisfaction_between(managed_year(), date(2024, 1, 1), date(2024, 12, 31), "QT.LD.01") == Share(
        8, 10, 35
    )
    assert satisfaction_between(managed_year(), date(2024, 1, 1), date(2024, 2, 1)).share is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("P-032,surveys/2024-khao-sat,2024-11-29", "P-032,surveys/2024-khao-sat,2024-11-30"),
        ("P-032,surveys", "P-031,surveys"),
        (
            "P-032,surveys/2024-khao-sat,2024-11-29,,trực tuyến,3",
            "P-032,surveys/2024-khao-sat,2024-11-29,,trực tuyến,6",
        ),
    ],
    ids=["out of time", "twice", "unreadable"],
)
def test_a_wrong_row_is_left_out_and_said(tmp_path: Path, old: str, new: str) -> None:
    text = (ROOT / REGISTER).read_text(encoding="utf-8")
    if old not in text:
        old, new = old.replace("trực tuyến", "trực tiếp"), new.replace("trực tuyến", "trực tiếp")
    library = changed(tmp_path, REGISTER, old, new)
    figures = results(library)[SURVEY]
    assert (figures.whole, figures.left_out) == (Share(27, 31, 128), 1)
    with speaking("vi"):
        said = telling.as_text(library, survey_of(library), "Khảo sát").decode()
    assert "Chưa đầy đủ: 1 dòng của sổ" in said


@pytest.mark.parametrize(
    "spoil", [lambda text: text.replace(b",", b";"), lambda text: text.decode().encode("utf-16")]
)
@pytest.mark.parametrize("stated", ["", "issued: 50\nanswers: 32\nsatisfied: 27\n"])
def test_a_register_that_cannot_be_read_is_said(
    tmp_path: Path, spoil: Callable[[bytes], bytes], stated: str
) -> None:
    library = changed(tmp_path, f"records/{SURVEY}.md", "issued: 50\n", stated)
    register = tmp_path / REGISTER
    register.write_bytes(spoil(register.read_bytes()))
    library = load(tmp_path, as_of=None, today=library.today)
    unread = library.unread[REGISTER]
    figures = results(library)[SURVEY]
    assert (figures.whole, figures.left_out) == (Share(27, 32) if stated else None, unread)
    said = f"{unread} dòng của sổ" + (" phiếu" if stated else "") + " sai hoặc không đọc được"
    with speaking("vi"):
        assert said in telling.as_text(library, survey_of(library), "Khảo sát").decode()
        assert said in telling.as_json(library, survey_of(library)).decode()
        assert said in dict(pages(Writer(library)))["khao-sat/index.md"]
        assert said in compose_official(library, 2024).markdown
        pack = review_pack.compose(library, 2024).markdown
    assert said in pack
    assert ("không có dòng nào của sổ phiếu tính được" in pack) != bool(stated)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_the_interval_are_as_far_from_the_share_as_chance_reaches(pair: tuple[int, int]) -> None:
    """Wilson's ends are the shares p with |x/n - p| = z sqrt(p(1-p)/n): that equation itself, not its solution."""
    satisfied, answers = pair
    share = Share(satisfied, answers)
    for end in (share.low / 100, share.high / 100):
        reach = 1.959963984540054 * sqrt(end * (1 - end) / answers)
        assert abs(satisfied / answers - end) == pytest.approx(reach, abs=1e-6)
    assert 0 <= share.low <= 100 * satisfied / answers + 1e-9
    assert 100 * satisfied / answers <= share.high + 1e-9
    assert share.margin >= max(share.high - (share.share or 0), (share.share or 0) - share.low) - 1e-9


def test_the_interval_of_27_in_32() -> None:
    share = Share(27, 32)
    assert (round(share.low, 1), round(share.high, 1)) == (68.2, 93.1)
    with speaking("vi"):
        assert told(share) == "27/32 phiếu hài lòng (84,4%, sai số ±16,1%)"
        assert told(Share(0, 0)) == "chưa có phiếu"
    assert (Share(0, FEW).few, Share(0, FEW - 1).few) == (False, True)


def texts(library: Library) -> Iterator[tuple[str, str]]:
    """Yield name and text of all that speaks of surveys."""
    with speaking("vi"):
        for survey in library.known(Survey):
            yield survey.id, telling.as_text(library, survey, "Khảo sát").decode()
        yield from pages(Writer(library))
        for name, data in files(library).items():
            if name.endswith(".svg"):
                yield name, "\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", data.decode()))
        yield "report", compose_official(library, 2024).markdown
        pack = review_pack.compose(library, 2024)
        yield "pack", pack.markdown
        paper = docx.render(pack.document(pandoc_door.parse))
        yield (
            "pack as Word",
            str(pypandoc.convert_text(paper, "plain", format="docx", extra_args=["--wrap=none"])),
        )


def test_no_share_stands_without_its_count() -> None:
    """In each line that tells in per cent what people answered, the two numbers it is of stand before it."""
    seen = 0
    for name, text in texts(managed_year()):
        for line in text.replace("độ tin cậy 95%", "").splitlines():
            if "%" in line and re.search(r"hài lòng|phiếu|Tỷ lệ hài lòng", line):
                seen += 1
                first = re.sub(r"[≥≤] [\d,]+%", "", _visible(line)).partition("%")[0]
                assert re.search(r"\d+/\d+ (?:phiếu hài lòng )?\\?\(", first), (name, line)
    assert seen >= 30


def test_fewer_than_thirty_answers_are_said_so_wherever_the_result_is() -> None:
    note = "Dưới 30 phiếu thu về"
    found = dict(texts(managed_year()))
    assert note in found["surveys/2023-khao-sat"]
    assert note in found["khao-sat/index.md"]
    assert note not in found["surveys/2024-khao-sat"]
    assert note not in found["report"]


def test_three_numbers_in_the_report(tmp_path: Path) -> None:
    said = "phát ra 50 phiếu, thu về 32 phiếu, 27/32 phiếu hài lòng (84,4%, sai số ±16,1%)."
    assert said in _visible(compose_official(managed_year(), 2024).markdown)
    library = changed(tmp_path, "records/surveys/2024-khao-sat.md", "issued: 50\n", "")
    report = compose_official(library, 2024)
    assert "Kết quả: 27/32 phiếu hài lòng" in _visible(report.markdown)
    assert any(finding.code == "RPT103" and "survey.issued" in finding.message for finding in report.findings)


def _visible(markdown: str) -> str:
    return re.sub(r"\[([^\]]*)\]\(evidence:[^)]*\)", r"\1", markdown)


def test_no_comment_and_no_code_of_a_form_is_shown_anywhere() -> None:
    rows = (ROOT / REGISTER).read_text(encoding="utf-8")
    assert "Nguyễn Văn Mẫu" in rows
    assert "phải đi lại ba lần" in rows
    for name, text in texts(managed_year()):
        for secret in ("Nguyễn Văn Mẫu", "0900", "phải đi lại ba lần", "P-019"):
            assert secret not in text, name
    assert "Nguyễn" not in telling.as_json(managed_year(), survey_of(managed_year())).decode()


def test_result_in_words(snapshot: SnapshotAssertion) -> None:
    library = managed_year()
    for lang in ("vi", "en"):
        with speaking(lang):
            assert telling.as_text(library, survey_of(library), "2024").decode() == snapshot(name=lang)


def test_result_for_machines() -> None:
    value = json.loads(telling.as_json(managed_year(), survey_of(managed_year())))
    assert value["whole"] == {
        "answers": 32,
        "satisfied": 27,
        "share": 84.375,
        "low": 68.2459,
        "high": 93.1356,
        "mean": 4.0938,
    }
    assert [question["column"] for question in value["questions"]] == list(COLUMNS)
    assert {entry["procedure"]: entry["answers"] for entry in value["procedures"]} == {
        "QT.DN.01": 20,
        "QT.LD.01": 10,
    }


def test_the_form(snapshot: SnapshotAssertion) -> None:
    paper = form.compose(managed_year(), survey_of(managed_year()))
    data = docx.render(paper)
    assert data == docx.render(form.compose(managed_year(), survey_of(managed_year())))
    words = str(pypandoc.convert_text(data, "plain", format="docx", extra_args=["--wrap=none"]))
    assert words == snapshot
    assert pdf.render(paper).startswith(b"%PDF")


def test_the_form_has_lines_to_write_on_and_room_for_no_signature() -> None:
    """A justified line would stretch its words, and a signature keeps the last line to itself: on a page of their own."""
    data = docx.render(form.compose(managed_year(), survey_of(managed_year())))
    document = python_docx.Document(BytesIO(data))
    lines = [
        paragraph
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "Dotted Paragraph"
    ]
    assert [line.text for line in lines] == ["Thủ tục hành chính đã thực hiện: \t", *["\t"] * 4]
    assert {line.paragraph_format.alignment for line in lines} == {None}
    style = document.styles["Dotted Paragraph"]
    assert isinstance(style, ParagraphStyle)
    assert style.paragraph_format.alignment is WD_ALIGN_PARAGRAPH.LEFT
    assert [len(table.columns) for table in document.tables] == [2, 7]
    last = [paragraph.text for paragraph in document.paragraphs if paragraph.text][-1]
    assert last == "Xin trân trọng cảm ơn."


def test_the_form_has_the_questions_of_its_survey(tmp_path: Path) -> None:
    own = 'issued: 50\nquestions: ["Chỗ để xe"]\n'
    library = changed(tmp_path, "records/surveys/2024-khao-sat.md", "issued: 50\n", own)
    data = docx.render(form.compose(library, survey_of(library)))
    words = str(pypandoc.convert_text(data, "plain", format="docx", extra_args=["--wrap=none"]))
    assert "Chỗ để xe" in words
    assert "Nơi tiếp nhận hồ sơ" not in words
    assert "Họ và tên" not in words
    assert "Số:" not in words
