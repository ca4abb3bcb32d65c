"""A procedure out of Word: its Markdown with front matter, and remarks on all that a person has to look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sotay.messages import _
from sotay.outputs import typeface
from sotay.word_import import cover, coverage, lists, revisions, steps, writing
from sotay.word_import.blocks import BlockReader, Grid, drawing_texts
from sotay.word_import.desk import Desk
from sotay.word_import.outline import Section, sections
from sotay.word_import.package import DOCUMENT, open_package
from sotay.word_import.remarks import Remark, WordRefused
from sotay.word_import.service import service
from sotay.word_import.tables import Table

if TYPE_CHECKING:
    from sotay.kinds.agency import Agency

__all__ = ["Imported", "Remark", "WordRefused", "import_procedure"]

_BASIS: Final = re.compile(
    r"(?:căn cứ|cơ sở) pháp lý|tài liệu viện dẫn|văn bản (?:áp dụng|viện dẫn|liên quan)|căn cứ.*"
)
_ORDER: Final = (
    "code", "title", "kind", "division", "version", "effective", "prepared_by", "reviewed_by", "approved_by", "legal_basis",
    "service", "steps", "forms", "records", "changes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """A procedure as the library keeps it: the whole file as text, its code (empty if none was found), the remarks."""

    markdown: str
    code: str
    remarks: tuple[Remark, ...]

    @property
    def file_name(self) -> str:
        """The name of its file, after its code: ``qt-dn-01.md``; empty where there is no code."""
        stem = re.sub(r"[^a-z0-9đ]+", "-", self.code.lower()).replace("đ", "d").strip("-")
        return f"{stem}.md" if stem else ""


def import_procedure(data: bytes, name: str, agency: Agency | None = None) -> Imported:
    """Read a procedure out of a Word file (.docx); ``name`` is what messages call it.

    With an ``agency``, names of people and divisions become their identifiers in agency.yml. A field that was not found is
    left out and remarked. Raises ``WordRefused`` for what cannot be imported.
    """
    desk = Desk(open_package(data, name), _("Cover"))
    found = sections(BlockReader(desk, DOCUMENT).blocks(desk.package.body))
    around = cover.edges(desk)
    desk.refuse_old_letters()
    values = cover.identified(found[0], around, agency, desk)
    values |= _tables(found, desk)
    values["legal_basis"] = _legal_basis(found, desk)
    values["service"] = service(found, values.get("title", ""), desk)
    cover.leftovers(found[0], agency, desk)
    fields = {field: values[field] for field in _ORDER if values.get(field)}
    text = writing.body(_without_emptied(found, desk), desk)
    markdown = f"---\n{writing.front_matter(fields)}---\n\n{text}\n"
    _remark_rest(markdown, desk)
    return Imported(markdown, str(fields.get("code", "")), tuple(desk.remarks))


class _Form(NamedTuple):
    """A form of table: the field it becomes, how it is recognised and read, in sections of which name."""

    field: str
    recognise: Callable[[Grid], Table | None]
    read: Callable[[Table, Desk], list[Any]]
    section: str = ""


_FORMS: Final = (
    _Form("changes", revisions.revision_table, revisions.changes),
    _Form("steps", steps.step_table, steps.steps),
    _Form("forms", lists.form_table, lists.forms, "biểu mẫu|phụ lục"),
    _Form("records", lists.record_table, lists.records, "hồ sơ|lưu"),
)


def _tables(found: list[Section], desk: Desk) -> dict[str, Any]:
    """Return the fields that tables give, each from the first table of its form."""
    values: dict[str, Any] = {}
    for section in found:
        for grid in section.grids:
            for form in _FORMS:
                table = form.recognise(grid) if re.search(form.section, section.name) else None
                if table is not None:
                    desk.where = section.title or _("Cover")
                    if _taken(form, table, values, desk):
                        section.take(grid)
                    break
    if not values.get("changes"):
        desk.todo(
            _("The file has no table of revisions: add what changed and when as `changes`."), where=_("Cover")
        )
    return values


def _taken(form: _Form, table: Table, values: dict[str, Any], desk: Desk) -> bool:
    """Put the rows of a table into their field; say whether they went there."""
    if form.field in values:
        desk.todo(
            _(
                "Another table already became `{field}`: this one stays in the text; join them if both are meant.",
                field=form.field,
            ),
            table.grid.text,
        )
        return False
    rows = values[form.field] = form.read(table, desk)
    numbers = [row[0].text for row in table.rows()] if table.places.get("number") == 0 else []
    desk.tell(
        _("The table with this head became `{field}`, {count} rows.", field=form.field, count=len(rows)),
        " | ".join(filter(None, dict.fromkeys((*table.head, *numbers)))),
    )
    return True


def _legal_basis(found: list[Section], desk: Desk) -> list[str]:
    numbers: list[str] = []
    for section in found[1:]:
        if _BASIS.fullmatch(section.name):
            desk.where = section.title
            numbers += [number for number in lists.legal_basis(section.blocks, desk) if number not in numbers]
    if numbers:
        desk.tell(_("Numbers of legal documents that became `legal_basis`: {numbers}.", numbers=", ".join(numbers)),
                  where=_("Legal basis"))  # fmt: skip
    return numbers


def _without_emptied(found: list[Section], desk: Desk) -> list[Section]:
    """Leave out sections whose content all went into fields: the library prints it from there."""
    kept: list[Section] = []
    gone: list[str] = []
    for section in reversed(found):
        below = bool(kept) and kept[-1].level > section.level
        emptied = section.taken or any(other.level > section.level for other in _below(section, found))
        if section.level and emptied and not section.blocks and not below:
            gone.append(section.title)
        else:
            kept.append(section)
    if gone:
        desk.tell(
            _("These headings are left out: all below them became fields."),
            " / ".join(gone[::-1]),
            _("The whole file"),
        )
    return kept[::-1]


def _below(section: Section, found: list[Section]) -> list[Section]:
    """Return the sections inside another."""
    place = next(place for place, one in enumerate(found) if one is section) + 1
    end = next((i for i in range(place, len(found)) if found[i].level <= section.level), len(found))
    return found[place:end]


def _remark_rest(markdown: str, desk: Desk) -> None:
    """Remark what stands beside the text, and whatever the import says nowhere."""
    drawing_texts(desk)
    whole = _("The whole file")
    if any("vbaProject" in name for name in desk.package.names):
        desk.todo(_("The file holds macros; they were neither run nor carried over."), where=whole)
    if embedded := [name for name in desk.package.names if name.startswith("word/embeddings/")]:
        desk.todo(
            _("Files embedded in the file are not carried over: keep them as attachments of a record."),
            ", ".join(embedded),
            whole,
        )
    if unknown := typeface.missing(markdown):
        desk.todo(
            _("The typeface of the prints lacks these signs: write them another way."),
            " ".join(unknown),
            whole,
        )
    for text in coverage.unsaid(desk.package, markdown, desk.remarks):
        desk.todo(
            _(
                "These words stand in no field and not in the text as they were: see whether something is missing."
            ),
            text,
            whole,
        )
