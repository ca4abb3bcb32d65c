"""The door to the mail server and to the webhook. Secrets come from the environment alone, never from a file of the library."""

from __future__ import annotations

import http.client
import os
import smtplib
import ssl
import urllib.request
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.agency import Mail
    from sotay.notices.outbox import Letter

SECRET: Final = "SOTAY_SMTP_PASSWORD"  # noqa: S105 (the name of the variable)
WEBHOOK: Final = "SOTAY_WEBHOOK"
_SECONDS: Final = 30


class DeliveryError(Exception):
    """A letter was not taken; the message says why."""


def webhook() -> str:
    """Return the address that notices are posted to; empty where none is."""
    return os.environ.get(WEBHOOK, "")


def deliver(letter: Letter, server: smtplib.SMTP | None) -> None:
    """Send a letter, a mail by ``server``; raise ``DeliveryError`` where it was not taken."""
    try:
        if letter.recipient == WEBHOOK:
            _post(letter)
        elif server is not None:
            message = message_from_bytes(letter.data, policy=policy.SMTP)
            message["Date"] = formatdate(localtime=True)
            server.send_message(message)
        else:
            raise DeliveryError(_("agency.yml names no mail server any more"))
    except (OSError, smtplib.SMTPException, http.client.HTTPException) as error:
        raise DeliveryError(str(error)) from error


@contextmanager
def connected(mail: Mail | None) -> Iterator[smtplib.SMTP | None]:
    """Be logged in at the mail server, where there is one; raise ``DeliveryError`` where it does not answer."""
    try:
        server = _server(mail) if mail else None
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(str(error)) from error
    try:
        yield server
    finally:
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()


def _server(mail: Mail) -> smtplib.SMTP:
    host, _colon, port = mail.server.rpartition(":")
    context = ssl.create_default_context()
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port), timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, int(port), timeout=_SECONDS)
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            server.login(mail.user, os.environ.get(SECRET, ""))
    except BaseException:
        server.close()
        raise
    return server


class _NoOtherPlace(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else than it was sent: a POST that is sent on arrives without what it says."""

    def redirect_request(self, *_arguments: Any, **_others: Any) -> None:
        """Refuse."""


def _post(letter: Letter) -> None:
    address = webhook()
    if not address.startswith(("https://", "http://")):
        raise DeliveryError(_("{variable} is no address of the web: write https://…", variable=WEBHOOK))
    headers = {"Content-Type": "application/json", "Idempotency-Key": letter.name}
    request = urllib.request.Request(address, letter.data, headers)  # noqa: S310 (its scheme is seen to above)
    with urllib.request.build_opener(_NoOtherPlace).open(request, timeout=_SECONDS) as answer:
        answer.read()
