"""The baseline: the decisions that an agency had made before its library entered git."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from sotay.kinds.base import Day, Kind, Label, Part, PersonId, Reference, Sha256, Text, field


class Imported(Part):
    """One older decision, bound to its record by the fingerprint."""

    decision: Reference = field("Quyết định", "Decision")
    sha256: Sha256 = field("Dấu vân tay SHA-256", "SHA-256 fingerprint")


class Baseline(Kind):
    """The older decisions of an agency, listed once, by whoever answers for the list.

    Git did not witness them: the list is the only ground on which a date before the library's first commit is accepted.
    """

    name: ClassVar[str] = "baseline"
    folder: ClassVar[str] = "records/baselines"
    label: ClassVar[Label] = Label("Danh mục nhập ban đầu", "Baseline")
    plural: ClassVar[Label] = Label("Danh mục nhập ban đầu", "Baselines")

    date: Day = field("Ngày lập", "Date")
    by: PersonId = field("Người lập", "By")
    decisions: Annotated[tuple[Imported, ...], Field(min_length=1)] = field(
        "Quyết định nhập vào", "Decisions imported"
    )
    signature: Text | None = field("Chữ ký số (SSH)", "Signature (SSH)", default=None, controlled=False)
