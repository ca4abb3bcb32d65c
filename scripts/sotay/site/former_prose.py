"""The prose of a text that nobody can correct any more, made fit for today's site.

Pages that it leads to may be gone or read otherwise by now: such a link becomes its words. Markup that today's rules refuse
is shown and not obeyed.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from sotay.library import remembered
from sotay.report.markdown import CITATION
from sotay.site import addresses
from sotay.site.shelf import shelves
from sotay.site.slugs import slugify
from sotay.site.writer import text

if TYPE_CHECKING:
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.site.writer import Writer

_LINK: Final = re.compile(r"!?\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)")
_DEFINITION: Final = re.compile(r"^( {0,3})\[(?=[^\]\n]+\]:)", re.MULTILINE)
_TAG: Final = re.compile(r"<(?=[a-zA-Z/!?])")
_ATTRIBUTES: Final = re.compile(r"\{(?=:?[^}\n]*\})")
# What is written as a link and is none of those made here.
_STRANGE: Final = re.compile(r"\]\((?!(?:[\w./-]+\.md|#[\w-]+)\))")
_HEADING: Final = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def former_prose(writer: Writer, document: Document[ControlledDocument], page: str) -> str:
    """Return the body of a document as it once stood, with links and citations that lead somewhere today."""
    body = document.body.strip()
    own = {slugify(heading, "-") for heading in _HEADING.findall(body)}

    def follow(match: re.Match[str]) -> str:
        words, (target, _hash, anchor) = match[1], match[2].partition("#")
        if match[0].startswith("!"):
            return words
        if not target:
            return match[0] if anchor in own else words
        place = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), target))
        address = addresses.of_path(place)
        return f"[{words}]({addresses.relative(address, page)})" if address in _pages(library) else words

    def cite(match: re.Match[str]) -> str:
        found, words = writer.cited(match)
        return f"[{text(words)}]({addresses.relative(addresses.of(found), page)})" if found else text(words)

    library = writer.library
    return _STRANGE.sub("]\\\\(", CITATION.sub(cite, _LINK.sub(follow, _tamed(body))))


def _tamed(words: str) -> str:
    """Return prose whose HTML, attributes and definitions of links are text, code too: readers differ on where it ends."""
    return _DEFINITION.sub(r"\1\\[", _ATTRIBUTES.sub(r"\\{", _TAG.sub("&lt;", words)))


@remembered
def _pages(library: Library) -> frozenset[str]:
    """Return the pages that documents have today."""
    found = [addresses.of(document) for document in library.documents]
    found += [
        address for path in (*library.registers, *library.pages) if (address := addresses.of_path(path))
    ]
    return frozenset((*found, *(shelf.main.page for shelf in shelves(library).values())))
