"""Coming in at the desk, sitting at it in two tabs, and reading the end of its log."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import desk_library
import library_cases
import pytest
from desk_library import AN, BINH, CHI, DUNG, PASSWORD, Answer, Server, Visitor, draft

from sotay.desk.access import Login
from sotay.desk.journal import Journal

FREE, FREE_OF_ADDRESS = 5, 30


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_library.make(tmp_path_factory.mktemp("ban"), drafts=2)


@pytest.fixture(scope="module")
def desk(bare: Path) -> Iterator[Server]:
    with desk_library.serving(bare) as server:
        yield server


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "nhat-ky.db")) as found:
        yield found


def try_to_come_in(server: Server, person: str, password: str) -> Answer:
    return server.visitor().post("/dang-nhap", nguoi=person, **{"mat-khau": password})


def pass_by(folder: Path, seconds: int) -> None:
    """Let time pass for who has failed."""
    with closing(sqlite3.connect(folder / "nhat-ky.db", isolation_level=None)) as database:
        for whose, at in database.execute("select whose, at from failures").fetchall():
            moment = datetime.fromisoformat(at) - timedelta(seconds=seconds)
            database.execute("update failures set at = ? where whose = ?", (moment.isoformat(timespec="milliseconds"), whose))  # fmt: skip


def test_who_guesses_waits_and_is_told_and_the_others_do_not(bare: Path, desk: Server) -> None:
    for _turn in range(FREE):
        assert try_to_come_in(desk, DUNG, "sai").status == 403
    for password in ("sai", PASSWORD):
        answer = try_to_come_in(desk, DUNG.upper() if password == "sai" else DUNG, password)
        assert answer.status == 429
        found = re.search(r"Đăng nhập sai quá nhiều lần: hãy chờ (\d+) giây", answer.text)
        assert found
        assert 0 < int(found[1]) <= 15
    assert try_to_come_in(desk, BINH, PASSWORD).status == 303
    with closing(sqlite3.connect(f"{bare}.desk/nhat-ky.db")) as database:
        told = database.execute(
            "select told from log where who = ? and action = 'failed login' order by number", (DUNG,)
        ).fetchall()
    assert [bool(one) for (one,) in told] == [False] * (FREE - 1) + [True]
    assert "hãy chờ 15 giây" in told[-1][0]
    pass_by(Path(f"{bare}.desk"), 16)
    assert try_to_come_in(desk, DUNG, PASSWORD).status == 303
    assert try_to_come_in(desk, DUNG, "sai").status == 403, "who has come in begins anew"


def test_wait_grows_to_a_quarter_of_an_hour_and_is_forgotten_after_an_hour(
    journal: Journal, tmp_path: Path
) -> None:
    login, waits = Login.of(AN, "127.0.0.1"), []
    for _turn in range(FREE + 9):
        assert journal.try_login(login) == 0
        waits.append(journal.login_waits(login))
        if waits[-1]:
            assert journal.try_login(login) == waits[-1]
        pass_by(tmp_path, 901)
    assert waits == [0] * (FREE - 1) + [15, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    pass_by(tmp_path, 3600)
    assert journal.try_login(login) == 0
    assert journal.login_waits(login) == 0


def test_address_that_tries_many_names_waits_too(journal: Journal) -> None:
    waits = [
        journal.try_login(Login.of(f"nguoi-{number}", "10.0.0.9")) for number in range(FREE_OF_ADDRESS + 1)
    ]
    assert waits == [0] * FREE_OF_ADDRESS + [15]
    assert journal.try_login(Login.of(AN, "10.0.0.8")) == 0
    journal.note_login(Login.of("nguoi-0", "10.0.0.9"))
    assert journal.try_login(Login.of(AN, "10.0.0.9")) == 0, "one that came in is no failure of the address"


def test_save_from_a_tab_that_is_behind_is_refused_and_both_texts_stay(bare: Path, desk: Server) -> None:
    one = Visitor(desk.port, X_Sotay_Tab="mot").come_in(AN)
    other = Visitor(desk.port, X_Sotay_Tab="hai")
    other.cookie = one.cookie
    text = one.text(draft(2))
    assert other.text(draft(2)) == text
    assert one.save(draft(2), text + "\nCủa thẻ một.\n").status == 200
    answer = other.save(draft(2), text + "\nCủa thẻ hai.\n")
    assert answer.status == 422
    assert "ở một thẻ khác của chính bạn" in json.loads(answer.text)["error"]
    page = one.get("/chua-luu").text
    assert "+ Của thẻ hai." in page
    assert "- Của thẻ một." in page
    saved = library_cases.git(bare, library_cases.FIRST_DAY, "show", f"cms/procedures/qt-dn-02:{draft(2)}")
    assert saved.endswith("Của thẻ một.")
    assert one.save(draft(2), text + "\nCủa thẻ một, lần nữa.\n").status == 200
    params = {"collection": "procedures", "slug": "qt-dn-02", "path": draft(2)}
    now = json.loads(other.call("unpublishedEntryDataFile", **params).text)["data"]
    assert other.save(draft(2), now + "\nCủa thẻ hai.\n").status == 200, "once it was loaded again"


def test_log_is_read_from_its_end(bare: Path, desk: Server) -> None:
    visitor = desk.visitor(CHI)
    with closing(Journal(Path(f"{bare}.desk/nhat-ky.db"))) as journal:
        with closing(sqlite3.connect(f"{bare}.desk/nhat-ky.db")) as database, database:
            rows = [(datetime.now(UTC).isoformat(), "x", "saved", "", "", f"dòng {n}") for n in range(450)]
            asked = "insert into log (at, who, action, ref, head, told) values (?, ?, ?, ?, ?, ?)"
            database.executemany(asked, rows)
        every = journal.lines()
        assert journal.latest(3) == every[::-1][:3]
        assert journal.latest(2, every[-3].number) == every[-4:-6:-1]
    first = visitor.get("/nhat-ky").text
    assert first.count("<tr><td>") == 200
    assert "dòng 449" in first
    older = re.findall(r'href="(/nhat-ky\?truoc=\d+)"', first)
    second = visitor.get(older[0]).text
    shown = [int(number) for page in (first, second) for number in re.findall(r"<tr><td>(\d+)</td>", page)]
    assert shown == list(range(every[-1].number, every[-1].number - 400, -1))
    for strange in ("x", "-1", "1e9", "9" * 30, "²"):
        assert visitor.get(f"/nhat-ky?truoc={quote(strange)}").status == 200
