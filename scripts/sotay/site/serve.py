"""Serve a built site on this machine alone."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

from sotay.messages import _

if TYPE_CHECKING:
    from pathlib import Path

HOST: Final = "127.0.0.1"


def serve_site(folder: Path, port: int) -> None:
    """Serve ``folder`` until interrupted."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer((HOST, port), handler) as server:
        print(
            _("Reading at http://{host}:{port}/ (Ctrl+C ends it)", host=HOST, port=server.server_port),
            flush=True,
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
