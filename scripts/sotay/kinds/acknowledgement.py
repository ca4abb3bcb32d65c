"""Who has read a version of a document: one sheet a version, a row a reader (TCVN ISO 9001:2015, clauses 7.3 and 7.5.3)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Code, Day, Label, OfficialRecord, Part, PersonId, Sha256, Version, field


class Reader(Part):
    """A person who has read the version, and on which day."""

    person: PersonId = field("Người đọc", "Reader")
    date: Day = field("Ngày đọc", "Read on")


class Acknowledgement(OfficialRecord):
    """The sheet of those who have read one version; ``date`` is the day on which it was opened.

    ``sha256`` binds it to the text that the decision pinned: who read another version has not read this one. A version may
    have several sheets, such as one for each division.
    """

    name: ClassVar[str] = "acknowledgement"
    folder: ClassVar[str] = "records/acknowledgements"
    label: ClassVar[Label] = Label("Phiếu phổ biến tài liệu", "Acknowledgement sheet")
    plural: ClassVar[Label] = Label("Phiếu phổ biến tài liệu", "Acknowledgement sheets")
    document_type: ClassVar[str] = "Phiếu phổ biến"

    code: Code = field("Mã hiệu", "Code")
    version: Version = field("Lần ban hành", "Version")
    sha256: Sha256 = field("Dấu vân tay SHA-256", "SHA-256 fingerprint")
    readers: tuple[Reader, ...] = field("Người đã đọc", "Readers", default=())

    @property
    def kind_of_paper(self) -> str:
        """What the sheet is called: ``Phiếu phổ biến QT.DN.01 lần 02``."""
        return self.type or f"{self.document_type} {self.code} lần {self.version}"
