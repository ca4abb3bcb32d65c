"""The prints of a controlled document: who approved which version of it, then its text, under a head on every page.

A print is never the controlled copy (TCVN ISO 9001:2015, clause 7.5.3): each page says so and bears the fingerprint that
tells whether the text is the approved one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _, speaking
from sotay.outputs import body, pdf, typeface, typst_door, word
from sotay.outputs.paper import CONTROLLED, MILLIMETRE, Paper
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.controlled import Approval, ControlledPrint, Revision

HEAD_SIZE: Final = 11
HEAD_SHARES: Final = (0.28, 0.42, 0.30)
HEAD_LINES: Final = 5
HEAD_PADDING: Final = 4.5
LINE: Final = 1.15
EDGE: Final = 10.0
GAP: Final = 5.0
SHOWN_DIGITS: Final = 16
IDENTITY: Final = (0.25, 0.75)
LABELS: Final = 0.16
REVISIONS: Final = (0.14, 0.18, 0.48, 0.20)
ROOM_TO_SIGN: Final = "\n".join(("\N{NO-BREAK SPACE}",) * 4)


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands at the head and foot of each page, lines already broken."""

    agency: tuple[str, ...]
    title: tuple[str, ...]
    facts: tuple[str, ...]
    page: str
    foot: str


def render_docx(document: ControlledPrint) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes."""
    with speaking(document.language):
        edges = _edges(document)
        paper = _paper(edges)
        text = body.prefaced(document.body, _front(document))
        values = {"edges": edges, "paper": paper, "widths": _widths(paper)}
        return word.package(
            body.printed(text, paper),
            paper,
            word.Properties(_title(document), document.agency, document.date, document.language),
            word.Page(
                "word/controlled.xml",
                {"document": document},
                {
                    "header": fill("word/header-controlled.xml", **values),
                    "footer": fill("word/footer-controlled.xml", **values),
                },
            ),
        )


def render_pdf(document: ControlledPrint) -> bytes:
    """Return the document as PDF/A-2a and PDF/UA-1; raises ``RenderFailed`` as the PDF of an official document does."""
    with speaking(document.language):
        edges = _edges(document)
        paper = _paper(edges)
        values = {
            "title": _title(document),
            "author": document.agency,
            "language": document.language,
            "watermark": document.watermark,
            "paper": asdict(paper),
            "edges": asdict(edges),
            "widths": _widths(paper),
            "kind": document.kind.upper(),
            "name": document.title.upper(),
            "agency": document.agency.upper(),
        }
        text = body.prefaced(document.body, _front(document))
        return typst_door.compile_pdf("controlled", values, pdf.markup(text, paper), document.date)


def _title(document: ControlledPrint) -> str:
    return f"{document.code} {document.title}"


def _widths(paper: Paper) -> list[float]:
    return [share * paper.width for share in HEAD_SHARES]


def _edges(document: ControlledPrint) -> Edges:
    left, middle, _right = (width - 2 * HEAD_PADDING for width in _widths(CONTROLLED))
    print_note = _(
        "A printed copy is not a controlled copy: compare it with the library before you work by it."
    )
    return Edges(
        agency=typeface.wrap(document.agency.upper(), HEAD_SIZE, left, "bold"),
        title=(
            document.kind.upper(),
            *typeface.wrap(document.title.upper(), HEAD_SIZE, middle, "bold"),
            *typeface.wrap(document.watermark, HEAD_SIZE, middle, "bold"),
        ),
        facts=(
            _("Code: {code}", code=document.code),
            _("Version: {version}", version=document.version),
            _("Effective date: {day}", day=document.effective),
            _("State: {state}", state=document.state),
        ),
        page=_("Page:") + " ",
        foot=f"{print_note} {_('Fingerprint: {digits}', digits=document.fingerprint[:SHOWN_DIGITS])}",
    )


def _paper(edges: Edges) -> Paper:
    """Return the paper with an upper margin that holds the head, however long the title is."""
    lines = max(len(edges.agency), len(edges.title), HEAD_LINES)
    height = lines * LINE * HEAD_SIZE + 2 * HEAD_PADDING
    return replace(CONTROLLED, top=round(EDGE + height / MILLIMETRE + GAP, 1))


def _front(document: ControlledPrint) -> list[Any]:
    """Return the first page: what this version is, who answers for it, what changed."""
    blocks = [_identity(document)]
    if document.approvals:
        blocks.append(_approvals(document.approvals))
    if document.revisions:
        blocks += [body.heading(_("Revisions")), _revisions(document.revisions)]
    return [*blocks, body.page_break()]


def _identity(document: ControlledPrint) -> Any:
    half = len(document.fingerprint) // 2
    rows = [
        (_("Code"), document.code),
        (_("Version"), document.version),
        (_("Effective date"), document.effective),
        (_("State"), document.state),
        (_("Fingerprint"), f"{document.fingerprint[:half]}\n{document.fingerprint[half:]}"),
    ]
    return body.table((), rows, IDENTITY, labelled=True)


def _approvals(approvals: Sequence[Approval]) -> Any:
    rows = [
        (_("Full name"), *(approval.name for approval in approvals)),
        (_("Position"), *(approval.position for approval in approvals)),
        (_("Signature"), *(ROOM_TO_SIGN for _approval in approvals)),
        (_("Date"), *(approval.date for approval in approvals)),
    ]
    drawn = (LABELS, *((1 - LABELS) / len(approvals) for _approval in approvals))
    return body.table(("", *(approval.role for approval in approvals)), rows, drawn, labelled=True)


def _revisions(revisions: Sequence[Revision]) -> Any:
    head = (_("Version"), _("Effective date"), _("Summary"), _("Because of"))
    rows = [(row.version, row.date, row.summary, row.because) for row in revisions]
    return body.table(head, rows, REVISIONS)
