"""The agency itself (agency.yml): names, divisions and people, all of them dated, and its policies."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sotay.kinds.base import Code, Day, Part, PersonId, Reference, Text, field

if TYPE_CHECKING:
    from collections.abc import Iterable


Level = Literal["UBND tỉnh", "sở", "chi cục", "UBND xã", "đơn vị sự nghiệp"]
"""What Circular 116/2015/TT-BTC, Article 4, tells apart; a body right below the provincial committee is a ``sở``."""


DeskRole = Literal["đề xuất", "xem xét", "phê duyệt"]
"""What somebody may do with a change: propose it, review it, approve it; who approves and belongs to no division does so for the agency."""

_CLOCK: Final = r"(?:[01]\d|2[0-3]):[0-5]\d"
Clock = Annotated[str, Field(pattern=rf"^{_CLOCK}$", examples=["15:00"])]


Mailbox = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


def _in_order(hours: str) -> str:
    """Refuse hours that end before they begin."""
    start, end = hours.split("-")
    if start >= end:
        raise PydanticCustomError("string_pattern_mismatch", "no hours")
    return hours


Hours = Annotated[
    str, Field(pattern=rf"^{_CLOCK}-{_CLOCK}$", examples=["07:00-11:30"]), AfterValidator(_in_order)
]


class Dated(Part):
    """Something that held from one day to another; no day means always."""

    from_: Day | None = field("Từ ngày", "From", default=None, alias="from")
    until: Day | None = field("Đến hết ngày", "Until", default=None)

    def holds(self, day: Day) -> bool:
        """Say whether it held on ``day``; both ends belong to the period."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


Entry = TypeVar("Entry", bound=Dated)


class Names(Dated):
    """What the agency is called in a period, with the forms its letterhead uses.

    ``by`` is the text that founded, renamed or merged it, ``merges`` are the agencies that were merged into it on its first
    day. ``one_stop`` is what its desk is called on slips.
    """

    name: Text = field("Tên cơ quan", "Name")
    parent: Text = field("Cơ quan chủ quản", "Parent body")
    place: Text = field("Địa danh", "Place")
    abbreviation: Text = field("Chữ viết tắt", "Abbreviation")
    letterhead: tuple[Text, ...] = field("Tên trên tiêu đề văn bản (từng dòng)", "Letterhead lines")
    letterhead_parent: tuple[Text, ...] = field("Cơ quan chủ quản trên tiêu đề", "Parent on the letterhead")
    by: Text | None = field("Theo văn bản", "By", default=None)
    merges: tuple[Text, ...] = field("Hợp nhất từ", "Merged from", default=())
    one_stop: Text = field("Bộ phận một cửa", "One-stop desk", default="Bộ phận Tiếp nhận và Trả kết quả")


class Division(Dated):
    """A division and its code in numbers; one that was renamed has an entry for each name."""

    code: Text = field("Ký hiệu", "Code")
    name: Text = field("Tên đơn vị", "Name")


class Person(Dated):
    """A person in a position; the identifier is what documents name."""

    id: PersonId = field("Mã", "Identifier")
    name: Text = field("Họ tên", "Name")
    position: Text = field("Chức vụ", "Position")
    division: Text | None = field("Đơn vị", "Division", default=None)
    email: Mailbox | None = field("Thư điện tử", "E-mail", default=None)
    roles: tuple[DeskRole, ...] = field("Vai trò khi sửa đổi thư viện", "Roles in changes", default=())
    sample: bool = field("Dữ liệu mẫu", "Sample data", default=False)


class Committee(Dated):
    """A committee that numbers its papers in a series of its own (Decree 30/2020/NĐ-CP, Annex I, II.3.a).

    ``decision`` is the record of the decision that set it up.
    """

    name: Text = field("Tên", "Name")
    series: tuple[Text, ...] = field("Ký hiệu dãy số", "Series")
    decision: Reference | None = field("Quyết định thành lập", "Set up by", default=None)


class PublishedService(Dated):
    """An administrative procedure published as the agency's to carry out, from the day it is published.

    ``procedure`` names the controlled procedure that carries it out, where several share one (Circular 26/2014/TT-BKHCN,
    Article 41.6); otherwise the procedure names the service, in ``service.code``.
    """

    code: Text = field("Mã thủ tục hành chính", "National code")
    name: Text = field("Tên thủ tục hành chính", "Name")
    published_by: Text = field("Quyết định công bố", "Published by")
    procedure: Code | None = field("Quy trình thực hiện", "Procedure", default=None)


class Standard(Dated):
    """The version of the standard in use, with the dispatch that authorises it."""

    version: Text = field("Tiêu chuẩn", "Standard")
    authorised_by: Text = field("Văn bản hướng dẫn", "Authorised by")


class WorkingHours(Part):
    """When the office works; each half of the day as text, ``07:00-11:30``."""

    morning: Hours = field("Buổi sáng", "Morning")
    afternoon: Hours = field("Buổi chiều", "Afternoon")

    @field_validator("afternoon")
    @classmethod
    def _after_the_morning(cls, afternoon: str, info: ValidationInfo) -> str:
        if afternoon < info.data.get("morning", "").partition("-")[2]:
            raise PydanticCustomError("string_pattern_mismatch", "no afternoon")
        return afternoon

    @property
    def sessions(self) -> tuple[tuple[time, time], ...]:
        """Beginning and end of each half of the day."""
        ends = (half.split("-") for half in (self.morning, self.afternoon))
        return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in ends)


