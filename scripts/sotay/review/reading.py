"""From a file to a paper: Word, our own JSON, Markdown or plain text, told apart by what is in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.review import composed, marked_text
from sotay.review.paper import MAX_TEXT, Paper
from sotay.word_import.letters import cleaned

if TYPE_CHECKING:
    from pathlib import Path

MAX_WORD: Final = 64 * 1024 * 1024
FIRST: Final = 60
"""Among how many paragraphs the title is looked for."""

_OLE: Final = b"\xd0\xcf\x11\xe0"
_OTHERS: Final = (b"%PDF", b"{\\rtf", b"<!doctype", b"<html", b"\x89PNG", b"\xff\xd8\xff")
_TITLE: Final = re.compile(r"báo cáo\b", re.IGNORECASE)
_SUBJECT: Final = re.compile(r"ISO 9001|\bISO\b|HTQLCL|hệ thống quản lý chất lượng", re.IGNORECASE)


class UnreadableError(Exception):
    """A file that cannot be read as a report; the message names it, says why and what to do."""


class NoReportError(Exception):
    """A file that can be read and is no report of this kind; the message says so."""


def read(path: Path) -> Paper:
    """Read a report; raises ``UnreadableError`` or ``NoReportError``."""
    name = " ".join(cleaned(path.name).split()).encode("utf-8", "backslashreplace").decode()
    if path.stat().st_size > MAX_WORD:
        raise _too_large(name)
    return paper(path.read_bytes(), name)


def paper(data: bytes, name: str) -> Paper:
    """Read the bytes of a report; raises ``UnreadableError`` or ``NoReportError``."""
    if not data.strip():
        raise NoReportError(_("{name} is empty: choose the file that holds the report.", name=name))
    if data.startswith((b"PK", _OLE)):
        read = _word(data, name)
    else:
        text = _decoded(data, name)
        begins_as_json = text.lstrip().startswith("{")
        read = _composed(text, name) if begins_as_json else Paper(name, marked_text.blocks(text, name))
    if sum(len(block.text) for block in read.blocks) > MAX_TEXT:
        raise _too_large(name)
    if not _is_report(read):
        raise NoReportError(
            _(
                "{name} is no yearly report on the quality management system: nothing in it is titled “BÁO CÁO” and speaks of "
                "ISO 9001. Name the report itself: our JSON, DOCX, Markdown or plain text.",
                name=name,
            )
        )
    return read


def _word(data: bytes, name: str) -> Paper:
    from sotay.review import word  # noqa: PLC0415 (python-docx; text needs none)
    from sotay.word_import.remarks import WordRefused  # noqa: PLC0415

    try:
        return Paper(name, word.blocks(data, name))
    except WordRefused as error:
        raise UnreadableError(str(error)) from error
    except word.TooLongError as error:
        raise _too_large(name) from error


def _composed(text: str, name: str) -> Paper:
    try:
        return Paper(name, composed.blocks(text, name))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            _(
                "{name} is no JSON that `sotay report annual` wrote: name the file annual-report.json, or the report as DOCX, "
                "Markdown or text.",
                name=name,
            )
        ) from error


def _decoded(data: bytes, name: str) -> str:
    if data[:16].lstrip().lower().startswith(tuple(mark.lower() for mark in _OTHERS)):
        raise UnreadableError(
            _(
                "{name} is a PDF, a page or a picture, in which places are not kept: export the report as DOCX or plain text, "
                "and name that file.",
                name=name,
            )
        )
    if len(data) > MAX_TEXT:
        raise _too_large(name)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            _("{name} is not Unicode text: save it as UTF-8 (Save As, Encoding), or as DOCX.", name=name)
        ) from error
    if "\0" in text:
        raise UnreadableError(
            _("{name} is no text: export the report as DOCX or plain text, and name that file.", name=name)
        )
    return text


def _too_large(name: str) -> UnreadableError:
    return UnreadableError(
        _(
            "{name} is too large for a report of some pages: make sure it is the right file, and take pictures out of it.",
            name=name,
        )
    )


def _is_report(read: Paper) -> bool:
    return any(_TITLE.match(block.text) for block in read.blocks[:FIRST]) and any(
        _SUBJECT.search(block.text) for block in read.blocks
    )
