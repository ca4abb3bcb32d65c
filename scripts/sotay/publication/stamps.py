"""What a print says of itself: the keywords in the properties of a PDF or a Word file that ``manifest.keywords`` gave it.

They tell which version a file claims to be. They prove nothing: who alters a file can alter them.
"""

from __future__ import annotations

import html
import mmap
import re
import zlib
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile

from sotay.publication.integrity import Facts, shown

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 1024 * 1024
PROPERTIES: Final = "docProps/core.xml"
_PDF: Final = b"%PDF-"
_PACKET: Final = (b"<?xpacket begin", b"<?xpacket end")
_KEYWORDS: Final = re.compile(r"<(pdf:Keywords|cp:keywords)>([^<]*)</\1>")
_KEYWORD: Final = re.compile(r"sotay:(\w+)=([^,;\s]+)")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_BORNE: Final = frozenset({"code", "version", "fingerprint", "decision", "commit"})


def read(file: Path) -> Facts | None:
    """Return what a PDF or a Word file says of itself; None where it says nothing, or is neither."""
    try:
        with file.open("rb") as opened:
            is_pdf = opened.read(len(_PDF)) == _PDF
        properties = _of_pdf(file) if is_pdf else _of_word(file)
    except (OSError, ValueError, LookupError, RuntimeError, BadZipFile, zlib.error):
        return None
    found = _KEYWORDS.search(properties.decode("utf-8", "replace"))
    said = dict(_KEYWORD.findall(html.unescape(found[2]))) if found else {}
    borne = {name: shown(value) for name, value in said.items() if name in _BORNE}
    complete = {"code", "version"} <= borne.keys() and _DIGEST.fullmatch(borne.get("fingerprint", ""))
    return Facts(**borne) if complete else None


def _of_pdf(file: Path) -> bytes:
    """Return the XMP packet, which PDF/A keeps in the clear."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data.rfind(_PACKET[0])
        end = data.find(_PACKET[1], start)
        return data[start : min(end, start + LARGEST)] if 0 <= start < end else b""


def _of_word(file: Path) -> bytes:
    """Return the core properties; of a part that unpacks without end, no more than a part may have."""
    with ZipFile(file) as package, package.open(PROPERTIES) as part:
        return part.read(LARGEST)
