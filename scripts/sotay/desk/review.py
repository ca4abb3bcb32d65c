"""A change as those see it who review and approve it: joined with what is published, judged, compared.

What is looked at is the merge itself, so that what is approved is what will be published.
"""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sotay import gate, pipeline
from sotay.approvals import FIELDS, approvals_of, person_on
from sotay.desk import comparison
from sotay.desk.repository import Author, Branch, ConflictError
from sotay.git import HistoryRefusedError
from sotay.kinds.approval import Approval, Role
from sotay.legal.account import account
from sotay.outputs import impact_text
from sotay.proposal import proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sotay.desk.comparison import Shown
    from sotay.desk.repository import Repository
    from sotay.findings import Finding
    from sotay.library import Library
    from sotay.proposal import Proposal

_LOOKER: Final = Author("sotay", "sotay@localhost")
_KEPT: Final = 64
CONFIRMED: Final[tuple[Role, ...]] = ("xem xét", "phê duyệt")
"""What people do with a text on its review page, as its approvals have it."""


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """What there is to see of a change at one head, held against one state of what is published.

    ``obstacle`` says why it cannot be joined or judged; then there is nothing else. ``brought`` are the errors that stand in its
    way, ``near`` what else was found in the files it touches, ``elsewhere`` how much was found in all others. ``impacts`` says
    what each changed law does. ``unsigned`` are the documents whose new text nobody with the right to has signed;
    ``unconfirmed`` are the approvals that the new texts wait for, each of the person whom its text names.
    """

    branch: Branch
    published: str
    obstacle: str = ""
    brought: tuple[Finding, ...] = ()
    near: tuple[Finding, ...] = ()
    elsewhere: int = 0
    steering: tuple[str, ...] = ()
    changes: tuple[Shown, ...] = ()
    proposal: Proposal | None = None
    impacts: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    unconfirmed: tuple[Approval, ...] = ()

    @property
    def head(self) -> str:
        """What a person has seen: the tip of the change, and that of what it joins."""
        return f"{self.branch.tip} {self.published}"


class Reviews:
    """The reviews of a repository, each made once for a head."""

    def __init__(self, repository: Repository, today: Callable[[], date]) -> None:
        self._repository = repository
        self._today = today
        self._made: dict[tuple[str, str, date], Review] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "reviews")

    def of(self, branch: Branch, published: str) -> Review:
        """Return the review of a change as it stands."""
        key = (branch.tip, published, self._today())
        with self._lock:
            if key not in self._made:
                while len(self._made) >= _KEPT:
                    del self._made[next(iter(self._made))]
                self._made[key] = examine(self._repository, branch, published, key[-1])
            return self._made[key]

    def ask(self, branch: Branch, published: str) -> None:
        """Have the review made while nobody waits for it."""
        context = contextvars.copy_context()
        self._pool.submit(context.run, self.of, branch, published)

    def close(self) -> None:
        """Make no more reviews."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def ready(self, branch: Branch, published: str) -> Review | None:
        """Return the review where somebody has asked for it already."""
        return self._made.get((branch.tip, published, self._today()))


def examine(repository: Repository, branch: Branch, published: str, today: date) -> Review:
    """Join a change with what is published, judge and compare it."""
    try:
        merged = repository.merge(branch, branch.ref, _LOOKER, published)
        push = gate.Push(published, merged, repository.published)
        with gate.laid_out(repository.folder, merged) as folder:
            library = pipeline.change(folder, published, None, today)
            return _seen(repository, branch, library, push)
    except (ConflictError, gate.GateError, HistoryRefusedError) as error:
        return Review(branch, published, str(error))


def _seen(repository: Repository, branch: Branch, library: Library, push: gate.Push) -> Review:
    assert library.before is not None
    verdict = gate.verdict(library, push, None)
    touched = repository.changed(Branch(push.ref, push.new, push.old))
    files = [
        comparison.File(path, *(repository.read(blob) if blob else None for blob in blobs))
        for path, blobs in touched.items()
    ]
    rest = [finding for finding in verdict.check.findings if finding not in verdict.brought]
    near = tuple(finding for finding in rest if finding.place.file in touched)
    proposed = proposal(library, library.before, touched)
    return Review(
        branch,
        push.old,
        brought=verdict.brought,
        near=near,
        elsewhere=len(rest) - len(near),
        steering=verdict.steering,
        changes=comparison.compare(library, files),
        proposal=proposed,
        impacts=tuple(
            impact_text.render_law(library, account(library, one.law)).decode() for one in proposed.laws
        ),
        unsigned=tuple(_unsigned(library, proposed)),
        unconfirmed=tuple(_unconfirmed(library, proposed)),
    )


def _unsigned(library: Library, proposed: Proposal) -> list[str]:
    """Return the documents that wait for a signature, where the agency asks for one."""
    if library.authority.agency.policy.approval != "signed":
        return []
    return [
        revision.code
        for revision in proposed.revisions
        if revision.now is not None
        and not any(
            one.signed and one.meta.role == "phê duyệt"
            for one in approvals_of(library, library.procedures[revision.code])
        )
    ]


def _unconfirmed(library: Library, proposed: Proposal) -> Iterator[Approval]:
    """Yield the approvals that are still to be given; none where the agency takes a signed one alone."""
    if library.authority.agency.policy.approval == "signed":
        return
    for revision in proposed.revisions:
        if revision.now is None:
            continue
        document = library.procedures[revision.code]
        given = {one.meta.role for one in approvals_of(library, document)}
        for role in CONFIRMED:
            named = getattr(document.meta, FIELDS[role])
            if role not in given and person_on(library.authority.agency, named, library.today):
                version, sha256 = revision.now.version, revision.now.sha256
                yield Approval(
                    code=revision.code,
                    version=version,
                    sha256=sha256,
                    role=role,
                    date=library.today,
                    by=named,
                )
