"""Where each document stands on the site. Paths are of the staged Markdown, relative to its root."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sotay.kinds.base import Kind
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.library import remembered

if TYPE_CHECKING:
    from sotay.library import Document, Library

PROCEDURES: Final = "quy-trinh"
RECORDS: Final = "ho-so"
LAW: Final = "phap-ly"
REPORTS: Final = "bao-cao"
RULES: Final = "quy-tac"
LISTS: Final = "danh-muc"
AGENDA: Final = "viec-can-lam"
CALENDAR: Final = "lich.ics"
OBJECTIVES: Final = "muc-tieu"
SURVEYS: Final = "khao-sat"
MONEY: Final = "kinh-phi"
FIGURES: Final = "so-lieu"
STATE_MARK: Final = "<!-- sotay: state -->"
"""Where a hand-written page shows the state of the system."""
SELF_INSPECTION: Final = "tu-kiem-tra"
LOOKUP: Final = "tra-cuu"
FORMS: Final = "bieu-mau"
FEED: Final = "thay-doi.atom"


def of_path(path: str) -> str | None:
    """Return the page of a file of the library; None where it has none."""
    if path.startswith(f"{Dossier.folder}/"):
        return f"{RECORDS}/dossiers/{_stem(path)}.md"
    if path.startswith(f"{SurveyAnswer.folder}/"):
        return f"{SURVEYS}/index.md"
    if path.startswith(f"{LegalDocument.folder}/"):
        return f"{LAW}/{_stem(path)}.md"
    if path.startswith("records/"):
        return f"{RECORDS}/{path.split('/')[1]}/{_stem(path)}.md"
    if path.startswith(f"{ControlledDocument.folder}/"):
        return f"{PROCEDURES}/{_stem(path)}.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    return None


def of_read(library: Library, path: str) -> str | None:
    """Return the page of a file that a finding names; None where the file could not be understood, and has no page."""
    return of_path(path) if path in _read(library) else None


@remembered
def _read(library: Library) -> frozenset[str]:
    return frozenset((*(document.path for document in library.documents), *library.registers, *library.pages))


def of(document: Document[Kind]) -> str:
    """Return the page of a document."""
    address = of_path(document.path)
    assert address is not None
    return address


def of_rule(code: str) -> str:
    """Return the page of a rule."""
    return f"{RULES}/{code.lower()}.md"


def relative(target: str, page: str) -> str:
    """Return the address of ``target`` as a link on ``page`` says it."""
    return _relative(target, posixpath.dirname(page) or ".")


@lru_cache(maxsize=1 << 16)
def _relative(target: str, folder: str) -> str:
    return posixpath.relpath(target, folder)


def _stem(path: str) -> str:
    return posixpath.basename(path).rpartition(".")[0]
