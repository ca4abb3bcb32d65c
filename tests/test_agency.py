"""A division that was renamed bears its name of the day: a library of the day asked about, a record and a slip their own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import test_clearance
import test_slips
import version_library

from sotay import pipeline
from sotay.kinds.agency import Division
from sotay.site.build import stage_site
from sotay.slips.composition import Said, compose_book
from sotay.slips.forms import table

OLD, NEW = "Văn phòng cũ", "Văn phòng mới"
PERIODS = "{{code: {code}, name: {old}, until: {last}}}\n  - {{code: {code}, name: {new}, from: {first}}}"


def _rename(root: Path, entry: str, code: str, last: str, first: str) -> None:
    agency = root / "agency.yml"
    text = agency.read_text(encoding="utf-8")
    assert text.count(entry) == 1
    periods = PERIODS.format(code=code, old=OLD, new=NEW, last=last, first=first)
    agency.write_text(text.replace(entry, periods), encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = version_library.make(tmp_path_factory.mktemp("agency") / "so-tay")
    _rename(root, "{code: VP, name: Văn phòng}", "VP", "2021-06-30", "2021-07-01")
    for day in (date(2021, 4, 1), date(2021, 9, 1)):
        fields: dict[str, object] = {
            "number": f"{day:%m}/PKPH",
            "date": day,
            "division": "VP",
            "owner": "thu-ky",
        }
        about: dict[str, object] = {
            "subject": "chữ ký",
            "description": "Thiếu chữ ký",
            "due": date(2021, 12, 1),
            "sample": True,
        }
        test_clearance.write(root / f"records/nonconformities/2021-{day:%m}.md", fields | about, "Mẫu.")
    return root


def test_the_first_name_stands_in_for_a_day_that_has_none(root: Path) -> None:
    agency = version_library.read(root).agency
    told = {day: agency.division_name("VP", date.fromisoformat(day)) for day in ("2021-06-30", "2021-07-01")}
    assert told == {"2021-06-30": OLD, "2021-07-01": NEW}
    ended = Division(code="XX", name="Phòng đã giải thể", until=date(2020, 1, 1))
    later = agency.model_copy(update={"divisions": (ended,)})
    assert later.division_name("XX", date(2021, 1, 1)) == "Phòng đã giải thể"
    assert later.division_name("VP", date(2021, 1, 1)) == "VP"


@pytest.mark.parametrize(("day", "name", "other"), [("2021-05-05", OLD, NEW), ("2021-10-01", NEW, OLD)])
def test_the_pages_of_a_day_bear_the_name_of_that_day(root: Path, day: str, name: str, other: str) -> None:
    pages = stage_site(pipeline.read(root, date.fromisoformat(day), version_library.TODAY))
    own = {pages / "ho-so" / "nonconformities" / f"2021-{month}.md" for month in ("04", "09")}
    wanted = ("quy-trinh/index.md", "quy-trinh/qt-dn-01.md", "tra-cuu/don-vi.md", "tim-kiem/pages.js")
    for page in wanted:
        assert name in (pages / page).read_text(encoding="utf-8"), page
    kept = [page for suffix in ("*.md", "*.js") for page in pages.rglob(suffix)]
    told = [page for page in kept if page not in own and other in page.read_text(encoding="utf-8")]
    assert told == []


def test_the_page_of_a_record_bears_the_name_of_its_own_day(root: Path) -> None:
    folder = stage_site(version_library.read(root)) / "ho-so" / "nonconformities"
    for month, name in (("04", OLD), ("09", NEW)):
        assert f"| Đơn vị | {name} |" in (folder / f"2021-{month}.md").read_text(encoding="utf-8")


def test_slips_and_the_rows_of_a_book_bear_the_name_of_their_day(tmp_path: Path) -> None:
    rows = [{"received_at": "2021-03-01T08:15"}, {"received_at": "2021-03-04T08:15"}]
    test_slips.laid(tmp_path, *rows)
    _rename(tmp_path, "{code: DN, name: Phòng Quản lý doanh nghiệp}", "DN", "2021-03-02", "2021-03-03")
    library = test_slips.read(tmp_path)
    codes = [row.entry.code for row in library.dossiers]
    slips = test_slips.composed(library, "kiem-soat", *codes, said=Said()).slips
    assert [(OLD in slip.markdown, NEW in slip.markdown) for slip in slips] == [(True, False), (False, True)]
    (book,) = [kind for kind, shape in table().kinds.items() if shape.book]
    told = compose_book(library, book, test_slips.YEAR).slips[0].markdown
    assert told.index(OLD) < told.index(NEW)
