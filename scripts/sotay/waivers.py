"""Waivers: a finding set aside in the document it concerns, for a reason, by someone, until a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Finding, Severity, Waiver, ordered
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.findings import Place
    from sotay.kinds.base import WaiverEntry
    from sotay.library import Library

UNWAIVABLE: Final = frozenset({"VER", "SEC"})


def apply(library: Library, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Waiver, ...]]:
    """Return the findings that stand and the waivers used, both in order; bad waivers are findings themselves.

    A change cannot waive what it is checked for: only waivers that the tip it is meant for already holds count.
    """
    entries, standing, _ends = _read(library)
    used: list[Waiver] = []
    for finding in findings:
        entry_for = entries.get((finding.place.file, finding.code))
        if entry_for is None:
            standing.append(finding)
        else:
            used.append(Waiver(finding, entry_for.reason, entry_for.by, entry_for.until))
    return ordered(standing), tuple(
        sorted(used, key=lambda waiver: (waiver.finding.place, waiver.finding.code))
    )


def ahead(library: Library, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what is ahead: the findings that are not set aside, and the last day of each waiver that holds."""
    entries, _bad, ends = _read(library)
    return ordered((*(f for f in findings if (f.place.file, f.code) not in entries), *ends))


def _read(library: Library) -> tuple[dict[tuple[str, str], WaiverEntry], list[Finding], list[Finding]]:
    """Return the waivers that hold by file and code, what is wrong with the others, and the last day of each that holds."""
    entries: dict[tuple[str, str], WaiverEntry] = {}
    wrong: list[Finding] = []
    ends: dict[tuple[str, str], Finding] = {}
    accepted = {document.path: document.meta.waivers for document in library.authority.documents}
    for document in library.documents:
        for index, entry in enumerate(document.meta.waivers):
            place = document.place("waivers", index)
            if entry.code[:3] in UNWAIVABLE:
                message = _(
                    "{code} cannot be waived: put the matter right and take the waiver out.", code=entry.code
                )
                wrong.append(Finding("DOC162", Severity.ERROR, message, place))
            elif entry.until < library.as_of:
                message = _(
                    "The waiver of {code} expired on {until}: put the matter right, or have it renewed.",
                    code=entry.code,
                    until=write_short(entry.until),
                )
                wrong.append(_ended(entry, message, place))
            elif library.tip is None or entry in accepted.get(document.path, ()):
                entries[document.path, entry.code] = entry
                message = _(
                    "The waiver of {code} ends on {until}: put the matter right by then, or have it renewed.",
                    code=entry.code,
                    until=write_short(entry.until),
                )
                ends[document.path, entry.code] = _ended(entry, message, place)
    return entries, wrong, list(ends.values())


def _ended(entry: WaiverEntry, message: str, place: Place) -> Finding:
    return Finding("DOC161", Severity.ERROR, message, place, due=entry.until, about=entry.code)
