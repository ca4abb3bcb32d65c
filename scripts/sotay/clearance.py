"""What may be shown to whom (TCVN ISO 9001:2015, clause 7.5.3.2.a): a library as those outside the agency may see it.

Public is what says so, and nothing else: a controlled document whose file at hand is marked public, in those of its versions that
were marked public too. Records, registers and hand-written pages have no such mark and stay inside. Decisions, approvals and laws
that a public document rests on are kept, for its state is derived from them; no page shows them.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.kinds.approval import Approval
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.kinds.holidays import Holidays
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.base import Kind
    from sotay.library import Document, Library


class Level(StrEnum):
    """Who a site is for; the words are those of the field `confidentiality`."""

    PUBLIC = "công khai"
    INTERNAL = "nội bộ"


class ClearanceError(Exception):
    """Nobody can say what may be shown; the message names the file and the remedy."""


def cleared(library: Library, level: Level) -> Library:
    """Return a library with nothing in it above a level; raise ``ClearanceError`` where a file's level cannot be read."""
    if level is Level.INTERNAL:
        return library
    unknown = [broken.path for broken in library.broken if broken.kind is ControlledDocument]
    if unknown:
        raise ClearanceError(
            _(
                "{files} cannot be understood, and nobody knows whether they are public: put them right first.",
                files=", ".join(unknown),
            )
        )
    procedures = library.of(ControlledDocument)
    withheld = frozenset(one.meta.code for one in procedures if Level(one.meta.confidentiality) is not level)
    reduced = replace(library, level=level, withheld=withheld)
    return replace(
        reduced,
        documents=tuple(_kept(reduced)),
        broken=(),
        rows=(),
        registers=(),
        unread={},
        pages=(),
        findings=(),
    )


def may_show(library: Library, document: Document[ControlledDocument]) -> bool:
    """Say whether a text, at hand or from git, is of a level that the library is reduced to."""
    if library.level is Level.INTERNAL:
        return True
    meta = document.meta
    return Level(meta.confidentiality) is library.level and meta.code not in library.withheld


def _kept(library: Library) -> Iterator[Document[Kind]]:
    codes = {one.meta.code for one in library.of(ControlledDocument)} - library.withheld
    gone = {pin.code for one in library.of(Decision) for pin in one.meta.issues} - library.withheld
    for document in library.documents:
        meta = document.meta
        if isinstance(meta, ControlledDocument):
            if may_show(library, document):  # type: ignore[arg-type]  # checked just above
                yield document
        elif isinstance(meta, Decision):
            if {*(pin.code for pin in meta.issues), *meta.withdraws} & (codes | gone):
                yield document
        elif isinstance(meta, Approval):
            if meta.code in codes | gone:
                yield document
        elif isinstance(meta, LegalDocument):
            kept = tuple(
                one for one in meta.assessments if one.procedure is None or one.procedure in codes | gone
            )
            yield replace(document, meta=meta.model_copy(update={"assessments": kept}), body="")
        elif isinstance(meta, (Baseline, Holidays)):
            yield document
