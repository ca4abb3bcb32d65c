"""50 people save at the desk at once, over loopback, for a minute: ``.venv/bin/python benchmarks/desk.py [SECONDS]``.

Each has a document of their own, and every fifth save goes to one that all of them write to. What was answered is then counted
in git, in the log and among the texts that were kept: nothing may be lost, and no answer may be an error of the server.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import desk_library

PEOPLE = 50
SHARED_EACH = 5
MINUTE = 60.0
PERSON = "  - {{id: nguoi-{0:02}, name: Người {0} (dữ liệu mẫu), position: Chuyên viên, email: nguoi-{0:02}@mau.example, roles: [đề xuất], sample: true}}\n"
FIRST_DRAFT = 2


class Person(threading.Thread):
    """Somebody who saves until the time is over."""

    def __init__(self, number: int, port: int, until: float) -> None:
        super().__init__()
        self.visitor = desk_library.Visitor(port, X_Remote_User=f"nguoi-{number:02}")
        self.own = desk_library.draft(number + FIRST_DRAFT)
        self.until = until
        self.answers: Counter[tuple[bool, int]] = Counter()
        self.last = ""
        self.number = number

    def run(self) -> None:
        """Save again and again, each time a text that was never saved before."""
        text = self.visitor.text(self.own)
        turn = 0
        while time.monotonic() < self.until:
            turn += 1
            shared = turn % SHARED_EACH == 0
            path = desk_library.PAPER if shared else self.own
            raw = f"{text}\nLần {turn} của {self.number}.\n"
            if shared:
                self._open_shared()
            status = self.visitor.save(path, raw).status
            self.answers[shared, status] += 1
            if not shared and status == HTTPStatus.OK:
                self.last = raw

    def _open_shared(self) -> None:
        name = {"collection": "procedures", "slug": Path(desk_library.PAPER).stem}
        answer = self.visitor.call("unpublishedEntryDataFile", **name, path=desk_library.PAPER)
        if answer.status == HTTPStatus.NOT_FOUND:
            self.visitor.text(desk_library.PAPER)


def main() -> int:
    """Let people save, count, and say whether anything is missing."""
    seconds = float(sys.argv[1]) if sys.argv[1:] else MINUTE
    with TemporaryDirectory(prefix="sotay-desk-") as name:
        people = "".join(PERSON.format(number) for number in range(PEOPLE))
        bare = desk_library.make(Path(name), drafts=PEOPLE, people=people)
        with desk_library.serving(bare, "--trust", "127.0.0.1") as server:
            until = time.monotonic() + seconds
            crowd = [Person(number, server.port, until) for number in range(PEOPLE)]
            for person in crowd:
                person.start()
            for person in crowd:
                person.join()
        return _told(bare, crowd, seconds)


def _told(bare: Path, crowd: list[Person], seconds: float) -> int:
    answers = sum((person.answers for person in crowd), Counter[tuple[bool, int]]())
    saved = sum(count for (_shared, status), count in answers.items() if status == HTTPStatus.OK)
    refused = sum(
        count for (_shared, status), count in answers.items() if status == HTTPStatus.UNPROCESSABLE_ENTITY
    )
    failed = sum(answers.values()) - saved - refused
    lost = [person.own for person in crowd if person.last and _text(bare, person.own) != person.last]
    commits = int(_git(bare, "rev-list", "--count", "--branches=cms", "--not", "main"))
    with closing(sqlite3.connect(f"{bare}.desk/nhat-ky.db")) as database:
        log = dict(database.execute("select action, count(*) from log group by action").fetchall())
        kept = database.execute("select count(*) from kept").fetchone()[0]
    counted = {
        "people": PEOPLE,
        "seconds": seconds,
        "saved": saved,
        "refused": refused,
        "answered otherwise": failed,
        "commits": commits,
        "log: saved": log.get("saved", 0),
        "log: refused": log.get("save refused", 0),
        "texts kept": kept,
        "texts lost": len(lost),
    }
    print(json.dumps(counted, indent=1))
    sound = not lost and not failed and commits == saved == log.get("saved", 0) and refused == kept == log.get("save refused", 0)  # fmt: skip
    print("nothing is lost" if sound else "SOMETHING IS MISSING")
    return 0 if sound else 1


def _text(bare: Path, path: str) -> str:
    return _git(bare, "show", f"cms/procedures/{Path(path).stem}:{path}")


def _git(bare: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(bare), *words], capture_output=True, check=True)
    return done.stdout.decode()


if __name__ == "__main__":
    sys.exit(main())
