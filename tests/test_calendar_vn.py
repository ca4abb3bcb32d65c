"""Terms in months and working days, held against an oracle written otherwise, and against the law's own examples."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import lunar
from sotay.calendar_vn import (
    DATA,
    Calendar,
    add_months,
    deadline_json,
    deadline_text,
    month_term,
    official_parts,
    write_long,
    write_short,
)
from sotay.messages import speaking

DAY = timedelta(days=1)
CALENDAR = Calendar()
STRICT = Calendar(working_saturdays=False)
days = st.dates(date(2010, 1, 1), date(2040, 12, 31))
known_days = st.dates(date(2019, 1, 1), date(2026, 8, 1))
RAW = json.loads(DATA.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("start", "raw", "rolled"),
    [
        ("2021-01-01", "2021-04-01", "2021-04-01"),
        ("2021-02-01", "2021-05-01", "2021-05-04"),
        ("2022-01-10", "2022-04-10", "2022-04-12"),
        ("2020-01-30", "2020-04-30", "2020-05-04"),
        ("2023-11-30", "2024-02-29", "2024-02-29"),
        ("2026-08-21", "2026-11-21", "2026-11-23"),
        ("2021-02-15", "2021-05-15", "2021-05-17"),
        ("2023-09-18", "2023-12-18", "2023-12-18"),
        ("2025-08-07", "2025-11-07", "2025-11-07"),
        ("2024-02-04", "2024-05-04", "2024-05-04"),
    ],
)
def test_examples(start: str, raw: str, rolled: str) -> None:
    term = month_term(date.fromisoformat(start), 3, CALENDAR)
    assert (term.raw.isoformat(), term.rolled.isoformat()) == (raw, rolled)


def test_a_make_up_saturday_is_a_working_day_by_policy_alone() -> None:
    assert month_term(date(2024, 2, 4), 3, STRICT).rolled == date(2024, 5, 6)
    assert CALENDAR.is_working(date(2024, 5, 4))
    assert not STRICT.is_working(date(2024, 5, 4))


def oracle_is_working(day: date, *, saturdays: bool) -> bool:
    """The data read anew for each question, as lists of ISO texts."""
    text = day.isoformat()
    if day.isoweekday() in (6, 7):
        return saturdays and text in [entry["date"] for entry in RAW["working_saturdays"]]
    return text not in [entry["date"] for entry in RAW["off"]]


def oracle_raw(start: date) -> date:
    """Walk day by day until the third month has come and its day, or the month's end."""
    wanted = (start.month + 2) % 12 + 1
    day = start + DAY
    while day.month != wanted:
        day += DAY
    while day.day < start.day and (day + DAY).month == wanted:
        day += DAY
    return day


@pytest.mark.parametrize("saturdays", [True, False])
def test_every_day_of_the_known_years_agrees_with_the_oracle(saturdays: bool) -> None:  # noqa: FBT001
    used = Calendar(working_saturdays=saturdays)
    day = date(2019, 1, 1)
    while day <= date(2026, 9, 25):
        raw = oracle_raw(day)
        rolled = raw
        while not oracle_is_working(rolled, saturdays=saturdays):
            rolled += DAY
        term = month_term(day, 3, used)
        assert (term.raw, term.rolled) == (raw, rolled), day
        day += DAY


@given(days, st.integers(0, 40))
def test_a_term_ends_on_the_corresponding_day_or_the_months_end(start: date, months: int) -> None:
    raw = add_months(start, months)
    assert (raw.year * 12 + raw.month) - (start.year * 12 + start.month) == months
    assert raw.day == min(start.day, monthrange(raw.year, raw.month)[1])


@given(days, st.integers(0, 15), st.booleans())
def test_a_term_rolls_to_the_next_working_day_and_no_further(start: date, months: int, saturdays: bool) -> None:  # noqa: FBT001
    used = Calendar(working_saturdays=saturdays)
    term = month_term(start, months, used)
    assert term.rolled >= term.raw
    assert used.is_working(term.rolled)
    between = [term.raw + DAY * offset for offset in range((term.rolled - term.raw).days)]
    assert [day for day, _why in term.skipped] == between
    assert not any(used.is_working(day) for day in between)
    assert all(why for _day, why in term.skipped)


@given(days)
def test_a_later_law_is_never_due_earlier(start: date) -> None:
    assert month_term(start, 3, CALENDAR).rolled <= month_term(start + DAY, 3, CALENDAR).rolled


@given(days, st.integers(0, 60))
def test_working_days_are_added_as_they_are_counted(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.working_days_between(start, end) == count
    assert count == 0 or CALENDAR.is_working(end)


def test_the_first_day_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2021, 3, 1), 7) == date(2021, 3, 10)
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_working_days(date(2021, 3, 1), -1)


