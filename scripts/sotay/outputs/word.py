"""Word packages: a reference document for pandoc made in code, and what pandoc wrote put into pages of our own.

Plain WordprocessingML, so that Word, LibreOffice and others read it alike. The bytes depend on the content alone.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup

from sotay.outputs import pandoc_door
from sotay.outputs.template import FOLDER, fill

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sotay.outputs.paper import Paper

LOCALES: Final = {"vi": "vi-VN", "en": "en-GB"}
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
DOCUMENT: Final = "word/document.xml"
_BODY: Final = re.compile(r"(<w:body>)(.*?)(<w:sectPr.*)?(</w:body>)", re.DOTALL)
_GRID: Final = re.compile(r"<w:tblGrid>.*?</w:tblGrid>", re.DOTALL)
_COLUMN: Final = re.compile(r'<w:gridCol w:w="(\d+)"')
_PART: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself."""

    title: str
    author: str
    day: date
    language: str
    keywords: tuple[str, ...] = ()

    @property
    def locale(self) -> str:
        """The language as Word names it."""
        return LOCALES[self.language]


@dataclass(frozen=True, slots=True)
class Page:
    """The template that the text is set into, what it is filled in with, and what stands at the edge of each page.

    ``edges`` holds the XML of a ``header`` and a ``footer``. Without a footer the first page has no header either.
    """

    template: str
    values: Mapping[str, object]
    edges: Mapping[str, str]


def package(body: str, paper: Paper, properties: Properties, page: Page) -> bytes:
    """Return a Word package whose text is the tree ``body``."""
    empty = body == pandoc_door.empty()
    parts = {**_blank(paper, properties.locale)} if empty else _written(body, paper, properties.locale)
    edges = {name: f"rId{name.capitalize()}" for name in page.edges}
    whole = _BODY.search(parts[DOCUMENT])
    assert whole is not None, "pandoc writes a body"
    content = fill(
        page.template,
        **page.values,
        body=Markup(_mended(whole[2], round(paper.width * 20))),  # noqa: S704 (pandoc escaped it)
        edges=edges,
        paper=paper,
        bare_first_page="footer" not in edges,
    )
    parts[DOCUMENT] = parts[DOCUMENT][: whole.end(1)] + content + parts[DOCUMENT][whole.start(4) :]
    parts |= _own_parts(paper, properties.locale)
    parts["docProps/core.xml"] = fill("word/core.xml", properties=properties)
    for name, identifier in edges.items():
        parts[f"word/{name}1.xml"] = page.edges[name].lstrip()
        link = f'<Relationship Id="{identifier}" Type="{_PART}{name}" Target="{name}1.xml"/>'
        _join(parts, "word/_rels/document.xml.rels", link)
        kind = f'<Override PartName="/word/{name}1.xml" ContentType="{_TYPE}{name}+xml"/>'
        _join(parts, "[Content_Types].xml", kind)
    return _zipped(parts)


def rewritten(package: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """Return a Word package with the XML of some parts changed, named as in the package; one that is not there is left out."""
    with ZipFile(BytesIO(package)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    return _zipped({name: changes.get(name, str)(xml) for name, xml in parts.items()})


def _written(body: str, paper: Paper, locale: str) -> dict[str, str]:
    """Return the parts of what pandoc writes."""
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(_reference(paper, locale))
        written = pandoc_door.write(
            body,
            "docx",
            f"--reference-doc={reference}",
            f"--lua-filter={FOLDER / 'official.lua'}",
            "--syntax-highlighting=none",
            "--output=-",
        )
    with ZipFile(BytesIO(written)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@cache
def _blank(paper: Paper, locale: str) -> dict[str, str]:
    """Return the parts of a text that stands in its template alone."""
    return _written(pandoc_door.empty(), paper, locale)


@cache
def _reference(paper: Paper, locale: str) -> bytes:
    """Return the reference document: the styles, and a page of the right size."""
    page = fill("word/document.xml", edges={}, paper=paper, bare_first_page=False)
    return _zipped(
        {
            "[Content_Types].xml": fill("word/content-types.xml"),
            "_rels/.rels": fill("word/package-rels.xml"),
            DOCUMENT: page,
            "word/_rels/document.xml.rels": fill("word/document-rels.xml"),
            **_own_parts(paper, locale),
        }
    )


@cache
def _own_parts(paper: Paper, locale: str) -> dict[str, str]:
    return {
        "word/styles.xml": fill("word/styles.xml", paper=paper, locale=locale).lstrip(),
        "word/settings.xml": fill("word/settings.xml", locale=locale),
        "word/fontTable.xml": fill("word/fonts.xml"),
    }


def _mended(body: str, width: int) -> str:
    """Keep rows whole, which a table style does not do in every program, and set tables to ``width`` twips.

    pandoc divides a page of its own among the columns, whatever the reference document says.
    """
    whole = body.replace("<w:tr><w:trPr>", "<w:tr><w:trPr><w:cantSplit/>").replace(
        "<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>"
    )
    return _GRID.sub(lambda grid: _stretched(grid[0], width), whole)


def _stretched(grid: str, width: int) -> str:
    columns = [int(column) for column in _COLUMN.findall(grid)]
    widths = divided(width, columns)
    inner = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
    return f"<w:tblGrid>{inner}</w:tblGrid>"


def divided(width: int, parts: Sequence[float]) -> list[int]:
    """Divide a width in twips in proportion to ``parts``, into whole twips."""
    edges = [round(width * sum(parts[:index]) / sum(parts)) for index in range(len(parts) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _join(parts: dict[str, str], name: str, element: str) -> None:
    head, end, tail = parts[name].rpartition("</")
    parts[name] = f"{head}{element}{end}{tail}"


def _zipped(parts: Mapping[str, str]) -> bytes:
    """Pack parts in order, the list of types first as readers expect, without a date."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            package.writestr(ZipInfo(name, LONG_AGO), parts[name], ZIP_DEFLATED)
    return buffer.getvalue()
