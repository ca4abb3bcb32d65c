"""The table of steps as the field ``steps``: who does what, in how many working hours, with which form or result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.word_import.letters import folded
from sotay.word_import.reading import read_hours
from sotay.word_import.tables import Table, understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.word_import.blocks import Cell, Grid
    from sotay.word_import.desk import Desk

_COLUMNS: Final = {
    "number": r"^(?:tt|stt|bước|số tt|b)\.?$",
    "who": r"trách nhiệm|người thực hiện|đơn vị|bộ phận|chủ trì",
    "time": r"thời gian|thời hạn|thời điểm",
    "both": r"(?:biểu mẫu|mẫu).*kết quả|kết quả.*(?:biểu mẫu|mẫu)",
    "form": r"biểu mẫu|mẫu|hồ sơ|tài liệu",
    "result": r"kết quả|sản phẩm",
    "what": r"trình tự|nội dung|công việc|bước|tên bước|hoạt động|mô tả",
}
TOGETHER: Final = "Trong thời gian của bước {first}"  # a value, Vietnamese whoever asks
_TOTAL: Final = re.compile(r"tổng(?: cộng| số| thời gian)?")
_FORM: Final = re.compile(r"\b(?:bm|mẫu|phiếu|phụ lục)\b|bm[.-]")


def step_table(grid: Grid) -> Table | None:
    """Return the table if it is one of steps."""
    return understood(grid, _COLUMNS, frozenset({"what", "who"}))


def steps(table: Table, desk: Desk) -> list[dict[str, Any]]:
    """Return the rows as entries of ``steps``; each time read as hours is told, each row that is no step is remarked.

    A value merged over several rows holds for each of them. A time so merged is the time of all together: it stands with the
    first, so that the sum stays right.
    """
    found: list[dict[str, Any]] = []
    read: dict[str, str] = {}
    timed: dict[tuple[int, int], int] = {}
    for row in table.rows():
        words = " | ".join(dict.fromkeys(cell.text for cell in row if cell.text))
        if _TOTAL.match(folded(words)):
            _hold_total(words, row, found, desk)
            continue
        step = {name: table.text(row, name) for name in ("what", "who") if table.text(row, name)}
        if len(step) < 2 or len({cell.origin for cell in row}) == 1:  # noqa: PLR2004 (both of them)
            desk.todo(
                _("A row of the table of steps is no step, or lacks what or who: put it where it belongs."),
                words,
            )
            continue
        step |= _time(table, row, len(found) + 1, timed, read, desk)
        step |= _papers(table, row)
        if rest := table.rest(row):
            desk.todo(
                _(
                    "Step {number} has columns that the library does not know: put their words into the step or the text.",
                    number=len(found) + 1,
                ),
                "; ".join(f"{head}: {text}" for head, text in rest.items()),
            )
        found.append(step)
    if read:
        desk.tell(
            _(
                "Working times read as hours, 8 to a day: {times}.",
                times="; ".join(f"{text} = {hours}" for text, hours in read.items()),
            )
        )
    return found


def _time(  # noqa: PLR0913, PLR0917 (a time needs its row, and what the rows above said)
    table: Table,
    row: tuple[Cell, ...],
    number: int,
    timed: dict[tuple[int, int], int],
    read: dict[str, str],
    desk: Desk,
) -> dict[str, Any]:
    cell = table.cell(row, "time")
    if cell is None or not cell.text:
        return {}
    first = timed.setdefault(cell.origin, number)
    if first != number:
        desk.todo(
            _(
                "One time covers steps {first} to {number}: all of it stands with step {first}; divide it among them if you can.",
                first=first,
                number=number,
            ),
            cell.text,
        )
        return {"when": TOGETHER.format(first=first)}
    hours = read_hours(cell.text)
    if hours is None:
        return {"when": cell.text}
    read[cell.text] = f"{hours:g}".replace(".", ",")
    return {"hours": hours}


def _papers(table: Table, row: tuple[Cell, ...]) -> dict[str, str]:
    found = {name: table.text(row, name) for name in ("form", "result")}
    if both := table.text(row, "both"):
        found["form" if _FORM.search(folded(both)) else "result"] = both
    return {name: text for name, text in found.items() if text}


def _hold_total(words: str, row: Sequence[Cell], found: Sequence[dict[str, Any]], desk: Desk) -> None:
    total = sum(step.get("hours", 0) for step in found)
    stated = next((hours for cell in row if (hours := read_hours(cell.text)) is not None), None)
    if stated is None or abs(stated - total) > 0.01:  # noqa: PLR2004 (rounding)
        desk.todo(
            _(
                "The steps add up to {total} working hours, the table says otherwise: correct the times.",
                total=f"{total:g}",
            ),
            words,
        )
    else:
        desk.tell(
            _("The table's total agrees with its steps: {total} working hours.", total=f"{total:g}"), words
        )
