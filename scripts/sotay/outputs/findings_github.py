"""Findings as annotations of a GitHub Actions run: one workflow command a line.

GitHub shows the first ten of each kind in a step, so errors come first. What a command may hold and how:
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.findings import Severity, heaviest_first
from sotay.outputs.findings_text import summary, waived

if TYPE_CHECKING:
    from sotay.findings import Check, Finding

_KINDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(check: Check) -> bytes:
    """Return an annotation for each finding, a notice for each waiver, and one that counts, as UTF-8 text."""
    lines = [
        *(
            _command(_KINDS[finding.severity], finding, finding.message)
            for finding in heaviest_first(check.findings)
        ),
        *(_command("notice", waiver.finding, waived(waiver)) for waiver in check.waivers),
        f"::notice::{_data(summary(check))}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _command(kind: str, finding: Finding, message: str) -> str:
    place = finding.place
    said = {"file": place.file, "line": place.line, "col": place.column, "title": finding.code}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in said.items())
    return f"::{kind} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
