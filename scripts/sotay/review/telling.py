"""A review for a person at a terminal, and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sotay.findings import Severity
from sotay.messages import _
from sotay.names import severity_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Place
    from sotay.review.examination import Examination
    from sotay.review.remarks import Remark


def as_text(examination: Examination) -> bytes:
    """Return a line for each remark with the words it speaks of, the notes, and a line that counts, as UTF-8."""
    return "".join(f"{line}\n" for line in _lines(examination)).encode("utf-8", "backslashreplace")


def as_json(examination: Examination) -> bytes:
    """Return one JSON object: ``file``, ``year``, ``as_of``, ``notes``, ``remarks``; a place names file, line and where."""
    value = {
        "file": examination.name,
        "year": examination.year,
        "as_of": examination.as_of.isoformat() if examination.as_of else None,
        "notes": list(examination.notes),
        "remarks": [_described(remark) for remark in examination.remarks],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def spot(place: Place) -> str:
    """Return where something stands: ``file:line``, ``file, table 1, row 9, cell 3``, ``file#/rows/8/result``."""
    if not place.field:
        return f"{place.file}:{place.line}"
    if not place.field.startswith("/"):
        return f"{place.file}, {place.field}"
    line = f":{place.line}" if place.field == "/text" else ""
    return f"{place.file}#{place.field}{line}"


def _lines(examination: Examination) -> Iterator[str]:
    for remark in examination.remarks:
        yield f"{spot(remark.place)}: {severity_name(remark.severity)} {remark.code}: {remark.message}"
        if remark.quote:
            yield f"    “{remark.quote}”"
        yield from (f"    {_('see also')} {spot(place)}" for place in remark.related)
    yield from examination.notes
    counts = {
        severity: sum(remark.severity is severity for remark in examination.remarks) for severity in Severity
    }
    yield _(
        "{name}: {errors} errors, {warnings} warnings, {notes} notes.",
        name=examination.name,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.INFO],
    )


def _described(remark: Remark) -> dict[str, Any]:
    return {
        "code": remark.code,
        "severity": remark.severity.value,
        "message": remark.message,
        **_placed(remark.place),
        "quote": remark.quote,
        "related": [_placed(place) for place in remark.related],
    }


def _placed(place: Place) -> dict[str, Any]:
    is_text = not place.field or place.field.startswith("/")
    return {"file": place.file, "line": place.line if is_text else None, "where": place.field}
