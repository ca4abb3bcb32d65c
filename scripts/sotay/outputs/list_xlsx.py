"""A master list as an Excel workbook: dates are dates, the head stays in sight, every column can be filtered."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.lists.listing import words
from sotay.messages import _, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from sotay.lists.listing import Cell, MasterList

HEAD: Final = 4
A4: Final = 9
FONT: Final = "Times New Roman"
SIZE: Final = 12
NARROW: Final = 6
WIDE: Final = 44
LONGEST_NAME: Final = 31
DATE: Final = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of a workbook, each made once."""

    workbook: Workbook
    made: dict[tuple[tuple[str, object], ...], Format]

    def of(self, **properties: object) -> Format:
        """Return the format of a cell."""
        name = tuple(properties.items())
        if name not in self.made:
            common = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
            self.made[name] = self.workbook.add_format(common | properties)
        return self.made[name]


def render(listing: MasterList, *others: MasterList) -> bytes:
    """Return the list as XLSX, with others of the same day on sheets of their own; the same lists give the same bytes."""
    from xlsxwriter.workbook import Workbook  # noqa: PLC0415 (only this output needs it)

    buffer = io.BytesIO()
    with speaking(listing.language), Workbook(buffer, {"in_memory": True}) as workbook:
        created = datetime.combine(listing.as_of, time())
        workbook.set_properties({"title": listing.title, "author": listing.agency, "created": created})
        looks = Looks(workbook, {})
        for one in (listing, *others):
            sheet = workbook.add_worksheet(one.title[:LONGEST_NAME])
            _write_title(sheet, looks, one)
            _write_table(sheet, looks, one)
            _set_page(sheet, one)
    return buffer.getvalue()


def _write_title(sheet: Worksheet, looks: Looks, listing: MasterList) -> None:
    plain: dict[str, object] = {"text_wrap": False}
    sheet.write_string(0, 0, listing.agency.upper(), looks.of(**plain))
    sheet.write_string(1, 0, listing.title.upper(), looks.of(bold=True, font_size=SIZE + 2, **plain))
    day = _("As of {day}", day=write_short(listing.as_of))
    sheet.write_string(2, 0, day, looks.of(italic=True, **plain))


def _write_table(sheet: Worksheet, looks: Looks, listing: MasterList) -> None:
    for place, column in enumerate(listing.columns):
        sheet.set_column(place, place, _width(listing, place))
        head = looks.of(bold=True, border=1, align="center", valign="vcenter")
        sheet.write_string(HEAD, place, column.label, head)
    for line, row in enumerate(listing.rows, start=HEAD + 1):
        for place, cell in enumerate(row.cells):
            _write_cell(sheet, looks, (line, place), cell)
    sheet.autofilter(HEAD, 0, HEAD + len(listing.rows), len(listing.columns) - 1)


def _write_cell(sheet: Worksheet, looks: Looks, place: tuple[int, int], cell: Cell) -> None:
    """Write a date or a number as such, with its remark as part of how it is shown; all else as text, never a formula."""
    value, remark = (cell[0].value, cell[0].remark) if len(cell) == 1 else ("", "")
    shown = f'" ({remark.replace(chr(34), "”")})"' if remark else ""
    if isinstance(value, date):
        look = looks.of(border=1, align="center", num_format=DATE + shown)
        sheet.write_datetime(*place, datetime.combine(value, time()), look)
    elif isinstance(value, int):
        sheet.write_number(*place, value, looks.of(border=1, align="center", num_format="0" + shown))
    elif cell:
        sheet.write_string(*place, words(cell), looks.of(border=1))
    else:
        sheet.write_blank(*place, None, looks.of(border=1))


def _width(listing: MasterList, place: int) -> int:
    """Return the width of a column in characters: what its longest cell needs, within reason."""
    longest = max((len(text) for text in _texts(listing, place)), default=0)
    return max(NARROW, min(longest + 2, WIDE))


def _texts(listing: MasterList, place: int) -> Iterator[str]:
    yield from (word for word in listing.columns[place].label.split())
    yield from (words(row.cells[place]) for row in listing.rows)


def _set_page(sheet: Worksheet, listing: MasterList) -> None:
    sheet.freeze_panes(HEAD + 1, 0)
    sheet.repeat_rows(HEAD)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    sheet.set_footer("&C&P/&N")
    sheet.print_area(0, 0, HEAD + len(listing.rows), len(listing.columns) - 1)
