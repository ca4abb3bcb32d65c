"""What a new agency says of itself, held against what its names and codes may be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

# Names stand in texts, in YAML and in Markdown as they are: letters, digits and what names of agencies are written with.
_NAME: Final = re.compile(r"[^\W_](?:[\w ,.()/’–-]*[\w.)])?")
_CODE: Final = re.compile(r"[^\W\d_a-z][^\W_]{0,9}")
_ABBREVIATION: Final = re.compile(r"[^\W\d_][^\W_]*(?:[.-][^\W_]+)*")


class Forge(StrEnum):
    """Where the repository will be kept."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"
    GITEA = "gitea"
    NONE = "none"


class AnswersRefusedError(Exception):
    """What was answered cannot be used; the message names it and says how it is written."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Where workflows fetch the engine: an address that git reads, and a commit."""

    address: str
    commit: str


@dataclass(frozen=True, slots=True)
class Answers:
    """A new agency: its names, its divisions (code, name) of which the first keeps the system, and who set the library up."""

    name: str
    parent: str
    place: str
    abbreviation: str
    divisions: tuple[tuple[str, str], ...]
    day: date
    secretary: str
    email: str
    forge: Forge = Forge.NONE
    engine: Engine | None = None


def named(parameter: str, name: str) -> str:
    """Return a name in composed letters; raise ``AnswersRefusedError`` where it holds what no name holds."""
    written = unicodedata.normalize("NFC", " ".join(name.split()))
    if not _NAME.fullmatch(written):
        raise AnswersRefusedError(
            _(
                "{parameter}: {name} is no name: write letters, digits, spaces and , . ( ) / - alone.",
                parameter=parameter,
                name=repr(name),
            )
        )
    return written


def abbreviated(abbreviation: str) -> str:
    """Return the abbreviation that stands in official numbers; raise ``AnswersRefusedError`` where it can stand in none."""
    written = unicodedata.normalize("NFC", abbreviation.strip())
    if not (written == written.upper() and _ABBREVIATION.fullmatch(written)):
        raise AnswersRefusedError(
            _(
                "--abbreviation: {name} is no abbreviation: write capital letters as in official numbers, BQLKCN.",
                name=repr(abbreviation),
            )
        )
    return written


def divided(pairs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Read divisions, each ``CODE=NAME``; raise ``AnswersRefusedError`` that names the one that cannot be used."""
    divisions = tuple(_divisions(pairs))
    if not divisions:
        raise AnswersRefusedError(
            _("At least one division is needed: --division CODE=NAME, the one that keeps the system first.")
        )
    for what in (0, 1):
        twice = [
            word for word, count in Counter(pair[what].casefold() for pair in divisions).items() if count > 1
        ]
        if twice:
            raise AnswersRefusedError(_("--division: {name} stands twice.", name=", ".join(twice)))
    return divisions


def _divisions(pairs: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        code, sign, name = unicodedata.normalize("NFC", pair).partition("=")
        code = code.strip()
        if not sign or not (code == code.upper() and _CODE.fullmatch(code)):
            raise AnswersRefusedError(
                _(
                    "--division: {pair} is no division: write its code in capital letters, =, its name: VP=Văn phòng.",
                    pair=repr(pair),
                )
            )
        yield code, named("--division", name)
