"""Dossiers are counted as the law counts them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sotay.kinds.dossier import Dossier
from sotay.library import RegisterRow
from sotay.registers import count_dossiers

moments = st.datetimes(datetime(2020, 1, 1), datetime(2022, 12, 31))


def row(received: datetime, due: datetime, returned: datetime | None) -> RegisterRow[Dossier]:
    dossier = Dossier(
        code="000.00.01.H00-210301-0001",
        procedure="QT.DN.01",
        applicant="Thương nhân mẫu",
        received_at=received,
        due_at=due,
        returned_at=returned,
    )
    return RegisterRow(dossier, "records/dossiers/2021.csv", 2)


rows = st.builds(
    lambda received, days, back: row(
        received, received + timedelta(days=days), None if back is None else received + timedelta(days=back)
    ),
    moments,
    st.integers(0, 20),
    st.none() | st.integers(0, 40),
)


@given(st.lists(rows, max_size=30), st.dates(date(2021, 1, 1), date(2021, 12, 31)))
def test_every_dossier_is_counted_once(found: list[RegisterRow[Dossier]], as_of: date) -> None:
    figures = count_dossiers(found, 2021, as_of)
    assert figures.resolved == figures.early + figures.on_time + figures.late
    assert figures.received + figures.carried_over == figures.resolved + figures.pending
    assert 0 <= figures.overdue <= figures.pending


def test_the_day_decides_and_not_the_hour() -> None:
    received, due = datetime(2021, 3, 1, 8), datetime(2021, 3, 10, 9)
    back = {
        "early": datetime(2021, 3, 9, 23),
        "on_time": datetime(2021, 3, 10, 17),
        "late": datetime(2021, 3, 11, 0, 1),
    }
    for name, moment in back.items():
        figures = count_dossiers([row(received, due, moment)], 2021, date(2021, 12, 31))
        assert getattr(figures, name) == 1, name


def test_a_result_after_the_cut_off_is_pending() -> None:
    found = [row(datetime(2021, 3, 1, 8), datetime(2021, 3, 10, 17), datetime(2021, 3, 10, 9))]
    figures = count_dossiers(found, 2021, date(2021, 3, 9))
    assert (figures.received, figures.resolved, figures.pending, figures.overdue) == (1, 0, 1, 0)
    assert figures.share(figures.resolved) == 0
    assert count_dossiers([], 2021, date(2021, 3, 9)).share(0) == 0
