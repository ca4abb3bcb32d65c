"""The declaration that the system conforms to the standard (Decision 19/2014/QĐ-TTg, Article 4.3)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import NOT_STATED, Code, Label, NotStated, OfficialRecord, field


class Declaration(OfficialRecord):
    """The declaration that the system conforms to the standard (Decision 19/2014/QĐ-TTg, Article 4.3)."""

    name: ClassVar[str] = "declaration"
    folder: ClassVar[str] = "records/declarations"
    label: ClassVar[Label] = Label("Công bố hệ thống", "Declaration of conformity")
    plural: ClassVar[Label] = Label("Công bố hệ thống", "Declarations of conformity")
    document_type: ClassVar[str] = "Quyết định"
    keep_years: ClassVar[int] = 20

    scope: tuple[Code, ...] | NotStated = field("Phạm vi (mã quy trình)", "Scope (codes)", default=NOT_STATED)
