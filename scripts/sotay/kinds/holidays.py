"""The days off and working Saturdays of one year, as an agency learned them; it takes the place of the shipped data."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Day, Label, OfficialRecord, Part, Text, field


class DayOff(Part):
    """A weekday on which nobody works, and why."""

    date: Day = field("Ngày", "Date")
    why: Text = field("Lý do", "Why")


class Holidays(OfficialRecord):
    """The year's holiday notice: all days off on weekdays, all working Saturdays."""

    name: ClassVar[str] = "holidays"
    folder: ClassVar[str] = "records/holidays"
    label: ClassVar[Label] = Label("Lịch nghỉ năm", "Holiday notice")
    plural: ClassVar[Label] = Label("Lịch nghỉ các năm", "Holiday notices")
    document_type: ClassVar[str] = "Thông báo"

    year: int = field("Năm", "Year")
    off: tuple[DayOff, ...] = field("Ngày nghỉ", "Days off")
    working_saturdays: tuple[Day, ...] = field("Thứ Bảy làm việc", "Working Saturdays", default=())
