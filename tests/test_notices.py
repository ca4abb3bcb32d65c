"""People are told what is new, in one letter a run and each matter once, whatever breaks on the way."""

from __future__ import annotations

import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import test_acknowledgements
from syrupy.assertion import SnapshotAssertion

from sotay.agenda import agenda
from sotay.desk.journal import Action, Journal
from sotay.desk.repository import CHANGES
from sotay.notices.outbox import Letter, Outbox
from sotay.notices.telling import Topic, notices
from sotay.pipeline import judge

ROOT = Path(__file__).parent.parent
CHANGE = f"{CHANGES}procedures/qt-dn-01"


class _Mailbox(socketserver.StreamRequestHandler):
    """Takes mail as a server does; ``refused`` are addresses it does not know, ``hangs_up_after`` a number of mails."""

    taken: ClassVar[list[EmailMessage]]
    refused: ClassVar[set[str]]
    then: ClassVar[Callable[[int], None]]

    def handle(self) -> None:
        """Speak SMTP."""
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline()) != b".\r\n":
                    lines.append(text.removeprefix(b"."))
                self.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.wfile.write(b"250 taken\r\n")
                type(self).then(len(self.taken))
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            elif verb == b"RCPT" and any(one.encode() in line for one in self.refused):
                self.wfile.write(b"550 nobody here\r\n")
            else:
                self.wfile.write(b"250 fine\r\n")


class _Hook(BaseHTTPRequestHandler):
    """Takes what is posted to it; answers with ``status``."""

    taken: ClassVar[list[tuple[str, bytes]]]
    status: ClassVar[int]

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.headers["Idempotency-Key"], body))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing among the tests."""


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def mailbox() -> Iterator[tuple[int, type[_Mailbox]]]:
    handler = type(
        "Sink", (_Mailbox,), {"taken": [], "refused": set(), "then": staticmethod(lambda _count: None)}
    )
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    with _running(server):
        yield server.server_address[1], handler


@pytest.fixture
def hook() -> Iterator[tuple[str, type[_Hook]]]:
    handler = type("Hook", (_Hook,), {"taken": [], "status": 204})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with _running(server):
        yield f"http://127.0.0.1:{server.server_port}/", handler


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two divisions with an address for each but one; a version that nobody has read."""
    test_acknowledgements.laid(tmp_path)
    folder = tmp_path / "library"
    agency = folder / "agency.yml"
    text = agency.read_text(encoding="utf-8")
    for person in ("thu-ky", "truong-phong", "lanh-dao"):
        text = text.replace(f"{{id: {person},", f"{{id: {person}, email: {person}@co-quan.example,")
    agency.write_text(text, encoding="utf-8")
    return folder


def with_mail(library: Path, port: int) -> Path:
    agency = library / "agency.yml"
    said = f"mail: {{server: '127.0.0.1:{port}', sender: so-tay@co-quan.example, security: none}}\n"
    agency.write_text(agency.read_text(encoding="utf-8") + said, encoding="utf-8")
    return library


