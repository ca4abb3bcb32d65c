"""Figures of dossiers for machines."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from sotay.figures.counting import By

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sotay.figures.counting import Count, DossierFigures
    from sotay.figures.period import Period

SCHEMA_NAME = "figures-output"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SharesShape(_Shape):
    """Per cent of a whole: how many were resolved, early, on time and late; null where the whole is 0."""

    resolved: float | None
    early: float | None
    on_time: float | None
    late: float | None


class FiguresShape(_Shape):
    """Counts under one key, null where nothing is told apart or the register has none.

    ``shares`` are of the dossiers there were, received and carried over (Decree 61/2018/NĐ-CP, Article 30.2.c),
    ``shares_of_resolved`` of the resolved ones. ``spent`` are working days of all resolved ones together, ``mean_days`` their mean.
    """

    key: str | None
    carried_over: int
    received: int
    resolved: int
    early: int
    on_time: int
    late: int
    pending: int
    overdue: int
    reappointed: int
    delivered: int
    refused: int
    sent_back: int
    stopped: int
    withdrawn: int
    spent: int
    mean_days: float | None
    shares: SharesShape
    shares_of_resolved: SharesShape


class FiguresOutput(_Shape):
    """The figures of a period; ``left_out`` rows could not be read or cannot be true: then they are not ``complete``."""

    schema_version: int = 1
    start: date
    end: date
    by: By | None
    complete: bool
    left_out: int
    figures: list[FiguresShape]


def render(count: Count, period: Period, by: By | None) -> bytes:
    """Return figures as JSON in UTF-8, in the shape that ``sotay schema figures-output`` publishes."""
    output = FiguresOutput(
        start=period.start,
        end=period.end,
        by=by,
        complete=not count.left_out,
        left_out=count.left_out,
        figures=shapes(count.figures),
    )
    return output.model_dump_json(indent=2).encode() + b"\n"


def shapes(figures: Mapping[str | None, DossierFigures]) -> list[FiguresShape]:
    """Return figures under their keys in the shape that is published."""
    return [shape(key, counted) for key, counted in figures.items()]


def shape(key: str | None, figures: DossierFigures) -> FiguresShape:
    """Return the figures of one key in the shape that is published."""
    return FiguresShape(
        key=key,
        **asdict(figures),
        mean_days=figures.mean_days,
        shares=_shares(figures, figures.there),
        shares_of_resolved=_shares(figures, figures.resolved),
    )


def _shares(figures: DossierFigures, whole: int) -> SharesShape:
    names = SharesShape.model_fields
    return SharesShape(**{name: 100 * getattr(figures, name) / whole if whole else None for name in names})
