"""Making SSH signatures. The only module that runs ssh-keygen."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from sotay.messages import _
from sotay.signatures.verdict import NAMESPACE

if TYPE_CHECKING:
    from pathlib import Path


class SigningFailed(Exception):  # noqa: N818 (the name says what happened, as ``RenderFailed`` does)
    """Nothing was signed; the message tells a person what to put right."""


def sign(data: bytes, key: Path) -> str:
    """Return the armoured SSH signature over ``data`` for the namespace sotay, made with ``key``.

    ``key`` is a private key, or the ``.pub`` file of one that an agent or a token holds. A passphrase is asked for at the
    terminal, where ssh-keygen also says why it failed. Raises ``SigningFailed``.
    """
    if not _readable(key):
        raise SigningFailed(_("The key {key} cannot be read: check the path and its permissions.", key=key))
    try:
        result = subprocess.run(  # noqa: S603 (fixed words, no shell)
            ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key)],  # noqa: S607 (the user's own OpenSSH)
            input=data,
            stdout=subprocess.PIPE,
            check=False,
        )
    except FileNotFoundError as error:
        raise SigningFailed(
            _("There is no ssh-keygen on this computer: install OpenSSH (Debian, Ubuntu: openssh-client).")
        ) from error
    if result.returncode != 0:
        message = _(
            "ssh-keygen did not sign with {key}; it says why above. The key must be an SSH key, readable by you alone, and its passphrase right.",
            key=key,
        )
        raise SigningFailed(message)
    return result.stdout.decode("ascii").strip()


def _readable(key: Path) -> bool:
    try:
        with key.open("rb"):
            return True
    except OSError:
        return False
