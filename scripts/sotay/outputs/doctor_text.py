"""What was looked at on a machine and in a library, for a person at a terminal: a line each, with its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.doctor import Need
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.doctor import Finding


def render(findings: Sequence[Finding]) -> bytes:
    """Return the lines, then one that counts, as UTF-8 text."""
    lines = [_line(finding) for finding in findings]
    missing = [finding for finding in findings if not finding.well]
    lines.append(
        _(
            "{count} looked at: {needed} to be put right, {useful} that would be of use.",
            count=len(findings),
            needed=sum(finding.need is Need.NEEDED for finding in missing),
            useful=sum(finding.need is Need.USEFUL for finding in missing),
        )
    )
    return ("\n".join(lines) + "\n").encode()


def _line(finding: Finding) -> str:
    if finding.well:
        return f"[{_('good')}] {finding.name}: {finding.said}"
    weight = _("missing") if finding.need is Need.NEEDED else _("of use")
    return f"[{weight}] {finding.name}: {finding.said} → {finding.remedy}"
