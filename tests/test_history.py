"""What git knows, asked of real repositories: each content with the commit that brought it, and what cannot be relied on."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sotay import history, lifecycle, pipeline, versions

ENVIRONMENT = {
    **os.environ,
    "GIT_AUTHOR_NAME": "Mẫu",
    "GIT_AUTHOR_EMAIL": "mau@mau.example",
    "GIT_COMMITTER_NAME": "Mẫu",
    "GIT_COMMITTER_EMAIL": "mau@mau.example",
    "GIT_COMMITTER_DATE": "2021-10-20T08:00:00+07:00",
    "GIT_AUTHOR_DATE": "2021-10-20T08:00:00+07:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def at(found: history.History) -> dict[str, tuple[history.Sighting, ...]]:
    """Return all contents that each path ever had, oldest first, each from where it first stood."""
    firsts: dict[str, dict[str, history.Sighting]] = {}
    for path, steps in found.steps.items():
        for step in steps:
            if step.blob:
                firsts.setdefault(path, {}).setdefault(step.blob, step)
    return {path: tuple(first.values()) for path, first in firsts.items()}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], env=ENVIRONMENT, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def commit(root: Path, *options: str, **files: str) -> str:
    for name, text in files.items():
        put(root, name.replace("__", "/").replace("_", " "), text)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x", *options)
    return git(root, "rev-parse", "HEAD")


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def blob(root: Path, text: str) -> str:
    command = ["git", "-C", str(root), "hash-object", "--stdin"]
    return (
        subprocess.run(command, input=text.encode(), check=True, capture_output=True).stdout.decode().strip()
    )


def brought(root: Path, text: str) -> tuple[str, str]:
    """Return path and commit of the first sighting of a text."""
    found = history.read(root).seen[blob(root, text)]
    return found.path, found.commit.id


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit on main."""
    git(tmp_path, "init", "-q", "-b", "main", "repository")
    commit(tmp_path / "repository", a__x="first\n")
    put(tmp_path / "repository", "procedures/một.md", "một\n")
    commit(tmp_path / "repository")
    return tmp_path / "repository"


def test_the_last_commit_of_each_file(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    first = commit(tmp_path, records__a="1", records__b="1")
    second = commit(tmp_path, records__b="2")
    found = history.read(tmp_path)
    assert found.commit("records/a") == (first, "2021-10-20T08:00:00+07:00", "Mẫu", "mau@mau.example")
    assert found.last["records/b"].id == second
    assert found.head is not None
    assert found.head.id == second


def test_a_changed_file_has_no_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path, records__a="1", records__b="1")
    (tmp_path / "records" / "a").write_text("2", encoding="utf-8")
    (tmp_path / "records" / "c").write_text("new", encoding="utf-8")
    (tmp_path / "records" / "b").unlink()
    found = history.read(tmp_path)
    assert [found.commit(f"records/{name}") for name in "abc"] == [None] * 3


def test_strange_names_and_a_library_inside_a_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    name = 'records/tên "lạ"\nxuống dòng.md'
    root = tmp_path / "thư viện"
    (root / "records").mkdir(parents=True)
    (root / name).write_text("x", encoding="utf-8")
    head = commit(tmp_path)
    found = history.read(root)
    assert {path: commit.id for path, commit in found.last.items()} == {name: head}
    assert found.commit(name) is not None


def test_no_repository_and_no_commit_are_no_error(tmp_path: Path) -> None:
    assert history.read(tmp_path).last == {}
    git(tmp_path, "init", "-q")
    assert history.read(tmp_path).last == {}


def test_two_branches_merged_are_seen_where_each_text_came(root: Path) -> None:
    git(root, "checkout", "-qb", "side")
    put(root, "procedures/hai.md", "hai\n")
    side = commit(root)
    git(root, "checkout", "-q", "main")
    put(root, "procedures/ba.md", "ba\n")
    own = commit(root)
    git(root, "merge", "-q", "--no-edit", "side")
    assert brought(root, "hai\n") == ("procedures/hai.md", side)
    assert brought(root, "ba\n") == ("procedures/ba.md", own)


