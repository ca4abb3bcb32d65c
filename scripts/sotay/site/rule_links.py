"""Between the rules and the sections of documents that they check: below a heading its rules, on a rule's page its sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import rules
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.messages import _
from sotay.sections import sections
from sotay.site import addresses
from sotay.site.shelf import shelves
from sotay.site.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Collection

    from sotay.kinds.procedure import ControlledDocument, SectionCheck
    from sotay.library import Document, Library

# Markup in a heading, which its slug on the page may lose.
_MARKUP: Final = re.compile(r"[\[\]{}<>`*_&\\]")


class Mention(NamedTuple):
    """A section of a document that a rule checks: the document, the heading, and its address on the site."""

    document: Document[ControlledDocument]
    heading: str
    page: str
    anchor: str


def with_checks(prose: str, checks: Collection[SectionCheck], page: str) -> str:
    """Return the prose of a document with a line below each heading whose section is checked by rules."""
    if not checks:
        return prose
    own = sections(prose)
    known = [(own[check.section].end, check.rules) for check in checks if check.section in own]
    for end, codes in sorted(known, reverse=True):
        line = f"*{_('Checked automatically')}: {', '.join(_link(code, page) for code in codes)}*"
        prose = f"{prose[:end]}\n\n{line}{prose[end:]}"
    return prose


@remembered
def mentions(library: Library) -> dict[str, list[Mention]]:
    """Return code of a rule → the sections it checks, by document, of the texts that stand at their own addresses."""
    found: dict[str, list[Mention]] = {}
    for shelf in shelves(library).values():
        document, page = shelf.main.document, shelf.main.page
        if not document.meta.checked_by or shelf.main.station.state is State.WITHDRAWN:
            continue
        own = sections(document.body)
        for check in document.meta.checked_by:
            if check.section in own:
                heading = own[check.section].heading
                anchor = "" if _MARKUP.search(heading) else slugify(heading, "-")
                for code in check.rules:
                    found.setdefault(code, []).append(Mention(document, heading, page, anchor))
    return found


def _link(code: str, page: str) -> str:
    known = any(entry.code == code for entry in rules.catalogue())
    return f"[{code}]({addresses.relative(addresses.of_rule(code), page)})" if known else code
