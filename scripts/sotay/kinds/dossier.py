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

    code: DossierCode = field(
        "Mã hồ sơ",
        "Dossier code",
        about=Label(
            "Theo Thông tư 01/2018/TT-VPCP, Điều 19: mã cơ quan, ngày nhận (năm, tháng, ngày hai chữ số), số thứ tự trong ngày.",
            "As Circular 01/2018/TT-VPCP, Article 19, has it: agency, day of receipt (two digits each of year, month, day), number of that day.",
        ),
    )
    procedure: Code = field(
        "Mã quy trình",
        "Procedure",
        about=Label(
            "Quy trình thực hiện thủ tục hành chính của hồ sơ.", "The procedure that carries out the service."
        ),
    )
    applicant: Text = field(
        "Người nộp",
        "Applicant",
        about=Label("Dữ liệu cá nhân: không đưa lên trang.", "Personal data: never on the site."),
    )
    received_at: Moment = field(
        "Thời điểm nhận",
        "Received at",
        about=Label("Giờ địa phương, đến phút.", "Local time, to the minute."),
    )
    due_at: Moment = field(
        "Thời điểm hẹn trả",
        "Due at",
        about=Label(
            "Đúng như giấy tiếp nhận; tạm dừng không làm đổi.",
            "As the receipt has it; a suspension does not change it.",
        ),
    )
    returned_at: Moment | None = field(
        "Thời điểm trả kết quả",
        "Returned at",
        about=Label("Trống khi chưa trả.", "Empty while pending."),
        default=None,
    )
    result: Outcome | None = field("Kết quả", "Result", default=None)
    apology: Text | None = field(
        "Văn bản xin lỗi",
        "Letter of apology",
        about=Label("Số, ký hiệu văn bản xin lỗi và hẹn lại.", "Number and symbol of the letter of apology."),
        default=None,
    )
    apology_on: Day | None = field(
        "Ngày xin lỗi",
        "Apology on",
        about=Label("Ngày của văn bản xin lỗi.", "The day of the letter."),
        default=None,
    )
    reappointed_to: Moments | None = field(
        "Hẹn lại",
        "Re-appointed to",
        about=Label(
            "Thời điểm hẹn lại; nhiều lần cách nhau bằng dấu chấm phẩy, luật chỉ cho một lần.",
            "The new moment of return; several parted by semicolons, of which the law allows one.",
        ),
        default=None,
    )
    late_reason: Text | None = field(
        "Lý do trễ hạn",
        "Reason for lateness",
        about=Label(
            "Vì sao trả trễ hạn; số liệu phân loại theo cột này.",
            "Why it was late; figures tell late dossiers apart by it.",
        ),
        default=None,
    )
    suspended: (
        Annotated[
            str,
            Field(pattern=_SUSPENSIONS, examples=["2021-03-02T08:00/2021-03-04T09:30"]),
            AfterValidator(_moments),
        ]
        | None
    ) = field(
        "Tạm dừng",
        "Suspended",
        about=Label(
            "Khoảng không tính vào thời hạn, từ/đến, trống sau dấu / khi còn tạm dừng; nhiều khoảng cách nhau bằng dấu chấm phẩy, theo thứ tự.",
            "Periods out of the clock, from/until, nothing behind the stroke while one goes on; several parted by semicolons, in order.",
        ),
        default=None,
    )
    handed_over_at: Moment | None = field(
        "Thời điểm chuyển xử lý",
        "Handed over at",
        about=Label("Khi hồ sơ được chuyển đến nơi giải quyết.", "When it was with those who handle it."),
        default=None,
    )
    components: Annotated[str, Field(pattern=_NUMBERS, examples=["1;2;4"])] | None = field(
        "Thành phần đã nộp (số thứ tự)",
        "Components handed in",
        about=Label(
            "Số thứ tự thành phần hồ sơ trong quy trình, cách nhau bằng dấu chấm phẩy; trống là nộp đủ.",
            "Numbers of the components in the procedure, parted by semicolons; empty means all.",
        ),
        default=None,
    )
    sets: int = field(
        "Số bộ hồ sơ",
        "Sets",
        default=1,
        ge=1,
    )
    channel: Channel | None = field("Cách nộp", "Channel", default=None)
    received_by: PersonId | None = field(
        "Người tiếp nhận",
        "Received by",
        about=Label("Mã người trong agency.yml.", "The person's identifier in agency.yml."),
        default=None,
    )
    address: Text | None = field(
        "Địa chỉ",
        "Address",
        about=Label("Dữ liệu cá nhân: không đưa lên trang.", "Personal data: never on the site."),
        default=None,
    )
    phone: Text | None = field(
        "Điện thoại",
        "Phone",
        about=Label("Dữ liệu cá nhân: không đưa lên trang.", "Personal data: never on the site."),
        default=None,
    )
    email: Text | None = field(
        "Thư điện tử",
        "E-mail",
        about=Label("Dữ liệu cá nhân: không đưa lên trang.", "Personal data: never on the site."),
        default=None,
    )
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
