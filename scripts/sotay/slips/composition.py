"""Slips composed: which dossiers, in which form, with which words; once for every output.

They hold personal data of applicants: they go to the person who asks for them, and never to the site.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sotay.calendar_vn import official_parts, write_short
from sotay.figures.dossier_count import unreadable
from sotay.figures.period import Period
from sotay.kinds.dossier import Dossier
from sotay.messages import _, speaking
from sotay.official import Letterhead
from sotay.slips import new_day
from sotay.slips.forms import circular_on, lacking, table
from sotay.slips.values import component_words, dossier_words, procedure_on, procedure_words
from sotay.slips.wording import SlipError, Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sotay.kinds.agency import Names
    from sotay.library import Library, RegisterRow
    from sotay.slips.forms import Form, SlipKind

MONTHS_IN_YEAR: Final = 12

# Of a whole period, which dossiers a slip is for; the others say nothing of it in the register.
_CONCERNED: Final[dict[str, Callable[[Dossier], bool]]] = {
    "bo-sung": lambda dossier: bool(dossier.suspended) or dossier.result == "trả lại",
    "tu-choi": lambda dossier: dossier.result == "từ chối",
    "xin-loi": lambda dossier: bool(dossier.apology or dossier.apology_on or dossier.reappointed_to),
    "dung": lambda dossier: dossier.result == "dừng giải quyết",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What only a person knows; nothing said is left to be written by hand."""

    reason: str | None = None
    items: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip, to be printed on a page of its own: the head around it, the form's small line, the words.

    Where the letterhead has no symbol, ``subject`` says what the slip is about and the line of the number stays empty.
    """

    name: str
    letterhead: Letterhead
    note: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Slips of one kind for one file.

    ``left_out`` says, a sentence each, what could not be made and why; ``warnings`` what of the made ones should not be.
    """

    kind: str
    title: str
    agency: str
    paper: str
    day: date
    slips: tuple[Slip, ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def period_of(text: str) -> Period:
    """Read ``2021``, ``2021-Q3`` or ``2021-09``; raises ``SlipError``."""
    period = Period.read(text)
    if period is None:
        raise SlipError(
            _("{text} is no period: write a year, 2021, a quarter, 2021-Q3, or a month, 2021-09.", text=text)
        )
    return period


def period_name(period: Period) -> str:
    """Return ``Năm 2021``, ``Quý 3 năm 2021`` or ``Tháng 9 năm 2021``."""
    start, months = period.start, len(period.months())
    if months == MONTHS_IN_YEAR:
        return f"Năm {start.year}"
    quarter = (start.month - 1) // 3 + 1
    return f"Quý {quarter} năm {start.year}" if months > 1 else f"Tháng {start.month} năm {start.year}"


def dossiers_of(library: Library, codes: Sequence[str]) -> tuple[RegisterRow[Dossier], ...]:
    """Return the dossiers of these codes, of two with one code the first; raises ``SlipError`` for one that is not there."""
    by_code: dict[str, RegisterRow[Dossier]] = {}
    for row in library.dossiers:
        by_code.setdefault(row.entry.code, row)
    for code in codes:
        if code not in by_code:
            near = difflib.get_close_matches(code, by_code, n=3, cutoff=0.8)
            message = _("The registers have no dossier {code}.", code=code)
            hint = _("Did you mean {near}?", near=", ".join(near)) if near else ""
            raise SlipError(" ".join(filter(None, (message, hint, unreadable(library)))))
    return tuple(by_code[code] for code in dict.fromkeys(codes))


def dossiers_in(library: Library, kind: str, period: Period) -> tuple[RegisterRow[Dossier], ...]:
    """Return the dossiers received in a period that a kind of slip is for, in the order of their receipt."""
    concerned = _CONCERNED.get(kind)
    found = (
        row
        for row in library.dossiers
        if period.start <= row.entry.received_at.date() <= period.end
        and (concerned is None or concerned(row.entry))
    )
    return tuple(sorted(found, key=lambda row: (row.entry.received_at, row.entry.code)))


def compose(library: Library, kind: str, rows: Sequence[RegisterRow[Dossier]], said: Said) -> Batch:
    """Compose a slip for each dossier, in Vietnamese, the language of official documents.

    Raises ``SlipError`` where a template cannot be filled in. A dossier for which there is no form, or whose procedure the
    library does not have, is left out and named; so is one whose new day the register would not have.
    """
    wording = Wording(library.root)
    slips, left_out, warnings = [], [], []
    for row in rows:
        if why := _obstacle(library, kind, row, said):
            left_out.append(
                _(
                    "{place}: no slip for dossier {code}: {why}.",
                    place=row.place(),
                    code=row.entry.code,
                    why=why,
                )
            )
        else:
            slips.append(_slip(library, wording, kind, row, said))
            if said.until:
                warnings += [
                    f"{row.place()}: {_('warning')}: {doubt}"
                    for doubt in new_day.doubts(row.entry, said.until, library.calendar)
                ]
    return replace(_batch(library, kind, slips, left_out), warnings=tuple(warnings))


def compose_book(library: Library, kind: str, period: Period) -> Batch:
    """Compose the tracking book of a period; its rows are numbered from 01 each year, also where a quarter or a month is asked for.

    The form is that of the first day: a book is opened on 1 January and closed on 31 December (Circular 01/2018/TT-VPCP,
    Article 10). Raises ``SlipError`` as ``compose`` does, and where no form is known for that day.
    """
    circular = circular_on(period.start)
    if circular is None:
        raise SlipError(_("There is no such book: {why}.", why=lacking(kind, period.start)))
    rows = dossiers_in(library, kind, period)
    unread = sum(library.unread_of(Dossier).values())
    with speaking("vi"):
        form = circular.forms[kind]
        names = library.agency.names_on(period.start)
        letterhead = headed(names, table().kinds[kind], form, period.start)
        values = {
            "form": form,
            "circular": circular.number,
            "agency": names.name,
            "period": period_name(period),
            "rows": [
                (dossier_words(library, row), procedure_words(library, row, row.entry.received_at.date()))
                for row in rows
            ],
            "unread": unread,
            "is_blank": False,
        }
        markdown = normal(Wording(library.root).fill(kind, values))
        name = period_name(period)
        slip = Slip(name, about(letterhead, name), circular.note(form), markdown)
    left_out = [lost] if (lost := unreadable(library)) else []
    if unread:
        left_out.append(
            _("The book lacks {count} rows that cannot be read: see `sotay check`.", count=unread)
        )
    return _batch(library, kind, [slip], left_out)


def _obstacle(library: Library, kind: str, row: RegisterRow[Dossier], said: Said) -> str:
    """Say why a slip cannot be made for a dossier; empty where it can."""
    day = row.entry.received_at.date()
    circular = circular_on(day)
    if circular is None or kind not in circular.forms:
        return lacking(kind, day)
    if procedure_on(library, row.entry.procedure, day) is None:
        return _("the library has no procedure {code}", code=row.entry.procedure)
    return new_day.refusal(row.entry, said.until) if said.until else ""


def _slip(library: Library, wording: Wording, kind: str, row: RegisterRow[Dossier], said: Said) -> Slip:
    dossier = row.entry
    received = dossier.received_at.date()
    circular = circular_on(received)
    assert circular is not None, "a dossier without a form is left out"
    with speaking("vi"):
        shape, form, day = table().kinds[kind], circular.forms[kind], _day(kind, dossier, said)
        names = library.agency.names_on(day or received)
        components, missing = component_words(library, row)
        again = said.until or (dossier.reappointments[-1].date() if dossier.reappointments else None)
        values: dict[str, Any] = {
            "form": form,
            "circular": circular.number,
            "agency": names.name,
            "dossier": dossier_words(library, row),
            "procedure": procedure_words(library, row, day or received),
            "components": components,
            "missing": missing,
            "reason": said.reason or (dossier.late_reason if kind == "xin-loi" else None),
            "items": said.items,
            "until": write_short(again) if again else None,
        }
        letterhead = headed(names, shape, form, day)
        if shape.symbol is None:
            letterhead = about(letterhead, f"Mã hồ sơ: {dossier.code}")
        if kind == "xin-loi" and dossier.apology and new_day.in_register(dossier, said.until):
            number, _stroke, symbol = dossier.apology.partition("/")
            letterhead = replace(letterhead, number=number, symbol=symbol or letterhead.symbol)
        return Slip(dossier.code, letterhead, circular.note(form), normal(wording.fill(kind, values)))


def _batch(library: Library, kind: str, slips: Sequence[Slip], left_out: Sequence[str]) -> Batch:
    circulars = table().circulars
    papers = [circular.forms[kind].paper for circular in circulars if kind in circular.forms]
    title = slips[0].letterhead.kind if slips else kind
    return Batch(
        kind,
        f"{title} {slips[0].name}" if len(slips) == 1 else title,
        library.agency.names_on(library.as_of).name,
        papers[0],
        library.as_of,
        tuple(slips),
        tuple(left_out),
    )


def _day(kind: str, dossier: Dossier, said: Said) -> date | None:
    """Return the day that a slip bears, where the register says it; else it is written by hand."""
    if kind in {"tiep-nhan", "kiem-soat"}:
        return dossier.received_at.date()
    if kind == "xin-loi":
        return dossier.apology_on if new_day.in_register(dossier, said.until) else None
    returned = dossier.returned_at.date() if dossier.returned_at else None
    return returned if kind in {"tu-choi", "dung"} and _CONCERNED[kind](dossier) else None


def headed(names: Names, shape: SlipKind, form: Form, day: date | None) -> Letterhead:
    """Return the head of a slip that bears ``day``; without one, the day is written by hand."""
    number, month, year = official_parts(day) if day else ("", "", "")
    parent, issuer = _issuer(shape, names)
    return Letterhead(
        parent=parent,
        issuer=issuer,
        number="",
        symbol=shape.symbol or "",
        place=names.place,
        day=number,
        month=month,
        year=year,
        kind=form.title,
        subject=(),
        addressees=(),
        recipients=(),
        authority=(),
        position="",
        signer="",
    )


def _issuer(shape: SlipKind, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if shape.issuer == "agency":
        return names.letterhead_parent, names.letterhead
    return names.letterhead, (names.one_stop,)


def about(letterhead: Letterhead, subject: str) -> Letterhead:
    """Return a head that says what the slip is about, in the place of its number."""
    return replace(letterhead, subject=(subject,))


def normal(markdown: str) -> str:
    """Return words in the one form of Unicode that prints are made of."""
    return unicodedata.normalize("NFC", markdown)
