"""QMS: consultants (Circular 26/2014/TT-BKHCN, Articles 7.1, 41.2 and 41.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.kinds.consultant import Consultant
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Document, Library


@rule("QMS504", Severity.WARNING)
def consultant_without_certificate(library: Library) -> Iterator[Complaint]:
    """A consultant works without a valid certificate of eligibility.

    An agency that hires a consultant chooses one who holds the certificate, and watches over the whole consultation that
    the certificate is still valid (Circular 26/2014/TT-BKHCN, Articles 41.2 and 41.4).

    Ask the consultant for the certificate, look it up with the authority that issued it, and write number and last day
    into `certificate` and `certificate_until` of the record; one who has none may not go on.

    Example: `certificate_until: 2021-06-30` in a contract with `until: 2021-12-31` stands on the agenda, is complained of
    as the day comes near, and is overdue from 1 July on.
    """
    for contract in library.known(Consultant):
        if contract.meta.until.year >= library.as_of.year:
            yield from _about(library, contract)


def _about(library: Library, contract: Document[Consultant]) -> Iterator[Complaint]:
    meta = contract.meta
    if meta.certificate is None:
        message = _(
            "{consultant} has no certificate of eligibility: enter its number in `certificate`, or end the contract.",
            consultant=meta.consultant,
        )
        yield Complaint(contract.place("consultant"), message, meta.date)
    elif meta.certificate_until is None:
        message = _(
            "Nobody can tell until when certificate {number} of {consultant} is valid: enter the day in `certificate_until`.",
            number=meta.certificate,
            consultant=meta.consultant,
        )
        yield Complaint(contract.place("certificate"), message, meta.date)
    elif meta.certificate_until < meta.until:
        message = _(
            "Certificate {number} of {consultant} is valid until {last}, the contract runs until {until}: have it renewed and enter the new day, or end the contract.",
            number=meta.certificate,
            consultant=meta.consultant,
            last=write_short(meta.certificate_until),
            until=write_short(meta.until),
        )
        warned = max(library.agency.policy.warn_days, default=0)
        since = meta.certificate_until - timedelta(days=warned)
        yield Complaint(
            contract.place("certificate_until"),
            message,
            meta.certificate_until,
            since=since,
            about=meta.certificate,
        )
