"""A double of a Forgejo: its sign-in (OAuth with PKCE), and as much of its REST API as Decap CMS asks, over a bare repository.

It answers as Forgejo's documentation says: a file is written by the blob that it was, a pull request stands for a branch, and a
page of another origin is answered through CORS alone.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from editor_desk import begun

from sotay import git
from sotay.desk.repository import Author, Edit, StaleError

REPO: Final = "iso/so-tay"
APPLICATION: Final = "bieu-mau-thu"
_API: Final = "/api/v1"
_REPO: Final = f"/repos/{REPO}"
_USER: Final = {
    "login": "an",
    "full_name": "An (dữ liệu mẫu)",
    "email": "an@mau.example",
    "avatar_url": "",
}
AUTHOR: Final = Author(_USER["full_name"], _USER["email"])
_BRANCHES: Final = "refs/heads/"


class RefusedError(Exception):
    """What the forge answers instead: a status and a sentence."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Forgejo:
    """What a forge keeps: a repository, its pull requests and labels, and who has signed in."""

    def __init__(self, folder: Path, tree: Path) -> None:
        """Begin a repository below ``folder`` with the documents of ``tree``."""
        self.repository = begun(folder, tree)
        self._read = cache(self.repository.read)
        self._files = cache(lambda tip: dict(self.repository.files(tip, ".")))
        self._last = cache(self._log)
        self.lock = threading.Lock()
        self.homes: set[str] = set()
        self.pulls: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.redirects: set[str] = set()
        self._challenges: dict[str, tuple[str, str]] = {}
        self._tokens: set[str] = set()
        self._routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            ("GET", "/user", self._user),
            ("GET", _REPO, self._repo),
            ("GET", f"{_REPO}/branches/(.+)", self._branch),
            ("POST", f"{_REPO}/branches", self._new_branch),
            ("GET", f"{_REPO}/git/trees/([0-9a-f]+)", self._tree),
            ("GET", f"{_REPO}/git/blobs/([0-9a-f]+)", self._blob),
            ("GET", f"{_REPO}/contents/(.+)", self._contents),
            ("POST", f"{_REPO}/contents", self._change),
            ("GET", f"{_REPO}/commits", self._commits),
            ("GET", rf"{_REPO}/compare/(.+)\.\.\.(.+)", self._compare),
            ("GET", f"{_REPO}/pulls", self._list_pulls),
            ("POST", f"{_REPO}/pulls", self._new_pull),
            ("GET", f"{_REPO}/labels", self._list_labels),
            ("POST", f"{_REPO}/labels", self._new_label),
            ("PUT", f"{_REPO}/issues/([0-9]+)/labels", self._set_labels),
        )

    def text(self, branch: str, path: str) -> str:
        """Return a file as it stands on a branch."""
        tip = self.repository.tip(_BRANCHES + branch)
        assert tip, branch
        blob = self.repository.blob(tip, path)
        assert blob, path
        return self.repository.read(blob).decode()

    def grant(self, asked: dict[str, str]) -> str:
        """Let a person sign in to an application, and return where the browser goes on."""
        if asked["client_id"] != APPLICATION or asked["redirect_uri"] not in self.redirects:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "unregistered redirect URI")
        if asked["code_challenge_method"] != "S256":
            raise RefusedError(HTTPStatus.BAD_REQUEST, "PKCE is required for public clients")
        code = secrets.token_hex()
        self._challenges[code] = asked["code_challenge"], asked["redirect_uri"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        """Give a token for the code that the sign-in gave, once, to whom began it."""
        challenge, redirect = self._challenges.pop(asked["code"], ("", ""))
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "failed PKCE code challenge")
        if (asked["client_id"], asked["redirect_uri"]) != (APPLICATION, redirect):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "unauthorized client")
        token = secrets.token_hex()
        self._tokens.add(token)
        return {"access_token": token, "token_type": "bearer", "expires_in": 3600}

    def answer(
        self, method: str, path: str, query: dict[str, str], body: dict[str, Any], token: str
    ) -> tuple[HTTPStatus, Any]:
        """Return what the API answers."""
        if token.removeprefix("token ") not in self._tokens:
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "token is required")
        for verb, form, does in self._routes:
            found = re.fullmatch(form, path)
            if verb == method and found:
                made = HTTPStatus.CREATED if method == "POST" else HTTPStatus.OK
                return made, does(*map(unquote, found.groups()), query=query, body=body)
        raise RefusedError(HTTPStatus.NOT_IMPLEMENTED, "the double knows no such request")

    def _user(self, **_asked: Any) -> Any:
        return _USER

    def _repo(self, **_asked: Any) -> Any:
        return {"full_name": REPO, "owner": {"login": "iso"}, "permissions": {"push": True}}

    def _tip(self, branch: str) -> str:
        tip = self.repository.tip(_BRANCHES + branch)
        if tip is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, f"branch {branch} does not exist")
        return tip

    def _branch(self, name: str, **_asked: Any) -> Any:
        return {"name": name, "commit": {"id": self._tip(name)}}

    def _new_branch(self, body: dict[str, Any], **_asked: Any) -> Any:
        name, tip = body["new_branch_name"], self._tip(body["old_ref_name"])
        git.asked(self.repository.folder, "update-ref", _BRANCHES + name, tip, "")
        return self._branch(name)

    def _tree(self, tip: str, **_asked: Any) -> Any:
        files = self._files(tip).items()
        return {"tree": [{"path": path, "type": "blob", "sha": sha, "size": 1} for path, sha in files]}

    def _blob(self, sha: str, **_asked: Any) -> Any:
        return {"sha": sha, "encoding": "base64", "content": base64.b64encode(self._read(sha)).decode()}

    def _contents(self, path: str, query: dict[str, str], **_asked: Any) -> Any:
        sha = self._files(self._tip(query["ref"])).get(path)
        if sha is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "object does not exist")
        return {"path": path, "sha": sha, "type": "file"}

    def _change(self, body: dict[str, Any], **_asked: Any) -> Any:
        edits = [
            Edit(file["path"], base64.b64decode(file["content"]), file.get("sha")) for file in body["files"]
        ]
        self._tip(body["branch"])
        try:
            commit = self.repository.save(_BRANCHES + body["branch"], edits, body["message"], AUTHOR)
        except StaleError as error:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "sha does not match") from error
        return {"commit": {"sha": commit}}

    def _commits(self, query: dict[str, str], **_asked: Any) -> Any:
        name, at = self._last(self._tip(query["sha"])).get(query["path"], ("", ""))
        return [{"commit": {"author": {"name": name, "date": at}}}] if name else []

    def _log(self, tip: str) -> dict[str, tuple[str, str]]:
        """Return path → who wrote a file last, and when."""
        told = git.asked(self.repository.folder, "log", "--format=%x01%an%x02%aI", "--name-only", "-m", tip)
        found: dict[str, tuple[str, str]] = {}
        for commit in told.split("\x01")[1:]:
            head, *paths = commit.splitlines()
            name, _mark, at = head.partition("\x02")
            for path in filter(None, paths):
                found.setdefault(path, (name, at))
        return found

    def _compare(self, base: str, head: str, **_asked: Any) -> Any:
        tips = [self._tip(name.rpartition(":")[2]) for name in (base, head)]
        told = git.asked(self.repository.folder, "diff", "--name-status", "-z", "...".join(tips))
        words = told.split("\x00")[:-1]
        files = zip(words[::2], words[1::2], strict=True)
        known = {"A": "added", "M": "modified", "D": "removed"}
        return {"commits": [], "files": [{"filename": path, "status": known[sign]} for sign, path in files]}

    def _list_pulls(self, query: dict[str, str], **_asked: Any) -> Any:
        return [
            {**pull, "head": {**pull["head"], "sha": self._tip(pull["head"]["ref"])}}
            for pull in self.pulls
            if pull["state"] == query.get("state", "open")
        ]

    def _new_pull(self, body: dict[str, Any], **_asked: Any) -> Any:
        ref = body["head"].rpartition(":")[2]
        pull = {
            "number": len(self.pulls) + 1,
            "state": "open",
            "title": body["title"],
            "labels": [],
            "user": _USER,
            "head": {"label": ref, "ref": ref, "sha": self._tip(ref)},
            "base": {"ref": body["base"]},
        }
        self.pulls.append(pull)
        return pull

    def _list_labels(self, **_asked: Any) -> Any:
        return self.labels

    def _new_label(self, body: dict[str, Any], **_asked: Any) -> Any:
        self.labels.append({"id": len(self.labels) + 1, "name": body["name"]})
        return self.labels[-1]

    def _set_labels(self, number: str, body: dict[str, Any], **_asked: Any) -> Any:
        labels = [label for label in self.labels if label["id"] in body["labels"]]
        self.pulls[int(number) - 1]["labels"] = labels
        return labels


