"""The rules, one file a family in this folder; a decorated function here is a new rule.

A rule is a function of the library that yields complaints. Its docstring is its page in the catalogue: the first line
says what is wrong, the rest why (article of law or clause of the standard) and how to put it right.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sotay.findings import Finding, Severity
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from sotay.findings import Place
    from sotay.library import Library

FAMILIES = {
    "DOC": "Front matter, files and codes",
    "REF": "References",
    "VER": "Versions and their approval",
    "LAW": "The law and its three months",
    "QMS": "Duties of the year",
    "NUM": "Official numbers, dates, sums",
    "DOS": "Dossier register",
    "REC": "Records",
    "RPT": "The annual report",
    "SEC": "Safety of the content",
}


class Complaint(NamedTuple):
    """What a rule found at one place; the rule's code and weight are added to it."""

    place: Place
    message: str
    due: date | None = None
    related: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue; ``judge`` is None where the reader itself complains."""

    code: str
    severity: Severity
    text: str
    judge: Callable[[Library], Iterable[Complaint]] | None = None

    @property
    def words(self) -> tuple[str, str]:
        """Its first line and all the rest, each on one line, in English as the code has them."""
        first, _line_end, rest = self.text.partition("\n")
        return first, " ".join(rest.split())

    @property
    def title(self) -> str:
        """What is wrong, in the language in use."""
        return _(self.words[0])

    @property
    def explanation(self) -> str:
        """Why, and how to put it right, in the language in use."""
        return _(self.words[1])

    def check(self, library: Library) -> Iterator[Finding]:
        """Yield a finding for each complaint."""
        for complaint in self.judge(library) if self.judge else ():
            place, message, due, related = complaint
            yield Finding(self.code, self.severity, message, place, related, due)


_registered: dict[str, Rule] = {}


def rule(
    code: str, severity: Severity
) -> Callable[[Callable[[Library], Iterable[Complaint]]], Callable[[Library], Iterable[Complaint]]]:
    """Register the decorated function as the rule ``code``."""

    def register(judge: Callable[[Library], Iterable[Complaint]]) -> Callable[[Library], Iterable[Complaint]]:
        _register(Rule(code, severity, inspect.getdoc(judge) or "", judge))
        return judge

    return register


def reading(code: str, text: str) -> None:
    """Register a code that loading itself complains with."""
    _register(Rule(code, Severity.ERROR, inspect.cleandoc(text)))


def _register(new: Rule) -> None:
    if new.code in _registered:
        message = f"two rules with the code {new.code}"
        raise ValueError(message)
    _registered[new.code] = new


@cache
def catalogue() -> tuple[Rule, ...]:
    """Return every rule, by code."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return tuple(rule for _code, rule in sorted(_registered.items()))


def check(library: Library) -> Iterator[Finding]:
    """Yield what loading complained of, then what every rule finds."""
    yield from library.findings
    for entry in catalogue():
        yield from entry.check(library)
