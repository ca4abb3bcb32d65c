"""The life of a document, version by version: in force from when to when, on whose decision, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay import witness
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import Issue, Life, State, lives
from sotay.versions import documents, fingerprint_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sotay.history import Commit
    from sotay.kinds.decision import Decision
    from sotay.library import Document, Library
    from sotay.versions import Text


class Proof(StrEnum):
    """What proves a decision."""

    GIT = "git"
    IMPORTED = "imported"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Station:
    """One version in the life of a document, as it stands on ``as_of``.

    ``end`` is the first day on which it is no longer in force, None where that is open; ``ended_by`` the decision that
    replaced or withdrew it.
    ``text`` is None where nobody has the approved text. ``decision`` is None for a draft, ``recorded`` the commit that first
    held its record.
    """

    code: str
    version: str
    sha256: str
    state: State
    effective: date
    end: date | None
    decision: Document[Decision] | None
    ended_by: Document[Decision] | None
    text: Text | None
    proof: Proof
    recorded: Commit | None


def timeline(library: Library, code: str) -> tuple[Station, ...]:
    """Return the stations of a code, oldest first; the text at hand stands last where no decision approves it."""
    life = lives(library).get(code, Life(code))
    stations = [_station(library, life, index) for index in range(len(life.issues))]
    return (*stations, *_draft(library, code, {issue.sha256 for issue in life.issues}))


def statuses(library: Library) -> tuple[Station, ...]:
    """Return for each code where it stands on ``as_of``: what is in force, or the latest decided, or else the draft; by code."""
    codes = sorted({*lives(library), *library.procedures})
    return tuple(_current(stations) for code in codes if (stations := timeline(library, code)))


def _current(stations: Sequence[Station]) -> Station:
    decided = [station for station in stations if station.decision is not None]
    return next((one for one in decided if one.state is State.EFFECTIVE), (decided or stations)[-1])


def titles(library: Library, stations: Iterable[Station]) -> dict[str, str]:
    """Return fingerprint → title, as each version called itself."""
    known = (station.text for station in stations if station.text is not None)
    return {sha256: document.meta.title for sha256, document in documents(library, known).items()}


def texts_of(library: Library, code: str) -> tuple[Text, ...]:
    """Return every text under a code that the library's own files ever held, oldest first; drafts too."""
    prefix = f"{library.history.prefix}{ControlledDocument.folder}/"
    return tuple(
        text
        for text in texts(library).values()
        if text.code == code and (text.sighting is None or text.sighting.path.startswith(prefix))
    )


def proof_of(library: Library, decision: Document[Decision]) -> tuple[Proof, Commit | None]:
    """Return what proves a decision, and the commit that first held its record."""
    record = witness.record_of(library, decision)
    first = record.first.commit if record else None
    if decision.path in witness.imported(library):
        return Proof.IMPORTED, first
    return (Proof.GIT if record else Proof.NONE), first


def _station(library: Library, life: Life, index: int) -> Station:
    issue = life.issues[index]
    following = next((later for later in life.issues[index + 1 :] if later.effective > issue.effective), None)
    ends = [(later.effective, later.decision) for later in (following,) if later]
    if life.withdrawn is not None and life.withdrawn_by is not None:
        ends.append((life.withdrawn, life.withdrawn_by))
    end, ended_by = min(ends, key=lambda one: one[0]) if ends else (None, None)
    proof, recorded = proof_of(library, issue.decision)
    return Station(
        life.code,
        issue.version,
        issue.sha256,
        _state(library, life, issue),
        issue.effective,
        end,
        issue.decision,
        ended_by,
        issue.text,
        proof,
        recorded,
    )


def _state(library: Library, life: Life, issue: Issue) -> State:
    day = library.as_of
    if day < issue.effective:
        return State.APPROVED
    if life.on(day) == issue:
        return State.EFFECTIVE
    passed_over = any(issue.effective < later.effective <= day for later in life.issues)
    return State.SUPERSEDED if passed_over else State.WITHDRAWN


def draft_of(library: Library, document: Document[ControlledDocument]) -> Station:
    """Return where a file at hand stands that no decision approves."""
    text = texts(library)[fingerprint_of(library, document)]
    return Station(
        text.code,
        text.version,
        text.sha256,
        State.DRAFT,
        text.effective,
        end=None,
        decision=None,
        ended_by=None,
        text=text,
        proof=Proof.NONE,
        recorded=None,
    )


def _draft(library: Library, code: str, approved: set[str]) -> tuple[Station, ...]:
    document = library.procedures.get(code)
    if document is None or fingerprint_of(library, document) in approved:
        return ()
    return (draft_of(library, document),)
