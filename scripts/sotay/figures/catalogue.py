"""The figures that an objective may name as its source: name → what it is, in which unit, and how it is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from sotay.figures import budget, survey
from sotay.figures.counting import By, DossierFigures
from sotay.figures.dossier_count import count
from sotay.kinds.base import Label
from sotay.kinds.complaint import Complaint
from sotay.kinds.dossier import Dossier
from sotay.kinds.nonconformity import Nonconformity
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.kinds.training import Training
from sotay.library import remembered
from sotay.sound_rows import sound_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.figures.period import Period
    from sotay.kinds.base import OfficialRecord
    from sotay.library import Document, Library

Owed = TypeVar("Owed", Nonconformity, Complaint)
PERCENT: Final = "%"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a figure came to: ``value`` is None where there is nothing to count; a share has the two numbers it is of.

    ``records`` are the files it rests on, ``left_out`` how many of their rows are not counted. It is ``contested`` where the
    records contradict themselves or each other.
    """

    value: float | None
    count: int | None = None
    of: int | None = None
    records: tuple[str, ...] = ()
    left_out: int = 0
    contested: bool = False


Ask = Callable[["Library", "Period", "str | None"], Measured]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a period; ``scoped`` says that it can be had of a procedure or a division alone."""

    label: Label
    unit: Label
    ask: Ask
    scoped: bool = False


_DOSSIERS: Final = {
    "carried_over": Label("Hồ sơ kỳ trước chuyển sang", "Dossiers carried over"),
    "received": Label("Hồ sơ tiếp nhận", "Dossiers received"),
    "resolved": Label("Hồ sơ đã giải quyết", "Dossiers resolved"),
    "early": Label("Hồ sơ giải quyết trước hạn", "Dossiers resolved early"),
    "on_time": Label("Hồ sơ giải quyết đúng hạn (trong ngày hẹn)", "Dossiers resolved on the day"),
    "late": Label("Hồ sơ giải quyết trễ hạn", "Dossiers resolved late"),
    "pending": Label("Hồ sơ đang giải quyết", "Dossiers pending"),
    "overdue": Label("Hồ sơ quá hạn chưa giải quyết", "Dossiers overdue"),
    "reappointed": Label("Hồ sơ phải hẹn lại", "Dossiers re-appointed"),
}
_SHARES: Final = {
    "in_time": (("early", "on_time"), Label("trước hạn và đúng hạn", "not late")),
    "resolved": (("resolved",), Label("đã giải quyết", "resolved")),
    "early": (("early",), Label("trước hạn", "early")),
    "on_time": (("on_time",), Label("đúng hạn (trong ngày hẹn)", "on the day")),
    "late": (("late",), Label("trễ hạn", "late")),
}
"""Share → the counts it adds up, and its name."""


def _figures(library: Library, period: Period, scope: str | None) -> tuple[DossierFigures, int]:
    if scope is None:
        found = count(library, period)
        return found.whole, found.left_out
    by = By.PROCEDURE if scope in library.procedures else By.DIVISION
    found = count(library, period, by)
    return found.figures.get(scope, DossierFigures()), found.left_out


def _registers(library: Library, period: Period) -> tuple[str, ...]:
    """Return the registers that have dossiers of a period; all, where none has: that there was nothing rests on each."""
    last = min(period.end, library.as_of)
    found = (
        path
        for path, stays in _stays(library).items()
        if any(came <= last and went >= period.start for came, went in stays)
    )
    return tuple(found) or library.registers_of(Dossier)


@remembered
def _stays(library: Library) -> dict[str, set[tuple[date, date]]]:
    """Return register → the days on which its dossiers came and went, each pair once: few, however many dossiers there are.

    To count by register would cost each figure of each period a second question.
    """
    found: dict[str, set[tuple[date, date]]] = {path: set() for path in library.registers_of(Dossier)}
    for row in sound_rows(library).rows:
        went = row.entry.returned_at
        found[row.file].add((row.entry.received_at.date(), went.date() if went else date.max))
    return found


def _dossier_count(name: str) -> Ask:
    def ask(library: Library, period: Period, scope: str | None) -> Measured:
        registers = _registers(library, period)
        if not registers:
            return Measured(None)
        figures, left_out = _figures(library, period, scope)
        return Measured(getattr(figures, name), records=registers, left_out=left_out)

    return ask


def _dossier_share(names: tuple[str, ...], *, of_resolved: bool) -> Ask:
    def ask(library: Library, period: Period, scope: str | None) -> Measured:
        figures, left_out = _figures(library, period, scope)
        counted = sum(getattr(figures, name) for name in names)
        return _share(
            counted,
            figures.resolved if of_resolved else figures.there,
            _registers(library, period),
            left_out,
        )

    return ask


def _share(counted: int, of: int, records: Iterable[str], left_out: int = 0) -> Measured:
    return Measured(100 * counted / of if of else None, counted, of, tuple(records), left_out)


def _satisfaction(library: Library, period: Period, scope: str | None) -> Measured:
    share = survey.satisfaction_between(library, period.start, period.end, scope)
    left_out = survey.left_out_between(library, period.start, period.end)
    return _share(share.satisfied, share.answers, _answered(library, period), left_out)


def _answers(library: Library, period: Period, scope: str | None) -> Measured:
    registers = _answered(library, period)
    if not registers:
        return Measured(None)
    share = survey.satisfaction_between(library, period.start, period.end, scope)
    left_out = survey.left_out_between(library, period.start, period.end)
    return Measured(share.answers, records=registers, left_out=left_out)


def _answered(library: Library, period: Period) -> tuple[str, ...]:
    """Return the registers that have answers of a period; all, where none has."""
    rows = survey.counted_rows(library)
    found = {row.file for row in rows if period.start <= row.entry.answered_on <= period.end}
    return tuple(sorted(found)) or library.registers_of(SurveyAnswer)


def _of(library: Library, kind: type[Owed], period: Period, scope: str | None) -> list[Document[Owed]]:
    """Return the records of a kind up to the end of a period, of all or of a procedure or a division."""
    found = [record for record in library.known(kind) if record.meta.date <= period.end]
    return (
        found if scope is None else [record for record in found if scope in _belonging(library, record.meta)]
    )


def _belonging(library: Library, meta: OfficialRecord) -> set[str]:
    procedure = library.procedures.get(getattr(meta, "procedure", None) or "")
    named = (getattr(meta, "division", None), procedure.meta.code if procedure else None)
    own = procedure.meta.division if procedure else None
    return {code for code in (*named, own) if code}


def _open(kind: type[Owed]) -> Ask:
    def ask(library: Library, period: Period, scope: str | None) -> Measured:
        still = [
            record
            for record in _of(library, kind, period, scope)
            if record.meta.closed is None or record.meta.closed > period.end
        ]
        return Measured(len(still), records=tuple(record.path for record in still))

    return ask


def _closed_in_time(kind: type[Owed]) -> Ask:
    """Count, of the records whose last day lies in the period, those closed by that day."""

    def ask(library: Library, period: Period, scope: str | None) -> Measured:
        due = [
            record
            for record in _of(library, kind, period, scope)
            if record.meta.due is not None and period.start <= record.meta.due <= period.end
        ]
        done = [
            r
            for r in due
            if r.meta.closed is not None and r.meta.due is not None and r.meta.closed <= r.meta.due
        ]
        return _share(len(done), len(due), (record.path for record in due))

    return ask


def _received(library: Library, period: Period, scope: str | None) -> Measured:
    found = [r for r in _of(library, Complaint, period, scope) if r.meta.date >= period.start]
    return Measured(len(found), records=tuple(record.path for record in found))


def _trained(library: Library, period: Period, _scope: str | None) -> Measured:
    found = [r for r in library.known(Training) if period.start <= r.meta.date <= period.end]
    counts = [r.meta.participants for r in found if isinstance(r.meta.participants, int)]
    return Measured(sum(counts) if counts else None, records=tuple(record.path for record in found))


def _disbursed(library: Library, period: Period, _scope: str | None) -> Measured:
    found = budget.decisions(library, period.start.year)
    whole = budget.total(budget.of_decision(decision.meta) for decision in found)
    paths = tuple(decision.path for decision in found)
    if not found or whole.granted is None or whole.disbursed is None:
        return Measured(None, records=paths)
    return _share(whole.disbursed, whole.granted, paths)


_DOSSIER: Final = Label("hồ sơ", "dossiers")
_FORM: Final = Label("phiếu", "forms")
_CASE: Final = Label("vụ việc", "cases")
_PERCENT: Final = Label(PERCENT, PERCENT)

KNOWN: Final[dict[str, Figure]] = {
    **{
        f"dossiers.{name}": Figure(label, _DOSSIER, _dossier_count(name), scoped=True)
        for name, label in _DOSSIERS.items()
    },
    **{
        f"dossiers.{name}_share": Figure(
            Label(
                f"Tỷ lệ hồ sơ {label.vi}, trên số phải giải quyết",
                f"Share {label.en} of all dossiers there were",
            ),
            _PERCENT,
            _dossier_share(names, of_resolved=False),
            scoped=True,
        )
        for name, (names, label) in _SHARES.items()
    },
    **{
        f"dossiers.{name}_share_of_resolved": Figure(
            Label(
                f"Tỷ lệ hồ sơ {label.vi}, trên số đã giải quyết", f"Share {label.en} of the resolved dossiers"
            ),
            _PERCENT,
            _dossier_share(names, of_resolved=True),
            scoped=True,
        )
        for name, (names, label) in _SHARES.items()
        if name != "resolved"
    },
    "survey.returned": Figure(
        Label("Số phiếu khảo sát thu về", "Survey answers"), _FORM, _answers, scoped=True
    ),
    "survey.satisfaction": Figure(
        Label("Tỷ lệ hài lòng", "Satisfaction"), _PERCENT, _satisfaction, scoped=True
    ),
    "nonconformities.open": Figure(
        Label("Điểm không phù hợp chưa đóng", "Nonconformities open"),
        Label("điểm", "points"),
        _open(Nonconformity),
        scoped=True,
    ),
    "nonconformities.in_time_share": Figure(
        Label("Tỷ lệ điểm không phù hợp đóng đúng hạn", "Nonconformities closed in time"),
        _PERCENT,
        _closed_in_time(Nonconformity),
        scoped=True,
    ),
    "complaints.received": Figure(
        Label("Khiếu nại, phản ánh đã nhận", "Complaints received"), _CASE, _received, scoped=True
    ),
    "complaints.open": Figure(
        Label("Khiếu nại, phản ánh chưa giải quyết", "Complaints open"), _CASE, _open(Complaint), scoped=True
    ),
    "complaints.in_time_share": Figure(
        Label("Tỷ lệ khiếu nại, phản ánh giải quyết đúng hạn", "Complaints answered in time"),
        _PERCENT,
        _closed_in_time(Complaint),
        scoped=True,
    ),
    "training.participants": Figure(
        Label("Lượt người được đào tạo", "People trained"), Label("lượt người", "people"), _trained
    ),
    "budget.disbursed_share": Figure(Label("Tỷ lệ giải ngân", "Share disbursed"), _PERCENT, _disbursed),
}
"""The figures by name."""
