"""Codes and numbers that prose names, as links to what they name: documents, forms, legal documents, records, rules.

A name is looked up whole, never searched for, so that the time grows with the text alone. What two things are called by leads
nowhere, unless the day beside it tells which one is meant.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import rules
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.messages import _
from sotay.review import remarks
from sotay.site import addresses
from sotay.site.shelf import shelves
from sotay.site.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

_NAME: Final = r"(?<![\w./#@-])(?P<name>[0-9A-ZĐƯ]\w*(?:[./-]\w+)*)"
_LIKE_NAMES: Final = re.compile(_NAME)
# What is passed over: the front matter of a page, code, comments, links and their definitions, tags, addresses, headings.
_NAMED: Final = re.compile(
    r"\A---\n.*?^---$"
    r"|^ {0,3}(?P<fence>`{3,}|~{3,})[^\n`]*\n(?:.*?^ {0,3}(?P=fence)[`~]* *$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)"
    r"|<!--(?:.*?-->|.*\Z)"
    r"|<[a-zA-Z/][^<>\n]*>"
    r"|^ {0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$"
    r"|\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\](?:\([^)\n]*\)|\[[^\]\n]*\])"
    r"|\[\[[^\[\]\n]*\]\]"
    r"|\{[:#.][^{}\n]*\}"
    r"|\b\w+://\S+"
    r"|^ {0,3}#{1,6}[ \t][^\n]*$"
    r"|^[^\n|]+\n {0,3}(?:=+|-+)[ \t]*$"
    rf"|{_NAME}",
    re.DOTALL | re.MULTILINE,
)
_DATED: Final = re.compile(
    r"[*_]*,?\s+(?:(?:ký|ban hành)\s+)?ngày\s+(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:[/.-]|\s+năm\s+)(\d{4})(?!\w)"
)
# What may hold lines that are set in: an item of a list, an admonition, a footnote.
_HOLDER: Final = re.compile(r"\s*(?:[-*+]|\d+[.)])\s|!!!|\?\?\?|\[\^")


class Target(NamedTuple):
    """What a name may mean: identifier and page of it, and the day that tells it from others of the same name."""

    id: str
    page: str
    day: date | None = None


class Named(NamedTuple):
    """Where prose names something: the span of the name, and what it means."""

    start: int
    end: int
    target: Target


def linked(library: Library, prose: str, page: str) -> str:
    """Return prose with each code and number that it names leading to what it means, but for the page itself."""
    parts: list[str] = []
    at = 0
    for start, end, target in named(library, prose, page):
        if target.page != page:
            parts += (prose[at:start], f"[{prose[start:end]}]({addresses.relative(target.page, page)})")
            at = end
    return "".join((*parts, prose[at:]))


def named(library: Library, prose: str, page: str) -> Iterator[Named]:
    """Yield what the prose of a page names, in its order; outside code, links and headings."""
    known = _targets(library)
    if known.keys().isdisjoint(_like_names(prose)):
        return
    code = _code_lines(prose)
    for match in _NAMED.finditer(prose):
        several = known.get(match["name"]) if match["name"] else None
        if several and prose.rfind("\n", 0, match.start()) + 1 not in code:
            target = _meant(match["name"], several, _day(_DATED.match(prose, match.end())), page)
            if target is not None:
                yield Named(*match.span(), target)


@lru_cache(maxsize=1 << 14)  # many pages say the same: steps, titles of laws
def _like_names(prose: str) -> frozenset[str]:
    return frozenset(_LIKE_NAMES.findall(prose))


def _meant(name: str, several: tuple[Target, ...], day: date | None, page: str) -> Target | None:
    """Return what a name means: by the day beside it, else what the page itself has, else the document so called, else the only one.

    A form with a text of its own is that document, wherever a procedure names it.
    """
    if day is not None:
        several = tuple(target for target in several if target.day in {None, day})
    own = tuple(target for target in several if target.page.partition("#")[0] == page)
    left = own or tuple(target for target in several if target.id == name) or several
    return left[0] if len(left) == 1 else None


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


@remembered
def _targets(library: Library) -> dict[str, tuple[Target, ...]]:
    """Return name → what is called by it."""
    found: dict[str, list[Target]] = {}
    for name, target in _names(library):
        found.setdefault(name, []).append(target)
    return {name: tuple(dict.fromkeys(several)) for name, several in found.items()}


@remembered
def stamp(library: Library) -> str:
    """Return the digest of what every name means: what ``linked`` returns rests on the prose, the page and this."""
    return hashlib.sha256(repr(sorted(_targets(library).items())).encode()).hexdigest()


def _names(library: Library) -> Iterator[tuple[str, Target]]:
    for shelf in shelves(library).values():
        yield shelf.code, Target(shelf.code, shelf.main.page)
        if shelf.main.station.state is not State.WITHDRAWN:
            place = f"{shelf.main.page}#{slugify(_('Forms'), '-')}"
            for form in shelf.main.document.meta.forms:
                yield form.code, Target(shelf.code, place)
    for number, law in library.legal.items():
        yield number, Target(law.id, addresses.of(law))
    for record in library.records:
        if record.meta.number is not None and record.meta.recorded_in is None:
            yield record.meta.number, Target(record.id, addresses.of(record), record.meta.date)
    for rule in (*rules.catalogue(), *remarks.catalogue()):
        yield rule.code, Target("", addresses.of_rule(rule.code))


def _code_lines(prose: str) -> frozenset[int]:
    """Return where the lines of indented code begin: those set in behind a blank line, below nothing that may hold them."""
    found, at = [], 0
    held, blank, code = False, True, False
    for line in prose.split("\n"):
        if not line.strip():
            blank = True
        elif line.startswith(("    ", "\t")):
            code = not held and (blank or code)
            if code:
                found.append(at)
            blank = False
        else:
            held, code = bool(_HOLDER.match(line)) or (held and not blank), False
            blank = False
        at += len(line) + 1
    return frozenset(found)
