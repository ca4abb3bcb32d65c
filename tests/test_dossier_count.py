"""Dossiers are counted as the law counts them: against a reckoning row by row, which knows nothing of tables."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.appointments import Office, office_of, shifted
from sotay.calendar_vn import Calendar
from sotay.figures import dossier_count
from sotay.figures.counting import RESULTS, By, DossierFigures
from sotay.figures.period import Period
from sotay.history import History
from sotay.kinds.agency import Agency
from sotay.kinds.dossier import Dossier
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Document, Library, RegisterRow
from sotay.sound_rows import sound_rows
from sotay.tree import WorkTree

SCRIPTS: Final = Path(__file__).parent.parent / "scripts"
UNITS: Final = {"QT.DN.01": "ngày làm việc", "QT.DN.02": "ngày", "QT.DN.03": "giờ"}
MINUTE: Final = timedelta(minutes=1)
DAY: Final = 24 * 60


def library(rows: list[Dossier], as_of: date) -> Library:
    """Return a library of these dossiers, each in a register of its own, with a procedure for each unit of time."""
    agency = Agency.model_validate(
        {
            "names": (
                {
                    "name": "Cơ quan mẫu",
                    "parent": "UBND mẫu",
                    "place": "Mẫu",
                    "abbreviation": "CQM",
                    "letterhead": ("Mẫu",),
                    "letterhead_parent": ("Mẫu",),
                },
            ),
        }
    )
    entries = tuple(RegisterRow(row, f"records/dossiers/{number}.csv", 2) for number, row in enumerate(rows))
    return Library(
        root=Path(),
        agency=agency,
        as_of=as_of,
        today=as_of,
        calendar=Calendar(),
        history=History(),
        files=WorkTree(Path()),
        documents=tuple(
            Document(f"procedures/dn/{code}.md", procedure(code, unit)) for code, unit in UNITS.items()
        ),
        rows=entries,
        registers=tuple(entry.file for entry in entries),
    )


def procedure(code: str, unit: str) -> ControlledDocument:
    return ControlledDocument.model_validate(
        {
            "code": code,
            "title": "Thủ tục mẫu",
            "kind": "procedure",
            "division": "DN",
            "version": "01",
            "effective": date(2020, 1, 1),
            "prepared_by": "a",
            "reviewed_by": "b",
            "approved_by": "c",
            "service": {
                "name": "Thủ tục mẫu",
                "processing_time": 5,
                "unit": unit,
                "fee": "Không",
                "channels": ("Trực tiếp",),
                "components": ({"name": "Đơn"},),
            },
        }
    )


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """A dossier of the years around 2021; suspensions lie one after another, and may go on."""
    received = draw(st.datetimes(datetime(2020, 11, 1), datetime(2021, 12, 31))).replace(
        second=0, microsecond=0
    )
    back = draw(st.none() | st.integers(0, 40 * DAY))
    marks = sorted(draw(st.lists(st.integers(0, 20 * DAY), max_size=6, unique=True)))
    periods = [marks[number : number + 2] for number in range(0, len(marks), 2)]
    written = ";".join(
        "/".join((moment(received + MINUTE * start), *(moment(received + MINUTE * end) for end in ends)))
        + ("" if ends else "/")
        for start, *ends in periods
        if back is None or (start <= back and all(end <= back for end in ends))
    )
    return Dossier(
        code="000.00.01.H00-210301-0001",
        procedure=draw(st.sampled_from(sorted(UNITS))),
        applicant="Thương nhân mẫu",
        received_at=received,
        due_at=received + MINUTE * draw(st.integers(0, 20 * DAY)),
        returned_at=None if back is None else received + MINUTE * back,
        result=None if back is None else draw(st.sampled_from((None, *RESULTS.values()))),
        reappointed_to=draw(st.sampled_from((None, "2021-06-01T17:00"))),
        suspended=written or None,
    )


def moment(value: datetime) -> str:
    return value.isoformat(timespec="minutes")


def reckon(dossier: Dossier, period: Period, office: Office) -> DossierFigures:
    """Count one dossier in plain steps; a suspension that nobody ended ends with the return."""
    back = (
        dossier.returned_at.date()
        if dossier.returned_at and dossier.returned_at.date() <= period.end
        else None
    )
    if dossier.received_at.date() > period.end or (back and back < period.start):
        return DossierFigures()
    suspensions = [
        period._replace(until=period.until or dossier.returned_at) for period in dossier.suspensions
    ]
    due, _out = shifted(dossier.due_at, UNITS[dossier.procedure], office, suspensions)  # type: ignore[arg-type]
    still = any(
        start.date() <= period.end
        and (until is None or until.date() > period.end)
        and start <= shifted(dossier.due_at, UNITS[dossier.procedure], office, suspensions[:number])[0]  # type: ignore[arg-type]
        for number, (start, until) in enumerate(suspensions)
    )
    days = office.calendar.working_days_between
    spent = days(dossier.received_at.date(), dossier.returned_at.date()) if dossier.returned_at else 0
    spent -= sum(days(start.date(), until.date()) for start, until in suspensions if until)
    came_before = dossier.received_at.date() < period.start
    return DossierFigures(
        carried_over=came_before,
        received=not came_before,
        resolved=back is not None,
        early=back is not None and back < due.date(),
        on_time=back is not None and back == due.date(),
        late=back is not None and back > due.date(),
        pending=back is None,
        overdue=back is None and due.date() < period.end and not still,
        reappointed=dossier.reappointed_to is not None,
        spent=max(0, spent) if back else 0,
        **{name: back is not None and dossier.result == result for name, result in RESULTS.items()},
    )


def total(parts: list[DossierFigures]) -> DossierFigures:
    names = asdict(DossierFigures())
    return DossierFigures(**{name: sum(int(getattr(part, name)) for part in parts) for name in names})


def renumbered(rows: list[Dossier]) -> list[Dossier]:
    return [
        row.model_copy(update={"code": f"000.00.01.H00-210301-{number:04}"})
        for number, row in enumerate(rows)
    ]


@settings(max_examples=4)
@given(
    st.lists(dossiers(), min_size=60, max_size=60).map(renumbered),
    st.dates(date(2021, 1, 1), date(2021, 12, 31)),
)
def test_every_dossier_is_counted_once_and_as_it_is_reckoned_by_hand(
    rows: list[Dossier], as_of: date
) -> None:
    found, period = library(rows, as_of), Period.of_year(2021)
    office = office_of(found.agency, found.calendar)
    counted = dossier_count.count(found, period, By.REGISTER)
    by_hand = {row.file: reckon(row.entry, period.until(as_of), office) for row in sound_rows(found).rows}
    there = {file: figures for file, figures in by_hand.items() if figures != DossierFigures()}
    assert {f: asdict(figures) for f, figures in counted.figures.items()} == {
        f: {name: int(value) for name, value in asdict(figures).items()} for f, figures in there.items()
    }
    whole = dossier_count.count(found, period).whole
    assert whole == total(list(there.values()))
    assert whole.resolved == whole.early + whole.on_time + whole.late
    assert whole.received + whole.carried_over == whole.resolved + whole.pending
    assert 0 <= whole.overdue <= whole.pending
    assert counted.left_out + len(sound_rows(found).rows) == len(rows)
    for month, figures in [*dossier_count.count(found, period, By.MONTH).figures.items()][-2:]:
        of_month = Period.read(month or "")
        assert of_month is not None
        assert dossier_count.count(found, of_month).whole == figures


def row(received: datetime, due: datetime, returned: datetime | None) -> Dossier:
    return Dossier(
        code="000.00.01.H00-210301-0001",
        procedure="QT.DN.01",
        applicant="Thương nhân mẫu",
        received_at=received,
        due_at=due,
        returned_at=returned,
    )


@pytest.mark.parametrize(
    ("name", "back"),
    [
        ("early", datetime(2021, 3, 9, 23)),
        ("on_time", datetime(2021, 3, 10, 17)),
        ("late", datetime(2021, 3, 11, 0, 1)),
    ],
)
def test_the_day_decides_and_not_the_hour(name: str, back: datetime) -> None:
    rows = [row(datetime(2021, 3, 1, 8), datetime(2021, 3, 10, 9), back)]
    figures = dossier_count.count(library(rows, date(2021, 12, 31)), Period.of_year(2021)).whole
    assert getattr(figures, name) == 1


def test_a_result_after_the_cut_off_is_pending() -> None:
    rows = [row(datetime(2021, 3, 1, 8), datetime(2021, 3, 10, 17), datetime(2021, 3, 10, 9))]
    found = library(rows, date(2021, 12, 31))
    figures = dossier_count.count(found, Period.of_year(2021), until=date(2021, 3, 9)).whole
    assert (figures.received, figures.resolved, figures.pending, figures.overdue) == (1, 0, 1, 0)
    assert figures.share(figures.resolved) == 0
    assert figures.mean_days is None


def test_a_library_without_rows_asks_no_engine() -> None:
    """Nor does ``--help``: what is heavy is read where there is something to count."""
    program = (
        "import sys; sys.argv = ['sotay', '--help']\n"
        "from datetime import date; from pathlib import Path\n"
        "from sotay import pipeline; from sotay.figures import dossier_count; from sotay.figures.period import Period\n"
        "import sotay.cli\n"
        f"library = pipeline.read(Path({str(Path(__file__).parent / 'cases' / 'base')!r}), date(2021, 10, 29), date(2021, 10, 29))\n"
        "assert not library.dossiers\n"
        "pipeline.judge(library)\n"
        "assert not dossier_count.count(library, Period.of_year(2021)).figures\n"
        "assert not {'ibis', 'duckdb', 'pyarrow', 'pandas'} & {*sys.modules}, 'an engine was read'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": str(SCRIPTS), "PATH": ""})
