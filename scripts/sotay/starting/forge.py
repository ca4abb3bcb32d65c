"""The files of a forge: what it runs at each change, each night and each year, and the forms in which people write to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay import git
from sotay.messages import _
from sotay.starting.agency import TEMPLATES
from sotay.starting.answers import AnswersRefusedError, Engine, Forge
from sotay.starting.texts import ENGINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.starting.answers import Answers

_ROOM: Final = TEMPLATES / "forge"
_PUBLIC: Final = ("https://", "http://", "ssh://", "file://")
_UNFIT: Final = re.compile(r"[\s\"'\\]|^https?://[^/]*@")
# GitLab looks for templates of issues and of changes in folders of its own, the others in theirs; the texts are one.
_ISSUES: Final = {
    Forge.GITHUB: ".github/ISSUE_TEMPLATE",
    Forge.GITLAB: ".gitlab/issue_templates",
    Forge.FORGEJO: ".forgejo/issue_template",
    Forge.GITEA: ".gitea/issue_template",
}
_CHANGES: Final = {
    Forge.GITHUB: ".github/pull_request_template.md",
    Forge.GITLAB: ".gitlab/merge_request_templates/Default.md",
    Forge.FORGEJO: ".forgejo/pull_request_template.md",
    Forge.GITEA: ".gitea/pull_request_template.md",
}
_OWNERS: Final = {
    Forge.GITHUB: ".github/CODEOWNERS",
    Forge.GITLAB: ".gitlab/CODEOWNERS",
    Forge.FORGEJO: ".forgejo/CODEOWNERS",
    Forge.GITEA: ".gitea/CODEOWNERS",
}


def files(answers: Answers) -> dict[str, str]:
    """Return path → text of all that a forge needs; nothing where there is none."""
    if answers.engine is None or answers.forge is Forge.NONE:
        return {}
    return dict(_files(answers.forge)) | {
        ".ci/engine": f"{answers.engine.address}\n{answers.engine.commit}\n",
        _OWNERS[answers.forge]: _owners(answers),
    }


def engine(address: str | None) -> Engine:
    """Return where workflows fetch the engine that is running: this commit, from ``address`` or from where it was cloned.

    Raises ``AnswersRefusedError`` where that cannot be told.
    """
    commit = (git.said(ENGINE, "rev-parse", "--verify", "-q", "HEAD") or "").strip()
    found = address or (git.said(ENGINE, "remote", "get-url", "origin") or "").strip()
    if not commit:
        raise AnswersRefusedError(
            _(
                "The engine in {place} is not under git: clone it, so that workflows can name its commit.",
                place=ENGINE,
            )
        )
    if not found.startswith(_PUBLIC) or _UNFIT.search(found):
        raise AnswersRefusedError(
            _(
                "--engine-url is needed: the address from which the forge can fetch the engine, https://…, without a password in it."
            )
        )
    return Engine(found, commit)


def _files(forge: Forge) -> Iterator[tuple[str, str]]:
    yield from _tree("common")
    if forge in {Forge.FORGEJO, Forge.GITEA}:
        yield from ((f".{forge}/{path}", text) for path, text in _tree("forgejo"))
    else:
        yield from _tree(forge)
    forms = dict(_tree("forms"))
    yield _CHANGES[forge], forms.pop("change.md")
    for name, text in forms.items():
        # GitLab takes the name of a file for the title of a form and shows all that is in it.
        yield f"{_ISSUES[forge]}/{name}", text.partition("---\n\n")[2] if forge is Forge.GITLAB else text


def _owners(answers: Answers) -> str:
    """Return who must agree to a change until agency.yml knows the addresses of those who approve: whoever began the library."""
    if answers.forge in {Forge.FORGEJO, Forge.GITEA}:
        return "".join(
            f"# {line}\n"
            for line in (
                _(
                    "Who must agree to which change: a pattern of paths, then names of accounts on this forge."
                ),
                _("Take away the mark at the beginning of the lines below and write the right names."),
                ".* @nguoi-dung-dau",
                "procedures/he-thong/.* @thu-ky-iso",
            )
        )
    again = _(
        "Whoever began the library stands in: write `email` and `roles` of those who approve into agency.yml, then run `sotay codeowners > {file}`.",
        file=_OWNERS[answers.forge],
    )
    return f"# {again}\n* {answers.email}\n"


def _tree(room: str) -> Iterator[tuple[str, str]]:
    for path in sorted((_ROOM / room).rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(_ROOM / room).as_posix(), path.read_text(encoding="utf-8")
