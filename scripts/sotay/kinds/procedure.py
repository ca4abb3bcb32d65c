"""A controlled document: manual, policy, procedure, work instruction or form (TCVN ISO 9001:2015, clause 7.5)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sotay.kinds.base import Code, Day, Kind, Label, LegalNumber, Part, Text, Version, field


class Basis(Part):
    """A legal document the procedure rests on, with the articles used."""

    number: LegalNumber = field("Số, ký hiệu", "Number")
    articles: Text | None = field("Điều, khoản", "Articles", default=None)


class Component(Part):
    """One paper of the dossier and how many of it."""

    name: Text = field("Tên giấy tờ", "Name")
    originals: int = field("Bản chính", "Originals", default=0, ge=0)
    copies: int = field("Bản sao", "Copies", default=0, ge=0)
    form: Text | None = field("Mẫu", "Form", default=None)


class Service(Part):
    """The administrative procedure that this document carries out."""

    code: Text | None = field("Mã thủ tục hành chính", "National code", default=None)
    name: Text = field("Tên thủ tục hành chính", "Name")
    processing_time: int = field("Thời hạn giải quyết", "Processing time", gt=0)
    unit: Literal["ngày làm việc", "ngày", "giờ"] = field("Đơn vị thời gian", "Unit")
    time_set_by: Literal["pháp luật", "cơ quan"] = field("Thời hạn do", "Time set by", default="pháp luật")
    fee: Text = field("Phí, lệ phí", "Fee")
    channels: tuple[Text, ...] = field("Cách thức thực hiện", "Channels")
    components: tuple[Component, ...] = field("Thành phần hồ sơ", "Components of the dossier")
    sets: int = field("Số bộ hồ sơ", "Sets", default=1, ge=1)
    conditions: tuple[Text, ...] = field("Yêu cầu, điều kiện", "Conditions", default=())
    place: Text | None = field("Nơi tiếp nhận và trả kết quả", "Place", default=None)
    applicants: Text | None = field("Đối tượng thực hiện", "Applicants", default=None)


class Step(Part):
    """One step: what, by whom, how long in working hours (8 to a working day), with which form or result."""

    what: Text = field("Trình tự", "Step")
    who: Text = field("Trách nhiệm", "Responsible")
    hours: float | int | None = field("Thời gian (giờ làm việc)", "Time (working hours)", default=None, ge=0)
    when: Text | None = field("Thời điểm", "When", default=None)
    form: Text | None = field("Biểu mẫu", "Form", default=None)
    result: Text | None = field("Kết quả", "Result", default=None)


class FormEntry(Part):
    """A form that belongs to the document."""

    code: Text = field("Mã biểu mẫu", "Code")
    title: Text = field("Tên biểu mẫu", "Title")


class KeptRecord(Part):
    """A record that the document asks to be kept: where, and for how long."""

    name: Text = field("Tên hồ sơ", "Name")
    place: Text = field("Nơi lưu", "Place")
    keep: Text = field("Thời hạn lưu", "Kept for")


class Change(Part):
    """One row of the revision table; ``date`` is the version's effective date, ``because`` names laws."""

    version: Version = field("Lần ban hành", "Version")
    date: Day = field("Ngày hiệu lực", "Effective date")
    summary: Text = field("Nội dung sửa đổi", "Summary")
    because: tuple[LegalNumber, ...] = field("Do văn bản", "Because of", default=())


class SectionCheck(Part):
    """Which rules check what a section of the body asks for; the section is the number that its heading begins with."""

    section: Annotated[str, Field(pattern=r"^\d+(?:\.\d+)*$", examples=["5.2"])] = field("Mục", "Section")
    rules: tuple[Annotated[str, Field(pattern=r"^[A-Z]{3}\d{3}$", examples=["LAW101"])], ...] = field(
        "Quy tắc", "Rules"
    )


class ControlledDocument(Kind):
    """A controlled document. Its state is never written here: a decision pins the version."""

    name: ClassVar[str] = "procedure"
    folder: ClassVar[str] = "procedures"
    label: ClassVar[Label] = Label("Tài liệu kiểm soát", "Controlled document")
    plural: ClassVar[Label] = Label("Tài liệu kiểm soát", "Controlled documents")

    code: Code = field("Mã hiệu", "Code")
    title: Text = field("Tên tài liệu", "Title")
    kind: Literal["manual", "policy", "procedure", "work-instruction", "form"] = field(
        "Loại tài liệu", "Kind"
    )
    division: Text = field("Đơn vị", "Division")
    area: Text | None = field(
        "Lĩnh vực",
        "Area",
        default=None,
        controlled=False,
        about=Label(
            "Lĩnh vực của thủ tục hành chính, viết như khi công bố.",
            "The field of the administrative procedure, as it was published.",
        ),
    )
    version: Version = field("Lần ban hành", "Version")
    effective: Day = field("Ngày hiệu lực", "Effective date")
    review_every: int = field(
        "Chu kỳ rà soát (tháng)", "Reviewed every (months)", default=12, gt=0, controlled=False
    )
    prepared_by: Text = field("Soạn thảo", "Prepared by")
    reviewed_by: Text = field("Xem xét", "Reviewed by")
    approved_by: Text = field("Phê duyệt", "Approved by")
    clauses: tuple[Text, ...] = field("Điều khoản của tiêu chuẩn", "Clauses of the standard", default=())
    legal_basis: tuple[LegalNumber | Basis, ...] = field("Căn cứ pháp lý", "Legal basis", default=())
    service: Service | None = field("Thủ tục hành chính", "Administrative procedure", default=None)
    steps: tuple[Step, ...] = field("Các bước", "Steps", default=())
    forms: tuple[FormEntry, ...] = field("Biểu mẫu", "Forms", default=())
    records: tuple[KeptRecord, ...] = field("Hồ sơ cần lưu", "Records kept", default=())
    changes: tuple[Change, ...] = field("Sửa đổi tài liệu", "Revisions", default=())
    confidentiality: Literal["công khai", "nội bộ"] = field(
        "Phạm vi phổ biến", "Confidentiality", default="nội bộ", controlled=False
    )
    distribution: tuple[Text, ...] = field("Đơn vị nhận", "Distributed to", default=(), controlled=False)
    aliases: tuple[Text, ...] = field("Tên gọi khác", "Aliases", default=(), controlled=False)
    checked_by: tuple[SectionCheck, ...] = field(
        "Quy tắc kiểm tra theo mục", "Rules that check each section", default=(), controlled=False
    )

    @property
    def basis_numbers(self) -> tuple[str, ...]:
        """The full numbers of the legal documents it rests on."""
        return tuple(basis if isinstance(basis, str) else basis.number for basis in self.legal_basis)
