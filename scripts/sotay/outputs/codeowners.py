"""Who must agree to a change, as GitHub and GitLab read it: a division's reviewers for its documents, the agency for all else.

Of several lines that match a path the last one counts, on both. Gitea and Forgejo know people by their names there alone, which
agency.yml does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.kinds.agency import Person
    from sotay.library import Library

_JUDGES: Final = frozenset({"xem xét", "phê duyệt"})
_APPROVES: Final = "phê duyệt"


def render(library: Library) -> bytes:
    """Return the file as UTF-8 text; empty where nobody may approve for the agency, so that nothing is left to nobody."""
    people = [one for one in library.agency.people if one.email and one.holds(library.as_of)]
    agency = _addresses([one for one in people if one.division is None and _APPROVES in one.roles])
    if not agency:
        return b""
    folders: dict[str, set[str]] = {}
    for document in library.of(ControlledDocument):
        folders.setdefault(document.path.rpartition("/")[0], set()).add(document.meta.division)
    lines = [f"# {_('Made by `sotay codeowners` from agency.yml: do not edit.')}", f"* {agency}"]
    for folder, divisions in sorted(folders.items()):
        judges = [one for one in people if one.division in divisions and _JUDGES.intersection(one.roles)]
        if judges:
            path = f"/{library.history.prefix}{folder}/".replace(" ", "\\ ")
            lines.append(f"{path} {_addresses(judges)}")
    return ("\n".join(lines) + "\n").encode()


def _addresses(people: list[Person]) -> str:
    return " ".join(dict.fromkeys(one.email for one in people if one.email))
