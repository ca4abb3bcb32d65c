"""The library as it stood on an earlier day (TCVN ISO 9001:2015, clause 7.5.3.1.a): without what came later.

What was in force is the same without the later decisions, for each counts from its own day. A law counts from its issue. The
text at hand of a controlled document is the one that git held at the end of that day, a draft too. An approved text counts from
its decision, whenever git came to hold it: libraries are begun with what was decided before. Where no git is, a draft is no
older than the last day that it names; one that names no later day stays, and its page says that nobody knows since when.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sotay import former, pipeline
from sotay.clearance import may_show
from sotay.kinds.annual_report import AnnualReport
from sotay.kinds.approval import Approval
from sotay.kinds.base import OfficialRecord
from sotay.kinds.baseline import Baseline
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.kinds.survey_answer import SurveyAnswer
from sotay.legal.changes import effects_known, is_known
from sotay.library import remembered
from sotay.lifecycle import State, lives, state_of
from sotay.versions import documents
from sotay.witness import came_on

if TYPE_CHECKING:
    from datetime import date

    from sotay.findings import Check, Finding
    from sotay.kinds.base import Kind, Row
    from sotay.library import Document, Library


@remembered
def as_it_stood(library: Library) -> Library:
    """Return a library without what came after ``as_of``; asked for its own day or a later one, all of it."""
    if library.as_of >= (library.agency.as_of or library.today):
        return library

    def was_there(day: date | None) -> bool:
        return day is None or day <= library.as_of

    laws = (_as_known(library, law) for law in library.of(LegalDocument) if is_known(library, law))
    others = (one for one in _with_its_texts(library).documents if not isinstance(one.meta, LegalDocument))
    rows = tuple(row for row in library.rows if was_there(_day_of_row(row.entry)))
    begun_later = {row.file for row in library.rows} - {row.file for row in rows}
    return replace(
        library,
        whole=library,
        documents=(*(one for one in others if was_there(_day(library, one.meta))), *laws),
        rows=rows,
        registers=tuple(path for path in library.registers if path not in begun_later),
        unread={path: count for path, count in library.unread.items() if path not in begun_later},
    )


@remembered
def later_files(library: Library) -> frozenset[str]:
    """Return the files of a library that were not there on ``as_of``."""
    then = as_it_stood(library)
    there = {*(one.path for one in then.documents), *then.registers}
    return frozenset({*(one.path for one in library.documents), *library.registers} - there)


def judge(library: Library) -> Check:
    """Hold a library, with its texts of the day, against every rule; what is said of what came after ``as_of`` is left out."""
    then = as_it_stood(library)
    check = pipeline.judge(library if then is library else _with_its_texts(library))
    files = later_files(library)
    lines = {(row.file, row.line) for row in library.rows} - {(row.file, row.line) for row in then.rows}

    def stands(finding: Finding) -> bool:
        return finding.place.file not in files and (finding.place.file, finding.place.line) not in lines

    return replace(
        check,
        findings=tuple(filter(stands, check.findings)),
        waivers=tuple(waiver for waiver in check.waivers if stands(waiver.finding)),
        ahead=tuple(filter(stands, check.ahead)),
    )


def is_undated(library: Library, document: Document[ControlledDocument]) -> bool:
    """Say whether a draft stands on a past day only because nobody knows since when there is such a text."""
    return (
        library.whole is not None
        and library.history.head is None
        and state_of(library, document, library.as_of) is State.DRAFT
    )


@remembered
def _with_its_texts(library: Library) -> Library:
    """Return the whole library, its controlled documents as they stood at the end of ``as_of``."""
    texts = _texts(library)
    others = tuple(one for one in library.documents if not isinstance(one.meta, ControlledDocument))
    exchanged = {one.path for one in library.of(ControlledDocument)} - {
        one.path for one in texts if library.by_path.get(one.path) is one
    }
    return replace(
        library,
        whole=library,
        documents=(*texts, *others),
        findings=tuple(finding for finding in library.findings if finding.place.file not in exchanged),
    )


def _texts(library: Library) -> tuple[Document[ControlledDocument], ...]:
    """Return the text at hand on ``as_of`` of each controlled document that there was, in order of path."""
    stood = _in_git(library)
    found: list[Document[ControlledDocument]] = []
    for code in {**library.procedures, **stood}:
        text, last = stood.get(code), _last_issued(library, code)
        if text is None or (last is not None and text.meta.version < last.meta.version):
            text = last or _dated(library, code)
        if text is not None:
            found.append(text)
    return tuple(sorted(found, key=lambda one: one.path))


def _in_git(library: Library) -> dict[str, Document[ControlledDocument]]:
    """Return code → the text that git held at the end of ``as_of``."""
    last = {
        path: step
        for path, steps in library.history.steps.items()
        if path.startswith(f"{ControlledDocument.folder}/") and path.endswith(".md")
        for step in steps
        if came_on(library, step) <= library.as_of
    }
    held = [step for _path, step in sorted(last.items()) if step.blob]
    found: dict[str, Document[ControlledDocument]] = {}
    for document in former.documents(library, ControlledDocument, held):
        if document is not None and may_show(library, document):
            found.setdefault(document.meta.code, document)
    return found


def _last_issued(library: Library, code: str) -> Document[ControlledDocument] | None:
    """Return the last text that a decision brings into force by ``as_of`` or after; the file at hand where it is that text."""
    at_hand = library.procedures.get(code)
    if at_hand is not None and state_of(library, at_hand, library.as_of) is not State.DRAFT:
        return at_hand
    life = lives(library).get(code)
    if at_hand is None or life is None:
        return None
    issued = [issue.text for issue in life.issues if issue.text is not None and issue.text.code == code]
    return next(iter(documents(library, issued[-1:]).values()), None)


def _dated(library: Library, code: str) -> Document[ControlledDocument] | None:
    """Return the draft at hand where there is no git and it names no day after ``as_of``: its own, or that of a law."""
    document = library.procedures.get(code)
    if document is None or library.history.head is not None:
        return None
    meta = document.meta
    numbers = {*meta.basis_numbers, *(number for change in meta.changes for number in change.because)}
    laws = (library.legal[number] for number in numbers if number in library.legal)
    days = (meta.effective, *(change.date for change in meta.changes[-1:]))
    named_later = any(day > library.as_of for day in days) or not all(is_known(library, law) for law in laws)
    return None if named_later else document


def _as_known(library: Library, law: Document[LegalDocument]) -> Document[LegalDocument]:
    """Return the entry of a law without an end that nobody knew of, and without the note, which may tell of it."""
    effects = effects_known(library, law)
    if effects == law.meta.effects:
        return law
    return replace(law, meta=law.meta.model_copy(update={"effects": effects, "note": None}))


def _day(library: Library, meta: Kind) -> date | None:
    """Return the day of a record; a report that is not dated yet is no older than the letter that asks for it."""
    if isinstance(meta, AnnualReport) and meta.date is None:
        letter = library.by_id.get(meta.requested_by or "")
        return _day(library, letter.meta) if letter else None
    return meta.date if isinstance(meta, (OfficialRecord, Approval, Baseline)) else None


def _day_of_row(row: Row) -> date | None:
    if isinstance(row, Dossier):
        return row.received_at.date()
    return row.answered_on if isinstance(row, SurveyAnswer) else None
