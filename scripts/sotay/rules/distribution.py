"""REF: whom a controlled document is distributed to (ISO 9001, clause 7.5.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.rules import Complaint, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library


@rule("REF108", Severity.ERROR)
def distributed_to_unknown(library: Library) -> Iterator[Complaint]:
    """A controlled document is distributed to a division that agency.yml does not know.

    Who holds a document must be found when a new version comes (ISO 9001, clause 7.5.3.2.a).

    Enter the division in agency.yml, or correct its code in `distribution`.

    Example: `distribution: [VP, XX]` where agency.yml has no division XX.
    """
    if not library.agency_read:
        return
    known = {division.code for division in library.agency.divisions}
    for document in library.of(ControlledDocument):
        for index, code in enumerate(document.meta.distribution):
            if code not in known:
                message = _(
                    "{document} is distributed to `{code}`, which agency.yml does not know: enter the division there, or correct the code.",
                    document=document.meta.code,
                    code=code,
                )
                yield Complaint(document.place("distribution", index), message)
