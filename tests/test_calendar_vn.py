"""Terms in months and working days: properties, notes and words; day by day against an oracle in test_deadline_oracle."""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import lunar
from sotay.calendar_vn import (
    DATA,
    Calendar,
    Flag,
    add_months,
    deadline_json,
    deadline_reason,
    deadline_text,
    month_term,
    official_parts,
    read_day,
    weekday_name,
    write_long,
    write_short,
    year_by_law,
)
from sotay.messages import speaking

DAY = timedelta(days=1)
CALENDAR = Calendar()
STRICT = Calendar(working_saturdays=False)
days = st.dates(date(2010, 1, 1), date(2040, 12, 31))
RAW = json.loads(DATA.read_text(encoding="utf-8"))


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def reason(start: str, used: Calendar = CALENDAR) -> str:
    with speaking("en"):
        return deadline_reason(month_term(day_of(start), 3, used))


def test_a_make_up_saturday_is_a_working_day_by_policy_alone() -> None:
    assert month_term(date(2024, 2, 4), 3, STRICT).rolled == date(2024, 5, 6)
    assert CALENDAR.is_working(date(2024, 5, 4))
    assert not STRICT.is_working(date(2024, 5, 4))


@given(days, st.integers(0, 40))
def test_a_term_ends_on_the_corresponding_day_or_the_months_end(start: date, months: int) -> None:
    raw = add_months(start, months)
    assert (raw.year * 12 + raw.month) - (start.year * 12 + start.month) == months
    assert raw.day == min(start.day, monthrange(raw.year, raw.month)[1])


@given(days, st.integers(0, 15), st.booleans())
def test_a_term_rolls_to_the_next_working_day_and_no_further(
    start: date,
    months: int,
    saturdays: bool,  # noqa: FBT001
) -> None:
    used = Calendar(working_saturdays=saturdays)
    term = month_term(start, months, used)
    assert term.rolled >= term.raw
    assert used.is_working(term.rolled)
    between = [term.raw + DAY * offset for offset in range((term.rolled - term.raw).days)]
    assert [day for day, _why in term.skipped] == between
    assert not any(used.is_working(day) for day in between)
    assert all(why for _day, why in term.skipped)


@given(days, st.booleans())
def test_a_later_law_is_never_due_earlier(start: date, saturdays: bool) -> None:  # noqa: FBT001
    used = Calendar(working_saturdays=saturdays)
    assert month_term(start, 3, used).rolled <= month_term(start + DAY, 3, used).rolled


@given(st.dates(), st.integers(0, 40))
def test_no_day_that_can_be_written_breaks_a_term(start: date, months: int) -> None:
    term = month_term(start, months, CALENDAR)
    assert start <= term.raw <= term.rolled


def test_the_ends_of_the_calendar() -> None:
    assert month_term(date.max, 3, CALENDAR).rolled == date.max
    assert month_term(date(9999, 9, 30), 3, CALENDAR).rolled == date(9999, 12, 30)
    assert month_term(date.min, 3, CALENDAR).raw == date(1, 4, 1)


@given(days, st.integers(0, 60), st.booleans())
def test_working_days_are_added_as_they_are_counted(start: date, count: int, saturdays: bool) -> None:  # noqa: FBT001
    used = Calendar(working_saturdays=saturdays)
    end = used.add_working_days(start, count)
    assert used.working_days_between(start, end) == count
    assert end == start if count == 0 else used.is_working(end)


def test_the_first_day_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2021, 3, 1), 7) == date(2021, 3, 10)
    assert CALENDAR.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert CALENDAR.working_days_between(date(2021, 3, 10), date(2021, 3, 1)) == 0
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_working_days(date(2021, 3, 1), -1)


def test_the_moon_is_watched_from_seven_hours_east_of_greenwich() -> None:
    """In these years an hour further east, in Beijing, the year begins a month or a day later."""
    assert [lunar.new_year(year) for year in (1985, 2007, 2030)] == [
        date(1985, 1, 21),
        date(2007, 2, 17),
        date(2030, 2, 2),
    ]


@given(st.integers(lunar.YEARS[0], lunar.YEARS[-1] - 1))
def test_a_lunar_year_is_whole(year: int) -> None:
    first, following = lunar.new_year(year), lunar.new_year(year + 1)
    assert date(year, 1, 20) <= first <= date(year, 2, 21)
    assert (following - first).days in (353, 354, 355, 383, 384, 385)
    months = [lunar.lunar_day(year, month, 1) for month in range(1, 13)]
    assert all((later - earlier).days in (29, 30, 58, 59, 60) for earlier, later in pairwise(months))


def test_a_year_without_a_notice_has_the_days_of_the_law() -> None:
    """By hand: an almanac, Articles 111.3 and 112 of the Labour Code; later years stand in tests/cases/calendar."""
    by_law = year_by_law(2018)
    written = " ".join(f"{day:%m-%d}" for day in sorted(by_law.off))
    assert written == "01-01 02-15 02-16 02-19 02-20 02-21 04-25 04-30 05-01 09-03"
    assert {off.flag for off in by_law.off.values()} == {Flag.COMPUTED}
    assert by_law.working_saturdays == {}
    assert CALENDAR.year(2018).fallback


