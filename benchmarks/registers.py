"""Fill a library's registers of dossiers and survey answers: the same rows for the same library, made up from beginning to end.

    .venv/bin/python benchmarks/registers.py FOLDER FIRST_YEAR [ROWS_A_YEAR]

Every dossier goes by the procedure that was in force on the day of its receipt, so the library needs its history. The sample
library tests/libraries/industrial-zones got its registers from here.
"""

from __future__ import annotations

import csv
import random
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sotay import pipeline
from sotay.appointments import Office, appoint, hand_over, office_of, shifted
from sotay.kinds.dossier import Dossier, Suspension
from sotay.kinds.survey import Survey
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.lifecycle import document_on
from sotay.one_stop import terms_on

if TYPE_CHECKING:
    from sotay.kinds.base import Row
    from sotay.kinds.procedure import Service
    from sotay.library import Library

ROWS: Final = 300
ANSWERS: Final = 48
DAY: Final = timedelta(days=1)
BUSY: Final = ("QT.LĐ", "QT.XD.02", "QT.ĐT.05", "QT.ĐT.06", "QT.ĐT.04")
BUSY_WEIGHT: Final = 5
FATES: Final = {
    "early": 52, "on time": 29, "suspended": 7, "late": 5, "refused": 3, "withdrawn": 2, "sent back": 1, "late unsaid": 1,
}  # fmt: skip
OUTCOMES: Final = {"refused": "từ chối", "withdrawn": "rút hồ sơ", "sent back": "trả lại"}
REASONS: Final = ("Chờ ý kiến cơ quan phối hợp", "Nhân sự nghỉ ốm", "Hệ thống dịch vụ công gián đoạn")
CHANNELS: Final = ("trực tiếp", "trực tuyến", "bưu chính")
SCORES: Final = (5, 4, 3, 2, 1)
WEIGHTS: Final = (46, 42, 8, 3, 1)
LAST_RECEIPT: Final = 10 * 60  # minutes after 07:00; the office closes then


@dataclass
class Desk:
    """The one-stop desk: its library, its clock, its dice, and what it has written so far."""

    library: Library
    dice: random.Random
    office: Office = field(init=False)
    letters: int = 0
    rows: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the clock of the agency."""
        self.office = office_of(self.library.agency, self.library.calendar)

    def receive(self, day: date, count: int) -> None:
        """Write the dossiers of one day."""
        minutes = sorted(self.dice.randrange(15, LAST_RECEIPT) for _one in range(count))
        for number, minute in enumerate(minutes, 1):
            moment = self.office.at_work(datetime.combine(day, time(7)) + timedelta(minutes=minute))
            code, service = self._wanted(day)
            self.rows.append(self._dossier(f"000.00.01.H99-{day:%y%m%d}-{number:04}", code, service, moment))

    def _wanted(self, day: date) -> tuple[str, Service]:
        found = [
            (code, document.meta.service)
            for code in sorted(self.library.procedures)
            if (document := document_on(self.library, code, day)) and document.meta.service
        ]
        weights = [BUSY_WEIGHT if code.startswith(BUSY) else 1 for code, _service in found]
        code, service = self.dice.choices(found, weights)[0]
        assert service is not None
        return code, service

    def _dossier(self, number: str, code: str, service: Service, moment: datetime) -> dict[str, str]:
        terms = terms_on(moment.date())
        assert terms is not None
        due = appoint(service.processing_time, service.unit, moment, self.office).due
        by = hand_over(moment, self.office, terms)
        row = {
            "code": number,
            "procedure": code,
            "applicant": f"Doanh nghiệp mẫu {self.dice.randrange(1, 90):02} (dữ liệu mẫu)",
            "received_at": _written(moment),
            "due_at": _written(due),
            "handed_over_at": _written(by if by.date() == moment.date() else by + timedelta(minutes=30)),
            "channel": self.dice.choices(CHANNELS, (3, moment.year - 2021, 1))[0],
            "received_by": "mot-cua-01",
        }
        fate = self.dice.choices(list(FATES), list(FATES.values()))[0]
        return row | self._end(fate, moment, due, service)

    def _end(self, fate: str, moment: datetime, due: datetime, service: Service) -> dict[str, str]:
        """Return what the register says of how it went, as it stood on the library's day."""
        said: dict[str, str] = {}
        returned = self._between(moment.date(), due.date() if fate == "on time" else due.date() - DAY)
        if fate == "on time":
            returned = self._at(due.date())
        elif fate == "suspended":
            start = self._at(self.office.next_day(moment.date()))
            until = self._at(self.library.calendar.add_working_days(start.date(), self.dice.randrange(2, 9)))
            over = until.date() <= self.library.as_of
            if start.date() <= self.library.as_of:
                said["suspended"] = f"{_written(start)}/{_written(until) if over else ''}"
            due, _out = shifted(due, service.unit, self.office, [Suspension(start, until)])
            returned = self._at(due.date())
        elif fate.startswith("late"):
            back = self.library.calendar.add_working_days(due.date(), self.dice.randrange(1, 5))
            returned = self._at(back)
            said |= self._apology(fate, due.date(), back)
        if returned.date() > self.library.as_of:
            return {key: value for key, value in said.items() if key != "late_reason"}
        return said | {"returned_at": _written(returned), "result": OUTCOMES.get(fate, "đã trả kết quả")}

    def _apology(self, fate: str, due: date, back: date) -> dict[str, str]:
        if fate == "late unsaid":
            return {"late_reason": self.dice.choice(REASONS)}
        written = due - 2 * DAY
        if written > self.library.as_of:
            return {}
        self.letters += 1
        return {
            "apology": f"{self.letters:02}/PXL-{self.library.agency.names_on(due).abbreviation}",
            "apology_on": written.isoformat(),
            "reappointed_to": f"{back}T17:00",
            "late_reason": self.dice.choice(REASONS),
        }

    def _between(self, first: date, last: date) -> datetime:
        """Return a moment on a working day after the first, at the latest on the last where there is one."""
        days = [first + DAY * n for n in range(1, (last - first).days + 1)]
        working = [day for day in days if self.library.calendar.is_working(day)]
        return self._at(self.dice.choice(working) if working else self.office.next_day(first))

    def _at(self, day: date) -> datetime:
        return datetime.combine(
            day, time(self.dice.choice((9, 10, 11, 14, 15, 16)), self.dice.randrange(0, 30))
        )


