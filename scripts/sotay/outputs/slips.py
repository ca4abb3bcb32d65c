"""Slips of the one-stop shop as Word and PDF: one a page in one file, a book on A4 laid on its long side.

Words arrive as Markdown with three habits of their own: a line separator breaks a line within a cell, dots at the end of a
line reach to the margin, and a table without a head is drawn without rules, to sign in.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final

from sotay.outputs import body, pandoc_door, pdf, typeface, typst_door, word
from sotay.outputs.failure import RenderFailed
from sotay.outputs.letterhead import COUNTRY, frame
from sotay.outputs.paper import BOOK, SLIP
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.outputs.paper import Paper
    from sotay.slips.composition import Batch, Slip

PAPERS: Final = {"a5": SLIP, "a4": BOOK}
NEWLINE: Final = "\N{LINE SEPARATOR}"
BLANK: Final = "." * 8
DOTS: Final = re.compile(r"^\.{10,}$")
GAP: Final = {
    "t": "RawBlock",
    "c": ["openxml", '<w:p><w:pPr><w:pStyle w:val="Gap"/><w:keepNext/></w:pPr></w:p>'],
}


def read(batch: Batch) -> tuple[str, ...]:
    """Return the words of each slip of a batch as a tree."""
    trees = pandoc_door.parse_all([slip.markdown for slip in batch.slips])
    return tuple(json.dumps(_broken(json.loads(tree)), ensure_ascii=False) for tree in trees)


def render_docx(batch: Batch, trees: Sequence[str]) -> bytes:
    """Return slips, whose words ``trees`` holds as ``read`` gave them, as DOCX; the same slips give the same bytes."""
    paper = PAPERS[batch.paper]
    frames = [frame(slip.letterhead, paper) for slip in batch.slips]
    heads = [
        fill("word/slip-head.xml", **_head(slip, paper), frame=head, country=COUNTRY)
        for slip, head in zip(batch.slips, frames, strict=True)
    ]
    edges = {"footer": fill("word/footer-list.xml")} if paper.landscape else {}
    return word.package(
        _sheets(heads, trees, paper, "openxml"),
        replace(paper, letterhead_size=min(head.size for head in frames)),
        word.Properties(batch.title, batch.agency, batch.day, "vi"),
        word.Page("word/slips.xml", {}, edges),
    )


def render_pdf(batch: Batch, trees: Sequence[str]) -> bytes:
    """Return slips, as ``render_docx`` does, as PDF/A-2a and PDF/UA-1.

    Raises ``RenderFailed`` as the PDF of an official document does, with the name of each slip that it cannot hold.
    """
    found = [
        f"{slip.name}: {complaint}"
        for slip, tree in zip(batch.slips, trees, strict=True)
        for complaint in body.complaints(tree)
    ]
    if found:
        raise RenderFailed("\n".join(found))
    paper = PAPERS[batch.paper]
    values = {
        "title": batch.title,
        "author": batch.agency,
        "language": "vi",
        "watermark": "",
        "paper": asdict(paper),
        "numbered": paper.landscape,
        "slips": [
            _head(slip, paper) | {"frame": asdict(frame(slip.letterhead, paper)), "country": COUNTRY}
            for slip in batch.slips
        ],
    }
    heads = [f"#head({index})" for index in range(len(batch.slips))]
    (text,) = pdf.written([_sheets(heads, trees, paper, "typst")])
    return typst_door.compile_pdf("slips", values, text, batch.day)


def _head(slip: Slip, paper: Paper) -> dict[str, Any]:
    """Return the lines of a slip's head, broken; a blank is for a person to write into."""
    head = slip.letterhead
    day, month, year = (part or BLANK for part in (head.day, head.month, head.year))
    return {
        "number": f"Số: {head.number or BLANK * 2}/{head.symbol or BLANK}" if not head.subject else "",
        "day": "" if paper.landscape else f"{head.place}, ngày {day} tháng {month} năm {year}",
        "title": typeface.wrap(head.kind.upper(), paper.size, paper.width, "bold"),
        "subject": list(head.subject),
        "note": slip.note,
    }


def _sheets(heads: Sequence[str], trees: Sequence[str], paper: Paper, to: str) -> str:
    """Return all slips as one tree, each a head in the language of the writer ``to``, then its words; a page each."""
    whole = json.loads(trees[0])
    blocks: list[Any] = []
    for head, tree in zip(heads, trees, strict=True):
        if blocks:
            blocks.append(body.page_break())
        blocks.append({"t": "RawBlock", "c": [to, head]})
        blocks += _laid_out(json.loads(body.printed(tree, paper))["blocks"], to)
    return json.dumps(whole | {"blocks": blocks}, ensure_ascii=False)


def _broken(node: Any) -> Any:
    """Return a piece of a tree with lines broken where a line separator says so."""
    if isinstance(node, list):
        return [piece for part in node for piece in _pieces(part)]
    if isinstance(node, dict):
        return {key: _broken(part) for key, part in node.items()}
    return node


def _pieces(node: Any) -> Iterator[Any]:
    if isinstance(node, dict) and node.get("t") == "Str" and NEWLINE in node["c"]:
        for index, line in enumerate(node["c"].split(NEWLINE)):
            if index:
                yield {"t": "LineBreak"}
            if line:
                yield {"t": "Str", "c": line}
    else:
        yield _broken(node)


def _laid_out(blocks: list[Any], to: str) -> list[Any]:
    """Return blocks with dots that reach to the margin, and tables to sign in that stay with the words before them."""
    laid: list[Any] = []
    for block in blocks:
        signed = block["t"] == "Table" and not block["c"][3][1]
        if signed:
            body.unrule(block["c"])
            if laid and laid[-1]["t"] == "Para":
                laid[-1:] = _kept(laid[-1], to)
        dotted = block["t"] == "Para" and block["c"][-1]["t"] == "Str" and DOTS.match(block["c"][-1]["c"])
        laid.append(body.dotted(block["c"][:-1]) if dotted else block)
    return laid


def _styled(block: Any, style: str) -> Any:
    return {"t": "Div", "c": [["", [], [["custom-style", style]]], [block]]}


def _kept(paragraph: Any, to: str) -> list[Any]:
    """Return a paragraph that goes with the signatures to the next page."""
    if to == "openxml":
        return [_styled(paragraph, "Closing Paragraph"), GAP]
    before, after = ({"t": "RawInline", "c": ["typst", mark]} for mark in ("#closing[", "]"))
    return [{"t": "Para", "c": [before, *paragraph["c"], after]}]
