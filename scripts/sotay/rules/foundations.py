"""VER: what a change may not do to the ground that approvals stand on: people, signers, and records of what was done."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from sotay import approvals
from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.fingerprint import canonical_body, fingerprint
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.approval import Approval
from sotay.kinds.baseline import Baseline
from sotay.kinds.decision import Decision
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import lives
from sotay.load import AGENCY_FILE
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.signatures import allowed_signers
from sotay.versions import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sotay.kinds.agency import Agency, Dated
    from sotay.kinds.base import Kind, Row
    from sotay.library import Document, Library, RegisterRow
    from sotay.signatures.allowed_signers import Signer

_JUDGED_ELSEWHERE: Final = (ControlledDocument, Decision, Approval, Baseline)


@rule("VER406", Severity.ERROR)
def agency_rewritten(library: Library) -> Iterator[Complaint]:
    """A change alters or removes an entry of agency.yml that says who approved, or what the agency and its divisions were called.

    Every document and print that names them would say something else than was approved (ISO 9001, clause 7.5.3.2.c).

    Restore the entry; end it with `until`, and add a new one with `from` where something changed.

    Example: A branch makes `name: Cơ quan khác` of `name: Cơ quan mẫu`, the name under which QT.VP.02 was approved.
    """
    before = library.before
    if before is None or not (before.agency_read and library.agency_read):
        return
    for entry in _rewritten(before.agency, library):
        message = _(
            "agency.yml no longer says of {entry} what it said when that was relied on: restore the entry, end it with `until` no earlier than it was last relied on, and add a new one with `from`.",
            entry=entry,
        )
        yield Complaint(Place(AGENCY_FILE), message)


def _rewritten(was: Agency, library: Library) -> Iterator[str]:
    """Yield what stood in agency.yml and no longer does, or is no longer found on a day on which it counted."""
    now = library.agency
    if (was.people, was.divisions, was.names) == (now.people, now.divisions, now.names):
        return
    counted = frozenset(chain.from_iterable(_relied_on(there) for there in (library.before, library.tip)))
    for person in was.people:
        days = [day for one, day in counted if one == person.id and was.person(one, day) == person]
        named = any(one == person.id for one, _day in counted)
        same = all(_same(person, now.person(person.id, day)) for day in days)
        if named and not (same and _kept(person, now.people)):
            yield f"{person.id} ({person.name})"
    for division in was.divisions:
        days = [day for _one, day in counted if was.division(division.code, day) == division]
        same = all(_same(division, now.division(division.code, day)) for day in days)
        if not (same and _kept(division, now.divisions)):
            yield f"{division.code} ({division.name})"
    for names in was.names:
        days = [day for _one, day in counted if was.names_on(day) == names]
        if not (all(_same(names, now.names_on(day)) for day in days) and _kept(names, now.names)):
            yield names.name


def _relied_on(library: Library | None) -> Iterator[tuple[str, date]]:
    """Yield each person whom an approved document, an approval or a baseline names, with the day."""
    if library is None:
        return
    yield from ((record.meta.by, record.meta.date) for record in library.of(Approval))
    yield from ((record.meta.by, record.meta.date) for record in library.of(Baseline))
    issues = [issue for life in lives(library).values() for issue in life.issues]
    said = documents(library, [issue.text for issue in issues if issue.text is not None])
    for issue in issues:
        if (document := said.get(issue.sha256)) is not None:
            for name in approvals.FIELDS.values():
                for day in (issue.decision.meta.date, issue.effective):
                    yield getattr(document.meta, name), day


def _kept(entry: Dated, now: Iterable[Dated]) -> bool:
    """Say whether an entry still stands, or was ended."""
    return any(entry == other or (entry.until is None and _same(entry, other)) for other in now)


def _same(one: Dated, other: Dated | None) -> bool:
    """Say whether two entries differ in nothing but their end."""
    return other is not None and one == other.model_copy(update={"until": one.until})


@rule("VER407", Severity.WARNING)
def signers_changed(library: Library) -> Iterator[Complaint]:
    """A change alters whose signature counts.

    Documents are protected from improper use (ISO 9001, clause 7.5.3.1.b), and who brings a key in can sign with it.

    Confirm each key with the person, by another way than this change, before it is accepted.

    Example: A branch adds to records/allowed_signers a second key of lanh-dao@cqm.example.
    """
    if library.before is None:
        return
    was, now = _keys(library.before), _keys(library)
    for key in sorted(was.keys() | now.keys()):
        old, new = was.get(key, ()), now.get(key, ())
        if {_terms(signer) for signer in old} == {_terms(signer) for signer in new}:
            continue
        principals, fingerprint_of_key = key
        words = {"principals": principals, "key": fingerprint_of_key}
        if not old:
            message = _(
                "This change lets {principals} sign with the key {key}: confirm it with the person, by another way than this change.",
                **words,
            )
        elif not new:
            message = _(
                "This change takes the key {key} from {principals}: confirm it with the person, by another way than this change.",
                **words,
            )
        else:
            message = _(
                "This change alters when or for what the key {key} of {principals} counts: confirm it with the person, by another way than this change.",
                **words,
            )
        yield Complaint(Place(allowed_signers.FILE, new[0].line if new else 1), message)


def _keys(library: Library) -> dict[tuple[str, str], tuple[Signer, ...]]:
    found: dict[tuple[str, str], tuple[Signer, ...]] = {}
    for signer in approvals.signers(library).signers:
        key = (signer.principals, signer.key.fingerprint)
        found[key] = (*found.get(key, ()), signer)
    return found


def _terms(signer: Signer) -> tuple[object, ...]:
    return signer.namespaces, signer.valid_after, signer.valid_before


@rule("VER408", Severity.WARNING)
def record_rewritten(library: Library) -> Iterator[Complaint]:
    """A change removes a record, or alters what it said.

    Records are evidence of what was done, and kept from being altered (ISO 9001, clause 7.5.3.2).

    Restore the record, or let the reviewer see why it was wrong. What was left open may be filled in, and lists grow at
    their end.

    Example: A branch changes the `owner` of a nonconformity that another change had recorded; to enter the day in its
    empty `closed` is no finding.
    """
    if library.before is None:
        return
    for was in library.before.documents:
        if not isinstance(was.meta, _JUDGED_ELSEWHERE):
            yield from _record_rewritten(was, library)
    yield from _rows_rewritten(library.before.rows, library.rows)


def _record_rewritten(was: Document[Kind], library: Library) -> Iterator[Complaint]:
    now = library.by_id.get(was.id)
    if now is None:
        moved = any(fingerprint(other) == fingerprint(was) for other in library.of(type(was.meta)))
        if not moved and was.id not in library.broken_names:
            message = _(
                "This change removes {record}{issued}: restore it.", record=was.id, issued=_issued(was)
            )
            yield Complaint(Place(was.path), message)
    elif altered := _altered(was, now):
        message = _(
            "This change alters {fields} of {record}{issued}: restore what it said, or say to the reviewer why it was wrong.",
            fields=", ".join(f"`{name}`" for name in altered),
            record=was.id,
            issued=_issued(was),
        )
        yield Complaint(now.place(*altered[:1]), message)


def _issued(record: Document[Kind]) -> str:
    meta = record.meta
    if isinstance(meta, AnnualReport) and meta.number and meta.date:
        return _(", which was issued as {number} on {day}", number=meta.number, day=write_short(meta.date))
    return ""


def _altered(was: Document[Kind], now: Document[Kind]) -> list[str]:
    """Return the fields, and ``body``, that no longer say what they said."""
    fields = [
        name
        for name in type(was.meta).model_fields
        if not _grown(getattr(was.meta, name), getattr(now.meta, name, None))
    ]
    body = canonical_body(now.body).startswith(canonical_body(was.body))
    return fields if body else [*fields, "body"]


def _grown(was: Any, now: Any) -> bool:
    """Say whether a value still says all that it said: the same, filled in where it was open, or a list with more at its end."""
    if was is None or was == now:
        return True
    if isinstance(was, tuple) and isinstance(now, tuple):
        return len(was) <= len(now) and all(map(_grown, was, now))
    if isinstance(was, BaseModel) and type(was) is type(now):
        return all(_grown(getattr(was, name), getattr(now, name)) for name in type(was).model_fields)
    return False


def _rows_rewritten(was: Iterable[RegisterRow[Row]], now: Iterable[RegisterRow[Row]]) -> Iterator[Complaint]:
    """Yield one complaint for each register whose rows are gone or say something else; a result may be filled in."""
    here: dict[tuple[type[Row], str], list[RegisterRow[Row]]] = {}
    for row in now:
        here.setdefault((type(row.entry), row.entry.code), []).append(row)
    lost: dict[str, int] = {}
    for row in was:
        if not any(
            _grown(row.entry, other.entry) for other in here.get((type(row.entry), row.entry.code), ())
        ):
            lost[row.file] = lost.get(row.file, 0) + 1
    for file, count in sorted(lost.items()):
        message = _(
            "This change removes or alters {count} rows of {file}: restore them, or say to the reviewer why they were wrong.",
            count=count,
            file=file,
        )
        yield Complaint(Place(file), message)
