"""A small library in a bare repository, with people who may propose, review and approve; all of it sample."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import library_cases

from sotay.desk.access import Users
from sotay.editor import program

AN, BINH, CHI, DUNG = "an", "binh", "chi", "dung"
PASSWORD = "mat-khau-mau"
PEOPLE = """\
  - {id: an, name: An (dữ liệu mẫu), position: Chuyên viên, division: VP, email: an@mau.example, roles: [đề xuất, phê duyệt], sample: true}
  - {id: binh, name: Bình (dữ liệu mẫu), position: Phó trưởng ban, email: binh@mau.example, roles: [đề xuất, xem xét, phê duyệt], sample: true}
  - {id: chi, name: Chi (dữ liệu mẫu), position: Chuyên viên, division: VP, email: chi@mau.example, roles: [đề xuất], sample: true}
  - {id: dung, name: Dung (dữ liệu mẫu), position: Văn thư, division: VP, email: dung@mau.example, sample: true}
"""
PAPER = "procedures/qt-dn-01.md"
DRAFT = "procedures/qt-dn-02.md"
COOKIE = "sotay_phien"
NO_FILES: Mapping[str, str] = {}
_TOKEN = re.compile(r'name="token" value="([0-9a-f]+)"')
_HEAD = re.compile(r'name="head" value="([0-9a-f ]+)"')
_WITHOUT_SITE = """\
from sotay.cli import main
from sotay.desk.publication import Publication
Publication._run = lambda *_arguments: ""
main()
"""


def draft(number: int) -> str:
    return f"procedures/qt-dn-{number:02}.md"


def make(
    folder: Path, policy: str = "", drafts: int = 1, people: str = PEOPLE, files: Mapping[str, str] = NO_FILES
) -> Path:
    """Make the library, with ``files`` more, in ``folder``/kho.git and return the repository; its drafts are numbered from 2."""
    work = folder / "ban"
    shutil.copytree(library_cases.BASE, work)
    agency = work / "agency.yml"
    told = agency.read_text(encoding="utf-8").replace("people:\n", f"people:\n{people}", 1)
    agency.write_text(f"{told}{policy}", encoding="utf-8")
    (work / "docs").mkdir()
    (work / "docs" / "index.md").write_text("# Sổ tay mẫu\n", encoding="utf-8")
    text = (work / PAPER).read_text(encoding="utf-8")
    for number in range(2, 2 + drafts):
        (work / draft(number)).write_text(text.replace("QT.DN.01", f"QT.DN.{number:02}"), encoding="utf-8")
    for path, more in files.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text(more, encoding="utf-8")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "Lưu")):
        library_cases.git(work, library_cases.FIRST_DAY, *words)
    bare = folder / "kho.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
    return bare


class Answer(NamedTuple):
    """What the desk answered."""

    status: int
    headers: dict[str, str]
    text: str


class Visitor:
    """A browser without its window: keeps its cookie, fills in the tokens of forms."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port = port
        self.cookie = ""
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        own = {"Origin": f"http://127.0.0.1:{self.port}"} if method == "POST" else {}
        own |= {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        own |= self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request(method, path, body or None, {name: value for name, value in own.items() if value})
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        told = {name.lower(): value for name, value in answer.getheaders()}
        if (given := told.get("set-cookie", "")).startswith(f"{COOKIE}="):
            self.cookie = given.partition(";")[0].removeprefix(f"{COOKIE}=")
        line.close()
        return Answer(answer.status, told, unescape(text))

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, *, page: str = "", **fields: str) -> Answer:
        """Send a form of a page, as it was when it was loaded."""
        found = self.get(page or path).text
        token, head = _TOKEN.search(found), _HEAD.search(found)
        own = {"token": token[1] if token else "", "head": head[1] if head else ""}
        return self.send(path, own | fields)

    def send(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        kind = {"Content_Type": "application/x-www-form-urlencoded"} | headers
        return self.ask("POST", path, urlencode(fields).encode(), **kind)

    def upload(self, path: str, data: bytes, name: str, **fields: str) -> Answer:
        """Send a file through the form of a page."""
        found = _TOKEN.search(self.get(path).text)
        own = {"token": found[1] if found else ""} | fields
        parts = [
            f'--gioi-han\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{said}\r\n'
            for field, said in own.items()
        ]
        head = f'--gioi-han\r\nContent-Disposition: form-data; name="tep"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
        body = "".join((*parts, head)).encode() + data + b"\r\n--gioi-han--\r\n"
        return self.ask("POST", path, body, Content_Type="multipart/form-data; boundary=gioi-han")

    def call(self, action: str, **params: Any) -> Answer:
        """Ask what the form editor asks."""
        asked = json.dumps({"action": action, "params": {"branch": "main", **params}}).encode()
        return self.ask("POST", "/bien-tap/api", asked, Content_Type="application/json")

    def text(self, path: str) -> str:
        return str(json.loads(self.call("getEntry", path=path).text)["data"])

    def save(self, path: str, raw: str) -> Answer:
        slug = path.rpartition("/")[2].removesuffix(".md")
        options = {"collectionName": "procedures", "commitMessage": "x", "useWorkflow": True}
        file = {"slug": slug, "path": path, "raw": raw}
        return self.call("persistEntry", dataFiles=[file], assets=[], options=options)

    def come_in(self, person: str) -> Visitor:
        answer = self.post("/dang-nhap", nguoi=person, **{"mat-khau": PASSWORD})
        assert answer.status == 303, answer.text
        return self


class Server:
    """A desk that runs in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def visitor(self, person: str = "") -> Visitor:
        visitor = Visitor(self.port)
        return visitor.come_in(person) if person else visitor


def _lay_editor(folder: Path) -> None:
    """Lay what stands for the form editor, where a test has not laid it itself, so that nothing is fetched."""
    if program.files(folder):
        return
    laid = folder / program.FOLDER
    laid.mkdir(parents=True, exist_ok=True)
    (laid / program.SCRIPT).write_text("// mẫu\n", encoding="utf-8")
    (laid / program._STAMP).write_text(program._fingerprint(), encoding="utf-8")  # noqa: SLF001


@contextmanager
def serving(bare: Path, *words: str, builds: bool = False) -> Iterator[Server]:
    """Open the desk of a repository, and end it; only where it ``builds`` does it make the site that readers get."""
    folder = bare.with_name(f"{bare.name}.desk")
    _lay_editor(folder)
    if "--trust" not in words and not (folder / "users.yml").exists():
        users = Users(folder / "users.yml")
        for person in (AN, BINH, CHI, DUNG):
            users.add(person, PASSWORD)
    started = ["-m", "sotay"] if builds else ["-c", _WITHOUT_SITE]
    command = [sys.executable, *started, "desk", str(bare), "--port", "0", "--lang", "vi", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        port = re.search(r":(\d+)/", said)
        assert port, said
        try:
            yield Server(process, int(port[1]))
        finally:
            process.terminate()
            process.wait(timeout=60)
