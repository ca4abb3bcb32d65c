"""The annual report for machines: each figure with its value, its words and the records it rests on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from sotay.outputs.findings_json import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sotay.library import Library
    from sotay.official import Letterhead
    from sotay.report.compose import Report
    from sotay.report.facts import Fact

SCHEMA_NAME = "annual-report-output"
SCHEMA_VERSION = 2


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Evidence(_Shape):
    """A record that a figure rests on, the commit that last touched it, and where it can be read."""

    path: str
    commit: str | None
    committed: str | None
    href: str | None


class FactShape(_Shape):
    """A figure or a cited record."""

    id: str
    value: int | float | str | None
    text: str
    standing: Literal["stated", "not-stated", "missing"]
    records: list[Evidence]


class RowShape(_Shape):
    """A row of the results table; ``evidence`` are identifiers of facts."""

    number: int
    content: str
    result: str
    standing: Literal["stated", "not-stated", "missing"]
    evidence: list[str]


class Head(_Shape):
    """The letterhead: an empty number or day is a blank to be filled in by hand."""

    parent: list[str]
    issuer: list[str]
    number: str
    symbol: str
    place: str
    day: str
    month: str
    year: str
    kind: str
    subject: list[str]
    addressees: list[str]
    recipients: list[str]
    authority: list[str]
    position: str
    signer: str
    draft: bool


class Reporter(_Shape):
    """The agency that reports, as agency.yml names it on the day of the report; ``parent`` tells namesakes apart."""

    name: str
    abbreviation: str
    parent: str
    level: str | None
    sample: bool


class AnnualReportOutput(_Shape):
    """The whole report. ``gaps`` forbid the state ``issued``; ``findings`` hold the gaps and the rest.

    Since version 2 the report says which version its shape is of, which agency reports, and how laws were followed (the
    facts ``laws.*``); a report without ``schema_version`` is of version 1.
    """

    schema_version: int = 1
    agency: Reporter | None = None
    year: int
    state: Literal["draft", "for-signature", "issued"]
    as_of: str
    letterhead: Head
    rows: list[RowShape]
    facts: list[FactShape]
    enclosures: list[str]
    gaps: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    text: str


def render(report: Report, library: Library, link: Callable[[str], str | None], text: str) -> bytes:
    """Return the report as JSON in UTF-8, in the shape that ``sotay schema annual-report-output`` publishes.

    ``link`` gives the address of a record's path; ``text`` is the report's Markdown without marks of evidence.
    """
    output = AnnualReportOutput(
        schema_version=SCHEMA_VERSION,
        agency=reporter(library, report.date),
        year=report.year,
        state=report.state.value,
        as_of=report.as_of.isoformat(),
        letterhead=head(report.letterhead),
        rows=[
            RowShape(
                number=row.number,
                content=row.content,
                result=row.words,
                standing=row.standing.value,
                evidence=list(row.evidence),
            )
            for row in report.rows
        ],
        facts=shapes(report.facts, library, link),
        enclosures=list(report.enclosures),
        gaps=[describe(gap) for gap in report.gaps],
        findings=[describe(finding) for finding in report.findings],
        text=text,
    )
    return (json.dumps(output.model_dump(), ensure_ascii=False, indent=2) + "\n").encode()


def shapes(facts: Mapping[str, Fact], library: Library, link: Callable[[str], str | None]) -> list[FactShape]:
    """Return facts in the shape that is published, each with the records that it rests on."""

    def evidence(path: str) -> Evidence:
        commit = library.history.commit(path)
        return Evidence(
            path=path,
            commit=commit.id if commit else None,
            committed=commit.date if commit else None,
            href=link(path),
        )

    return [
        FactShape(
            id=fact.id,
            value=fact.value,
            text=fact.text,
            standing=fact.standing.value,
            records=[evidence(path) for path in fact.records],
        )
        for _id, fact in sorted(facts.items())
    ]


def reporter(library: Library, day: date) -> Reporter:
    """Return the agency that reports, as it was called on a day."""
    names = library.agency.names_on(day)
    return Reporter(
        name=names.name,
        abbreviation=names.abbreviation,
        parent=names.parent,
        level=library.agency.level,
        sample=library.agency.sample,
    )


def head(letterhead: Letterhead) -> Head:
    """Return a letterhead in the shape that is published."""
    values = {name: getattr(letterhead, name) for name in letterhead.__slots__}
    return Head.model_validate(
        {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    )
