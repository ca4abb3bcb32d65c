"""The figures of the one-stop shop on the site: by hand, nobody named, charts beside their tables, nothing where nothing is."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from syrupy.assertion import SnapshotAssertion
from test_cli import sotay

from sotay import pipeline
from sotay.figures.late_reasons import MOST, late_reasons
from sotay.figures.period import Period
from sotay.library import Library
from sotay.messages import speaking
from sotay.report import review_pack
from sotay.report.compose import compose
from sotay.site import figures_pages
from sotay.site.writer import Writer

ROOT: Final = Path(__file__).parent.parent
ONE_STOP: Final = Path(__file__).parent / "libraries" / "one-stop"
BASE: Final = Path(__file__).parent / "cases" / "base"
REGISTER: Final = "records/dossiers/2021.csv"
TODAY: Final = date(2026, 1, 1)


def staged(library: Library) -> dict[str, str]:
    with speaking("vi"):
        return dict(figures_pages.pages(Writer(library)))


def changed(folder: Path, *changes: tuple[str, str]) -> Library:
    """Return a copy of the library in which texts of the register give way to others."""
    shutil.copytree(ONE_STOP, folder, dirs_exist_ok=True)
    text = (folder / REGISTER).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / REGISTER).write_text(text, encoding="utf-8")
    return pipeline.read(folder, None, TODAY)


@pytest.fixture(scope="module")
def library() -> Library:
    return pipeline.read(ONE_STOP, None, TODAY)


@pytest.fixture(scope="module")
def pages(library: Library) -> dict[str, str]:
    return staged(library)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_register_that_cannot_be_read_is_not_said_to_be_missing(tmp_path: Path, encoding: str) -> None:
    text = (ONE_STOP / REGISTER).read_text(encoding="utf-8")
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    (tmp_path / REGISTER).write_bytes(text.encode(encoding, "replace"))
    said = f"Không đọc được sổ theo dõi hồ sơ {REGISTER}: hãy chạy `sotay check` để biết lý do."
    for command in (("figures",), ("report", "period", "2021")):
        done = sotay(*command, "--library", tmp_path)
        assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", said)
    library = pipeline.read(tmp_path, None, TODAY)
    escaped = said.replace("`", "\\`")
    assert f"[{escaped}](../quy-tac/ket-qua.md)" in staged(library)["so-lieu/index.md"]
    with speaking("vi"):
        assert said in [finding.message for finding in compose(library, 2021).findings]
        assert said in review_pack.compose(library, 2021).gaps
    (tmp_path / REGISTER).with_name("2020.csv").write_text(text, encoding="utf-8")
    done = sotay("figures", "--library", tmp_path)
    assert (done.returncode, done.stderr.strip()) == (0, said)


def test_the_pages(pages: dict[str, str], snapshot: SnapshotAssertion) -> None:
    assert pages == snapshot


def test_a_year_tells_what_was_reckoned_by_hand(pages: dict[str, str]) -> None:
    """The counts are those of tests/cases/figures/whole.txt and by-procedure.txt."""
    year = pages["so-lieu/2021.md"]
    for row in (
        "| Kỳ trước chuyển sang | 1 |",
        "| Đã tiếp nhận | 13 |",
        "| Đã giải quyết | 11 | 11/14 (78,6%) |",
        "| Trước hạn | 2 | 2/14 (14,3%) | 2/11 (18,2%) |",
        "| Đúng hạn | 6 | 6/14 (42,9%) | 6/11 (54,5%) |",
        "| Trễ hạn | 3 | 3/14 (21,4%) | 3/11 (27,3%) |",
        "| Đang giải quyết | 3 |",
        "| Quá hạn | 1 |",
        "| Hẹn lại | 1 |",
        "| **Đúng và trước hạn** | **8** | **8/14 (57,1%)** | **8/11 (72,7%)** |",
        "| 6/2021 | 7/10 (70%) | 7/10 (70%) | 0 | 10 | 10 | 2 | 5 | 3 | 0 | 0 | 1 |",
        "| 7/2021 | – | – | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |",
        "| Phòng Doanh nghiệp (dữ liệu mẫu) | 7/12 (58,3%) | 7/9 (77,8%) | 1 | 11 | 9 | 2 | 5 | 2 | 3 | 1 | 1 |",
        "| Quá tải | 1 | 0 |",
    ):
        assert row in year, row
    assert (
        "](../quy-trinh/qt-dn-01.md) | 5/10 (50%) | 5/7 (71,4%) | 1 | 9 | 7 | 2 | 3 | 2 | 3 | 1 | 1 |" in year
    )


def test_each_figure_of_the_whole_leads_to_its_register(pages: dict[str, str]) -> None:
    whole = pages["so-lieu/2021.md"].partition("## Toàn cơ quan")[2].partition("\n## ")[0]
    rows = [line for line in whole.splitlines() if re.match(r"\| [^|:*]+ \| \d", line)]
    assert len(rows) == 9
    assert [row for row in rows if "[2021.csv](../ho-so/dossiers/2021.md)" not in row] == []


def test_rows_left_out_are_told_with_the_way_to_them(pages: dict[str, str], tmp_path: Path) -> None:
    for page in ("so-lieu/index.md", "so-lieu/2021.md"):
        assert "Số liệu chưa đầy đủ: 1 dòng của sổ theo dõi hồ sơ chưa tính được" in pages[page]
        assert "(../quy-tac/ket-qua.md)" in pages[page]
    last = (ONE_STOP / REGISTER).read_text(encoding="utf-8").splitlines()[-1]
    sound = staged(changed(tmp_path, (f"{last}\n", "")))
    assert all("chưa đầy đủ" not in page for page in sound.values())


def test_the_reference_year_is_18_of_18() -> None:
    pages = staged(pipeline.read(ROOT, None, TODAY))
    assert list(pages) == ["so-lieu/index.md", "so-lieu/2021.md"]
    assert (
        "| [2021](2021.md) | 18/18 (100%) | 0 | 18 | 18 | 0 | 18 | 0 | 0 | 0 | 0 |"
        in pages["so-lieu/index.md"]
    )
    assert "| Đúng hạn | 18 | 18/18 (100%) | 18/18 (100%) |" in pages["so-lieu/2021.md"]


def test_nobody_is_named_on_the_pages_or_in_the_charts(library: Library, tmp_path: Path) -> None:
    named = changed(
        tmp_path,
        ("Quá tải", "Người nộp mẫu 05 (dữ liệu mẫu) đi vắng"),
        ("Chờ ý kiến phối hợp", "Gọi 0912 345 678 không được"),
    )
    pages = staged(named)
    assert "| (không hiển thị: có thể chứa dữ liệu cá nhân) | 2 | 0 |" in pages["so-lieu/2021.md"]
    for lib, shown in ((library, staged(library)), (named, pages)):
        with speaking("vi"):
            everything = "".join(shown.values()) + "".join(
                data.decode() for data in figures_pages.files(lib).values()
            )
        assert "Người nộp mẫu" not in everything
        assert "0912" not in everything
        assert not re.search(r"\d{6}-\d{4}", everything)  # no code of a dossier either


def test_of_very_many_reasons_the_rest_is_added_up(tmp_path: Path) -> None:
    header, *rows = (ONE_STOP / REGISTER).read_text(encoding="utf-8").splitlines()
    late = next(row for row in rows if "Quá tải" in row)
    many = [
        late.replace(late.partition(",")[0], f"000.00.01.H00-210605-{number:04}").replace(
            "Quá tải", f"Lý do {number}"
        )
        for number in range(100, 130)
    ]
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    (tmp_path / REGISTER).write_text("\n".join([header, *many]) + "\n", encoding="utf-8")
    with speaking("vi"):
        told = late_reasons(pipeline.read(tmp_path, None, TODAY), Period.of_year(2021))
    assert len(told) == MOST + 1
    assert (list(told)[-1], told["Lý do khác"].late) == ("Lý do khác", 30 - MOST)


def test_charts_are_drawn_alike_twice_with_their_words_and_stand_beside_tables(
    library: Library, pages: dict[str, str]
) -> None:
    with speaking("vi"):
        first, second = figures_pages.files(library), figures_pages.files(library)
    assert first == second
    assert set(first) == {
        f"so-lieu/{year}-{what}.svg" for year in (2020, 2021) for what in ("thang", "quy-trinh")
    }
    words = {name: " ".join(ET.fromstring(data).itertext()) for name, data in first.items()}
    assert all(
        said in words["so-lieu/2021-thang.svg"] for said in ("Trước hạn", "Đúng hạn", "Trễ hạn", "Tháng")
    )
    assert "QT.DN.01 Thủ tục mẫu" in words["so-lieu/2021-quy-trinh.svg"]
    assert "Đang giải quyết, đã quá hạn" in words["so-lieu/2021-quy-trinh.svg"]
    for name in first:
        year = pages[f"so-lieu/{name[8:12]}.md"]
        picture = re.search(rf"!\[([^\]]+)\]\({name[8:]}\)(.*?)\n\|", year, re.DOTALL)
        assert picture is not None
        assert "Bảng bên dưới có cùng số liệu" in picture[1]


def test_without_a_register_or_without_rows_it_says_so(tmp_path: Path) -> None:
    nothing = staged(pipeline.read(BASE, None, TODAY))
    assert list(nothing) == ["so-lieu/index.md"]
    assert (
        "Bộ phận một cửa chuyển tệp CSV năm 2026, mỗi hồ sơ một dòng, cho thư ký ISO"
        in nothing["so-lieu/index.md"]
    )
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    header = (ONE_STOP / REGISTER).read_text(encoding="utf-8").partition("\n")[0]
    (tmp_path / REGISTER).write_text(header + "\n", encoding="utf-8")
    empty = pipeline.read(tmp_path, None, TODAY)
    pages = staged(empty)
    assert list(pages) == ["so-lieu/index.md", "so-lieu/2021.md"]
    assert "Sổ không có hồ sơ nào của thời gian này." in pages["so-lieu/2021.md"]
    assert "|" not in pages["so-lieu/2021.md"]
    assert figures_pages.files(empty) == {}


def test_a_decree_that_was_not_compared_is_told(tmp_path: Path) -> None:
    shutil.copytree(ONE_STOP, tmp_path, dirs_exist_ok=True)
    register = tmp_path / "records" / "dossiers" / "2025.csv"
    register.write_text(
        "code,procedure,applicant,received_at,due_at\n"
        "000.00.01.H00-250901-0001,QT.DN.01,Người nộp mẫu,2025-09-01T08:00,2025-09-10T17:00\n",
        encoding="utf-8",
    )
    told = staged(pipeline.read(tmp_path, TODAY, TODAY))
    said = "Cách tính theo Nghị định 118/2025/NĐ-CP chưa đối chiếu."
    assert (said in told["so-lieu/2025.md"], said in told["so-lieu/2021.md"]) == (True, False)
