"""Findings as SARIF 2.1.0, which editors and code scanning read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sotay import __version__, rules
from sotay.findings import Severity, identities
from sotay.messages import _, language

if TYPE_CHECKING:
    from sotay.findings import Check, Finding, Place, Waiver
    from sotay.rules import Rule

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT: Final = "%SRCROOT%"


def render(check: Check) -> bytes:
    """Return one run as JSON in UTF-8: every rule of the catalogue, the findings, and the waived ones as suppressed."""
    catalogue = rules.catalogue()
    places = {rule.code: index for index, rule in enumerate(catalogue)}
    waived = [waiver.finding for waiver in check.waivers]
    names = identities((*check.findings, *waived))
    results = [
        _result(finding, name, places[finding.code])
        for finding, name in zip((*check.findings, *waived), names, strict=True)
    ]
    for result, waiver in zip(results[len(check.findings) :], check.waivers, strict=True):
        result["suppressions"] = [_suppression(waiver)]
    driver = {
        "name": "sotay",
        "version": __version__,
        "language": language(),
        "rules": [_rule(rule) for rule in catalogue],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    value = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.reason},
        "help": {"text": f"{_('How to put it right')}: {rule.remedy}\n\n{rule.example}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, name: str, index: int) -> dict[str, Any]:
    related = [_location(place) for place in finding.related]
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _words(finding.message)},
        "locations": [_location(finding.place)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"sotay/v1": name},
    }


def _suppression(waiver: Waiver) -> dict[str, str]:
    words = _(
        "{reason} ({by}, until {until})", reason=waiver.reason, by=waiver.by, until=waiver.until.isoformat()
    )
    return {"kind": "inSource", "status": "accepted", "justification": words}


def _words(text: str) -> str:
    """Return a message in which no words can become a link (SARIF, 3.11.6)."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") if "](" in text else text


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file), "uriBaseId": _ROOT},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
