"""RVW606: how many were satisfied, against how many answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.messages import _
from sotay.review.figures import follows
from sotay.review.remarks import Objection, check, within
from sotay.review.surveys import satisfactions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk


@check("RVW606", Severity.ERROR)
def satisfied_do_not_follow(desk: Desk) -> Iterator[Objection]:
    """More people are satisfied than answered, or their share is another.

    What people think is monitored, and the result evaluated (ISO 9001, clauses 9.1.2 and 9.1.3); shares are of those who answered,
    and the report is checked against its evidence (Circular 26/2014/TT-BKHCN, Article 37.1).

    Count the answers again, and correct the numbers or the percentage.

    Example: `48 phiếu thu về, 49 người hài lòng, đạt 96%`.
    """
    for block in desk.paper.written:
        for told in satisfactions(block.text):
            count = told.count
            if count.value > told.most:
                message = _(
                    "{satisfied} were satisfied, of {answered} who answered: count the answers again.",
                    satisfied=count.value,
                    answered=told.most,
                )
                yield within(block, count.start, count.end, message)
            elif count.share is not None and not any(
                follows(count.share, count.decimals, count.value, base) for base in told.bases
            ):
                message = _(
                    "{part} of {base} is {right}%: correct the percentage or the numbers.",
                    part=count.value,
                    base=told.most,
                    right=f"{100 * count.value / told.most:.1f}".removesuffix(".0").replace(".", ","),
                )
                yield within(block, count.start, count.end, message)
