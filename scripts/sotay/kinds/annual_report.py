"""What only a person can write of the annual report; every figure comes from other records."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Code, Day, Label, OfficialRecord, Part, Reference, Text, field
from sotay.kinds.budget import Category


class Estimate(Part):
    """One line of next year's estimate; ``amount`` in VND.

    ``codes`` are the processes it pays for: an explanation that counts processes (``28 quy trình``) counts these. ``category``
    is what it is spent on, for the caps (Circular 116/2015/TT-BTC, Article 4).
    """

    content: Text = field("Nội dung", "Content")
    amount: int = field("Kinh phí (đồng)", "Amount (VND)")
    explanation: Text | None = field("Giải trình", "Explanation", default=None)
    category: Category | None = field("Loại chi", "Category", default=None)
    codes: tuple[Code, ...] = field("Mã quy trình", "Codes", default=())


class Enclosure(Part):
    """A record sent along with the report, in the words of the enclosure line."""

    record: Reference = field("Văn bản", "Record")
    text: Text = field("Lời ghi", "Words")


class AnnualReport(OfficialRecord):
    """What only a person can write of the annual report; every figure comes from other records."""

    name: ClassVar[str] = "annual-report"
    folder: ClassVar[str] = "records/annual-reports"
    label: ClassVar[Label] = Label("Báo cáo năm", "Annual report")
    plural: ClassVar[Label] = Label("Báo cáo năm", "Annual reports")
    document_type: ClassVar[str] = "Báo cáo"
    keep_years: ClassVar[int] = 20

    year: int = field("Năm báo cáo", "Year reported")
    date: Day | None = field("Ngày ban hành", "Date", default=None)  # type: ignore[assignment]
    requested_by: Reference | None = field("Theo yêu cầu tại", "Requested by", default=None)
    addressees: tuple[Text, ...] = field("Kính gửi", "Addressees", default=())
    authority: tuple[Text, ...] = field("Quyền hạn ký", "Signing authority", default=())
    estimate: tuple[Estimate, ...] = field("Dự toán năm sau", "Estimate for next year", default=())
    enclosures: tuple[Enclosure, ...] = field("Gửi kèm", "Enclosures", default=())

    @property
    def serves(self) -> int:
        """The year reported."""
        return self.year