@pytest.mark.parametrize(
    ("new_year", "kings"),
    [
        ("2019-02-05", "2019-04-14"),
        ("2020-01-25", "2020-04-02"),
        ("2021-02-12", "2021-04-21"),
        ("2022-02-01", "2022-04-10"),
        ("2023-01-22", "2023-04-29"),
        ("2024-02-10", "2024-04-18"),
        ("2025-01-29", "2025-04-07"),
        ("2026-02-17", "2026-04-26"),
        ("2027-02-06", "2027-04-16"),
        ("2028-01-26", "2028-04-04"),
        ("2029-02-13", "2029-04-23"),
        ("2030-02-02", "2030-04-12"),
        ("2031-01-23", "2031-04-01"),
        ("2032-02-11", "2032-04-19"),
    ],
)
def test_the_lunar_calendar(new_year: str, kings: str) -> None:
    year = int(new_year[:4])
    assert lunar.new_year(year).isoformat() == new_year
    assert lunar.lunar_day(year, 3, 10).isoformat() == kings


@given(st.integers(1950, 2100))
def test_a_lunar_year_is_whole(year: int) -> None:
    first, following = lunar.new_year(year), lunar.new_year(year + 1)
    assert date(year, 1, 20) <= first <= date(year, 2, 21)
    assert (following - first).days in (353, 354, 355, 383, 384, 385)
    months = [lunar.lunar_day(year, month, 1) for month in range(1, 13)]
    assert all(29 <= (later - earlier).days <= 60 for earlier, later in zip(months, months[1:], strict=False))


def test_a_year_without_data_falls_back_to_the_law_and_says_so() -> None:
    year = CALENDAR.year(2031)
    assert year.fallback
    assert {off.flag for off in year.off.values()} == {"C"}
    assert not CALENDAR.is_working(date(2031, 1, 1))
    assert not CALENDAR.is_working(lunar.new_year(2031))
    assert CALENDAR.why_off(date(2031, 9, 2)) == "Quốc khánh 2/9"
    with speaking("en"):
        assert "No holiday notice is known for 2031" in deadline_json(month_term(date(2030, 10, 2), 3, CALENDAR))["reason"]
    assert not CALENDAR.is_working(date(2027, 11, 24))
    assert CALENDAR.is_working(date(2018, 11, 23))


@given(st.integers(2027, 2060))
def test_by_the_law_alone_eleven_or_twelve_days_are_off(year: int) -> None:
    off = CALENDAR.year(year).off
    assert len(off) == 12
    assert all(day.weekday() < 5 for day in off)


def test_a_librarys_own_notice_takes_the_place_of_the_years_data() -> None:
    own = Calendar(overrides={2026: ({date(2026, 11, 23): "hoán đổi"}, frozenset({date(2026, 11, 28)}))})
    assert month_term(date(2026, 8, 21), 3, own).rolled == date(2026, 11, 24)
    assert own.is_working(date(2026, 11, 28))
    assert own.is_working(date(2026, 1, 1)), "the notice is taken as whole"
    assert not own.is_working(date(2025, 1, 1))


def test_what_is_unverified_or_only_proposed_is_said() -> None:
    with speaking("en"):
        swap = deadline_json(month_term(date(2026, 8, 21), 3, CALENDAR))
        assert "23/11/2026 was proposed" in swap["reason"]
        assert "25/11/2026" in swap["reason"]
        assert "unverified" in deadline_json(month_term(date(2020, 10, 12), 4, CALENDAR))["reason"]
        assert deadline_json(month_term(date(2021, 1, 1), 3, CALENDAR))["reason"] == "The last day is a working day."


def test_every_day_of_the_data_kept_its_flag() -> None:
    assert len(RAW["off"]) == 101
    assert {entry["flag"] for entry in RAW["off"]} == {"V", "C", "O"}
    assert all(CALENDAR.year(2026).off[date(2026, 2, day)].flag == "V" for day in range(16, 21))


def test_as_official_documents_write_dates() -> None:
    assert official_parts(date(2021, 1, 5)) == ("05", "01", "2021")
    assert official_parts(date(2021, 6, 15)) == ("15", "6", "2021")
    assert write_long(date(2021, 3, 9)) == "ngày 09 tháng 3 năm 2021"
    assert [write_short(day) for day in (date(2021, 2, 19), date(2021, 8, 5), date(2020, 8, 20))] == [
        "19/02/2021",
        "05/8/2021",
        "20/8/2020",
    ]


def test_a_deadline_for_a_person() -> None:
    text = deadline_text(month_term(date(2021, 2, 1), 3, CALENDAR))
    assert text.splitlines()[:3] == [
        "Có hiệu lực từ: Thứ Hai, 01/02/2021",
        "Ngày cuối theo thời hạn tháng (3 tháng): Thứ Bảy, 01/5/2021",
        "Ngày cuối, chuyển sang ngày làm việc: Thứ Ba, 04/5/2021",
    ]
    assert "03/5/2021 (nghỉ bù 1/5 (Thứ Bảy))" in text
    assert "Điều 147 và 148" in text
