"""What changed between two versions of a controlled document, over the whole text as it is printed.

Compared are the cover, the fields that print as tables, the prose and the revisions; citations and links as plain words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.lifecycle import State, lives
from sotay.lists.distribution import division_name
from sotay.messages import _
from sotay.names import kind_name
from sotay.redline import comparison as redline
from sotay.site import controlled_pages, procedure_parts
from sotay.site.shelf import shelf_of
from sotay.site.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.redline.comparison import Redline
    from sotay.site.shelf import Shelf


class UnknownVersionError(Exception):
    """There is no such document or version, or nobody has its text; the message names those there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Two texts of a document and what makes the new one out of the old."""

    old: Document[ControlledDocument]
    new: Document[ControlledDocument]
    redline: Redline


def difference(library: Library, code: str, old: str | None = None, new: str | None = None) -> Difference:
    """Compare two versions of a document.

    A number names the approved text of that version. Without one, the old text is that in force, or the latest approved,
    and the new one is that at hand. Raises ``UnknownVersionError``.
    """
    shelf = shelf_of(library, code)
    if shelf is None:
        known = ", ".join(sorted({*lives(library), *library.procedures})) or "-"
        raise UnknownVersionError(
            _("There is no document {code}. Known are: {known}.", code=code, known=known)
        )
    before = _approved(shelf, old) if old else _base(shelf)
    after = _approved(shelf, new) if new else library.procedures.get(code, shelf.main.document)
    return Difference(before, after, compared(Writer(library), [(before, after)])[0])


def compared(
    writer: Writer, pairs: Sequence[tuple[Document[ControlledDocument], Document[ControlledDocument]]]
) -> list[Redline]:
    """Return the redline of each pair, old and new."""
    return redlines([(whole_text(writer, old), whole_text(writer, new)) for old, new in pairs])


def redlines(pairs: Iterable[tuple[str, str]]) -> list[Redline]:
    """Return the redline of each pair of Markdown texts, read in one run of pandoc."""
    from sotay.outputs import pandoc_door  # noqa: PLC0415 (heavy; not needed where all redlines are kept)

    trees = iter(pandoc_door.parse_all([text for pair in pairs for text in pair]))
    return [redline.compare(old, new) for old, new in zip(trees, trees, strict=True)]


def whole_text(writer: Writer, document: Document[ControlledDocument]) -> str:
    """Return all that a print of a document says, as Markdown."""
    meta = document.meta
    return writer.render(
        "comparison.md.j2",
        "",
        meta=meta,
        kind_name=kind_name(meta.kind),
        division=division_name(writer.library, meta.division),
        people=controlled_pages.people(writer, document),
        bases=controlled_pages.bases(writer, document),
        total=procedure_parts.total(meta),
        body=writer.in_words(document),
    )


def _approved(shelf: Shelf, version: str) -> Document[ControlledDocument]:
    """Return the approved text of a version; the latest where a decision issued another under one number."""
    found = [
        volume for volume in shelf.volumes if volume.station.decision and volume.station.version == version
    ]
    if found:
        return found[-1].document
    known = ", ".join(dict.fromkeys(v.station.version for v in shelf.volumes if v.station.decision)) or "-"
    if any(station.decision and station.version == version for station in shelf.stations):
        message = _(
            "The approved text of {code} version {version} is neither here nor in git. There are: {known}.",
            code=shelf.code,
            version=version,
            known=known,
        )
    else:
        message = _(
            "No decision approves {code} version {version}. There are: {known}.",
            code=shelf.code,
            version=version,
            known=known,
        )
    raise UnknownVersionError(message)


def _base(shelf: Shelf) -> Document[ControlledDocument]:
    """Return the text in force, or else the latest approved."""
    approved = [volume for volume in shelf.volumes if volume.station.decision]
    if not approved:
        raise UnknownVersionError(
            _("No version of {code} is approved yet: there is nothing to compare with.", code=shelf.code)
        )
    in_force = (volume for volume in approved if volume.station.state is State.EFFECTIVE)
    return next(in_force, approved[-1]).document
