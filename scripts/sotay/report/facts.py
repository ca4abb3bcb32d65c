"""A fact is a value that the report prints, with the records it rests on (design: no figure without evidence)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from sotay.calendar_vn import write_long, write_short
from sotay.kinds.base import NOT_STATED, OfficialRecord
from sotay.kinds.legal import LegalDocument
from sotay.messages import _
from sotay.report.markdown import plain

if TYPE_CHECKING:
    from sotay.library import Document, Library

LETTER = "Công văn"


class Standing(StrEnum):
    """Whether a fact has a value: stated, not stated in its source (omitted), or missing (a gap)."""

    STATED = "stated"
    NOT_STATED = "not-stated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or cited record. ``text`` is how it is printed; ``records`` are paths in the library."""

    id: str
    value: int | float | str | None
    text: str
    records: tuple[str, ...]
    standing: Standing = Standing.STATED

    @property
    def stated(self) -> bool:
        """Whether there is a value to print."""
        return self.standing is Standing.STATED

    def __str__(self) -> str:
        """Return the fact as Markdown that marks its evidence."""
        return f"[{plain(self.text)}](evidence:{self.id})"


def figure(identifier: str, value: int | str, text: str, records: tuple[str, ...]) -> Fact:
    """Make a figure of a value that a source may not state."""
    if value == NOT_STATED:
        return Fact(identifier, None, "", records, Standing.NOT_STATED)
    return Fact(identifier, value, text, records)


def money(amount: int) -> str:
    """Write an amount of VND as Vietnamese do: ``3.000.000``."""
    return f"{amount:,}".replace(",", ".")


def percent(share: float) -> str:
    """Write a share of 100 with at most one decimal: ``94,4%``, ``100%``."""
    return f"{share:.1f}".removesuffix(".0").replace(".", ",") + "%"


def citation(  # noqa: PLR0913 (each is a way to say it)
    library: Library,
    record: Document[OfficialRecord],
    *,
    dates: str = "short",
    subject: bool = False,
    issuer: bool = False,
    by_title: bool = False,
    lower: bool = False,
) -> Fact:
    """Cite a record: ``Kế hoạch số 134/KH-BQLKCN ngày 19/02/2021``.

    ``dates`` is short, long or none. A record that stands in another's paper is cited by that paper. ``by_title`` prefers
    the title to type and number.
    """
    paper = paper_of(library, record)
    meta = paper.meta
    if meta.number is None or by_title:
        name = meta.title or meta.kind_of_paper
    else:
        name = _("{type} no. {number}", type=meta.kind_of_paper, number=meta.number)
    words = [name[:1].lower() + name[1:] if lower else name]
    if dates != "none" and meta.date is not None:
        words.append(write_short(meta.date, named=True) if dates == "short" else write_long(meta.date))
    if issuer and meta.issuer:
        words.append(_("of {issuer}", issuer=meta.issuer))
    if subject and meta.subject:
        about = _("regarding {subject}") if meta.kind_of_paper == LETTER else _("on {subject}")
        words.append(about.format(subject=" ".join(meta.subject.split())))
    records = tuple(dict.fromkeys((paper.path, record.path)))
    return Fact(f"record:{record.id}", meta.number or name, " ".join(words), records)


def called_later(library: Library, name: str) -> str | None:
    """Return what a record or a law is called that came after the day to which a library was cut down; None where there is none."""
    whole = library.whole
    record = None if whole is None or library.knows(name) else whole.by_id.get(name) or whole.legal.get(name)
    if whole is None or record is None:
        return None
    if isinstance(record.meta, LegalDocument):
        return f"{record.meta.type} {record.meta.number}"
    if not isinstance(record.meta, OfficialRecord):
        return record.id
    return citation(whole, cast("Document[OfficialRecord]", record)).text


def paper_of(library: Library, record: Document[OfficialRecord]) -> Document[OfficialRecord]:
    """Return the record whose paper a record stands in; itself where it has a paper of its own."""
    seen = {record.id}
    while record.meta.recorded_in is not None:
        paper = library.by_id.get(record.meta.recorded_in)
        if paper is None or paper.id in seen or not isinstance(paper.meta, OfficialRecord):
            break
        record = cast("Document[OfficialRecord]", paper)
        seen.add(record.id)
    return record
