"""Findings for machines: one JSON object with ``findings``, ``waivers``, ``as_of`` and ``checked``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sotay.findings import Check, Finding


def render(check: Check) -> bytes:
    """Return the check as JSON in UTF-8; ``checked`` counts the files that were read."""
    value = {
        "as_of": check.as_of.isoformat(),
        "checked": check.checked,
        "findings": [describe(finding) | {"message": finding.in_full} for finding in check.findings],
        "waivers": [
            {
                "code": waiver.finding.code,
                "file": waiver.finding.place.file,
                "line": waiver.finding.place.line,
                "message": waiver.finding.in_full,
                "reason": waiver.reason,
                "by": waiver.by,
                "until": waiver.until.isoformat(),
            }
            for waiver in check.waivers
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def describe(finding: Finding) -> dict[str, Any]:
    """Return one finding as JSON values; ``due`` is an ISO date or null."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "field": finding.place.field,
        "message": finding.message,
        "due": finding.due.isoformat() if finding.due else None,
        "related": [
            {"file": place.file, "line": place.line, "column": place.column} for place in finding.related
        ],
    }
