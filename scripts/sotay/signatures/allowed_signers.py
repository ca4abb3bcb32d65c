"""Who may sign: a file in OpenSSH's format of allowed signers (ssh-keygen(1), ALLOWED SIGNERS).

A line is ``principals [options] key``. The principal is the signer's e-mail address; the same file serves
``ssh-keygen -Y verify``. Times are the office's own, +07:00, whatever the machine's zone, unless they end in ``Z`` or
``UTC``: OpenSSH takes the others for the machine's local time, so that one who checks with it sets ``TZ=Asia/Ho_Chi_Minh``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sshsig.allowed_signers import AllowedSigner

    from sotay.signatures.ssh_keys import PublicKey

FILE: Final = "records/allowed_signers"
OFFICE_ZONE: Final = timezone(timedelta(hours=7))
_TIME: Final = re.compile(r"([0-9]{8}|[0-9]{12}|[0-9]{14})(Z|UTC)?", re.IGNORECASE)
_TIME_FORMS: Final = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signer:
    """One line: whose key it is, for which purposes, and from when to when; both ends belong to the period."""

    line: int
    principals: str
    key: PublicKey
    namespaces: str | None = None
    valid_after: datetime | None = None
    valid_before: datetime | None = None

    def is_for(self, principal: str) -> bool:
        """Say whether the line names that principal."""
        return _matches(principal, self.principals)

    def may_sign(self, namespace: str) -> bool:
        """Say whether the line lets its key sign for that purpose; one that names none lets it sign for any."""
        return self.namespaces is None or _matches(namespace, self.namespaces)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that counts for nothing: which one (from 1), and why with what to do."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class AllowedSigners:
    """The lines that were understood and those that were not, each in order."""

    signers: tuple[Signer, ...] = ()
    problems: tuple[Problem, ...] = ()


class _LineRefused(ValueError):  # noqa: N818 (the name says what happened, as ``KeyRefused`` does)
    """A line cannot be used; the message says why and what to do."""


def parse(text: str) -> AllowedSigners:
    """Read the file's text; nothing is raised over bad lines."""
    signers: list[Signer] = []
    problems: list[Problem] = []
    for number, line in _lines(text):
        try:
            signers.append(_signer(number, line))
        except _LineRefused as refused:
            problems.append(Problem(number, str(refused)))
    return AllowedSigners(tuple(signers), tuple(problems))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines that are neither blank nor a comment."""
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip(" \t\r")
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def _signer(number: int, line: str) -> Signer:
    from sshsig.allowed_signers import AllowedSigner  # noqa: PLC0415 (heavy; a library without signers needs none)

    try:
        entry = AllowedSigner.parse(line)
    except ValueError as error:
        raise _LineRefused(
            _(
                "The line cannot be read: write the signer's e-mail address, the options if any, and the key as the .pub file has it."
            )
        ) from error
    options = entry.options or {}
    if "cert-authority" in options:
        raise _LineRefused(_("`cert-authority` is not accepted: enter each signer's own key."))
    after, before = _period(options)
    return Signer(number, entry.principals, _key(entry), options.get("namespaces"), after, before)


def _key(entry: AllowedSigner) -> PublicKey:
    from sotay.signatures.ssh_keys import KeyRefused, from_text  # noqa: PLC0415 (heavy)

    try:
        return from_text(entry.key_type, entry.base64_key)
    except KeyRefused as refused:
        raise _LineRefused(_("The key of this line is not accepted: {why}.", why=refused)) from refused


def _period(options: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    after, before = (
        _time(name, options[name]) if name in options else None for name in ("valid-after", "valid-before")
    )
    if after is not None and before is not None and before <= after:
        raise _LineRefused(
            _(
                "The key ends ({before}) before it begins ({after}): correct the times.",
                before=options["valid-before"],
                after=options["valid-after"],
            )
        )
    return after, before


def _time(name: str, text: str) -> datetime:
    match = _TIME.fullmatch(text)
    zone = UTC if match and match[2] else OFFICE_ZONE
    try:
        moment = (
            datetime.strptime(match[1], _TIME_FORMS[len(match[1])]).replace(tzinfo=zone) if match else None
        )
    except ValueError:
        moment = None
    if moment is None or moment <= _EPOCH:
        raise _LineRefused(
            _(
                "`{name}` has no time in {text}: write year, month and day as 20250131, with hours and minutes as 202501311730.",
                name=name,
                text=text,
            )
        )
    return moment


def _matches(text: str, patterns: str) -> bool:
    """Hold a text against a list of patterns as OpenSSH does (ssh_config(5), PATTERNS): ``*``, ``?``, ``!`` for never."""
    found = False
    for pattern in patterns.split(","):
        refused, wanted = pattern.startswith("!"), pattern.removeprefix("!")
        if _pattern(wanted).fullmatch(text):
            if refused:
                return False
            found = True
    return found


def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(re.escape(wanted).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
