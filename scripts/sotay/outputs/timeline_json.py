"""What is in force and the life of documents, for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sotay.witness import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sotay.history import Commit
    from sotay.timeline import Station


def render(stations: Sequence[Station], titles: dict[str, str], as_of: date) -> bytes:
    """Return ``{"as_of": …, "versions": […]}``, days as ISO text, what is not known as null."""
    answer = {"as_of": as_of.isoformat(), "versions": [_station(s, titles) for s in stations]}
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()


def _station(station: Station, titles: dict[str, str]) -> dict[str, Any]:
    text = station.text.commit if station.text else None
    return {
        "code": station.code,
        "version": station.version,
        "title": titles.get(station.sha256),
        "state": station.state.value,
        "effective": station.effective.isoformat(),
        "end": station.end.isoformat() if station.end else None,
        "sha256": station.sha256,
        "decision": key_of(station.decision) if station.decision else None,
        "record": station.decision.path if station.decision else None,
        "ended_by": key_of(station.ended_by) if station.ended_by else None,
        "proof": station.proof.value,
        "recorded": _commit(station.recorded),
        "text": _commit(text),
    }


def _commit(commit: Commit | None) -> dict[str, str] | None:
    return {"id": commit.id, "date": commit.date, "author": commit.author} if commit else None
