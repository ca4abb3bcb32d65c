"""Where a page leads to be changed: to its form where the editor is laid, to its file where a forge is known."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import library_cases
import pytest

from sotay import pipeline
from sotay.editor import blanks, forge, pages, program, settings
from sotay.kinds import all_kinds
from sotay.library import Library
from sotay.site import addresses, controlled_pages, law_pages, record_pages
from sotay.site.writer import Writer

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


def test_what_may_be_chosen_is_said_in_vietnamese(tmp_path: Path) -> None:
    told = settings.settings(library(tmp_path), settings.DESK)
    forms = {form["name"]: {field["name"]: field for field in form["fields"]} for form in told["collections"]}
    kinds = {one["value"]: one["label"] for one in forms["procedure"]["kind"]["options"]}
    assert kinds["work-instruction"] == "hướng dẫn công việc"
    relation = next(field for field in forms["legal"]["relations"]["fields"] if field["name"] == "kind")
    assert {"value": "replaces", "label": "thay thế"} in relation["options"]
    assert {"value": "nội bộ", "label": "nội bộ"} in forms["procedure"]["confidentiality"]["options"]


def test_every_field_of_every_kind_is_in_its_form(tmp_path: Path) -> None:
    told = settings.settings(library(tmp_path), settings.DESK)
    forms = {form["name"]: [field["name"] for field in form["fields"]] for form in told["collections"]}
    for kind in all_kinds():
        fields = {info.alias or name for name, info in kind.model_fields.items()}
        assert set(forms[kind.name]) == fields | {"body"}
        assert len(forms[kind.name]) == len(fields) + 1


def test_editor_reaches_forges_that_know_pull_requests(tmp_path: Path) -> None:
    extra = "extra: {editor_app_id: abc, editor_login: https://dang-nhap.mau.example}"
    made = {
        make: json.loads(
            pages.own(library(tmp_path, f"repo_url: https://git.mau.example/iso/so-tay\nrepo_name: {make}\n{extra}"))["config.yml"]
        )["backend"]
        for make in forge.Make
    }  # fmt: skip
    assert [make for make, told in made.items() if told != settings.DESK] == ["github", "gitlab", "forgejo"]
    words = "Đề xuất: {{path}}"
    told = {
        "name": "forgejo",
        "repo": "iso/so-tay",
        "branch": "main",
        "commit_messages": {"create": words, "update": words, "uploadMedia": words},
    }
    own = {"base_url": "https://git.mau.example", "app_id": "abc"}
    assert made[forge.Make.FORGEJO] == {**told, **own, "api_root": "https://git.mau.example/api/v1"}
    gitlab = {"api_root": "https://git.mau.example/api/v4", "auth_type": "pkce"}
    assert made[forge.Make.GITLAB] == {**told, **own, **gitlab, "name": "gitlab"}
    assert made[forge.Make.GITHUB] == {**told, "name": "github", "base_url": "https://dang-nhap.mau.example"}


@pytest.mark.parametrize("make", ["github", "gitlab", "forgejo"])
def test_editor_without_a_way_to_sign_in_asks_for_the_desk(tmp_path: Path, make: str) -> None:
    settings_file = f"repo_url: https://git.mau.example/iso/so-tay\nrepo_name: {make}"
    found = json.loads(pages.own(library(tmp_path, settings_file))["config.yml"])
    assert found["backend"] == settings.DESK


@pytest.fixture(scope="module")
def shipped() -> Library:
    return pipeline.read(Path(__file__).parent.parent, None, date(2026, 1, 5))


def test_lists_lead_to_an_empty_form_of_what_they_list(shipped: Library) -> None:
    found = blanks.by_page(shipped)
    documents = {words: place for place, words in found["quy-trinh/index.md"]}
    numbers = [int(code[-2:]) for code in shipped.procedures if code.startswith("QT.DN.")]
    following = f"QT.DN.{max(numbers) + 1:02}"
    assert f"code={following}&kind=procedure&division=DN&version=01" in documents[following]
    assert not [code for code in documents if code in shipped.procedures]
    assert documents["tài liệu khác"] == "#/collections/procedure/new?version=01"
    records = {words: place for place, words in found["ho-so/index.md"]}
    assert records["Công văn"] == "#/collections/letter/new?date=hom-nay"
    assert found["phap-ly/index.md"] == (("#/collections/legal/new", "Văn bản pháp luật"),)


def test_code_that_was_withdrawn_is_not_given_again(tmp_path: Path) -> None:
    library(tmp_path)
    (tmp_path / "procedures").mkdir()
    text = (library_cases.BASE / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8")
    (tmp_path / "procedures" / "qt-dn-01.md").write_text(text, encoding="utf-8")
    decisions = tmp_path / "records" / "decisions"
    decisions.mkdir(parents=True)
    (decisions / "2021-09-qd-cqm.md").write_text(
        "---\nnumber: 09/QĐ-CQM\ndate: 2021-03-01\nwithdraws: [QT.DN.02]\nsample: true\n---\n",
        encoding="utf-8",
    )
    found = blanks.by_page(pipeline.read(tmp_path, None, date(2026, 1, 5)))["quy-trinh/index.md"]
    assert [words for _place, words in found] == ["QT.DN.03", "tài liệu khác"]


def test_lists_have_their_forms_only_where_the_editor_is_laid(shipped: Library) -> None:
    staged = {"ho-so/index.md": "---\ntitle: Hồ sơ\n---\n\n# Hồ sơ\n\nDanh sách.\n".encode(), "a.pdf": b"x"}
    assert blanks.put(shipped, staged) == staged
    page = blanks.put(shipped, staged | {pages.PAGE: b""})["ho-so/index.md"].decode()
    assert '# Hồ sơ\n\n<details class="sotay-trail sotay-edit"><summary>Soạn mới</summary>' in page
    assert '<a href="../bien-tap/index.html#/collections/letter/new?date=hom-nay">Công văn</a>' in page
    page = blanks.put(shipped, {"phap-ly/index.md": "# Pháp lý\n".encode(), pages.PAGE: b""})[
        "phap-ly/index.md"
    ].decode()
    assert "Soạn mới: [Văn bản pháp luật](../bien-tap/index.html#/collections/legal/new)\n{: ." in page


def test_page_of_every_document_leads_to_its_form(shipped: Library) -> None:
    writer = Writer(shipped)
    told = (*record_pages.pages(writer), *law_pages.pages(writer), *controlled_pages.pages(writer, ()))
    staged = {page: words.encode() for page, words in told} | {pages.PAGE: b""}
    linked = pages.put(shipped, staged)
    for document in shipped.documents:
        page = addresses.of(document)
        place = pages.entry(document.path)
        assert place
        assert f"[Đề xuất sửa đổi]({addresses.relative(pages.PAGE, page)}{place})" in linked[page].decode(), (
            page
        )