@pytest.mark.parametrize("year", RAW["complete"])
def test_the_notices_hold_what_the_law_fixes(year: int) -> None:
    notice = CALENDAR.year(year)
    assert not notice.fallback
    missing = {
        off.why.removeprefix("nghỉ bù ")
        for day, off in year_by_law(year).off.items()
        if day not in notice.off
    }
    assert missing <= {"Tết Nguyên đán", "Quốc khánh (ngày liền kề)"}, "the Prime Minister picks these alone"


def test_a_stray_day_lies_on_top_of_what_the_law_fixes() -> None:
    assert CALENDAR.year(2018).off[date(2018, 12, 31)].flag is Flag.OWN
    assert CALENDAR.why_off(date(2018, 9, 3)) == "nghỉ bù Quốc khánh 2/9"
    assert CALENDAR.is_working(date(2018, 9, 4))


def test_a_term_in_a_year_without_a_notice_says_so() -> None:
    assert "No holiday notice is known for 2031" in reason("2030-10-02")
    assert "2018" in reason("2018-09-30"), "the raw day's year"
    assert "No holiday notice is known for 2019" not in reason("2018-09-30")
    assert "assumed" in reason("2026-11-05")


def test_a_librarys_own_notice_takes_the_place_of_the_years_data() -> None:
    own = Calendar(overrides={2026: ({date(2026, 11, 23): "hoán đổi"}, frozenset({date(2026, 11, 28)}))})
    assert month_term(date(2026, 8, 21), 3, own).rolled == date(2026, 11, 24)
    assert own.is_working(date(2026, 11, 28))
    assert own.is_working(date(2026, 1, 1)), "the notice is taken as whole"
    assert not own.is_working(date(2025, 1, 1))
    assert own.why_off(date(2026, 11, 23)) == "hoán đổi"
    assert own.is_certain(date(2026, 11, 23))
    assert month_term(date(2026, 8, 21), 3, own).notes == ()


def test_a_proposed_swap_is_no_decision_and_is_said() -> None:
    swap = "It was proposed to rest on 23/11/2026 and work on 28/11/2026"
    assert CALENDAR.is_working(date(2026, 11, 23))
    assert not CALENDAR.is_working(date(2026, 11, 28))
    for start, decided in [
        ("2026-08-21", "25/11/2026"),
        ("2026-08-23", "25/11/2026"),
        ("2026-08-28", "28/11/2026"),
    ]:
        assert swap in reason(start)
        assert reason(start).endswith(f"if it was decided, the last day is {decided}.")
    assert swap in reason("2026-08-21", STRICT)
    assert swap not in reason("2026-08-28", STRICT), "a Saturday that is off either way"
    assert swap not in reason("2026-08-25")


def test_what_nobody_verified_is_said() -> None:
    assert reason("2021-01-01") == "The last day is a working day."
    assert reason("2021-11-01").endswith(
        "Unverified, check in the year's holiday notice: 01/02/2022, 02/02/2022, 03/02/2022, 04/02/2022."
    )
    assert reason("2024-02-04").endswith("Unverified, check in the year's holiday notice: 04/5/2024.")
    assert "Unverified" not in reason("2024-02-04", STRICT)
    assert "nverified" not in reason("2025-10-29"), (
        "in the verified Tết of 2026: the Thursday before is worked"
    )
    assert "nverified" not in reason("2025-11-16")


@pytest.mark.parametrize(
    ("day", "certain"),
    [
        ("2021-03-09", True),
        ("2021-03-13", True),
        ("2021-05-03", True),
        ("2026-02-17", True),
        ("2025-04-26", True),
        ("2021-02-12", False),
        ("2024-05-04", False),
        ("2026-11-23", False),
        ("2026-11-28", False),
        ("2031-03-04", False),
    ],
)
def test_whether_a_day_is_certain(day: str, certain: bool) -> None:  # noqa: FBT001
    assert CALENDAR.is_certain(day_of(day)) is certain