def notify(
    library: Path, outbox: Path, *more: str | Path, webhook: str = "", day: str = "2021-10-29"
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "SOTAY_WEBHOOK": webhook}
    command = ["notify", "--library", library, "--outbox", outbox, "--as-of", day, *more]
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "sotay", *map(str, command)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_each_is_told_once_in_one_letter(
    library: Path, tmp_path: Path, mailbox: tuple[int, type[_Mailbox]], snapshot: SnapshotAssertion
) -> None:
    port, sink = mailbox
    with_mail(library, port)
    outbox = tmp_path / "thong-bao.db"
    done = notify(library, outbox)
    assert done.returncode == 0, done.stderr
    assert "Chuyên viên mẫu, Chuyên viên chưa có `email`" in done.stderr
    told = {mail["To"]: mail for mail in sink.taken}
    assert len(told) == len(sink.taken)
    assert {str(to).rpartition("<")[2].rstrip(">") for to in told} >= {
        "thu-ky@co-quan.example",
        "truong-phong@co-quan.example",
    }
    first = next(mail for mail in sink.taken if "truong-phong@" in mail["To"])
    assert first["Date"]
    assert first["Auto-Submitted"] == "auto-generated"
    plain, html = (first.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert (first["Subject"], plain.get_content(), html.get_content()) == snapshot
    count = len(sink.taken)
    again = notify(library, outbox)
    assert again.returncode == 0
    assert "Đã gửi 0 thư." in again.stdout
    assert len(sink.taken) == count


def test_what_is_due_is_told_once_at_each_step(library: Path) -> None:
    from sotay.load import load  # noqa: PLC0415

    seen: dict[str, list[str]] = {}
    from datetime import date, timedelta  # noqa: PLC0415

    for days in range(0, 400, 3):
        day = date(2021, 1, 1) + timedelta(days=days)
        found = load(library, as_of=day, today=day)
        for notice in notices(found, agenda(found, judge(found)), ()):
            if notice.topic is Topic.DUE:
                _due, due, step, matter = notice.id.split(" ", 3)
                steps = seen.setdefault(f"{due} {matter}", [])
                if step not in steps:
                    steps.append(step)
    assert seen
    order = ["60", "30", "7", "-1"]
    for steps in seen.values():
        assert steps == sorted(steps, key=order.index)
    assert order in seen.values()


def test_an_author_is_told_what_became_of_a_change_and_nobody_of_his_own_doing(
    library: Path, tmp_path: Path, mailbox: tuple[int, type[_Mailbox]]
) -> None:
    port, sink = mailbox
    with_mail(library, port)
    outbox, journal = tmp_path / "thong-bao.db", tmp_path / "desk.db"
    with closing(Journal(journal)) as log:
        log.write("truong-phong", Action.SAVED, ref=CHANGE)
        log.write("thu-ky", Action.RETURNED, ref=CHANGE, told="Ghi rõ\r\nBcc: x@y.example <b>thời hạn</b>")
    assert notify(library, outbox, "--journal", journal).returncode == 0
    to_author = [mail for mail in sink.taken if "truong-phong@" in mail["To"]]
    assert len(to_author) == 1
    html = to_author[0].get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;thời hạn&lt;/b&gt;" in html.get_content()
    assert to_author[0]["Bcc"] is None
    others = [mail for mail in sink.taken if mail is not to_author[0]]
    assert not [mail for mail in others if "procedures/qt-dn-01" in str(mail.get_body(("plain",)))]
    sink.taken.clear()
    with closing(Journal(journal)) as log:
        log.write("truong-phong", Action.APPROVED, ref=CHANGE)  # his own: nobody else is told
        log.write("lanh-dao", Action.APPROVED, ref=CHANGE)
        log.write("lanh-dao", Action.PUBLISHED, ref=CHANGE)
        log.write("thu-ky", Action.SAVED, ref=CHANGE)  # another change of the same name
        log.write("lanh-dao", Action.RETURNED, ref=CHANGE)
    assert notify(library, outbox, "--journal", journal).returncode == 0
    said = {str(mail["To"]).partition("<")[2]: mail.get_body(("plain",)) for mail in sink.taken}
    assert said.keys() == {"truong-phong@co-quan.example>", "thu-ky@co-quan.example>"}
    texts = {to: body.get_content() for to, body in said.items() if body is not None}
    assert "ĐÃ ĐƯỢC PHÊ DUYỆT" in texts["truong-phong@co-quan.example>"]
    assert "CẦN HOÀN THIỆN THÊM" in texts["thu-ky@co-quan.example>"]


def test_a_refused_letter_is_written_anew_to_the_address_that_holds_then(
    library: Path, tmp_path: Path, mailbox: tuple[int, type[_Mailbox]]
) -> None:
    port, sink = mailbox
    with_mail(library, port)
    outbox = tmp_path / "thong-bao.db"
    sink.refused.add("thu-ky@co-quan.example")
    failed = notify(library, outbox)
    assert failed.returncode == 4
    assert "Không gửi được tới thu-ky@co-quan.example" in failed.stderr
    taken = len(sink.taken)
    assert taken
    agency = library / "agency.yml"
    text = agency.read_text(encoding="utf-8").replace("thu-ky@co-quan.example", "moi@co-quan.example")
    agency.write_text(text, encoding="utf-8")
    assert notify(library, outbox).returncode == 0
    assert ["moi@co-quan.example" in mail["To"] for mail in sink.taken[taken:]] == [True]


def test_a_server_that_is_away_loses_nothing(
    library: Path, tmp_path: Path, mailbox: tuple[int, type[_Mailbox]]
) -> None:
    port, sink = mailbox
    agency = with_mail(library, 1) / "agency.yml"  # nobody listens there
    outbox = tmp_path / "thong-bao.db"
    assert notify(library, outbox).returncode == 4
    text = agency.read_text(encoding="utf-8").replace("127.0.0.1:1'", f"127.0.0.1:{port}'")
    agency.write_text(text, encoding="utf-8")
    assert notify(library, outbox).returncode == 0
    assert len({str(mail["To"]) for mail in sink.taken}) == len(sink.taken) >= 2


_KILLED = """
import os, signal, sys
from sotay.notices import outbox
most, taken = int(sys.argv.pop(1)), 0
mark = outbox.Outbox.mark_sent
def marked(box, letter):
    global taken
    mark(box, letter)
    taken += 1
    if taken == most:
        os.kill(os.getpid(), signal.SIGKILL)
outbox.Outbox.mark_sent = marked
from sotay.cli import main
main()
"""


def test_killed_between_two_letters_it_repeats_none_and_loses_none(
    library: Path, tmp_path: Path, mailbox: tuple[int, type[_Mailbox]]
) -> None:
    port, sink = mailbox
    with_mail(library, port)
    outbox = tmp_path / "thong-bao.db"
    command = ["notify", "--library", str(library), "--outbox", str(outbox), "--as-of", "2021-10-29"]
    killed = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _KILLED, "1", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(sink.taken) == 1
    assert notify(library, outbox).returncode == 0
    names = [mail["Message-ID"] for mail in sink.taken]
    assert len(set(names)) == len(names) >= 2


def test_the_webhook_is_told_all_once_and_is_not_sent_elsewhere(
    library: Path, tmp_path: Path, hook: tuple[str, type[_Hook]]
) -> None:
    address, sink = hook
    outbox = tmp_path / "thong-bao.db"
    sink.status = 302
    assert notify(library, outbox, webhook=address).returncode == 4
    sink.status = 204
    done = notify(library, outbox, webhook=address)
    assert done.returncode == 0, done.stderr
    assert "Đã gửi 1 thư." in done.stdout
    assert notify(library, outbox, webhook=address).returncode == 0
    (first, refused), (again, body) = sink.taken
    assert (first, refused) == (again, body)
    value = json.loads(body)
    assert value["as_of"] == "2021-10-29"
    readers = {one["person"] for one in value["notices"] if one["topic"] == "to be read"}
    assert readers == {"thu-ky", "truong-phong", "chuyen-vien"}
    assert len(value["notices"]) == value["text"].count("\n") + 1


def test_a_dry_run_prints_and_sends_nothing(
    library: Path, tmp_path: Path, mailbox: tuple[int, type[_Mailbox]]
) -> None:
    port, sink = mailbox
    outbox = tmp_path / "thong-bao.db"
    shown = notify(with_mail(library, port), outbox, "--dry-run")
    assert shown.returncode == 0
    assert "Trưởng phòng mẫu, Trưởng phòng\n  - QT.DN.01, lần ban hành 01" in shown.stdout
    assert sink.taken == []
    assert not outbox.exists()


def test_without_anywhere_to_send_to_it_says_what_to_write(library: Path, tmp_path: Path) -> None:
    done = notify(library, tmp_path / "thong-bao.db")
    assert done.returncode == 2
    assert "hãy ghi `mail` với `server` và `sender` vào agency.yml" in done.stderr


def test_a_letter_and_its_matters_are_written_down_together(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "box.db")) as box:
        box.put(Letter("a", "x@y.example", b"1"), "x", ["m", "n"])
        with pytest.raises(Exception, match="UNIQUE"):
            box.put(Letter("b", "x@y.example", b"2"), "x", ["o", "n"])
        assert box.waiting() == (Letter("a", "x@y.example", b"1"),)
        assert box.untold("x", ["m", "n", "o", "o"]) == ("o",)
        box.take_back(box.waiting()[0])
        assert box.untold("x", ["m", "n"]) == ("m", "n")
        assert box.waiting() == ()
