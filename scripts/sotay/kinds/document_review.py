"""A periodic review of controlled documents that leaves their text as it is (TCVN ISO 9001:2015, clause 7.5.2)."""

from __future__ import annotations

from typing import ClassVar, Literal

from sotay.kinds.base import Code, Label, OfficialRecord, PersonId, Text, field


class DocumentReview(OfficialRecord):
    """A periodic review of controlled documents, with what it found (TCVN ISO 9001:2015, clause 7.5.2).

    One that finds nothing to change settles the review; one that finds that a document must change is answered by its
    next version.
    """

    name: ClassVar[str] = "document-review"
    folder: ClassVar[str] = "records/document-reviews"
    label: ClassVar[Label] = Label("Rà soát tài liệu", "Document review")
    plural: ClassVar[Label] = Label("Rà soát tài liệu", "Document reviews")
    document_type: ClassVar[str] = "Phiếu rà soát"

    codes: tuple[Code, ...] = field("Tài liệu", "Documents", min_length=1)
    outcome: Literal["không phải sửa đổi", "phải sửa đổi"] = field("Kết luận", "Outcome")
    by: PersonId = field("Người rà soát", "Reviewed by")
    reason: Text | None = field("Lý do", "Reason", default=None)
