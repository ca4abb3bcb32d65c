"""What is in force, on whose decision, and the life of a document, as lines for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.lifecycle import State
from sotay.messages import _
from sotay.names import state_name
from sotay.timeline import Proof
from sotay.witness import day_of, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sotay.lifecycle import Issue
    from sotay.timeline import Station
    from sotay.versions import Text

SHOWN: Final = 12


def render_statuses(stations: Sequence[Station], titles: dict[str, str], as_of: date) -> bytes:
    """Return a line for each document: code, version, state, since when, decision, title; ``titles`` go by fingerprint."""
    rows = [
        (
            s.code,
            s.version,
            state_name(s.state),
            write_short(s.effective),
            _decision(s),
            titles.get(s.sha256, ""),
        )
        for s in stations
    ]
    counted = _("As of {day}: {count} documents.", day=write_short(as_of), count=len(stations))
    return "\n".join([*aligned(rows), counted, ""]).encode()


def render_timeline(stations: Sequence[Station], titles: dict[str, str], as_of: date) -> bytes:
    """Return what is in force of one document, on whose decision, then each version; there is at least one."""
    last = stations[-1]
    lines = [f"{last.code} {titles.get(last.sha256, '')}".strip(), _answer(stations, as_of), ""]
    for station in stations:
        lines += [*_station(station), ""]
    return "\n".join(lines).encode()


def render_texts(texts: Iterable[Text], issues: dict[str, Issue]) -> bytes:
    """Return a line for each text that a document ever had, oldest first: version, fingerprint, commit, day, author, decision."""
    rows = []
    for text in texts:
        commit = text.commit
        issue = issues.get(text.sha256)
        rows.append(
            (
                text.version,
                text.sha256[:SHOWN],
                commit.id[:SHOWN] if commit else _("not in git"),
                day_of(commit).isoformat() if commit else "",
                commit.author if commit else "",
                key_of(issue.decision) if issue else state_name(State.DRAFT),
                text.sighting.path if text.sighting else text.document.path if text.document else "",
            )
        )
    return "\n".join([*aligned(rows), ""]).encode()


def proof_words(station: Station) -> str:
    """Say what proves the decision of a station."""
    if station.proof is Proof.IMPORTED:
        return _("imported, not witnessed by git")
    if station.recorded is None:
        return _("not in git yet")
    return _("in git since {day}", day=write_short(day_of(station.recorded)))


def _answer(stations: Sequence[Station], as_of: date) -> str:
    now = next((s for s in stations if s.state is State.EFFECTIVE), None)
    if now is None or now.decision is None:
        return _("As of {day}: no version is in force.", day=write_short(as_of))
    return _(
        "As of {day}: version {version} is in force, by {decision}.",
        day=write_short(as_of),
        version=now.version,
        decision=key_of(now.decision),
    )


def _station(station: Station) -> Iterator[str]:
    yield _("Version {version}: {state}", version=station.version, state=state_name(station.state))
    yield "  " + _period(station)
    yield "  " + _("Fingerprint: {digits}", digits=station.sha256)
    if station.decision is not None:
        yield "  " + _(
            "Decision: {decision} ({proof})", decision=key_of(station.decision), proof=proof_words(station)
        )
    if station.text is None:
        yield "  " + _("The approved text is neither here nor in git.")
    elif station.text.sighting is not None:
        commit = station.text.sighting.commit
        yield "  " + _(
            "Text: commit {commit} of {day}, {author}",
            commit=commit.id[:SHOWN],
            day=write_short(day_of(commit)),
            author=commit.author,
        )


def _period(station: Station) -> str:
    if station.decision is None:
        return _("Effective date in the text: {day}", day=write_short(station.effective))
    if station.end is None or station.ended_by is None:
        return _("In force from {day}", day=write_short(station.effective))
    return _(
        "In force from {day} until before {end}, ended by {decision}",
        day=write_short(station.effective),
        end=write_short(station.end),
        decision=key_of(station.ended_by),
    )


def _decision(station: Station) -> str:
    if station.decision is None:
        return ""
    return f"{key_of(station.decision)} ({proof_words(station)})"


def aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as lines, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
