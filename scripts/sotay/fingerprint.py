"""The fingerprint of an approved text: SHA-256 over a canonical form of its controlled fields and body.

Canonical form, so that anyone can compute it again: JSON in UTF-8 with keys sorted and no white space, of
``{"body": …, "fields": …}``, all text in NFC.

*fields* are the controlled fields that the author wrote; one that is null or an empty list or mapping counts as absent, and
so does such a member of a mapping inside one. Dates are ISO text, whole decimals integers.

*body* has LF line ends. Insignificant in it, in code as well, is only what no reader can see: blanks (U+0020) and tabs on a
line that holds nothing else; empty lines at either end; one blank at the end of a line; of two blanks or more there, a hard
line break in Markdown, all but two, and on the last line all. The rest counts: every other character, also other
kinds of space, indentation, the number of empty lines between two that are not, and white space with a tab in it at the end
of a line, which breaks the line or does not by the column where it stands.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.kinds.base import Kind
    from sotay.library import Document

_ABSENT: Final[tuple[Any, ...]] = (None, [], {})
_UNSETTLED: Final = re.compile(r"\.0[\]},]|\[\]|\{\}|null|e\+")
"""Where none of this is in its JSON, a value has nothing that counts as absent, and no decimal that is whole."""
_BLANK: Final = " \t"
_json: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode


@cache
def controlled_fields(kind: type[Kind]) -> frozenset[str]:
    """Return the fields of a kind that belong to its approved text."""
    return frozenset(
        name
        for name, info in kind.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra["controlled"]
    )


def canonical_body(body: str) -> str:
    """Return the body with insignificant white space settled."""
    lines = unicodedata.normalize("NFC", body).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return (
        "\n".join(_settle_line(line) if line[-1:] in _BLANK else line for line in lines)
        .strip("\n")
        .rstrip(" ")
    )


def canonical_field(name: str, value: Any) -> str:
    """Return the JSON of one field, ``"name":value``; empty for one that counts as absent."""
    settled = _settle(value)
    return "" if settled in _ABSENT else f"{_json(name)}:{_json(settled)}"


def joined(body: str, fields: Iterable[str]) -> bytes:
    """Return the canonical form of a text: its body, and its controlled fields as ``canonical_field`` writes them."""
    return _form(body, f"{{{','.join(sorted(piece for piece in fields if piece))}}}")


def canonical_form(document: Document[Kind]) -> bytes:
    """Return the bytes that the fingerprint is taken over."""
    fields = document.meta.model_dump(
        mode="json",
        by_alias=True,
        exclude_unset=True,
        exclude_none=True,
        include=set(controlled_fields(type(document.meta))),
    )
    written = _json(fields)
    if _UNSETTLED.search(written) or not unicodedata.is_normalized("NFC", written):
        written = _json(_settle(fields))
    return _form(document.body, written)


def fingerprint(document: Document[Kind]) -> str:
    """Return the SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return digest(canonical_form(document))


def digest(form: bytes) -> str:
    """Return the SHA-256 of a canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(form).hexdigest()


def _form(body: str, fields: str) -> bytes:
    return f'{{"body":{_json(canonical_body(body))},"fields":{fields}}}'.encode()


def _settle_line(line: str) -> str:
    bare = line.rstrip(_BLANK)
    end = line[len(bare) :]
    if bare and "\t" in end:
        return line
    return bare + ("  " if bare and len(end) > 1 else "")


def _settle(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {
            key: settled
            for key, inner in value.items()
            if inner is not None and (settled := _settle(inner)) not in ([], {})
        }
    if isinstance(value, (list, tuple)):
        return [_settle(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