def test_what_only_a_merge_holds_is_seen_in_the_merge(root: Path) -> None:
    git(root, "checkout", "-qb", "side")
    put(root, "procedures/một.md", "bên\n")
    commit(root)
    git(root, "checkout", "-q", "main")
    put(root, "procedures/một.md", "chính\n")
    commit(root)
    git(root, "merge", "-q", "--no-commit", "-s", "ours", "side")
    put(root, "procedures/một.md", "lẻn vào\n")
    put(root, "procedures/mới.md", "tệp lẻn vào\n")
    merge = commit(root)
    assert brought(root, "lẻn vào\n") == ("procedures/một.md", merge)
    assert brought(root, "tệp lẻn vào\n") == ("procedures/mới.md", merge)
    texts = [sighting.blob for sighting in at(history.read(root))["procedures/một.md"]]
    assert set(texts[1:3]) == {blob(root, "bên\n"), blob(root, "chính\n")}
    assert (texts[0], texts[3]) == (blob(root, "một\n"), blob(root, "lẻn vào\n"))


def test_an_octopus_brings_its_own_too(root: Path) -> None:
    arms = []
    for name in ("p", "q", "r"):
        git(root, "checkout", "-qb", name, "main")
        put(root, f"procedures/{name}.md", f"{name}\n")
        arms.append(commit(root))
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-commit", "p", "q", "r")
    put(root, "procedures/một.md", "lẻn vào\n")
    octopus = commit(root)
    assert len(git(root, "rev-list", "--parents", "-1", "HEAD").split()) >= 4
    assert [brought(root, f"{name}\n")[1] for name in "pqr"] == arms
    assert brought(root, "lẻn vào\n") == ("procedures/một.md", octopus)


def test_what_was_never_merged_proves_nothing(root: Path) -> None:
    git(root, "checkout", "-qb", "side")
    put(root, "procedures/hai.md", "hai\n")
    commit(root)
    git(root, "checkout", "-q", "main")
    assert blob(root, "hai\n") not in history.read(root).seen


def test_moves_between_folders_and_libraries_keep_the_first_sighting(root: Path) -> None:
    first = brought(root, "một\n")
    (root / "đơn vị").mkdir()
    git(root, "mv", "procedures", "đơn vị/procedures")
    moved = commit(root)
    assert brought(root, "một\n") == first
    inside = history.read(root / "đơn vị")
    assert (inside.prefix, inside.seen[blob(root, "một\n")].path) == ("đơn vị/", "procedures/một.md")
    assert inside.last["procedures/một.md"].id == moved
    assert list(at(inside)) == ["procedures/một.md"]
    assert inside.commit("procedures/một.md") is not None


def test_a_text_put_back_has_the_commit_that_put_it_back(root: Path) -> None:
    put(root, "procedures/một.md", "khác\n")
    commit(root)
    put(root, "procedures/một.md", "một\n")
    back = commit(root)
    found = history.read(root)
    assert found.last["procedures/một.md"].id == back
    assert [one.blob for one in at(found)["procedures/một.md"]] == [blob(root, "một\n"), blob(root, "khác\n")]


