"""Where a desk stands: the bare repository that it serves, and the folder of its own beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sotay import bare, git
from sotay.messages import _

if TYPE_CHECKING:
    from pathlib import Path

_PRIVATE = 0o700


class Place(NamedTuple):
    """A repository, the desk's own folder, the one below which the form editor is laid, and what a person should know of them."""

    repository: Path
    folder: Path
    editor: Path
    note: str = ""

    @property
    def users(self) -> Path:
        """Where the users are kept, if nobody names another file."""
        return self.folder / "users.yml"


def beside(repository: Path) -> Place:
    """Return the place of a repository's desk; raise ``HistoryRefusedError`` where it is no bare repository."""
    bare.require(repository)
    folder = repository.with_name(f"{repository.name}.desk")
    return _made(repository, folder, folder)


def trial(library: Path, folder: Path) -> Place:
    """Return the place of a desk for trials: a repository in ``folder``, made of a library's branch, which stays as it is.

    A repository that is there already takes up what the library's branch has got since, unless it went a way of its own. Raises
    ``HistoryRefusedError`` where the library is not under git.
    """
    branch = bare.published_ref(library)
    place = _made(folder / "kho.git", folder, library)
    if not (place.repository / "HEAD").is_file():
        git.asked(library, "clone", "-q", "--bare", "--single-branch", ".", str(place.repository))
        return place
    fetched = git.said(place.repository, "fetch", "-q", str(library), f"{branch}:{branch}")
    if fetched is None:
        note = _(
            "{repository} holds changes that the library has not: they stay; take the folder away to begin anew.",
            repository=place.repository,
        )
        return place._replace(note=note)
    return place


def _made(repository: Path, folder: Path, editor: Path) -> Place:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(_PRIVATE)
    return Place(repository, folder, editor)
