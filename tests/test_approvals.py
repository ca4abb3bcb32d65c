"""An approval is composed, signed, read back and judged as one; and nothing false is ever written."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import library_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import history, rules
from sotay.approvals import FIELDS, SLUGS, approvals, approvals_of, same_person, statement
from sotay.approving import ROLES, ApprovingFailed, approve, path_of, write
from sotay.findings import Finding
from sotay.fingerprint import fingerprint
from sotay.kinds.agency import Person
from sotay.kinds.approval import Approval, Role
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking
from sotay.signatures.signing import SigningFailed
from sotay.signatures.verdict import Fault

TODAY = date(2021, 10, 29)
DAY = date(2020, 8, 18)
CODE = "QT.DN.01"
PEOPLE = {"soạn thảo": "thu-ky", "xem xét": "truong-phong", "phê duyệt": "lanh-dao"}
approvals_made = st.builds(
    Approval,
    code=st.sampled_from(["QT.DN.01", "QT.ĐT.02"]),
    version=st.sampled_from(["01", "02"]),
    sha256=st.sampled_from(["a" * 64, "b" * 64]),
    role=st.sampled_from(list(FIELDS)),
    date=st.dates(),
    by=st.sampled_from(["thu-ky", "lanh-dao"]),
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in (*PEOPLE.values(), "la"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "mẫu", "-f", folder / name], check=True
        )
    return folder


@pytest.fixture
def root(tmp_path: Path, keys: Path) -> Path:
    """The base library, with an e-mail address and a key for each of its people."""
    shutil.copytree(library_cases.BASE, tmp_path / "thu-vien")
    root = tmp_path / "thu-vien"
    for who in PEOPLE.values():
        edit(root / "agency.yml", f"id: {who},", f"id: {who}, email: {who}@cqm.example,")
        with (root / "records" / "allowed_signers").open("a", encoding="utf-8") as file:
            file.write(f"{who}@cqm.example {(keys / f'{who}.pub').read_text(encoding='utf-8')}")
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def read(root: Path, as_of: date = TODAY) -> Library:
    return load(root, as_of=as_of, today=TODAY)


def give(root: Path, role: Role, key: Path | None, day: date = DAY) -> Path:
    library = read(root)
    return write(library, approve(library, CODE, role=role, by=PEOPLE[role], day=day, key=key))


def decide(root: Path, sha256: str) -> None:
    """Let a decision bring the document into force, bound to that fingerprint."""
    pin = f'{{code: {CODE}, version: "01", sha256: {sha256}}}'
    text = f"---\nnumber: 02/QĐ-CQM\ndate: 2020-08-20\nissues: [{pin}]\n---\n"
    (root / "records" / "decisions").mkdir()
    (root / "records" / "decisions" / "q.md").write_text(text, encoding="utf-8")


def refusal(root: Path, keys: Path | None = None, **said: object) -> str:
    asked = {
        "role": "phê duyệt",
        "by": "lanh-dao",
        "day": DAY,
        "key": keys / "lanh-dao" if keys else None,
        **said,
    }
    code = str(asked.pop("code", CODE))
    with speaking("en"), pytest.raises((ApprovingFailed, SigningFailed)) as refused:
        approve(read(root), code, **asked)  # type: ignore[arg-type]  # each test says what it means
    assert not list(root.glob("records/approvals/*"))
    return str(refused.value)


def test_the_statement_is_a_text_that_anyone_can_write_again() -> None:
    approval = Approval(
        code="QT.DN.01", version="01", sha256="0" * 64, role="phê duyệt", date=DAY, by="lanh-dao", note="x"
    )
    assert statement(approval).decode() == (
        "sotay: xác nhận tài liệu kiểm soát\n"
        "Mã hiệu: QT.DN.01\n"
        "Lần ban hành: 01\n"
        f"Dấu vân tay SHA-256: {'0' * 64}\n"
        "Vai trò: phê duyệt\n"
        "Ngày: 2020-08-18\n"
        "Người xác nhận: lanh-dao\n"
    )


@given(approvals_made, approvals_made)
def test_two_approvals_have_one_statement_only_where_they_say_the_same(
    one: Approval, other: Approval
) -> None:
    assert (statement(one) == statement(other)) == (one == other)
    with speaking("en"):
        assert statement(one).decode().count("\n") == 7


@pytest.mark.parametrize("role", list(FIELDS))
def test_a_signed_approval_holds_here_and_with_openssh(role: Role, root: Path, keys: Path) -> None:
    path = give(root, role, keys / PEOPLE[role])
    library = read(root)
    assert library.findings == ()
    [standing] = approvals_of(library, library.procedures[CODE])
    assert standing.signed
    assert standing.person is not None
    assert standing.person.id == PEOPLE[role]
    assert [f for f in rules.check(library).findings if f.code.startswith("VER5")] == []
    assert path.name == f"qt-dn-01-01-{SLUGS[role]}.md"

    lines = path.read_text(encoding="utf-8").split("\n")
    start, end = (next(i for i, line in enumerate(lines) if word in line) for word in ("BEGIN", "END"))
    (root / "sig").write_text("\n".join(line[2:] for line in lines[start : end + 1]) + "\n")
    who = f"{PEOPLE[role]}@cqm.example"
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-n",
        "sotay",
        "-I",
        who,
        "-f",
        str(root / "records/allowed_signers"),
    ]
    written = f"sotay: xác nhận tài liệu kiểm soát\nMã hiệu: {CODE}\nLần ban hành: 01\n"
    written += f"Dấu vân tay SHA-256: {fingerprint(library.procedures[CODE])}\n"
    written += f"Vai trò: {role}\nNgày: 2020-08-18\nNgười xác nhận: {PEOPLE[role]}\n"
    subprocess.run(
        [*command, "-s", str(root / "sig")], input=written.encode(), check=True, capture_output=True
    )


def test_the_same_approval_has_the_same_bytes(root: Path, keys: Path) -> None:
    made = [
        approve(read(root), CODE, role="phê duyệt", by="lanh-dao", day=DAY, key=keys / "lanh-dao")
        for _time in range(2)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2020-08-18", "date: 2020-08-19"),
        ('by: "lanh-dao"', 'by: "truong-phong"'),
        ("role: phê duyệt", "role: xem xét"),
        ('version: "01"', 'version: "02"'),
        ("code: QT.DN.01", "code: QT.DN.02"),
        ('sha256: "', 'sha256: "0'),
    ],
)
def test_no_field_can_be_altered_under_a_signature(old: str, new: str, root: Path, keys: Path) -> None:
    path = give(root, "phê duyệt", keys / "lanh-dao")
    text = path.read_text(encoding="utf-8")
    edit(path, old, new)
    if "sha256" in new:
        edit(path, (line := _line(path, "sha256")), line[:-2] + '"')
    [standing] = approvals(read(root))
    assert standing.verdict is not None
    assert standing.verdict.fault is Fault.ALTERED
    path.write_text(text.replace("---\ncode", "---\nnote: Bản quét ở tủ số 3\ncode"), encoding="utf-8")
    assert approvals(read(root))[0].signed


def _line(path: Path, name: str) -> str:
    return next(line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith(name))


def test_an_unsigned_approval_works_and_is_known_as_unsigned(root: Path) -> None:
    path = give(root, "phê duyệt", None)
    library = read(root)
    [standing] = approvals_of(library, library.procedures[CODE])
    assert standing.verdict is None
    assert not standing.signed
    assert "signature" not in path.read_text(encoding="utf-8")
    assert [f for f in rules.check(library).findings if f.code.startswith("VER5")] == []


def test_an_approval_stands_for_one_text_from_its_day_on(root: Path) -> None:
    for role in reversed(FIELDS):
        give(root, role, None, DAY if role != "phê duyệt" else DAY + timedelta(days=1))
    library = read(root)
    standing = approvals_of(library, library.procedures[CODE])
    assert [s.meta.role for s in standing] == list(FIELDS)
    earlier = read(root, as_of=DAY)
    assert [s.meta.role for s in approvals_of(earlier, earlier.procedures[CODE])] == ["soạn thảo", "xem xét"]
    edit(root / "procedures" / "qt-dn-01.md", "Văn bản mẫu.", "Văn bản khác.")
    changed = read(root)
    assert approvals_of(changed, changed.procedures[CODE]) == ()


def test_a_record_is_never_written_over(root: Path, keys: Path) -> None:
    library = read(root)
    new = approve(library, CODE, role="phê duyệt", by="lanh-dao", day=DAY, key=None)
    path = write(library, new)
    before = path.read_bytes()
    with pytest.raises(ApprovingFailed, match="qt-dn-01-01-phe-duyet"):
        write(library, new)
    with pytest.raises(ApprovingFailed, match="qt-dn-01-01-phe-duyet"):
        approve(read(root), CODE, role="phê duyệt", by="lanh-dao", day=DAY, key=keys / "lanh-dao")
    assert path.read_bytes() == before


def test_the_file_is_named_in_letters_that_every_system_takes() -> None:
    approval = Approval(code="QT.ĐT.01", version="02", sha256="0" * 64, role="soạn thảo", date=DAY, by="x")
    assert path_of(approval) == "records/approvals/qt-dt-01-02-soan-thao.md"
    assert list(ROLES.values()) == list(FIELDS)


def test_an_unknown_document_or_one_that_cannot_be_read_is_refused(root: Path) -> None:
    assert "no document QT.DN.09" in refusal(root, code="QT.DN.09")
    edit(root / "procedures" / "qt-dn-01.md", "title:", "titel:")
    assert "cannot be understood" in refusal(root)


def test_a_text_with_errors_is_refused(root: Path) -> None:
    edit(root / "procedures" / "qt-dn-01.md", "07/2016", "08/2016")
    said = refusal(root)
    assert "procedures/qt-dn-01.md" in said
    assert "08/2016/NĐ-CP" in said


def test_a_text_that_differs_from_the_approved_one_is_refused(root: Path) -> None:
    decide(root, "a" * 64)
    assert "issue a new version" in refusal(root)


def test_a_late_duty_does_not_stand_in_the_way(root: Path) -> None:
    decide(root, fingerprint(read(root).procedures[CODE]))
    law = "number: 09/2021/NĐ-CP\ntype: Nghị định\ntitle: Mới\nissuer: Chính phủ\n"
    law += "effects: [{from: 2021-01-01, verified: true}]\n"
    law += "relations: [{kind: replaces, target: 07/2016/NĐ-CP}]\n"
    (root / "records" / "legal" / "2021-09-nd-cp.md").write_text(f"---\n{law}---\n", encoding="utf-8")
    assert "LAW102" in {finding.code for finding in rules.check(read(root)).findings}
    give(root, "phê duyệt", None)


def test_who_is_unknown_or_not_there_on_that_day_is_refused(root: Path) -> None:
    assert "nobody `nguoi-la`" in refusal(root, by="nguoi-la")
    edit(root / "agency.yml", "id: lanh-dao,", "id: lanh-dao, until: 2020-08-17,")
    assert "on 18/8/2020" in refusal(root)


def test_who_is_not_named_for_the_role_is_refused(root: Path) -> None:
    said = refusal(root, by="truong-phong")
    assert "names lanh-dao" in said
    assert "`approved_by`" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("email: lanh-dao@cqm.example", "email: Thu-Ky@CQM.example"),
        ("Lãnh đạo (dữ liệu mẫu)", "THƯ KÝ (dữ liệu mẫu)"),
    ],
)
def test_the_author_cannot_approve_under_another_identifier(old: str, new: str, root: Path) -> None:
    edit(root / "agency.yml", old, new)
    assert "cannot approve" in refusal(root)


def test_people_without_an_address_are_not_one_person() -> None:
    one, other = (Person(id=who, name=who, position="Chuyên viên") for who in ("a", "b"))
    assert not same_person(one, other)
    assert same_person(one, one)


def test_a_key_that_does_not_count_signs_nothing(root: Path, keys: Path) -> None:
    assert "nobody's in records/allowed_signers" in refusal(root, key=keys / "la")
    assert "does not give its key" in refusal(root, key=keys / "truong-phong")
    edit(
        root / "records" / "allowed_signers",
        "lanh-dao@cqm.example ",
        'lanh-dao@cqm.example valid-before="20200818" ',
    )
    assert "valid only until 00:00 of 18/8/2020" in refusal(root, keys)
    assert "cannot be read" in refusal(root, key=keys / "khong-co")


def test_who_has_no_address_cannot_sign(root: Path, keys: Path) -> None:
    edit(root / "agency.yml", "email: lanh-dao@cqm.example, ", "")
    assert "no e-mail address of lanh-dao" in refusal(root, keys)


def test_a_policy_of_signatures_wants_a_key(root: Path, keys: Path) -> None:
    with (root / "agency.yml").open("a", encoding="utf-8") as file:
        file.write("policy: {approval: signed}\n")
    assert "--key" in refusal(root)
    give(root, "phê duyệt", keys / "lanh-dao")


def test_a_change_is_judged_by_the_signers_and_people_it_is_meant_for(root: Path, keys: Path) -> None:
    tip = read(root)
    edit(root / "agency.yml", "id: lanh-dao, email: lanh-dao@", "id: lanh-dao, email: ke-gia@")
    with (root / "records" / "allowed_signers").open("a", encoding="utf-8") as file:
        file.write(f"ke-gia@cqm.example {(keys / 'la.pub').read_text(encoding='utf-8')}")
    give(root, "phê duyệt", keys / "la")
    changed = read(root)
    assert approvals(changed)[0].signed
    [standing] = approvals(dataclasses.replace(changed, tip=tip))
    assert standing.verdict is not None
    assert standing.verdict.fault is Fault.UNKNOWN


def test_a_record_that_came_after_its_key_had_expired_is_looked_at(root: Path, keys: Path) -> None:
    edit(
        root / "records" / "allowed_signers",
        "lanh-dao@cqm.example ",
        'lanh-dao@cqm.example valid-before="20200901" ',
    )
    path = give(root, "phê duyệt", keys / "lanh-dao")
    assert committed(root, "2020-08-31T23:00:00+07:00") == []
    edit(path, '"lanh-dao"\n', '"lanh-dao"\nnote: Bản quét ở tủ số 3\n')
    assert committed(root, "2020-08-31T16:59:59Z") == []
    edit(path, "tủ số 3", "tủ số 4")
    [finding] = committed(root, "2020-08-31T17:00:01Z")
    assert finding.code == "VER506"
    with speaking("en"):
        assert "first stood in git on 01/9/2020" in committed(root, "2022-01-01T00:00:00Z")[0].message


def committed(root: Path, moment: str) -> list[Finding]:
    """Commit all there is at that moment, and return what is then complained of."""
    who = {"GIT_AUTHOR_NAME": "Mẫu", "GIT_AUTHOR_EMAIL": "mau@cqm.example", "GIT_AUTHOR_DATE": moment}
    who |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in who.items()}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "mẫu"]):
        subprocess.run(["git", "-C", str(root), *words], check=True, env=environment)
    library = load(root, as_of=TODAY, today=TODAY, history=history.read(root))
    return [finding for finding in rules.check(library).findings if finding.code.startswith("VER5")]
