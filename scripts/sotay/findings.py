"""What a check says: one small frozen value, whose looks are an output's business."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE: Final = re.compile(r"(`[^`|\n]+`)")
"""The name of a field or of a command as a finding writes it."""


def unmarked(words: str) -> str:
    """Return what a finding says, its codes as plain words: for calendars, letters and whoever knows no Markdown."""
    return CODE.sub(lambda code: code[0][1:-1], words)


class Severity(StrEnum):
    """How much a finding weighs; only errors make a check fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the library: file relative to its root, line and column from 1, the dotted field."""

    file: str
    line: int = 1
    column: int = 1
    field: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column``, which editors turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: ``message`` is a sentence that names the thing and what to do about it.

    ``due`` is the day by which it must be put right, where time matters. ``about`` tells apart what one rule says of one
    place, in words that do not change from day to day: a number, a kind and a year.
    ``quoting`` is the sentence with a cell of a register in it, which may hold anybody's personal data: it is for those who
    mend the register, and empty where the message says all.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    related: tuple[Place, ...] = ()
    due: date | None = None
    about: str = ""
    quoting: str = ""

    @property
    def in_full(self) -> str:
        """The sentence for those who mend the library, who read its registers."""
        return self.quoting or self.message


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding set aside in the document it concerns, with the reason, by whom and until when."""

    finding: Finding
    reason: str
    by: str
    until: date


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: the findings that stand, the waivers used, the day, and how many files were read.

    ``ahead`` is what has a day and is not yet worth a complaint: it stands on the agenda alone.
    """

    findings: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]
    as_of: date
    checked: int
    ahead: tuple[Finding, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether an error stands."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings once each, by place, then code, then words."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.place, f.code, f.message)))


def identities(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what names each finding from one check to the next, whatever line it stands on and however many days are left.

    Of several that one rule makes of one field, the second and later ones are counted.
    """
    seen: Counter[str] = Counter()
    names = []
    for finding in findings:
        name = f"{finding.code} {finding.place.file} {finding.about or finding.place.field}".rstrip()
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(names)


def heaviest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return errors before warnings and these before notes; those of one weight as they were."""
    weights = list(Severity)
    return tuple(sorted(findings, key=lambda finding: weights.index(finding.severity)))
