"""A new legal document in a minute: asked for or told, shown with what it hits, written once, never over another."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import library_cases
import pytest
import work_permits
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result
from work_permits import TODAY

import sotay.cli  # noqa: F401 (it loads every command)
from sotay import pipeline
from sotay.commands import common, new
from sotay.kinds.legal import LegalDocument
from sotay.legal.numbers import file_of, same, usual
from sotay.library import Library
from sotay.registering import BadAnswer, day, full_number

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SCRIPTS = Path(__file__).parent.parent / "scripts"
FILE = "records/legal/2026-99-nd-cp.md"
ANSWERS = (
    "--number", "99/2026/NĐ-CP",
    "--title", "Lao động nước ngoài (văn bản mẫu)",
    "--issued", "01/12/2025",
    "--from", "15/01/2026",
    "--replaces", "219/2025/NĐ-CP",
    "--amends", "12/2022/NĐ-CP:Điều 5",
)  # fmt: skip
NUMBERS = st.from_regex(
    r"[0-9]{1,4}(\.[0-9]{1,2})?/[0-9]{4}/[A-ZĐƯ]{1,4}[0-9]{0,2}(-[A-Za-zĐƯ]{1,7}){0,2}", fullmatch=True
)
LIKE = st.from_regex(r"[01]{1,2}(\.[01])?/202[01]/[ĐD]{1,2}(-[ĐD])?", fullmatch=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_permits.make(tmp_path_factory.mktemp("library") / "so-tay")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "so-tay")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "today", lambda: TODAY)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody sit at the terminal."""
    monkeypatch.setattr(new, "is_person_there", lambda: True)


def ask(root: Path, *arguments: str, typed: str = "", lang: str = "en") -> Result:
    words = ["new", "legal", *arguments, "--library", str(root), "--lang", lang]
    return CliRunner().invoke(common.app, words, input=typed, catch_exceptions=False)


def read(root: Path) -> Library:
    return pipeline.read(root, TODAY, TODAY)


def written(root: Path) -> set[str]:
    """Return the paths that are not in git."""
    listed = library_cases.git(root, str(TODAY), "ls-files", "--others", "--exclude=build").splitlines()
    return set(listed)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_told_by_options_it_is_shown_written_and_followed_by_work(
    root: Path, lang: str, snapshot: SnapshotAssertion
) -> None:
    done = ask(root, *ANSWERS, "--yes", lang=lang)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.replace(str(root), "THƯ-VIỆN") == snapshot(name="said")
    assert written(root) == {FILE}
    assert (root / FILE).read_text(encoding="utf-8") == snapshot(name="record")


def test_what_is_written_is_what_was_said_and_passes_the_check(root: Path) -> None:
    ask(root, *ANSWERS, "--evidence", 'Có hiệu lực "từ ngày ký": 15/01/2026', "--source", "Điều 9", "--yes")
    library = read(root)
    meta = library.legal["99/2026/NĐ-CP"].meta
    [effect] = meta.effects
    assert (effect.from_, effect.verified, effect.source) == (TODAY, True, "Điều 9")
    assert effect.evidence == 'Có hiệu lực "từ ngày ký": 15/01/2026'
    assert (meta.type, meta.issuer) == ("Nghị định", "Chính phủ")
    assert [(r.kind, r.target, r.scope) for r in meta.relations] == [
        ("replaces", "219/2025/NĐ-CP", "all"),
        ("amends", "12/2022/NĐ-CP", "Điều 5"),
    ]
    said = [finding for finding in pipeline.judge(library).findings if finding.place.file == FILE]
    assert [finding.code for finding in said] == ["REF102"]


@pytest.mark.parametrize("proof", [(), ("--evidence", "Điều 9"), ("--source", "Công báo")])
def test_a_day_counts_as_verified_only_with_evidence_or_a_source(root: Path, proof: tuple[str, ...]) -> None:
    done = ask(root, *ANSWERS, *proof, "--yes")
    [effect] = read(root).legal["99/2026/NĐ-CP"].meta.effects
    assert effect.verified == bool(proof)
    assert ("from 15/01/2026 (unverified)" in done.stdout) == (not proof)
    assert ("set `verified: true`" in done.stdout) == (not proof)


