"""A legal document from outside: when which part of it takes effect, what it replaces, who assessed it."""

from __future__ import annotations

from typing import ClassVar, Literal

from sotay.kinds.base import Code, Day, Kind, Label, LegalNumber, Part, Text, field


class Effect(Part):
    """From when (and until when) a part of the text holds.

    ``scope`` is ``all`` or names articles (``Điều 19-20``, ``khoản 2 Điều 5``); what no effect names follows the one of scope
    ``all``. Where no day is known, ``follows`` names the document from whose first day it holds, ``condition`` says so in words.
    ``until`` is the first day on which it holds no longer, ``until_by`` the document that says so where it is not the text itself:
    before that was issued nobody knew of the end. ``verified`` is true only when the sentence that sets the date was
    seen in the official text; ``evidence`` quotes it, ``source`` says where it stands.
    """

    scope: Text = field("Phạm vi", "Scope", default="all")
    from_: Day | None = field("Có hiệu lực từ", "In effect from", default=None, alias="from")
    until: Day | None = field("Hết hiệu lực từ", "Until", default=None)
    until_by: LegalNumber | None = field("Hết hiệu lực theo văn bản", "Ended by", default=None)
    follows: LegalNumber | None = field("Có hiệu lực cùng văn bản", "In effect with", default=None)
    condition: Text | None = field("Điều kiện", "Condition", default=None)
    evidence: Text | None = field("Câu chứng minh", "Quoted evidence", default=None)
    source: Text | None = field("Nguồn", "Source", default=None)
    verified: bool = field("Đã đối chiếu", "Verified", default=False)


class Relation(Part):
    """What this document does to another: to which part of it (``scope``), by which provision of its own (``by``).

    It happens on the day on which that provision takes effect; without one, on the day of the document's main part.
    """

    kind: Literal["replaces", "amends", "repeals", "guides"] = field("Quan hệ", "Relation")
    target: LegalNumber = field("Văn bản", "Document")
    scope: Text = field("Phạm vi", "Scope", default="all")
    by: Text | None = field("Tại", "By provision", default=None)


class Transition(Part):
    """A transitional clause: dossiers received before this document go on under older ones.

    ``keeps`` names the older documents, ``by`` the clause. ``received_before`` is the first day whose dossiers go by the new
    text, by default the day on which this one takes effect; ``until`` is when the last pending dossier must be settled.
    """

    keeps: tuple[LegalNumber, ...] = field("Văn bản tiếp tục áp dụng", "Keeps in use", min_length=1)
    by: Text = field("Tại", "By provision")
    evidence: Text = field("Câu chứng minh", "Quoted evidence")
    received_before: Day | None = field("Cho hồ sơ nhận trước", "For dossiers received before", default=None)
    until: Day | None = field("Đến hết ngày", "Until", default=None)
    verified: bool = field("Đã đối chiếu", "Verified", default=False)


class Assessment(Part):
    """A person's finding whether a procedure must change; without a procedure it is about the whole agency.

    ``scope`` limits it to a part of the document that takes effect on a day of its own; ``of`` says whether it is about what the
    document brings, or about its end.
    """

    procedure: Code | None = field("Quy trình", "Procedure", default=None)
    scope: Text = field("Phạm vi", "Scope", default="all")
    of: Literal["hiệu lực", "hết hiệu lực"] = field("Đánh giá việc", "About", default="hiệu lực")
    outcome: Literal["không phải sửa đổi", "phải sửa đổi", "không liên quan"] = field("Kết luận", "Outcome")
    reason: Text = field("Lý do", "Reason")
    by: Text = field("Người đánh giá", "By")
    date: Day = field("Ngày", "Date")


class LegalDocument(Kind):
    """A legal normative document, keyed on its full number (``31/2021/NĐ-CP``)."""

    name: ClassVar[str] = "legal"
    folder: ClassVar[str] = "records/legal"
    label: ClassVar[Label] = Label("Văn bản pháp luật", "Legal document")
    plural: ClassVar[Label] = Label("Văn bản pháp luật", "Legal documents")

    number: LegalNumber = field("Số, ký hiệu", "Number")
    type: Text = field("Loại văn bản", "Type")
    title: Text = field("Trích yếu", "Title")
    issuer: Text = field("Cơ quan ban hành", "Issuer")
    issued: Day | None = field("Ngày ban hành", "Issued", default=None)
    effects: tuple[Effect, ...] = field("Hiệu lực", "Effects", default=())
    relations: tuple[Relation, ...] = field("Quan hệ", "Relations", default=())
    transitions: tuple[Transition, ...] = field("Chuyển tiếp", "Transitional clauses", default=())
    assessments: tuple[Assessment, ...] = field("Đánh giá tác động", "Assessments", default=())