def test_sha256_repositories(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    head = commit(tmp_path, a__x="1")
    found = history.read(tmp_path)
    assert len(head) == 64
    assert found.commit("a/x") == (head, *found.last["a/x"][1:])
    (tmp_path / "a" / "x").write_text("2", encoding="utf-8")
    assert found.commit("a/x") is None
    assert [data for _blob, data in found.contents([found.tree["a/x"].blob])] == [b"1"]


STRANGE = (
    "\n",
    "\nđầu",
    "a\x01b.md",
    "cuối\n",
    ":100644 000000",
    "-n",
    'n"n',
    "a\tb",
    "é",
    "e\u0301",
    " ",
    "\\",
)


def test_the_strangest_names_of_files_and_people(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for name in STRANGE:
        put(tmp_path, name, f"{name!r}\n")
    raw = os.fsencode(tmp_path) + b"/\xff\xfe.md"
    Path(os.fsdecode(raw)).write_bytes(b"raw")
    git(tmp_path, "add", "-A")
    git(tmp_path, "-c", "user.name=\x01 :100644 Mẫu", "commit", "-qm", "x", "--author=a:\x01b <x@y>")
    for name in STRANGE:
        put(tmp_path, name, f"{name!r} lần hai\n")
    second = commit(tmp_path)
    found = history.read(tmp_path)
    assert set(at(found)) == {*STRANGE, os.fsdecode(b"\xff\xfe.md")}
    assert {len(all_of) for all_of in at(found).values()} == {1, 2}
    assert {name for name in STRANGE if found.last[name].id == second} == set(STRANGE)
    assert at(found)["-n"][0].commit.author == "a:\x01b"


@pytest.mark.parametrize(
    "setting",
    [
        "color.ui=always",
        "core.quotePath=true",
        "diff.ignoreSubmodules=all",
        "diff.noprefix=true",
        "diff.orderFile=order",
        "diff.relative=true",
        "diff.renames=copies",
        "i18n.logOutputEncoding=latin1",
        "log.date=relative",
        "log.diffMerges=first-parent",
        "log.follow=true",
        "log.showRoot=false",
        "log.showSignature=true",
        "core.abbrev=5",
    ],
)
def test_nobodys_own_settings_change_the_answer(root: Path, setting: str) -> None:
    git(root, "checkout", "-qb", "side")
    put(root, "đơn vị/procedures/hai.md", "hai\n")
    commit(root)
    git(root, "checkout", "-q", "main")
    put(root, "đơn vị/procedures/ba.md", "ba\n")
    commit(root)
    git(root, "merge", "-q", "--no-commit", "side")
    put(root, "đơn vị/procedures/ba.md", "ba mới\n")
    commit(root)
    put(root, "order", "procedures/hai.md\n")
    before = history.read(root / "đơn vị")
    git(root, "config", *setting.split("="))
    assert history.read(root / "đơn vị") == before
    assert set(at(before)) == {"procedures/hai.md", "procedures/ba.md"}


def test_what_a_hook_says_of_its_own_repository_is_not_listened_to(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = history.read(root)
    git(tmp_path, "init", "-q", "other")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "other" / ".git"))
    assert history.read(root) == before


def test_replaced_commits_and_grafts_are_not_believed(root: Path) -> None:
    before, head = history.read(root), git(root, "rev-parse", "HEAD")
    own = git(root, "commit-tree", "-m", "đánh tráo", "HEAD^{tree}")
    git(root, "replace", head, own)
    assert git(root, "rev-list", "--count", "HEAD") == "1"
    assert history.read(root) == before
    git(root, "replace", "-d", head)
    put(root, ".git/info/grafts", f"{head}\n")
    assert git(root, "rev-list", "--count", "HEAD") == "1"
    assert history.read(root) == before


def clone(root: Path, into: Path, *options: str) -> Path:
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(into.parent, "clone", "-q", *options, f"file://{root}", str(into))
    return into


def named_command(message: str) -> list[str]:
    """Return the arguments of the git command that a message names."""
    return shlex.split(message.split("`")[1])[1:]


@pytest.mark.parametrize(
    "options",
    [
        ("--depth=1",),
        ("--depth=1", "--filter=blob:none"),
        ("--filter=blob:none",),
        ("--filter=blob:none", "--no-checkout"),
        ("--filter=tree:0",),
        ("--filter=blob:limit=1",),
    ],
)
def test_a_clone_that_is_not_whole_is_mended_by_the_command_that_is_named(
    root: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    put(root, "procedures/một.md", "lần hai\n")
    commit(root)
    copy = clone(root, tmp_path / "copy", *options)
    commands = []
    while obstacle := history.read(copy).obstacle:
        head = history.head(copy)
        commands.append(named_command(obstacle))
        git(copy, *commands[-1])
        assert history.head(copy) != head
        assert len(commands) < 3
    assert [command[:1] for command in commands] == [["fetch"]] * len(
        [o for o in options if o != "--no-checkout"]
    )
    whole, found = history.read(root), history.read(copy)
    assert (found.seen, at(found), found.last) == (whole.seen, at(whole), whole.last)
    assert dict(found.contents(found.seen)) == dict(whole.contents(whole.seen))


def test_a_shallow_clone_proves_nothing(root: Path, tmp_path: Path) -> None:
    copy = clone(root, tmp_path / "copy", "--depth=1")
    found = history.read(copy)
    assert "git fetch --unshallow" in found.obstacle
    assert (found.head, found.tree, found.last, found.seen, at(found)) == (None, {}, {}, {}, {})
    with pytest.raises(history.HistoryRefusedError, match="--unshallow"):
        history.before(found, "HEAD")


def test_a_repository_of_somebody_else_says_gits_own_reason(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = history.read(root)
    assert "dubious ownership" in found.obstacle
    assert "safe.directory" in found.obstacle
    assert history.head(root) == found.obstacle


def test_a_damaged_repository_says_gits_own_reason(root: Path) -> None:
    put(root, ".git/refs/heads/main", f"{'1' * 40}\n")
    assert "fatal: not a tree object" in history.read(root).obstacle
    put(root, ".git/config", "[core\n")
    assert "bad config line 1" in history.read(root).obstacle


def test_a_content_that_is_gone_is_named(root: Path) -> None:
    found = history.read(root)
    name = blob(root, "một\n")
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(history.HistoryRefusedError, match=name):
        list(found.contents(found.seen))
    (root / ".git" / "objects" / name[:2] / name[2:]).write_bytes(b"broken")
    with pytest.raises(history.HistoryRefusedError, match=name):
        list(found.contents(found.seen))


def test_contents_may_be_left_before_their_end(root: Path) -> None:
    for number in range(40):
        put(root, f"procedures/{number}.md", f"{number}\n" * 20_000)
    commit(root)
    found = history.read(root)
    first, _data = next(found.contents(found.seen))
    again = found.contents([first, *found.seen])
    assert [next(again)[0], next(again)[0]] == [first, first]


def test_no_git_at_all(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert history.read(tmp_path) == history.History()
    assert history.head(tmp_path) == ""
    assert "install" in history.read(root).obstacle or "cài" in history.read(root).obstacle
    assert history.head(root) == history.read(root).obstacle
    (tmp_path / "git").write_text("no program", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert history.read(root).obstacle


def test_an_empty_repository_is_no_error(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert history.read(tmp_path) == history.History()
    before = history.head(tmp_path)
    commit(tmp_path, a__x="1")
    assert history.head(tmp_path) != before


def test_a_detached_head_and_a_second_worktree(root: Path, tmp_path: Path) -> None:
    here = history.read(root)
    git(root, "worktree", "add", "-q", "--detach", str(tmp_path / "second"))
    there = history.read(tmp_path / "second")
    assert (at(there), there.last, there.head) == (at(here), here.last, here.head)
    assert there.commit("procedures/một.md") is not None
    git(root, "checkout", "-q", "--detach", "HEAD~1")
    assert blob(root, "một\n") not in history.read(root).seen
    assert blob(root, "một\n") in history.read(tmp_path / "second").seen


def test_submodules_and_links_are_no_texts(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "module")
    commit(tmp_path / "module", a__x="1")
    git(
        root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        str(tmp_path / "module"),
        "procedures/mô.md",
    )
    (root / "procedures" / "nối.md").symlink_to("một.md")
    commit(root)
    found = history.read(root)
    assert {sighting.path for sighting in found.seen.values()} == {"procedures/một.md"}
    assert "procedures/mô.md" in found.tree
    assert found.commit("procedures/mô.md") is None
    assert found.commit("procedures/nối.md") is None
    assert dict(found.contents(found.seen))
    inside = history.read(root / "procedures" / "mô.md")
    assert list(at(inside)) == ["a/x"]


def test_a_filter_by_attribute_is_named(root: Path) -> None:
    put(root, "procedures/.gitattributes", "*.md filter=lfs\n")
    found = history.read(root)
    assert found.distorted == {"procedures/một.md": ("filter=lfs",)}


def test_attributes_of_the_machine_count_for_nothing(root: Path, tmp_path: Path) -> None:
    put(tmp_path, "attributes", "*.md -diff\n")
    git(root, "config", "core.attributesFile", str(tmp_path / "attributes"))
    assert history.read(root).distorted == {}


def amended(root: Path) -> None:
    environment = {**ENVIRONMENT, "GIT_COMMITTER_DATE": "2021-10-21T08:00:00+07:00"}
    subprocess.run(
        ["git", "-C", str(root), "commit", "-q", "--amend", "--no-edit"], env=environment, check=True
    )


CHANGES: dict[str, Callable[[Path], object]] = {
    "a commit with the same tree": lambda root: commit(root, "--allow-empty"),
    "an amended commit": amended,
    "attributes above the library": lambda root: put(root, ".gitattributes", "*.md -diff\n"),
    "attributes beside the library": lambda root: put(root, "thư viện/.gitattributes", "*.md -diff\n"),
    "attributes of the clone": lambda root: put(root, ".git/info/attributes", "*.md -diff\n"),
    "a branch reset": lambda root: git(root, "reset", "-q", "--soft", "HEAD~1"),
    "no repository any more": lambda root: (root / ".git").rename(root / "git"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_state_of_the_history_changes_with(root: Path, change: str) -> None:
    put(root, "thư viện/agency.yml", "x")
    commit(root)
    before = history.head(root / "thư viện")
    assert history.head(root / "thư viện") == before
    CHANGES[change](root)
    assert history.head(root / "thư viện") != before


AGENCY = (Path(__file__).parent / "cases" / "base" / "agency.yml").read_text(encoding="utf-8")
PROCEDURE = (Path(__file__).parent / "cases" / "base" / "procedures" / "qt-dn-01.md").read_text(
    encoding="utf-8"
)
DAYS = [date(2021, month, 1) for month in (1, 4, 6, 8, 10)]


def written(root: Path, version: int, effective: str) -> str:
    """Write the next version of the base library's procedure and return its text's fingerprint."""
    row = f'  - {{version: "{version:02d}", date: {effective}, summary: Lần {version}}}\n'
    text = PROCEDURE.replace("changes:\n", f"changes:\n{row}").replace(
        'version: "01"\neffective: 2020-08-20', f'version: "{version:02d}"\neffective: {effective}'
    )
    put(root, "procedures/qt-dn-01.md", f"{text}\nLần {version}.\n")
    said = versions.Reader().said((root / "procedures" / "qt-dn-01.md").read_bytes())
    assert said is not None
    return said.sha256


def decided(root: Path, number: int, day: str, pins: str) -> None:
    put(
        root, f"records/decisions/2021-{number}.md", f"---\nnumber: {number}/QĐ-CQM\ndate: {day}\n{pins}---\n"
    )


def live(root: Path) -> None:
    """Bring two versions into force and withdraw the code, each step a commit of its own."""
    put(root, "agency.yml", AGENCY)
    for version, effective in ((1, "2021-03-01"), (2, "2021-05-01")):
        sha256 = written(root, version, effective)
        commit(root)
        pins = f'issues:\n  - {{code: QT.DN.01, version: "{version:02d}", sha256: "{sha256}"}}\n'
        decided(root, version, effective, pins)
        commit(root)
    decided(root, 3, "2021-09-01", "withdraws: [QT.DN.01]\n")
    commit(root)


def squashed(root: Path) -> None:
    git(root, "checkout", "-q", "main")
    for step in ("work~3", "work"):  # a squash of both versions at once would hide the first for ever
        git(root, "checkout", "-q", step, "--", ".")
        commit(root)


def rebased(root: Path) -> None:
    git(root, "checkout", "-q", "main")
    commit(root, docs__x="meanwhile")
    git(root, "rebase", "-q", "main", "work")


def merged(root: Path) -> None:
    git(root, "checkout", "-q", "main")
    commit(root, docs__x="meanwhile")
    git(root, "merge", "-q", "--no-edit", "work")


def renamed(root: Path) -> None:
    (root / "procedures" / "vp").mkdir()
    git(root, "mv", "procedures/qt-dn-01.md", "procedures/vp/qt-dn-01.md")
    commit(root)


WAYS: dict[str, Callable[[Path], None]] = {
    way.__name__: way for way in (squashed, rebased, merged, renamed, amended)
}


def answers(root: Path) -> object:
    """Return all that is known of texts and states, without what names commits."""
    library = pipeline.read(root, None, date(2021, 10, 29))
    texts = {
        sha256: (text.code, text.version, text.effective) for sha256, text in versions.texts(library).items()
    }
    life = lifecycle.lives(library)["QT.DN.01"]
    assert all(issue.text for issue in life.issues)
    document = library.procedures["QT.DN.01"]
    states = [lifecycle.state_of(library, document, day) for day in DAYS]
    on = [issue.version if (issue := life.on(day)) else None for day in DAYS]
    older = versions.documents(library, versions.texts(library).values())
    return texts, states, on, {sha256: older[sha256].body for sha256 in older}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_answers_whatever_the_way_of_merging(root: Path, way: str) -> None:
    git(root, "checkout", "-qb", "work")
    live(root)
    before = answers(root)
    WAYS[way](root)
    assert answers(root) == before
    assert isinstance(before, tuple)
    assert before[2] == [None, "01", "02", "02", None]
    assert [state.name for state in before[1]] == [
        "APPROVED",
        "APPROVED",
        "EFFECTIVE",
        "EFFECTIVE",
        "WITHDRAWN",
    ]
    assert len(before[3]) == 2
