"""Who a procedure is: code, title, version and dates from its cover and the head of its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.messages import _
from sotay.word_import.blocks import Block, Grid, Paragraph
from sotay.word_import.letters import folded
from sotay.word_import.reading import read_date, read_version, sentence_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sotay.kinds.agency import Agency
    from sotay.word_import.desk import Desk

_LABELS: Final = {
    "code": r"mã (?:hiệu|số|tài liệu|quy trình)(?: tài liệu| quy trình)?|ký hiệu",
    "version": r"lần ban hành(?: thứ)?|ban hành lần(?: thứ)?|lần bh|phiên bản",
    "amendment": r"lần sửa đổi|lần soát xét|sửa đổi lần",
    "effective": r"ngày (?:có )?hiệu lực|hiệu lực(?: từ)?(?: ngày)?|ngày áp dụng",
    "issued": r"ngày ban hành|ngày bh|ban hành ngày",
    "title": r"tên (?:quy trình|tài liệu|thủ tục)",
    "division": r"(?:đơn vị|phòng|bộ phận) (?:soạn thảo|biên soạn|chủ trì|ban hành|thực hiện)",
    "page": r"(?:số )?trang(?: số)?",
}
_LABEL: Final = {
    name: re.compile(rf"(?:{pattern})\s*(?:[:：]\s*|\s+(?=\S*\d)|$)(.*)", re.DOTALL)
    for name, pattern in _LABELS.items()
}
_NEXT_LABEL: Final = re.compile(
    rf"(?:\s*[-–;,|]\s*|\s+)(?=(?:{'|'.join(_LABELS.values())})\s*[:：])", re.IGNORECASE
)
_KINDS: Final = (
    (re.compile(r"(?:quy trình|thủ tục)\b[\s:]*"), "procedure"),
    (re.compile(r"hướng dẫn(?: công việc)?\b[\s:]*"), "work-instruction"),
    (re.compile(r"(?=sổ tay\b)"), "manual"),
    (re.compile(r"(?=chính sách\b)"), "policy"),
    (re.compile(r"(?:biểu mẫu)\b[\s:]*"), "form"),
)
_CODE: Final = re.compile(r"[A-ZĐ]{2,5}[.-]([A-ZĐ]{2,6})[.-]\d{2}(?:[.-]\d{2})?")
_FIRST_AMENDMENT: Final = "00"


class Said(NamedTuple):
    """Something that the file says of itself, where, and the block that says it."""

    name: str
    value: str
    where: str
    block: Block


def statements(blocks: Iterable[Block], where: str) -> Iterator[Said]:
    """Yield what blocks say of the document: ``Mã hiệu: QT.DN.05``, in one cell or in two."""
    for block in blocks:
        if isinstance(block, Paragraph):
            found = [
                pair for line in block.lines for part in _NEXT_LABEL.split(line) for pair in _labelled(part)
            ]
            yield from (Said(name, value, where, block) for name, value in found if value)
        else:
            yield from _in_table(block, where)


def titles(blocks: Sequence[Block], where: str) -> Iterator[tuple[str, Said]]:
    """Yield the kind of document and its title where a block begins with a word such as ``QUY TRÌNH``."""
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            more = _continued(blocks[place + 1 :])
            yield from _titled([block.text, *(paragraph.text for paragraph in more)], where, block)
        else:
            for cell in block.cells():
                yield from _titled(list(cell.lines), where, block)


def title_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return the paragraphs that hold the title."""
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph) and any(
            pattern.match(folded(block.text)) for pattern, _kind in _KINDS
        ):
            return [block, *_continued(blocks[place + 1 :])]
    return []


def fields(
    said: Sequence[Said], named: Sequence[tuple[str, Said]], agency: Agency | None, desk: Desk
) -> dict[str, Any]:
    """Return the fields that the statements give, the cover before the head of the pages; each doubt is remarked."""
    found: dict[str, Any] = {}
    kind, title = _title(said, named, desk)
    code = _only("code", said, desk)
    if code:
        found["code"] = _code(code, desk)
    else:
        _missing("code", desk)
    if title:
        found["title"] = title
    else:
        _missing("title", desk)
    if kind:
        found["kind"] = kind
    else:
        _missing("kind", desk)
    found |= _division(said, found.get("code", ""), agency, desk)
    found |= _version(said, desk)
    found |= _effective(said, desk)
    return found


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    text = folded(line)
    for name, pattern in _LABEL.items():
        if match := pattern.match(text):
            value = line[len(line) - len(match[1]) :] if len(text) == len(line) else match[1]
            yield name, value.strip(" .;…_")
            return


def _in_table(grid: Grid, where: str) -> Iterator[Said]:
    for number, row in enumerate(grid.rows):
        for place, cell in enumerate(row):
            if (number and cell.origin == grid.rows[number - 1][place].origin) or (
                place and cell.origin == row[place - 1].origin
            ):
                continue
            parts = [part for line in cell.lines for part in _NEXT_LABEL.split(line)]
            beside = next((other.text for other in row[place + 1 :] if other.origin != cell.origin), "")
            for name, value in (pair for part in parts for pair in _labelled(part)):
                if value or (beside and len(parts) == 1):
                    yield Said(name, value or beside, where, grid)


