"""What an issued annual report said when it was issued, and what the records say of the same today.

A report is composed from the records each time; a record that is corrected afterwards changes its figures. What was issued is
composed again from the library as git held it then: at the end of the report's own day, or when git first came to hold it as
issued, where that was later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import cache, former
from sotay.history import CommitTree
from sotay.kinds.annual_report import AnnualReport
from sotay.load import TEMPLATE, load
from sotay.messages import language
from sotay.report import wording
from sotay.report.compose import compose
from sotay.report.facts import Standing
from sotay.witness import brought, came_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sotay.history import Sighting
    from sotay.library import Document, Library
    from sotay.report.compose import Report
    from sotay.report.facts import Fact

_CITED: Final = "record:"


class Said(NamedTuple):
    """What a report says of a fact, None where it says nothing, and the files it rests on."""

    text: str | None
    records: tuple[str, ...] = ()


class Difference(NamedTuple):
    """A fact of which the issued report said something else than the records say now."""

    fact: str
    then: str | None
    now: str | None

    @property
    def is_citation(self) -> bool:
        """Whether it is a paper that the report cites."""
        return self.fact.startswith(_CITED)


@dataclass(frozen=True, slots=True)
class Departure:
    """The facts that are no longer as they were issued, and the files they rest on that changed since."""

    differences: tuple[Difference, ...]
    changed: tuple[str, ...]


def departure_of(library: Library, report: Report, record: Document[AnnualReport]) -> Departure | None:
    """Return how an issued report departs from what is composed of it now; None where it does not, or nobody knows."""
    found = _issued(library, record)
    if found is None:
        return None
    sighting, document = found
    then, now = _facts_then(library, sighting, document), _facts(report)
    differences = tuple(_differences(then, now))
    nothing = Said(None)
    resting_on = (said.get(one.fact, nothing).records for one in differences for said in (then, now))
    files = dict.fromkeys(path for records in resting_on for path in records)
    return Departure(differences, _changed(library, sighting, files)) if differences else None


def _issued(
    library: Library, record: Document[AnnualReport]
) -> tuple[Sighting, Document[AnnualReport]] | None:
    """Return the report as git held it when it was issued, wherever its file lay; None where git holds no such thing."""
    meta = record.meta
    held = [
        (sighting, document)
        for sighting, document in brought(library, AnnualReport)
        if (document.meta.year, document.meta.number) == (meta.year, meta.number) and document.meta.date
    ]
    own_day = [one for one in held if came_on(library, one[0]) <= _day(one[1])]
    return own_day[-1] if own_day else next(iter(held), None)


def _day(document: Document[AnnualReport]) -> date:
    assert document.meta.date is not None
    return document.meta.date


def _facts_then(library: Library, sighting: Sighting, document: Document[AnnualReport]) -> Mapping[str, Said]:
    """Return the facts that the report had in the commit; they rest on it and the template, so a folder keeps them."""

    def make() -> bytes:
        tree = CommitTree(library.history, sighting.commit.id)
        stood = load(
            library.root,
            as_of=_day(document),
            today=library.today,
            history=library.history,
            files=tree,
            beside=library,
        )
        return json.dumps(_facts(compose(stood, document.meta.year))).encode()

    if isinstance(library.files, CommitTree):
        kept = make()
    else:
        rests_on = (
            f"{sighting.commit.id} {sighting.path} {language()} {wording.text(library.root / TEMPLATE)}"
        )
        kept = cache.made(library.root, f"issued-{document.meta.year}", rests_on, make)
    return {fact: Said(text, tuple(records)) for fact, (text, records) in json.loads(kept).items()}


def _facts(report: Report) -> dict[str, Said]:
    return {fact.id: Said(_text(fact), fact.records) for fact in report.facts.values()}


def _text(fact: Fact) -> str | None:
    return None if fact.standing is Standing.MISSING else fact.text


def _differences(then: Mapping[str, Said], now: Mapping[str, Said]) -> Iterator[Difference]:
    """Yield what differs; a paper that is cited in the same words from another file is the same paper."""
    nothing = Said(None)
    for fact in dict.fromkeys((*then, *now)):
        old, new = then.get(fact, nothing).text, now.get(fact, nothing).text
        found = Difference(fact, old, new)
        if old != new and not (found.is_citation and _is_cited(old, new, then, now)):
            yield found


def _is_cited(old: str | None, new: str | None, then: Mapping[str, Said], now: Mapping[str, Said]) -> bool:
    """Say whether a citation that only one side has under its name stands on the other under another name."""
    words, other = (old, now) if new is None else (new, then)
    return None in {old, new} and any(said.text == words for said in other.values())


def _changed(library: Library, sighting: Sighting, files: Iterable[str]) -> tuple[str, ...]:
    """Return those of the files that are not what the commit had."""
    tree = CommitTree(library.history, sighting.commit.id)
    return tuple(path for path in files if tree.blob(path) != former.blob_of(library, path))
