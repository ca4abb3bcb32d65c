"""What every request must be before anything answers it: for this host, from a page of this site, small enough, by who may.

A request that is let through carries in its state the person (None for a reader), the session, and the form that it sent.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import FormData
from starlette.requests import Request

from sotay.desk.access import HEADER
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sotay.desk.access import Sessions
    from sotay.desk.staff import Staff

COOKIE: Final = "sotay_phien"
TOKEN: Final = "token"  # noqa: S105 (the name of a field)
MOST: Final = 10 * 1024 * 1024
LOGIN: Final = "/dang-nhap"
_DESK: Final = ("/bien-tap/", "/thay-doi/", "/nhat-ky", "/chua-luu", "/dang-xuat")
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_JSON: Final = "application/json"
API: Final = "/bien-tap/api"


class RefusedError(Exception):
    """A request that is not let through: status and a sentence."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Guard:
    """Stands before the application."""

    def __init__(
        self,
        app: ASGIApp,
        staff: Staff,
        sessions: Sessions,
        trust: str | None,
        refuse: Callable[[Request, HTTPStatus, str], Response],
    ) -> None:
        """``trust`` is the address of the reverse proxy whose word on users counts; None where the desk logs in by itself."""
        self._app = app
        self._staff = staff
        self._sessions = sessions
        self._trust = trust
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with the reason why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        state = scope.setdefault("state", {})
        state.update(person=None, session="", form=FormData(), cookie=None)
        try:
            self._require_host(request)
            self._require_origin(request)
            self._identify(request)
            body = await _body(request)
            await self._require_token(Request(scope, _again(body, receive)))
        except RefusedError as error:
            response = self._refuse(request, error.status, str(error))
            await response(scope, receive, send)
            return
        await self._app(scope, _again(body, receive), self._with_cookie(scope, send))

    def _require_host(self, request: Request) -> None:
        """Refuse a name that some other site lets lead here; behind a proxy the proxy has seen to it."""
        host = request.headers.get("host", "")
        if self._trust is None and host.rsplit(":", 1)[0] not in _LOOPBACK:
            raise RefusedError(
                HTTPStatus.MISDIRECTED_REQUEST,
                _("The desk answers at 127.0.0.1 alone; a server's name needs a reverse proxy and --trust."),
            )

    def _require_origin(self, request: Request) -> None:
        """Refuse what a page of another site sends: a browser names the page's origin in each request that changes something."""
        if request.method in {"GET", "HEAD"}:
            return
        if request.method != "POST":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, _("The desk knows GET and POST alone."))
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        host = request.headers.get("host", "")
        ours = origin in {f"http://{host}", f"https://{host}"} if origin else site == "same-origin"
        if not ours or site not in {None, "same-origin"}:
            raise RefusedError(HTTPStatus.FORBIDDEN, _("This came from a page of another site."))

    def _identify(self, request: Request) -> None:
        """Find out who asks; whoever comes to the desk's own pages gets a session, which its forms are tied to."""
        state, session, path = request.state, request.cookies.get(COOKIE, ""), request.url.path
        inside = path.startswith(_DESK)
        named, wanted = (
            self._sessions.person(session),
            "" if self._trust is None else self._named_by_proxy(request),
        )
        if named is None or (self._trust is not None and named != wanted):
            named = wanted
            if inside or path == LOGIN:
                session = state.cookie = self._sessions.token(named)
        state.session = session
        state.person = self._staff.person(named)
        if inside and state.person is None:
            raise _stranger(named)

    def _named_by_proxy(self, request: Request) -> str:
        """Return whom the reverse proxy names, if it is the one that is trusted."""
        names = request.headers.getlist(HEADER)
        if request.client is None or request.client.host != self._trust or len(names) != 1 or not names[0]:
            raise RefusedError(
                HTTPStatus.FORBIDDEN,
                _(
                    "The desk trusts {address} alone to say who is there, in one header {header}: come through it.",
                    address=self._trust,
                    header=HEADER,
                ),
            )
        return names[0].encode("latin-1").decode("utf-8", "replace")

    async def _require_token(self, request: Request) -> None:
        """Refuse a form that no page of this session made; the editor, who sends no form, must say that it sends JSON."""
        if request.method != "POST":
            return
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.url.path == API:
            if kind != _JSON:
                raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("The editor speaks JSON."))
            return
        if kind not in _FORMS:
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("The desk reads forms alone."))
        form = await request.form()
        request.state.form = form
        given = form.get(TOKEN)
        if not isinstance(given, str) or not hmac.compare_digest(
            given.encode(), self._sessions.form_token(request.state.session).encode()
        ):
            raise RefusedError(
                HTTPStatus.FORBIDDEN, _("This form is not from your session: load its page again.")
            )

    def _with_cookie(self, scope: Scope, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if (
                message["type"] == "http.response.start"
                and (token := scope["state"].get("cookie")) is not None
            ):
                behind_tls = (b"x-forwarded-proto", b"https") in scope["headers"]
                secure = "; Secure" if self._trust is not None and behind_tls else ""
                value = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/{secure}"
                message["headers"] = [*message["headers"], (b"set-cookie", value.encode())]
            await send(message)

        return sent


def _stranger(named: str) -> RefusedError:
    if not named:
        return RefusedError(HTTPStatus.UNAUTHORIZED, _("Log in first."))
    return RefusedError(
        HTTPStatus.FORBIDDEN,
        _(
            "agency.yml, as it is published, knows nobody {person} today: enter the person there.",
            person=named,
        ),
    )


async def _body(request: Request) -> bytes:
    told = request.headers.get("content-length", "0")
    parts, size = [], int(told) if told.isdigit() else 0
    if size <= MOST:
        size = 0
        async for part in request.stream():
            parts.append(part)
            size += len(part)
            if size > MOST:
                break
    if size > MOST:
        raise RefusedError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("That is more than {size} MB: send less at once.", size=MOST // 1024**2),
        )
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what lets a body that was read be read once more, and then waits for what comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
