"""Who must read a version in force is asked by name; a reading counts for exactly the text that was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import library_cases
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotay.acknowledgements import Coverage, coverage, totals
from sotay.library import Library
from sotay.site import list_pages, record_pages
from sotay.site.writer import Writer

AGENCY = """\
sample: true
names:
  - name: Cơ quan mẫu
    parent: Ủy ban nhân dân tỉnh mẫu
    place: Nơi mẫu
    abbreviation: CQM
    letterhead: [Cơ quan mẫu]
    letterhead_parent: [UBND tỉnh mẫu]
divisions:
  - {code: VP, name: Văn phòng}
  - {code: DN, name: Phòng Doanh nghiệp}
people:
  - {id: thu-ky, name: Thư ký mẫu, position: Thư ký ISO, division: VP, sample: true}
  - {id: truong-phong, name: Trưởng phòng mẫu, position: Trưởng phòng, division: DN, sample: true}
  - {id: chuyen-vien, name: Chuyên viên mẫu, position: Chuyên viên, division: DN, from: 2021-03-01, sample: true}
  - {id: da-nghi, name: Người đã nghỉ mẫu, position: Chuyên viên, division: DN, until: 2020-12-31, sample: true}
  - {id: lanh-dao, name: Lãnh đạo mẫu, position: Trưởng Ban, sample: true}