def dossiers(library: Library, year: int, count: int) -> list[dict[str, str]]:
    """Return the dossiers received in a year, until the library's day."""
    desk = Desk(library, random.Random(year))  # noqa: S311 (dice that fall the same each time)
    days = [date(year, 1, 3) + DAY * n for n in range(363)]
    working = [day for day in days if library.calendar.is_working(day)]
    chosen = [desk.dice.choice(working) for _one in range(count)]
    for day in working:
        if day <= library.as_of and chosen.count(day):
            desk.receive(day, chosen.count(day))
    return desk.rows


def answers(library: Library, year: int, received: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the answers to the year's survey: of people whose dossiers were received, without their names."""
    dice = random.Random(-year)  # noqa: S311 (dice that fall the same each time)
    survey = next(survey for survey in library.of(Survey) if survey.meta.serves == year)
    end = min(survey.meta.until or library.as_of, library.as_of)
    span = (end - survey.meta.begins).days + 1
    days = sorted(survey.meta.begins + DAY * dice.randrange(span) for _one in range(ANSWERS))
    return [_answer(dice, survey.id, day, number, received) for number, day in enumerate(days, 1)]


def _answer(
    dice: random.Random, survey: str, day: date, number: int, received: list[dict[str, str]]
) -> dict[str, str]:
    before = [row["procedure"] for row in received if row["received_at"] < day.isoformat()]
    overall, *scores = dice.choices(SCORES, WEIGHTS, k=6)
    row = {"code": f"P{day.year}-{number:03}", "survey": survey, "answered_on": day.isoformat()}
    row |= {"procedure": dice.choice(before), "channel": dice.choice(CHANNELS[:2]), "overall": str(overall)}
    return row | {f"q{place}": str(score) for place, score in enumerate(scores, 1)}


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _write(library: Library, kind: type[Row], year: int, rows: list[dict[str, str]]) -> None:
    used = [name for name in kind.model_fields if any(row.get(name) for row in rows)]
    path = library.root / kind.folder / f"{year}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, used, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def fill(folder: Path, first: int, count: int = ROWS) -> None:
    """Write the registers of the years from the first to the library's own, beside its other records."""
    library = pipeline.read(folder, None, date.today())  # noqa: DTZ011 (a library of samples is closed on a day)
    for year in range(first, library.as_of.year + 1):
        received = dossiers(library, year, count)
        _write(library, Dossier, year, received)
        _write(library, SurveyAnswer, year, answers(library, year, received))


if __name__ == "__main__":
    fill(Path(sys.argv[1]), *map(int, sys.argv[2:]))
