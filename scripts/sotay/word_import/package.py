"""The zip that a Word file is, opened with care: limits on sizes, no entities, no macros run, no tracked change overlooked."""

from __future__ import annotations

import posixpath
import zlib
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile, ZipFile

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from sotay.messages import _
from sotay.word_import.letters import cleaned
from sotay.word_import.remarks import WordRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_FILE: Final = 64 * 1024 * 1024
MAX_PART: Final = 24 * 1024 * 1024
MAX_PARTS: Final = 4000
MAX_SHOWN: Final = 3
DOCUMENT: Final = "word/document.xml"

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_UNREAD: Final = ("word/theme/", "word/glossary/", "word/fontTable", "word/webSettings", "word/settings")
_CHANGES: Final = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
_RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Package:
    """A Word file: its XML parts as trees, and the names of all of its parts, both by name."""

    name: str
    parts: Mapping[str, Any]
    names: tuple[str, ...]

    @property
    def body(self) -> Any:
        """The text itself."""
        return self.parts[DOCUMENT].find(qn("w:body"))

    def texts(self) -> Iterator[tuple[str, Any]]:
        """Yield the parts that hold text for readers, by name: the document, headers, footers, notes, comments, drawings."""
        for name, root in sorted(self.parts.items()):
            if name not in {"word/styles.xml", "word/numbering.xml"} and not name.endswith(".rels"):
                yield name, root

    def edges(self) -> Iterator[tuple[str, Any]]:
        """Yield the headers and footers of pages."""
        for name, root in self.texts():
            if name.startswith(("word/header", "word/footer")):
                yield name, root

    def targets(self, part: str) -> dict[str, str]:
        """Return where the relationships of a part lead: identifier → address or part."""
        folder, _slash, file = part.rpartition("/")
        links = self.parts.get(f"{folder}/_rels/{file}.rels")
        if links is None:
            return {}
        return {link.get("Id", ""): link.get("Target", "") for link in links.iter(_RELATIONSHIP)}


def open_package(data: bytes, name: str) -> Package:
    """Open a Word file; raises ``WordRefused`` for what is none, or is not safe or not settled enough to be read."""
    _refuse_other_formats(data, name)
    try:
        with ZipFile(BytesIO(data)) as packed:
            names = tuple(packed.namelist())
            if len(names) > MAX_PARTS:
                raise _too_large(name)
            if DOCUMENT not in names:
                raise _no_word_file(name)
            parts = _parsed(packed, name)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise WordRefused(
            _("{name} is damaged: open it in Word, save it as .docx, and import it again.", name=name)
        ) from error
    except RuntimeError as error:
        raise _protected(name) from error
    package = Package(name, parts, names)
    if package.parts[DOCUMENT].tag != qn("w:document") or package.body is None:
        raise WordRefused(
            _(
                "{name} is not written as Word writes .docx: in Word, choose Save As, “Word Document (*.docx)” "
                "(not “Strict Open XML Document”), and import that file.",
                name=name,
            )
        )
    _refuse_tracked_changes(package)
    return package


def _refuse_other_formats(data: bytes, name: str) -> None:
    if not data:
        raise WordRefused(_("{name} is empty: choose the Word file that holds the text.", name=name))
    if len(data) > MAX_FILE:
        raise _too_large(name)
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise _protected(name)
    if data.startswith(_OLE):
        raise WordRefused(
            _(
                "{name} is in the old Word format (.doc), whatever its name says: open it in Word, save it as "
                "“Word Document (*.docx)”, and import that file.",
                name=name,
            )
        )
    if not data.startswith(b"PK"):
        raise _no_word_file(name)


def _no_word_file(name: str) -> WordRefused:
    return WordRefused(
        _(
            "{name} is no Word file: open it in Word, save it as “Word Document (*.docx)”, and import that file.",
            name=name,
        )
    )


def _protected(name: str) -> WordRefused:
    return WordRefused(
        _(
            "{name} is protected by a password: open it in Word, take the password away (File, Info, Protect Document), "
            "save it, and import it again.",
            name=name,
        )
    )


def _too_large(name: str) -> WordRefused:
    return WordRefused(
        _(
            "{name} is too large to be read safely: take pictures and embedded files out of it in Word, save it, and import "
            "it again.",
            name=name,
        )
    )


def _parsed(packed: ZipFile, name: str) -> dict[str, Any]:
    """Return the XML parts; no more is unpacked than the limits allow, whatever the list of the zip says of sizes."""
    parts = {}
    room = MAX_PART
    for part in packed.namelist():
        if part.startswith("word/") and part.endswith((".xml", ".rels")) and not part.startswith(_UNREAD):
            with packed.open(part) as file:
                xml = file.read(room + 1)
            room -= len(xml)
            if room < 0:
                raise _too_large(name)
            parts[part] = _tree(xml, name)
    return parts


def _tree(xml: bytes, name: str) -> Any:
    try:
        root = parse_xml(xml)
    except (SyntaxError, ValueError) as error:
        raise WordRefused(
            _("{name} is damaged: open it in Word, save it as .docx, and import it again.", name=name)
        ) from error
    if root.getroottree().docinfo.doctype:
        raise WordRefused(
            _(
                "{name} declares a document type (DTD), which Word never writes: it was not made by Word and is not read. "
                "Ask its author for the file that Word saved.",
                name=name,
            )
        )
    return root


def _refuse_tracked_changes(package: Package) -> None:
    found: Counter[str] = Counter()
    shown: list[str] = []
    for _name, root in package.texts():
        for change in root.iter(*(qn(f"w:{kind}") for kind in _CHANGES)):
            found[change.get(qn("w:author")) or "?"] += 1
            words = cleaned(
                "".join(text.text or "" for text in change.iter(qn("w:t"), qn("w:delText")))
            ).strip()
            if words and len(shown) < MAX_SHOWN:
                shown.append(f"“{words[:60]}”")
    if found:
        raise WordRefused(
            _(
                "{name} holds {count} tracked changes (by {authors}; for instance {shown}): nobody but its author can say "
                "which text is meant. In Word, open “Review”, choose Accept, “Accept All Changes” (or reject them), save, and "
                "import it again.",
                name=package.name,
                count=sum(found.values()),
                authors=", ".join(sorted(found)),
                shown=", ".join(shown) or "—",
            )
        )


def resolved(part: str, target: str) -> str:
    """Return the name of the part that a relationship of another leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target)).lstrip("/")
