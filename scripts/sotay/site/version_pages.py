"""Beside each document: its superseded, coming and draft texts, and what changed from one version to the next."""

from __future__ import annotations

import base64
import contextvars
import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from sotay import cache
from sotay.messages import language
from sotay.names import state_name
from sotay.outputs.failure import RenderFailed
from sotay.outputs.template import FOLDER
from sotay.site import controlled_pages, shelf
from sotay.site.differences import redlines, whole_text
from sotay.site.procedure_parts import diagrams

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sotay.redline.comparison import Redline
    from sotay.site.shelf import Shelf, Volume
    from sotay.site.writer import Writer

STYLE: Final = FOLDER / "redline.css"
KEPT: Final = "redlines"
_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """The redline of two volumes, shown: a piece of a page, a Word file, and how many words changed.

    ``docx`` is empty where an old text, which nobody can put right any more, does not go into Word.
    """

    html: str
    docx: bytes
    inserted: int
    deleted: int
    changed: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """Two volumes to be compared: the texts as Markdown, and the key under which what they give is kept."""

    shelf: Shelf
    old: Volume
    new: Volume
    texts: tuple[str, str]
    title: str
    author: str

    @property
    def stem(self) -> str:
        return shelf.comparison(self.old, self.new)

    @property
    def key(self) -> str:
        parts = (
            cache.engine(),
            version("pypandoc_binary"),
            language(),
            self.title,
            self.author,
            str(self.day),
            *self.texts,
        )
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()

    @property
    def day(self) -> str:
        return self.new.station.effective.isoformat()


def pages(writer: Writer, prints: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of each volume beside a main one; ``prints`` are the staged paths of those there are."""
    shelves = shelf.shelves(writer.library).values()
    drawn = diagrams(writer.library, "diagrams-beside", [volume for one in shelves for volume in one.others])
    for one in shelves:
        for volume in one.others:
            pair = next(((old, new) for old, new in one.neighbours if new is volume), None)
            comparison = f"{shelf.comparison(*pair)}.md" if pair else None
            yield (
                volume.page,
                controlled_pages.document_page(
                    writer, one, volume, prints, comparison=comparison, flow=drawn[volume.page]
                ),
            )


def comparisons(writer: Writer) -> Iterator[tuple[str, bytes]]:
    """Yield staged path and bytes of the page and the Word file of each redline, and of the style they share.

    One that was made before is not made again.
    """
    yield f"assets/{STYLE.name}", STYLE.read_bytes()
    keys = []
    for pairs in _batches(_pairs(writer)):
        for pair, comparison in zip(pairs, _compared(writer, pairs), strict=True):
            keys.append(pair.key)
            yield f"{pair.stem}.md", _page(writer, pair, comparison).encode()
            if comparison.docx:
                yield f"{pair.stem}.docx", comparison.docx
    cache.keep_only(writer.library.root, KEPT, keys)


def _pairs(writer: Writer) -> Iterator[_Pair]:
    for one in shelf.shelves(writer.library).values():
        volumes = dict.fromkeys(volume for pair in one.neighbours for volume in pair)
        texts = {volume: whole_text(writer, volume.document) for volume in volumes}
        for old, new in one.neighbours:
            meta = new.document.meta
            author = controlled_pages.people(writer, new.document)["prepared_by"].partition(",")[0]
            yield _Pair(one, old, new, (texts[old], texts[new]), f"{meta.code} {meta.title}", author)


def _batches(pairs: Iterator[_Pair]) -> Iterator[list[_Pair]]:
    batch: list[_Pair] = []
    for pair in pairs:
        batch.append(pair)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    yield batch


def _compared(writer: Writer, pairs: Sequence[_Pair]) -> list[Comparison]:
    root = writer.library.root
    found = {pair.key: cache.recall_file(root, f"{KEPT}/{pair.key}") for pair in pairs}
    missing = [pair for pair in pairs if found[pair.key] is None]
    if missing:
        made = redlines([pair.texts for pair in missing])
        context = contextvars.copy_context()
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # pandoc works, Python waits
            kept = threads.map(
                lambda work: context.copy().run(_render, *work), zip(missing, made, strict=True)
            )
            for pair, data in zip(missing, kept, strict=True):
                cache.keep_file(root, f"{KEPT}/{pair.key}", data)
                found[pair.key] = data
    return [_read(found[pair.key] or b"") for pair in pairs]


def _render(pair: _Pair, redline: Redline) -> bytes:
    from sotay.outputs import redline_docx, redline_html  # noqa: PLC0415 (heavy; not needed where all are kept)

    try:
        docx = redline_docx.render(
            redline,
            title=pair.title,
            author=pair.author,
            date=pair.new.station.effective,
            language=language(),
        )
    except RenderFailed:
        docx = b""
    shown = {
        "html": redline_html.render(redline),
        "docx": base64.b64encode(docx).decode(),
        "inserted": redline.inserted,
        "deleted": redline.deleted,
        "changed": redline.changed,
    }
    return json.dumps(shown, ensure_ascii=False).encode()


def _read(data: bytes) -> Comparison:
    shown = json.loads(data)
    return Comparison(**shown | {"docx": base64.b64decode(shown["docx"])})


def _page(writer: Writer, pair: _Pair, comparison: Comparison) -> str:
    page = f"{pair.stem}.md"
    return writer.render(
        "redline.md.j2",
        page,
        main=pair.shelf.main,
        meta=pair.new.document.meta,
        old=pair.old,
        new=pair.new,
        state_name=state_name,
        comparison=comparison,
        download=f"{pair.stem.rpartition('/')[2]}.docx" if comparison.docx else None,
    )
