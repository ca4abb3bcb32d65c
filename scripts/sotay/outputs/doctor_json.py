"""What was looked at on a machine and in a library, for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.doctor import Finding


def render(findings: Sequence[Finding]) -> bytes:
    """Return ``{"findings": [{"name", "need", "well", "said", "remedy"}]}`` as JSON in UTF-8."""
    value = [
        {
            "name": finding.name,
            "need": finding.need.value,
            "well": finding.well,
            "said": finding.said,
            "remedy": finding.remedy or None,
        }
        for finding in findings
    ]
    return (json.dumps({"findings": value}, ensure_ascii=False, indent=2) + "\n").encode()
