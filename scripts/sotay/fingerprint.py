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
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sotay.kinds.base import Kind
    from sotay.library import Document


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


def canonical_form(document: Document[Kind]) -> bytes:
    """Return the bytes that the fingerprint is taken over."""
    fields = document.meta.model_dump(
        mode="json",
        by_alias=True,
        exclude_unset=True,
        exclude_none=True,
        include=set(controlled_fields(type(document.meta))),
    )
    value = {"body": canonical_body(document.body), "fields": _settle(fields)}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(document: Document[Kind]) -> str:
    """Return the SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_form(document)).hexdigest()


def _settle(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: settled for key, inner in value.items() if (settled := _settle(inner)) not in ([], {})}
    if isinstance(value, list):
        return [_settle(inner) for inner in value]
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
