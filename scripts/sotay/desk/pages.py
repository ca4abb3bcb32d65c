"""The pages of the desk: filled in from templates that escape every value, under a policy that runs no script."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup
from starlette.responses import HTMLResponse

from sotay.calendar_vn import write_short
from sotay.desk.journal import Action, Status
from sotay.messages import _, language
from sotay.names import severity_name, state_name
from sotay.outputs.template import FOLDER as LAYOUTS
from sotay.publication import headers

if TYPE_CHECKING:
    from starlette.requests import Request

    from sotay.desk.access import Sessions

_TEMPLATES: Final = Path(__file__).parent / "templates"
_STYLE: Final = Path(__file__).parent / "assets" / "desk.css"
_OTHERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# pandoc writes how a cell is aligned into the cell itself: attributes may style, elements may not.
_DESK: Final = "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
DESK_HEADERS: Final = {"Content-Security-Policy": _DESK, **_OTHERS}
FORMS: Final = "/bien-tap/"
"""Where the form editor stands; the address of a form within its page follows."""
EDITOR_HEADERS: Final = {"Content-Security-Policy": headers.written(headers.EDITOR), **_OTHERS}


class Pages:
    """Fills in pages for whoever asks."""

    def __init__(self, sessions: Sessions, *, behind_proxy: bool) -> None:
        """``behind_proxy`` says that people log in elsewhere."""
        self._sessions = sessions
        self._behind_proxy = behind_proxy

    def show(
        self, request: Request, name: str, status: HTTPStatus = HTTPStatus.OK, /, **values: object
    ) -> HTMLResponse:
        """Answer with a page."""
        state = request.state
        shown = _environment().get_template(f"{name}.html.j2").render(
            person=state.person,
            token=self._sessions.form_token(state.session),
            behind_proxy=self._behind_proxy,
            here=request.url.path,
            language=language(),
            **values,
        )  # fmt: skip
        return HTMLResponse(shown, status, DESK_HEADERS)

    def say(self, request: Request, status: HTTPStatus, sentence: str) -> HTMLResponse:
        """Answer with one sentence."""
        return self.show(request, "message", status, sentence=sentence)

    def lost(self, request: Request) -> HTMLResponse:
        """Answer that there is nothing at the address."""
        return self.say(request, HTTPStatus.NOT_FOUND, _("There is no page at this address."))


def style() -> bytes:
    """Return the style sheet of the desk, with that of redlines."""
    return _STYLE.read_bytes() + (LAYOUTS / "redline.css").read_bytes()


def status_name(status: Status) -> str:
    """Return where a change stands, in words."""
    return {
        Status.DRAFT: _("being written"),
        Status.IN_REVIEW: _("in review"),
        Status.READY: _("waits for approval"),
    }[status]


def action_name(action: str) -> str:
    """Return what was done, in words."""
    names = {
        Action.SAVED: _("saved"),
        Action.SAVE_REFUSED: _("save refused, text kept"),
        Action.PROPOSED: _("sent for review"),
        Action.SHOWN: _("was shown the change"),
        Action.REVIEWED: _("reviewed"),
        Action.RETURNED: _("returned"),
        Action.APPROVED: _("approved"),
        Action.APPROVAL_REFUSED: _("approval refused"),
        Action.WITHDRAWN: _("took the change back"),
        Action.PUBLISHED: _("site built"),
        Action.CAME_IN: _("logged in"),
        Action.KEPT_OUT: _("login failed"),
        Action.LEFT: _("logged out"),
    }
    return names[Action(action)]


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "moment": _moment,
        "html": Markup,
        "status": status_name,
        "action": action_name,
        "severity": severity_name,
        "state": state_name,
    }
    environment.globals["_"] = _
    return environment


def _moment(at: str) -> str:
    """Return a moment as the office's clock showed it."""
    moment = datetime.fromisoformat(at).astimezone()
    return f"{moment:%H:%M} {write_short(moment.date())}"
