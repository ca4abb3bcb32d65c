"""QMS: the periodic review of controlled documents (ISO 9001, clause 7.5.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Place, Severity
from sotay.lifecycle import in_force
from sotay.messages import _
from sotay.periodic_review import rounds
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

_DAY: Final = timedelta(days=1)


@rule("QMS601", Severity.WARNING)
def review_due(library: Library) -> Iterator[Complaint]:
    """A document in force is due for its periodic review.

    Documents are reviewed at planned intervals, so that they stay suitable (ISO 9001, clauses 7.5.2.c and 7.5.3.1.a). The
    interval, `review_every` in months, runs from the day on which the version took effect or was last reviewed.

    Review the document. Where nothing has to change, add the review to records/document-reviews with `codes`, `outcome` and
    `by`; otherwise issue a new version.

    Example: in force since 20/08/2020 with `review_every: 12`: due on 20/08/2021, on the agenda from the first day, complained
    of from 21/06/2021 on where the largest of `policy.warn_days` is 60.
    """
    ahead = max(library.agency.policy.warn_days, default=0) * _DAY
    for document in in_force(library):
        meta = document.meta
        last, due = rounds(library)[meta.code]
        message = _(
            "{code}, version {version}, is to be reviewed by {due} (ISO 9001, clause 7.5.2), {months} months after {last}: add "
            "the review to records/document-reviews, or issue a new version.",
            code=meta.code,
            version=meta.version,
            due=write_short(due),
            months=meta.review_every,
            last=write_short(last),
        )
        at_hand = library.procedures.get(meta.code, document)
        # every document has such a day: to look up the line of each would mean to parse them all again
        place = Place(at_hand.path, field="review_every")
        yield Complaint(place, message, due, since=_before(due, ahead), about=meta.code)


def _before(day: date, time: timedelta) -> date:
    return day - time if day - date.min > time else date.min
