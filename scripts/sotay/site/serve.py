"""Serve a built site on this machine alone, packed as servers do."""

from __future__ import annotations

import gzip
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from sotay.messages import _

HOST: Final = "127.0.0.1"
_PACKED: Final = frozenset({".css", ".html", ".js", ".json", ".svg"})


class Handler(SimpleHTTPRequestHandler):
    """Answers with files; texts are packed for readers that say they can unpack."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".yml": "text/yaml"}

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        packed = "gzip" in self.headers.get("Accept-Encoding", "") and path.suffix in _PACKED
        if not (packed and path.is_file()):
            super().do_GET()
            return
        data = gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serve_site(folder: Path, port: int) -> None:
    """Serve ``folder`` until interrupted."""
    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer((HOST, port), handler) as server:
        print(
            _("Reading at http://{host}:{port}/ (Ctrl+C ends it)", host=HOST, port=server.server_port),
            flush=True,
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
