"""Findings as Markdown for the page of a change: errors, what the approver must know, then all else.

No word of a library is markup here: what it says is escaped, its paths stand in code, and so does what a forge would take for
a mention or an address. Lists alone, as a bar means nothing in them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay import masks
from sotay.calendar_vn import write_short
from sotay.findings import CODE, Severity
from sotay.gate import brought
from sotay.legal import telling
from sotay.messages import _
from sotay.names import standing_name, state_name
from sotay.outputs.findings_text import summary, waived
from sotay.proposal import proposal
from sotay.report.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.findings import Check, Finding
    from sotay.library import Library
    from sotay.proposal import LawChange, Proposal, Revision, Text

MOST: Final = 50  # a forge cuts off a long text, and with it what stands below
_FENCES: Final = re.compile("`+")
_BLANKS: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"\S+")
_CALLS: Final = ("@", "://", "www.")
_SHORT: Final = 12


def render(check: Check, library: Library | None = None, paths: Iterable[str] = ()) -> bytes:
    """Return the findings, and of a library that is checked as a change what it proposes, as Markdown in UTF-8.

    ``paths`` are those of the repository that the change alters.
    """
    groups = {
        severity: [finding for finding in check.findings if finding.severity is severity]
        for severity in Severity
    }
    errors = groups[Severity.ERROR]
    own = errors if library is None else brought(library, check)
    sections = [
        section(_("Errors: the change cannot be approved with them"), map(_finding, own)),
        *_proposed(library, paths),
        section(_("Errors that were there before"), map(_finding, (one for one in errors if one not in own))),
        section(_("Warnings"), map(_finding, groups[Severity.WARNING])),
        section(_("Notes"), map(_finding, groups[Severity.INFO])),
        section(_("Waived"), [shown(waived(waiver)) for waiver in check.waivers]),
    ]
    head = f"## {_('What the check found')}\n\n{shown(summary(check))}\n"
    return "\n".join((head, *filter(None, sections))).encode()


def shown(text: str) -> str:
    """Return words that show as they are; a word that a forge would act on stands in code."""
    return _WORD.sub(lambda word: _shown(word[0]), _BLANKS.sub(" ", masks.uncovered(text)))


def said(message: str) -> str:
    """Return what a finding says: the fields that it names in code, all else as ``shown``."""
    parts = CODE.split(message.strip())
    return "".join(code(part[1:-1]) if CODE.fullmatch(part) else shown(part) for part in parts)


def code(text: str) -> str:
    """Return a code span, whatever the text holds."""
    line = masks.uncovered(text).replace("\n", "\\n").replace("\t", "\\t")
    fence = "`" * (max(map(len, _FENCES.findall(line)), default=0) + 1)
    pad = " " if len(fence) > 1 or line != line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def section(title: str, lines: Iterable[str], level: int = 3) -> str:
    """Return a heading and a list; nothing where the list is empty."""
    items = list(lines)
    if not items:
        return ""
    rest = [_("and {count} others", count=len(items) - MOST)] if len(items) > MOST else []
    listed = "".join(f"- {line}\n" for line in (*items[:MOST], *rest))
    return f"{'#' * level} {title}\n\n{listed}"


def _shown(word: str) -> str:
    return code(word) if any(call in word for call in _CALLS) else _escaped(word)


def _escaped(word: str) -> str:
    return plain(word.replace("&", "&amp;"))


def _finding(finding: Finding) -> str:
    place = f"{finding.place.file}:{finding.place.line}"
    return f"**{finding.code}** {code(place)} {said(finding.message)}"


def _proposed(library: Library | None, paths: Iterable[str]) -> Iterator[str]:
    if library is None or library.before is None:
        return
    change = proposal(library, library.before, paths)
    sections = [
        section(
            _("⛔ What steers the system itself: an approver of the agency's level must agree"),
            map(code, change.steering),
            4,
        ),
        section(_("Documents"), map(_revision, change.revisions), 4),
        section(_("Changes of law"), [line for law in change.laws for line in _law(law)], 4),
        section(_("Settings of agency.yml"), [shown(str(label)) for label in change.agency], 4),
        section(_("Other records"), _others(change), 4),
    ]
    found = [section for section in sections if section]
    yield f"### {_('What the approver must know')}\n"
    yield from found or [_("No document, record or setting of the library is changed.") + "\n"]


def _revision(revision: Revision) -> str:
    said = [f"**{_escaped(revision.code)}** {shown(revision.title)}: {_from_to(revision.was, revision.now)}"]
    if revision.state is not None:
        said.append(state_name(revision.state))
    if revision.now is None:
        said.append(code(revision.path))
    elif revision.approved is not None:
        said.append(_("compare: {command}", command=code(f"sotay diff {revision.code} {revision.approved}")))
    else:
        said.append(_("no approved version to compare with: read the whole text"))
    return "; ".join(said)


def _from_to(was: Text | None, now: Text | None) -> str:
    if was is None and now is not None:
        return _("new, version {now}", now=_text(now))
    if was is not None and now is None:
        return _("taken out, was version {was}", was=_text(was))
    return " → ".join(_("version {now}", now=_text(text)) for text in (was, now) if text is not None)


def _text(text: Text) -> str:
    return f"{text.version} ({code(text.sha256[:_SHORT])})"


def _law(change: LawChange) -> Iterator[str]:
    meta = change.law.meta
    yield f"**{_escaped(meta.number)}** {shown(meta.title)}"
    lines = [
        f"{_escaped(impact.procedure.meta.code)}: {shown(standing_name(impact.standing))}; "
        f"{_('last day {day}', day=write_short(impact.last))}; {shown(telling.change_words(impact.change))}"
        for impact in change.impacts
    ]
    lines += [
        f"{_escaped(one.procedure.meta.code)}: {shown(telling.awaited_words(one))}" for one in change.awaited
    ]
    yield from lines or [shown(_("It hits no procedure."))]


def _others(change: Proposal) -> Iterator[str]:
    for words, paths in (
        (_("added"), change.added),
        (_("altered"), change.altered),
        (_("removed"), change.removed),
    ):
        yield from (f"{words}: {code(path)}" for path in paths)
