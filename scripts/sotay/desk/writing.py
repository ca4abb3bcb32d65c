"""What people send: a name and a password, an act on a change, and what the form editor saves."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse

from sotay.desk.access import Login
from sotay.desk.approval import ROLES, ActError
from sotay.desk.guard import LOGIN
from sotay.desk.journal import Action
from sotay.desk.pages import DESK_HEADERS
from sotay.desk.protocol import ProtocolError
from sotay.desk.reading import Reading
from sotay.desk.repository import CHANGES
from sotay.messages import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sotay.desk.desk import Desk

_CHANGES: Final = "/thay-doi/"
TAB: Final = "X-Sotay-Tab"
"""The header in which the editor's page says which of a person's tabs asks."""
_GONE: Final = frozenset({"phe-duyet", "rut-lai"})
"""Acts after which there is no change any more."""


class Writing:
    """Answers what does something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reading = Reading(desk)

    def come_in(self, request: Request) -> Response:
        """Log somebody in."""
        desk, form = self._desk, request.state.form
        person, password = str(form.get("nguoi", "")).strip(), str(form.get("mat-khau", ""))
        login = Login.of(person, request.client.host if request.client else "")
        if wait := desk.journal.try_login(login):
            return self._reading.door(request, _too_often(wait), HTTPStatus.TOO_MANY_REQUESTS)
        if desk.users is None or not desk.users.let_in(person, password) or not desk.staff.person(person):
            wait = desk.journal.login_waits(login)
            told = _too_often(wait) if wait else ""
            desk.journal.write(person, Action.KEPT_OUT, told=told)
            sentence = _("Name or password is wrong, or agency.yml knows nobody of that name today.")
            return self._reading.door(request, f"{sentence} {told}".rstrip(), HTTPStatus.FORBIDDEN)
        desk.journal.note_login(login)
        desk.sessions.end(request.state.session)
        request.state.cookie = desk.sessions.token(person)
        desk.journal.write(person, Action.CAME_IN)
        after = str(form.get("sau", ""))
        return _to(after if _is_ours(after) else _CHANGES)

    def leave(self, request: Request) -> Response:
        """Log somebody out: the session counts no more, whoever has its token."""
        self._desk.sessions.end(request.state.session)
        request.state.cookie = self._desk.sessions.token("")
        self._desk.journal.write(request.state.person.id, Action.LEFT)
        return _to(LOGIN)

    def act(self, request: Request) -> Response:
        """Do what a button of a review page says."""
        desk, form, name = self._desk, request.state.form, request.path_params["name"]
        act, ref = str(form.get("viec", "")), f"{CHANGES}{name}"
        branch = desk.repository.branch(ref)
        published = desk.repository.current
        if branch is None or published is None or act not in ROLES:
            return self._reading.review(request, _("The desk knows no such act."), HTTPStatus.BAD_REQUEST)
        review = desk.reviews.of(branch, published)
        try:
            desk.acts.do(
                request.state.person,
                act,
                review,
                shown=str(form.get("head", "")),
                told=str(form.get("y-kien", "")),
            )
        except ActError as error:
            status = HTTPStatus.FORBIDDEN if error.forbidden else HTTPStatus.UNPROCESSABLE_ENTITY
            return self._reading.review(request, str(error), status)
        desk.publication.ask()
        return _to(_CHANGES if act in _GONE else f"{_CHANGES}{name}")

    def let_go(self, request: Request) -> Response:
        """Let go of a text that was kept for this person."""
        number = str(request.state.form.get("so", ""))
        if number.isdigit():
            self._desk.journal.let_go(request.state.person.id, [int(number)])
        return _to("/chua-luu")

    async def answer_editor(self, request: Request) -> Response:
        """Answer the form editor."""
        try:
            asked = json.loads(await request.body())
            action, params = str(asked["action"]), dict(asked.get("params") or {})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            sentence = _("The editor asked in a way the desk does not understand.")
            return JSONResponse({"error": sentence}, HTTPStatus.BAD_REQUEST, DESK_HEADERS)
        try:
            params |= {"tab": request.headers.get(TAB, "")}
            told = await run_in_threadpool(self._desk.protocol.answer, request.state.person, action, params)
        except ProtocolError as error:
            status = HTTPStatus.NOT_FOUND if error.missing else HTTPStatus.UNPROCESSABLE_ENTITY
            return JSONResponse({"error": str(error)}, status, DESK_HEADERS)
        return JSONResponse(told, HTTPStatus.OK, DESK_HEADERS)


def _too_often(wait: int) -> str:
    return _("Too many failed logins: wait {seconds} seconds, then try again.", seconds=wait)


def _is_ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, DESK_HEADERS)
