"""The fingerprint of an approved text: SHA-256 over a canonical form of its controlled fields and body.

Canonical form, so that anyone can compute it again: JSON in UTF-8 with keys sorted and no white space, of
``{"body": …, "fields": …}``. *fields* are the controlled fields that the author wrote (an empty one counts as
absent), dates as ISO text, whole decimals as integers. *body* is NFC with LF line ends; white space at the end of a
line is dropped, save that two blanks or more (a hard line break in Markdown) become two; blank lines at either end
are dropped.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sotay.kinds.base import Kind
    from sotay.library import Document

_ABSENT: Final[tuple[Any, ...]] = (None, [], {})


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
    settled = [line.rstrip() + ("  " if line.endswith("  ") and line.strip() else "") for line in lines]
    return "\n".join(settled).strip("\n").rstrip(" ")


def canonical_field(name: str, value: Any) -> str:
    """Return the JSON of one field, ``"name":value``; empty for one that counts as absent."""
    settled = _settle(value)
    return "" if settled in _ABSENT else f"{_json(name)}:{_json(settled)}"


def joined(body: str, fields: Iterable[str]) -> bytes:
    """Return the canonical form of a text: its body, and its controlled fields as ``canonical_field`` writes them."""
    written = ",".join(sorted(piece for piece in fields if piece))
    return f'{{"body":{_json(canonical_body(body))},"fields":{{{written}}}}}'.encode()


def canonical_form(document: Document[Kind]) -> bytes:
    """Return the bytes that the fingerprint is taken over."""
    fields = document.meta.model_dump(
        mode="json",
        by_alias=True,
        exclude_unset=True,
        exclude_none=True,
        include=set(controlled_fields(type(document.meta))),
    )
    return joined(document.body, (canonical_field(name, value) for name, value in fields.items()))


def fingerprint(document: Document[Kind]) -> str:
    """Return the SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return digest(canonical_form(document))


def digest(form: bytes) -> str:
    """Return the SHA-256 of a canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(form).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _settle(value: Any) -> Any:
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
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
