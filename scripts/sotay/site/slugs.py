"""Slugs of headings: Vietnamese letters folded to ASCII, đ to d, so that an address can be typed."""

from __future__ import annotations

import re
import unicodedata


def slugify(text: str, separator: str) -> str:
    """Return the slug of a heading: ``Đối tượng thực hiện`` → ``doi-tuong-thuc-hien``."""
    folded = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter)).lower()
    return re.sub(r"[^a-z0-9]+", separator, plain).strip(separator)
