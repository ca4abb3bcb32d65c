"""Dissemination of the system to the staff (Circular 26/2014/TT-BKHCN, Article 7.2.đ)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, OfficialRecord


class Dissemination(OfficialRecord):
    """Dissemination of the system to the staff (Circular 26/2014/TT-BKHCN, Article 7.2.đ)."""

    name: ClassVar[str] = "dissemination"
    folder: ClassVar[str] = "records/dissemination"
    label: ClassVar[Label] = Label("Phổ biến, hướng dẫn", "Dissemination")
    plural: ClassVar[Label] = Label("Phổ biến, hướng dẫn", "Dissemination")
    document_type: ClassVar[str] = "Văn bản"
