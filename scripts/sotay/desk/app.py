"""The desk's application: which address is answered by what; every request has passed the guard before."""

from __future__ import annotations

from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sotay.desk.annual_report import AnnualReports
from sotay.desk.guard import API, LOGIN, Guard
from sotay.desk.pages import DESK_HEADERS, EDITOR_HEADERS, style
from sotay.desk.reading import Reading
from sotay.desk.registers import Registers
from sotay.desk.scans import Scans
from sotay.desk.writing import Writing
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from starlette.types import Message, Receive, Scope, Send

    from sotay.desk.desk import Desk


def application(desk: Desk) -> Starlette:
    """Return what answers for a desk."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        desk.begin()
        yield
        desk.end()

    def refuse(request: Request, status: HTTPStatus, sentence: str) -> Response:
        if request.url.path == API:
            return JSONResponse({"error": sentence}, status, DESK_HEADERS)
        if status is HTTPStatus.UNAUTHORIZED and request.method == "GET":
            return RedirectResponse(f"{LOGIN}?sau={request.url.path}", HTTPStatus.SEE_OTHER, DESK_HEADERS)
        return desk.pages.say(request, status, sentence)

    async def lost(request: Request, _error: Exception) -> Response:
        return desk.pages.lost(request)

    async def broken(request: Request, error: Exception) -> Response:
        return refuse(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            _("The tool failed: {why}", why=f"{type(error).__name__}: {error}"),
        )

    reading, writing = Reading(desk), Writing(desk)
    return Starlette(
        routes=[
            Route("/ban-bien-tap.css", _style, methods=["GET"]),
            Route(LOGIN, reading.login, methods=["GET"]),
            Route(LOGIN, writing.come_in, methods=["POST"]),
            Route("/dang-xuat", writing.leave, methods=["POST"]),
            Route("/thay-doi/", reading.changes, methods=["GET"]),
            Route("/thay-doi/{name:path}", reading.change, methods=["GET"]),
            Route("/thay-doi/{name:path}", writing.act, methods=["POST"]),
            Route("/chua-luu", reading.kept, methods=["GET"]),
            Route("/chua-luu", writing.let_go, methods=["POST"]),
            Route("/nhat-ky", reading.log, methods=["GET"]),
            Route(API, writing.answer_editor, methods=["POST"]),
            *Registers(desk).routes,
            *AnnualReports(desk).routes,
            *Scans(desk).routes,
            Mount("/bien-tap", _Editor(desk)),
            Mount("/", _Site(desk)),
        ],
        middleware=[
            Middleware(Guard, staff=desk.staff, sessions=desk.sessions, trust=desk.trust, refuse=refuse)
        ],
        exception_handlers={404: lost, 405: lost, 500: broken},
        lifespan=life,
    )


def _style(_request: Request) -> Response:
    return Response(style(), media_type="text/css", headers=DESK_HEADERS)


class _Folder:
    """Answers with the files of a folder, under its headers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _send(
        self, folder: Path, headers: Mapping[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *told]
            await send(message)

        await StaticFiles(directory=folder, html=True)(scope, receive, sent)


class _Site(_Folder):
    """The published site; until it is built, a page that says so."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        publication = self._desk.publication
        site = publication.site
        if site is not None:
            await self._send(site, publication.headers(site), scope, receive, send)
            return
        page = self._desk.pages.show(
            Request(scope), "waiting", HTTPStatus.SERVICE_UNAVAILABLE, failure=publication.failure
        )
        await page(scope, receive, send)


class _Editor(_Folder):
    """The form editor; where it could not be fetched, a page that says why."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        publication = self._desk.publication
        folder = publication.editor
        if folder is not None:
            await self._send(folder, EDITOR_HEADERS, scope, receive, send)
            return
        sentence = publication.editor_failure or _(
            "The form editor is being fetched: open this page again in a minute."
        )
        page = self._desk.pages.say(Request(scope), HTTPStatus.SERVICE_UNAVAILABLE, sentence)
        await page(scope, receive, send)
