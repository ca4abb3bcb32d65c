"""The input pack of the management review: each input of 9.3.2 with its records, nothing in words, gaps with remedies."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pypandoc
import pytest
from managed_year import ROOT, TODAY, changed, managed_year
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from sotay import cli, pipeline  # noqa: F401 (cli gathers the commands)
from sotay.commands.common import app
from sotay.load import REVIEW_PACK_TEMPLATE, load
from sotay.messages import speaking
from sotay.report import review_pack
from sotay.report.wording import WordingError
from sotay.site.build import stage_site
from sotay.site.measurement_pages import packs, pages
from sotay.site.writer import Writer

INPUTS = ("a)", "b)", "c)", "d)", "e)", "f)")


def word(pack: review_pack.ReviewPack) -> str:
    data = pipeline.render_review_pack(pack)["review-pack.docx"]
    return str(pypandoc.convert_text(data, "plain", format="docx", extra_args=["--wrap=none"]))


def test_the_whole_pack(snapshot: SnapshotAssertion) -> None:
    assert review_pack.compose(managed_year(), 2024).markdown == snapshot


def test_what_was_closed_names_who_held_the_office_then_and_what_is_open_who_holds_it_now(
    tmp_path: Path,
) -> None:
    people = """\
people:
  - {id: thu-ky, name: Thư ký cũ, position: Thư ký ISO, until: 2024-05-31}
  - {id: thu-ky, name: Thư ký mới, position: Thư ký ISO, from: 2024-06-01}
  - {id: truong-phong, name: Trưởng phòng cũ, position: Trưởng phòng, until: 2024-05-31}
  - {id: truong-phong, name: Trưởng phòng mới, position: Trưởng phòng, from: 2024-06-01}
"""
    words = review_pack.compose(changed(tmp_path, "agency.yml", "people:\n", people), 2024).markdown
    (closed,) = re.findall(r"^.*Lập danh sách tập huấn.*$", words, re.MULTILINE)
    (owed,) = re.findall(r"^.*Rà soát biểu mẫu.*$", words, re.MULTILINE)
    assert "Thư ký cũ, Thư ký ISO" in closed
    assert "Trưởng phòng mới, Trưởng phòng" in owed
    assert "Thư ký mới" not in words


def test_the_word_file_says_it_in_order_of_the_clause() -> None:
    text = word(review_pack.compose(managed_year(), 2024))
    places = [text.index(f"\n{letter} ") for letter in INPUTS]
    assert places == sorted(places)
    for said in (
        "Rà soát biểu mẫu của Bộ phận một cửa",  # an action of the last review, overdue
        "175/2024/NĐ-CP",  # a law that took effect
        "Phòng Lao động hoạt động từ ngày 01/7/2024",  # a change within
        "27/32 phiếu hài lòng (84,4%, sai số ±16,1%)",
        "Phản ánh về thời gian chờ",
        "22/25 (88%)",
        "Văn bản xin lỗi",
        "02/PKPH",
        "2 điểm không phù hợp",
        "Chi cục Tiêu chuẩn Đo lường Chất lượng",
        "Đơn vị tư vấn mẫu",
        "9.500.000",
        "18 người tham gia",
        "không có loại hồ sơ riêng về rủi ro",
    ):
        assert said in text, said


def test_two_runs_give_the_same_bytes_and_the_pdf_is_made() -> None:
    first, second = (
        pipeline.render_review_pack(review_pack.compose(managed_year(), 2024)) for _time in range(2)
    )
    assert first == second
    assert first["review-pack.pdf"].startswith(b"%PDF")


def test_an_empty_year_says_of_each_input_that_there_is_nothing(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "records")
    library = load(tmp_path, as_of=date(2024, 6, 30), today=TODAY)
    pack = review_pack.compose(library, 2024)
    parts = re.split(r"^#+ ", pack.markdown, flags=re.MULTILINE)[1:]
    silent = [
        part.partition("\n")[0] for part in parts if not re.search(r"[Kk]hông|còn thiếu|^[bcd]\)", part)
    ]
    assert silent == []
    with speaking("vi"):
        kinds = ("Khảo sát", "Mục tiêu chất lượng", "Báo cáo đánh giá nội bộ", "Đào tạo")
        assert all(any(kind in gap for gap in pack.gaps) for kind in kinds)
    assert any("records/budgets" in gap for gap in pack.gaps)
    assert any("records/dossiers/2024.csv" in gap for gap in pack.gaps)
    for gap in pack.gaps:
        assert ": hãy " in gap, gap
        assert gap.replace("`", "") in word(pack).replace("`", ""), gap


def test_gaps_are_named_with_their_remedy() -> None:
    assert review_pack.compose(managed_year(), 2024).gaps == (
        "“Thư điện tử trả lời trong ngày” chưa có kết quả của kỳ 2024: hãy bổ sung kết quả đo, hoặc bổ sung sổ dùng để đo.",
    )


def test_a_review_without_actions_cannot_be_followed(tmp_path: Path) -> None:
    text = (ROOT / "records/management-reviews/2023.md").read_text(encoding="utf-8")
    actions = text[text.index("actions:") : text.index("sample:")]
    library = changed(tmp_path, "records/management-reviews/2023.md", actions, "")
    pack = review_pack.compose(library, 2024)
    assert "không có kết luận nào được ghi" in pack.markdown
    assert any("`actions`" in gap for gap in pack.gaps)


def test_it_is_vietnamese_whoever_asks() -> None:
    with speaking("en"):
        assert (
            review_pack.compose(managed_year(), 2024).markdown
            == review_pack.compose(managed_year(), 2024).markdown
        )
        assert "Tình trạng thực hiện kết luận" in review_pack.compose(managed_year(), 2024).markdown
        assert "xong ngày 20/3/2024" in review_pack.compose(managed_year(), 2024).markdown


def test_an_office_may_write_its_own_words(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    own = tmp_path / REVIEW_PACK_TEMPLATE
    own.write_text("# Của cơ quan\n\n{{ surveys[0].told }}\n", encoding="utf-8")
    library = load(tmp_path, as_of=None, today=TODAY)
    assert [finding for finding in library.findings if finding.place.file == REVIEW_PACK_TEMPLATE] == []
    assert review_pack.compose(library, 2024).markdown.startswith("# Của cơ quan\n\nphát ra: 50; thu về: 32")
    own.write_text("{{ khong_co }}", encoding="utf-8")
    with pytest.raises(WordingError):
        review_pack.compose(library, 2024)


def test_the_page() -> None:
    found = dict(pages(Writer(managed_year())))
    page = found[packs(managed_year())[2024]]
    assert "[DOCX](review-pack.docx)" in page
    assert "27/32 phiếu hài lòng" in page
    assert packs(managed_year())[2023] in found


def test_the_page_of_reports_leads_to_each_pack(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    folder = stage_site(load(tmp_path, as_of=None, today=TODAY))
    index = (folder / "bao-cao/index.md").read_text(encoding="utf-8")
    for year in (2024, 2023):
        assert f"]({year}/dau-vao-xem-xet.md)" in index
        assert (folder / f"bao-cao/{year}/dau-vao-xem-xet.md").is_file()


def test_command(tmp_path: Path) -> None:
    run = CliRunner().invoke
    made = run(app, ["review-pack", "2024", "--library", str(ROOT), "--out", str(tmp_path)])
    assert made.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["review-pack.docx", "review-pack.pdf"]
    assert "chưa có kết quả của kỳ 2024" in made.stderr
    template = run(app, ["review-pack", "--template", "--library", str(ROOT)])
    assert "9.3.2" in template.stdout
