"""REF: every reference leads somewhere: procedures, records, legal documents, people, divisions, links."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from sotay import front_matter
from sotay.findings import Severity
from sotay.kinds.base import OfficialRecord
from sotay.kinds.decision import Decision
from sotay.kinds.legal import LegalDocument
from sotay.kinds.nonconformity import Nonconformity
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.report.markdown import CITATION
from sotay.rules import Complaint, rule
from sotay.versions import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library

LINK: Final = re.compile(r"\[(?<!!\[)[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_REFERENCES: Final = (
    "recorded_in",
    "plan",
    "audit_report",
    "declaration",
    "found_by",
    "requested_by",
    "replies_to",
    "corrective_report",
)


@rule("REF101", Severity.ERROR)
def unregistered_law(library: Library) -> Iterator[Complaint]:
    """A procedure rests on a legal document that is not in the register.

    Only a registered law can be watched for change (Decision 19/2014/QĐ-TTg, Article 4.4.a).

    Enter it in records/legal with the full number and the day on which it takes effect, or correct the number.

    Example: `legal_basis: [08/2016/NĐ-CP]` where the register has 07/2016/NĐ-CP alone.
    """
    for document in library.of(ControlledDocument):
        for index, number in enumerate(document.meta.basis_numbers):
            if not library.knows(number):
                message = _(
                    "{code} rests on {number}, which is not in the legal register: enter it in records/legal, or correct the number.",
                    code=document.meta.code,
                    number=number,
                )
                yield Complaint(document.place("legal_basis", index), message)


@rule("REF102", Severity.WARNING)
def unregistered_relation(library: Library) -> Iterator[Complaint]:
    """A legal document names another that is not in the register.

    Changes of law are followed within three months (Decision 19/2014/QĐ-TTg, Article 4.4.a); the chain of replacing and
    amending texts breaks here, and a procedure that rests on the older text is not found.

    Enter the older text too.

    Example: `relations: [{kind: replaces, target: 01/2001/NĐ-CP}]` where the register has no 01/2001/NĐ-CP.
    """
    for law in library.of(LegalDocument):
        for index, relation in enumerate(law.meta.relations):
            if not library.knows(relation.target):
                message = _(
                    "{number} touches {target}, which is not in the register: enter it too.",
                    number=law.meta.number,
                    target=relation.target,
                )
                yield Complaint(law.place("relations", index, "target"), message)


@rule("REF103", Severity.ERROR)
def unknown_record(library: Library) -> Iterator[Complaint]:
    """A record names another record that is not there.

    Records are there where and when they are needed (ISO 9001, clause 7.5.3.1.a); evidence that cannot be opened is no
    evidence.

    Correct the identifier (folder/file name without .md), or add the record.

    Example: An audit report says `plan: audit-plans/a`, and there is no records/audit-plans/a.md.
    """
    for document in library.records:
        for name, target in _references(document.meta):
            if not library.knows(target):
                message = _(
                    "{record} names {target}, which is not there: correct it, or add the record.",
                    record=document.id,
                    target=target,
                )
                yield Complaint(document.place(name), message)


def _references(meta: OfficialRecord) -> Iterator[tuple[str, str]]:
    for name in _REFERENCES:
        target = getattr(meta, name, None)
        if target is not None:
            yield name, target
    for enclosure in getattr(meta, "enclosures", ()):
        yield "enclosures", enclosure.record


@rule("REF104", Severity.ERROR)
def unknown_procedure(library: Library) -> Iterator[Complaint]:
    """A decision, an assessment or a record names a procedure that is not there.

    What the head approves is a document (Decision 19/2014/QĐ-TTg, Article 4.2.a); a decision over one that nobody can
    open decides nothing.

    Correct the code, or add the document.

    Example: `withdraws: [QT.DN.99]` in a decision, where neither the library nor its history has QT.DN.99.
    """
    once = {text.code for text in texts(library).values()}
    for decision in library.of(Decision):
        named: list[tuple[front_matter.Path, str]] = [
            *((("issues", index, "code"), pin.code) for index, pin in enumerate(decision.meta.issues)),
            *((("withdraws", index), code) for index, code in enumerate(decision.meta.withdraws)),
        ]
        for place, code in named:
            if not library.knows(code) and code not in once:
                yield Complaint(
                    decision.place(*place),
                    _("There is no document {code}: correct the code, or add the document.", code=code),
                )
    for law in library.of(LegalDocument):
        for index, assessment in enumerate(law.meta.assessments):
            if assessment.procedure is not None and not library.knows(assessment.procedure):
                message = _(
                    "There is no document {code}: correct the code, or add the document.",
                    code=assessment.procedure,
                )
                yield Complaint(law.place("assessments", index, "procedure"), message)


@rule("REF105", Severity.ERROR)
def unknown_person(library: Library) -> Iterator[Complaint]:
    """A document names a person that agency.yml does not know.

    Who prepared, reviewed and approved must be known by name and position (ISO 9001, clause 5.3).

    Enter the person in agency.yml, or correct the identifier.

    Example: `prepared_by: ai-do` where agency.yml has thu-ky, truong-phong and lanh-dao.
    """
    if not library.agency_read:
        return
    known = {person.id for person in library.agency.people}
    for document in library.of(ControlledDocument):
        for name in ("prepared_by", "reviewed_by", "approved_by"):
            person = getattr(document.meta, name)
            if person not in known:
                yield Complaint(document.place(name), _unknown(person))
    for law in library.of(LegalDocument):
        for index, assessment in enumerate(law.meta.assessments):
            if assessment.by not in known:
                yield Complaint(law.place("assessments", index, "by"), _unknown(assessment.by))
    for nonconformity in library.of(Nonconformity):
        if nonconformity.meta.owner not in known:
            yield Complaint(nonconformity.place("owner"), _unknown(nonconformity.meta.owner))


def _unknown(person: str) -> str:
    return _(
        "agency.yml knows no person `{person}`: enter the person there, or correct the identifier.",
        person=person,
    )


@rule("REF106", Severity.ERROR)
def unknown_division(library: Library) -> Iterator[Complaint]:
    """A controlled document belongs to a division that agency.yml does not know.

    Responsibility is assigned and known (ISO 9001, clause 5.3); a division that nobody knows answers for nothing.

    Enter the division in agency.yml, or correct its code.

    Example: `division: XX` where agency.yml has the division VP alone.
    """
    if not library.agency_read:
        return
    known = {division.code for division in library.agency.divisions}
    for document in library.of(ControlledDocument):
        if document.meta.division not in known:
            message = _(
                "agency.yml knows no division `{code}`: enter it there, or correct the code.",
                code=document.meta.division,
            )
            yield Complaint(document.place("division"), message)


@rule("REF107", Severity.ERROR)
def dead_link(library: Library) -> Iterator[Complaint]:
    """A link or citation in a text leads nowhere.

    What a text refers to is there where it is needed (ISO 9001, clause 7.5.3.1.a); a reader who follows this one stands
    before an empty page.

    Correct the path; cite a record as [[folder/name]] and a document by its code, [[QT.DN.01]].

    Example: “Xem [[plans/khac]].” in a plan, where there is no records/plans/khac.md.
    """
    files = _known_files(library)
    for document in library.documents:
        if "[" in document.body:
            yield from _dead_links(library, document, files)


def _known_files(library: Library) -> frozenset[str]:
    paths = (document.path for document in library.documents)
    return frozenset(
        (*paths, *(broken.path for broken in library.broken), *library.registers, *library.pages)
    )


def _dead_links(library: Library, document: Document, files: frozenset[str]) -> Iterator[Complaint]:  # type: ignore[type-arg]
    for match in CITATION.finditer(document.body):
        if not library.knows(match[1].strip()):
            message = _("Nothing is called {target}: correct the citation.", target=match[1].strip())
            yield Complaint(document.body_place(match.start()), message)
    for match in LINK.finditer(document.body):
        target = match[1].partition("#")[0]
        if not target or re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), target))
        if path not in files:
            message = _("The link leads to {target}, which is not there: correct the path.", target=match[1])
            yield Complaint(document.body_place(match.start()), message)
