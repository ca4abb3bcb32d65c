"""What an import found, line by line, for a terminal: first what a person has to do, then what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.word_import.procedure import Imported
    from sotay.word_import.report import ReportEdits


def tell_import(found: Imported) -> Iterator[str]:
    """Yield the remarks on an imported procedure."""
    for todo, heading in ((True, _("To be done by a person:")), (False, _("What the import did:"))):
        remarks = [str(remark) for remark in found.remarks if remark.todo is todo]
        if remarks:
            yield heading
            yield from (f"  - {remark}" for remark in remarks)


def tell_report(found: ReportEdits) -> Iterator[str]:
    """Yield the changes of a corrected report: those of its record, those of figures, all others."""
    if not (found.narrative or found.figures or found.others or found.remarks):
        yield _("The report says what the library says: nothing was changed in it.")
    for edit in found.narrative:
        yield _("{path}, section “{section}”:", path=found.path, section=edit.section)
        yield from _versions(edit.old, edit.new)
    for figure in found.figures:
        yield _(
            "{where}: the figure {fact} is never typed; change {records} if it is wrong:",
            where=figure.where,
            fact=figure.fact,
            records=", ".join(figure.records) or _("the record it rests on"),
        )
        yield from _versions(figure.old, figure.new)
    for other in found.others:
        yield f"{other.where}: {other.advice}" if other.where else other.advice
        yield from _versions(other.old, other.new)
    yield from map(str, found.remarks)


def _versions(old: str, new: str) -> Iterator[str]:
    if old:
        yield f"  − {old}"
    if new:
        yield f"  + {new}"
