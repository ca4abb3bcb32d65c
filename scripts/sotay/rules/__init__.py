"""The rules, one file a family in this folder; a decorated function here is a new rule.

A rule is a function of the library that yields complaints. Its docstring is its page in the catalogue, in four
paragraphs: what is wrong; why, with the article of law or the clause of the standard; how to put it right; an example.
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
    """What a rule found at one place; the rule's code and weight are added to it.

    ``since`` is the first day on which it is worth a complaint: before, it stands on the agenda with its ``due`` day.
    ``about`` tells it apart from what the rule says of the same place otherwise, in words that stay the same. ``quoting`` is the
    message with a free cell of a register in it.
    """

    place: Place
    message: str
    due: date | None = None
    related: tuple[Place, ...] = ()
    since: date | None = None
    about: str = ""
    quoting: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue; ``judge`` is None where the reader itself complains."""

    code: str
    severity: Severity
    text: str
    judge: Callable[[Library], Iterable[Complaint]] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Its paragraphs, each on one line, in English as the code has them."""
        return tuple(" ".join(paragraph.split()) for paragraph in self.text.split("\n\n"))

    @property
    def title(self) -> str:
        """What is wrong, in the language in use."""
        return _(self.words[0])

    @property
    def reason(self) -> str:
        """Why it is wrong, with the article of law or the clause of the standard, in the language in use."""
        return _(self.words[1])

    @property
    def remedy(self) -> str:
        """How to put it right, in the language in use."""
        return _(self.words[2])

    @property
    def example(self) -> str:
        """What it says of which case, in the language in use."""
        return _(self.words[3])

    def check(self, library: Library) -> Iterator[tuple[Finding, bool]]:
        """Yield a finding for each complaint, and whether it is still ahead."""
        for complaint in self.judge(library) if self.judge else ():
            place, message, due, related, since, about, quoting = complaint
            finding = Finding(self.code, self.severity, message, place, related, due, about, quoting)
            yield finding, since is not None and library.as_of < since


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


class Judgement(NamedTuple):
    """What the rules say: of what stands now, and of what has a day and is still ahead."""

    findings: tuple[Finding, ...]
    ahead: tuple[Finding, ...]


def check(library: Library) -> Judgement:
    """Return what loading complained of, then what every rule finds."""
    found = [pair for entry in catalogue() for pair in entry.check(library)]
    return Judgement(
        (*library.findings, *(finding for finding, ahead in found if not ahead)),
        tuple(finding for finding, ahead in found if ahead),
    )