"""
DECISION = """\
---
number: 02/QĐ-CQM
date: 2020-08-20
issues: [{code: QT.DN.01, version: "01", sha256: @sha(QT.DN.01)}]
---
"""
PROCEDURE = (library_cases.BASE / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8")
OLDER = "a" * 64


def sheet(readers: dict[str, date], sha256: str = "@sha(QT.DN.01)", version: str = "01") -> str:
    rows = "".join(f"  - {{person: {person}, date: {day.isoformat()}}}\n" for person, day in readers.items())
    head = f'date: 2020-08-20\ncode: QT.DN.01\nversion: "{version}"\nsha256: {sha256}\n'
    return f"---\n{head}readers:\n{rows}sample: true\n---\n"


def laid(
    folder: Path, *sheets: str, as_of: str = "2021-10-29", to: str = "[VP, DN]", more: str = ""
) -> Library:
    """Lay agency, document, decision and sheets over the base library."""
    procedure = PROCEDURE.replace("sample: true", f"distribution: {to}\nsample: true")
    parts = {
        "agency.yml": AGENCY,
        "procedures/qt-dn-01.md": procedure,
        "records/decisions/q.md": DECISION,
        **{f"records/acknowledgements/{place}.md": text for place, text in enumerate(sheets)},
    }
    case = folder / "case.md"
    steps = "".join(f"== {path}\n{text}" for path, text in parts.items())
    case.parent.mkdir(parents=True, exist_ok=True)
    case.write_text(f"as_of: {as_of}\n\n{steps}{more}", encoding="utf-8")
    return library_cases.lay(library_cases.read(case), folder / "library")


def test_the_page_of_a_sheet_names_each_reader_as_they_were_on_the_day_of_reading(tmp_path: Path) -> None:
    library = laid(tmp_path, sheet({"thu-ky": date(2020, 8, 21), "truong-phong": date(2021, 4, 1)}))
    thu_ky, truong_phong = library.agency.people[:2]
    before, after = {"until": date(2020, 12, 31)}, {"from_": date(2021, 1, 1), "position": "Phó Trưởng Ban"}
    people = [one.model_copy(update=change) for one in (thu_ky, truong_phong) for change in (before, after)]
    moved = library.agency.model_copy(update={"people": tuple(people)})
    pages = dict(record_pages.pages(Writer(replace(library, agency=moved))))
    (page,) = (words for path, words in pages.items() if "acknowledgements/0" in path)
    assert "Thư ký mẫu, Thư ký ISO, Ngày đọc: 21/8/2020" in page
    assert "Trưởng phòng mẫu, Phó Trưởng Ban, Ngày đọc: 01/4/2021" in page


def only(library: Library) -> Coverage:
    (found,) = coverage(library)
    return found


def read_by(found: Coverage) -> dict[str, tuple[str, ...]]:
    return {division.division: tuple(division.read) for division in found.divisions}


def test_asked_are_those_who_hold_a_post_in_the_divisions_that_hold_the_document(tmp_path: Path) -> None:
    found = only(laid(tmp_path))
    asked = {division.division: [person.id for person in division.asked] for division in found.divisions}
    assert asked == {"VP": ["thu-ky"], "DN": ["truong-phong", "chuyen-vien"]}
    assert (found.asked, found.read, found.sheets) == (3, 0, ())


def test_without_a_distribution_its_own_division_holds_a_document(tmp_path: Path) -> None:
    found = only(laid(tmp_path, to="[]"))
    assert [division.division for division in found.divisions] == ["VP"]


def test_several_sheets_of_a_version_count_together(tmp_path: Path) -> None:
    first = sheet({"thu-ky": date(2020, 8, 21)})
    second = sheet(
        {"truong-phong": date(2020, 8, 24), "thu-ky": date(2020, 9, 1), "lanh-dao": date(2020, 8, 21)}
    )
    found = only(laid(tmp_path, first, second))
    assert read_by(found) == {"VP": ("thu-ky",), "DN": ("truong-phong",)}
    assert found.divisions[0].read == {"thu-ky": date(2020, 8, 21)}
    assert [person.id for person in found.divisions[1].missing] == ["chuyen-vien"]


@pytest.mark.parametrize(
    ("sha256", "version"), [(OLDER, "01"), ("@sha(QT.DN.01)", "02")], ids=["another text", "another version"]
)
def test_who_read_another_text_has_not_read_this_one(tmp_path: Path, sha256: str, version: str) -> None:
    found = only(laid(tmp_path, sheet({"thu-ky": date(2020, 8, 21)}, sha256, version)))
    assert found.read == 0
    assert len(found.sheets) == 1


def test_figures_of_a_division_are_over_documents_that_sheets_are_kept_for(tmp_path: Path) -> None:
    assert totals(laid(tmp_path / "none")) == ()
    library = laid(tmp_path / "one", sheet({"thu-ky": date(2020, 8, 21), "truong-phong": date(2020, 8, 21)}))
    assert [(total.division, total.asked, total.read) for total in totals(library)] == [
        ("VP", 1, 1),
        ("DN", 2, 1),
    ]


def test_a_withdrawn_document_asks_nobody(tmp_path: Path) -> None:
    withdrawal = (
        "== records/decisions/r.md\n---\nnumber: 03/QĐ-CQM\ndate: 2021-01-04\nwithdraws: [QT.DN.01]\n---\n"
    )
    assert coverage(laid(tmp_path, more=withdrawal)) == ()


def test_the_site_shows_each_division_how_far_it_has_read(tmp_path: Path) -> None:
    library = laid(tmp_path, sheet({"thu-ky": date(2020, 8, 21), "truong-phong": date(2020, 8, 21)}))
    page = dict(list_pages.pages(Writer(library), list_pages.told(library)))[list_pages.READINGS]
    assert "| Phòng Doanh nghiệp | 2 | 1 | 50% |" in page
    assert "| Văn phòng | 1 | 1 | 100% |  | [lần 01](../ho-so/acknowledgements/0.md) |" in page
    assert "| Phòng Doanh nghiệp | 2 | 1 | 50% | Chuyên viên mẫu | [lần 01]" in page
    (tmp_path / "none").mkdir()
    without = dict(
        list_pages.pages(Writer(laid(tmp_path / "none")), list_pages.told(laid(tmp_path / "none")))
    )[list_pages.READINGS]
    assert "| Văn phòng | 1 |  | | | chưa lập phiếu |" in without


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.dictionaries(
        st.sampled_from(["thu-ky", "truong-phong", "chuyen-vien", "da-nghi", "lanh-dao"]),
        st.integers(0, 600).map(lambda days: date(2020, 8, 20) + timedelta(days)),
    ),
    after=st.integers(0, 600),
)
def test_nobody_has_read_before_they_did(
    tmp_path_factory: pytest.TempPathFactory, days: dict[str, date], after: int
) -> None:
    as_of = date(2020, 8, 20) + timedelta(after)
    library = laid(tmp_path_factory.mktemp("library"), sheet(days), as_of=as_of.isoformat())
    found = only(library)
    posts = {person.id for person in library.agency.people if person.division and person.holds(as_of)}
    expected = {person for person, day in days.items() if day <= as_of and person in posts}
    assert {person for division in found.divisions for person in division.read} == expected
    assert found.read + sum(len(division.missing) for division in found.divisions) == found.asked