class Policy(Part):
    """What the law leaves to the agency.

    ``breach_on``: a deadline is breached after the rolled day (default) or already after the raw one.
    ``days_to_record``: how long after its date a decision may first stand in git.
    ``working_saturdays``: a make-up Saturday counts as a working day.
    ``approval``: whether every version needs signed approvals, from the decisions of ``signed_from`` on (all where no day is
    named), or records suffice, signed or not.
    ``cut_off``: what is received after this time is handed over on the next working day; no time is the law's, 15:00, and an
    earlier one puts off no hand-over, since the law asks for that of what came until 15:00 on the same day.
    ``after_cut_off``: whether the time of such a dossier also counts from that day, as is the practice (the law speaks of the
    hand-over alone, Decree 61/2018/NĐ-CP, Article 18; unverified), or from the day of receipt.
    """

    breach_on: Literal["rolled", "raw"] = field("Quá hạn tính từ", "Breach counted on", default="rolled")
    working_saturdays: bool = field(
        "Thứ Bảy làm bù là ngày làm việc", "Make-up Saturdays are working days", default=True
    )
    days_to_record: int = field("Hạn nhập quyết định (ngày)", "Days to record a decision", default=7, ge=0)
    warn_days: tuple[int, ...] = field("Cảnh báo trước (ngày)", "Warn before (days)", default=(60, 30, 7))
    approval: Literal["recorded", "signed"] = field("Xác nhận phê duyệt", "Approval", default="recorded")
    signed_from: Day | None = field("Bắt buộc ký số từ ngày", "Signatures required from", default=None)
    cut_off: Clock | None = field("Giờ chốt nhận hồ sơ trong ngày", "Cut-off time", default=None)
    after_cut_off: Literal["next-day", "same-day"] = field(
        "Hồ sơ nhận sau giờ chốt tính từ ngày", "Dossiers after the cut-off count from", default="next-day"
    )


class Mail(Part):
    """How notices are mailed; the password stands in the environment alone (SOTAY_SMTP_PASSWORD), never in a file."""

    server: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9.-]+:[0-9]{1,5}$", examples=["thu.co-quan.example:587"])
    ] = field("Máy chủ thư", "Mail server")
    sender: Mailbox = field("Địa chỉ gửi", "Sender")
    security: Literal["starttls", "tls", "none"] = field(
        "Mã hóa đường truyền", "Security", default="starttls"
    )
    user: Text | None = field("Tên đăng nhập máy chủ thư", "User", default=None)


class Agency(Part):
    """The content of agency.yml; ``as_of`` closes a library on a day."""

    names: Annotated[tuple[Names, ...], Field(min_length=1)] = field(
        "Tên gọi theo thời gian", "Names over time"
    )
    divisions: tuple[Division, ...] = field("Đơn vị", "Divisions", default=())
    people: tuple[Person, ...] = field("Nhân sự", "People", default=())
    committees: tuple[Committee, ...] = field("Ban chỉ đạo, tổ, hội đồng", "Committees", default=())
    standards: tuple[Standard, ...] = field("Tiêu chuẩn áp dụng", "Standards", default=())
    services: tuple[PublishedService, ...] = field(
        "Thủ tục hành chính được công bố", "Published services", default=()
    )
    lead_unit: Text | None = field("Đơn vị chủ trì", "Lead unit", default=None)
    level: Level | None = field("Cấp cơ quan (định mức chi)", "Level", default=None)
    working_hours: WorkingHours | None = field("Giờ làm việc", "Working hours", default=None)
    mail: Mail | None = field("Gửi thư báo", "Mail", default=None)
    policy: Policy = field("Chính sách", "Policy", default=Policy())
    retention: dict[str, int] = field("Thời hạn lưu (năm)", "Retention (years)", default_factory=dict)
    engine: Annotated[str, Field(pattern=r"^(duckdb|spark://\S+)$", examples=["duckdb"])] = field(
        "Bộ máy tính số liệu", "Engine of figures", default="duckdb"
    )
    as_of: Day | None = field("Ngày chốt dữ liệu", "As of", default=None)
    sample: bool = field("Dữ liệu mẫu", "Sample data", default=False)

    def names_on(self, day: Day) -> Names:
        """Return what the agency was called on ``day``; before the first name, the first."""
        return next((names for names in self.names if names.holds(day)), self.names[0])

    def standard_on(self, day: Day) -> Standard | None:
        """Return the version of the standard that applied on ``day``."""
        return _holding(self.standards, day)

    def person(self, identifier: str, day: Day) -> Person | None:
        """Return the person of that identifier, as of ``day`` where several periods are known."""
        entries = [person for person in self.people if person.id == identifier]
        return _holding(entries, day) or next(iter(entries), None)

    def known_as(self, named: str | None, day: Day) -> tuple[Person, ...]:
        """Return who is meant by an identifier or an e-mail address, in each position that they hold on ``day``."""
        return tuple(
            person
            for person in self.people
            if named and named in {person.id, person.email} and person.holds(day)
        )

    def division(self, code: str, day: Day) -> Division | None:
        """Return the division of that code, as of ``day`` where it was renamed."""
        entries = [division for division in self.divisions if division.code == code]
        return _holding(entries, day) or next(iter(entries), None)

    def division_name(self, code: str, day: Day) -> str:
        """Return what a division was called on ``day``; its code where nobody knows it."""
        found = self.division(code, day)
        return found.name if found else code


def _holding(entries: Iterable[Entry], day: Day) -> Entry | None:
    return next((entry for entry in entries if entry.holds(day)), None)
