"""A row of a register is added through a form of the desk, and stands with others on one change."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import desk_library
import library_cases
import pytest
from desk_library import AN, BINH, CHI, DUNG, Server

from sotay.desk.registers import appended
from sotay.kinds.dossier import Dossier

FORM = "/bien-tap/so/dossier"
PATH = "records/dossiers/2021.csv"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_library.make(tmp_path_factory.mktemp("ban"))


@pytest.fixture(scope="module")
def desk(bare: Path) -> Iterator[Server]:
    with desk_library.serving(bare) as server:
        yield server


def dossier(number: int, **others: str) -> dict[str, str]:
    return {
        "so": "2021",
        "code": f"000.00.01.H00-210112-{number:04}",
        "procedure": "QT.DN.01",
        "applicant": "Người mẫu, thứ nhất (dữ liệu mẫu)",
        "received_at": "2021-01-12T08:15",
        "due_at": "2021-01-21T17:00",
    } | others


def register(bare: Path) -> str:
    return library_cases.git(bare, library_cases.FIRST_DAY, "show", f"refs/heads/cms/dossier/2021:{PATH}")


def test_rows_stand_on_one_change_that_a_second_person_reads(bare: Path, desk: Server) -> None:
    an, chi = desk.visitor(AN), desk.visitor(CHI)
    assert "Sổ theo dõi hồ sơ" in an.get("/bien-tap/so").text
    assert an.get(FORM).status == 200
    answer = an.post(FORM, **dossier(1))
    assert (answer.status, answer.headers["location"]) == (303, "/thay-doi/dossier/2021"), answer.text
    assert chi.post(FORM, **dossier(2)).status == 303
    lines = register(bare).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("code,procedure,applicant,received_at,due_at")
    assert lines[1].startswith(
        '000.00.01.H00-210112-0001,QT.DN.01,"Người mẫu, thứ nhất (dữ liệu mẫu)",2021-01-12T08:15'
    )
    assert "000.00.01.H00-210112-0002" in desk.visitor(BINH).get("/thay-doi/dossier/2021").text
    with sqlite3.connect(f"{bare}.desk/nhat-ky.db") as database:
        asked = "select who, told from log where action = 'saved' order by number"
        assert database.execute(asked).fetchall() == [(AN, PATH), (CHI, PATH)]
        assert database.execute("select count(*) from kept").fetchone() == (0,)


def test_what_cannot_stand_in_the_register_is_told_and_kept_in_the_form(bare: Path, desk: Server) -> None:
    an = desk.visitor(AN)
    assert an.post(FORM, **dossier(3)).status == 303
    before = register(bare)
    wrong = an.post(FORM, **dossier(4, received_at="hôm qua", applicant="=1+1"))
    assert wrong.status == 422
    assert "công thức" in wrong.text
    assert 'value="hôm qua"' in wrong.text
    twice = an.post(FORM, **dossier(3))
    assert "000.00.01.H00-210112-0003 đã có trong sổ." in twice.text
    assert an.post(FORM, **dossier(5, so="../../agency")).status == 422
    assert an.post("/bien-tap/so/khong-co", page=FORM, **dossier(5)).status == 404
    assert register(bare) == before


def test_who_may_not_propose_adds_nothing(desk: Server) -> None:
    answer = desk.visitor(DUNG).post(FORM, **dossier(6))
    assert answer.status == 422
    assert "không có vai trò" in answer.text or "chưa có vai trò" in answer.text


def test_several_at_once_lose_no_row(bare: Path, desk: Server) -> None:
    visitors = [desk.visitor(person) for person in (AN, BINH, CHI)]
    answers: list[int] = []

    def add(place: int) -> None:
        answers.extend(visitors[place].post(FORM, **dossier(100 + 10 * place + n)).status for n in range(3))

    threads = [threading.Thread(target=add, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 9
    text = register(bare)
    assert all(text.count(f"-0{100 + 10 * place + n}") == 1 for place in range(3) for n in range(3))


def test_every_byte_before_a_row_stays() -> None:
    values = {name: value for name, value in dossier(1).items() if name != "so"}
    old = '\ufeffcode,procedure,applicant,received_at,due_at,note\r\nx,y,"z""",,,'
    text, complaints = appended(old, PATH, Dossier, values)
    assert complaints == []
    assert text.startswith(f"{old}\r\n000.00.01.H00-210112-0001,QT.DN.01,")
    assert text.endswith(",\r\n")
    _same, complaints = appended(old, PATH, Dossier, values | {"apology": "x"})
    assert len(complaints) == 1
    assert "`apology`" in complaints[0]
