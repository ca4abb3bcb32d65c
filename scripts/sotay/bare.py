"""A repository without a work tree: what it publishes, its settings, and a folder that borrows one of its commits."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from sotay import git, history
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_NAME: Final = 255
_LONGEST_PATH: Final = 3072
"""In bytes; systems take paths of 4,096, and a library stands in a folder."""


def require(root: Path) -> None:
    """Raise ``HistoryRefusedError`` where a folder is no repository without a work tree."""
    said = git.said(root, "rev-parse", "--is-bare-repository", "--git-dir") or ""
    if said.split("\n")[:2] == ["true", "."]:
        return
    if (root / ".git").exists():
        raise git.HistoryRefusedError(
            _(
                "{repository} is a folder to work in, no bare repository: make one of it with `git clone --bare {repository} {bare}`, or name the server's.",
                repository=root,
                bare=root.absolute().with_name(f"{root.absolute().name}.git"),
            )
        )
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
    """Make an empty folder a repository that stands at a commit of another; of its files only attributes are written out.

    Git looks for those in a folder. Objects are borrowed, those in a hook's quarantine too. Raises ``HistoryRefusedError``, also
    where the commit holds files that cannot be written out.
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
    tree = history.tree_of(folder, "HEAD")
    if strange := next((path for path in tree if not _is_inside(path)), None):
        raise git.HistoryRefusedError(
            _("{path} is no name that a file of a library can have: rename it.", path=strange)
        )
    if why := _hindrance(folder, tree):
        raise _refusal(commit, why)
    _lay(folder, {path: held for path, held in tree.items() if _is_attributes(path)})


def lay(folder: Path, commit: str) -> None:
    """Write out the other files of the commit at which a folder that ``borrow`` made stands, as git holds their bytes.

    Raises ``HistoryRefusedError`` where they cannot be written out.
    """
    tree = history.tree_of(folder, "HEAD")
    try:
        _lay(folder, {path: held for path, held in tree.items() if not _is_attributes(path)})
    except OSError as error:
        raise _refusal(commit, str(error)) from error


def _refusal(commit: str, why: str) -> git.HistoryRefusedError:
    return git.HistoryRefusedError(
        _("Commit {commit} holds files that no folder can hold: {why}", commit=commit, why=why)
    )


def _hindrance(folder: Path, tree: Mapping[str, history.Held]) -> str:
    """Return why the files of a commit cannot be written out, as the system would say it; empty where they can."""
    folders = {path.rpartition("/")[0] for path in tree}
    folders |= {str(above) for path in folders for above in PurePosixPath(path).parents}
    for path in tree:
        if path in folders:
            return f"{os.strerror(errno.ENOTDIR)}: {path!r}"
        if (
            any(len(os.fsencode(part)) > _LONGEST_NAME for part in path.split("/"))
            or len(os.fsencode(path)) > _LONGEST_PATH
        ):
            return f"{os.strerror(errno.ENAMETOOLONG)}: {path!r}"
    links = [held.blob for held in tree.values() if held.mode == history.LINK]
    for _blob, target in history.contents(folder, list(dict.fromkeys(links))):
        if not 0 < len(target) <= _LONGEST_PATH or b"\0" in target:
            return f"{os.strerror(errno.EINVAL)}: {target[:80]!r}"
    return ""


def _lay(folder: Path, tree: Mapping[str, history.Held]) -> None:
    """Write the files of a commit; links last, so that nothing is written through one."""
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


def _is_attributes(path: str) -> bool:
    return path.rpartition("/")[2] == ".gitattributes"


def _is_inside(path: str) -> bool:
    return not any(part.casefold() in {"", ".", "..", ".git"} for part in path.split("/"))
