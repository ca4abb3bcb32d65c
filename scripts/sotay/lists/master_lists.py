"""The master lists of the system: what is kept, in which version, where and by whom.

Internal and external documents, forms, records, distribution (TCVN ISO 9001:2015, clauses 7.5.2 and 7.5.3). Of controlled
documents only versions in force on ``as_of`` are listed, as the text that was issued has them. Where the file at hand says
something else, such as the draft of a later version, the row says so; where nobody has the issued text any more, a gap is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.kinds import all_kinds
from sotay.kinds.base import OfficialRecord
from sotay.lifecycle import State, state_of
from sotay.lists.distribution import all_divisions, division_name, held
from sotay.lists.external_list import external_documents
from sotay.lists.listing import Cell, Column, ColumnKind, Entry, MasterList, Row, listed
from sotay.messages import _
from sotay.names import state_name
from sotay.slips.forms import kind_titled
from sotay.witness import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.lists.distribution import Held


def master_lists(library: Library) -> tuple[MasterList, ...]:
    """Return the five master lists as of ``as_of``, in the language in use."""
    return (
        _internal(library),
        external_documents(library),
        _forms(library),
        _records(library),
        _distribution(library),
    )


def _internal(library: Library) -> MasterList:
    columns = (
        Column(_("Name of the document")),
        Column(_("Code")),
        Column(_("Version or revision")),
        Column(_("Effective date"), ColumnKind.DATE),
        Column(_("Held by"), ColumnKind.DIVISION),
        Column(_("Kept at")),
        Column(_("Remarks")),
    )
    rows = (
        Row(
            (
                *_identity(version),
                _holders(library, version),
                (Entry(version.path or version.document.path),),
                _remarks(version),
            ),
            version.divisions,
        )
        for version in held(library)
    )
    return listed(library, "internal-documents", _("Master list of internal documents"), columns, rows)


def _identity(version: Held) -> tuple[Cell, Cell, Cell, Cell]:
    """Return the cells that name a version: title, code, version, effective date."""
    meta, issue, path = version.document.meta, version.issue, version.path
    return (
        (Entry(meta.title, path=path),),
        (Entry(meta.code, path=path),),
        (Entry(issue.version),),
        (Entry(issue.effective),),
    )


def _holders(library: Library, version: Held) -> Cell:
    return tuple(Entry(division_name(library, code)) for code in version.divisions)


def _remarks(version: Held) -> Cell:
    sample = _("sample data") if version.document.meta.sample else ""
    service = version.document.meta.service if version.issued else None
    own_time = (
        _("processing time set by the agency; the law gives none")
        if service is not None and service.time_set_by == "cơ quan"
        else ""
    )
    return tuple(Entry(remark) for remark in (sample, own_time, _at_hand(version)) if remark)


def _at_hand(version: Held) -> str:
    """Say how the file at hand differs from the version in force; nothing where it does not."""
    if version.at_hand is None:
        return _("its file is gone")
    if version.issued and version.at_hand is version.document:
        return ""
    number = version.at_hand.meta.version
    if number != version.issue.version:
        return _("the library holds the draft of version {version}", version=number)
    return _("the text in the library is not the approved one")


def _forms(library: Library) -> MasterList:
    columns = (
        Column(_("Name of the form")),
        Column(_("Code")),
        Column(_("Belongs to")),
        Column(_("Version or revision")),
        Column(_("Effective date"), ColumnKind.DATE),
        Column(_("Held by"), ColumnKind.DIVISION),
    )
    own = {version.document.meta.code: version for version in held(library)}
    named = {form.code for version in own.values() if version.issued for form in version.document.meta.forms}
    rows = (row for version in own.values() for row in _forms_of(library, version, own, named))
    return listed(library, "forms", _("Master list of forms"), columns, rows)


def _forms_of(
    library: Library, version: Held, own: Mapping[str, Held], named: Collection[str]
) -> Iterator[Row]:
    """Yield the forms that a version names, and itself where it is one that none of them ``named``.

    A form is of the version that names it, unless it is a document of its own: ``own`` are those in force, by code.
    """
    meta = version.document.meta
    if meta.kind == "form" and meta.code not in named:
        yield _form_row(library, version, ())
    _title, code, *settled = _identity(version)
    holders = _holders(library, version)
    if not version.issued:
        yield Row(((Entry(_gap(version)),), (), code, *settled, holders), version.divisions)
        return
    for form in meta.forms:
        at_hand = library.procedures.get(form.code)
        if form.code in own:
            yield _form_row(library, own[form.code], code)
        elif at_hand is not None and at_hand.meta.kind == "form":
            yield Row((*_waiting(library, at_hand, code), holders), version.divisions)
        else:
            name = (Entry(form.title, path=version.path),)
            blank = (Entry(form.code, slip=kind_titled(form.title) or ""),)
            yield Row((name, blank, code, *settled, holders), version.divisions)


def _form_row(library: Library, version: Held, belongs_to: Cell) -> Row:
    """Return the row of a form that is a document of its own and in force."""
    title, code, *settled = _identity(version)
    return Row((title, code, belongs_to, *settled, _holders(library, version)), version.divisions)


def _waiting(library: Library, form: Document[ControlledDocument], belongs_to: Cell) -> tuple[Cell, ...]:
    """Return the cells of a form whose own document is not in force: which version it is of, and what keeps it from being used."""
    meta, path = form.meta, form.path
    state = state_of(library, form, library.as_of)
    effective = (Entry(meta.effective),) if state is State.APPROVED else ()
    version = (Entry(meta.version, remark=state_name(state)),)
    return (Entry(meta.title, path=path),), (Entry(meta.code, path=path),), belongs_to, version, effective


def _gap(version: Held) -> str:
    return _("not listed: nobody has the text of version {version} any more", version=version.issue.version)


def _records(library: Library) -> MasterList:
    columns = (
        Column(_("Name of the record")),
        Column(_("Kept at")),
        Column(_("In what form")),
        Column(_("Kept for")),
    )
    asked_for = (row for version in held(library) for row in _records_of(version))
    rows = (*asked_for, *_record_kinds(library))
    return listed(library, "records", _("Master list of records"), columns, rows)


def _records_of(version: Held) -> Iterator[Row]:
    """Yield the records that a procedure asks for; it does not state in what form they are kept."""
    path = version.path
    if not version.issued:
        gap = f"{version.document.meta.code}: {_gap(version)}"
        yield Row(((Entry(gap, path=path),), (), (), ()), version.divisions)
        return
    for record in version.document.meta.records:
        name = (Entry(record.name, path=path),)
        form = (Entry(_("not stated")),)
        yield Row((name, (Entry(record.place),), form, (Entry(record.keep),)), version.divisions)


def _record_kinds(library: Library) -> Iterator[Row]:
    """Yield the kinds of which the library holds a record; an agency's own term stands before the proposed one."""
    for kind in all_kinds():
        if not issubclass(kind, OfficialRecord) or not _any(library, kind):
            continue
        decided = library.agency.retention.get(kind.name)
        proposed = _("{years} years (to be confirmed by the office)", years=kind.keep_years)
        term = proposed if decided is None else _("{years} years", years=decided)
        name, place = (Entry(str(kind.plural)),), (Entry(kind.folder),)
        yield Row((name, place, (Entry(_("electronic")),), (Entry(term),)))


def _any(library: Library, kind: type[OfficialRecord]) -> bool:
    return any(record.meta.date is None or record.meta.date <= library.as_of for record in library.of(kind))


def _distribution(library: Library) -> MasterList:
    columns = (
        Column(_("Distributed to"), ColumnKind.DIVISION),
        Column(_("Name of the document")),
        Column(_("Code")),
        Column(_("Version or revision")),
        Column(_("Effective date"), ColumnKind.DATE),
        Column(_("Issued by decision")),
    )
    order = [division.code for division in library.agency.divisions]
    known = held(library)
    rows = (
        _copy(library, version, code)
        for code in dict.fromkeys((*order, *all_divisions(known)))
        for version in known
        if code in version.divisions
    )
    return listed(library, "distribution", _("Distribution list of documents"), columns, rows)


def _copy(library: Library, version: Held, code: str) -> Row:
    decision = version.issue.decision
    words = key_of(decision)
    cells = ((Entry(division_name(library, code)),), *_identity(version), (Entry(words, path=decision.path),))
    return Row(cells, (code,))
