"""The lists at a procedure's end, as the fields ``forms`` and ``records``; and the legal documents it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.word_import.blocks import Paragraph
from sotay.word_import.letters import folded
from sotay.word_import.reading import LAW_NAMED, read_laws
from sotay.word_import.tables import Table, understood

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sotay.word_import.blocks import Block, Grid
    from sotay.word_import.desk import Desk

_FORMS: Final = {
    "number": r"^(?:tt|stt)$",
    "code": r"mã|ký hiệu|số hiệu",
    "title": r"tên|biểu mẫu",
}
_RECORDS: Final = {
    "number": r"^(?:tt|stt)$",
    "keep": r"thời (?:gian|hạn)",
    "place": r"nơi|lưu tại|bộ phận|đơn vị|trách nhiệm|vị trí",
    "name": r"tên|hồ sơ|tài liệu",
}


def form_table(grid: Grid) -> Table | None:
    """Return the table if it lists forms: code and name."""
    return understood(grid, _FORMS, frozenset({"code", "title"}))


def record_table(grid: Grid) -> Table | None:
    """Return the table if it lists records to be kept: name, place, how long."""
    return understood(grid, _RECORDS, frozenset({"name", "place", "keep"}))


def forms(table: Table, desk: Desk) -> list[dict[str, str]]:
    """Return the entries of ``forms``."""
    return _entries(table, ("code", "title"), desk)


def records(table: Table, desk: Desk) -> list[dict[str, str]]:
    """Return the entries of ``records``."""
    return _entries(table, ("name", "place", "keep"), desk)


def legal_basis(blocks: Iterable[Block], desk: Desk) -> list[str]:
    """Return the full numbers of the legal documents named in blocks; one named without a full number is remarked."""
    found: list[str] = []
    for block in blocks:
        lines = (
            [block.labelled]
            if isinstance(block, Paragraph)
            else [" ".join(cell.text for cell in row) for row in block.rows]
        )
        for line in lines:
            numbers = read_laws(line)
            found += [number for number in numbers if number not in found]
            if not numbers and LAW_NAMED.search(folded(line)):
                desk.todo(
                    _(
                        "A legal document is named without its full number (as 07/2016/NĐ-CP): add the number to `legal_basis`."
                    ),
                    line,
                )
    return found


def _entries(table: Table, names: tuple[str, ...], desk: Desk) -> list[dict[str, str]]:
    found = []
    for row in table.rows():
        entry: Mapping[str, str] = {name: table.text(row, name) for name in names}
        words = " | ".join(dict.fromkeys(cell.text for cell in row if cell.text))
        if not all(entry.values()):
            desk.todo(
                _(
                    "A row lacks one of {names}: complete it and add it to the field.",
                    names=", ".join(f"`{name}`" for name in names),
                ),
                words,
            )
            continue
        if table.rest(row):
            desk.todo(
                _("A row has columns that the library does not know: put their words where they belong."),
                words,
            )
        found.append(dict(entry))
    return found
