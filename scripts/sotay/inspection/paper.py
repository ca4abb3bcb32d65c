"""A self-inspection as an official document, for a person to complete and sign.

The law prescribes no form for it: form 21.BBKT of Circular 26/2014/TT-BKHCN is the minutes of those who inspect.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import official_parts, write_short
from sotay.inspection.judgement import Colour
from sotay.inspection.telling import (
    colour_name,
    first,
    form,
    nothing_arose,
    point,
    remark,
    standard,
    summary,
    term,
    waived,
)
from sotay.kinds.annual_report import AnnualReport
from sotay.messages import _
from sotay.official import Letterhead, OfficialDocument
from sotay.outputs import body, pandoc_door
from sotay.outputs.paper import OFFICIAL
from sotay.report.markdown import plain

if TYPE_CHECKING:
    from datetime import date

    from sotay.inspection.judgement import Evidence, Inspection, Matter, Result
    from sotay.kinds.agency import Person
    from sotay.library import Library

PAPER: Final = replace(OFFICIAL, landscape=True)
WIDTHS: Final = (0.05, 0.25, 0.12, 0.26, 0.32)


def compose(library: Library, inspection: Inspection) -> OfficialDocument:
    """Compose the paper in the language in use; number and day are blanks."""
    letterhead = _letterhead(library)
    before, after = (_blocks(words) for words in (_introduction(library, inspection), _end(inspection)))
    return OfficialDocument(
        letterhead,
        body.prefaced(pandoc_door.empty(), [*before, _table(inspection), *after]),
        " ".join((letterhead.kind, *letterhead.subject)),
        inspection.as_of,
    )


def _letterhead(library: Library) -> Letterhead:
    names = library.agency.names_on(library.as_of)
    _day, month, year = official_parts(library.as_of)
    signer = _signer(library)
    return Letterhead(
        parent=names.letterhead_parent,
        issuer=names.letterhead,
        number="",
        symbol=f"BC-{names.abbreviation}",
        place=names.place,
        day="",
        month=month,
        year=year,
        kind="Báo cáo",
        subject=(
            "Tự kiểm tra việc xây dựng, áp dụng, duy trì và cải tiến",
            "Hệ thống quản lý chất lượng",
        ),
        addressees=(),
        recipients=("Lưu: VT",),
        authority=(),
        position=signer.position if signer else "Thủ trưởng cơ quan",
        signer=signer.name if signer else "",
    )


def _signer(library: Library) -> Person | None:
    """Return who signs the latest annual report: the same office answers for both."""
    reports = [
        r.meta for r in library.of(AnnualReport) if r.meta.signer and r.meta.year <= library.as_of.year
    ]
    latest = max(reports, key=lambda report: report.year, default=None)
    return library.agency.person(latest.signer or "", library.as_of) if latest else None


def _introduction(library: Library, inspection: Inspection) -> list[str]:
    opening = _(
        "{agency} has inspected its quality management system itself, by Article 36 of Circular 26/2014/TT-BKHCN, as of {day}. {form}",
        agency=library.agency.names_on(library.as_of).name,
        day=write_short(inspection.as_of),
        form=form(),
    )
    return [opening, standard(library), _("Result: {summary}.", summary=summary(inspection))]


def _end(inspection: Inspection) -> list[str]:
    silent = nothing_arose() if inspection.count(Colour.NONE) else ""
    return [
        silent,
        _("This is what the self-inspection found as of {day}./.", day=write_short(inspection.as_of)),
    ]


def _blocks(paragraphs: list[str]) -> list[object]:
    text = "\n\n".join(plain(words) for words in paragraphs if words)
    blocks: list[object] = json.loads(pandoc_door.parse(text))["blocks"]
    return blocks


def _table(inspection: Inspection) -> object:
    head = (
        _("No."),
        _("What is inspected"),
        _("Result"),
        _("Evidence"),
        _("What is to be put right, and by when"),
    )
    return body.table(head, [_row(result, inspection.as_of) for result in inspection.results], WIDTHS)


def _row(result: Result, as_of: date) -> tuple[str, ...]:
    matters, more = first(result.matters)
    put_right = [_matter(matter, as_of) for matter in matters]
    put_right += [more] if more else []
    put_right += [waived(waiver) for waiver in result.waivers]
    return (
        str(result.number),
        f"{point(result)}: {result.item.title}",
        colour_name(result.colour),
        "\n".join(_evidence(found, as_of) for found in result.evidence),
        "\n".join(f"- {words.replace('`', '')}" for words in put_right),
    )


def _evidence(found: Evidence, as_of: date) -> str:
    note = remark(found, as_of)
    shown = "; ".join(exhibit.text for exhibit in found.exhibits)
    return f"- {found.need.name}: {f'{shown} ({note})' if shown and note else shown or note}"


def _matter(matter: Matter, as_of: date) -> str:
    when = term(matter, as_of)
    return f"{matter.words} ({when})" if when else matter.words
