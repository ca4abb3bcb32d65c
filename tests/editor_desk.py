"""The form editor over a bare repository on this machine, as the desk answers it, with one person at it."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from sotay.desk.journal import Journal
from sotay.desk.protocol import Protocol, ProtocolError
from sotay.desk.repository import Repository
from sotay.editor import faithful, settings
from sotay.kinds.agency import Person
from sotay.site.serve import Handler

PERSON = Person(
    id="an", name="An (dữ liệu mẫu)", position="Chuyên viên", email="an@mau.example", roles=("đề xuất",)
)

NEW = {
    "code": "QT.ĐT.99",
    "title": "Tiếp công dân",
    "kind": "procedure",
    "division": "ĐT",
    "version": "01",
    "effective": "2026-02-01",
    "prepared_by": "chuyen-vien-mau-01",
    "reviewed_by": "truong-phong-mau",
    "approved_by": "lanh-dao-mau",
}
"""What a link to a new document fills in."""


def begun(folder: Path, tree: Path) -> Repository:
    """Begin a bare repository below ``folder`` with the documents of ``tree``."""
    bare, work = folder / "kho.git", folder / "work"
    git = ["git", "-c", "user.name=An", "-c", "user.email=an@mau.example"]
    subprocess.run([*git, "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    subprocess.run([*git, "clone", "-q", str(bare), str(work)], check=True, capture_output=True)
    for name in ("agency.yml", "procedures", "records"):
        subprocess.run(["cp", "-r", str(tree / name), str(work / name)], check=True)
    for command in (
        ["checkout", "-q", "-b", "main"],
        ["add", "."],
        ["commit", "-qm", "Bắt đầu"],
        ["push", "-q", "origin", "main"],
    ):
        subprocess.run([*git, "-C", str(work), *command], check=True)
    return Repository(bare)


class EditorDesk:
    """What stands behind the editor: a bare repository and the protocol over it."""

    def __init__(self, folder: Path, tree: Path) -> None:
        """Begin a repository below ``folder`` with the documents of ``tree``."""
        self.repository = begun(folder, tree)
        self.protocol = Protocol(self.repository, Journal(folder / "nhat-ky.db"), faithful.merged)
        self.lock = threading.Lock()
        self.refused: list[str] = []

    def text(self, ref: str, path: str) -> bytes:
        """Return a file as it stands on a branch."""
        tip = self.repository.tip(ref)
        assert tip, ref
        blob = self.repository.blob(tip, path)
        assert blob, path
        return self.repository.read(blob)


class _Answers(Handler):
    def __init__(self, desk: EditorDesk, *arguments: object, **options: object) -> None:
        self.desk = desk
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # what http.server hands on

    def do_POST(self) -> None:  # noqa: N802 (the name that http.server calls)
        """Answer the editor's protocol."""
        assert self.path == settings.API
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status: int = 200
        try:
            with self.desk.lock:
                told = self.desk.protocol.answer(PERSON, asked["action"], asked["params"])
        except ProtocolError as error:
            status, told = (404 if error.missing else 422), {"error": str(error)}
            if not error.missing:
                self.desk.refused.append(f"{asked['action']}: {error}")
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(BrokenPipeError):  # the person has gone on
            self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing among the tests."""


@contextmanager
def served(desk: EditorDesk, site: Path) -> Iterator[str]:
    """Serve the editor's page and answer it, and give the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answers, desk, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