def test_why_a_day_is_off() -> None:
    assert CALENDAR.why_off(date(2021, 3, 9)) is None
    assert CALENDAR.why_off(date(2021, 3, 13)) == "Thứ Bảy"
    assert CALENDAR.why_off(date(2021, 5, 1)) == "Thứ Bảy, Quốc tế Lao động 1/5"
    assert CALENDAR.why_off(date(2022, 4, 10)) == "Chủ nhật, Giỗ Tổ Hùng Vương"
    assert CALENDAR.why_off(date(2020, 1, 25)) == "Thứ Bảy, Tết Canh Tý"
    assert CALENDAR.why_off(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam (NQ 28/2026/QH16)"
    assert STRICT.why_off(date(2026, 1, 10)) == "Thứ Bảy"
    assert CALENDAR.is_working(date(2025, 11, 24))


def test_the_data_is_dated_and_every_day_has_its_flag() -> None:
    assert Counter(entry["flag"] for entry in RAW["off"]) == {"O": 42, "C": 31, "V": 28}
    assert Counter(entry["flag"] for entry in RAW["working_saturdays"]) == {"O": 3, "V": 3}
    assert RAW["proposed"] == [{"off": "2026-11-23", "work": "2026-11-28", "flag": "P"}]
    assert date.fromisoformat(RAW["dated"]) < date(2026, 11, 23)
    assert all(RAW["sources"].values())
    every = [entry["date"] for entry in (*RAW["off"], *RAW["working_saturdays"])]
    assert len(every) == len(set(every))


def test_two_calendars_tell_the_same() -> None:
    notices = {year: ({date(year, 3, 2): "nghỉ"}, frozenset({date(year, 3, 7)})) for year in (2026, 2027)}
    backwards = dict(reversed(notices.items()))
    terms = [month_term(date(2026, 12, 2), 3, Calendar(overrides=own)) for own in (notices, backwards)]
    assert deadline_json(terms[0]) == deadline_json(terms[1])
    assert terms[0].rolled == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        ("2021-01-05", "05/01/2021", "ngày 05 tháng 01 năm 2021"),
        ("2021-02-19", "19/02/2021", "ngày 19 tháng 02 năm 2021"),
        ("2021-08-05", "05/8/2021", "ngày 05 tháng 8 năm 2021"),
        ("2021-03-03", "03/3/2021", "ngày 03 tháng 3 năm 2021"),
        ("2021-10-14", "14/10/2021", "ngày 14 tháng 10 năm 2021"),
        ("2020-08-20", "20/8/2020", "ngày 20 tháng 8 năm 2020"),
    ],
)
def test_as_official_documents_write_dates(day: str, short: str, long: str) -> None:
    assert write_short(day_of(day)) == short
    assert write_short(day_of(day), named=True) == f"ngày {short}"
    assert write_long(day_of(day)) == long
    assert "/".join(official_parts(day_of(day))) == short


def test_the_week() -> None:
    names = [weekday_name(date(2021, 3, 1) + DAY * offset) for offset in range(7)]
    assert names == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]


def test_a_deadline_for_a_person() -> None:
    assert deadline_text(month_term(date(2021, 2, 1), 3, CALENDAR)).splitlines() == [
        "Có hiệu lực từ: Thứ Hai, 01/02/2021",
        "Ngày cuối theo thời hạn tháng (3 tháng): Thứ Bảy, 01/5/2021",
        "Ngày cuối, chuyển sang ngày làm việc: Thứ Ba, 04/5/2021",
        "Lý do: Ngày cuối rơi vào ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo; bỏ qua: 01/5/2021 (Thứ Bảy, Quốc tế Lao động 1/5), 02/5/2021 (Chủ nhật), 03/5/2021 (nghỉ bù 1/5 (Thứ Bảy)).",
        "Căn cứ: Quyết định 19/2014/QĐ-TTg, Điều 4 khoản 4 điểm a; Bộ luật Dân sự 91/2015/QH13, Điều 147 và 148.",
    ]


def test_a_deadline_for_a_machine() -> None:
    assert deadline_json(month_term(date(2021, 2, 15), 3, CALENDAR)) == {
        "start": "2021-02-15",
        "months": 3,
        "raw": "2021-05-15",
        "rolled": "2021-05-17",
        "reason": "Ngày cuối rơi vào ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo; bỏ qua: 15/5/2021 "
        "(Thứ Bảy), 16/5/2021 (Chủ nhật).",
        "unverified": [],
        "years_without_notice": [],
        "alternatives": [],
    }


def test_what_is_unverified_about_a_deadline_has_fields_for_a_machine() -> None:
    swapped = deadline_json(month_term(date(2026, 8, 21), 3, CALENDAR))
    assert swapped["rolled"] == "2026-11-23"
    assert swapped["alternatives"] == [{"off": "2026-11-23", "work": "2026-11-28", "rolled": "2026-11-25"}]
    assert deadline_json(month_term(date(2021, 10, 31), 3, CALENDAR))["unverified"][0] == "2022-01-31"
    assert deadline_json(month_term(date(2050, 2, 1), 3, CALENDAR))["years_without_notice"] == [2050]


@pytest.mark.parametrize(
    "typed", ["15/02/2021", "15/2/2021", "15-02-2021", "15.2.2021", "2021-02-15", "2021-2-15"]
)
def test_a_day_may_be_typed_as_people_and_as_machines_write_it(typed: str) -> None:
    assert read_day(typed) == date(2021, 2, 15)


def test_what_is_no_date_is_told_from_a_day_that_is_not_there() -> None:
    assert [read_day(typed) for typed in ("mai", "", "15/02/21", "2021", "٢٠٢١-٠٢-١٥")] == [None] * 5
    for typed in ("30/02/2021", "2021-13-01"):
        with pytest.raises(ValueError, match=r"day|month"):
            read_day(typed)
