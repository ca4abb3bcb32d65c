"""An official document as Decree 30/2020/NĐ-CP lays it out: the value that every output renders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands around the body (Decree 30/2020/NĐ-CP, Annex I, boxes 1 to 9).

    Texts are in sentence case; an output sets capitals where the decree asks for them. Dates are
    already in official writing. An empty number, day or month is a blank that a person fills in; a paper without a symbol
    is not numbered.
    """

    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    number: str
    symbol: str
    place: str
    day: str
    month: str
    year: str
    kind: str
    subject: tuple[str, ...]
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    position: str
    signer: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """A column of an annex: its share of the width, and whether its cells are words, set at the left, or figures."""

    label: str
    share: float
    words: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """A table too wide for the paper itself: it follows the signature, on A4 laid on its long side.

    The page may be laid so for tables (Decree 30/2020/NĐ-CP, Annex I, I.2), and an annex is numbered from 1 again. ``foot``
    holds the rows of totals; ``notes`` stand below.
    """

    title: str
    columns: tuple[AnnexColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """One composed document; every output renders this and nothing else.

    ``body`` is a pandoc AST as JSON text. A link whose target starts with ``evidence:`` marks a figure
    or a cited record; an output that can link asks its caller where that identifier leads, any other
    prints the words alone. ``date`` stamps the files, so that two runs give the same bytes.
    """

    letterhead: Letterhead
    body: str
    title: str
    date: date
    language: str = "vi"
    annex: Annex | None = None