def test_the_impact_shown_before_is_the_one_found_afterwards(root: Path) -> None:
    before = ask(root, *ANSWERS, "--yes").stdout
    after = CliRunner().invoke(
        common.app, ["impact", "99/2026/NĐ-CP", "--library", str(root), "--lang", "en"]
    )
    assert before.startswith(after.stdout)
    assert before.count("out of date with the law since 15/01/2026") == 4


def test_without_a_person_nothing_is_written_unless_it_is_said_so(root: Path) -> None:
    done = ask(root, *ANSWERS)
    assert done.exit_code == 2
    assert "Add --yes" in done.stderr
    assert written(root) == set()


def test_a_document_that_hits_nothing_asks_for_an_assessment(root: Path) -> None:
    done = ask(root, "--number", "5/2026/TT-BTC", "--title", "Mẫu", "--from", "2026-01-10", "--yes")
    assert "No procedure in force is hit: record in `assessments` what 5/2026/TT-BTC means" in done.stdout
    assert "issuer: Bộ Tài chính" in (root / "records/legal/2026-5-tt-btc.md").read_text(encoding="utf-8")


def test_a_condition_without_a_day_is_registered_and_noted(root: Path) -> None:
    condition = "từ ngày Luật mẫu có hiệu lực"
    done = ask(root, "--number", "5/2026/TT-BTC", "--title", "Mẫu", "--condition", condition, "--yes")
    assert done.exit_code == 0
    assert "holds from a day that is not known" in done.stdout
    [effect] = read(root).legal["5/2026/TT-BTC"].meta.effects
    assert (effect.from_, effect.condition, effect.verified) == (None, condition, False)


CODES = ("QT.LĐ.01", "QT.LĐ.02", "QT.LĐ.03", "QT.LĐ.04")
SAMPLE = ("--number", "99/2026/NĐ-CP", "--title", "Mẫu", "--yes")


@pytest.mark.parametrize("when", [(), ("--condition", "từ ngày Luật mẫu có hiệu lực")])
@pytest.mark.parametrize("relation", ["--replaces", "--amends", "--repeals"])
def test_a_law_whose_day_is_not_known_still_reaches_its_procedures(
    root: Path, relation: str, when: tuple[str, ...]
) -> None:
    done = ask(root, *SAMPLE, relation, "219/2025/NĐ-CP", *when)
    shown, work = done.stdout.split("Work to be done")
    hit = shown.partition("Procedures hit")[2]
    assert done.exit_code == 0
    for code in CODES:
        assert f"  {code} " in hit
        assert f"- {code}: " in work
    assert hit.count("cannot be counted: the day of effect is not known") == len(CODES)
    assert "It hits no procedure" not in shown
    assert "No procedure in force is hit" not in work
    assert "Enter the day of effect of 99/2026/NĐ-CP under `effects`" in work
    listed = CliRunner().invoke(common.app, ["impact", "--library", str(root), "--format", "json"])
    assert [one["procedure"] for one in json.loads(listed.stdout)["without_a_day"]] == list(CODES)
    [finding] = [f for f in pipeline.judge(read(root)).findings if f.code in {"LAW202", "LAW305"}]
    assert all(code in finding.message for code in CODES)


