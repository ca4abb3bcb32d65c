"""The editor's protocol, asked as Decap asks it, over a real bare repository."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import desk_library
import library_cases
import pytest
from desk_library import AN, BINH, CHI, DRAFT, DUNG, PAPER

from sotay.desk.journal import Action, Journal
from sotay.desk.protocol import Protocol, ProtocolError
from sotay.desk.repository import CHANGES, Repository
from sotay.kinds.agency import Person
from sotay.load import load

NAME = {"collection": "procedures", "slug": "qt-dn-01"}
REF = f"{CHANGES}procedures/qt-dn-01"


class Desk:
    """A desk without its server."""

    def __init__(self, folder: Path) -> None:
        self.repository = Repository(desk_library.make(folder))
        self.journal = Journal(folder / "nhat-ky.db")
        library = load(folder / "ban", as_of=None, today=library_cases.TODAY)
        self._people: dict[str, Person] = {person.id: person for person in library.agency.people}
        self._protocol = Protocol(self.repository, self.journal, lambda _old, new: new)

    def ask(self, who: str, action: str, **params: Any) -> Any:
        return self._protocol.answer(self._people[who], action, {"branch": "main", **params})

    def save(self, who: str, raw: str, path: str = PAPER, slug: str = "qt-dn-01", **more: Any) -> Any:
        file = {"slug": slug, "path": path, "raw": raw}
        options = {
            "collectionName": "procedures",
            "commitMessage": "Approved-by: Bình",
            "useWorkflow": True,
            "status": "draft",
        }
        return self.ask(who, "persistEntry", dataFiles=[file], assets=[], options=options, **more)

    def on_branch(self, path: str = PAPER, ref: str = REF) -> str:
        tip = self.repository.tip(ref)
        assert tip
        blob = self.repository.blob(tip, path)
        assert blob
        return self.repository.read(blob).decode()

    def acts(self) -> list[tuple[str, str]]:
        return [(line.who, line.action) for line in self.journal.lines()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.journal.close()


def test_editor_is_told_what_is_published(desk: Desk) -> None:
    assert desk.ask(AN, "info")["publish_modes"] == ["editorial_workflow"]
    found = desk.ask(AN, "entriesByFolder", folder="procedures", extension="md", depth=1)
    assert [entry["file"]["path"] for entry in found] == [PAPER, DRAFT]
    assert all(entry["data"].startswith("---\ncode: QT.DN.0") for entry in found)
    assert desk.ask(AN, "entriesByFolder", folder="records", extension="md", depth=1) == []
    assert len(desk.ask(AN, "entriesByFolder", folder="records", extension="md", depth=2)) == 1
    files = [{"path": "docs/index.md", "label": "Trang đầu"}, {"path": "docs/khong-co.md"}]
    home, none = desk.ask(AN, "entriesByFiles", files=files)
    assert (home["data"], home["file"]["label"]) == ("# Sổ tay mẫu\n", "Trang đầu")
    assert none["data"] is None
    assert desk.ask(AN, "getDeployPreview", **NAME) is None


def test_save_is_a_branch_that_the_editor_reads_again(desk: Desk) -> None:
    published = desk.repository.tip("refs/heads/main")
    text = desk.ask(AN, "getEntry", path=PAPER)["data"]
    assert desk.ask(AN, "unpublishedEntries") == []
    desk.save(AN, text + "Thêm một câu.\n")
    assert desk.repository.tip("refs/heads/main") == published, "a save publishes nothing"
    assert desk.ask(BINH, "unpublishedEntries") == ["procedures/qt-dn-01"]
    told = desk.ask(BINH, "unpublishedEntry", id="procedures/qt-dn-01")
    assert (told["status"], told["pullRequestAuthor"]) == ("draft", "An (dữ liệu mẫu)")
    assert told["diffs"] == [
        {"id": PAPER, "path": PAPER, "newFile": False, "status": "modified", "binary": False}
    ]
    read = desk.ask(BINH, "unpublishedEntryDataFile", **NAME, path=PAPER, id=PAPER)
    assert read["data"] == text + "Thêm một câu.\n"
    desk.save(BINH, read["data"] + "Và một câu nữa.\n")
    assert desk.on_branch().endswith("Thêm một câu.\nVà một câu nữa.\n")
    assert desk.journal.kept(AN) == desk.journal.kept(BINH) == ()
    assert desk.acts() == [(AN, Action.SAVED), (BINH, Action.SAVED)]


def test_what_a_commit_says_is_the_desk_s_word(desk: Desk) -> None:
    desk.save(AN, desk.ask(AN, "getEntry", path=PAPER)["data"] + "x\n")
    said = library_cases.git(
        desk.repository.folder, library_cases.FIRST_DAY, "log", "-1", "--format=%an|%ae|%B", REF
    )
    assert said == f"An (dữ liệu mẫu)|an@mau.example|Đề xuất: {PAPER}"


def test_of_two_who_edit_one_document_neither_loses_a_word(desk: Desk) -> None:
    text = desk.ask(AN, "getEntry", path=PAPER)["data"]
    assert desk.ask(BINH, "getEntry", path=PAPER)["data"] == text
    desk.save(AN, text + "Của An.\n")
    with pytest.raises(ProtocolError, match=PAPER):
        desk.save(BINH, text + "Của Bình.\n")
    assert desk.on_branch() == text + "Của An.\n"
    (kept,) = desk.journal.kept(BINH)
    assert (kept.path, kept.data.decode()) == (PAPER, text + "Của Bình.\n")
    assert PAPER in kept.why
    assert desk.acts() == [(AN, Action.SAVED), (BINH, Action.SAVE_REFUSED)]
    now = desk.ask(BINH, "unpublishedEntryDataFile", **NAME, path=PAPER, id=PAPER)["data"]
    desk.save(BINH, now + "Của Bình.\n")
    assert desk.on_branch() == text + "Của An.\nCủa Bình.\n"


def test_new_document_does_not_take_the_place_of_another(desk: Desk) -> None:
    path = "procedures/qt-dn-03.md"
    desk.save(AN, "của An\n", path, "qt-dn-03")
    with pytest.raises(ProtocolError, match="qt-dn-03"):
        desk.save(BINH, "của Bình\n", path, "qt-dn-03")
    assert desk.on_branch(path, f"{CHANGES}procedures/qt-dn-03") == "của An\n"
    assert desk.journal.kept(BINH)[0].data.decode() == "của Bình\n"


def test_draft_that_the_check_would_turn_away_is_saved(desk: Desk) -> None:
    desk.ask(AN, "getEntry", path=PAPER)
    desk.save(AN, "---\ncode: [\n---\nchưa xong\n")
    assert desk.on_branch() == "---\ncode: [\n---\nchưa xong\n"


def test_who_may_not_propose_is_told_so_and_the_text_is_kept(desk: Desk) -> None:
    text = desk.ask(DUNG, "getEntry", path=PAPER)["data"]
    with pytest.raises(ProtocolError, match="đề xuất"):
        desk.save(DUNG, text + "x\n")
    assert desk.repository.branches() == ()
    assert desk.journal.kept(DUNG)[0].data.decode() == text + "x\n"


@pytest.mark.parametrize(
    "path",
    [
        "agency.yml", "mkdocs.yml", "scripts/build.py", "../a.md", "procedures/../agency.yml", "procedures/.git/config",
        "/etc/passwd", "procedures//a.md", "records/allowed_signers", "records/templates/a.j2", "docs/a\nb.md", "docs/",
        "docs\\a.md",
    ],
)  # fmt: skip
def test_what_steers_and_what_lies_outside_is_neither_read_nor_written(desk: Desk, path: str) -> None:
    with pytest.raises(ProtocolError):
        desk.ask(AN, "getEntry", path=path)
    with pytest.raises(ProtocolError):
        desk.ask(AN, "getMediaFile", path=path)
    with pytest.raises(ProtocolError):
        desk.save(AN, "x", path)
    options = {"collectionName": "procedures", "commitMessage": "x"}
    file = {"slug": "qt-dn-01", "path": PAPER, "raw": "x", "newPath": path}
    with pytest.raises(ProtocolError):
        desk.ask(AN, "persistEntry", dataFiles=[file], assets=[], options=options)
    asset = {"path": path, "content": base64.b64encode(b"x").decode()}
    with pytest.raises(ProtocolError):
        desk.ask(AN, "persistEntry", dataFiles=[file | {"newPath": PAPER}], assets=[asset], options=options)
    assert desk.repository.branches() == ()


@pytest.mark.parametrize("slug", ["../main", "A", "a b", "a..b", "x.lock", "", "-a", "a/", "@{0}"])
def test_name_that_is_no_name_of_a_change_is_refused(desk: Desk, slug: str) -> None:
    with pytest.raises(ProtocolError):
        desk.save(AN, "x", PAPER, slug)
    assert desk.repository.branches() == ()


def test_renamed_document_is_one_change(desk: Desk) -> None:
    text = desk.ask(AN, "getEntry", path=PAPER)["data"]
    file = {"slug": "qt-dn-01", "path": PAPER, "newPath": "procedures/qt-dn-09.md", "raw": text}
    options = {"collectionName": "procedures", "commitMessage": "x"}
    desk.ask(AN, "persistEntry", dataFiles=[file], assets=[], options=options)
    told = desk.ask(AN, "unpublishedEntry", **NAME)
    assert {(diff["path"], diff["status"]) for diff in told["diffs"]} == {
        (PAPER, "deleted"),
        ("procedures/qt-dn-09.md", "added"),
    }


def test_picture_goes_with_its_text_and_comes_back_whole(desk: Desk) -> None:
    data = bytes(range(256))
    asset = {"path": "docs/hinh/so-do.png", "content": base64.b64encode(data).decode(), "encoding": "base64"}
    desk.ask(AN, "getEntry", path=PAPER)
    file = {"slug": "qt-dn-01", "path": PAPER, "raw": "x"}
    options = {"collectionName": "procedures", "commitMessage": "x"}
    desk.ask(AN, "persistEntry", dataFiles=[file], assets=[asset], options=options)
    read = desk.ask(AN, "unpublishedEntryMediaFile", **NAME, path=asset["path"], id="x")
    assert (base64.b64decode(read["content"]), read["name"]) == (data, "so-do.png")
    with pytest.raises(ProtocolError) as caught:
        desk.ask(AN, "getMediaFile", path=asset["path"])
    assert caught.value.missing, "it is not published yet"
    assert desk.ask(AN, "getMedia", mediaFolder="docs/hinh") == []


def test_change_stands_where_it_is_put_and_is_never_published_here(desk: Desk) -> None:
    desk.save(AN, desk.ask(AN, "getEntry", path=PAPER)["data"] + "x\n")
    desk.ask(AN, "updateUnpublishedEntryStatus", **NAME, newStatus="pending_review")
    assert desk.ask(AN, "unpublishedEntry", **NAME)["status"] == "pending_review"
    published = desk.repository.tip("refs/heads/main")
    for action, more in (
        ("updateUnpublishedEntryStatus", {"newStatus": "pending_publish"}),
        ("publishUnpublishedEntry", {}),
    ):
        with pytest.raises(ProtocolError, match="/thay-doi/procedures/qt-dn-01"):
            desk.ask(BINH, action, **NAME, **more)
    assert desk.repository.tip("refs/heads/main") == published
    assert desk.acts() == [(AN, Action.SAVED), (AN, Action.PROPOSED)]


def test_only_the_author_takes_a_change_back_and_keeps_its_text(desk: Desk) -> None:
    text = desk.ask(AN, "getEntry", path=PAPER)["data"] + "x\n"
    desk.save(AN, text)
    with pytest.raises(ProtocolError):
        desk.ask(CHI, "deleteUnpublishedEntry", **NAME)
    desk.ask(AN, "deleteUnpublishedEntry", **NAME)
    assert desk.repository.branches() == ()
    assert desk.journal.kept(AN)[0].data.decode() == text
    with pytest.raises(ProtocolError) as caught:
        desk.ask(AN, "unpublishedEntry", **NAME)
    assert caught.value.missing


@pytest.mark.parametrize("params", [{}, {"options": 1}, {"options": {}, "dataFiles": [1]}, {"entry": None}])
def test_what_no_editor_asks_is_answered_with_a_sentence(desk: Desk, params: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        desk.ask(AN, "persistEntry", **params)
    with pytest.raises(ProtocolError, match="eraseAll"):
        desk.ask(AN, "eraseAll")
