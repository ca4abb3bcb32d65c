"""What every kind of document has in common: labels, the common head, values that a source may not state."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from sotay.messages import language

NOT_STATED: Final = "không nêu"
NotStated = Literal["không nêu"]

Day = date  # a field may be called `date`, and must not hide its own type
Text = Annotated[str, Field(min_length=1)]
Code = Annotated[
    str, Field(pattern=r"^[A-ZĐ]{2,5}[.-][A-ZĐ]{2,6}[.-][0-9]{2}(?:[.-][0-9]{2})?$", examples=["QT.DN.01"])
]
PersonId = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
Version = Annotated[str, Field(pattern=r"^[0-9]{2}$", examples=["01"])]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Reference = Annotated[
    str, Field(pattern=r"^[a-z-]+/[a-z0-9][a-z0-9._-]*$", examples=["plans/2021-134-kh-bqlkcn"])
]
LegalNumber = Annotated[
    str,
    Field(pattern=r"^\d{1,4}(?:\.\d+)?/\d{4}/[A-ZĐƯ]+\d*(?:-[A-Za-zĐƯ]+\d*)*$", examples=["31/2021/NĐ-CP"]),
]


class Label(NamedTuple):
    """A name that people read, in both languages."""

    vi: str
    en: str

    def __str__(self) -> str:
        """Return the name in the language in use."""
        return self.vi if language() == "vi" else self.en


def field(vi: str, en: str, *, controlled: bool = True, about: Label | None = None, **options: Any) -> Any:
    """Declare a field with its labels; an uncontrolled field is no part of the approved text.

    ``about`` says what belongs into it, where the label does not.
    """
    extra: dict[str, Any] = {"vi": vi, "en": en, "controlled": controlled}
    if about:
        extra["about"] = {"in_vi": about.vi, "in_en": about.en}
    return Field(title=en, json_schema_extra=extra, **options)


def label_of(info: FieldInfo) -> Label:
    """Return the labels that ``field`` gave."""
    extra = info.json_schema_extra
    if not isinstance(extra, dict):
        return Label(info.title or "", info.title or "")
    return Label(str(extra["vi"]), str(extra["en"]))


class Part(BaseModel):
    """A group of fields inside a document."""

    # Kinds are many and a command meets few of them: what reads one is made when the first file of it is read.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class Attachment(Part):
    """A file that belongs to a record, such as the signed scan."""

    path: Text = field("Tệp", "File")
    sha256: Sha256 = field("Dấu vân tay SHA-256", "SHA-256 fingerprint")
    title: str | None = field("Tên tệp", "Title", default=None)
    confidentiality: str | None = field("Độ mật", "Confidentiality", default=None)


class WaiverEntry(Part):
    """A finding set aside: which, why, by whom, until when."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3}$")] = field("Mã quy tắc", "Rule code")
    reason: Text = field("Lý do", "Reason")
    by: Text = field("Người quyết định", "By")
    until: Day = field("Đến ngày", "Until")


class Kind(Part):
    """A kind of document. A subclass names its folder; its fields are the front matter."""

    name: ClassVar[str] = ""
    folder: ClassVar[str] = ""
    label: ClassVar[Label] = Label("", "")
    plural: ClassVar[Label] = Label("", "")

    tags: tuple[Text, ...] = field("Từ khóa", "Tags", default=(), controlled=False)
    sample: bool = field("Dữ liệu mẫu", "Sample data", default=False, controlled=False)
    note: str | None = field("Ghi chú", "Note", default=None, controlled=False)
    waivers: tuple[WaiverEntry, ...] = field("Miễn trừ", "Waivers", default=(), controlled=False)


class Row(Part):
    """A row of a register: one line of a CSV file in its folder; the columns are its fields.

    ``code`` tells the rows of all registers of a kind apart.
    """

    name: ClassVar[str] = ""
    folder: ClassVar[str] = ""
    label: ClassVar[Label] = Label("", "")
    plural: ClassVar[Label] = Label("", "")

    code: Text = field("Mã", "Code")


class OfficialRecord(Kind):
    """A dated record with the head that Decree 30/2020/NĐ-CP gives an official document.

    ``number`` is number and symbol together (``134/KH-BQLKCN``); a record without one is called by its
    ``title``. ``recorded_in`` names the record whose paper this one stands in, such as the minutes
    in which the head confirmed the system. ``keep_years`` is a proposal that the office must confirm. Attachments, such as
    the signed scan, may come later than the record.
    """

    document_type: ClassVar[str] = ""
    keep_years: ClassVar[int] = 10

    number: Text | None = field("Số, ký hiệu", "Number and symbol", default=None)
    date: Day = field("Ngày ban hành", "Date")
    year: int | None = field("Năm phục vụ", "Year served", default=None)
    type: Text | None = field("Loại văn bản", "Document type", default=None)
    title: Text | None = field("Tên gọi", "Title", default=None)
    subject: Text | None = field("Trích yếu", "Subject", default=None)
    issuer: Text | None = field("Cơ quan ban hành", "Issuer", default=None)
    signer: Text | None = field("Người ký", "Signer", default=None)
    recipients: tuple[Text, ...] = field("Nơi nhận", "Recipients", default=())
    recorded_in: Reference | None = field("Ghi trong văn bản", "Recorded in", default=None)
    attachments: tuple[Attachment, ...] = field("Tệp đính kèm", "Attachments", default=(), controlled=False)

    @property
    def serves(self) -> int:
        """The year whose duties this record serves."""
        return self.year if self.year is not None else self.date.year

    @property
    def kind_of_paper(self) -> str:
        """The official type name printed before the number: ``Kế hoạch``, ``Quyết định``."""
        return self.type or self.document_type
