"""Who prepared, reviewed and approved a procedure: the table on its cover, names turned into identifiers where known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.messages import _
from sotay.word_import.letters import folded
from sotay.word_import.tables import Table, understood

if TYPE_CHECKING:
    from sotay.kinds.agency import Agency
    from sotay.word_import.blocks import Grid
    from sotay.word_import.desk import Desk

ROLES: Final = {
    "prepared_by": r"soạn thảo|biên soạn|người (?:viết|soạn|lập)|^lập$",
    "reviewed_by": r"xem xét|soát xét|kiểm tra|thẩm định",
    "approved_by": r"phê duyệt|người duyệt|^duyệt$",
}
_NAME: Final = r"họ (?:và )?tên|^tên$"
_POSITION: Final = r"chức (?:vụ|danh)"
_SIGNED: Final = re.compile(r"chữ ký|ký tên|ký|ngày|$")
_LABEL: Final = re.compile(r"(?:họ (?:và )?tên|chức (?:vụ|danh))\s*[:.]\s*", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:ông|bà|ths\.?|ts\.?|ks\.?|cn\.?)[\s.:]+")


class Approvals(NamedTuple):
    """Role → name and position; the words of rows that say neither."""

    people: dict[str, tuple[str, str]]
    unread: tuple[str, ...] = ()


def approvals(grid: Grid) -> Approvals | None:
    """Return who answers for a document, from a table with a column or a row for each role; None for other tables."""
    table = understood(grid, ROLES, frozenset({"prepared_by", "approved_by"}))
    if table is not None:
        return _by_column(table)
    table = understood(grid, {"name": _NAME, "position": _POSITION}, frozenset({"name"}))
    return _by_row(table) if table is not None else None


def _by_column(table: Table) -> Approvals:
    names, positions = {}, {}
    unread = []
    for row in table.rows():
        label = folded(row[0].text)
        texts = {role: _LABEL.sub("", table.text(row, role)) for role in table.places}
        if re.search(_NAME, label):
            names = texts
        elif re.search(_POSITION, label):
            positions = texts
        elif not _SIGNED.match(label):
            unread.append(" | ".join(cell.text for cell in row if cell.text))
    people = {role: (names.get(role, ""), positions.get(role, "")) for role in table.places}
    return Approvals(people, tuple(unread))


def _by_row(table: Table) -> Approvals | None:
    people = {
        role: (table.text(row, "name"), table.text(row, "position"))
        for row in table.rows()
        for role, pattern in ROLES.items()
        if re.search(pattern, folded(row[0].text))
    }
    return Approvals(people) if people else None


def identified(found: dict[str, tuple[str, str]], agency: Agency | None, desk: Desk) -> dict[str, str]:
    """Return role → identifier in agency.yml, or the name as it was read, with a remark."""
    fields = {}
    for role in ROLES:
        name, position = found.get(role, ("", ""))
        if not name:
            desk.todo(
                _("The cover names nobody for `{field}`: fill it in.", field=role), position, _("Cover")
            )
            continue
        identifier = _identifier(name, position, agency)
        if identifier is None:
            desk.todo(
                _(
                    "agency.yml knows nobody of this name: add the person, and put the identifier there (`{field}`).",
                    field=role,
                ),
                f"{name} ({position})" if position else name,
                _("Cover"),
            )
        fields[role] = identifier or name
    return fields


def _identifier(name: str, position: str, agency: Agency | None) -> str | None:
    people = agency.people if agency else ()
    wanted = _ADDRESS.sub("", folded(name))
    same = [person for person in people if folded(person.name) == wanted]
    exact = [person for person in same if folded(person.position) == folded(position)]
    identifiers = {person.id for person in exact or same}
    return identifiers.pop() if len(identifiers) == 1 else None
