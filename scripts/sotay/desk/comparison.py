"""What a change makes of each file that it touches, as a person reads it on the review page.

Of a controlled document the whole text as it is printed, as a redline; of a record a table of its fields, and its prose; of a
page its text; of anything else its lines.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import yaml

from sotay.kinds.base import label_of
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.outputs import redline_html
from sotay.site.differences import redlines, whole_text
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.kinds.base import Kind
    from sotay.library import Document, Library

_AROUND: Final = 2


class Field(NamedTuple):
    """A field of a record, before and after; empty where it was not, or is not, there."""

    label: str
    was: str
    now: str


class DiffLine(NamedTuple):
    """A line of a text that is compared line by line: ``insertion``, ``deletion``, or empty for one that stays."""

    mark: str
    text: str


class Shown(NamedTuple):
    """A file of a change: what it is called, and what of it differs; ``redline`` is HTML that pandoc escaped."""

    path: str
    title: str
    redline: str = ""
    fields: tuple[Field, ...] = ()
    lines: tuple[DiffLine, ...] = ()
    note: str = ""


class File(NamedTuple):
    """A path that a change touches, with its bytes before and after; None where it is not there."""

    path: str
    was: bytes | None
    now: bytes | None


def compare(library: Library, files: Iterable[File]) -> tuple[Shown, ...]:
    """Return what a change makes of each file, documents first; ``library`` is the change, its ``tip`` what is published."""
    assert library.tip is not None
    before, after = library.tip.by_path, library.by_path
    moved = _moved(before, after)
    shown = (
        _shown(library, file, before.get(moved.get(file.path, file.path)), after.get(file.path))
        for file in files
        if file.path not in moved.values()
    )
    return tuple(sorted(shown, key=lambda one: one.title == one.path))


def lines(was: str, now: str) -> tuple[DiffLine, ...]:
    """Return two texts line by line, what stays the same only near what does not."""
    marks = {"+": "insertion", "-": "deletion"}
    found = list(difflib.unified_diff(was.splitlines(), now.splitlines(), lineterm="", n=_AROUND))[2:]
    return tuple(
        DiffLine("", "…") if line[:1] == "@" else DiffLine(marks.get(line[:1], ""), line[1:])
        for line in found
    )


def _moved(before: dict[str, Document[Kind]], after: dict[str, Document[Kind]]) -> dict[str, str]:
    """Return new path → old path of controlled documents whose file was renamed."""
    old = {one.meta.code: path for path, one in before.items() if isinstance(one.meta, ControlledDocument)}
    return {
        path: old[one.meta.code]
        for path, one in after.items()
        if isinstance(one.meta, ControlledDocument)
        and old.get(one.meta.code, path) != path
        and path not in before
    }


def _shown(library: Library, file: File, old: Document[Kind] | None, new: Document[Kind] | None) -> Shown:
    known = new or old
    if known is None or (file.was is not None and old is None) or (file.now is not None and new is None):
        return _raw(file)
    title = Writer(library).name(known)
    if isinstance(known.meta, ControlledDocument):
        return Shown(file.path, title, _redline(*(_whole(library, one) for one in (old, new))))
    prose = [one.body.strip() if one else "" for one in (old, new)]
    fields = tuple(_fields(old, new))
    return Shown(file.path, title, _redline(*prose) if prose[0] != prose[1] else "", fields)


def _whole(library: Library, document: Document[Kind] | None) -> str:
    return whole_text(Writer(library), cast("Document[ControlledDocument]", document)) if document else ""


def _redline(was: str, now: str) -> str:
    return redline_html.render(redlines([(was, now)])[0])


def _fields(old: Document[Kind] | None, new: Document[Kind] | None) -> Iterator[Field]:
    known = new or old
    assert known is not None
    was, now = (
        one.meta.model_dump(mode="json") if one and type(one.meta) is type(known.meta) else {}
        for one in (old, new)
    )
    for name, info in type(known.meta).model_fields.items():
        if was.get(name) != now.get(name):
            yield Field(str(label_of(info)), _words(was.get(name)), _words(now.get(name)))


def _words(value: object) -> str:
    if value is None or value in ((), [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (str, int, float)):
        return str(value)
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=80).rstrip()


def _raw(file: File) -> Shown:
    try:
        was, now = ((data or b"").decode() for data in (file.was, file.now))
    except UnicodeDecodeError:
        sizes = tuple(len(data) if data is not None else 0 for data in (file.was, file.now))
        return Shown(
            file.path,
            file.path,
            note=_("No text: {was} bytes before, {now} bytes after.", was=sizes[0], now=sizes[1]),
        )
    return Shown(file.path, file.path, lines=lines(was, now))
