"""Findings for reviewdog, which posts them as a review on forges without annotations (Gitea, Forgejo).

The format: https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/jsonschema/DiagnosticResult.json. Columns are left
out: reviewdog counts bytes, findings count letters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sotay.findings import Check, Finding, Place


def render(check: Check) -> bytes:
    """Return a ``DiagnosticResult`` as JSON in UTF-8."""
    value = {"source": {"name": "sotay"}, "diagnostics": [_diagnostic(finding) for finding in check.findings]}
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _diagnostic(finding: Finding) -> dict[str, Any]:
    related = [{"message": finding.code, "location": _location(place)} for place in finding.related]
    return {
        "message": finding.message,
        "location": _location(finding.place),
        "severity": finding.severity.name,
        "code": {"value": finding.code},
        **({"related_locations": related} if related else {}),
    }


def _location(place: Place) -> dict[str, Any]:
    return {"path": place.file, "range": {"start": {"line": place.line}}}
