"""Findings as a GitLab Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity, identities

if TYPE_CHECKING:
    from sotay.findings import Check

_WEIGHTS: Final = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(check: Check) -> bytes:
    """Return a JSON list; a fingerprint stays the same as long as the matter does, so that GitLab can tell old from new."""
    value = [
        {
            "description": f"{finding.code}: {finding.message}",
            "check_name": finding.code,
            "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
            "severity": _WEIGHTS[finding.severity],
            "location": {"path": finding.place.file, "lines": {"begin": finding.place.line}},
        }
        for finding, identity in zip(check.findings, identities(check.findings), strict=True)
    ]
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
