"""A self-inspection in words, and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import write_short
from sotay.inspection.judgement import Colour, State
from sotay.messages import _
from sotay.outputs.findings_json import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sotay.findings import Waiver
    from sotay.inspection.judgement import Evidence, Inspection, Matter, Result
    from sotay.library import Library

MOST: Final = 10


def colour_name(colour: Colour) -> str:
    """Return how an item stands, in words that need no colour."""
    return {
        Colour.RED: _("not met (red)"),
        Colour.AMBER: _("to be completed (amber)"),
        Colour.GREEN: _("met (green)"),
        Colour.NONE: _("nothing arose"),
    }[colour]


def point(result: Result) -> str:
    """Return which item of Article 36 it is, as the law numbers it."""
    return _("Clause {clause}, point {letter}", clause=result.clause, letter=result.item.letter)


def remark(evidence: Evidence, as_of: date) -> str:
    """Return what is to be said of the evidence of a need beside what it shows; empty where that says all."""
    year = as_of.year
    return {
        State.SHOWN: "",
        State.STANDS_IN: _("only stands in for it"),
        State.PENDING: _("not yet, by {last}", last=f"31/12/{year}"),
        State.MISSING: _("missing"),
        State.WAIVED: _("missing, waived"),
        State.NONE: (
            _("none in {year}", year=year) if evidence.need.period == "year" else _("none on record")
        ),
    }[evidence.state]


def term(matter: Matter, as_of: date) -> str:
    """Return by when a matter is put right; empty where no day is known."""
    if matter.day is None:
        return ""
    day = write_short(matter.day)
    return _("was due on {day}", day=day) if matter.day < as_of else _("by {day}", day=day)


def waived(waiver: Waiver) -> str:
    """Return a waiver with the finding that it sets aside."""
    return _(
        "Waived until {until} by {by}: {reason}. What it sets aside: {message}",
        until=write_short(waiver.until),
        by=waiver.by,
        reason=waiver.reason.rstrip("."),
        message=waiver.finding.message,
    )


def first(matters: Sequence[Matter]) -> tuple[Sequence[Matter], str]:
    """Return the most urgent matters, and a sentence that counts the others; empty where these are all."""
    left = len(matters) - MOST
    return matters[:MOST], _("{count} more: see the findings of the check.", count=left) if left > 0 else ""


def form() -> str:
    """Return a sentence on the form of the paper."""
    return _(
        "The law prescribes no form for self-inspection; form 21.BBKT (Circular 26/2014/TT-BKHCN) is the minutes of those who inspect."
    )


def nothing_arose() -> str:
    """Return what it means that an item cannot be judged."""
    return _(
        "Nothing arose: no record of it is kept, and the agency itself answers for there having been none."
    )


def summary(inspection: Inspection) -> str:
    """Return how many items have which colour."""
    return "; ".join(f"{inspection.count(colour)} {colour_name(colour)}" for colour in Colour)


def standard(library: Library) -> str:
    """Return a sentence that says by which version of the standard the agency is inspected; empty where none is known."""
    used = library.agency.standard_on(library.as_of)
    if used is None:
        return ""
    return _(
        "Article 36 names TCVN ISO 9001:2008; the agency applies {version} (Decision 19/2014/QĐ-TTg, Article 4, last paragraph; dispatch {by}).",
        version=used.version,
        by=used.authorised_by,
    )


def as_text(inspection: Inspection) -> bytes:
    """Return each item with its evidence and what is to be put right, then a line that counts, as UTF-8."""
    return "".join(f"{line}\n" for line in _lines(inspection)).encode()


def _lines(inspection: Inspection) -> Iterator[str]:
    as_of = inspection.as_of
    for result in inspection.results:
        yield f"{point(result)}: {result.item.name}: {colour_name(result.colour).upper()}"
        for evidence in result.evidence:
            shown = [f"{exhibit.text} ({exhibit.path})" for exhibit in evidence.exhibits]
            said = [f"[{note}]"] if (note := remark(evidence, as_of)) else []
            yield f"    + {evidence.need.name}: {'; '.join(shown + said)}"
        for matter in result.matters:
            place = f"{matter.finding.place}: {matter.finding.code}: " if matter.finding else ""
            day = f" ({when})" if (when := term(matter, as_of)) else ""
            yield f"    ! {place}{matter.words}{day}"
        yield from (
            f"    ~ {waiver.finding.place}: {waiver.finding.code}: {waived(waiver)}"
            for waiver in result.waivers
        )
    day = write_short(as_of)
    yield _(
        "Circular 26/2014/TT-BKHCN, Article 36, as of {day}: {summary}.", day=day, summary=summary(inspection)
    )


def as_json(inspection: Inspection) -> bytes:
    """Return one JSON object: ``as_of``, ``counts`` and ``items``, each with ``evidence``, ``matters`` and ``waivers``."""
    value = {
        "as_of": inspection.as_of.isoformat(),
        "counts": {colour.value: inspection.count(colour) for colour in Colour},
        "items": [_described(result) for result in inspection.results],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _described(result: Result) -> dict[str, Any]:
    return {
        "clause": result.clause,
        "point": result.item.letter,
        "title": str(result.item.title),
        "colour": result.colour.value,
        "evidence": [
            {
                "name": str(evidence.need.name),
                "state": evidence.state.value,
                "shown": [{"text": exhibit.text, "path": exhibit.path} for exhibit in evidence.exhibits],
            }
            for evidence in result.evidence
        ],
        "matters": [
            {
                "message": matter.words,
                "colour": matter.colour.value,
                "due": matter.day.isoformat() if matter.day else None,
                "finding": describe(matter.finding) if matter.finding else None,
            }
            for matter in result.matters
        ],
        "waivers": [
            {
                "finding": describe(waiver.finding),
                "reason": waiver.reason,
                "by": waiver.by,
                "until": waiver.until.isoformat(),
            }
            for waiver in result.waivers
        ],
    }
