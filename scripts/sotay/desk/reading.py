"""The pages that show: the changes, a change, the log, what could not be saved, the door."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.desk import comparison, scans
from sotay.desk.journal import Action
from sotay.desk.pages import FORMS
from sotay.desk.repository import CHANGES
from sotay.editor import pages as editor
from sotay.messages import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sotay.desk.desk import Desk
    from sotay.desk.journal import Kept, Line, Status
    from sotay.desk.repository import Branch, Told
    from sotay.desk.review import Review

_PAGE: Final = 200
_DIGITS: Final = 18


class Row(NamedTuple):
    """A change in the list; ``review`` is None while it is being checked."""

    name: str
    status: Status
    told: Told
    review: Review | None


class Unsaved(NamedTuple):
    """What somebody could not save, held against the text as it stands now; ``text`` is None for what is no text."""

    kept: Kept
    text: str | None
    lines: tuple[comparison.DiffLine, ...]


class Reading:
    """Answers what only looks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def login(self, request: Request) -> Response:
        """Show the door."""
        return self.door(request, "")

    def door(self, request: Request, sentence: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """Show the door, with what went wrong at it."""
        if self._desk.users is None:
            return self._desk.pages.say(
                request, HTTPStatus.NOT_FOUND, _("The reverse proxy logs people in: there is no login here.")
            )
        after = request.state.form.get("sau") or request.query_params.get("sau", "")
        return self._desk.pages.show(request, "login", status, sentence=sentence, after=after)

    def changes(self, request: Request) -> Response:
        """Show every change that is open; those that nobody has looked at are checked meanwhile."""
        published = self._desk.repository.current
        rows = []
        for branch in self._desk.repository.branches():
            assert published is not None
            review = self._desk.reviews.ready(branch, published)
            if review is None:
                self._desk.reviews.ask(branch, published)
            name = branch.ref.removeprefix(CHANGES)
            status = self._desk.journal.status(branch.ref)
            rows.append(Row(name, status, self._desk.repository.told(branch), review))
        return self._desk.pages.show(request, "changes", rows=rows)

    def change(self, request: Request) -> Response:
        """Show a change, and remember who was shown it at which head."""
        return self.review(request, "")

    def review(self, request: Request, sentence: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """Show a change, with what was said of an act on it."""
        desk, name = self._desk, request.path_params["name"]
        branch = desk.repository.branch(f"{CHANGES}{name}")
        published = desk.repository.current
        if branch is None or published is None:
            gone = _("There is no change {name}: it was published or taken back.", name=name)
            return desk.pages.say(request, HTTPStatus.NOT_FOUND, gone)
        review = desk.reviews.of(branch, published)
        if not desk.journal.has_seen(request.state.person.id, branch.ref, review.head):
            desk.journal.write(request.state.person.id, Action.SHOWN, ref=branch.ref, head=branch.tip)
            desk.journal.note_seen(request.state.person.id, branch.ref, review.head)
        return desk.pages.show(
            request,
            "review",
            status,
            name=name,
            review=review,
            told=desk.repository.told(branch),
            status=desk.journal.status(branch.ref),
            author=desk.staff.wrote(request.state.person, desk.repository.authors(branch)),
            lines_of_change=self._since_it_began(branch),
            sentence=sentence,
            forms=_forms(review),
            beside=_beside(name, review),
        )

    def kept(self, request: Request) -> Response:
        """Show what this person typed and could not save."""
        found = [self._unsaved(kept) for kept in self._desk.journal.kept(request.state.person.id)]
        return self._desk.pages.show(request, "kept", kept=found)

    def log(self, request: Request) -> Response:
        """Show the log, newest first."""
        before = request.query_params.get("truoc", "")
        known = before.isascii() and before.isdigit() and len(before) < _DIGITS
        lines = self._desk.journal.latest(_PAGE + 1, int(before) if known else None)
        older = lines[_PAGE - 1].number if len(lines) > _PAGE else None
        return self._desk.pages.show(request, "log", lines=lines[:_PAGE], older=older)

    def _since_it_began(self, branch: Branch) -> list[Line]:
        """Return the lines of a change, without those of one that had its name before."""
        found: list[Line] = []
        for line in self._desk.journal.lines(branch.ref):
            found = [] if line.action in {Action.APPROVED, Action.WITHDRAWN} else [*found, line]
        return found

    def _unsaved(self, kept: Kept) -> Unsaved:
        repository = self._desk.repository
        try:
            text = kept.data.decode()
        except UnicodeDecodeError:
            return Unsaved(kept, None, ())
        tips = [branch.tip for branch in repository.branches() if kept.path in repository.changed(branch)]
        tip = tips[0] if tips else repository.current
        blob = repository.blob(tip, kept.path) if tip else None
        now = repository.read(blob).decode("utf-8", "replace") if blob else ""
        return Unsaved(kept, text, comparison.lines(now, text))


def _beside(name: str, review: Review) -> dict[str, tuple[str, str]]:
    """Return path → address and words of what is to be had beside its redline: a scan itself, or the form for one of a record."""
    found = {}
    for one in review.changes:
        if address := scans.file_address(name, one.path):
            found[one.path] = (address, _("Open the file"))
        elif record := scans.record_of(one.path):
            found[one.path] = (record.address, _("Attach the signed scan"))
    return found


def _forms(review: Review) -> dict[str, str]:
    """Return path → address of the form of each file in which something was found, where it has one."""
    files = {finding.place.file for finding in (*review.brought, *review.near)}
    return {file: f"{FORMS}{place}" for file in files if (place := editor.entry(file))}
