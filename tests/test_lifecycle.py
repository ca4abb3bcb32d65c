"""What is in force is the text that was approved, whatever draft the folder holds by now."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import version_library

from sotay.legal.impact import Standing, impacts
from sotay.library import Library
from sotay.lifecycle import document_in_force, in_force
from sotay.site.controlled_pages import people
from sotay.site.shelf import shelf_of
from sotay.site.writer import Writer


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return version_library.make(tmp_path_factory.mktemp("library") / "so-tay")


def named(library: Library) -> list[tuple[str, str]]:
    return [(document.meta.code, document.meta.version) for document in in_force(library)]


def test_in_force_is_the_approved_text_beside_a_draft(root: Path) -> None:
    library = version_library.read(root)
    assert named(library) == [("QT.DN.01", "03"), ("QT.DN.03", "02"), ("QT.DN.04", "01")]
    document = document_in_force(library, "QT.DN.01")
    assert document is not None
    assert document.path == "procedures/qt-dn-01.md"
    assert "tại nhà" in document.body
    assert library.procedures["QT.DN.01"].meta.version == "04"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 8, 19), []),
        (date(2020, 8, 20), [("QT.DN.01", "01"), ("QT.DN.02", "01")]),
        (
            date(2021, 3, 1),
            [("QT.DN.01", "02"), ("QT.DN.02", "01"), ("QT.DN.03", "02"), ("QT.DN.04", "01")],
        ),
        (date(2021, 8, 1), [("QT.DN.01", "03"), ("QT.DN.03", "02"), ("QT.DN.04", "01")]),
        (date(2021, 12, 1), [("QT.DN.01", "03"), ("QT.DN.03", "02"), ("QT.DN.04", "02")]),
    ],
)
def test_each_day_has_its_own_texts(root: Path, day: date, expected: list[tuple[str, str]]) -> None:
    assert named(version_library.read(root, day)) == expected


def test_nothing_is_in_force_under_a_code_that_is_a_draft_or_withdrawn(root: Path) -> None:
    library = version_library.read(root)
    assert document_in_force(library, "QT.DN.02") is None
    assert document_in_force(library, "QT.DN.05") is None


@pytest.fixture
def hit(root: Path, tmp_path: Path) -> Path:
    """The library, with a law that replaces the one that QT.DN.01 rests on, and a draft that rests on none."""
    folder = tmp_path / "so-tay"
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns("build"))
    law = (folder / "records" / "legal" / "2016-07-nd-cp.md").read_text(encoding="utf-8")
    newer = law.replace("07/2016", "20/2021").replace("2016-03-10", "2021-09-01")
    relation = "relations:\n  - {kind: replaces, target: 07/2016/NĐ-CP}\n---\n"
    (folder / "records" / "legal" / "2021-20-nd-cp.md").write_text(
        relation.join(newer.rsplit("---\n", 1)), encoding="utf-8"
    )
    draft = folder / "procedures" / "moi" / "qt-dn-01.md"
    text = draft.read_text(encoding="utf-8")
    assert "- 07/2016/NĐ-CP\n" in text
    draft.write_text(text.replace("legal_basis:\n- 07/2016/NĐ-CP\n", ""), encoding="utf-8")
    return folder


def standing(library: Library) -> dict[str, Standing]:
    return {
        i.procedure.meta.code: i.standing for i in impacts(library) if i.law.meta.number == "20/2021/NĐ-CP"
    }


def test_a_draft_lets_go_of_no_law_that_the_version_in_force_rests_on(hit: Path) -> None:
    assert standing(version_library.read(hit))["QT.DN.01"] is Standing.PENDING


def test_a_draft_that_takes_up_a_law_has_not_followed_it_yet(hit: Path) -> None:
    draft = hit / "procedures" / "moi" / "qt-dn-01.md"
    text = draft.read_text(encoding="utf-8")
    draft.write_text(
        text.replace("summary: Nội dung lần 04", "summary: Theo luật mới\n  because: [20/2021/NĐ-CP]"),
        encoding="utf-8",
    )
    library = version_library.read(hit)
    assert library.procedures["QT.DN.01"].meta.changes[-1].because == ("20/2021/NĐ-CP",)
    assert standing(library)["QT.DN.01"] is Standing.PENDING


def test_a_law_that_the_first_version_rested_on_was_not_followed_late_by_the_next(root: Path) -> None:
    late = {
        impact.procedure.meta.code
        for impact in impacts(version_library.read(root))
        if impact.standing is Standing.LATE
    }
    assert late == {"QT.DN.03"}, "of which nobody has the first text"


def test_a_text_names_who_answered_for_it_then(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "library")
    agency = tmp_path / "library" / "agency.yml"
    entry = "  - {id: lanh-dao, name: Lãnh đạo (dữ liệu mẫu), position: Trưởng Ban, sample: true}\n"
    text = agency.read_text(encoding="utf-8")
    assert entry in text
    ended = entry.replace("sample: true", "until: 2021-05-01, sample: true")
    after = entry.replace("Lãnh đạo", "Người kế nhiệm").replace(
        "sample: true", "from: 2021-05-02, sample: true"
    )
    agency.write_text(text.replace(entry, ended + after), encoding="utf-8")
    library = version_library.read(tmp_path / "library")
    shelf = shelf_of(library, "QT.DN.01")
    assert shelf is not None
    named = {volume.name: people(Writer(library), volume.document)["approved_by"] for volume in shelf.volumes}
    assert {name for name, person in named.items() if person.startswith("Người kế nhiệm")} == {
        "03",
        "du-thao",
    }
