"""The gate: whether a change may reach the branch that is published; one validator for pushes, the desk and the check of a change.

It reads the objects of a repository, never a work tree that somebody else may write to. Everything that judges is taken from the
old tip of the branch: policy, people, signers, waivers. What steers the system itself is let through for an approver of the
agency's level alone.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay import bare, history, pipeline, waivers
from sotay.approvals import same_person
from sotay.findings import Severity
from sotay.library import remembered
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sotay.findings import Check, Finding
    from sotay.kinds.agency import Agency, Person
    from sotay.library import Library

NOTHING: Final = "0"
"""A commit that is not there is written in zeros."""
_CONTENT: Final = ("docs/", "procedures/", "records/")
_STEERS: Final = (".j2", "/allowed_signers", "/.gitattributes")


class GateError(Exception):
    """A change cannot be judged; the message says why and what to do."""


class Push(NamedTuple):
    """What a push asks of a branch: the tip that is there, and the one that is to be; zeros where there is none."""

    old: str
    new: str
    ref: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a change.

    ``check`` is everything that was found, ``brought`` the errors that were not there before, ``steering`` the paths that steer
    the system and were changed; ``refusals`` are the sentences for which the change is turned away.
    """

    check: Check
    brought: tuple[Finding, ...]
    steering: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Say whether the change may come in."""
        return not self.brought and not self.refusals


def judge(repository: Path, push: Push, by: str | None, today: date) -> Verdict:
    """Judge what is pushed to the branch that is published; ``by`` is who pushes, as identifier or e-mail address.

    Raises ``GateError`` where git cannot tell.
    """
    with borrowed(repository, push.new) as folder:
        try:
            if not push.old.strip(NOTHING):
                return _founding(folder, today)
            return verdict(pipeline.change(folder, push.old, None, today, committed=True), push, by)
        except history.HistoryRefusedError as error:
            raise GateError(str(error)) from error


def verdict(library: Library, push: Push, by: str | None) -> Verdict:
    """Judge a change that is laid out and loaded, as ``judge`` does; raise ``HistoryRefusedError`` where git cannot tell."""
    change = history.changed(library.root, push.old, push.new)
    check = pipeline.judge(library)
    steering = tuple(path for path in change.paths if steers(path))
    refusals = tuple(_refusals(library, change, steering, by))
    return Verdict(check, brought(library, check), steering, refusals)


def brought(library: Library, check: Check) -> tuple[Finding, ...]:
    """Return the errors that a change brings: those that the library it is meant for does not have already.

    Errors of evidence and of safety always count, wherever they come from: nothing is built on them.
    """
    errors = [finding for finding in check.findings if finding.severity is Severity.ERROR]
    if library.tip is None or all(finding.code[:3] in waivers.UNWAIVABLE for finding in errors):
        return tuple(errors)
    there = Counter(_excused(library.tip))
    found = []
    for finding in errors:
        if there[_same(finding)]:
            there[_same(finding)] -= 1
        else:
            found.append(finding)
    return tuple(found)


@remembered
def _excused(tip: Library) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        _same(finding)
        for finding in pipeline.judge(tip).findings
        if finding.code[:3] not in waivers.UNWAIVABLE
    )


def steers(path: str) -> bool:
    """Say whether a file steers the system: whatever is not content of the library, and in it templates, signers, attributes."""
    return not path.startswith(_CONTENT) or f"/{path}".endswith(_STEERS)


def approver_of_agency(agency: Agency, by: str | None, day: date) -> Person | None:
    """Return the person who may let through what steers the system: an approver who belongs to no division."""
    return next(
        (
            person
            for person in agency.known_as(by, day)
            if person.division is None and "phê duyệt" in person.roles
        ),
        None,
    )


@contextmanager
def borrowed(repository: Path, commit: str) -> Iterator[Path]:
    """Give a folder that is a repository at a commit, with the history that leads to it, and take it away again.

    Its files are not laid out. Nothing of the repository that it borrows from is written to.
    """
    with TemporaryDirectory(prefix="sotay-gate-") as name:
        try:
            bare.borrow(repository, Path(name), commit)
        except history.HistoryRefusedError as error:
            raise GateError(str(error)) from error
        yield Path(name)


@contextmanager
def laid_out(repository: Path, commit: str) -> Iterator[Path]:
    """Lay out the files of a commit in a folder that is ``borrowed``.

    The bytes are those that git holds: no attribute, filter or hook has a say.
    """
    with borrowed(repository, commit) as folder:
        try:
            bare.lay(folder, commit)
        except history.HistoryRefusedError as error:
            raise GateError(str(error)) from error
        yield folder


def _founding(folder: Path, today: date) -> Verdict:
    library = pipeline.read(folder, None, today, committed=True)
    if library.history.obstacle:
        raise GateError(library.history.obstacle)
    check = pipeline.judge(library)
    return Verdict(check, brought(library, check))


def _same(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.place.file, finding.in_full


def _refusals(
    library: Library, change: history.Change, steering: tuple[str, ...], by: str | None
) -> Iterator[str]:
    if not change.follows:
        yield _(
            "This push would take commits off the branch: bring in what is there (`git pull`), and push again."
        )
    if not steering:
        return
    files = ", ".join(steering)
    agency = library.authority.agency
    approver = approver_of_agency(agency, by, library.today)
    if approver is None:
        yield _(
            "{files}: only an approver of the agency's level may bring in what steers the system, and {who} is none: let one who has the role `phê duyệt` and no division in agency.yml push it.",
            files=files,
            who=by or _("nobody who is known"),
        )
    elif any(
        _is_author(agency, email, approver, library.today)
        for path in steering
        for email in change.authors[path]
    ):
        yield _(
            "{files}: {person} wrote this change and cannot let it through: a second approver must.",
            files=files,
            person=approver.name,
        )


def _is_author(agency: Agency, email: str, person: Person, day: date) -> bool:
    return email == person.email or any(
        other.email == email and other.holds(day) and same_person(other, person) for other in agency.people
    )
