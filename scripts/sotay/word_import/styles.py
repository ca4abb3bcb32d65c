"""The styles of a Word file: what a paragraph is and how it looks where it does not say so itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING: Final = re.compile(r"heading (\d)")
_OFF: Final = {"0", "false", "off"}


def switched(properties: Any, name: str) -> bool | None:
    """Return whether a property such as ``w:b`` is on or off; None where it is not said."""
    found = None if properties is None else properties.find(qn(name))
    return None if found is None else found.get(qn("w:val"), "1") not in _OFF


def value(properties: Any, name: str) -> str | None:
    """Return the ``w:val`` of a property; None where it is not said."""
    found = None if properties is None else properties.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


def whole(properties: Any, name: str, default: int, most: int) -> int:
    """Return the ``w:val`` of a property as a number no larger than ``most``; ``default`` where it says none."""
    said = value(properties, name) or ""
    return min(int(said), most) if said.isdecimal() else default


class Styles:
    """The styles by identifier; each question is asked of a style and of all it is based on."""

    def __init__(self, root: Any) -> None:
        styles = [] if root is None else root.findall(qn("w:style"))
        self._known = {style.get(qn("w:styleId")): style for style in styles}
        self._standard = next(
            (
                style.get(qn("w:styleId"))
                for style in styles
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"}
            ),
            None,
        )
        defaults = (
            None if root is None else root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        )
        self._default_face = face_of(defaults)

    def heading_level(self, style: str | None) -> int:
        """Return the level of a heading, from 1; 0 for other text (outline level 9 is body text)."""
        for found in self._chain(style):
            outline = value(found.find(qn("w:pPr")), "w:outlineLvl")
            if outline is not None and outline.isdigit():
                return int(outline) + 1 if int(outline) < 9 else 0  # noqa: PLR2004 (ISO/IEC 29500-1, 17.3.1.20)
            if match := _HEADING.fullmatch((value(found, "w:name") or "").lower()):
                return int(match[1])
        return 0

    def is_contents(self, style: str | None) -> bool:
        """Tell whether a style is one of a table of contents."""
        return any((value(found, "w:name") or "").lower().startswith("toc ") for found in self._chain(style))

    def is_on(self, style: str | None, name: str) -> bool:
        """Return whether a style sets a property such as ``w:b``."""
        said = (switched(found.find(qn("w:rPr")), name) for found in self._chain(style))
        return next((answer for answer in said if answer is not None), False)

    def numbered(self, style: str | None) -> Any:
        """Return the numbering that a style gives, an element ``w:numPr``; None where it gives none."""
        found = (style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") for style in self._chain(style))
        return next((answer for answer in found if answer is not None), None)

    def face(self, style: str | None) -> str:
        """Return the typeface of a style, or that of the file."""
        faces = (face_of(found.find(qn("w:rPr"))) for found in self._chain(style))
        return next((face for face in faces if face), self._default_face)

    def _chain(self, style: str | None) -> Iterator[Any]:
        identifier = style or self._standard
        seen: set[str] = set()
        while identifier is not None and identifier in self._known and identifier not in seen:
            seen.add(identifier)
            yield self._known[identifier]
            identifier = value(self._known[identifier], "w:basedOn")


def face_of(properties: Any) -> str:
    """Return the typeface that properties of a run name; empty where they name none."""
    fonts = None if properties is None else properties.find(qn("w:rFonts"))
    return "" if fonts is None else fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""
