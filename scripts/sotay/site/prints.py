"""The Word and PDF prints of every controlled document; a print whose content is unchanged is not made again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sotay import cache
from sotay.calendar_vn import write_short
from sotay.controlled import Approval, ControlledPrint, Revision
from sotay.fingerprint import fingerprint
from sotay.lifecycle import State, approving_issue, state_of
from sotay.messages import _
from sotay.report.markdown import CITATION, plain
from sotay.rules.references import LINK
from sotay.site import addresses, controlled_pages
from sotay.site.names import kind_name, state_name

if TYPE_CHECKING:
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.site.writer import Writer

SUFFIXES = ("pdf", "docx")


def print_all(library: Library, writer: Writer) -> dict[str, bytes]:
    """Return staged path → bytes of the prints of every controlled document."""
    found: dict[str, bytes] = {}
    for document in library.procedures.values():
        stem = addresses.of(document).removesuffix(".md")
        for suffix, data in _prints(library, writer, document).items():
            found[f"{stem}.{suffix}"] = data
    return found


def _prints(library: Library, writer: Writer, document: Document[ControlledDocument]) -> dict[str, bytes]:
    from sotay.outputs import controlled, pandoc_door  # noqa: PLC0415 (heavy; not needed where all prints are kept)

    markdown = writer.render(
        "print.md.j2",
        addresses.of(document),
        **_words(library, writer, document),
        bases=controlled_pages.bases(writer, document),
    )
    value = print_of(library, document, body=markdown)
    key = hashlib.sha256(f"{cache.engine()}{value!r}".encode()).hexdigest()
    kept = {suffix: cache.recall_file(library.root, f"{key}.{suffix}") for suffix in SUFFIXES}
    prints = {suffix: data for suffix, data in kept.items() if data is not None}
    if len(prints) == len(SUFFIXES):
        return prints
    ready = print_of(library, document, body=pandoc_door.parse(markdown))
    prints = {"pdf": controlled.render_pdf(ready), "docx": controlled.render_docx(ready)}
    for suffix, data in prints.items():
        cache.keep_file(library.root, f"{key}.{suffix}", data)
    return prints


def _words(library: Library, writer: Writer, document: Document[ControlledDocument]) -> dict[str, object]:
    def name(target: str) -> str:
        found = library.by_id.get(target.strip()) or library.legal.get(target.strip())
        return plain(writer.name(found) if found else target)

    body = CITATION.sub(lambda match: name(match[1]), document.body.strip())
    body = LINK.sub(lambda match: match[0][1 : match[0].index("]")], body)
    return {"meta": document.meta, "body": body}


def print_of(library: Library, document: Document[ControlledDocument], *, body: str) -> ControlledPrint:
    """Return what the printed document says around its ``body``."""
    meta, issue = document.meta, approving_issue(library, document)
    state = state_of(library, document, library.as_of)

    def approval(role: str, identifier: str, day: str) -> Approval:
        person = library.agency.person(identifier, library.as_of)
        return Approval(role, person.name if person else identifier, person.position if person else "", day)

    return ControlledPrint(
        agency=library.agency.names_on(library.as_of).name,
        kind=kind_name(meta.kind),
        title=meta.title,
        code=meta.code,
        version=meta.version,
        effective=write_short(issue.effective if issue else meta.effective),
        state=state_name(state),
        fingerprint=fingerprint(document),
        approvals=(
            approval(_("Prepared by"), meta.prepared_by, ""),
            approval(_("Reviewed by"), meta.reviewed_by, ""),
            approval(
                _("Approved by"), meta.approved_by, write_short(issue.decision.meta.date) if issue else ""
            ),
        ),
        revisions=tuple(
            Revision(change.version, write_short(change.date), change.summary, ", ".join(change.because))
            for change in meta.changes
        ),
        body=body,
        date=issue.effective if issue else meta.effective,
        watermark="" if state is State.EFFECTIVE else state_name(state).upper(),
    )
