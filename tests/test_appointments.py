"""Appointments: cases by hand, an oracle that walks, properties, words and JSON."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import library_cases
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_cases import CASES, read
from pydantic import ValidationError
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from sotay import cli  # noqa: F401 (it gathers the commands)
from sotay.appointments import (
    ASSUMED_HOURS,
    Appointment,
    NoAppointmentError,
    Office,
    Unit,
    appoint,
    caveats,
    office_of,
    shifted,
)
from sotay.calendar_vn import Calendar
from sotay.commands.common import app
from sotay.kinds.agency import Agency, Policy, WorkingHours
from sotay.kinds.dossier import Suspension
from sotay.messages import speaking

FILES = CASES / "appointments"
UNITS: dict[str, Unit] = {"working-days": "ngày làm việc", "days": "ngày", "hours": "giờ"}
HOURS = WorkingHours(morning="07:00-11:30", afternoon="13:30-17:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def office(*, saturdays: bool = True, **options: object) -> Office:
    return Office(Calendar(working_saturdays=saturdays), HOURS.sessions, **options)  # type: ignore[arg-type]


class Line(NamedTuple):
    unit: Unit
    received: datetime
    amount: int
    due: datetime
    strict: datetime
    suspended: tuple[Suspension, ...]
    shows: str


def periods(text: str) -> tuple[Suspension, ...]:
    pairs = [period.split("/") for period in text.split(";")] if text != "-" else []
    return tuple(
        Suspension(datetime.fromisoformat(start), datetime.fromisoformat(until) if until else None)
        for start, until in pairs
    )


def lines() -> list[Line]:
    found = []
    for name, unit in UNITS.items():
        for line in (FILES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                received, amount, due, strict, suspended, shows = line.split(maxsplit=5)
                found.append(
                    Line(
                        unit,
                        datetime.fromisoformat(received),
                        int(amount),
                        datetime.fromisoformat(due),
                        datetime.fromisoformat(due if strict == "=" else strict),
                        periods(suspended),
                        shows,
                    )
                )
    return found


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.received:%Y-%m-%dT%H:%M} {line.shows}")
def test_cases_worked_out_by_hand(line: Line) -> None:
    for used, due in ((office(), line.due), (office(saturdays=False), line.strict)):
        assert appoint(line.amount, line.unit, line.received, used, line.suspended).due == due


# The oracle: its days off are read from tests/cases/calendar, and it walks by days and minutes.


@cache
def off_and_worked() -> tuple[frozenset[date], frozenset[date]]:
    said: dict[str, set[date]] = {"off": set(), "works": set()}
    for line in (CASES / "calendar" / "days-off.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(("off ", "works ")):
            word, day, *_rest = line.split()
            said[word].add(date.fromisoformat(day))
    return frozenset(said["off"]), frozenset(said["works"])


def works(day: date, *, saturdays: bool) -> bool:
    off, worked = off_and_worked()
    return (saturdays and day in worked) if day.isoweekday() > 5 else day not in off


def at_work(moment: datetime, *, saturdays: bool) -> bool:
    """Say whether the minute that begins here is worked."""
    clock = moment.time()
    inside = time(7) <= clock < time(11, 30) or time(13, 30) <= clock < time(17)
    return inside and works(moment.date(), saturdays=saturdays)


def begin(received: datetime, *, saturdays: bool) -> datetime:
    """Walk to the first moment that counts."""
    moment = received
    while not at_work(moment, saturdays=saturdays) and not (
        works(moment.date(), saturdays=saturdays) and moment.time() == time(11, 30)
    ):
        moment += MINUTE
    if moment.time() <= time(15):
        return moment
    moment = moment.replace(hour=7, minute=0) + DAY
    while not works(moment.date(), saturdays=saturdays):
        moment += DAY
    return moment


def walk(
    amount: int, unit: Unit, received: datetime, suspended: tuple[Suspension, ...], *, saturdays: bool
) -> datetime:
    start = begin(received, saturdays=saturdays)
    if unit == "giờ":
        return walk_minutes(amount * 60, start, suspended, saturdays=saturdays)

    def on(day: date) -> date:
        day += DAY
        while not works(day, saturdays=saturdays):
            day += DAY
        return day

    day = start.date()
    for _ in range(amount):
        day = on(day) if unit == "ngày làm việc" else day + DAY
    for period in suspended:
        last = day if works(day, saturdays=saturdays) else on(day)
        if period.until is None or period.start > datetime.combine(last, time(17)):
            break
        out = max(period.start, start).date()
        while out < max(period.until, start).date():
            out += DAY
            if unit == "ngày":
                day += DAY
            elif works(out, saturdays=saturdays):
                day = on(day)
    return datetime.combine(day if works(day, saturdays=saturdays) else on(day), time(17))


def walk_minutes(
    left: int, start: datetime, suspended: tuple[Suspension, ...], *, saturdays: bool
) -> datetime:
    def still(moment: datetime) -> bool:
        return any(period.until and period.start <= moment < period.until for period in suspended)

    minute = over = start
    while left or still(over):
        if at_work(minute, saturdays=saturdays):
            left -= not still(minute)
            over = minute + MINUTE
        elif not left and still(over) and not still(minute):
            break
        minute += MINUTE
    return over


moments = st.datetimes(datetime(2019, 1, 2), datetime(2025, 11, 30)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
units = st.sampled_from(list(UNITS.values()))
amounts = st.integers(1, 40)
minutes = st.integers(0, 10 * 24 * 60)


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[datetime, tuple[Suspension, ...]]:
    received = draw(moments)
    found, last = [], received
    for _ in range(draw(st.integers(0, 3))):
        start = last + MINUTE * draw(minutes)
        last = start + MINUTE * draw(minutes)
        found.append(Suspension(start, last))
    return received, tuple(found)


@settings(max_examples=400, deadline=None)
@given(dossiers(), amounts, units, st.booleans())
def test_the_oracle_says_the_same(
    dossier: tuple[datetime, tuple[Suspension, ...]],
    amount: int,
    unit: Unit,
    saturdays: bool,  # noqa: FBT001 (drawn)
) -> None:
    received, suspended = dossier
    counted = appoint(amount, unit, received, office(saturdays=saturdays), suspended)
    assert counted.counted_from == begin(received, saturdays=saturdays)
    assert counted.due == walk(amount, unit, received, suspended, saturdays=saturdays)


@given(moments, amounts, units, minutes, st.integers(0, 20))
def test_later_received_or_longer_is_never_due_sooner(
    received: datetime, amount: int, unit: Unit, wait: int, more: int
) -> None:
    for used in (office(), office(saturdays=False)):
        first = appoint(amount, unit, received, used)
        then = appoint(amount, unit, received + MINUTE * wait, used)
        assert then.due >= first.due
        assert then.hand_over_by >= first.hand_over_by
        assert appoint(amount + more, unit, received, used).due >= first.due


@given(dossiers(), amounts, units, st.booleans(), st.booleans())
def test_due_and_hand_over_are_in_working_time_and_suspensions_never_bring_them_forward(
    dossier: tuple[datetime, tuple[Suspension, ...]],
    amount: int,
    unit: Unit,
    saturdays: bool,  # noqa: FBT001 (drawn)
    next_day: bool,  # noqa: FBT001 (drawn)
) -> None:
    received, suspended = dossier
    used = office(saturdays=saturdays, next_day_after_cut_off=next_day)
    counted = appoint(amount, unit, received, used, suspended)
    for moment in (counted.due, counted.hand_over_by):
        assert used.calendar.is_working(moment.date())
        assert any(start <= moment.time() <= end for start, end in used.sessions)
    assert counted.due >= appoint(amount, unit, received, used).due
    for number in range(len(suspended)):
        assert counted.due >= appoint(amount, unit, received, used, suspended[:number]).due
    assert all(not used.calendar.is_working(day) for day, _why in counted.skipped)
    assert len(set(counted.skipped)) == len(counted.skipped)
    assert bool(counted.why_zero) == (counted.day_zero != received.date())


@given(dossiers(), amounts, units)
def test_periods_that_overlap_are_taken_out_once(
    dossier: tuple[datetime, tuple[Suspension, ...]], amount: int, unit: Unit
) -> None:
    received, suspended = dossier
    once = appoint(amount, unit, received, office(), suspended)
    assert appoint(amount, unit, received, office(), suspended * 2).due == once.due


@given(dossiers(), amounts)
def test_a_row_is_put_off_as_its_appointment_is(
    dossier: tuple[datetime, tuple[Suspension, ...]], amount: int
) -> None:
    received, suspended = dossier
    first = appoint(amount, "ngày làm việc", received, office())
    begun = tuple(period for period in suspended if period.start >= first.counted_from)
    assert (
        shifted(first.due, "ngày làm việc", office(), begun)[0]
        == appoint(amount, "ngày làm việc", received, office(), begun).due
    )


def test_eight_hours_are_a_day() -> None:
    for days in range(1, 30):
        received = datetime(2021, 3, 1, 7)
        hours = appoint(8 * days, "giờ", received, office()).due
        assert hours == appoint(days, "ngày làm việc", received - DAY * 3, office()).due, days


def test_the_cut_off_and_what_it_means_are_policy() -> None:
    received = datetime(2021, 3, 1, 15, 30)
    same = appoint(7, "ngày làm việc", received, office(next_day_after_cut_off=False))
    assert (same.day_zero, same.due.day, same.hand_over_by) == (
        date(2021, 3, 1),
        10,
        datetime(2021, 3, 2, 7),
    )
    later = appoint(7, "ngày làm việc", received, office(cut_off=time(16)))
    assert (later.day_zero, later.due.day, later.hand_over_by) == (
        date(2021, 3, 1),
        10,
        datetime(2021, 3, 1, 17),
    )


@pytest.mark.parametrize(
    ("received", "used", "by"),
    [
        ("2021-03-01T15:00", office(), "2021-03-01T17:00"),
        ("2021-03-01T15:01", office(), "2021-03-02T07:00"),
        ("2021-03-01T17:00", office(), "2021-03-02T07:00"),
        ("2021-03-01T17:01", office(), "2021-03-02T07:00"),
        ("2021-03-01T23:59", office(), "2021-03-02T07:00"),
        ("2021-03-01T05:00", office(), "2021-03-01T17:00"),
        ("2021-03-05T18:00", office(), "2021-03-08T07:00"),
        ("2021-03-06T16:00", office(), "2021-03-08T17:00"),
        ("2021-03-01T14:30", office(cut_off=time(14)), "2021-03-01T17:00"),
        ("2021-03-01T15:01", office(cut_off=time(14)), "2021-03-02T07:00"),
        ("2021-03-01T18:00", office(cut_off=time(19)), "2021-03-02T07:00"),
    ],
)
def test_the_hand_over_is_the_law_s_whatever_the_office_counts(received: str, used: Office, by: str) -> None:
    counted = appoint(7, "ngày làm việc", datetime.fromisoformat(received), used)
    assert counted.hand_over_by == datetime.fromisoformat(by)


def test_the_office_is_what_agency_yml_says() -> None:
    names = {
        "name": "Cơ quan mẫu",
        "parent": "UBND tỉnh mẫu",
        "place": "Nơi mẫu",
        "abbreviation": "CQM",
        "letterhead": ("Cơ quan mẫu",),
        "letterhead_parent": ("UBND tỉnh mẫu",),
    }
    plain = office_of(Agency(names=(names,)), Calendar())  # type: ignore[arg-type]
    assert (plain.sessions, plain.cut_off, plain.next_day_after_cut_off, plain.assumed) == (
        ASSUMED_HOURS.sessions,
        None,
        True,
        True,
    )
    policy = Policy(cut_off="16:30", after_cut_off="same-day")
    told = office_of(Agency(names=(names,), policy=policy, working_hours=HOURS), Calendar())  # type: ignore[arg-type]
    assert (told.sessions[0], told.cut_off, told.next_day_after_cut_off, told.assumed) == (
        (time(7), time(11, 30)),
        time(16, 30),
        False,
        False,
    )


@pytest.mark.parametrize(
    ("morning", "afternoon"),
    [("07:00-11:30", "11:00-17:00"), ("11:30-07:00", "13:30-17:00"), ("7h-11h", "13:30-17:00")],
)
def test_hours_that_no_clock_shows_are_refused(morning: str, afternoon: str) -> None:
    with pytest.raises(ValidationError):
        WorkingHours(morning=morning, afternoon=afternoon)


def told(amount: int, unit: Unit, received: str, used: Office) -> tuple[Appointment, str]:
    with speaking("en"):
        found = appoint(amount, unit, datetime.fromisoformat(received), used)
        return found, "\n".join(caveats(found, used))


def test_what_is_unverified_is_said() -> None:
    assert told(7, "ngày làm việc", "2024-03-04T08:00", office())[1] == ""
    assert "118/2025/NĐ-CP" in told(7, "ngày làm việc", "2025-07-01T08:00", office())[1]
    assert "118/2025/NĐ-CP" not in told(7, "ngày làm việc", "2025-06-30T08:00", office())[1]
    assert "02/9/2021, 03/9/2021" in told(7, "ngày làm việc", "2021-09-01T15:30", office())[1]
    assert "2028" in told(7, "ngày làm việc", "2028-03-01T08:00", office())[1]
    assert "07:00-11:30" in told(7, "ngày làm việc", "2024-03-04T08:00", office(assumed=True))[1]
    found, notes = told(3, "ngày làm việc", "2026-11-19T08:00", office())
    assert found.due == datetime(2026, 11, 25, 17)
    assert "the last day is 17:00 on 26/11/2026" in notes


def test_there_is_no_appointment_before_the_law_nor_beyond_the_calendar() -> None:
    with pytest.raises(NoAppointmentError):
        appoint(7, "ngày làm việc", datetime(2018, 6, 20, 8), office())
    assert appoint(7, "ngày làm việc", datetime(2018, 6, 21, 8), office()).terms.number == "61/2018/NĐ-CP"
    with pytest.raises(NoAppointmentError):
        appoint(10**8, "ngày", datetime(2021, 3, 1, 8), office())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library in which QT.DN.01 has a service and is in force since 20/8/2020."""
    root = tmp_path_factory.mktemp("library")
    case = read(CASES / "DOS301" / "good-day.md")
    library_cases.lay_files(case, root)
    second = (root / "procedures" / "qt-dn-01.md").read_text(encoding="utf-8").replace("QT.DN.01", "QT.DN.02")
    start, end = second.index("service:"), second.index("changes:")
    (root / "procedures" / "qt-dn-02.md").write_text(second[:start] + second[end:], encoding="utf-8")
    (root / "records" / "decisions" / "s.md").write_text(
        library_cases._filled(  # noqa: SLF001 (the test's own helper)
            '---\nnumber: 03/QĐ-CQM\ndate: 2020-08-20\nissues: [{code: QT.DN.02, version: "01", sha256: @sha(QT.DN.02)}]\n---\n',
            root,
            case,
        ),
        encoding="utf-8",
    )
    return root


