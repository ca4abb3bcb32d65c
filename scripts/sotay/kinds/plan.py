"""The yearly plan to build, apply, keep up and improve the system (Circular 26/2014/TT-BKHCN, Article 7.2.a)."""

from __future__ import annotations

from typing import ClassVar

from sotay.kinds.base import Label, OfficialRecord


class Plan(OfficialRecord):
    """The yearly plan to build, apply, keep up and improve the system (Circular 26/2014/TT-BKHCN, Article 7.2.a)."""

    name: ClassVar[str] = "plan"
    folder: ClassVar[str] = "records/plans"
    label: ClassVar[Label] = Label("Kế hoạch năm", "Yearly plan")
    plural: ClassVar[Label] = Label("Kế hoạch năm", "Yearly plans")
    document_type: ClassVar[str] = "Kế hoạch"
