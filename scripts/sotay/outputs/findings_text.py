"""Findings for a person at a terminal: ``file:line:column``, the words, then a line that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.findings import Check, Waiver


def render(check: Check) -> bytes:
    """Return the findings, the waivers and the count, as UTF-8 text."""
    names = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.INFO: _("note")}
    lines: list[str] = []
    for finding in check.findings:
        lines.append(f"{finding.place}: {names[finding.severity]} {finding.code}: {finding.in_full}")
        lines += [f"    {_('see also')} {place}" for place in finding.related]
    lines += map(waived, check.waivers)
    return ("\n".join((*lines, summary(check))) + "\n").encode()


def waived(waiver: Waiver) -> str:
    """Say what was set aside, by whom, until when and why."""
    return _(
        "{place}: waived {code} until {until} by {by}: {reason}",
        place=waiver.finding.place,
        code=waiver.finding.code,
        until=write_short(waiver.until),
        by=waiver.by,
        reason=waiver.reason,
    )


def summary(check: Check) -> str:
    """Count what was checked and found."""
    counts = {
        severity: sum(finding.severity is severity for finding in check.findings) for severity in Severity
    }
    return _(
        "As of {as_of}: {checked} files checked, {errors} errors, {warnings} warnings, {notes} notes, {waived} waived.",
        as_of=write_short(check.as_of),
        checked=check.checked,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.INFO],
        waived=len(check.waivers),
    )
