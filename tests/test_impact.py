"""What a change of law hits: the same in words, for machines and in a check, on any day; and what is said of a strange number."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import library_cases
import pytest
import work_permits
from typer.testing import CliRunner, Result
from work_permits import TODAY, Row

import sotay.cli  # noqa: F401 (it loads every command)
from sotay.commands import common
from sotay.legal.numbers import meant

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

PARTS = Path(__file__).parent / "cases" / "impact" / "parts.md"
ISSUED = {"70/2023/NĐ-CP": date(2023, 9, 18), "219/2025/NĐ-CP": date(2025, 8, 7)}
ALL_GRADES = work_permits.table("grades.txt")
GRADES = [row for row in ALL_GRADES if row.day >= ISSUED[row.law]]
STANDING = {"LAW101": {"pending"}, "LAW102": {"overdue"}, "LAW103": {"late"}}
ALONE = " alone names no document: write the full number. In the register so begin:"


@pytest.fixture(scope="module")
def permits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_permits.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    library_cases.lay_files(library_cases.read(PARTS), folder)
    return folder


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "today", lambda: TODAY)


def ask(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        common.app, ["impact", *arguments, "--library", str(root)], catch_exceptions=False
    )


def machine(root: Path, *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(ask(root, *arguments, "--format", "json").stdout)
    return answer


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("day", ["2025-08-06", "2025-10-31", "2025-11-08", "2026-01-15"])
def test_one_document_in_words(permits: Path, day: str, lang: str, snapshot: SnapshotAssertion) -> None:
    done = ask(permits, "219/2025/NĐ-CP", "--as-of", day, "--lang", lang)
    assert done.stdout == snapshot
    assert done.exit_code == int(day > "2025-11-07")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("number", ["09/2021/NĐ-CP", "05/2019/NĐ-CP", "07/2016/NĐ-CP", "09/2021/TT-BCT"])
def test_parts_gaps_clauses_and_what_nobody_verified(
    parts: Path, number: str, lang: str, snapshot: SnapshotAssertion
) -> None:
    done = ask(parts, number, "--as-of", "2021-10-08", "--lang", lang)
    assert done.stdout == snapshot
    assert done.exit_code == 0


@pytest.mark.parametrize("number", ["09/2021/NĐ-CP", "05/2019/NĐ-CP"])
def test_one_document_for_machines(parts: Path, number: str, snapshot: SnapshotAssertion) -> None:
    assert ask(parts, number, "--as-of", "2021-10-08", "--format", "json").stdout == snapshot


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_that_is_open(permits: Path, lang: str, snapshot: SnapshotAssertion) -> None:
    assert ask(permits, "--as-of", "2025-10-31", "--lang", lang).stdout == snapshot
    calm = ask(permits, "--as-of", "2021-03-01", "--lang", lang)
    assert calm.exit_code == 0
    assert calm.stdout == snapshot(name="calm")


def test_all_that_is_open_stands_by_last_day(permits: Path) -> None:
    answer = machine(permits, "--as-of", "2025-10-31")
    assert answer["law"] is None
    days = [impact["last_day"] for impact in answer["impacts"]]
    assert days == sorted(days)
    assert [impact["law"] for impact in answer["impacts"]] == ["70/2023/NĐ-CP"] + ["219/2025/NĐ-CP"] * 2


@pytest.mark.parametrize("row", GRADES, ids=lambda row: row.name)
def test_it_says_what_the_check_says(permits: Path, row: Row) -> None:
    done = ask(permits, row.law, "--as-of", str(row.day), "--format", "json")
    found = {impact["procedure"]: impact for impact in json.loads(done.stdout)["impacts"]}
    assert set(found) == set(row.grades)
    for code, grade in row.grades.items():
        assert found[code]["standing"] in STANDING.get(grade, {"on-time", "assessed"}), code
    assert done.exit_code == int("LAW102" in row.grades.values())


def test_nobody_knows_what_a_law_hits_before_it_is_issued(permits: Path) -> None:
    eves = [row for row in ALL_GRADES if row not in GRADES]
    assert {row.law for row in eves} == set(ISSUED)
    for row in eves:
        answer = machine(permits, row.law, "--as-of", str(row.day))
        assert (answer["law"]["known"], answer["impacts"], answer["without_a_day"]) == (False, [], [])
        words = ask(permits, row.law, "--as-of", str(row.day), "--lang", "en").stdout
        assert "not issued yet" in words
        assert "It was not issued yet: nobody could know what it hits." in words
        assert machine(permits, "--as-of", str(row.day))["unassessed"] == []


@pytest.mark.parametrize("row", GRADES, ids=lambda row: row.name)
def test_the_two_grades_begin_on_days_of_their_own(permits: Path, row: Row) -> None:
    for impact in machine(permits, row.law, "--as-of", str(row.day))["impacts"]:
        last = date.fromisoformat(impact["last_day"])
        late = {"overdue", "late"}
        assert (impact["late_since"] is not None) == (impact["standing"] in late)
        if impact["late_since"]:
            assert impact["late_since"] == str(last + timedelta(days=1))
        settled_without_change = impact["standing"] in {"upcoming", "assessed"}
        assert impact["out_of_date_since"] == (None if settled_without_change else impact["from"])
        if impact["days_left"] is not None:
            assert impact["days_left"] == (last - row.day).days
            steps = [step for step in (60, 30, 7) if 0 <= impact["days_left"] <= step]
            assert impact["warning"] == min(steps, default=None)


def test_a_version_that_is_approved_and_not_yet_in_force_is_named(permits: Path) -> None:
    done = ask(permits, "219/2025/NĐ-CP", "--as-of", "2025-09-30", "--lang", "en")
    assert "version 03 is approved and in force from 01/10/2025" in done.stdout


def test_while_a_text_is_over_and_nothing_holds_in_its_place(parts: Path) -> None:
    answer = machine(parts, "05/2019/NĐ-CP", "--as-of", "2021-07-15")
    assert answer["law"]["validity"] == "ended"
    [[step]] = answer["law"]["successors"]
    assert (step["number"], step["gap_from"], step["gap_days"]) == ("09/2021/NĐ-CP", "2021-07-01", 31)
    [impact] = answer["impacts"]
    assert (impact["procedure"], impact["ends"], impact["from"]) == ("QT.DN.01", True, "2021-07-01")
    words = ask(parts, "05/2019/NĐ-CP", "--as-of", "2021-07-15", "--lang", "en").stdout
    assert "the end of 05/2019/NĐ-CP, from 01/7/2021, directly" in words
    assert "without 05/2019/NĐ-CP in `legal_basis`" in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("09/2021", f"09/2021{ALONE} 09/2021/NĐ-CP, 09/2021/TT-BCT."),
        ("9/2021/", f"9/2021/{ALONE} 09/2021/NĐ-CP, 09/2021/TT-BCT."),
        ("07", f"07{ALONE} 07/2016/NĐ-CP."),
        ("7/2016/nd-cp", "There is no 7/2016/nd-cp in the register: did you mean 07/2016/NĐ-CP?"),
        ("07/2016/TT-BTC", "There is no 07/2016/TT-BTC in the register: did you mean 07/2016/NĐ-CP?"),
        ("05/2018/NĐ-CP", "There is no 05/2018/NĐ-CP in the register: did you mean 05/2019/NĐ-CP?"),
        (
            "31/2021",
            "There is no 31/2021 in the register, and nothing written nearly so: `sotay new legal` enters it.",
        ),
        (
            "quy chế",
            "There is no quy chế in the register, and nothing written nearly so: `sotay new legal` enters it.",
        ),
    ],
)
def test_a_strange_number_names_those_that_may_be_meant(parts: Path, typed: str, said: str) -> None:
    done = ask(parts, typed, "--lang", "en")
    assert done.exit_code == 2
    assert done.stderr == f"{said}\n"
    assert not done.stdout


def test_a_record_that_cannot_be_understood_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    library_cases.lay_files(library_cases.read(PARTS), tmp_path)
    record = tmp_path / "records" / "legal" / "t.md"
    record.write_text(record.read_text(encoding="utf-8").replace("type: Thông tư\n", ""), encoding="utf-8")
    done = ask(tmp_path, "09/2021/TT-BCT", "--lang", "en")
    assert done.exit_code == 2
    assert "cannot be understood: `sotay check` says why" in done.stderr


def test_an_empty_register_is_nothing_to_ask(tmp_path: Path) -> None:
    agency = library_cases.BASE / "agency.yml"
    (tmp_path / "agency.yml").write_text(agency.read_text(encoding="utf-8"), encoding="utf-8")
    for arguments in ((), ("07/2016/NĐ-CP",)):
        done = ask(tmp_path, *arguments)
        assert done.exit_code == 3
        assert "sotay new legal" in done.stderr


def test_a_number_without_a_symbol_means_those_that_begin_so_and_no_others() -> None:
    known = ["31/2021/NĐ-CP", "31/2021/TT-BGDĐT", "131/2021/NĐ-CP", "31/2021/QH14", "31/2020/NĐ-CP"]
    assert meant("31/2021", known) == ["31/2021/NĐ-CP", "31/2021/QH14", "31/2021/TT-BGDĐT"]
    assert meant("31/2021/NĐCP", known) == ["31/2021/NĐ-CP", "31/2021/QH14", "31/2021/TT-BGDĐT"]


@pytest.mark.parametrize("arguments", [("impact", "--as-of"), ("check", "--as-of"), ("deadline",)])
def test_a_day_is_taken_as_people_write_it(permits: Path, arguments: tuple[str, ...]) -> None:
    def said(day: str) -> Result:
        words = [*arguments, day, "--library", str(permits)]
        return CliRunner().invoke(common.app, words, catch_exceptions=False)

    assert said("31/10/2025").output == said("2025-10-31").output
    for day, why in (("31/02/2025", "không có trong lịch"), ("mai", "không phải là ngày")):
        wrong = said(day)
        assert (wrong.exit_code, wrong.stdout) == (2, "")
        assert wrong.stderr.startswith(f"{day} {why}")
        assert "Usage" not in wrong.stderr


def to_do(root: Path, number: str, day: str, code: str) -> str:
    found = machine(root, number, "--as-of", day, "--lang", "en")["impacts"]
    [said] = [impact["to_do"] or "" for impact in found if impact["procedure"] == code]
    return str(said)


def test_who_never_followed_a_law_that_is_over_is_told_to_follow_what_replaced_it(permits: Path) -> None:
    before = to_do(permits, "70/2023/NĐ-CP", "2023-12-18", "QT.LĐ.04")
    assert "in force by 18/12/2023, with 70/2023/NĐ-CP in `legal_basis`" in before
    late = to_do(permits, "70/2023/NĐ-CP", "2025-08-06", "QT.LĐ.04")
    assert "in force at once (the last day is over: 18/12/2023), with 70/2023/NĐ-CP in" in late
    after = to_do(permits, "70/2023/NĐ-CP", "2025-11-08", "QT.LĐ.04")
    assert "with 219/2025/NĐ-CP, which has replaced 70/2023/NĐ-CP, in `legal_basis`" in after
    assert "by 18/12/2023" not in after
    done = CliRunner().invoke(common.app, ["check", "--library", str(permits), "--as-of", "2025-11-08"])
    [line] = [each for each in done.stdout.splitlines() if "LAW102" in each and "70/2023/NĐ-CP" in each]
    assert line.endswith("70/2023/NĐ-CP đã bị thay thế: cập nhật theo 219/2025/NĐ-CP.")


def test_no_other_version_is_asked_for_where_one_is_approved(permits: Path) -> None:
    assert to_do(permits, "219/2025/NĐ-CP", "2025-09-30", "QT.LĐ.01").endswith(
        ": apply version 03, approved, from 01/10/2025"
    )
    assert to_do(permits, "219/2025/NĐ-CP", "2025-11-08", "QT.LĐ.02").endswith(
        ": apply version 03, approved, from 10/11/2025: after the last day, 07/11/2025"
    )


def test_a_version_of_the_day_after_is_late_on_that_day(permits: Path) -> None:
    words = ask(permits, "70/2023/NĐ-CP", "--as-of", "2025-11-08", "--lang", "en").stdout
    assert "late in the system on 19/12/2023" in words
    assert "from 19/12/2023 until before 19/12/2023" not in words


def test_a_text_that_is_over_names_those_that_still_rest_on_it(permits: Path) -> None:
    answer = machine(permits, "152/2020/NĐ-CP", "--as-of", "2025-08-07")
    assert answer["law"]["validity"] == "ended"
    assert answer["law"]["resting"] == ["QT.LĐ.01", "QT.LĐ.02", "QT.LĐ.03", "QT.LĐ.04"]
    words = ask(permits, "152/2020/NĐ-CP", "--as-of", "2025-08-07", "--lang", "en").stdout
    listed = words.partition("Procedures that rest on it")[2]
    assert all(f"  {code} " in listed for code in answer["law"]["resting"])
    assert "What changed it hits those who rest on it: 70/2023/NĐ-CP, 219/2025/NĐ-CP." in words


def test_the_list_shows_both_days_and_what_is_unverified_of_them(parts: Path) -> None:
    listed = ask(parts, "--as-of", "2021-10-08", "--lang", "en").stdout
    [line, *_more] = [each for each in listed.splitlines() if "QT.DN.01" in each]
    assert line.startswith("01/02/2022 → 07/02/2022 ?")
    assert "09/2021/NĐ-CP (Điều 19-20) (unverified)" in line
    assert "the days off around the last day are unverified" in listed
    assert [
        each for each in listed.splitlines() if each.startswith("cannot be counted") and "Điều 21" in each
    ]
