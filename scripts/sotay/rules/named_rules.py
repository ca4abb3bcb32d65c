"""REF: the rules that a document names, and the sections of it that they check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.rules import FAMILIES, Complaint, catalogue, rule
from sotay.sections import sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library

# A code as a word of its own; in code, links and paths it names nothing.
_NAMED: Final = re.compile(rf"`[^`\n]*`|(?P<code>(?<![\w./#-])(?:{'|'.join(FAMILIES)})\d{{3}}(?![\w-]))")


@rule("REF109", Severity.WARNING)
def unknown_rule_named(library: Library) -> Iterator[Complaint]:
    """A document names a rule that does not exist, or a section that it does not have.

    The paragraph of a procedure and the rule that checks it lead to each other on the site, so that who reads the one finds the
    other (ISO 9001, clause 7.5.3.1.a: available where it is needed); a code or section that is not there leads nowhere.

    Correct the code: `sotay rule` lists them all. In `checked_by`, name the number that the section's heading begins with.

    Example: `checked_by: [{section: "5.2", rules: [LAW901]}]`: there is no rule LAW901.
    """
    known = {entry.code for entry in catalogue()}
    for document in library.of(ControlledDocument):
        yield from _unknown_checks(document, known)
        if not any(family in document.body for family in FAMILIES):
            continue
        for match in _NAMED.finditer(document.body):
            if match["code"] and match["code"] not in known:
                yield Complaint(document.body_place(match.start()), _unknown(match["code"]))


def _unknown_checks(document: Document[ControlledDocument], known: set[str]) -> Iterator[Complaint]:
    own = sections(document.body) if document.meta.checked_by else {}
    for index, entry in enumerate(document.meta.checked_by):
        if entry.section not in own:
            message = _(
                "{document} has no section {section}: name one whose heading begins with this number.",
                document=document.meta.code,
                section=entry.section,
            )
            yield Complaint(document.place("checked_by", index, "section"), message)
        for position, code in enumerate(entry.rules):
            if code not in known:
                yield Complaint(document.place("checked_by", index, "rules", position), _unknown(code))


def _unknown(code: str) -> str:
    return _("There is no rule {code}: `sotay rule` lists them all.", code=code)
