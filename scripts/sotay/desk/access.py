"""Who is at the desk: told by the reverse proxy that has logged them in, or by a file of passwords for trials.

Roles are not the desk's to give: they stand in agency.yml as it is published.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER: Final = "X-Remote-User"
_COST: Final[dict[str, int]] = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}
_SALT: Final = 16
_MADE_WITH: Final = "scrypt"
_SHORTEST: Final = 12
_FREE_BY_NAME: Final = 5
_FREE_BY_ADDRESS: Final = 30
_FIRST_WAIT: Final = 15
_LONGEST_WAIT: Final = 900
_NAME: Final = 100


class AccessError(Exception):
    """The file of users cannot be used; the message names the line and the remedy."""


def hashed(password: str, salt: bytes | None = None) -> str:
    """Return what a file of users holds in place of a password."""
    salt = salt or secrets.token_bytes(_SALT)
    made = hashlib.scrypt(password.encode(), salt=salt, **_COST)
    return "$".join((_MADE_WITH, *(base64.b64encode(part).decode() for part in (salt, made))))


def agrees(password: str, held: str) -> bool:
    """Say whether a password is the one of which ``held`` was made."""
    kind, _dollar, rest = held.partition("$")
    salt, _dollar, _made = rest.partition("$")
    if kind != _MADE_WITH:
        return False
    return hmac.compare_digest(hashed(password, base64.b64decode(salt)), held)


class Login(NamedTuple):
    """A login that is tried: failed ones are counted for the name that was typed and for the address it came from."""

    name: str
    address: str

    @classmethod
    def of(cls, person: str, address: str) -> Login:
        """Return the login of a name; letters that differ in size alone try one name."""
        return cls(f"name {person.casefold()[:_NAME]}", f"from {address}")

    @property
    def waits(self) -> dict[str, Callable[[int], int]]:
        """Return each that counts, and how many seconds it waits after how many failures; an address may be a whole office's."""
        return {
            self.name: partial(_wait, free=_FREE_BY_NAME),
            self.address: partial(_wait, free=_FREE_BY_ADDRESS),
        }


def _wait(failed: int, *, free: int) -> int:
    return 0 if failed < free else min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (failed - free))


class Users:
    """The users of a file ``person: scrypt$…``; a person is an identifier of agency.yml."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def let_in(self, person: str, password: str) -> bool:
        """Say whether a person may come in; who is not known costs as long as who is."""
        held = self.read().get(person, _NOBODY)
        return agrees(password, held)

    def add(self, person: str, password: str) -> None:
        """Write a person's password into the file, in place of one that is there; raise ``AccessError`` for one too short."""
        if len(password) < _SHORTEST:
            raise AccessError(
                _("A password has at least {count} characters: a short sentence does well.", count=_SHORTEST)
            )
        users = (self.read() if self._path.exists() else {}) | {person: hashed(password)}
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.touch(mode=0o600)
        beside.write_text(yaml.safe_dump(users, allow_unicode=True), encoding="utf-8")
        beside.replace(self._path)

    def read(self) -> dict[str, str]:
        """Return person → what is held in place of the password; raise ``AccessError`` where the file cannot be used."""
        try:
            users = yaml.safe_load(self._path.read_text(encoding="utf-8")) or {}
        except (OSError, yaml.YAMLError) as error:
            raise AccessError(_("{file} cannot be read: {why}", file=self._path, why=error)) from error
        if not isinstance(users, dict) or not all(
            isinstance(part, str) for pair in users.items() for part in pair
        ):
            raise AccessError(
                _(
                    "{file}: write each user as `person: scrypt$…`; `sotay desk user` makes the line.",
                    file=self._path,
                )
            )
        return users


_NOBODY: Final = hashed(secrets.token_hex())


class Sessions:
    """Who is logged in, in a token that only this desk can make; it is also what a form must carry to be believed."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._ended: set[str] = set()

    def token(self, person: str) -> str:
        """Return a new session of a person."""
        said = f"{person}.{secrets.token_hex(16)}"
        return f"{said}.{self._sealed('session', said)}"

    def person(self, token: str) -> str | None:
        """Return whose session it is, empty for who has not logged in; None where this desk did not make it, or has ended it."""
        said, _dot, seal = token.rpartition(".")
        ours = hmac.compare_digest(seal.encode(), self._sealed("session", said).encode())
        return said.rpartition(".")[0] if ours and token not in self._ended else None

    def end(self, token: str) -> None:
        """Let a session count no more, whoever still has its token."""
        if self.person(token) is not None:
            self._ended.add(token)

    def form_token(self, token: str) -> str:
        """Return what a form of this session carries, so that no other site can fill it in."""
        return self._sealed("form", token)

    def _sealed(self, purpose: str, said: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{said}".encode(), hashlib.sha256).hexdigest()
