"""The prints of a controlled document: who approved which version of it, then its text, under a head on every page.

A print is never the controlled copy (TCVN ISO 9001:2015, clause 7.5.3): each page says so and bears the fingerprint that
tells whether the text is the approved one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _, speaking
from sotay.outputs import body, flow, pdf, typeface, typst_door, word
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A document on its way to paper: what stands at the edges, the page, the whole text, and what typst draws in it."""

    edges: Edges
    paper: Paper
    text: str
    diagram: dict[str, Any] | None


def render_docx(document: ControlledPrint) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes."""
    with speaking(document.language):
        sheet = _sheet(document)
        values = {"edges": sheet.edges, "paper": sheet.paper, "widths": _widths(sheet.paper)}
        return word.package(
            body.printed(sheet.text, sheet.paper),
            sheet.paper,
            word.Properties(
                _title(document), document.agency, document.date, document.language, document.keywords
            ),
            word.Page(
                "word/controlled.xml",
                {"document": document},
                {
                    "header": fill("word/header-controlled.xml", **values),
                    "footer": fill("word/footer-controlled.xml", **values),
                },
            ),
        )


def render_docxs(documents: Sequence[ControlledPrint]) -> tuple[bytes, ...]:
    """Return each document as ``render_docx`` does."""
    return tuple(map(render_docx, documents))


def render_pdf(document: ControlledPrint) -> bytes:
    """Return the document as PDF/A-2a and PDF/UA-1; raises ``RenderFailed`` as the PDF of an official document does."""
    return render_pdfs([document])[0]


def render_pdfs(documents: Sequence[ControlledPrint]) -> tuple[bytes, ...]:
    """Return each document as ``render_pdf`` does, at less cost; one that cannot be printed fails them all."""
    sheets = [_spoken_sheet(document) for document in documents]
    texts = pdf.markup_all([(sheet.text, sheet.paper) for sheet in sheets])
    return tuple(
        typst_door.compile_pdf("controlled", _values(document, sheet), text, document.date)
        for document, sheet, text in zip(documents, sheets, texts, strict=True)
    )


def _values(document: ControlledPrint, sheet: _Sheet) -> dict[str, Any]:
    """Return what the template of the PDF is filled in with."""
    return {
        "title": _title(document),
        "author": document.agency,
        "keywords": list(document.keywords),
        "language": document.language,
        "watermark": document.watermark,
        "paper": asdict(sheet.paper),
        "edges": asdict(sheet.edges),
        "widths": _widths(sheet.paper),
        "kind": document.kind.upper(),
        "name": document.title.upper(),
        "agency": document.agency.upper(),
        "diagram": sheet.diagram,
    }


def _diagram(diagram: flow.Diagram) -> dict[str, Any]:
    """Return what typst draws: who answers for a step, the step in its box, its time, from top to bottom."""
    return {
        "title": diagram.title,
        "head": (_("Responsible"), _("Step"), _("Time")),
        "boxes": [asdict(box) for box in flow.numbered(diagram.boxes)],
        "total": flow.total_words(diagram.total),
    }


def _spoken_sheet(document: ControlledPrint) -> _Sheet:
    with speaking(document.language):
        return _sheet(document)


def _sheet(document: ControlledPrint) -> _Sheet:
    edges = _edges(document)
    front = _front(document) if document.cover else ()
    text = document.body if document.cover else body.signed(document.body)
    text = body.put(text, flow.PLACE, body.diagram())
    diagram = _diagram(document.diagram) if document.diagram else None
    return _Sheet(edges, _paper(edges), body.prefaced(text, front), diagram)


def _title(document: ControlledPrint) -> str:
    return f"{document.code} {document.title}"


def _widths(paper: Paper) -> list[float]:
    return [share * paper.width for share in HEAD_SHARES]


def _edges(document: ControlledPrint) -> Edges:
    left, middle, _right = (width - 2 * HEAD_PADDING for width in _widths(CONTROLLED))
    print_note = _(
        "A printed copy is not a controlled copy: compare it with the library before you work by it."
    )
    proof = _("Fingerprint: {digits}", digits=document.fingerprint[:SHOWN_DIGITS])
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
        foot=f"{print_note} {proof}",
    )


def _paper(edges: Edges) -> Paper:
    """Return the paper with an upper margin that holds the head, however long the title is."""
    lines = max(len(edges.agency), len(edges.title), HEAD_LINES)
    height = lines * LINE * HEAD_SIZE + 2 * HEAD_PADDING
    return replace(CONTROLLED, top=round(EDGE + height / MILLIMETRE + GAP, 1))


def _front(document: ControlledPrint) -> list[Any]:
    """Return what stands before the text: what this version is, who answers for it, what changed."""
    blocks = [_identity(document)]
    if document.approvals:
        blocks.append(_approvals(document.approvals))
    if document.revisions:
        blocks += [body.heading(_("Revisions")), _revisions(document.revisions)]
    return blocks


def _identity(document: ControlledPrint) -> Any:
    half = len(document.fingerprint) // 2
    rows = [
        (_("Code"), document.code),
        (_("Version"), document.version),
        (_("Effective date"), document.effective),
        (_("State"), document.state),
        (_("Fingerprint"), f"{document.fingerprint[:half]}\n{document.fingerprint[half:]}"),
    ]
    if document.note:
        rows.append((_("Note"), document.note))
    return body.table((), rows, IDENTITY, labelled=True)


def _approvals(approvals: Sequence[Approval]) -> Any:
    share = (1 - LABELS) / len(approvals)
    room = share * CONTROLLED.width - 2 * body.CELL_PADDING - body.ROUNDING
    rows = [
        (_("Full name"), *(approval.name for approval in approvals)),
        (_("Position"), *(approval.position for approval in approvals)),
        (_("Signature"), *(_signature(approval, room) for approval in approvals)),
        (_("Date"), *(approval.date for approval in approvals)),
    ]
    drawn = (LABELS, *(share for _approval in approvals))
    return body.table(("", *(approval.role for approval in approvals)), rows, drawn, labelled=True)


def _signature(approval: Approval, room: float) -> str:
    """Return what stands where a person signs: what bears witness already, or room to sign."""
    return "\n".join(_lines(approval.evidence, room)) or ROOM_TO_SIGN


def _lines(text: str, room: float) -> list[str]:
    """Break a text into lines no longer than ``room`` points, within a word too: a key's digits are one long word."""
    lines: list[str] = []
    for part in text.split():
        longer = f"{lines[-1]} {part}" if lines else part
        if _length(longer) <= room:
            lines[-1:] = [longer]
        else:
            lines += _pieces(part, room)
    return lines


def _pieces(part: str, room: float) -> list[str]:
    pieces = [part[:1]]
    for character in part[1:]:
        if _length(pieces[-1] + character) <= room:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _length(text: str) -> float:
    return typeface.face("bold").width(text, CONTROLLED.table_size)


def _revisions(revisions: Sequence[Revision]) -> Any:
    head = (_("Version"), _("Effective date"), _("Summary"), _("Because of"))
    rows = [(row.version, row.date, row.summary, row.because) for row in revisions]
    return body.table(head, rows, REVISIONS)
