"""A row of the dossier register (records/dossiers/*.csv): one dossier of the one-stop shop."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sotay.kinds.base import Code, Day, Label, PersonId, Row, Text, field

DossierCode = Annotated[
    str,
    Field(
        pattern=r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}$",
        examples=["000.00.01.H00-210301-0001"],
    ),
]
Channel = Literal["trực tiếp", "bưu chính", "trực tuyến"]
Outcome = Literal["đã trả kết quả", "từ chối", "trả lại", "dừng giải quyết", "rút hồ sơ"]

MOST_SUSPENSIONS: Final = 3
_MOMENT: Final = r"20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}"
_SUSPENSIONS: Final = rf"^{_MOMENT}/{_MOMENT}(;{_MOMENT}/{_MOMENT}){{0,{MOST_SUSPENSIONS - 1}}}$".replace(
    f"/{_MOMENT}", f"/({_MOMENT})?"
)
_NUMBERS: Final = r"^[1-9]\d?(;[1-9]\d?)*$"


class Suspension(NamedTuple):
    """Time out of the clock; without ``until`` it goes on."""

    start: datetime
    until: datetime | None


def _moment(value: object) -> object:
    """Read a moment in the one form that every reader of the register takes; other forms, zones and numbers are none."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(_MOMENT, value):
        raise _malformed()
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise _malformed() from error


def _moments(value: str) -> str:
    for moment in re.findall(_MOMENT, value):
        _moment(moment)
    return value


def _malformed() -> PydanticCustomError:
    return PydanticCustomError("string_pattern_mismatch", "no moment")


Moment = Annotated[datetime, BeforeValidator(_moment), Field(examples=["2021-03-01T08:15"])]
Moments = Annotated[
    str,
    Field(pattern=rf"^{_MOMENT}(;{_MOMENT})*$", examples=["2021-03-10T17:00"]),
    AfterValidator(_moments),
]


class Dossier(Row):
    """One dossier; moments are local time, to the minute. The columns of the CSV are these fields.

    ``code`` follows Circular 01/2018/TT-VPCP, Article 19. ``applicant``, ``address``, ``phone`` and ``email`` are personal data:
    they never reach the site. ``components`` are the numbers of the procedure's components that were handed in, all where it is
    empty. ``suspended`` are periods out of the clock, ``from/until`` or ``from/`` while one goes on, parted by ``;``; so are the
    moments of ``reappointed_to``, of which the law allows one (Decree 61/2018/NĐ-CP, Article 19.9).
    """

    name: ClassVar[str] = "dossier"
    folder: ClassVar[str] = "records/dossiers"
    label: ClassVar[Label] = Label("Hồ sơ một cửa", "Dossier")
    plural: ClassVar[Label] = Label("Sổ theo dõi hồ sơ", "Dossier register")

    code: DossierCode = field("Mã hồ sơ", "Dossier code")
    procedure: Code = field("Mã quy trình", "Procedure")
    applicant: Text = field("Người nộp", "Applicant")
    received_at: Moment = field("Thời điểm nhận", "Received at")
    due_at: Moment = field("Thời điểm hẹn trả", "Due at")
    returned_at: Moment | None = field("Thời điểm trả kết quả", "Returned at", default=None)
    result: Outcome | None = field("Kết quả", "Result", default=None)
    apology: Text | None = field("Văn bản xin lỗi", "Letter of apology", default=None)
    apology_on: Day | None = field("Ngày xin lỗi", "Apology on", default=None)
    reappointed_to: Moments | None = field("Hẹn lại", "Re-appointed to", default=None)
    late_reason: Text | None = field("Lý do trễ hạn", "Reason for lateness", default=None)
    suspended: (
        Annotated[
            str,
            Field(pattern=_SUSPENSIONS, examples=["2021-03-02T08:00/2021-03-04T09:30"]),
            AfterValidator(_moments),
        ]
        | None
    ) = field("Tạm dừng", "Suspended", default=None)
    handed_over_at: Moment | None = field("Thời điểm chuyển xử lý", "Handed over at", default=None)
    components: Annotated[str, Field(pattern=_NUMBERS, examples=["1;2;4"])] | None = field(
        "Thành phần đã nộp (số thứ tự)", "Components handed in", default=None
    )
    sets: int = field("Số bộ hồ sơ", "Sets", default=1, ge=1)
    channel: Channel | None = field("Cách nộp", "Channel", default=None)
    received_by: PersonId | None = field("Người tiếp nhận", "Received by", default=None)
    address: Text | None = field("Địa chỉ", "Address", default=None)
    phone: Text | None = field("Điện thoại", "Phone", default=None)
    email: Text | None = field("Thư điện tử", "E-mail", default=None)
    note: str | None = field("Ghi chú", "Note", default=None)

    @property
    def suspensions(self) -> tuple[Suspension, ...]:
        """The periods out of the clock, as they are written."""
        periods = (period.partition("/") for period in (self.suspended or "").split(";") if period)
        return tuple(
            Suspension(datetime.fromisoformat(start), datetime.fromisoformat(until) if until else None)
            for start, _slash, until in periods
        )

    @property
    def handed_in(self) -> tuple[int, ...]:
        """The numbers of the components that were handed in, as they are written."""
        return tuple(int(number) for number in (self.components or "").split(";") if number)

    @property
    def reappointments(self) -> tuple[datetime, ...]:
        """The new moments of return, as they are written."""
        return tuple(
            datetime.fromisoformat(moment) for moment in (self.reappointed_to or "").split(";") if moment
        )
