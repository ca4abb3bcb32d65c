"""The last look at an import: what the file says must be said by the Markdown or by a remark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from docx.oxml.ns import qn

from sotay.word_import.letters import words_of
from sotay.word_import.runs import _COMPATIBLE, _MATH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.word_import.package import Package
    from sotay.word_import.remarks import Remark

_MARKS: Final = re.compile(r"\[\^\d+\]|\]\([^)]*\)|[\\*`]|&amp;|&lt;|&gt;")
_TEXTS: Final = (qn("w:t"), qn("a:t"), f"{_MATH}t")


def unsaid(package: Package, markdown: str, remarks: Sequence[Remark]) -> list[str]:
    """Return the paragraphs of any part whose words stand nowhere, one after the other, in what the import says."""
    said = [_MARKS.sub("", markdown), *(f"{remark.message} {remark.quote}" for remark in remarks)]
    spoken = " ".join(f" {' '.join(words_of(text))} |" for text in said)
    found = [text for text in texts(package) if f" {' '.join(words_of(text))} " not in spoken]
    return list(dict.fromkeys(found))


def texts(package: Package) -> Iterator[str]:
    """Yield the text of every paragraph of every part that has one; what stands twice for older programs, once."""
    for _name, root in package.texts():
        for paragraph in root.iter(qn("w:p"), qn("a:p")):
            text = "".join(_letters(paragraph))
            if words_of(text):
                yield " ".join(text.split())


def _letters(element: Any) -> Iterator[str]:
    """Yield the text within a paragraph, but not of paragraphs within it, which are asked for themselves."""
    for child in element:
        if child.tag in _TEXTS:
            yield child.text or ""
        elif child.tag in {
            qn("w:tab"),
            qn("w:br"),
            qn("w:cr"),
            qn("w:ptab"),
            qn("w:footnoteReference"),
            qn("w:endnoteReference"),
        }:
            yield " "
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag not in {qn("w:p"), qn("a:p"), qn("w:instrText"), f"{_COMPATIBLE}Fallback"}:
            yield from _letters(child)