def run(library: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["appointment", *words, "--library", str(library)])
    return done.exit_code, done.output


def test_the_command_tells_when_and_why(library: Path, snapshot: SnapshotAssertion) -> None:
    for lang in ("vi", "en"):
        code, text = run(library, "QT.DN.01", "--received", "2021-09-01T15:30", "--lang", lang)
        assert code == 0
        assert text == snapshot(name=lang)
    code, text = run(
        library, "QT.DN.01", "--received", "2025-12-30T15:30",
        "--suspended", "2026-01-05T08:00/2026-01-07T08:00", "--suspended", "2026-01-09T08:00/",
    )  # fmt: skip
    assert code == 0
    assert text == snapshot(name="suspended")


def test_the_command_speaks_json(library: Path, snapshot: SnapshotAssertion) -> None:
    code, text = run(library, "QT.DN.01", "--received", "2021-09-01T15:30", "--format", "json")
    assert code == 0
    assert json.loads(text) == snapshot


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("QT.DN.09", "--received", "2021-09-01T15:30"), 2, "QT.DN.01"),
        (("QT.DN.02", "--received", "2021-09-01T15:30"), 2, "QT.DN.01"),
        (("QT.DN.01", "--received", "2020-08-19T15:30"), 3, "19/8/2020"),
        (("QT.DN.01", "--received", "2021-09-01"), 2, "2021-09-01T15:30"),
        (("QT.DN.01", "--received", "2021-13-01T15:30"), 2, "2021-09-01T15:30"),
        (("QT.DN.01", "--received", "2021-09-01T15:30+07:00"), 2, "2021-09-01T15:30"),
        (("QT.DN.01", "--received", "2021-09-01T15:30", "--suspended", "2021-09-06"), 2, "2021-09-06T08:00"),
        (
            (
                "QT.DN.01",
                "--received",
                "2021-09-01T15:30",
                "--suspended",
                "2021-09-07T08:00/2021-09-06T08:00",
            ),
            2,
            "2021-09-07T08:00",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(
    library: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    found, text = run(library, *words)
    assert found == code
    assert said in " ".join(text.split())
