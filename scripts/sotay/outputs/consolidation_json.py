"""The consolidated report for machines: every agency's counts, totals, and all that was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from sotay.consolidation.gathering import LEAST

if TYPE_CHECKING:
    from datetime import date

    from sotay.consolidation.accounts import Account, Ratio
    from sotay.consolidation.gathering import Consolidation

SCHEMA_NAME = "consolidated-report-output"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RatioShape(_Shape):
    """A part of a whole; ``per_cent`` is null where the whole is 0."""

    part: int
    whole: int
    per_cent: float | None


class AgencyShape(_Shape):
    """An agency's line; a figure that its report does not state is not in ``figures``, and the ratio on it is null."""

    name: str
    abbreviation: str
    parent: str
    level: str
    sample: bool
    file: str
    state: Literal["draft", "for-signature", "issued"]
    as_of: str
    listed: bool | None
    figures: dict[str, int]
    of_received: RatioShape | None
    of_resolved: RatioShape | None
    satisfaction: RatioShape | None
    laws: RatioShape | None
    evidenced: RatioShape
    faults: list[str]


class TotalShape(_Shape):
    """A sum over the ``agencies`` that state the figure."""

    value: int
    agencies: int


class LeftOutShape(_Shape):
    """A file that does not count."""

    file: str
    reason: Literal["refused", "other-year", "duplicate"]
    why: str


class MissingShape(_Shape):
    """An agency of the list that has not reported."""

    abbreviation: str
    name: str
    level: str


class ConsolidatedReportOutput(_Shape):
    """The whole. ``missing`` is null where no list of agencies was given; ``best`` and ``worst`` are files.

    Agencies with fewer than ``least`` dossiers, or whose figures do not add up, are in neither.
    """

    schema_version: int
    year: int
    as_of: str
    department: str
    agencies: list[AgencyShape]
    totals: dict[str, TotalShape]
    ratios: dict[str, RatioShape]
    least: int
    best: list[str]
    worst: list[str]
    missing: list[MissingShape] | None
    left_out: list[LeftOutShape]


def render(consolidation: Consolidation, department: str, as_of: date) -> bytes:
    """Return the consolidation as JSON in UTF-8, in the shape that ``sotay schema consolidated-report-output`` publishes."""
    missing = consolidation.missing
    output = ConsolidatedReportOutput(
        schema_version=1,
        year=consolidation.year,
        as_of=as_of.isoformat(),
        department=department,
        agencies=[_agency(consolidation, account) for account in consolidation.accounts],
        totals={
            name: TotalShape(value=total.value, agencies=total.agencies)
            for name, total in consolidation.totals().items()
        },
        ratios={name: _stated(ratio) for name, ratio in consolidation.ratios().items()},
        least=LEAST,
        best=[account.file for account in consolidation.best()],
        worst=[account.file for account in consolidation.worst()],
        missing=None
        if missing is None
        else [MissingShape(abbreviation=m.abbreviation, name=m.name, level=m.level) for m in missing],
        left_out=[
            LeftOutShape(file=entry.file, reason=entry.reason.value, why=entry.why)
            for entry in consolidation.left_out
        ],
    )
    return (json.dumps(output.model_dump(), ensure_ascii=False, indent=2) + "\n").encode()


def _agency(consolidation: Consolidation, account: Account) -> AgencyShape:
    who = account.agency
    return AgencyShape(
        name=who.name,
        abbreviation=who.abbreviation,
        parent=who.parent,
        level=who.level,
        sample=who.sample,
        file=account.file,
        state=account.state.value,
        as_of=account.as_of.isoformat(),
        listed=None if consolidation.missing is None else account.file not in consolidation.unlisted,
        figures=dict(account.counts),
        of_received=_ratio(account.of_received),
        of_resolved=_ratio(account.of_resolved),
        satisfaction=_ratio(account.satisfaction),
        laws=_ratio(account.laws),
        evidenced=_stated(account.evidenced),
        faults=list(account.faults),
    )


def _ratio(ratio: Ratio | None) -> RatioShape | None:
    return None if ratio is None else _stated(ratio)


def _stated(ratio: Ratio) -> RatioShape:
    share = ratio.share
    return RatioShape(part=ratio.part, whole=ratio.whole, per_cent=None if share is None else round(share, 4))
