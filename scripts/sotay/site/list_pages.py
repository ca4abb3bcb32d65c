"""The master lists: a page for each with its downloads, and how far the documents in force have been read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay import cache
from sotay.acknowledgements import coverage, totals
from sotay.lists.distribution import division_name
from sotay.lists.listing import Column, ColumnKind, Entry, value_of
from sotay.lists.master_lists import master_lists
from sotay.messages import _
from sotay.report.facts import percent
from sotay.site import addresses, blank_forms, prose_links, search
from sotay.site.writer import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sotay.library import Library
    from sotay.lists.listing import Cell, MasterList, Row
    from sotay.site.writer import Writer

INDEX: Final = f"{addresses.LISTS}/index.md"
READINGS: Final = f"{addresses.LISTS}/acknowledgements.md"
SUFFIXES: Final = ("xlsx", "docx", "csv")
ASSETS: Final = Path(__file__).parent / "assets"
_ALIGNED: Final = {ColumnKind.NUMBER: "---:", ColumnKind.DATE: ":---:"}


def told(library: Library) -> dict[str, MasterList]:
    """Return the digest of all that each master list says, in the language in use → the list."""
    return {sha256(repr(listing).encode()).hexdigest(): listing for listing in master_lists(library)}


def pages(writer: Writer, lists: Mapping[str, MasterList]) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the list of lists, of each list, and of the readings; ``lists`` as ``told`` returns them."""
    values = {
        "lists": [*lists.values()],
        "page_of": page_of,
        "readings": READINGS,
        "blanks": blank_forms.page(writer.library),
    }
    yield INDEX, writer.render("master_lists.md.j2", INDEX, **values)
    for said, listing in lists.items():
        page = page_of(listing)
        codes = dict.fromkeys(code for row in listing.rows for code in row.divisions)
        names = {code: division_name(writer.library, code) for code in codes}
        make = partial(_list_page, writer, listing, page, names)
        name = f"{listing.identifier}.md"
        rests_on = f"{said}{names}{prose_links.stamp(writer.library)}"
        yield page, cache.made(writer.library.root, name, rests_on, make).decode()
    yield READINGS, _readings(writer)


def files(library: Library, lists: Mapping[str, MasterList]) -> dict[str, bytes]:
    """Return staged path → bytes of the lists to download, and of the script and the style of their tables."""
    downloads = {
        f"{addresses.LISTS}/{listing.identifier}.{suffix}": cache.made(
            library.root, f"{listing.identifier}.{suffix}", said, partial(_render, listing, suffix)
        )
        for said, listing in lists.items()
        for suffix in SUFFIXES
    }
    return downloads | assets()


def assets() -> dict[str, bytes]:
    """Return staged path → bytes of the scripts and styles of the pages."""
    kept = {f"{ASSETS.name}/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir())}
    return kept | search.script(ASSETS)


def _render(listing: MasterList, suffix: str) -> bytes:
    from sotay.outputs import list_csv, list_docx, list_xlsx  # noqa: PLC0415 (heavy; not needed where all files are kept)

    return {"xlsx": list_xlsx.render, "docx": list_docx.render, "csv": list_csv.render}[suffix](listing)


def page_of(listing: MasterList) -> str:
    """Return the page of a list."""
    return f"{addresses.LISTS}/{listing.identifier}.md"


def _list_page(writer: Writer, listing: MasterList, page: str, divisions: Mapping[str, str]) -> bytes:
    """Return the page of a list, which rests on the list, on what ``divisions`` are called, and on what codes lead to."""
    whole = _with_divisions(listing, divisions)
    return writer.render(
        "master_list.md.j2",
        page,
        listing=listing,
        columns=[_head(column) for column in whole.columns],
        alignments=[_ALIGNED.get(column.kind, ":---") for column in whole.columns],
        rows=[[_cell(writer, cell, page) for cell in row.cells] for row in whole.rows],
        downloads=[f"{listing.identifier}.{suffix}" for suffix in SUFFIXES],
    ).encode()


def _with_divisions(listing: MasterList, divisions: Mapping[str, str]) -> MasterList:
    """Return the list with a column that names the divisions of each row, where it has none."""
    if any(column.kind is ColumnKind.DIVISION for column in listing.columns):
        return listing

    def named(row: Row) -> Row:
        names = tuple(Entry(divisions[code]) for code in row.divisions)
        return row._replace(cells=(*row.cells, names))

    column = Column(_("Division"), ColumnKind.DIVISION)
    rows = tuple(named(row) for row in listing.rows)
    return replace(listing, columns=(*listing.columns, column), rows=rows)


def _head(column: Column) -> str:
    """Return a head with what the script of tables reads from it."""
    if column.kind is ColumnKind.DIVISION:
        return f'{text(column.label)} {{: data-sort="text" data-filter="{_("All divisions")}" }}'
    return f'{text(column.label)} {{: data-sort="{column.kind}" }}'


def _cell(writer: Writer, cell: Cell, page: str) -> str:
    return "; ".join(_entry(writer, entry, page) for entry in cell)


def _entry(writer: Writer, entry: Entry, page: str) -> str:
    shown = text(value_of(entry))
    target = addresses.of_path(entry.path) if entry.path else None
    linked = f"[{shown}]({addresses.relative(target, page)})" if target else shown
    if entry.slip and (blank := blank_forms.file_of(writer.library, entry.slip)):
        return f"{linked} ([DOCX]({addresses.relative(blank, page)}))"
    return f"{linked} ({writer.linked(entry.remark, page)})" if entry.remark else linked


def _readings(writer: Writer) -> str:
    def named(code: str) -> str:
        return division_name(writer.library, code)

    return writer.render(
        "acknowledgements.md.j2",
        READINGS,
        coverage=coverage(writer.library),
        totals=totals(writer.library),
        named=named,
        page_of=addresses.of_path,
        share=_share,
    )


def _share(read: int, asked: int) -> str:
    """Return how much has been read; nothing where nobody is asked."""
    return percent(100 * read / asked) if asked else ""
