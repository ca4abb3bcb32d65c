"""Money granted for the system in a year, and what was spent of it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sotay.kinds.base import Code, Label, NotStated, OfficialRecord, Part, Text, field

Category = Literal[
    "tư vấn xây dựng",
    "tư vấn mở rộng",
    "chuyên gia tư vấn xây dựng",
    "chuyên gia tư vấn mở rộng",
    "giao khoán xây dựng",
    "giao khoán mở rộng",
    "tự xây dựng",
    "tự mở rộng",
    "xây dựng quy trình",
    "duy trì, cải tiến",
    "đánh giá chứng nhận",
    "khác",
]
"""What money is spent on, as Circular 116/2015/TT-BTC, Article 4, tells it apart."""


class Line(Part):
    """One line of the budget: ``amount`` granted for it and what was ``disbursed`` of it on which ``vouchers``, in VND.

    ``processes`` is how many processes it pays for, ``codes`` which; where they are named, they are counted.
    """

    content: Text = field("Nội dung", "Content")
    amount: int = field("Kinh phí (đồng)", "Amount (VND)", ge=0)
    category: Category = field("Loại chi", "Category")
    processes: int | None = field("Số quy trình", "Processes", default=None, gt=0)
    codes: tuple[Code, ...] = field("Mã quy trình", "Codes", default=())
    disbursed: Annotated[int, Field(ge=0)] | None = field(
        "Đã giải ngân (đồng)", "Disbursed (VND)", default=None
    )
    vouchers: tuple[Text, ...] = field("Chứng từ", "Vouchers", default=())


class Budget(OfficialRecord):
    """Money granted for the system in a year by one decision, and what was spent of it.

    Where every line says what was disbursed, ``disbursed`` is their sum; where lines are named, they sum up to ``granted``.
    """

    name: ClassVar[str] = "budget"
    folder: ClassVar[str] = "records/budgets"
    label: ClassVar[Label] = Label("Kinh phí", "Budget")
    plural: ClassVar[Label] = Label("Kinh phí", "Budgets")
    document_type: ClassVar[str] = "Quyết định"
    keep_years: ClassVar[int] = 20

    granted: int | NotStated = field("Kinh phí được cấp (đồng)", "Granted (VND)")
    disbursed: int | NotStated = field("Đã giải ngân (đồng)", "Disbursed (VND)")
    lines: tuple[Line, ...] = field("Nội dung chi", "Lines", default=())
    carried_to: int | None = field("Chuyển sang năm", "Rest carried to year", default=None)
