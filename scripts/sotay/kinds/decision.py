"""A decision: it brings versions of documents into force, withdraws documents, or sets up a committee."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Code, Day, Label, OfficialRecord, Part, Sha256, Version, field


class Pin(Part):
    """One version of one document, bound to its text by the fingerprint."""

    code: Code = field("Mã hiệu", "Code")
    version: Version = field("Lần ban hành", "Version")
    sha256: Sha256 = field("Dấu vân tay SHA-256", "SHA-256 fingerprint")


class Decision(OfficialRecord):
    """A decision: it brings versions of documents into force, withdraws documents, or sets up a committee."""

    name: ClassVar[str] = "decision"
    folder: ClassVar[str] = "records/decisions"
    label: ClassVar[Label] = Label("Quyết định", "Decision")
    plural: ClassVar[Label] = Label("Quyết định", "Decisions")
    document_type: ClassVar[str] = "Quyết định"
    keep_years: ClassVar[int] = 20

    effective: Day | None = field("Ngày có hiệu lực", "Effective date", default=None)
    issues: tuple[Pin, ...] = field("Ban hành", "Issues", default=())
    withdraws: tuple[Code, ...] = field("Bãi bỏ", "Withdraws", default=())

    @property
    def takes_effect(self) -> Day:
        """The day from which the decision holds: its own date when it names no other."""
        return self.effective or self.date
