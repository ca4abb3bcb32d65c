"""The administrative procedure that a document carries out, as the field ``service``: sections 5.1 to 5.8, or a to i."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.word_import.blocks import Paragraph
from sotay.word_import.letters import folded
from sotay.word_import.tables import Table, understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.word_import.blocks import Cell, Grid
    from sotay.word_import.desk import Desk
    from sotay.word_import.outline import Section

_COMPONENTS: Final = {
    "number": r"^(?:tt|stt)$",
    "form": r"mẫu",
    "originals": r"bản chính",
    "copies": r"bản sao|bản chụp|photo",
    "name": r"tên|thành phần|giấy tờ|hồ sơ",
}
_NAMES: Final = {
    "processing_time": r"(?:tổng )?thời (?:gian|hạn)(?: xử lý| giải quyết| thực hiện)?",
    "sets": r"số lượng(?: bộ)? hồ sơ|số bộ",
    "place": r"nơi tiếp nhận|địa điểm",
    "fee": r"(?:phí|lệ phí)",
    "channels": r"cách thức|hình thức nộp",
    "applicants": r"đối tượng",
    "conditions": r"(?:yêu cầu|điều kiện)",
}
_TIME: Final = re.compile(
    r"(?:[^\d:]*:\s*)?(?:không quá |trong |tối đa )?(\d{1,3})(?:\s*\([^)]*\))?\s*(ngày làm việc|ngày|giờ)(?: làm việc)?"
    r"(?: (?:kể từ|từ) (?:ngày|khi) nhận (?:đủ |được )?hồ sơ(?: đầy đủ)?(?:,? hợp lệ| theo quy định)?)?\.?"
)
_SETS: Final = re.compile(r"(?:[^\d:]*:\s*)?(\d{1,2})(?:\s*\([^)]*\))?\s*bộ(?: hồ sơ)?\.?")
_LABEL: Final = re.compile(r"[^:]{0,60}:\s*")
_COUNT: Final = re.compile(r"(\d{1,2})(?: bản)?")
_NEEDED: Final = ("processing_time", "unit", "fee", "channels", "components")
_ORDER: Final = (
    "name",
    "processing_time",
    "unit",
    "fee",
    "channels",
    "applicants",
    "place",
    "sets",
    "conditions",
    "components",
)


def component_table(grid: Grid) -> Table | None:
    """Return the table if it lists the papers of a dossier."""
    found = understood(grid, _COMPONENTS, frozenset({"name"}))
    return found if found and {"originals", "copies"} & found.places.keys() else None


def service(sections: Sequence[Section], title: str, desk: Desk) -> dict[str, Any]:
    """Return what the sections say of the administrative procedure, taking out of the text what a field holds whole.

    Empty for a document that gives neither the papers of a dossier nor the time to deal with it: that one carries out none.
    """
    inner = [section for section in sections if section.level > 1]
    if not any(map(_is_proof, inner)):
        return {}
    found: dict[str, Any] = {"name": title} if title else {}
    for section in inner:
        desk.where = section.title
        _components(section, found, desk)
        for name, pattern in _NAMES.items():
            if name not in found and re.match(pattern, section.name) and section.paragraphs:
                _field(name, section, found, desk)
                break
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        desk.todo(
            _(
                "The administrative procedure lacks {fields}: fill them in under `service`.",
                fields=", ".join(f"`{name}`" for name in missing),
            ),
            where=_("Administrative procedure"),
        )
    return {name: found[name] for name in _ORDER if name in found}


def _is_proof(section: Section) -> bool:
    """Tell whether a section gives the papers of a dossier, or the time to deal with one."""
    timed = re.match(_NAMES["processing_time"], section.name)
    whole = " ".join(paragraph.labelled for paragraph in section.paragraphs)
    return any(map(component_table, section.grids)) or bool(timed and _TIME.fullmatch(folded(whole)))


def _components(section: Section, found: dict[str, Any], desk: Desk) -> None:
    for grid in section.grids:
        table = component_table(grid)
        if table is None or "components" in found:
            continue
        found["components"] = [_component(table, row, desk) for row in table.rows()]
        desk.tell(_("The table of papers became `service.components`."), " | ".join(table.head))
        section.take(grid)


def _component(table: Table, row: tuple[Cell, ...], desk: Desk) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": table.text(row, "name")}
    for name in ("originals", "copies"):
        entry[name] = _count(table.text(row, name), entry["name"], desk)
    if form := table.text(row, "form"):
        entry["form"] = form
    if rest := table.rest(row):
        desk.todo(
            _(
                "A paper of the dossier has columns that the library does not know: put their words where they belong."
            ),
            "; ".join(f"{head}: {text}" for head, text in rest.items()),
        )
    return entry


def _count(text: str, paper: str, desk: Desk) -> int:
    """Read how many of a paper: a number, or a cross for one."""
    said = folded(text)
    if said in {"", "-", "0"}:
        return 0
    match = _COUNT.fullmatch(said)
    if match is None and said not in {"x", "×", "✓", "✔", "có"}:
        desk.todo(_("“{count}” of a paper is no number; 1 was put: correct it.", count=text), paper)
        return 1
    number = int(match[1]) if match else 1
    if text != str(number):
        desk.tell(_("A number of copies was read as {number}.", number=number), text)
    return number


def _field(name: str, section: Section, found: dict[str, Any], desk: Desk) -> None:
    paragraphs = section.paragraphs
    whole = " ".join(paragraph.labelled for paragraph in paragraphs)
    if name in {"processing_time", "sets"}:
        _number(name, whole, section, found, desk)
        return
    texts = [_LABEL.sub("", text, count=1) if place == 0 and name == "fee" else text
             for place, text in enumerate(paragraph.labelled.lstrip("-–+• ") for paragraph in paragraphs)]  # fmt: skip
    if any(piece.note or piece.link for paragraph in paragraphs for piece in paragraph.pieces):
        desk.todo(
            _(
                "A link or a footnote does not fit into `service.{field}`: it stands in this remark alone.",
                field=name,
            ),
            whole,
        )
    found[name] = texts if name in {"channels", "conditions"} else " ".join(texts)
    _taken(name, section, paragraphs, desk)


def _number(name: str, whole: str, section: Section, found: dict[str, Any], desk: Desk) -> None:
    match = (_TIME if name == "processing_time" else _SETS).fullmatch(folded(whole))
    if match is None:
        desk.todo(
            _(
                "What stands here is more than one number: it stays in the text; fill in `service.{field}` yourself.",
                field=name,
            ),
            whole,
        )
        return
    found[name] = int(match[1])
    if name == "processing_time":
        found["unit"] = match[2]
    _taken(name, section, section.paragraphs, desk)


def _taken(name: str, section: Section, paragraphs: Sequence[Paragraph], desk: Desk) -> None:
    desk.tell(
        _("This section became `service.{field}`.", field=name),
        " ".join((section.title, *(paragraph.labelled for paragraph in paragraphs))),
    )
    section.take(*paragraphs)
