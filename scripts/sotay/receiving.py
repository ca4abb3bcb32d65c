"""The gate in a bare repository: the hook that git calls at each push, and what git tells it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from sotay import bare, gate
from sotay.git import HistoryRefusedError
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

HOOK: Final = "hooks/pre-receive"
MARK: Final = "# sotay gate"
_PUSHERS: Final = ("SOTAY_USER", "REMOTE_USER", "GL_USERNAME", "GITEA_PUSHER_EMAIL", "GITEA_PUSHER_NAME")
"""Where a server says who pushes: sotay's own and a web server's, GitLab, Gitea and Forgejo."""


def install(repository: Path, python: Path) -> Path:
    """Put the hook into a bare repository and return where; raise ``GateError`` where it is none, or has another hook.

    The hook calls the engine that installs it, by its whole path: what is pushed cannot put another in its place.
    """
    try:
        bare.require(repository)
    except HistoryRefusedError as error:
        raise gate.GateError(str(error)) from error
    hook = repository / HOOK
    if hook.exists() and MARK not in hook.read_text(encoding="utf-8", errors="replace"):
        raise gate.GateError(
            _("{hook} is another's: move it away, or call `sotay gate receive` from it.", hook=hook)
        )
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(_program(python), encoding="utf-8", newline="\n")
    hook.chmod(0o755)
    bare.configure(repository, "receive.fsckObjects", "true")
    return hook


def pushes(told: Iterable[str], repository: Path) -> Iterator[gate.Push]:
    """Yield what is asked of the branch that is published, of the lines git tells a hook: old, new, name of the ref."""
    published = bare.published_ref(repository)
    for line in told:
        old, new, ref = line.rstrip("\n").split(" ", 2)
        if ref != published:
            continue
        if not new.strip(gate.NOTHING):
            raise gate.GateError(_("{branch} is what is published, and cannot be taken away.", branch=ref))
        yield gate.Push(old, new, ref)


def pusher(environment: Mapping[str, str]) -> str | None:
    """Return who pushes, as the server knows it: an identifier or e-mail address of agency.yml; None where nobody says."""
    return next((environment[name] for name in _PUSHERS if environment.get(name)), None)


def _program(python: Path) -> str:
    return "\n".join(
        (
            "#!/bin/sh",
            MARK,
            "export PYTHONDONTWRITEBYTECODE=1",
            f"exec {shlex.quote(str(python))} -I -X utf8 -m sotay gate receive",
            "",
        )
    )
