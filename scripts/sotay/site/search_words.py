"""The words of the pages: folded, counted, and laid by the letters that they begin with, for the search index.

A page has its words folded as its titles are. A code or number that no page is called by is a word as a whole too: where its
parts stand on a page, it need not.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from sotay.cache import made_each
from sotay.site import addresses, backlinks, trail
from sotay.site.finish import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

PARTS: Final = 128
"""Files of words, each there even where it is empty: a browser asks for one before it knows what words there are."""
_MOST: Final = 26
# What a page says of other pages: the way to it, and what leads to it, which stands last.
_AROUND: Final = re.compile(
    rf"^.*\n\{{: \.{trail.MARK} [^\n]*\}}$|^## [^\n]*\{{: #{backlinks.ANCHOR} \}}$(?s:.*)", re.MULTILINE
)
_HIDDEN: Final = re.compile(
    r"<(?P<drawn>style|svg)\b(?s:.*?)</(?P=drawn)>"
    r"|\]\([^)\n]*\)|<[^>\n]*>|\{:[^}\n]*\}|https?://\S+|`[0-9a-f]{40,}`"
)
_LIKE_CODES: Final = re.compile(r"\w+(?:[./:-]+\w+)+")
# What of that is a code or a number, folded, and no date or count: with letters, a national code, a number with its year.
_CODE: Final = re.compile(r"(?=.*\d).*[a-z]|\d{6}|^\d+ (?:19|20)\d\d$")
_LONGEST: Final = 5


class _Folded(dict[int, str]):
    """What becomes of each character: a mark that combines goes, what is neither letter nor digit is a space."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code).lower().replace("đ", "d"))
        letters = (letter for letter in plain if not unicodedata.combining(letter))
        self[code] = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in letters)
        return self[code]


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """Return words as they are looked for: small, without diacritics, đ as d, other signs as spaces."""
    return " ".join(text.translate(_FOLDED).split())


def whole(code: str) -> str:
    """Return a code or number as one word, without zeros that lead: ``qt.dn.1``, ``61.2018.nd.cp``; empty for what is none.

    One of more than five parts is none: a dossier's would be a word of its own each.
    """
    parts = fold(code).split()
    if not (1 < len(parts) <= _LONGEST and _CODE.search(" ".join(parts))):
        return ""
    return ".".join(part.lstrip("0") or "0" for part in parts)


def text(page: bytes, address: str) -> str:
    """Return what a staged page says: nothing of other pages, and nothing that is not read."""
    if address.startswith(f"{addresses.RULES}/"):
        return ""  # a rule is found by its name: its examples are not what people look for
    words = _AROUND.sub("", page.decode())
    front = FRONT.match(words)
    return _HIDDEN.sub(" ", words[front.end() if front else 0 :])


def counted(root: Path, found: Iterable[str], staged: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the words of each page that is found: before each, a letter for how often it stands there, ``a`` for once."""
    pages = {address: staged[address.removesuffix(".html") + ".md"] for address in found}
    folded = cache(_folded)  # pages share most of what stands between blanks

    def count(address: str) -> str:
        often: dict[str, int] = {}
        for written, times in Counter(text(pages[address], address).split()).items():
            for word in folded(written):
                often[word] = often.get(word, 0) + times
        return " ".join(f"{chr(96 + min(times, _MOST))}{word}" for word, times in often.items())

    rest_on = {address: hashlib.sha256(address.encode() + page).digest() for address, page in pages.items()}
    yield from made_each(root, "words", rest_on, count).values()


def _folded(written: str) -> list[str]:
    """Return the words of what stands between blanks, folded, and the codes and numbers among them as a whole."""
    words = fold(written).split()
    if len(words) > 1:
        words += filter(None, map(whole, _LIKE_CODES.findall(written)))
    return words


def places(pages: Iterable[str], known: Iterable[str]) -> list[dict[str, str]]:
    """Return word → where it stands, by part: how many pages further, unless one, then how often there, ``a`` for once.

    Of codes and numbers only those are words by which no page is ``known``: who types one of them is led there by its parts.
    """
    left_out = {name.encode() for name in known}
    told: dict[bytes, bytearray] = {}
    last: dict[bytes, int] = {}
    for number, words in enumerate(pages):
        for said in words.encode().split():
            often, word = said[:1], said[1:]
            if word in left_out:
                continue
            if word in told:
                step = number - last[word]
                told[word] += often if step == 1 else b"%d%b" % (step, often)
            else:
                told[word] = bytearray(b"%d%b" % (number + 1, often) if number else often)
            last[word] = number
    parts: list[dict[str, str]] = [{} for _number in range(PARTS)]
    for word in sorted(told):
        name = word.decode()
        parts[_place(name)][name] = told[word].decode()
    return parts


def _place(word: str) -> int:
    """Return the part of a word, by its first two letters."""
    return (36 * ord(word[0]) + ord(word[1:2] or "\0")) % PARTS
