"""REC: records keep their attachments, and publish nobody's personal data (ISO 9001, clause 7.5.3)."""

from __future__ import annotations

import hashlib
import posixpath
import re
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.messages import _
from sotay.rules import Complaint, rule
from sotay.tree import Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.base import Attachment, OfficialRecord
    from sotay.library import Document, Library

# What stands before is looked at behind the first signs: a search leaps from one of these to the next.
IDENTITY_CARD: Final = re.compile(r"0(?<![\d.,/-]0)\d{11}(?![\d.,/-])")
TELEPHONE: Final = re.compile(r"(?:0(?<![\d.,/-]0)|\+84(?<![\d.,/-]\+84))[35789]\d(?:[ .]?\d){7}(?![\d/-])")


@rule("REC101", Severity.ERROR)
def attachment_missing(library: Library) -> Iterator[Complaint]:
    """An attachment that a record names is not there.

    Evidence that is retained must be there (ISO 9001, clause 7.5.3.2); the signed scan is the evidence, and a name
    alone proves nothing.

    Put the file beside the record, or take the entry out.

    Example: records/plans/a.md names `path: scan.pdf`, and records/plans holds no such file.
    """
    for record in library.records:
        for index, attachment in enumerate(record.meta.attachments):
            entry = library.files.entry(_beside(record, attachment))
            if entry is None or entry.sort is not Sort.FILE:
                message = _(
                    "{record} names {file}, which is not beside it: add the file.",
                    record=record.id,
                    file=attachment.path,
                )
                yield Complaint(record.place("attachments", index, "path"), message)


@rule("REC102", Severity.ERROR)
def attachment_altered(library: Library) -> Iterator[Complaint]:
    """An attachment differs from the one that was recorded.

    Records are protected from alteration (ISO 9001, clause 7.5.3.2); the fingerprint in the record says which scan it
    was.

    Restore the file, or record the new one with its fingerprint.

    Example: scan.pdf beside records/plans/a.md was replaced by a newer scan; its SHA-256 is no longer the one in
    `sha256`.
    """
    for record in library.records:
        for index, attachment in enumerate(record.meta.attachments):
            path = _beside(record, attachment)
            entry = library.files.entry(path)
            there = entry is not None and entry.sort is Sort.FILE
            if there and hashlib.sha256(library.files.read(path)).hexdigest() != attachment.sha256:
                message = _(
                    "{file} is not the file that {record} recorded: restore it.",
                    file=attachment.path,
                    record=record.id,
                )
                yield Complaint(record.place("attachments", index, "sha256"), message)


def _beside(record: Document[OfficialRecord], attachment: Attachment) -> str:
    return posixpath.normpath(f"{posixpath.dirname(record.path)}/{attachment.path}")


@rule("REC201", Severity.WARNING)
def personal_data(library: Library) -> Iterator[Complaint]:
    """A text seems to hold a citizen's card number or a private telephone number.

    Personal data of citizens is theirs to be looked after (ISO 9001, clause 8.5.3) and kept confidential (clause
    7.5.3.1.b); everyone on the intranet reads the library, and git keeps every version.

    Take the number out; keep it in the paper dossier.

    Example: “Gọi 0912 345 678.” in the text of a plan is complained of at the number.
    """
    for document in library.documents:
        for pattern in (IDENTITY_CARD, TELEPHONE):
            if match := pattern.search(document.body):
                message = _("“{number}” looks like personal data: take it out.", number=match[0])
                yield Complaint(document.body_place(match.start()), message)
