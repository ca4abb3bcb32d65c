"""A repository without a work tree: what it publishes, its settings, and a folder that borrows one of its commits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sotay import git, history
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping


def require(root: Path) -> None:
    """Raise ``HistoryRefusedError`` where a folder is no repository without a work tree."""
    said = git.said(root, "rev-parse", "--is-bare-repository", "--git-dir") or ""
    if said.split("\n")[:2] != ["true", "."]:
        raise git.HistoryRefusedError(
            _(
                "{repository} is no bare repository: make one with `git init --bare -b main {repository}`, or name the server's.",
                repository=root,
            )
        )


def published_ref(root: Path) -> str:
    """Return the full name of the branch that HEAD of a repository names; raise ``HistoryRefusedError`` where it names none."""
    return git.asked(root, "symbolic-ref", "HEAD").strip()


def configure(root: Path, name: str, value: str) -> None:
    """Set a setting of a repository itself."""
    git.asked(root, "config", name, value)


def borrow(repository: Path, folder: Path, commit: str) -> None:
    """Make an empty folder a repository that stands at a commit of another, its files written as git holds their bytes.

    Objects are borrowed, those in a hook's quarantine too; nothing is copied but the files. Raises ``HistoryRefusedError``.
    """
    said = git.asked(repository, "rev-parse", "--path-format=absolute", "--show-object-format", "--git-path", "objects", "--git-path", "shallow")  # fmt: skip
    kind, objects, shallow = said.splitlines()
    waiting = (os.environ.get(name, "") for name in git.QUARANTINE[:2])
    places = [objects, *(part for value in waiting for part in value.split(os.pathsep) if part)]
    git.asked(folder, "init", "-q", "--template=", f"--object-format={kind}")
    own = folder / ".git"
    lines = "".join(f"{os.path.abspath(place)}\n" for place in dict.fromkeys(places))
    (own / "objects" / "info").mkdir(exist_ok=True)
    (own / "objects" / "info" / "alternates").write_text(lines, encoding="utf-8", errors="surrogateescape")
    if os.path.exists(shallow):
        (own / "shallow").write_bytes(Path(shallow).read_bytes())
    git.asked(folder, "update-ref", "--no-deref", "HEAD", commit)
    try:
        _lay(folder, history.tree_of(folder, "HEAD"))
    except OSError as error:
        raise git.HistoryRefusedError(
            _("Commit {commit} holds files that no folder can hold: {why}", commit=commit, why=error)
        ) from error


def _lay(folder: Path, tree: Mapping[str, history.Held]) -> None:
    """Write the files of a commit; links last, so that nothing is written through one."""
    if strange := next((path for path in tree if not _is_inside(path)), None):
        raise git.HistoryRefusedError(
            _("{path} is no name that a file of a library can have: rename it.", path=strange)
        )
    paths_of: dict[str, list[str]] = {}
    for path, held in tree.items():
        if held.mode == history.SUBMODULE:
            (folder / path).mkdir(parents=True)
        else:
            paths_of.setdefault(held.blob, []).append(path)
    links = {}
    for blob, data in history.contents(folder, list(paths_of)):
        for path in paths_of[blob]:
            if tree[path].mode == history.LINK:
                links[path] = data
                continue
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.write(data)
            if tree[path].mode == history.EXECUTABLE:
                place.chmod(0o700)
    for path, target in links.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, os.fsencode(folder / path))


def _is_inside(path: str) -> bool:
    return not any(part.casefold() in {"", ".", "..", ".git"} for part in path.split("/"))
