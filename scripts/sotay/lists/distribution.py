"""Which divisions hold which version of which document (TCVN ISO 9001:2015, clause 7.5.3.2.a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.library import remembered
from sotay.lifecycle import issues_in_force
from sotay.versions import documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.lifecycle import Issue


@dataclass(frozen=True, slots=True)
class Held:
    """A version in force: what it says, the issue that brought it there, the file of its code as it now stands.

    Where nobody has the issued text any more, ``document`` is the file at hand in its place, and ``issued`` is false.
    ``at_hand`` is None where the library has no file of that code.
    """

    document: Document[ControlledDocument]
    issue: Issue
    issued: bool
    at_hand: Document[ControlledDocument] | None

    @property
    def divisions(self) -> tuple[str, ...]:
        """The codes of the divisions that hold it: those that the file at hand distributes it to, or else its own."""
        distribution = self.at_hand.meta.distribution if self.at_hand else ()
        return tuple(dict.fromkeys(distribution)) or (self.document.meta.division,)

    @property
    def path(self) -> str:
        """The file to be opened; empty where there is none."""
        return self.at_hand.path if self.at_hand else ""


@remembered
def held(library: Library) -> tuple[Held, ...]:
    """Return every version in force on ``as_of``, by code; one that neither folder nor git knows a text of is left out."""
    issues = issues_in_force(library)
    said = documents(library, [issue.text for _code, issue in issues if issue.text is not None])
    found = []
    for code, issue in issues:
        issued, at_hand = said.get(issue.sha256), library.procedures.get(code)
        document = issued or at_hand
        if document is not None:
            found.append(Held(document, issue, issued is not None, at_hand))
    return tuple(found)


def all_divisions(versions: Iterable[Held]) -> tuple[str, ...]:
    """Return the codes of the divisions that hold any of them, once each."""
    return tuple(dict.fromkeys(code for version in versions for code in version.divisions))


def division_name(library: Library, code: str) -> str:
    """Return what a division is called on ``as_of``; its code where agency.yml does not know it."""
    return library.agency.division_name(code, library.as_of)