@pytest.mark.parametrize("outcome", ["không liên quan", "không phải sửa đổi"])
def test_what_is_said_of_the_agency_settles_no_procedure_that_a_law_hits(root: Path, outcome: str) -> None:
    ask(root, *SAMPLE, "--from", "10/01/2026", "--replaces", "219/2025/NĐ-CP")
    entry = f"  - {{outcome: {outcome}, reason: Mẫu, by: thu-ky, date: 2026-01-12}}\n"
    named = f"  - {{procedure: QT.LĐ.01, outcome: {outcome}, reason: Mẫu, by: thu-ky, date: 2026-01-12}}\n"
    text = (root / FILE).read_text(encoding="utf-8")
    for entries, open_codes in ((entry, CODES), (entry + named, CODES[1:])):
        (root / FILE).write_text(
            text.removesuffix("---\n") + f"assessments:\n{entries}---\n", encoding="utf-8"
        )
        findings = pipeline.judge(read(root)).findings
        running = [f.message.split()[0] for f in findings if f.code == "LAW101" and "99/2026" in f.message]
        assert tuple(running) == open_codes
        wide = [f.message for f in findings if f.code == "LAW204"]
        assert len(wide) == (outcome == "không liên quan")
        assert all(", ".join(open_codes) in message for message in wide)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("152/2020/ND-CP", "152/2020/NĐ-CP"),
        ("152/2021/NĐ-CP", "152/2020/NĐ-CP"),
        ("219/2025/NQ-CP", "219/2025/NĐ-CP"),
        ("0219/2025/NĐ-CP", "219/2025/NĐ-CP"),
    ],
)
@pytest.mark.parametrize("relation", ["--replaces", "--amends", "--repeals", "--guides"])
def test_a_mistyped_target_is_refused_with_the_one_that_may_be_meant(
    root: Path, relation: str, typed: str, near: str
) -> None:
    done = ask(root, *SAMPLE, "--from", "10/01/2026", relation, f"{typed}:Điều 5")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"There is no {typed} in the register: did you mean {near}?" in done.stderr
    assert written(root) == set()


def test_a_target_that_nobody_registered_is_noted_and_nothing_is_claimed(root: Path) -> None:
    done = ask(root, *SAMPLE, "--from", "10/01/2026", "--replaces", "12/2001/QĐ-BTC")
    assert done.exit_code == 0
    assert "Not known: 12/2001/QĐ-BTC is not in the register" in done.stdout
    assert "Enter 12/2001/QĐ-BTC with `sotay new legal`" in done.stdout
    assert "It hits no procedure" not in done.stdout
    assert "No procedure in force is hit" not in done.stdout


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(("again", "target"), [("", "152/2020/NĐ-CP"), ("152/2021/NĐ-CP", "152/2021/NĐ-CP")])
def test_a_person_corrects_a_mistyped_target_or_says_it_again(root: Path, again: str, target: str) -> None:
    given_answers = (
        "--number",
        "99/2026/NĐ-CP",
        "--type",
        "Nghị định",
        "--title",
        "Mẫu",
        "--issuer",
        "Chính phủ",
    )
    days = ("--issued", "1/1/2026", "--from", "1/1/2026", "--evidence", "", "--source", "")
    typed = ("152/2021/NĐ-CP", again or target, "", "", "", "", "yes", "")
    done = ask(root, *given_answers, *days, typed="\n".join(typed))
    assert done.exit_code == 0, done.output
    assert (
        "did you mean 152/2020/NĐ-CP? If not, enter 152/2021/NĐ-CP first. Type it again to keep it."
        in done.stdout
    )
    assert [r.target for r in read(root).legal["99/2026/NĐ-CP"].meta.relations] == [target]


