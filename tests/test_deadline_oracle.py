"""`sotay deadline`, held day by day against an oracle that shares nothing with the engine: no code, no data, no `datetime`.

The oracle walks. Its days come from a plain table of months and the leap-year rule, counted on from a known Monday; its days
off from tests/cases/calendar, written down from the law and the notices. Civil Code 91/2015/QH13: the first day is not counted
(Article 147.3), a term in months ends with the corresponding day, or the month's last (148.3), or the next working day (148.5).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from library_cases import BASE, TODAY

from sotay import lunar
from sotay.calendar_vn import Calendar, Flag, month_term
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "calendar"
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LENGTHS = (1, 2, 3, 6, 12)
YEARS = range(2019, 2032)
FLAGS = {"notice": Flag.VERIFIED, "law": Flag.COMPUTED, "own": Flag.OWN, "assumed": Flag.COMPUTED}
SWAP = ("2026-11-23", "2026-11-28")


class Day(NamedTuple):
    """A day of the walk: as ISO text, its number in the month, its weekday, whether the month ends with it."""

    text: str
    number: int
    weekday: str
    ends_month: bool


def is_leap(year: int) -> bool:
    return year % 400 == 0 if year % 100 == 0 else year % 4 == 0


def walk() -> list[Day]:
    """Every day of 2018 to 2032, from Monday, 1 January 2018."""
    days: list[Day] = []
    for year in range(2018, 2033):
        for month, usual in enumerate(MONTHS, 1):
            length = usual + (month == 2 and is_leap(year))
            for number in range(1, length + 1):
                text = f"{year}-{month:02}-{number:02}"
                days.append(Day(text, number, WEEK[len(days) % 7], number == length))
    return days


EVERY = walk()
AT = {day.text: index for index, day in enumerate(EVERY)}


def rows(name: str, columns: int) -> list[list[str]]:
    """The lines of a case file, cut into columns; the last takes the rest of the line."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split(maxsplit=columns - 1) for line in lines if line and not line.startswith("#")]


class Entry(NamedTuple):
    """A line of the table of days off."""

    sort: str
    day: str
    weekday: str
    known: str
    why: str

    @property
    def year(self) -> int:
        return int(self.day[:4])


TABLE = [Entry(*row) for row in rows("days-off.txt", 5)]
ASSUMED = {entry.day[:4] for entry in TABLE if entry.known == "assumed"}


def known(sort: str, *, year: int | None = None) -> dict[str, str]:
    return {entry.day: entry.known for entry in TABLE if entry.sort == sort and year in (None, entry.year)}


@dataclass(frozen=True)
class Office:
    """When an office works: its weekdays off and its make-up Saturdays, with how each is known."""

    off: dict[str, str]
    worked: dict[str, str]

    def works(self, day: Day) -> bool:
        return day.text in self.worked if day.weekday in ("Sat", "Sun") else day.text not in self.off

    def rolled(self, at: int) -> int:
        """Walk on from the last day to the first that is worked."""
        while not self.works(EVERY[at]):
            at += 1
        return at

    def doubts(self, raw: int) -> int:
        """Count what must be said of a last day: years without a notice, own knowledge, the proposed swap."""
        end = self.rolled(raw)
        seen = [EVERY[at].text for at in range(raw, end + 1)]
        years = {text[:4] for text in seen} & ASSUMED
        own = any("own" in (self.off.get(text), self.worked.get(text)) for text in seen)
        return len(years) + own + (swapped(self).rolled(raw) != end)


def swapped(office: Office) -> Office:
    """The office if what was proposed for November 2026 was decided; one that rests on Saturdays works on none of them."""
    off, work = SWAP
    worked = {**office.worked, work: "proposed"} if office.worked else office.worked
    return replace(office, off={**office.off, off: "proposed"}, worked=worked)


OFFICES = {True: Office(known("off"), known("works")), False: Office(known("off"), {})}


@cache
def last_days(start: int) -> dict[int, int]:
    """Walk on from the day of effect, which is not counted, and note where the term of each length ends."""
    found: dict[int, int] = {}
    begun, at = 0, start
    while len(found) < len(LENGTHS):
        at += 1
        day = EVERY[at]
        begun += day.number == 1
        if begun in LENGTHS and begun not in found and (day.number == EVERY[start].number or day.ends_month):
            found[begun] = at
    return found


def of_text(text: str) -> date:
    return date.fromisoformat(text)


def test_the_walk_knows_its_days() -> None:
    assert [year for year in (1900, 2000, 2020, 2023, 2024, 2028, 2100) if is_leap(year)] == [
        2000,
        2020,
        2024,
        2028,
    ]
    assert len(EVERY) == 15 * 365 + 4
    assert EVERY[AT["2021-05-01"]].weekday == "Sat"
    assert EVERY[AT["2032-12-31"]].weekday == "Fri"


