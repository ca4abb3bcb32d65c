"""The revision table of a procedure, in the layouts that offices use, as the field ``changes``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.word_import.letters import folded
from sotay.word_import.reading import read_date, read_laws, read_version
from sotay.word_import.tables import Table, understood

if TYPE_CHECKING:
    from sotay.word_import.blocks import Cell, Grid
    from sotay.word_import.desk import Desk

_COLUMNS: Final = {
    "number": r"^(?:tt|stt)$",
    "version": r"lần ban hành|lần sửa đổi|lần bh|phiên bản|lần",
    "date": r"ngày",
    "summary": r"mô tả|nội dung|tóm tắt",
    "part": r"trang|phần|mục|vị trí",
    "request": r"yêu cầu|lý do",
}


def revision_table(grid: Grid) -> Table | None:
    """Return the table if it is one of revisions: a version, a day and what changed."""
    found = understood(grid, _COLUMNS, frozenset({"version", "date"}))
    return found if found and {"summary", "request"} & found.places.keys() else None


def changes(table: Table, desk: Desk) -> list[dict[str, Any]]:
    """Return the rows as entries of ``changes``; a row that gives no version or no day is remarked."""
    where = _("Table of revisions")
    found: list[dict[str, Any]] = []
    days: list[str] = []
    for row in table.rows():
        words = " | ".join(cell.text for cell in row if cell.text)
        version, day = read_version(table.text(row, "version")), read_date(table.text(row, "date"))
        summary = _summary(table, row)
        if version is None or day is None or not summary:
            desk.todo(
                _(
                    "A row of the table of revisions gives no single version, no day or no summary: add it to `changes`."
                ),
                words,
                where,
            )
            continue
        entry: dict[str, Any] = {"version": version, "date": day, "summary": summary}
        if because := read_laws(words):
            entry["because"] = list(because)
        found.append(entry)
        days.append(f"{table.text(row, 'version')}: {table.text(row, 'date')}")
    if found:
        desk.tell(
            _("Versions and days read from the table of revisions: {days}.", days="; ".join(days)),
            where=where,
        )
    if found and folded(table.head[table.places["date"]]).startswith("ngày ban hành"):
        desk.todo(
            _(
                "The table of revisions gives days of issue; `changes` holds effective dates: correct those that took effect later."
            ),
            table.head[table.places["date"]],
            where,
        )
    return found


def _summary(table: Table, row: tuple[Cell, ...]) -> str:
    """Return what changed, with the place and the request in brackets where the table has them."""
    main = table.text(row, "summary") or table.text(row, "request")
    extra = [table.text(row, "part"), table.text(row, "request") if table.text(row, "summary") else ""]
    extra += [f"{head}: {text}" for head, text in table.rest(row).items()]
    more = "; ".join(text for text in extra if text and text != main)
    return f"{main} ({more})" if main and more else main
