"""Slips of the one-stop shop with nothing filled in: what an officer prints and writes on by hand."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import speaking
from sotay.report.markdown import Prose
from sotay.slips.composition import Batch, Slip, about, headed, normal
from sotay.slips.forms import circular_on, table
from sotay.slips.values import DossierWords, ProcedureWords, StepWords
from sotay.slips.wording import BLANK, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

SHORT: Final = Prose("." * 12)
DAY: Final = Prose("...../...../..........")
MOMENT: Final = Prose(".... giờ .... phút, ngày .... tháng .... năm ......")
ROWS: Final = 12
STEPS: Final = 6
# What is written of a dossier in its own place; everywhere else a line is left.
_WRITTEN: Final = {
    "order": SHORT,
    "sets": SHORT,
    "received": MOMENT,
    "received_on": DAY,
    "due": MOMENT,
    "due_on": DAY,
    "handed_over": MOMENT,
    "receiver": None,
}


def blanks(library: Library) -> Iterator[Batch]:
    """Yield each form of the circular that serves dossiers received on ``as_of``, under the name that the agency bears then.

    Raises ``SlipError`` where a template cannot be filled in. Before the first circular that is known there is none.
    """
    circular = circular_on(library.as_of)
    if circular is None:
        return
    wording, names = Wording(library.root), library.agency.names_on(library.as_of)
    with speaking("vi"):
        for kind, form in circular.forms.items():
            shape = table().kinds[kind]
            head = headed(names, shape, form, None)
            if shape.symbol is None:
                head = about(head, f"{'Năm' if shape.book else 'Mã hồ sơ'}: {BLANK}")
            values = {"form": form, "circular": circular.number, "agency": names.name, **_values()}
            words = normal(wording.fill(kind, values))
            slip = Slip(kind, head, circular.note(form), words)
            day = circular.from_ or library.as_of
            yield Batch(kind, form.title, names.name, form.paper, day, (slip,), ())


def _values() -> dict[str, Any]:
    """Return all that a template may ask for; what is not known becomes a dotted line, in the rows of a book a cell to write in."""
    row = _dossier(Prose("")), ProcedureWords("", Prose(""), None, None, None, ())
    steps = tuple(StepWords(number, Prose(""), SHORT, SHORT, None) for number in range(1, STEPS + 1))
    return {
        "dossier": _dossier(BLANK, **_WRITTEN),
        "procedure": ProcedureWords(BLANK, BLANK, None, None, None, steps),
        "components": (),
        "missing": (),
        "reason": None,
        "items": (),
        "until": DAY,
        "period": BLANK,
        "rows": [row] * ROWS,
        "unread": 0,
        "is_blank": True,
    }


def _dossier(word: Prose, **written: Prose | None) -> DossierWords:
    every: dict[str, Any] = {one.name: word for one in fields(DossierWords)}
    return DossierWords(**every | {"code_lines": (Prose(""), Prose(""))} | written)
