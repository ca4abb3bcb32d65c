"""A master list as a Word file: agency, title, day, and the table on A4 laid on its long side, its head on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.lists.listing import words
from sotay.messages import _, speaking
from sotay.outputs import body, pandoc_door, typeface, word
from sotay.outputs.characters import holdable
from sotay.outputs.paper import Paper
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sotay.lists.listing import MasterList

BREAKABLE: Final = 84.0
WIDEST: Final = 1 / 3


PAPER: Final = Paper(20, 15, 20, 20, size=13, table_size=10, indent=0, bold_levels=1, landscape=True)


def render(listing: MasterList) -> bytes:
    """Return the list as DOCX; the same list gives the same bytes."""
    with speaking(listing.language):
        day = _("As of {day}", day=write_short(listing.as_of))
        head = [column.label for column in listing.columns]
        rows = [[holdable(words(cell)) for cell in row.cells] for row in listing.rows]
        table = {"head": head, "rows": rows, "widths": _widths(head, rows)}
        return word.package(
            pandoc_door.empty(),
            PAPER,
            word.Properties(listing.title, listing.agency, listing.as_of, listing.language),
            word.Page(
                "word/list.xml",
                {"listing": listing, "day": day, **table},
                {"footer": fill("word/footer-list.xml")},
            ),
        )


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the widths of the columns in twips."""
    columns = [{row[place] for row in rows} for place in range(len(head))]
    least = [
        max(_least([label], "bold"), _least(column)) for label, column in zip(head, columns, strict=True)
    ]
    most = [max(map(_width, column), default=0.0) for column in columns]
    shares = body.shares(_drawn(least, most), least, PAPER.width)
    return word.divided(round(PAPER.width * 20), shares)


def _drawn(least: Sequence[float], most: Sequence[float]) -> list[float]:
    """Return the widths that columns ask for: what is to spare goes to those whose cells are long, as in a browser."""
    wide = [max(0.0, min(more, PAPER.width * WIDEST) - less) for less, more in zip(least, most, strict=True)]
    spare = max(0.0, PAPER.width - sum(least)) / (sum(wide) or 1.0)
    return [less + extra * spare for less, extra in zip(least, wide, strict=True)]


def _least(texts: Iterable[str], cut: str = "regular") -> float:
    """Return the width in which no word of these texts is broken; a very long one may be, after a hyphen."""
    words = {word for text in texts for word in text.split()}
    return max((_width(part, cut) for word in words for part in _parts(word)), default=0.0)


def _parts(word: str) -> list[str]:
    return [word] if _width(word) <= BREAKABLE else word.replace("-", "- ").split()


def _width(text: str, cut: str = "regular") -> float:
    room = 2 * body.CELL_PADDING + body.ROUNDING
    return typeface.face(cut).width(text, PAPER.table_size) + room