def test_every_weekday_in_the_table_is_right() -> None:
    assert [entry for entry in TABLE if EVERY[AT[entry.day]].weekday != entry.weekday] == []
    assert {entry.weekday for entry in TABLE if entry.sort == "works"} == {"Sat"}
    assert {entry.weekday for entry in TABLE if entry.sort == "off"} == set(WEEK[:5])
    assert len({entry.day for entry in TABLE}) == len(TABLE)


@pytest.mark.parametrize("year", YEARS)
def test_the_table_has_the_days_that_the_law_gives(year: int) -> None:
    """Labour Code, Article 112.1: ten, from 2021 eleven, from 2026 twelve; and one more for each Saturday made up."""
    given = 10 + (year >= 2021) + (year >= 2026)
    swaps = [entry for entry in TABLE if entry.year == year and entry.why.startswith("swapped for Sat")]
    assert len(known("off", year=year)) == given + len(swaps)
    made_up = {entry.why for entry in TABLE if entry.sort == "works" and entry.year == year}
    assert made_up - {"for 2018-12-31"} == {f"for {entry.day}" for entry in swaps}


@pytest.mark.parametrize("row", rows("lunar.txt", 4), ids=lambda row: row[0][:4])
def test_the_lunar_calendar(row: list[str]) -> None:
    new_year, weekday, kings, weekday_of_kings = row
    assert (EVERY[AT[new_year]].weekday, EVERY[AT[kings]].weekday) == (weekday, weekday_of_kings)
    year = int(new_year[:4])
    assert lunar.new_year(year).isoformat() == new_year
    assert lunar.lunar_day(year, 3, 10).isoformat() == kings
    if year in YEARS:
        assert not any(OFFICES[True].works(EVERY[AT[day]]) for day in (new_year, kings))


@pytest.mark.parametrize("year", YEARS)
def test_the_calendar_of_a_year_is_the_table(year: int) -> None:
    """Day by day, with how each is known; holidays on a weekend, which the table leaves out, change nothing."""
    told = Calendar().year(year)
    off = {day.isoformat(): why.flag for day, why in told.off.items()}
    on_weekdays = {day: flag for day, flag in off.items() if EVERY[AT[day]].weekday in WEEK[:5]}
    assert on_weekdays == {day: FLAGS[how] for day, how in known("off", year=year).items()}
    saturdays = {day.isoformat(): flag for day, flag in told.working_saturdays.items()}
    assert saturdays == {day: FLAGS[how] for day, how in known("works", year=year).items()}
    assert told.fallback == ("assumed" in known("off", year=year).values())


@pytest.mark.parametrize("saturdays", [True, False])
def test_every_day_is_worked_or_not_as_the_table_says(saturdays: bool) -> None:  # noqa: FBT001
    used = Calendar(working_saturdays=saturdays)
    wrong = [
        day.text
        for day in EVERY[AT["2019-01-01"] : AT["2031-12-31"] + 1]
        if used.is_working(of_text(day.text)) != OFFICES[saturdays].works(day)
    ]
    assert wrong == []


@pytest.mark.parametrize("saturdays", [True, False])
@pytest.mark.parametrize("months", LENGTHS)
def test_every_day_of_twelve_years_ends_its_term_as_the_oracle_says(months: int, saturdays: bool) -> None:  # noqa: FBT001
    office, used = OFFICES[saturdays], Calendar(working_saturdays=saturdays)
    wrong = []
    for start in range(AT["2019-01-01"], AT["2030-12-31"] + 1):
        raw = last_days(start)[months]
        term = month_term(of_text(EVERY[start].text), months, used)
        told = (term.raw.isoformat(), term.rolled.isoformat(), len(term.notes))
        expected = (EVERY[raw].text, EVERY[office.rolled(raw)].text, office.doubts(raw))
        if told != expected:
            wrong.append((EVERY[start].text, told, expected))
    assert wrong == []


class Term(NamedTuple):
    """A named case: a term and its ends, worked out by hand."""

    start: str
    months: int
    raw: str
    rolled: dict[bool, str]
    shows: str


def terms() -> list[Term]:
    return [
        Term(start, int(months), raw, {True: rolled, False: rolled if strict == "=" else strict}, shows)
        for start, months, raw, rolled, strict, shows in rows("terms.txt", 6)
    ]


@pytest.mark.parametrize("saturdays", [True, False])
@pytest.mark.parametrize("term", terms(), ids=lambda term: f"{term.start}+{term.months}")
def test_named_terms(term: Term, saturdays: bool) -> None:  # noqa: FBT001
    told = month_term(of_text(term.start), term.months, Calendar(working_saturdays=saturdays))
    expected = (term.raw, term.rolled[saturdays])
    assert (told.raw.isoformat(), told.rolled.isoformat()) == expected, term.shows
    raw = last_days(AT[term.start])[term.months]
    assert (EVERY[raw].text, EVERY[OFFICES[saturdays].rolled(raw)].text) == expected, "the oracle"


