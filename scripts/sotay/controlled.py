"""A controlled document as it is printed: the value that its paper outputs render (TCVN ISO 9001:2015, clause 7.5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sotay.outputs.flow import Diagram


@dataclass(frozen=True, slots=True)
class Approval:
    """One who answers for the text: what they did, who they are, and when, as it is printed.

    ``evidence`` says what bears witness to it in the place of a signature by hand; it is empty where nothing does.
    """

    role: str
    name: str
    position: str
    date: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One row of the revision table, as it is printed."""

    version: str
    date: str
    summary: str
    because: str


@dataclass(frozen=True, slots=True)
class ControlledPrint:
    """One version of a controlled document, ready to be printed; all texts are as a person reads them.

    ``body`` is a pandoc AST as JSON text; its uppermost headings may be of any level. ``watermark`` stands across every page
    of a version that nobody should work by; it is empty for one in force. ``note`` is what the first page says besides.
    ``date`` stamps the files, ``keywords`` stand in their properties for a machine to read. Without a ``cover`` the text begins
    on the first page, as that of a form does. The ``diagram`` of its steps stands in its PDF where the body has its place.
    """

    agency: str
    kind: str
    title: str
    code: str
    version: str
    effective: str
    state: str
    fingerprint: str
    approvals: tuple[Approval, ...]
    revisions: tuple[Revision, ...]
    body: str
    date: date
    watermark: str = ""
    language: str = "vi"
    note: str = ""
    keywords: tuple[str, ...] = ()
    cover: bool = True
    diagram: Diagram | None = None
