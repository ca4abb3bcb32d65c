"""The master list of external documents: which laws the system rests on, and since when it follows them.

The effective date and the day on which a law came into the system stand side by side: at most three months may lie between
them (Decision 19/2014/QĐ-TTg, Article 4.4.a; TCVN ISO 9001:2015, clause 7.5.3.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.legal.changes import Touch, first_day, is_known, touches
from sotay.legal.provisions import ALL
from sotay.legal.validity import validity, verified
from sotay.library import remembered
from sotay.lifecycle import lives
from sotay.lists.distribution import all_divisions, held
from sotay.lists.listing import Cell, Column, ColumnKind, Entry, MasterList, Row, listed
from sotay.messages import _
from sotay.names import validity_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sotay.kinds.legal import Assessment, LegalDocument
    from sotay.library import Document, Library
    from sotay.lists.distribution import Held


def external_documents(library: Library) -> MasterList:
    """Return the list of the legal documents in the register that were issued by ``as_of``, oldest first."""
    columns = (
        Column(_("Name of the legal document")),
        Column(_("Number")),
        Column(_("Issuer")),
        Column(_("Issued"), ColumnKind.DATE),
        Column(_("Effective date"), ColumnKind.DATE),
        Column(_("Validity")),
        Column(_("Replaced by")),
        Column(_("Applied in")),
        Column(_("Brought into the system on"), ColumnKind.DATE),
        Column(_("Kept at")),
    )
    laws = sorted(
        (law for law in library.legal.values() if is_known(library, law)),
        key=lambda law: (str(law.meta.issued or first_day(library, law) or ""), law.meta.number),
    )
    rows = (_law(library, law) for law in laws)
    return listed(library, "external-documents", _("Master list of external documents"), columns, rows)


def _law(library: Library, law: Document[LegalDocument]) -> Row:
    meta = law.meta
    applied = _resting(library).get(meta.number, ())
    cells = (
        (Entry(f"{meta.type}: {meta.title}", path=law.path),),
        (Entry(meta.number, path=law.path),),
        (Entry(meta.issuer),),
        (Entry(meta.issued),) if meta.issued else (),
        (Entry(start, _doubt(sure=verified(library, law))),) if (start := first_day(library, law)) else (),
        _validity(library, law),
        tuple(_replacement(library, touch) for touch in touches(library).get(meta.number, ())),
        tuple(Entry(version.document.meta.code, path=version.path) for version in applied),
        _taken_up(library, law, applied),
        (Entry(law.path),),
    )
    return Row(cells, all_divisions(applied))


@remembered
def _resting(library: Library) -> dict[str, tuple[Held, ...]]:
    """Return legal number → the versions in force that rest on it."""
    found: dict[str, list[Held]] = {}
    for version in held(library):
        for number in dict.fromkeys(version.document.meta.basis_numbers):
            found.setdefault(number, []).append(version)
    return {number: tuple(versions) for number, versions in found.items()}


def _doubt(*, sure: bool) -> str:
    return "" if sure else _("unverified")


def _validity(library: Library, law: Document[LegalDocument]) -> Cell:
    standing, sure = validity(library, law)
    return (Entry(validity_name(standing), _doubt(sure=sure)),)


def _replacement(library: Library, touch: Touch) -> Entry:
    meta = touch.law.meta
    kind = {"replaces": "", "repeals": _("repeals"), "amends": _("amends")}[touch.relation.kind]
    scope = "" if touch.relation.scope == ALL else touch.relation.scope
    coming = "" if touch.holds(library.as_of) else _("not yet in effect")
    return Entry(meta.number, ", ".join(filter(None, (kind, scope, coming))), touch.law.path)


def _taken_up(library: Library, law: Document[LegalDocument], applied: Iterable[Held]) -> Cell:
    """Return the days on which a law came into the system: by a version in force, or by a judgement that nothing changes."""
    days = {
        version.document.meta.code: day
        for version in applied
        if (day := _taken_up_by(library, law.meta.number, version)) is not None
    }
    if len(set(days.values())) == 1:
        return (Entry(next(iter(days.values()))),)
    if days:
        return tuple(Entry(day, code) for code, day in days.items())
    judged = [assessment for assessment in law.meta.assessments if assessment.date <= library.as_of]
    return tuple(_judged(assessment) for assessment in sorted(judged, key=lambda entry: entry.date)[:1])


def _taken_up_by(library: Library, number: str, version: Held) -> date | None:
    """Return the day of the version whose revision names a law; where none does, of the one in force that rests on it."""
    meta = version.document.meta
    named = [change.version for change in meta.changes if number in change.because]
    issued = (lives(library)[meta.code].of(one) for one in named or [version.issue.version])
    return next(
        (issue.effective for issue in issued if issue is not None and issue.effective <= library.as_of), None
    )


def _judged(assessment: Assessment) -> Entry:
    return Entry(assessment.date, _("assessed: {outcome}", outcome=assessment.outcome))