def _continued(blocks: Sequence[Block]) -> list[Paragraph]:
    """Return the paragraphs that continue a title: in capitals, up to a table or a label."""
    found = []
    for block in blocks:
        if not isinstance(block, Paragraph) or not block.text.isupper() or any(_labelled(block.text)):
            break
        found.append(block)
    return found


def _titled(lines: list[str], where: str, block: Block) -> Iterator[tuple[str, Said]]:
    text = " ".join(" ".join(lines).split())
    kind, title = _parted(text)
    if kind and title:
        yield kind, Said("title", title, where, block)


def _parted(text: str) -> tuple[str, str]:
    """Return the kind of document that a title begins with, and the rest."""
    for pattern, kind in _KINDS:
        match = pattern.match(folded(text))
        if match and len(text) > match.end():
            return kind, text[match.end() :]
    return "", text


def _title(said: Sequence[Said], named: Sequence[tuple[str, Said]], desk: Desk) -> tuple[str, str]:
    """Return kind and title; what a label calls the title goes before what only looks like one."""
    labelled = [(found, *_parted(found.value)) for found in said if found.name == "title"]
    kind = next((kind for kind, _found in named), "") or next((kind for _found, kind, _title in labelled), "")
    stated = [found._replace(value=title) for found, _kind, title in labelled]
    title = _only("title", [*stated, *(found for _kind, found in named)], desk)
    if title.isupper():
        title = sentence_case(title)
        desk.todo(
            _("The title stands in capitals in Word: give names their capitals again (`title`)."),
            title,
            _("Cover"),
        )
    return kind, title[:1].upper() + title[1:]


def _only(name: str, said: Sequence[Said], desk: Desk) -> str:
    """Return what the file says; where it says two things, the first, with a remark that quotes both."""
    values: dict[str, Said] = {}
    for found in said:
        if found.name == name:
            values.setdefault(_same(found.value), found)
    if len(values) > 1:
        quoted = "; ".join(f"{found.where}: {found.value}" for found in values.values())
        desk.todo(
            _(
                "The file contradicts itself on `{field}`; the first of these was taken: decide which holds.",
                field=name,
            ),
            quoted,
            _("Cover"),
        )
    return next((found.value for found in values.values()), "")


def _same(value: str) -> str:
    """Return what two ways to write one value have in common: ``15/3/2021`` and ``ngày 15 tháng 3 năm 2021``."""
    return str(read_date(value) or (value if not value.isdigit() else int(value))).casefold()


def _code(text: str, desk: Desk) -> str:
    code = text.upper().replace(" ", "") if _CODE.fullmatch(text.upper().replace(" ", "")) else text
    if not _CODE.fullmatch(code):
        desk.todo(
            _(
                "The code is not of the form QT.DN.01, which the library needs: give the document one (`code`)."
            ),
            text,
            _("Cover"),
        )
    return code


def _division(said: Sequence[Said], code: str, agency: Agency | None, desk: Desk) -> dict[str, str]:
    name = _only("division", said, desk)
    divisions = agency.divisions if agency else ()
    for division in divisions:
        if name and (folded(division.name).startswith(folded(name)) or folded(name) == folded(division.code)):
            return {"division": division.code}
    match = _CODE.fullmatch(code)
    known = match is not None and any(division.code == match[1] for division in divisions)
    if match and (known or not name):
        if not known:
            desk.todo(
                _(
                    "The division {division} was taken from the code: put a division of agency.yml there (`division`).",
                    division=match[1],
                ),
                name,
                _("Cover"),
            )
        return {"division": match[1]}
    if name:
        desk.todo(
            _("The division stands as it was read: put its code in agency.yml there (`division`)."),
            name,
            _("Cover"),
        )
        return {"division": name}
    _missing("division", desk)
    return {}


def _version(said: Sequence[Said], desk: Desk) -> dict[str, str]:
    text = _only("version", said, desk)
    amendment = _only("amendment", said, desk)
    if amendment and read_version(amendment) != _FIRST_AMENDMENT:
        desk.todo(
            _(
                "The file counts amendments besides versions; the library counts versions alone: raise `version` if this one was amended since."
            ),
            amendment,
            _("Cover"),
        )
    if not text:
        _missing("version", desk)
        return {}
    version = read_version(text)
    if version is None:
        desk.todo(_("The version is no single number: write two digits (`version`)."), text, _("Cover"))
    return {"version": version or text}


def _effective(said: Sequence[Said], desk: Desk) -> dict[str, Any]:
    effective, issued = _only("effective", said, desk), _only("issued", said, desk)
    day = read_date(effective)
    if day is None and effective:
        desk.todo(
            _("The effective date cannot be read: write it as year-month-day (`effective`)."),
            effective,
            _("Cover"),
        )
        return {}
    if day is None and (day := read_date(issued)):
        desk.todo(
            _(
                "The file gives no effective date; its day of issue was taken: correct `effective` if the text took effect later."
            ),
            issued,
            _("Cover"),
        )
    if day is None:
        _missing("effective", desk)
        return {}
    return {"effective": day}


def _missing(name: str, desk: Desk) -> None:
    desk.todo(
        _("Neither the cover nor the head of the pages gives `{field}`: fill it in.", field=name),
        where=_("Cover"),
    )
