"""The controlled documents: their list, and a page for each."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from sotay.fingerprint import fingerprint
from sotay.lifecycle import approving_issue, state_of
from sotay.site import addresses
from sotay.site.names import kind_name, standing_name, state_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.legal import LegalDocument
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document
    from sotay.site.writer import Writer


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the master list and of each controlled document."""
    library = writer.library
    page = f"{addresses.PROCEDURES}/index.md"
    rows = [
        (document, state_of(library, document, library.as_of), writer.division(document.meta.division))
        for _code, document in sorted(library.procedures.items())
    ]
    yield page, writer.render("procedures.md.j2", page, rows=rows, state_name=state_name)
    for document, state, division in rows:
        page = addresses.of(document)
        issue = approving_issue(library, document)
        values = {
            "document": document,
            "meta": document.meta,
            "state": state,
            "state_name": state_name(state),
            "division": division,
            "issue": issue,
            "decision_name": writer.name(issue.decision) if issue else None,
            "people": {
                name: writer.person(getattr(document.meta, name))
                for name in ("prepared_by", "reviewed_by", "approved_by")
            },
            "bases": bases(writer, document),
            "impacts": [i for i in library.impacts if i.procedure is document],
            "standing_name": standing_name,
            "fingerprint": fingerprint(document),
            "body": writer.prose(document, page),
            "kind_name": kind_name(document.meta.kind),
            "downloads": [
                f"{posixpath.basename(page).removesuffix('.md')}.{suffix}" for suffix in ("pdf", "docx")
            ],
        }
        yield page, writer.render("procedure.md.j2", page, **values)


def bases(
    writer: Writer, document: Document[ControlledDocument]
) -> list[tuple[Document[LegalDocument] | None, str, str | None]]:
    """Return the legal basis of a document: entry in the register, number, articles."""
    meta = document.meta
    return [
        (writer.library.legal.get(number), number, _articles(meta, number)) for number in meta.basis_numbers
    ]


def _articles(meta: ControlledDocument, number: str) -> str | None:
    return next((b.articles for b in meta.legal_basis if not isinstance(b, str) and b.number == number), None)
