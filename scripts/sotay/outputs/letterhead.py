"""What stands around the body, as every output prints it: words in capitals, lines broken, rules measured.

Sizes and lengths are in points. Source: Decree 30/2020/NĐ-CP, Annex I, part I (page) and part II (components).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay.outputs import typeface
from sotay.outputs.paper import OFFICIAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.official import Letterhead
    from sotay.outputs.paper import Paper

COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
ADDRESSEES: Final = "Kính gửi:"

SLACK: Final = 8.0
SHORT_RULE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Ruled:
    """Lines with a rule below them, ``rule`` points long; without lines there is no rule."""

    lines: tuple[str, ...]
    rule: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A letterhead ready to be set: two columns, the agencies at ``size`` and motto and date one point larger."""

    left: float
    right: float
    size: int
    parent: tuple[str, ...]
    issuer: Ruled
    motto: Ruled
    kind: str
    subject: Ruled
    addressees: tuple[str, ...]
    addressees_indent: float
    recipients: tuple[str, ...]
    position: tuple[str, ...]


def frame(letterhead: Letterhead, paper: Paper = OFFICIAL) -> Frame:
    """Measure a letterhead for a paper.

    Country and agencies may be 12 or 13 points, motto and date 13 or 14: the larger pair is taken when no line of the
    agencies must be broken for it. So it is on a smaller paper, with its own size and the one below.
    """
    parent, issuer = _capitals(letterhead.parent), _capitals(letterhead.issuer)
    for size in (paper.letterhead_size, paper.letterhead_size - 1):
        right = typeface.face("bold").width(COUNTRY, size) + SLACK
        left = paper.width - right
        above = tuple(part for line in parent for part in typeface.wrap(line, size, left))
        below = tuple(part for line in issuer for part in typeface.wrap(line, size, left, "bold"))
        if len(above) == len(parent) and len(below) == len(issuer):
            break
    subject = tuple(
        part
        for line in letterhead.subject
        for part in typeface.wrap(line, OFFICIAL.size, paper.width - 2 * SLACK, "bold")
    )
    addressees = (
        punctuated(letterhead.addressees) if len(letterhead.addressees) > 1 else letterhead.addressees
    )
    return Frame(
        left=left,
        right=right,
        size=size,
        parent=above,
        issuer=_ruled(below, size, SHORT_RULE),
        motto=_ruled((MOTTO,), size + 1, 1.0),
        kind=letterhead.kind.upper(),
        subject=_ruled(subject, OFFICIAL.size, SHORT_RULE),
        addressees=addressees,
        addressees_indent=_indent(addressees, paper),
        recipients=punctuated(letterhead.recipients),
        position=_capitals((*letterhead.authority, letterhead.position)),
    )


def punctuated(items: Sequence[str]) -> tuple[str, ...]:
    """End every item with a semicolon and the last with a full stop (Annex I, boxes 9a and 9b)."""
    bare = [item.strip().rstrip(";.").rstrip() for item in items]
    return (*(f"{item};" for item in bare[:-1]), *(f"{item}." for item in bare[-1:]))


def _capitals(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line.upper() for line in lines if line)


def _ruled(lines: tuple[str, ...], size: float, share: float) -> Ruled:
    return Ruled(lines, typeface.face("bold").width(lines[-1], size) * share if lines else 0.0)


def _indent(addressees: Sequence[str], paper: Paper) -> float:
    """Return where ``Kính gửi:`` begins so that it and the names under its colon stand in the middle of the page."""
    measure = typeface.face()
    label = measure.width(ADDRESSEES, OFFICIAL.size)
    widest = max((measure.width(f"- {name}", OFFICIAL.size) for name in addressees), default=0.0)
    return max(0.0, (paper.width - label - widest) / 2)
