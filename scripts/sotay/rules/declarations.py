"""QMS: the declaration of the system, its evidences, and when it is due again (Decision 19/2014/QĐ-TTg, Article 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.kinds.base import NOT_STATED
from sotay.kinds.declaration import Declaration
from sotay.kinds.notification import Notification
from sotay.kinds.posting import Posting
from sotay.lifecycle import in_force, lives
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.agency import Names
    from sotay.library import Document, Library


def _latest(library: Library) -> Document[Declaration] | None:
    return next(reversed(library.known(Declaration)), None)


def _name(declaration: Document[Declaration]) -> str:
    return declaration.meta.number or declaration.id


@rule("QMS301", Severity.WARNING)
def declaration_not_evidenced(library: Library) -> Iterator[Complaint]:
    """The declaration of the system, or one of its four evidences, is missing.

    The agency declares the system, notifies the lead unit in writing, posts the declaration at its office and puts it on
    its web site (Decision 19/2014/QĐ-TTg, Article 4.3; Circular 26/2014/TT-BKHCN, Article 7.2.h). In a province the lead unit
    is the Department of Science and Technology (Article 12.4).

    Add what is missing to records/declarations, records/notifications or records/postings. An agency without a web site says
    so in a waiver in the declaration.

    Example: 40/QĐ-BQLKCN is on record and no file in records/notifications names it: the written notice is asked for.
    """
    latest = _latest(library)
    if latest is None:
        message = _(
            "The system was never declared (Decision 19/2014/QĐ-TTg, Article 4.3): add the decision to records/declarations."
        )
        yield Complaint(Place(AGENCY_FILE), message, about="declaration")
        return
    yield from _unnotified(library, latest)
    yield from _unposted(library, latest)


def _unnotified(library: Library, declaration: Document[Declaration]) -> Iterator[Complaint]:
    notices = [n for n in library.known(Notification) if n.meta.declaration == declaration.id]
    unit = library.agency.lead_unit or _("the lead unit")
    if not notices:
        message = _(
            "The written notice of {name} to {unit} is missing (Decision 19/2014/QĐ-TTg, Article 4.3): add it to records/notifications.",
            name=_name(declaration),
            unit=unit,
        )
        yield Complaint(declaration.place("number"), message, about="notification")
    elif library.agency.lead_unit and not any(_reaches(notice, unit) for notice in notices):
        message = _(
            "The notice {notice} of {name} does not go to {unit} (Decision 19/2014/QĐ-TTg, Articles 4.3 and 12.4): send it "
            "there, and enter the recipient in `recipients`.",
            notice=notices[-1].meta.number or notices[-1].id,
            name=_name(declaration),
            unit=unit,
        )
        yield Complaint(notices[-1].place("recipients"), message)


def _reaches(notice: Document[Notification], unit: str) -> bool:
    """Say whether a notice goes to ``unit``; one whose record names no recipients may."""
    recipients = notice.meta.recipients
    return not recipients or any(unit.casefold() in recipient.casefold() for recipient in recipients)


def _unposted(library: Library, declaration: Document[Declaration]) -> Iterator[Complaint]:
    where = {p.meta.where for p in library.known(Posting) if p.meta.declaration == declaration.id}
    if "trụ sở" not in where:
        message = _(
            "Nothing shows that {name} was posted at the office (Decision 19/2014/QĐ-TTg, Article 4.3): add it to records/postings.",
            name=_name(declaration),
        )
        yield Complaint(declaration.place("number"), message, about="posting/office")
    if "trang thông tin điện tử" not in where:
        message = _(
            "Nothing shows that {name} was put on the web site (Decision 19/2014/QĐ-TTg, Article 4.3): add it to records/postings.",
            name=_name(declaration),
        )
        yield Complaint(declaration.place("number"), message, about="posting/web-site")


@rule("QMS302", Severity.WARNING)
def scope_changed(library: Library) -> Iterator[Complaint]:
    """The scope of the system has changed since it was declared.

    The system is declared again when its scope is adjusted, widened or narrowed (Decision 19/2014/QĐ-TTg, Article 4.4.c;
    Circular 26/2014/TT-BKHCN, Article 7.2.l). The law gives no term. Every procedure with an administrative procedure belongs
    to the scope; another document does where the declaration lists documents of its kind.

    Declare the system again, with the whole scope, and add the decision to records/declarations.

    Example: the declaration lists `scope: [QT.DN.01]`, and QT.DN.02 has been in force since: it is named as added.
    """
    latest = _latest(library)
    if latest is None or latest.meta.scope == NOT_STATED:
        return
    added, removed = _added(library, latest.meta.scope), _removed(library, latest.meta.scope)
    if added or removed:
        changes = [_("added {codes}", codes=", ".join(added))] if added else []
        changes += [_("removed {codes}", codes=", ".join(removed))] if removed else []
        message = _(
            "The scope is no longer what {name} of {day} declared: {changes} (Decision 19/2014/QĐ-TTg, Article 4.4.c). Declare "
            "the system again: add the decision to records/declarations.",
            name=_name(latest),
            day=write_short(latest.meta.date),
            changes="; ".join(changes),
        )
        yield Complaint(latest.place("scope"), message)


def _added(library: Library, declared: tuple[str, ...]) -> list[str]:
    """Return the documents in force that belong to the scope and were not declared, each with its first day."""
    listed = [library.procedures[code].meta for code in declared if code in library.procedures]
    kinds = {meta.kind for meta in listed if meta.service is None}
    return [
        _("{code} (from {day})", code=document.meta.code, day=_born(library, document.meta.code))
        for document in in_force(library)
        if document.meta.code not in declared and (document.meta.service or document.meta.kind in kinds)
    ]


def _born(library: Library, code: str) -> str:
    born = lives(library)[code].born
    return write_short(born) if born else ""


def _removed(library: Library, declared: tuple[str, ...]) -> list[str]:
    """Return the declared documents that have been withdrawn, each with the day."""
    ends = ((code, lives(library)[code].withdrawn) for code in declared if code in lives(library))
    return [
        _("{code} (on {day})", code=code, day=write_short(end))
        for code, end in ends
        if end is not None and end <= library.as_of
    ]


@rule("QMS303", Severity.WARNING)
def declared_under_another_name(library: Library) -> Iterator[Complaint]:
    """The agency was renamed, merged or put under another body since it declared the system.

    What was declared is the system of an agency as it was; a merger changes its scope, and the system is declared again
    (Decision 19/2014/QĐ-TTg, Article 4.4.c; Circular 26/2014/TT-BKHCN, Article 7.2.l). The law gives no term.

    Declare the system again under the new name, notify the lead unit, post it, and add the decision to records/declarations.

    Example: agency.yml has a name `from: 2025-07-01`, and the last declaration is of 2023: from 01/07/2025 a new one is asked for.
    """
    latest = _latest(library)
    if latest is None:
        return
    agency, day = library.agency, latest.meta.date
    since = [n for n in agency.names if n.from_ is not None and day < n.from_ <= library.as_of]
    changes = _renamed(agency.names_on(day), agency.names_on(library.as_of))
    changes += [_("merged from {names}", names=", ".join(names.merges)) for names in since if names.merges]
    if changes:
        message = _(
            "{name} of {day} declared the system of an agency that has changed since: {changes} (Decision 19/2014/QĐ-TTg, "
            "Article 4.4.c). Declare the system again: add the decision to records/declarations.",
            name=_name(latest),
            day=write_short(day),
            changes="; ".join(changes),
        )
        yield Complaint(latest.place("date"), message)


def _renamed(before: Names, now: Names) -> list[str]:
    pairs = (
        (before.name, now.name),
        (before.parent, now.parent),
        (before.abbreviation, now.abbreviation),
    )
    return [_("{old} is now {new}", old=old, new=new) for old, new in pairs if old != new]


@rule("QMS304", Severity.INFO)
def scope_not_stated(library: Library) -> Iterator[Complaint]:
    """The last declaration does not say what it covers.

    Without the declared scope nobody can tell when it changed and the system must be declared again (Decision
    19/2014/QĐ-TTg, Article 4.4.c).

    Enter in `scope` the codes that the annex of the declaration lists.

    Example: `scope: không nêu` in the last declaration: the codes are asked for.
    """
    latest = _latest(library)
    if latest is not None and latest.meta.scope == NOT_STATED:
        message = _(
            "{name} does not state its scope: enter the codes that its annex lists in `scope`.",
            name=_name(latest),
        )
        yield Complaint(latest.place("scope"), message)