def lay(outcome: str, folder: Path) -> Path:
    """Lay a library: the base, and over it the notice of one that knows what became of the proposal."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    if outcome != "undecided":
        shutil.copytree(CASES / "libraries" / outcome, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Library]:
    return {
        outcome: load(lay(outcome, tmp_path_factory.mktemp(outcome)), as_of=TODAY, today=TODAY)
        for outcome in ("undecided", "decided", "refused")
    }


@pytest.mark.parametrize("row", rows("proposal.txt", 5), ids=lambda row: f"{row[0]}-{row[1]}")
def test_the_proposed_swap(row: list[str], libraries: dict[str, Library]) -> None:
    outcome, start, rolled, if_decided, shows = row
    library = libraries[outcome]
    assert library.findings == ()
    with speaking("en"):
        term = month_term(of_text(start), 3, library.calendar)
    assert term.rolled.isoformat() == rolled, shows
    notes = [] if if_decided == "-" else ["/".join(reversed(if_decided.split("-")))]
    assert [note.rpartition("if it was decided, the last day is ")[2] for note in term.notes] == [
        f"{day}." for day in notes
    ]


def deadline(*arguments: str | Path) -> str:
    """Run the command as a person does, away from every library."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "COLUMNS": "100",
        "TERM": "dumb",
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "deadline", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_command_in_words(tmp_path: Path) -> None:
    library = lay("undecided", tmp_path)
    assert deadline("2026-08-21", "--library", library).splitlines() == [
        "Có hiệu lực từ: Thứ Sáu, 21/8/2026",
        "Ngày cuối theo thời hạn tháng (3 tháng): Thứ Bảy, 21/11/2026",
        "Ngày cuối, chuyển sang ngày làm việc: Thứ Hai, 23/11/2026",
        "Lý do: Ngày cuối rơi vào ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo; bỏ qua: 21/11/2026 (Thứ Bảy), 22/11/2026 (Chủ nhật). Có đề xuất nghỉ ngày 23/11/2026 và làm bù ngày 28/11/2026, kết quả chưa đối chiếu: nếu đã quyết định, ngày cuối là 25/11/2026.",
        "Căn cứ: Quyết định 19/2014/QĐ-TTg, Điều 4 khoản 4 điểm a; Bộ luật Dân sự 91/2015/QH13, Điều 147 và 148.",
    ]
    assert deadline("2026-08-21", "--library", library, "--lang", "en").splitlines() == [
        "In effect from: Friday, 21/8/2026",
        "Last day by the month term (3 months): Saturday, 21/11/2026",
        "Last day, rolled to a working day: Monday, 23/11/2026",
        "Reason: The last day falls on a day off, so the term ends on the next working day; skipped: 21/11/2026 (Saturday), 22/11/2026 (Sunday). It was proposed to rest on 23/11/2026 and work on 28/11/2026 instead, and the outcome is unverified: if it was decided, the last day is 25/11/2026.",
        "By: Decision 19/2014/QĐ-TTg, Article 4.4.a; Civil Code 91/2015/QH13, Articles 147 and 148.",
    ]


def test_the_command_for_a_machine_follows_the_librarys_notice(tmp_path: Path) -> None:
    library = lay("decided", tmp_path)
    assert json.loads(deadline("2026-08-21", "--library", library, "--format", "json", "--lang", "en")) == {
        "start": "2026-08-21",
        "months": 3,
        "raw": "2026-11-21",
        "rolled": "2026-11-25",
        "reason": "The last day falls on a day off, so the term ends on the next working day; skipped: 21/11/2026 (Saturday), "
        "22/11/2026 (Sunday), 23/11/2026 (nghỉ hoán đổi), 24/11/2026 (Ngày Văn hóa Việt Nam).",
        "unverified": [],
        "years_without_notice": [],
        "alternatives": [],
    }


def test_the_command_follows_the_agencys_policy_on_make_up_saturdays(tmp_path: Path) -> None:
    agency = lay("undecided", tmp_path) / "agency.yml"
    form = ("--months", "6", "--library", tmp_path, "--format", "json")
    worked = json.loads(deadline("2026-02-22", *form))
    with agency.open("a", encoding="utf-8") as file:
        file.write("policy: {working_saturdays: false}\n")
    rested = json.loads(deadline("2026-02-22", *form))
    assert (worked["raw"], worked["rolled"]) == ("2026-08-22", "2026-08-22")
    assert (rested["raw"], rested["rolled"]) == ("2026-08-22", "2026-08-24")
