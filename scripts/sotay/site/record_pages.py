"""The records, by kind and year, and the registers with their figures."""

from __future__ import annotations

import itertools
import posixpath
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sotay.agenda import in_days
from sotay.approvals import judged_signature
from sotay.editor import pages as editor
from sotay.figures import dossier_count
from sotay.figures.counting import By, DossierFigures
from sotay.figures.period import Period
from sotay.kinds import all_kinds
from sotay.kinds.approval import Approval
from sotay.kinds.base import OfficialRecord, label_of
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Pin
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.messages import _
from sotay.names import signature_name
from sotay.report.facts import percent
from sotay.site import addresses, figures_pages
from sotay.site.shelf import shelves
from sotay.site.writer import text
from sotay.sound_rows import sound_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sotay.kinds.base import Part
    from sotay.library import Document, Library
    from sotay.site.writer import Writer

OVERDUE: Final = f"{addresses.RECORDS}/qua-han.md"
"""What lists the dossiers that are past their day and not resolved."""
_EMPTY: Final = (None, ())
_UNSHOWN: Final = frozenset({"tags", "sample", "waivers", "note", "signature"})
LONG: Final = 60
"""Records above which the list of each kind is folded."""


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the list of records, of each record and of each register."""
    kinds = [kind for kind in all_kinds() if kind.folder.startswith("records/") and kind is not LegalDocument]
    groups = [(kind, _by_year(writer.library.of(kind))) for kind in kinds]
    page = f"{addresses.RECORDS}/index.md"
    overdue, registers = dossier_count.overdue(writer.library), _registers(writer.library)
    yield (
        page,
        writer.render(
            "records.md.j2",
            page,
            groups=groups,
            long=sum(len(documents) for _kind, years in groups for documents in years.values()) > LONG,
            name=writer.name,
            registers=registers,
            overdue=overdue,
            overdue_page=OVERDUE,
            incomplete=partial(_incomplete, writer.library),
            editor=editor.address(writer.library),
        ),
    )
    if overdue:
        values = {"dossiers": overdue, "in_days": in_days, "page_of": addresses.of_path}
        yield OVERDUE, writer.render("overdue.md.j2", OVERDUE, **values)
    for _kind, years in groups:
        for document in itertools.chain(*years.values()):
            page = addresses.of(document)
            yield page, _record(writer, document, page)
    with_figures = figures_pages.years(writer.library)
    for path, year, figures in registers:
        page = addresses.of_path(path) or ""
        yield (
            page,
            writer.render(
                "register.md.j2",
                page,
                path=path,
                year=year,
                figures=figures,
                figures_page=figures_pages.year_page(year) if year in with_figures else None,
                incomplete=_incomplete(writer.library, path),
                percent=percent,
                rows=_dossier_rows(writer.library, path),
            ),
        )


def _by_year(documents: Iterable[Document[Any]]) -> dict[int, list[Document[Any]]]:
    """Return year served → records, the latest first."""
    years: dict[int, list[Document[Any]]] = {}
    for document in sorted(documents, key=lambda d: (str(d.meta.date or ""), d.path), reverse=True):
        meta = document.meta
        year = meta.serves if isinstance(meta, OfficialRecord) else meta.date.year
        years.setdefault(year, []).append(document)
    return dict(sorted(years.items(), reverse=True))


def _record(writer: Writer, document: Document[Any], page: str) -> str:
    meta = document.meta
    commit = writer.library.history.commit(document.path)
    day = meta.date or writer.library.as_of
    shown = {
        name: str(label_of(info))
        for name, info in type(meta).model_fields.items()
        if name in meta.model_fields_set and name not in _UNSHOWN and getattr(meta, name) not in _EMPTY
    }
    bound = {name: getattr(meta, name) for name in shown if _is_bound(getattr(meta, name))}
    fields = [
        (label, writer.value(getattr(meta, name), page, day))
        for name, label in shown.items()
        if name not in bound
    ]
    if isinstance(meta, (Approval, Baseline)):
        fields.append((_("Signature"), text(signature_name(judged_signature(writer.library, document)))))
    return writer.render(
        "record.md.j2",
        page,
        document=document,
        meta=meta,
        kind=type(meta),
        title=writer.name(document),
        fields=fields,
        tables=[(shown[name], *_table(writer, parts, page, day)) for name, parts in bound.items()],
        body=writer.prose(document, page),
        commit=commit,
    )


def _is_bound(value: object) -> bool:
    """Say whether a field lists things bound by their fingerprints, such as the versions that a decision issues."""
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "sha256")


def _table(writer: Writer, parts: Sequence[Part], page: str, day: date) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of a list of things bound by their fingerprints."""
    columns = {
        name: str(label_of(info))
        for name, info in type(parts[0]).model_fields.items()
        if any(name in part.model_fields_set for part in parts)
    }
    rows = [
        [_cell(writer, part, name, page, day) if name in part.model_fields_set else "" for name in columns]
        for part in parts
    ]
    return [*columns.values()], rows


def _cell(writer: Writer, part: Part, name: str, page: str, day: date) -> str:
    """Write a field of a thing; a version of a document leads to its text, and a fingerprint stands as it is."""
    value = getattr(part, name)
    if name == "sha256":
        return f"`{value}`"
    if isinstance(part, Pin) and name == "code" and (shelf := shelves(writer.library).get(part.code)):
        volume = next((one for one in shelf.volumes if one.station.sha256 == part.sha256), shelf.main)
        title = f"{part.code} {volume.document.meta.title}"
        return f"[{text(title)}]({addresses.relative(volume.page, page)})"
    return writer.value(value, page, day)


def _registers(library: Library) -> list[tuple[str, int, DossierFigures]]:
    """Return path and year of each register, and how all of its dossiers stand on ``as_of``, whatever year they were returned in."""
    first = min((row.entry.received_at.date() for row in library.dossiers), default=library.as_of)
    counted = dossier_count.count(library, Period(first, library.as_of), By.REGISTER).figures
    found = []
    for path in library.registers_of(Dossier):
        stem = posixpath.basename(path).removesuffix(".csv")
        year = int(stem) if stem.isdigit() else library.as_of.year
        found.append((path, year, counted.get(path, DossierFigures())))
    return found


def _incomplete(library: Library, path: str) -> str:
    return dossier_count.incomplete(sound_rows(library).left_out_by_file.get(path, 0))


def _dossier_rows(library: Library, path: str) -> list[Dossier]:
    return [row.entry for row in library.dossiers if row.file == path]
