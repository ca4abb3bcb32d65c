"""The records, by kind and year, and the registers with their figures."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from sotay.kinds import all_kinds
from sotay.kinds.base import OfficialRecord, label_of
from sotay.registers import count_dossiers
from sotay.report.facts import percent
from sotay.site import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.dossier import Dossier
    from sotay.library import Document, Library
    from sotay.site.writer import Writer


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the list of records, of each record and of each register."""
    groups = [
        (
            kind,
            sorted(
                writer.library.of(kind),
                key=lambda d: (d.meta.serves, str(d.meta.date or ""), d.path),
                reverse=True,
            ),
        )
        for kind in all_kinds()
        if issubclass(kind, OfficialRecord)
    ]
    page = f"{addresses.RECORDS}/index.md"
    years = sorted({d.meta.serves for _kind, documents in groups for d in documents}, reverse=True)
    yield (
        page,
        writer.render(
            "records.md.j2",
            page,
            groups=groups,
            years=years,
            name=writer.name,
            registers=_registers(writer.library),
        ),
    )
    for _kind, documents in groups:
        for document in documents:
            page = addresses.of(document)
            yield page, _record(writer, document, page)
    for path, year, figures in _registers(writer.library):
        page = addresses.of_path(path) or ""
        yield (
            page,
            writer.render(
                "register.md.j2",
                page,
                path=path,
                year=year,
                figures=figures,
                percent=percent,
                rows=_dossier_rows(writer.library, path),
            ),
        )


def _record(writer: Writer, document: Document[OfficialRecord], page: str) -> str:
    meta = document.meta
    commit = writer.library.history.commit(document.path)
    fields = [
        (str(label_of(info)), writer.value(getattr(meta, name), page))
        for name, info in type(meta).model_fields.items()
        if name in meta.model_fields_set and name not in {"tags", "sample", "waivers", "note"}
    ]
    return writer.render(
        "record.md.j2",
        page,
        document=document,
        meta=meta,
        kind=type(meta),
        title=writer.name(document),
        fields=fields,
        body=writer.prose(document, page),
        commit=commit,
    )


def _registers(library: Library) -> list[tuple[str, int, Any]]:
    found = []
    for path in library.registers:
        stem = posixpath.basename(path).removesuffix(".csv")
        year = int(stem) if stem.isdigit() else library.as_of.year
        rows = [row for row in library.dossiers if row.file == path]
        found.append((path, year, count_dossiers(rows, year, library.as_of)))
    return found


def _dossier_rows(library: Library, path: str) -> list[Dossier]:
    return [row.dossier for row in library.dossiers if row.file == path]
