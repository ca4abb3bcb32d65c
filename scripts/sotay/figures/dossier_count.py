"""The figures of a library's dossier registers, and those of files that are no library's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.appointments import office_of
from sotay.figures import counting, engine
from sotay.figures.counting import By, Count, DossierFigures
from sotay.figures.engine import EMBEDDED, EngineError
from sotay.library import remembered
from sotay.messages import _
from sotay.sound_rows import sound_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from ibis.expr.types import Table

    from sotay.figures.period import Period
    from sotay.library import Library

__all__ = ["By", "Count", "DossierFigures", "EngineError", "count", "count_files"]


def count(library: Library, period: Period, by: By | None = None, until: date | None = None) -> Count:
    """Count the dossiers of the registers in a period, as they stood at the end of ``until`` (default: ``as_of``).

    A library without rows asks no engine. Raises ``EngineError`` where the engine of agency.yml cannot be used.
    """
    found = sound_rows(library)
    cut = period.until(until or library.as_of)
    if not found.rows or cut.end < cut.start:
        return Count({}, found.left_out)
    answers = _answers(library)
    if (cut, by) not in answers:
        asked = counting.ask(_timed(library), cut, by)
        answers[cut, by] = counting.read(engine.rows(asked, library.agency.engine), found.left_out)
    return answers[cut, by]


@remembered
def _answers(_library: Library) -> dict[tuple[Period, By | None], Count]:
    """Keep the answers to each question about a library."""
    return {}


@remembered
def _timed(library: Library) -> Table:
    """Run the clock of the dossiers once for all questions."""
    from sotay.figures import dossiers  # noqa: PLC0415 (a library without rows needs none)

    told = dossiers.of_rows(sound_rows(library).rows)
    return engine.kept(_run(library, told), library.agency.engine)


def count_files(
    paths: Sequence[Path], library: Library, period: Period, by: By | None = None, *, address: str = EMBEDDED
) -> Count:
    """Count the dossiers of CSV and Parquet files by the procedures and the calendar of a library.

    Raises ``EngineError`` where the engine cannot be used, or a file is no register.
    """
    from sotay.figures import dossiers  # noqa: PLC0415

    known = dossiers.procedures_of(library)
    cut = period.until(library.as_of)

    def asked(*, plain: bool) -> Count:
        told = dossiers.of_files(paths, address, known, plain=plain)
        return counting.read(engine.rows(counting.ask(_run(library, told), cut, by), address))

    try:
        return asked(plain=True)
    except engine.failures(address) as first:
        try:
            return asked(plain=False)
        except engine.failures(address):
            why = str(first).strip().partition("\n")[0]
            raise EngineError(_("The files cannot be read: {why}", why=why)) from first


def _run(library: Library, told: Table) -> Table:
    """Give each dossier the division and the unit of its procedure, and run its clock."""
    from sotay.figures import calendar, clock, dossiers  # noqa: PLC0415

    known = dossiers.procedures_of(library)
    units = {document.meta.service.unit for document in library.procedures.values() if document.meta.service}
    if known is None:
        told = told.mutate(division=engine.text(None), unit=engine.text(None))
    else:
        named = known.select(_code=known.procedure, division=known.division, unit=known.unit)
        told = told.left_join(named, told.procedure == named["_code"]).drop("_code")
    days = calendar.working_days(library.calendar, library.as_of)
    sessions = office_of(library.agency, library.calendar).sessions
    return clock.run(told, clock.Clock(days, sessions, frozenset(units)))


def left_out_words(answer: Count) -> str:
    """Say that figures are incomplete, and by how many rows; empty where they are whole."""
    if not answer.left_out:
        return ""
    return _("incomplete: {count} rows of the register are not counted", count=answer.left_out)
