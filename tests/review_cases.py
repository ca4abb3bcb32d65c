"""The cases of the review: a report, and for some the records it is held against, in the form of ``library_cases``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import library_cases

from sotay.messages import speaking
from sotay.review import reading, telling
from sotay.review.examination import Examination, examine

if TYPE_CHECKING:
    from pathlib import Path

    from sotay.library import Library

FOLDER = library_cases.CASES / "review"
WHOLE = "whole"
REPORT = "bao-cao.txt"


def all_cases() -> list[library_cases.Case]:
    return [library_cases.read(path) for path in sorted(FOLDER.glob("*/*.md"))]


def report_of(case: library_cases.Case) -> str:
    return next(text for path, _how, text in case.files if path == REPORT)


def reviewed(data: bytes, library: Library | None = None, name: str = REPORT) -> Examination:
    with speaking("en"):
        return examine(reading.paper(data, name), library)


def examined(case: library_cases.Case, folder: Path) -> Examination:
    """Lay the case and review its report; without records of its own it is held against no library."""
    library = library_cases.lay(case, folder)
    data = (folder / REPORT).read_bytes()
    return reviewed(data, library if len(case.files) > 1 else None)


def spots(examination: Examination) -> list[str]:
    return sorted(f"{telling.spot(remark.place)} {remark.code}" for remark in examination.remarks)
