"""Where a page leads to be changed: to its form where the editor is laid, to its file where a forge is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sotay import pipeline
from sotay.editor import forge, pages, program, settings
from sotay.kinds import all_kinds
from sotay.library import Library

FILE = "procedures/doanh-nghiep/qt-dn-01.md"
WORDS = f"---\ntitle: x\nsource: {FILE}\n---\n\n# QT.DN.01\n\nNội dung.\n"
STAGED = {"quy-trinh/qt-dn-01.md": WORDS.encode(), "quy-trinh/a.pdf": b"x"}


def library(root: Path, settings_file: str = "") -> Library:
    agency = (Path(__file__).parent.parent / "agency.yml").read_bytes()
    (root / "agency.yml").write_bytes(agency)
    if settings_file:
        (root / "mkdocs.yml").write_text(settings_file, encoding="utf-8")
    return pipeline.read(root, None, date(2026, 1, 5))


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("repo_url: https://github.com/mau/so-tay", "https://github.com/mau/so-tay/edit/main/"),
        ("repo_url: https://gitlab.mau.example/iso/so-tay/", "https://gitlab.mau.example/iso/so-tay/-/edit/main/"),
        ("repo_url: https://git.mau.example/iso/so-tay\nrepo_name: Forgejo", "https://git.mau.example/iso/so-tay/_edit/main/"),
        ("repo_url: https://gitea.mau.example/iso/so-tay", "https://gitea.mau.example/iso/so-tay/_edit/main/"),
    ],
)  # fmt: skip
def test_file_is_changed_where_its_forge_does_it(tmp_path: Path, told: str, address: str) -> None:
    page = pages.put(library(tmp_path, told), STAGED)["quy-trinh/qt-dn-01.md"].decode()
    assert f"[Sửa trên Git]({address}{FILE})" in page
    assert "Đề xuất sửa đổi" not in page


def test_bitbucket_has_the_branch_before_the_file_and_the_mode_after(tmp_path: Path) -> None:
    page = pages.put(library(tmp_path, "repo_url: https://bitbucket.org/mau/so-tay"), STAGED)
    told = f"(https://bitbucket.org/mau/so-tay/src/main/{FILE}?mode=edit)"
    assert told in page["quy-trinh/qt-dn-01.md"].decode()


@pytest.mark.parametrize("told", ["", "repo_url: https://git.mau.example/a/b", "repo_url: mau"])
def test_links_that_would_lead_nowhere_are_not_there(tmp_path: Path, told: str) -> None:
    assert pages.put(library(tmp_path, told), STAGED) == STAGED


def test_form_is_linked_where_the_editor_is_laid(tmp_path: Path) -> None:
    laid = STAGED | {pages.PAGE: b""}
    page = pages.put(library(tmp_path), laid)["quy-trinh/qt-dn-01.md"].decode()
    address = "../bien-tap/index.html#/collections/procedure/entries/doanh-nghiep/qt-dn-01"
    assert f"# QT.DN.01\n\n[Đề xuất sửa đổi]({address})\n" in page


def test_page_says_how_to_add_the_editor_until_it_is_laid(tmp_path: Path) -> None:
    found = pages.files(library(tmp_path))
    assert list(found) == ["bien-tap/index.md"]
    assert b"`python3 scripts/build.py --with-editor`" in found["bien-tap/index.md"]
    old = tmp_path / program.FOLDER
    old.mkdir(parents=True)
    (old / program.SCRIPT).write_bytes(b"another version")
    (old / "made-from.txt").write_text("another lock", encoding="utf-8")
    assert list(pages.files(library(tmp_path))) == ["bien-tap/index.md"]


def test_new_document_is_begun_with_what_is_known() -> None:
    told = pages.new("procedure", code="QT.ĐT.09", effective="2026-02-01")
    assert told == "#/collections/procedure/new?code=QT.%C4%90T.09&effective=2026-02-01"
    assert pages.new("legal") == "#/collections/legal/new"


def test_every_field_of_every_kind_is_in_its_form(tmp_path: Path) -> None:
    told = settings.settings(library(tmp_path), settings.DESK)
    forms = {form["name"]: [field["name"] for field in form["fields"]] for form in told["collections"]}
    for kind in all_kinds():
        fields = {info.alias or name for name, info in kind.model_fields.items()}
        assert set(forms[kind.name]) == fields | {"body"}
        assert len(forms[kind.name]) == len(fields) + 1


def test_editor_reaches_forges_that_know_pull_requests(tmp_path: Path) -> None:
    made = {
        make: forge.backend(forge.Forge(make, "https://git.mau.example/iso/so-tay"), "abc")
        for make in forge.Make
    }
    assert {make for make, told in made.items() if told} == {"github", "gitlab", "forgejo"}
    assert made[forge.Make.FORGEJO] == {
        "name": "forgejo",
        "repo": "iso/so-tay",
        "branch": "main",
        "base_url": "https://git.mau.example",
        "api_root": "https://git.mau.example/api/v1",
        "app_id": "abc",
    }
    found = pages.own(library(tmp_path, "repo_url: https://github.com/mau/so-tay"))["config.yml"].decode()
    assert '"name": "github"' in found
    assert settings.API not in found
