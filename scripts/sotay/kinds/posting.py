"""Posting of the declaration at the office or on the web site (Decision 19/2014/QĐ-TTg, Article 4.3)."""

from __future__ import annotations

from typing import ClassVar, Literal

from sotay.kinds.base import Label, OfficialRecord, Reference, Text, field


class Posting(OfficialRecord):
    """Posting of the declaration at the office or on the web site (Decision 19/2014/QĐ-TTg, Article 4.3)."""

    name: ClassVar[str] = "posting"
    folder: ClassVar[str] = "records/postings"
    label: ClassVar[Label] = Label("Niêm yết, đăng tải công bố", "Posting of declaration")
    plural: ClassVar[Label] = Label("Niêm yết, đăng tải công bố", "Postings of declarations")
    document_type: ClassVar[str] = "Biên bản niêm yết"

    declaration: Reference = field("Công bố được niêm yết", "Declaration")
    where: Literal["trụ sở", "trang thông tin điện tử"] = field("Nơi niêm yết", "Where")
    address: Text | None = field("Địa chỉ", "Address", default=None)
