"""The figures of a library's dossier registers, and those of files that are no library's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sotay.appointments import office_of
from sotay.figures import counting, engine
from sotay.figures.counting import Count
from sotay.figures.engine import EMBEDDED, EngineError
from sotay.figures.period import Period
from sotay.kinds.dossier import Dossier
from sotay.library import remembered
from sotay.messages import _
from sotay.sound_rows import sound_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date
    from pathlib import Path

    from ibis.expr.types import Table

    from sotay.figures.clock import Clock
    from sotay.figures.counting import By
    from sotay.library import Library


def count(
    library: Library,
    period: Period,
    by: By | None = None,
    *,
    until: date | None = None,
    address: str | None = None,
) -> Count:
    """Count the dossiers of the registers in a period, as they stood at the end of ``until`` (default: ``as_of``).

    ``address`` names another engine than agency.yml does. A library without rows asks none. Raises ``EngineError`` where the
    engine cannot be used.
    """
    found = sound_rows(library)
    cut = period.until(until or library.as_of)
    if not found.rows or cut.end < cut.start:
        return Count({}, found.left_out)
    where = address or library.agency.engine
    kept = _kept(library)
    if (where, cut, by) not in kept.answers:
        asked = counting.ask(_timed_once(library, where), cut, by, where)
        kept.answers[where, cut, by] = counting.read(engine.rows(asked, where), found.left_out)
    return kept.answers[where, cut, by]


class Overdue(NamedTuple):
    """A dossier that is past its day and not returned."""

    code: str
    procedure: str
    register: str
    due: date


@remembered
def overdue(library: Library) -> tuple[Overdue, ...]:
    """Return the dossiers that ``count`` counts as overdue in the year of ``as_of``, on that day; the longest first."""
    if not sound_rows(library).rows:
        return ()
    where = library.agency.engine
    told = counting.standing(
        _timed_once(library, where), Period.of_year(library.as_of.year).until(library.as_of)
    )
    rows = engine.rows(told.filter(told.is_overdue).select(*Overdue._fields), where)
    return tuple(sorted((Overdue(**row) for row in rows), key=lambda one: (one.due, one.code)))


def _timed_once(library: Library, address: str) -> Table:
    kept = _kept(library)
    if address not in kept.timed:
        kept.timed[address] = timed(library, address)
    return kept.timed[address]


class _Kept(NamedTuple):
    """What was reckoned of a library, so that no question is asked twice: by engine, the dossiers with their clock run."""

    timed: dict[str, Table]
    answers: dict[tuple[str, Period, By | None], Count]


@remembered
def _kept(_library: Library) -> _Kept:
    return _Kept({}, {})


def timed(library: Library, address: str) -> Table:
    """Return the sound dossiers of a library with their clock run, in memory."""
    from sotay.figures import clock, dossiers  # noqa: PLC0415 (a library without rows needs none)

    rows, known = sound_rows(library).rows, dossiers.procedures_of(library, address)
    told = dossiers.with_terms(dossiers.of_rows(rows, address), known).drop("named")
    named = {row.entry.procedure for row in rows}
    most = max((len(row.entry.suspensions) for row in rows), default=0)
    with_clock = _clock(library, address, named)._replace(suspensions=most)
    return engine.kept(clock.run(told, with_clock), address)


def count_files(
    paths: Sequence[Path], library: Library, period: Period, by: By | None = None, *, address: str = EMBEDDED
) -> Count:
    """Count the dossiers of CSV and Parquet files by the procedures and the calendar of a library.

    They may be of any size, and so not all is refused that a register does (``given.py`` reads smaller ones as such): a code
    that stands twice is counted twice (DOS102), for to look for it among millions costs a third of all figures; so is a row with
    empty cells beyond the header, which the engine does not tell from one without, and ``T 8:00`` is taken for a time. Raises
    ``EngineError`` where the engine cannot be used, or a file is no register.
    """
    from sotay.figures import bulk, dossiers  # noqa: PLC0415

    known, days = dossiers.procedures_of(library, address), _clock(library, address, set(library.procedures))
    cut = period.until(library.as_of)

    def asked(*, plain: bool) -> Count:
        told = dossiers.of_files(paths, address, plain=plain, today=library.today)
        return counting.read(engine.rows(bulk.ask(told, known, days, cut, by), address))

    try:
        return asked(plain=True)
    except engine.failures(address) as first:
        try:
            return asked(plain=False)
        except engine.failures(address):
            why = str(first).strip().partition("\n")[0]
            raise EngineError(_("The files cannot be read: {why}", why=why)) from first


def _clock(library: Library, address: str, procedures: AbstractSet[str]) -> Clock:
    from sotay.figures import calendar, clock, units  # noqa: PLC0415

    changed = units.spells(library, procedures)
    counted_in = {spell.unit for spell in changed} | {
        document.meta.service.unit
        for code, document in library.procedures.items()
        if code in procedures and document.meta.service
    }
    return clock.Clock(
        calendar.working_days(library.calendar, library.as_of, address),
        office_of(library.agency, library.calendar).sessions,
        frozenset(counted_in),
        address,
        spells=changed,
        today=library.today,
    )


def incomplete(left_out: int) -> str:
    """Say that figures are incomplete, and by how many rows; empty where they are whole."""
    if not left_out:
        return ""
    return _("incomplete: {count} rows of the register are not counted", count=left_out)


def unreadable(library: Library) -> str:
    """Say which registers of dossiers are there and cannot be read at all; empty where there is none such."""
    if not (paths := library.unreadable_of(Dossier)):
        return ""
    return _("The dossier register {files} cannot be read: `sotay check` says why.", files=", ".join(paths))
