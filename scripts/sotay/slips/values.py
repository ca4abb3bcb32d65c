"""What the words of a slip are filled in with: a dossier, its procedure and its place in the book, as people write them.

Everything is text or None, in Vietnamese: None is what the register does not say, and becomes a dotted line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sotay.calendar_vn import write_long, write_short
from sotay.kinds.procedure import ControlledDocument
from sotay.library import remembered
from sotay.lifecycle import document_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sotay.kinds.dossier import Dossier
    from sotay.kinds.procedure import Component, Service
    from sotay.library import Document, Library, RegisterRow


@dataclass(frozen=True, slots=True)
class DossierWords:
    """A dossier; ``order`` is its number in the year's book, moments are written out, days are short."""

    code: str
    code_lines: tuple[str, ...]
    order: str
    applicant: str
    address: str | None
    phone: str | None
    email: str | None
    sets: str
    channel: str | None
    received: str
    received_short: str
    received_on: str
    due: str
    due_short: str
    due_on: str
    returned_short: str | None
    handed_over: str | None
    receiver: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """The procedure of a dossier as it was in force when the dossier came in."""

    code: str
    title: str
    time: str | None
    place: str | None
    division: str | None
    steps: tuple[StepWords, ...]


class StepWords(NamedTuple):
    """One step: ``before`` hands the dossier to ``who``."""

    number: int
    what: str
    before: str
    who: str
    time: str | None


class ComponentWords(NamedTuple):
    """One paper of the dossier, by its number in the procedure; ``papers`` says how many of it."""

    number: int
    name: str
    papers: str | None


def dossier_words(library: Library, row: RegisterRow[Dossier]) -> DossierWords:
    """Return what a dossier says."""
    dossier = row.entry
    day = dossier.received_at.date()
    person = library.agency.person(dossier.received_by or "", day)
    head, _hyphen, serial = dossier.code.partition("-")
    return DossierWords(
        code=dossier.code,
        code_lines=(f"{head}-", serial),
        order=f"{orders(library)[row.file, row.line]:02d}",
        applicant=dossier.applicant,
        address=dossier.address,
        phone=dossier.phone,
        email=dossier.email,
        sets=f"{dossier.sets:02d}",
        channel=dossier.channel,
        received=write_moment(dossier.received_at),
        received_short=_short(dossier.received_at),
        received_on=write_short(day),
        due=write_moment(dossier.due_at),
        due_short=_short(dossier.due_at),
        due_on=write_short(dossier.due_at.date()),
        returned_short=_short(dossier.returned_at) if dossier.returned_at else None,
        handed_over=write_moment(dossier.handed_over_at) if dossier.handed_over_at else None,
        receiver=person.name if person else None,
        note=dossier.note,
    )


def procedure_words(library: Library, row: RegisterRow[Dossier], day: date) -> ProcedureWords:
    """Return what the procedure of a dossier says, its division as it was called on ``day``.

    Of one that the library does not have, only its code is known.
    """
    document = procedure_on(library, row.entry.procedure, row.entry.received_at.date())
    if document is None:
        return ProcedureWords(row.entry.procedure, row.entry.procedure, None, None, None, ())
    meta = document.meta
    service = meta.service
    steps = tuple(
        StepWords(
            number,
            step.what,
            before=meta.steps[number - 2].who if number > 1 else row.entry.applicant,
            who=step.who,
            time=f"{step.hours:g} giờ làm việc".replace(".", ",") if step.hours else step.when,
        )
        for number, step in enumerate(meta.steps, start=1)
    )
    return ProcedureWords(
        meta.code,
        service.name if service else meta.title,
        f"{service.processing_time:02d} {service.unit}" if service else None,
        service.place if service else None,
        library.agency.division_name(meta.division, day),
        steps,
    )


def component_words(
    library: Library, row: RegisterRow[Dossier]
) -> tuple[tuple[ComponentWords, ...], tuple[ComponentWords, ...]]:
    """Return the papers that were handed in, and those that were not."""
    document = procedure_on(library, row.entry.procedure, row.entry.received_at.date())
    service: Service | None = document.meta.service if document else None
    every = [
        ComponentWords(number, component.name, _papers(component))
        for number, component in enumerate(service.components if service else (), start=1)
    ]
    numbers = row.entry.handed_in
    handed = tuple(words for words in every if not numbers or words.number in numbers)
    return handed, tuple(words for words in every if words not in handed)


def procedure_on(library: Library, code: str, day: date) -> Document[ControlledDocument] | None:
    """Return the procedure as it was in force on ``day``; where no decision says so, as it stands in the folder."""
    return document_on(library, code, day) or library.procedures.get(code)


@remembered
def orders(library: Library) -> Mapping[tuple[str, int], int]:
    """Return the number of each row in the book of its year, from 1 (Circular 01/2018/TT-VPCP, Article 10)."""
    counted: dict[int, int] = {}
    found = {}
    for row in sorted(library.dossiers, key=lambda row: (row.entry.received_at, row.entry.code)):
        year = row.entry.received_at.year
        counted[year] = found[row.file, row.line] = counted.get(year, 0) + 1
    return found


def write_moment(moment: datetime) -> str:
    """Write ``15 giờ 30 phút, ngày 01 tháng 9 năm 2021``."""
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút, {write_long(moment.date())}"


def _short(moment: datetime) -> str:
    """Write ``01/9/2021 15:30``."""
    return f"{write_short(moment.date())} {moment:%H:%M}"


def _papers(component: Component) -> str | None:
    counts = ((component.originals, "bản chính"), (component.copies, "bản sao"))
    return ", ".join(f"{count:02d} {name}" for count, name in counts if count) or None