def test_guidance_on_what_procedures_rest_on_asks_for_an_assessment_by_a_day(root: Path) -> None:
    done = ask(
        root, "--number", "5/2026/TT-BNV", "--title", "Mẫu", "--from", "12/01/2026",
        "--guides", "152/2020/NĐ-CP", "--yes",
    )  # fmt: skip
    assert "Procedures that rest on what it gives guidance on" in done.stdout
    assert "152/2020/NĐ-CP, on which 5/2026/TT-BNV gives guidance" in done.stdout
    assert "No procedure in force is hit" not in done.stdout
    [finding] = [f for f in pipeline.judge(read(root)).findings if f.code == "LAW201"]
    assert (finding.due, finding.place.file) == (date(2026, 4, 13), "records/legal/2026-5-tt-bnv.md")
    assert "152/2020/NĐ-CP" in finding.message
    listed = CliRunner().invoke(common.app, ["impact", "--library", str(root), "--lang", "en"]).stdout
    assert "1 legal documents in effect that nobody has assessed: 5/2026/TT-BNV." in listed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--number": "99/2026/ND-CP"}, "--number: 99/2026/ND-CP is not written as on the paper: did you mean 99/2026/NĐ-CP?"),
        ({"--number": "9/2026/QD-TTg"}, "--number: 9/2026/QD-TTg is not written as on the paper: did you mean 9/2026/QĐ-TTg?"),
        ({"--number": "9/2026/TT-BLDTBXH"}, "--number: 9/2026/TT-BLDTBXH is not written as on the paper: did you mean 9/2026/TT-BLĐTBXH?"),
        ({"--number": "0099/2026/NĐ-CP"}, "--number: 0099/2026/NĐ-CP is not written as on the paper: did you mean 99/2026/NĐ-CP?"),
        ({"--number": "99/9999/NĐ-CP"}, "--number: 99/9999/NĐ-CP has the year 9999: correct the number after the paper."),
        ({"--number": "99/0206/NĐ-CP"}, "--number: 99/0206/NĐ-CP has the year 0206: correct the number after the paper."),
        ({"--issuer": "15/01/2026"}, "--issuer: 15/01/2026 is a date or a number: this answer is in words."),
        ({"--type": "99/2026/NĐ-CP"}, "--type: 99/2026/NĐ-CP is a date or a number: this answer is in words."),
        ({"--condition": "2026-01-15"}, "--condition: 2026-01-15 is a date or a number: this answer is in words."),
        ({"--until": "01/01/2020"}, "--until: 01/01/2020 is not after the day on which it begins, 15/01/2026: correct one of the days."),
        ({"--until": "15/01/2026"}, "--until: 15/01/2026 is not after the day on which it begins, 15/01/2026: correct one of the days."),
        ({"--number": "31/2021"}, "--number: 31/2021 is not a full number: write the symbol too, as in 31/2021/NĐ-CP."),
        ({"--number": "ngày mai"}, "--number: ngày mai is not a full number: write it as on the paper, 31/2021/NĐ-CP."),
        ({"--number": ""}, "--number: this answer is missing."),
        ({"--title": "  "}, "--title: this answer is missing."),
        ({"--from": "30/02/2025"}, "--from: 30/02/2025 is not in the calendar: correct it after the paper."),
        ({"--from": "mai"}, "--from: mai is no date: write day/month/year, 15/02/2021."),
        ({"--issued": "2025-13-01"}, "--issued: 2025-13-01 is not in the calendar: correct it after the paper."),
        ({"--replaces": "219/2025"}, "--replaces: 219/2025 is not a full number: did you mean 219/2025/NĐ-CP?"),
        ({"--amends": "Điều 5"}, "--amends: Điều 5 is not a full number: write it as on the paper, 31/2021/NĐ-CP."),
        ({"--replaces": "99/2026/NĐ-CP"}, "--number: a document does nothing to itself: correct the number."),
        ({"--number": "99/2026/QĐ-UBND"}, "--issuer: this answer is missing."),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_used_is_named_with_its_reason(
    root: Path, changed: dict[str, str], said: str
) -> None:
    given_answers = dict(zip(ANSWERS[::2], ANSWERS[1::2], strict=True)) | changed
    done = ask(root, *(word for pair in given_answers.items() for word in pair), "--yes")
    assert (done.exit_code, done.stderr, done.stdout) == (2, f"{said}\n", "")
    assert written(root) == set()


def test_all_answers_that_cannot_be_used_are_named_at_once(root: Path, snapshot: SnapshotAssertion) -> None:
    done = ask(
        root, "--number", "99/2026/XY", "--from", "30/02/2025", "--until", "x", "--guides", "1", lang="vi"
    )
    assert done.exit_code == 2
    assert done.stderr == snapshot


