"""The state of a version on a date: derived from the decisions that pin it, never typed (ISO 9001, clause 7.5.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sotay.alphabet import order
from sotay.kinds.decision import Decision
from sotay.library import remembered
from sotay.versions import Text, documents, fingerprint_of, texts

if TYPE_CHECKING:
    from datetime import date

    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library


class State(StrEnum):
    """Where a version stands in its life."""

    DRAFT = "draft"
    APPROVED = "approved"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Issue:
    """One version brought into force: by which decision, bound to which text, from which day.

    ``text`` is None where neither the folder nor git holds a text with that fingerprint.
    """

    version: str
    sha256: str
    effective: date
    decision: Document[Decision]
    text: Text | None = None


@dataclass(slots=True)
class Life:
    """All that decisions did to one code, in order of the day on which it took effect."""

    code: str
    issues: list[Issue] = field(default_factory=list)
    withdrawn: date | None = None
    withdrawn_by: Document[Decision] | None = None

    def on(self, day: date) -> Issue | None:
        """Return the issue in force on ``day``; None before the first and after withdrawal."""
        if self.withdrawn is not None and day >= self.withdrawn:
            return None
        return next((issue for issue in reversed(self.issues) if issue.effective <= day), None)

    def of(self, version: str) -> Issue | None:
        """Return the first issue of a version."""
        return next((issue for issue in self.issues if issue.version == version), None)

    @property
    def born(self) -> date | None:
        """The day on which the first version took effect."""
        return self.issues[0].effective if self.issues else None


@remembered
def lives(library: Library) -> dict[str, Life]:
    """Return code → life, from the decisions dated on or before ``as_of``."""
    found: dict[str, Life] = {}
    for decision in library.known(Decision):
        for pin in decision.meta.issues:
            life = found.setdefault(pin.code, Life(pin.code))
            text = texts(library).get(pin.sha256)
            stated = text.effective if text else _row_date(library.procedures.get(pin.code), pin.version)
            effective = max(decision.meta.takes_effect, stated or decision.meta.takes_effect)
            life.issues.append(Issue(pin.version, pin.sha256, effective, decision, text))
        for code in decision.meta.withdraws:
            life = found.setdefault(code, Life(code))
            if life.withdrawn is None:
                life.withdrawn, life.withdrawn_by = decision.meta.takes_effect, decision
    for life in found.values():
        life.issues.sort(key=lambda issue: (issue.effective, issue.version))
    return found


def _row_date(document: Document[ControlledDocument] | None, version: str) -> date | None:
    """Return the day that a later text gives for a version whose own text nobody has."""
    changes = document.meta.changes if document else ()
    return next((change.date for change in changes if change.version == version), None)


def approving_issue(library: Library, document: Document[ControlledDocument]) -> Issue | None:
    """Return the issue that approved exactly this text, or None: then it is a draft."""
    life = lives(library).get(document.meta.code)
    if life is None:
        return None
    candidates = [issue for issue in life.issues if issue.version == document.meta.version]
    if not candidates:
        return None
    own = fingerprint_of(library, document)
    return next((issue for issue in candidates if issue.sha256 == own), None)


def settled_on(library: Library, document: Document[ControlledDocument]) -> date:
    """Return the day that says who its people are: the decision's that approved the text, ``as_of`` for a draft."""
    issue = approving_issue(library, document)
    return issue.decision.meta.date if issue else library.as_of


def state_of(library: Library, document: Document[ControlledDocument], day: date) -> State:
    """Return the state of the text as it now stands, on ``day``."""
    issue = approving_issue(library, document)
    if issue is None:
        return State.DRAFT
    life = lives(library)[document.meta.code]
    if life.withdrawn is not None and day >= life.withdrawn:
        return State.WITHDRAWN
    if day < issue.effective:
        return State.APPROVED
    return State.EFFECTIVE if life.on(day) == issue else State.SUPERSEDED


@remembered
def issues_in_force(library: Library) -> tuple[tuple[str, Issue], ...]:
    """Return code and issue of each version in force on ``as_of``, by code, whether or not anybody has its text."""
    known = lives(library)
    issues = ((code, known[code].on(library.as_of)) for code in sorted(known, key=order))
    return tuple((code, issue) for code, issue in issues if issue is not None)


@remembered
def in_force(library: Library) -> tuple[Document[ControlledDocument], ...]:
    """Return the controlled documents in force on ``as_of``, by code, each as the text that was approved.

    Where the file at hand says something else, such as the draft of a later version, the text comes from git. One whose
    approved text nobody has is left out.
    """
    wanted = [(issue.sha256, issue.text) for code, issue in issues_in_force(library) if _says(issue, code)]
    said = documents(library, [text for _sha256, text in wanted if text is not None])
    return tuple(said[sha256] for sha256, _text in wanted if sha256 in said)


def document_in_force(library: Library, code: str) -> Document[ControlledDocument] | None:
    """Return the text in force under a code on ``as_of``; None where none is, or nobody has it."""
    return _by_code(library).get(code)


def document_on(library: Library, code: str, day: date) -> Document[ControlledDocument] | None:
    """Return the text that was in force under a code on ``day``; None where none was, or nobody has it."""
    life = lives(library).get(code)
    issue = life.on(day) if life else None
    return _approved(library).get(issue.sha256) if issue and _says(issue, code) else None


@remembered
def _approved(library: Library) -> dict[str, Document[ControlledDocument]]:
    issues = [issue for life in lives(library).values() for issue in life.issues if _says(issue, life.code)]
    return documents(library, [issue.text for issue in issues if issue.text is not None])


@remembered
def _by_code(library: Library) -> dict[str, Document[ControlledDocument]]:
    return {document.meta.code: document for document in in_force(library)}


def _says(issue: Issue, code: str) -> bool:
    """Say whether the text that an issue is bound to is of that code and version."""
    return issue.text is not None and (issue.text.code, issue.text.version) == (code, issue.version)
