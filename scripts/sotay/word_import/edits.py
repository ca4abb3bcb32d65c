"""The changes that a corrected report asks for: of its record, of figures, of anything else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NarrativeEdit:
    """A passage of the record that was changed, added (``old`` is empty) or taken out (``new`` is empty), as Markdown."""

    section: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FigureEdit:
    """A fact that was typed over: its identifier, its words before and after, the records it rests on."""

    where: str
    fact: str
    old: str
    new: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherEdit:
    """A change that no import can make: the words before and after, and where a person would make it."""

    where: str
    old: str
    new: str
    advice: str