@pytest.mark.parametrize(
    "number", ["219/2025/NĐ-CP", "0219/2025/NĐ-CP", " 219/2025/NĐ-CP ", "219/2025/ND-CP"]
)
def test_a_number_that_is_registered_is_refused_and_its_file_named(root: Path, number: str) -> None:
    done = ask(root, "--number", number, "--title", "Mẫu", "--type", "Nghị định", "--issuer", "x", "--yes")
    assert done.exit_code == 1
    assert "219/2025/NĐ-CP is in the register already, in records/legal/2025-219-nd-cp.md" in done.stderr
    assert written(root) == set()


def test_a_file_of_that_name_is_never_written_over(root: Path) -> None:
    record = root / FILE
    record.write_text("---\nnumber: 98/2026/NĐ-CP\ntype: x\ntitle: x\nissuer: x\n---\n", encoding="utf-8")
    before = record.read_bytes()
    done = ask(root, *ANSWERS, "--yes")
    assert done.exit_code == 1
    assert f"{FILE} is there already" in done.stderr
    assert record.read_bytes() == before


def test_a_record_that_cannot_be_understood_still_holds_its_number(root: Path) -> None:
    record = root / "records" / "legal" / "mau.md"
    record.write_text("---\nnumber: 99/2026/NĐ-CP\ntitle: x\n---\n", encoding="utf-8")
    done = ask(root, *ANSWERS, "--yes")
    assert done.exit_code == 1
    assert "records/legal/mau.md is about 99/2026/NĐ-CP and cannot be understood" in done.stderr


def test_what_the_check_would_refuse_is_not_written(root: Path) -> None:
    """The register says already that 219/2025/NĐ-CP replaces the new document: both cannot be."""
    work_permits.replace(
        root,
        "records/legal/2025-219-nd-cp.md",
        "relations:\n",
        "relations:\n  - {kind: replaces, target: 99/2026/NĐ-CP}\n",
    )
    done = ask(root, *ANSWERS, "--yes")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "the check would complain" in done.stderr
    assert "LAW301" in done.stderr
    assert written(root) == set()


def test_what_is_wrong_in_the_register_already_keeps_nobody_from_going_on(root: Path) -> None:
    work_permits.replace(root, "records/legal/2020-152-nd-cp.md", "11/2016/NĐ-CP}", "152/2020/NĐ-CP}")
    assert "LAW301" in {finding.code for finding in pipeline.judge(read(root)).findings}
    assert ask(root, *ANSWERS, "--yes").exit_code == 0


def test_marks_in_a_title_stay_words(root: Path) -> None:
    title = '#1: "Mẫu" <b>[x](y)</b> | 1.10'
    assert ask(root, *ANSWERS, "--title", title, "--yes").exit_code == 0
    assert read(root).legal["99/2026/NĐ-CP"].meta.title == title


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_person_is_asked_again_where_an_answer_cannot_be_used(
    root: Path, lang: str, snapshot: SnapshotAssertion
) -> None:
    typed = (
        "31/2021", "219/2025/NĐ-CP", "99/2026/NĐ-CP",  # number
        "",  # type, as proposed
        "", "Lao động nước ngoài (văn bản mẫu)",  # title
        "",  # issuer, as proposed
        "30/02/2026", "1/1/2026", "15/01/2026",  # issued, from
        "", "",  # evidence, source
        "219/2025", "219/2025/NĐ-CP", "",  # replaces
        "", "", "",  # amends, repeals, guides
        {"vi": "có", "en": "yes"}[lang],
    )  # fmt: skip
    done = ask(root, typed="\n".join([*typed, ""]), lang=lang)
    assert done.exit_code == 0, done.output
    assert done.stdout.partition("\nNghị định 99/2026")[0] == snapshot
    assert written(root) == {FILE}
    [relation] = read(root).legal["99/2026/NĐ-CP"].meta.relations
    assert relation.target == "219/2025/NĐ-CP"


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("typed", ["không", "", "x"])
def test_a_person_may_look_and_leave_it(root: Path, typed: str) -> None:
    asked = ("--evidence", "", "--source", "", "--type", "Nghị định", "--issuer", "Chính phủ")
    done = ask(root, *ANSWERS, *asked, typed=f"\n\n{typed}\n", lang="vi")
    assert done.exit_code == 0
    assert "Quy trình bị tác động" in done.stdout
    assert done.stderr == "Chưa ghi gì.\n"
    assert written(root) == set()


