"""The periodic review of controlled documents: when each in force was last looked at, and by when it is to be again.

Source: ISO 9001, clauses 7.5.2.c and 7.5.3.1.a; the interval is each document's ``review_every``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sotay.calendar_vn import add_months
from sotay.kinds.document_review import DocumentReview
from sotay.library import remembered
from sotay.lifecycle import in_force, issues_in_force

if TYPE_CHECKING:
    from datetime import date

    from sotay.library import Library


class Round(NamedTuple):
    """The day on which a text took effect or was last reviewed, and the day by which it is to be reviewed."""

    last: date
    due: date


@remembered
def rounds(library: Library) -> dict[str, Round]:
    """Return code → round of each document in force."""
    reviewed, issues = _reviewed(library), dict(issues_in_force(library))
    found = {}
    for document in in_force(library):
        meta = document.meta
        effective = issues[meta.code].effective
        last = max(effective, reviewed.get(meta.code, effective))
        found[meta.code] = Round(last, add_months(last, meta.review_every))
    return found


def _reviewed(library: Library) -> dict[str, date]:
    """Return code → the last day on which a review found nothing to change."""
    return {
        code: review.meta.date
        for review in library.known(DocumentReview)
        if review.meta.outcome == "không phải sửa đổi"
        for code in review.meta.codes
    }
