"""A consolidation in words and cells: how each output calls a state, a ratio, a remark; the table of the spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.consolidation.gathering import LEAST
from sotay.consolidation.names import count_names
from sotay.lists.listing import Column, ColumnKind, Entry, MasterList, Row
from sotay.messages import _, language
from sotay.report.compose import ReportState
from sotay.report.facts import percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.consolidation.accounts import Account, Ratio
    from sotay.consolidation.gathering import Consolidation
    from sotay.consolidation.roster import ListedAgency
    from sotay.lists.listing import Cell


def state_name(state: ReportState) -> str:
    """Return the state of a report in words."""
    return {
        ReportState.DRAFT: _("draft"),
        ReportState.FOR_SIGNATURE: _("for signature"),
        ReportState.ISSUED: _("issued"),
    }[state]


def share(ratio: Ratio | None) -> str:
    """Return a ratio as per cent; nothing where there is none."""
    return percent(ratio.share) if ratio is not None and ratio.share is not None else ""


def agency_name(consolidation: Consolidation, account: Account) -> str:
    """Return the name of an agency, with its parent body where another has the same name."""
    who = account.agency
    return f"{who.name}, {who.parent}" if account.file in consolidation.namesakes and who.parent else who.name


def remarks(consolidation: Consolidation, account: Account) -> tuple[str, ...]:
    """Return what a reader of an agency's line must know, shortly."""
    few = account.there is not None and account.there < LEAST
    lost = account.counts.get("dossiers.left_out", 0)
    said = (
        (bool(account.faults), _("figures do not add up")),
        (lost > 0, _("incomplete: {count} rows of the register not counted", count=lost)),
        (account.there is None, _("no figures on dossiers")),
        (few, _("fewer than {least} dossiers, not ranked", least=LEAST)),
        (account.file in consolidation.unlisted, _("not in the list")),
        (account.agency.sample, _("sample data")),
    )
    return tuple(words for holds, words in said if holds)


def complaints(consolidation: Consolidation) -> Iterator[tuple[bool, str, str]]:
    """Yield what a person must know: whether it is an error, the file or the agency, the sentence."""
    for entry in consolidation.left_out:
        yield True, entry.file, _("left out: {why}", why=entry.why)
    for account in consolidation.accounts:
        for fault in account.faults:
            yield (
                True,
                account.file,
                _(
                    "{agency}: {fault}: ask the agency to correct it.",
                    agency=account.agency.name,
                    fault=fault,
                ),
            )
        if account.state is ReportState.DRAFT:
            yield (
                False,
                account.file,
                _("{agency} has sent a draft: its figures may still change.", agency=account.agency.name),
            )
        if account.file in consolidation.unlisted:
            yield (
                False,
                account.file,
                _(
                    "{agency} is not in the list of agencies: add it, or ask why it reports.",
                    agency=account.agency.name,
                ),
            )
    for missing in consolidation.missing or ():
        yield False, missing.name, _("has not reported.")
    if consolidation.missing is None:
        yield (
            False,
            "--agencies",
            _("without the list of agencies nobody can tell who has not reported: name one."),
        )


def sheet(consolidation: Consolidation, department: str, as_of: date) -> MasterList:
    """Return the table of a spreadsheet: a line an agency, then those that have not reported; figures with nothing around them."""
    rows = [Row(tuple(_cells(consolidation, account))) for account in consolidation.accounts]
    rows += [_missing(agency) for agency in consolidation.missing or ()]
    title = _("Consolidated report of {year}", year=consolidation.year)
    return MasterList("consolidated-report", title, department, as_of, _columns(), tuple(rows), language())


def _columns() -> tuple[Column, ...]:
    number = ColumnKind.NUMBER
    return (
        Column(_("Abbreviation")),
        Column(_("Agency")),
        Column(_("Parent body")),
        Column(_("Level")),
        Column(_("State of the report")),
        Column(_("As of"), ColumnKind.DATE),
        *(Column(words, number) for words in count_names().values()),
        Column(_("Early and on time, of received (%)")),
        Column(_("Early and on time, of resolved (%)")),
        Column(_("Satisfied (%)")),
        Column(_("Contents with evidence"), number),
        Column(_("Contents reported"), number),
        Column(_("Remarks")),
        Column(_("File")),
    )


def _cells(consolidation: Consolidation, account: Account) -> Iterator[Cell]:
    who = account.agency
    for words in (who.abbreviation, who.name, who.parent, who.level, state_name(account.state)):
        yield _cell(words)
    yield (Entry(account.as_of),)
    for name in count_names():
        yield (Entry(account.counts[name]),) if name in account.counts else ()
    for ratio in (account.of_received, account.of_resolved, account.satisfaction):
        yield _cell(share(ratio))
    yield (Entry(account.evidenced.part),)
    yield (Entry(account.evidenced.whole),)
    said = (*remarks(consolidation, account), *account.faults)
    yield tuple(Entry(words) for words in said)
    yield _cell(account.file)


def _missing(agency: ListedAgency) -> Row:
    before = (agency.abbreviation, agency.name, "", agency.level, _("not reported"))
    return Row((*map(_cell, before), *((),) * (len(_columns()) - len(before))))


def _cell(words: str) -> Cell:
    return (Entry(words),) if words else ()