class _Answers(BaseHTTPRequestHandler):
    forge: Forgejo

    def do_OPTIONS(self) -> None:
        """Say to a page of another origin what it may ask."""
        self._send(HTTPStatus.NO_CONTENT, b"", "text/plain")

    def do_GET(self) -> None:
        """Show the sign-in, or answer the API."""
        address = urlsplit(self.path)
        if address.path == "/login/oauth/authorize":
            told = "".join(
                f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
                for name, value in parse_qsl(address.query)
            )
            page = f'<!doctype html><form method="post" action="/login/oauth/grant">{told}<button>Authorize Application</button></form>'
            self._send(HTTPStatus.OK, page.encode(), "text/html")
        elif address.path.startswith(_API):
            self._api("GET")
        else:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def do_POST(self) -> None:
        """Sign a person in, or answer the API."""
        if self.path == "/login/oauth/grant":
            asked = {name: values[0] for name, values in parse_qs(self._body().decode()).items()}
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", self.forge.grant(asked))
            self.end_headers()
        else:
            self._api("POST")

    def do_PUT(self) -> None:
        """Answer the API."""
        self._api("PUT")

    def _api(self, method: str) -> None:
        address, body = urlsplit(self.path), json.loads(self._body() or b"{}")
        try:
            with self.forge.lock:
                if address.path == "/login/oauth/access_token":
                    status, told = HTTPStatus.OK, self.forge.token(body)
                else:
                    query = dict(parse_qsl(address.query))
                    path = address.path.removeprefix(_API)
                    token = self.headers.get("Authorization", "")
                    status, told = self.forge.answer(method, path, query, body, token)
        except RefusedError as error:
            status, told = error.status, {"message": str(error)}
            if status is not HTTPStatus.NOT_FOUND:
                self.forge.refused.append(f"{method} {self.path}: {error}")
        self._send(status, json.dumps(told).encode(), "application/json;charset=utf-8")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, status: HTTPStatus, data: bytes, form: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", form)
        self.send_header("Content-Length", str(len(data)))
        if self.headers.get("Origin") in self.forge.homes:
            self.send_header("Access-Control-Allow-Origin", self.headers["Origin"])
            self.send_header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        self.end_headers()
        with suppress(BrokenPipeError):  # the person has gone on
            self.wfile.write(data)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing among the tests."""


@contextmanager
def served(forge: Forgejo) -> Iterator[str]:
    """Serve a forge on this machine, and give its address."""
    handler = type("Answers", (_Answers,), {"forge": forge})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
