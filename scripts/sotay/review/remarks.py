"""What a review finds, and the catalogue of what it looks for: each check's docstring is its entry, as with the rules."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.review import checks
from sotay.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sotay.findings import Place, Severity
    from sotay.review.citations import Citation
    from sotay.review.desk import Desk
    from sotay.review.paper import Block

QUOTED: Final = 120


class Objection(NamedTuple):
    """What a check found at one place, with the words it speaks of; the code and weight are added to it."""

    place: Place
    message: str
    quote: str = ""
    related: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on a report. ``quote`` are its own words, shortened; ``related`` are places to hold against it."""

    code: str
    severity: Severity
    message: str
    place: Place
    quote: str = ""
    related: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its entry in the catalogue, and the function that yields objections."""

    rule: Rule
    judge: Callable[[Desk], Iterable[Objection]]

    def remarks(self, desk: Desk) -> Iterator[Remark]:
        """Yield the remarks that the check makes."""
        for place, message, quote, related in self.judge(desk):
            yield Remark(self.rule.code, self.rule.severity, message, place, shortened(quote), related)


_registered: dict[str, Check] = {}


def check(
    code: str, severity: Severity
) -> Callable[[Callable[[Desk], Iterable[Objection]]], Callable[[Desk], Iterable[Objection]]]:
    """Register the decorated function as the check ``code``."""

    def register(judge: Callable[[Desk], Iterable[Objection]]) -> Callable[[Desk], Iterable[Objection]]:
        if code in _registered:
            message = f"two checks with the code {code}"
            raise ValueError(message)
        _registered[code] = Check(Rule(code, severity, inspect.getdoc(judge) or ""), judge)
        return judge

    return register


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check, by code."""
    for module in pkgutil.iter_modules(checks.__path__):
        importlib.import_module(f"{checks.__name__}.{module.name}")
    return tuple(found for _code, found in sorted(_registered.items()))


def catalogue() -> tuple[Rule, ...]:
    """Return the entries of all checks, by code."""
    return tuple(found.rule for found in all_checks())


def remarks(desk: Desk) -> tuple[Remark, ...]:
    """Return what all checks find, in the order of the report."""
    found = [remark for one in all_checks() for remark in one.remarks(desk)]
    return tuple(sorted(dict.fromkeys(found), key=lambda remark: (remark.place, remark.code, remark.message)))


def shortened(words: str) -> str:
    """Return words on one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1].rstrip()}…"


def about(cited: Citation, message: str, *others: Citation) -> Objection:
    """Object to a cited paper; ``others`` are what it is held against."""
    related = tuple(other.block.at(other.start) for other in others)
    return Objection(cited.block.at(cited.start), message, cited.quote, related)


def within(block: Block, start: int, end: int, message: str, *related: Place) -> Objection:
    """Object to some words of a paragraph or cell."""
    return Objection(block.at(start), message, block.text[start:end], related)