@pytest.mark.usefixtures("person")
def test_who_breaks_off_has_written_nothing(root: Path) -> None:
    done = ask(root, typed="99/2026/NĐ-CP\n")
    assert "Nothing was written." in done.output
    assert written(root) == set()


def test_a_real_terminal_is_known_as_one(root: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"\n\n\n\nkhong\n")
    command = [sys.executable, "-X", "utf8", "-m", "sotay", "new", "legal", *ANSWERS, "--library", str(root)]
    asked = ("--type", "Nghị định", "--issuer", "Chính phủ")
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    try:
        done = subprocess.run(
            [*command, *asked], stdin=theirs, env=environment, capture_output=True, check=False, timeout=60
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert (done.returncode, done.stderr.decode()) == (0, "Chưa ghi gì.\n")
    assert "Ghi hồ sơ này? (có/không)" in done.stdout.decode()
    assert written(root) == set()


@pytest.mark.parametrize(
    ("number", "kind", "issuer"),
    [
        ("31/2021/NĐ-CP", "Nghị định", "Chính phủ"),
        ("66.16/2026/NQ-CP", "Nghị quyết", "Chính phủ"),
        ("19/2014/QĐ-TTg", "Quyết định", "Thủ tướng Chính phủ"),
        ("61/2020/QH14", "Luật", "Quốc hội"),
        ("08/2022/UBTVQH15", None, "Ủy ban Thường vụ Quốc hội"),
        ("26/2014/TT-BKHCN", "Thông tư", "Bộ Khoa học và Công nghệ"),
        ("01/2020/TTLT-BCA-BQP", "Thông tư liên tịch", None),
        ("47/2023/QĐ-UBND", "Quyết định", None),
        ("", None, None),
    ],
)
def test_a_symbol_says_as_much_as_is_certain(number: str, kind: str | None, issuer: str | None) -> None:
    assert usual(number) == (kind, issuer)


def test_every_record_of_the_library_has_the_file_that_a_new_one_would_get() -> None:
    library = pipeline.read(SCRIPTS.parent, TODAY, TODAY)
    assert {law.path: file_of(law.meta.number) for law in library.of(LegalDocument)} == {
        law.path: law.path for law in library.of(LegalDocument)
    }


@given(NUMBERS)
def test_number_and_year_can_be_read_from_the_file_again(number: str) -> None:
    path = file_of(number)
    assert re.fullmatch(r"records/legal/[0-9]{4}-[0-9]+(-[0-9]+)?-[a-z][a-z0-9-]*\.md", path)
    year, rest = path.removeprefix("records/legal/").removesuffix(".md").split("-", 1)
    serial, was_year, _symbol = number.split("/")
    assert year == was_year
    assert rest.startswith(serial.replace(".", "-") + "-")
    assert full_number(number) == number


@given(LIKE, LIKE)
def test_two_numbers_in_one_file_are_one_to_a_reader(one: str, other: str) -> None:
    assert same(one, other) or file_of(one) != file_of(other)


def test_digits_of_another_script_make_no_number() -> None:
    with pytest.raises(BadAnswer):
        full_number("\uff13\uff11/2021/NĐ-CP")


@given(st.dates())
def test_a_day_is_read_as_offices_and_as_machines_write_it(asked: object) -> None:
    iso = str(asked)
    year, month, number = iso.split("-")
    for typed in (
        iso,
        f"{number}/{month}/{year}",
        f"{int(number)}/{int(month)}/{year}",
        f" {number}.{month}.{year}",
    ):
        assert day(typed) == asked


@given(st.text(max_size=12).filter(lambda text: not any(letter.isdigit() for letter in text)))
def test_what_has_no_digits_is_no_day(typed: str) -> None:
    with pytest.raises(BadAnswer):
        day(typed)
