"""Whether a text is fit to be approved: what the check says of the text itself, not of duties that are late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay import rules, waivers
from sotay.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Collection

    from sotay.findings import Finding
    from sotay.library import Library

# A duty that is late does not make a text unfit to be approved: the approval may be what ends it.
_ABOUT_TEXTS: Final = frozenset({"DOC", "REF", "VER", "NUM", "REC", "SEC"})


def errors(library: Library, files: Collection[str]) -> list[Finding]:
    """Return the errors in the texts of these files, paths relative to the library's root."""
    standing, _waived = waivers.apply(library, rules.check(library).findings)
    return [
        finding
        for finding in standing
        if finding.severity is Severity.ERROR
        and finding.place.file in files
        and finding.code[:3] in _ABOUT_TEXTS
    ]
