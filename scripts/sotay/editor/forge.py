"""The forge that keeps a library, as its mkdocs.yml names it: where a file is changed there, and how the form editor reaches it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

from sotay.messages import _
from sotay.site import config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Make(StrEnum):
    """Whose program a forge runs."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"
    GITEA = "gitea"
    BITBUCKET = "bitbucket"


class Forge(NamedTuple):
    """A repository on a forge; ``url`` is its address, without ``/`` at the end."""

    make: Make
    url: str


BRANCH: Final = "main"
_NAMES: Final = {**{str(make): make for make in Make}, "codeberg": Make.FORGEJO}
_EDIT: Final = {
    Make.GITHUB: "edit/{branch}/{path}",
    Make.GITLAB: "-/edit/{branch}/{path}",
    Make.FORGEJO: "_edit/{branch}/{path}",
    Make.GITEA: "_edit/{branch}/{path}",
    Make.BITBUCKET: "src/{branch}/{path}?mode=edit",
}
_GITHUB: Final = "https://api.github.com"
_ROOT: Final = {Make.GITLAB: "/api/v4", Make.FORGEJO: "/api/v1"}
"""Where a forge of one's own answers programs; its maker's own is known to the editor. Decap's Gitea refuses the workflow."""


def of(root: Path) -> Forge | None:
    """Return the forge of a library; None where ``repo_url`` is not set, or neither it nor ``repo_name`` tells whose it is.

    Raises ``SettingsRefusedError`` where the library's own file cannot be read.
    """
    url = config.said(root, "repo_url").rstrip("/")
    told = f"{config.said(root, 'repo_name')} {urlsplit(url).hostname or ''}".lower()
    make = next((make for name, make in _NAMES.items() if name in told), None)
    return Forge(make, url) if make and url.startswith(("http://", "https://")) else None


def edit_address(forge: Forge, path: str) -> str:
    """Return the address at which a forge shows a file to be changed."""
    return f"{forge.url}/{_EDIT[forge.make].format(branch=BRANCH, path=quote(path))}"


def sign_in(forge: Forge) -> str | None:
    """Return the setting of mkdocs.yml that tells how people sign in to a forge; None where Decap has no way of pull requests there.

    GitLab and Forgejo let people in by themselves, and know the editor by an identifier; GitHub does so through a server beside it.
    """
    if forge.make is Make.GITHUB:
        return "extra.editor_login"
    return "extra.editor_app_id" if forge.make in _ROOT else None


def backend(forge: Forge, root: Path) -> dict[str, Any] | None:
    """Return how Decap reaches a forge; None where it cannot, or the library tells it no way to sign in."""
    setting = sign_in(forge)
    signing = config.said(root, setting) if setting else ""
    if not signing:
        return None
    parts = urlsplit(forge.url)
    base, message = f"{parts.scheme}://{parts.netloc}", _("Propose: {files}", files="{{path}}")
    told = {
        "name": str(forge.make),
        "repo": parts.path.strip("/"),
        "branch": BRANCH,
        "commit_messages": dict.fromkeys(("create", "update", "uploadMedia"), message),
    }
    if forge.make is Make.GITHUB:
        return {**told, "base_url": signing}
    own = {"base_url": base, "api_root": f"{base}{_ROOT[forge.make]}", "app_id": signing}
    return {**told, **own, **({"auth_type": "pkce"} if forge.make is Make.GITLAB else {})}


def api(backend: Mapping[str, str]) -> str | None:
    """Return the address at which Decap asks the forge of its settings; None at a desk."""
    return backend.get("api_root") or (_GITHUB if backend["name"] == Make.GITHUB else None)
