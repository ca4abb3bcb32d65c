"""TeX Gyre Termes, the Times face that the PDF embeds; Times New Roman, which Word uses, has the same widths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.outputs.failure import RenderFailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FAMILY: Final = "TeX Gyre Termes"
PACKAGE: Final = "rinoh_typeface_texgyretermes"
STEP: Final = 2.0
REMEMBERED: Final = 1024
UNKNOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Face:
    """One cut of the face: the advance of each character, in ems."""

    advances: Mapping[str, float]

    def width(self, text: str, size: float) -> float:
        """Return the length of ``text`` set at ``size``, both in points; kerning is left out, as Word does."""
        return size * sum(self.advances.get(character, UNKNOWN) for character in text)


def folder() -> Path:
    """Return the folder of the font files."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RenderFailed(
            _("The typeface is not installed: install the package {package}.", package=PACKAGE)
        )
    return Path(spec.origin).parent


@cache
def face(cut: str = "regular") -> Face:
    """Return a cut: ``regular``, ``bold``, ``italic`` or ``bolditalic``."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (only a print needs it)

    with TTFont(folder() / f"texgyretermes-{cut}.otf", lazy=True) as font:
        em = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return Face({chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()})


def missing(text: str) -> tuple[str, ...]:
    """Return the visible characters of ``text`` that the face cannot print, once each, in order."""
    known = face().advances
    return tuple(
        dict.fromkeys(character for character in text if character.isprintable() and character not in known)
    )


@lru_cache(REMEMBERED)  # the head of one slip is that of the next
def wrap(text: str, size: float, limit: float, cut: str = "regular") -> tuple[str, ...]:
    """Break ``text`` into the fewest lines no longer than ``limit`` points, and those as even as they can be."""
    words = text.split()
    if not words:
        return ()
    measure = face(cut)
    widths, space = [measure.width(word, size) for word in words], measure.width(" ", size)
    lines, longest = _fill(words, widths, space, limit)
    widest = max(widths)
    while limit - STEP >= widest:
        limit -= STEP
        if limit >= longest:
            continue
        narrower, longest = _fill(words, widths, space, limit)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return tuple(lines)


def _fill(
    words: Sequence[str], widths: Sequence[float], space: float, limit: float
) -> tuple[list[str], float]:
    """Return lines no longer than ``limit`` where their words are not, each as full as it can be, and the length of the longest."""
    lines, length = [words[0]], widths[0]
    longest = length
    for word, width in zip(words[1:], widths[1:], strict=True):
        length += space + width
        if length <= limit:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
            length = width
        longest = max(longest, length)
    return lines, longest
