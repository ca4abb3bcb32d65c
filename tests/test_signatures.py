"""A signature holds here exactly when OpenSSH says so, save where this tool is stricter on purpose."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sshsig.sshsig import SshsigSignature, SshsigWrapper

from sotay.messages import speaking
from sotay.signatures import allowed_signers
from sotay.signatures.allowed_signers import OFFICE_ZONE
from sotay.signatures.signing import SigningFailed, sign
from sotay.signatures.verdict import NAMESPACE, Fault, Verdict, verify

STATEMENT = "Mã hiệu: QT.DN.01\nVai trò: phê duyệt\n".encode()
DAY = date(2025, 3, 10)
WHO = "truong-phong@coquan.example"
OFFICE = {**os.environ, "TZ": "<+07>-7"}
KINDS = {
    "ed25519": ("-t", "ed25519"),
    "other": ("-t", "ed25519"),
    "rsa": ("-t", "rsa", "-b", "2048"),
    "rsa1024": ("-t", "rsa", "-b", "1024"),
    "ecdsa256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa521": ("-t", "ecdsa", "-b", "521"),
}


@dataclass(frozen=True)
class Keys:
    """Throwaway keys of every kind, and OpenSSH's own word on a signature."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def public(self, name: str) -> str:
        return " ".join((self.folder / f"{name}.pub").read_text().split()[:2])

    def blob(self, name: str) -> bytes:
        return base64.b64decode(self.public(name).split()[1])

    def sign(self, name: str, data: bytes = STATEMENT, namespace: str = NAMESPACE, *options: str) -> str:
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(self.path(name)), *options]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()

    def accepts(
        self, signers: str, armor: str, data: bytes = STATEMENT, who: str = WHO, day: date = DAY
    ) -> bool:
        (self.folder / "signers").write_text(signers, encoding="utf-8")
        (self.folder / "sig").write_text(armor, encoding="utf-8")
        command = [
            "ssh-keygen",
            "-Y",
            "verify",
            "-n",
            NAMESPACE,
            "-I",
            who,
            f"-Overify-time={day:%Y%m%d}0500Z",
        ]
        files = ["-f", str(self.folder / "signers"), "-s", str(self.folder / "sig")]
        return not subprocess.run(
            [*command, *files], input=data, capture_output=True, check=False, env=OFFICE
        ).returncode


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    for name, options in KINDS.items():
        subprocess.run(["ssh-keygen", "-q", *options, "-N", "", "-C", "mẫu", "-f", folder / name], check=True)
    return Keys(folder)


def judged(signers: str, armor: str, data: bytes = STATEMENT, who: str = WHO, day: date = DAY) -> Verdict:
    return verify(data, armor, allowed_signers.parse(signers).signers, principal=who, on=day)


@dataclass(frozen=True)
class Trial:
    """One signature and one file of allowed signers; in ``lines`` ``KEY`` is the key that signed, ``OTHER`` another."""

    name: str
    lines: tuple[str, ...]
    fault: Fault | None
    day: date = DAY
    who: str = WHO
    namespace: str = NAMESPACE
    data: bytes = STATEMENT
    options: tuple[str, ...] = field(default=())


ADJOINING = (
    f'{WHO} valid-before="20250101" OTHER',
    f'{WHO} valid-after="20250101" KEY',
)
TRIALS = (
    Trial("the signer's key", (f"{WHO} KEY",), None),
    Trial("sha256 in place of sha512", (f"{WHO} KEY",), None, options=("-O", "hashalg=sha256")),
    Trial("several principals on a line", (f"ai-do@coquan.example,{WHO} KEY",), None),
    Trial("quoted principals", (f'"{WHO}" KEY',), None),
    Trial("comments and blank lines", ("# ai được ký", "", f"  {WHO} KEY Trưởng phòng"), None),
    Trial("any principal of the domain", ("*@coquan.example KEY",), None),
    Trial("a principal but for one letter", ("truong-phon?@coquan.example KEY",), None),
    Trial("brackets are no pattern", ("[t]ruong-phong@coquan.example KEY",), Fault.OTHER_PERSON),
    Trial("never this principal", (f"*@coquan.example,!{WHO} KEY",), Fault.OTHER_PERSON),
    Trial("another domain's wildcard", ("*@khac.example KEY",), Fault.OTHER_PERSON),
    Trial("other principal", ("lanh-dao@coquan.example KEY",), Fault.OTHER_PERSON),
    Trial("principal in capitals", (f"{WHO.upper()} KEY",), Fault.OTHER_PERSON),
    Trial("principal longer than the line's", (f"{WHO} KEY",), Fault.OTHER_PERSON, who=f"{WHO}.vn"),
    Trial("unknown key", (f"{WHO} OTHER",), Fault.UNKNOWN),
    Trial("the line was taken out", (), Fault.UNKNOWN),
    Trial("namespace of the line", (f'{WHO} namespaces="sotay" KEY',), None),
    Trial("one of the line's namespaces", (f'{WHO} namespaces="git,sotay" KEY',), None),
    Trial("other namespaces of the line", (f'{WHO} namespaces="git" KEY',), Fault.PURPOSE),
    Trial("signed for another namespace", (f"{WHO} KEY",), Fault.NAMESPACE, namespace="git"),
    Trial("another statement", (f"{WHO} KEY",), Fault.ALTERED, data=STATEMENT.replace(b"01", b"02")),
    Trial("the statement without its line end", (f"{WHO} KEY",), Fault.ALTERED, data=STATEMENT[:-1]),
    Trial("within the period", (f'{WHO} valid-after="20250101",valid-before="20260101" KEY',), None),
    Trial("options in capitals", (f'{WHO} VALID-AFTER="20250101" KEY',), None),
    Trial("not yet valid", (f'{WHO} valid-after="20250311" KEY',), Fault.NOT_YET),
    Trial("valid from that day on", (f'{WHO} valid-after="20250310" KEY',), None),
    Trial("expired", (f'{WHO} valid-before="20250310" KEY',), Fault.EXPIRED),
    Trial("valid until the next day", (f'{WHO} valid-before="20250311" KEY',), None),
    Trial("noon at the office", (f'{WHO} valid-after="202503101200",valid-before="202503101201" KEY',), None),
    Trial("the minute after noon", (f'{WHO} valid-after="202503101201" KEY',), Fault.NOT_YET),
    Trial("the very second", (f'{WHO} valid-before="20250310120000" KEY',), None),
    Trial("the second before", (f'{WHO} valid-before="20250310115959" KEY',), Fault.EXPIRED),
    Trial("noon in Greenwich's words", (f'{WHO} valid-before="202503100500Z" KEY',), None),
    Trial("Greenwich before the office's noon", (f'{WHO} valid-before="202503100459Z" KEY',), Fault.EXPIRED),
    Trial("a day in Greenwich", (f'{WHO} valid-after="20250310Z" KEY',), None),
    Trial(
        "the same key again, later",
        (f'{WHO} valid-before="20250101" KEY', f'{WHO} valid-after="20250101" KEY'),
        None,
    ),
    Trial("another's line of the same key first", ("ai-do@coquan.example KEY", f"{WHO} KEY"), None),
    Trial("second of two keys, in its time", ADJOINING, None),
    Trial("second of two keys, on its first day", ADJOINING, None, day=date(2025, 1, 1)),
    Trial("second of two keys, before its time", ADJOINING, Fault.NOT_YET, day=date(2024, 12, 31)),
)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_openssh_and_this_tool_agree(trial: Trial, keys: Keys) -> None:
    lines = "\n".join(trial.lines) + "\n"
    signers = lines.replace("KEY", keys.public("ed25519")).replace("OTHER", keys.public("other"))
    armor = keys.sign("ed25519", STATEMENT, trial.namespace, *trial.options)
    verdict = judged(signers, armor, trial.data, trial.who, trial.day)
    assert verdict.fault == trial.fault
    assert keys.accepts(signers, armor, trial.data, trial.who, trial.day) == verdict.valid
    assert bool(verdict.why) != verdict.valid


@pytest.mark.parametrize("name", [name for name in KINDS if name != "rsa1024"])
def test_every_kind_of_key_and_every_bit_of_its_signature_counts(name: str, keys: Keys) -> None:
    signers = f"{WHO} {keys.public(name)}\n"
    armor = keys.sign(name)
    verdict = judged(signers, armor)
    assert verdict.valid
    printed = subprocess.run(["ssh-keygen", "-lf", keys.path(name)], capture_output=True, check=True).stdout
    assert verdict.key == printed.decode().split()[1]
    assert verdict.signer is not None
    assert verdict.signer.line == 1
    whole = SshsigSignature.from_armored(armor)
    for place in range(len(whole.signature) - 20, len(whole.signature)):
        altered = bytearray(whole.signature)
        altered[place] ^= 1
        whole.signature = bytes(altered)
        assert not judged(signers, whole.to_armored()).valid
        altered[place] ^= 1
        whole.signature = bytes(altered)
    assert judged(signers, whole.to_armored()).valid
    whole.signature += b"\x00"
    assert judged(signers, whole.to_armored()).fault is Fault.ALTERED
    assert not keys.accepts(signers, whole.to_armored())


def test_rsa_with_sha256_holds_and_with_sha1_does_not(keys: Keys) -> None:
    signers = f"{WHO} {keys.public('rsa')}\n"
    whole = SshsigSignature.from_armored(keys.sign("rsa"))
    assert b"rsa-sha2-512" in whole.signature
    whole.signature = whole.signature.replace(b"\x00\x00\x00\x0crsa-sha2-512", b"\x00\x00\x00\x07ssh-rsa")
    assert judged(signers, whole.to_armored()).fault is Fault.ALTERED


def test_a_short_rsa_key_is_refused_though_openssh_takes_it(keys: Keys) -> None:
    signers = f"{WHO} {keys.public('rsa1024')}\n"
    armor = keys.sign("rsa1024")
    assert keys.accepts(signers, armor)
    assert judged(signers, armor).fault is Fault.KEY
    with speaking("en"):
        assert "1024" in allowed_signers.parse(signers).problems[0].message


def test_the_principal_of_nobody_is_nobody(keys: Keys) -> None:
    assert judged(f"* {keys.public('ed25519')}\n", keys.sign("ed25519"), who="").fault is Fault.OTHER_PERSON


def test_a_certificate_in_place_of_the_key_is_refused(keys: Keys) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-s", keys.path("other"), "-I", "x", "-n", WHO, keys.path("ed25519.pub")],
        check=True,
    )
    certificate = (keys.folder / "ed25519-cert.pub").read_text().split()[:2]
    whole = SshsigSignature.from_armored(keys.sign("ed25519"))
    whole.public_key = base64.b64decode(certificate[1])
    signers = f"{WHO} cert-authority {keys.public('other')}\n{WHO} {' '.join(certificate)}\n"
    assert judged(signers, whole.to_armored()).fault is Fault.KEY
    assert [problem.line for problem in allowed_signers.parse(signers).problems] == [1, 2]


def armored(blob: bytes) -> str:
    text = base64.b64encode(blob).decode()
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def test_nothing_may_stand_beside_the_armour(keys: Keys) -> None:
    signers = f"{WHO} {keys.public('ed25519')}\n"
    armor = keys.sign("ed25519")
    blob = base64.b64decode("".join(armor.split("\n")[1:-2]))
    assert judged(signers, armor).valid
    assert judged(signers, armored(blob)).valid
    padding = armor.index("==")  # the last bits before it say nothing, and must be nought
    for garbled in (
        "",
        "\n",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
        armor + "ký thay\n",
        "ký thay\n" + armor,
        armor + armor,
        armor.replace("\n", " "),
        armor.replace("\n", "\r\n"),
        armor.replace("SSH SIGNATURE", "PGP SIGNATURE"),
        armor.replace("-----END SSH SIGNATURE-----\n", ""),
        " " + armor,
        armor[: padding - 1] + chr(ord(armor[padding - 1]) + 1) + armor[padding:],
        armor.replace("U1NIU0lH", "U1NIU0lI"),
        armor.replace("\n", "\n?", 1),
        armored(blob + b"\x00"),
        armored(blob[:-1]),
        armored(blob[:40]),
        armored(b"SSHSIG" + b"\x00\x00\x00\x02" + blob[10:]),
        armored(b"SSHSIG" + b"\x00\x00\x00\x01" + b"\xff" * 40),
    ):
        assert judged(signers, garbled).fault is Fault.MALFORMED, garbled


@given(st.text(max_size=200))
def test_no_text_is_worth_an_exception(text: str) -> None:
    assert not judged(text, text).valid
    assert not judged("", f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----").valid


@given(st.binary(max_size=200))
def test_no_bytes_are_worth_an_exception(blob: bytes) -> None:
    assert not judged("", armored(blob)).valid
    assert not judged("", armored(b"SSHSIG\x00\x00\x00\x01" + blob)).valid


@given(st.data())
def test_an_altered_byte_anywhere_is_seen(keys: Keys, data: st.DataObject) -> None:
    signers = f"{WHO} {keys.public('ed25519')}\n"
    if "whole" not in _ONCE:
        _ONCE["whole"] = base64.b64decode("".join(keys.sign("ed25519").split("\n")[1:-2]))
    blob = bytearray(_ONCE["whole"])
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= data.draw(st.integers(1, 255))
    assert not judged(signers, armored(bytes(blob))).valid


_ONCE: dict[str, bytes] = {}


def test_another_hash_is_refused(keys: Keys) -> None:
    signers = f"{WHO} {keys.public('ed25519')}\n"
    whole = SshsigSignature.from_armored(keys.sign("ed25519"))
    whole.hash_algo = b"md5"
    assert judged(signers, whole.to_armored()).fault is Fault.HASH


def string(*values: bytes) -> bytes:
    return b"".join(len(value).to_bytes(4, "big") + value for value in values)


@pytest.mark.parametrize("kind", ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"])
def test_a_security_key_signs_what_openssh_accepts(kind: str, keys: Keys) -> None:
    flags = b"\x01" + (7).to_bytes(4, "big")
    whole = SshsigSignature.from_armored(keys.sign("ed25519"))
    whole.public_key, own = security_key(kind, flags)
    signers = f"{WHO} {kind} {base64.b64encode(whole.public_key).decode()}\n"
    whole.signature = own + flags
    assert judged(signers, whole.to_armored()).valid
    assert keys.accepts(signers, whole.to_armored())
    for added in (b"", b"\x00" + flags[1:], flags + b"\x00"):
        whole.signature = own + added
        assert judged(signers, whole.to_armored()).fault is Fault.ALTERED
        assert not keys.accepts(signers, whole.to_armored())


def test_a_security_key_adds_five_bytes_and_no_more(keys: Keys) -> None:
    kind, flags = "sk-ssh-ed25519@openssh.com", b"\x01" + (7).to_bytes(5, "big")
    whole = SshsigSignature.from_armored(keys.sign("ed25519"))
    whole.public_key, own = security_key(kind, flags)
    whole.signature = own + flags
    signers = f"{WHO} {kind} {base64.b64encode(whole.public_key).decode()}\n"
    assert judged(signers, whole.to_armored()).fault is Fault.ALTERED


def security_key(kind: str, flags: bytes) -> tuple[bytes, bytes]:
    """Return a security key as SSH writes it, and what it signs for the statement, without the flags."""
    hashed = SshsigWrapper(namespace=b"sotay", hash_algo=b"sha512", hash=sha512(STATEMENT).digest())
    message = sha256(b"ssh:").digest() + flags + sha256(bytes(hashed)).digest()
    name = kind.encode()
    if "ed25519" in kind:
        own = ed25519.Ed25519PrivateKey.generate()
        public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return string(name, public, b"ssh:"), string(name, own.sign(message))
    curve = ec.generate_private_key(ec.SECP256R1())
    point = curve.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    numbers = decode_dss_signature(curve.sign(message, ec.ECDSA(hashes.SHA256())))
    raw = string(*(_mpint(number) for number in numbers))
    return string(name, b"nistp256", point, b"ssh:"), string(name, raw)


def _mpint(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


BAD_LINES = (
    (WHO, "cannot be read"),
    (f"{WHO} ssh-ed25519", "cannot be read"),
    (f'"{WHO} KEY', "cannot be read"),
    (f'{WHO} valid-from="20250101" KEY', "cannot be read"),
    (f'{WHO} valid-after="20250101 KEY', "cannot be read"),
    (f'{WHO} valid-after="20250101",valid-after="20250102" KEY', "cannot be read"),
    (f'{WHO} valid-after="2025-01-01" KEY', "no time"),
    (f'{WHO} valid-after="20250230" KEY', "no time"),
    (f'{WHO} valid-after="2025013124" KEY', "no time"),
    (f'{WHO} valid-after="202501312460" KEY', "no time"),
    (f'{WHO} valid-after="19691231" KEY', "no time"),
    (f'{WHO} valid-after="20250102",valid-before="20250101" KEY', "ends"),
    (f'{WHO} valid-after="20250101",valid-before="20250101" KEY', "ends"),
    (f"{WHO} cert-authority KEY", "cert-authority"),
    (f'{WHO} cert-authority,namespaces="sotay" KEY', "cert-authority"),
    (f"{WHO} ssh-dss AAAAB3NzaC1kc3MAAAAA", "DSA"),
    (f"{WHO} ssh-tuong-lai AAAA", "no kind of key"),
    (f"{WHO} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA", "not whole"),
    (f"{WHO} ssh-ed25519 khóa", "not whole"),
    (f"{WHO}, lanh-dao@coquan.example KEY", "no kind of key"),
)


@pytest.mark.parametrize(("line", "said"), BAD_LINES)
def test_a_line_that_cannot_be_used_says_why_and_the_others_count(line: str, said: str, keys: Keys) -> None:
    good = f"{WHO} {keys.public('ed25519')}"
    with speaking("en"):
        found = allowed_signers.parse(f"# mẫu\n{line.replace('KEY', keys.public('other'))}\n{good}\n")
    assert [(problem.line, said in problem.message) for problem in found.problems] == [(2, True)]
    assert [signer.line for signer in found.signers] == [3]


def test_a_key_of_another_kind_than_its_line_says_is_refused(keys: Keys) -> None:
    kind, text = keys.public("ecdsa256").split()
    assert allowed_signers.parse(f"{WHO} ssh-ed25519 {text}\n").problems
    assert allowed_signers.parse(f"{WHO} {kind} {text[:40]}?{text[40:]}\n").problems
    assert allowed_signers.parse(f"{WHO} {kind} {text}\n").problems == ()


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["", "Z", "z", "UTC"]))
def test_times_are_the_offices_unless_they_say_otherwise(moment: datetime, zone: str) -> None:
    line = f'{WHO} valid-after="{moment:%Y%m%d%H%M%S}{zone}" ssh-ed25519 {_ANY_KEY}'
    [signer] = allowed_signers.parse(line).signers
    assert signer.valid_after is not None
    told = signer.valid_after.astimezone(OFFICE_ZONE).replace(tzinfo=None)
    assert told - moment.replace(microsecond=0) == (timedelta(hours=7) if zone else timedelta())


_ANY_KEY = base64.b64encode(string(b"ssh-ed25519", bytes.fromhex("58" + "66" * 31))).decode()


def test_what_is_signed_here_holds_there(keys: Keys) -> None:
    armor = sign(b"b\xe1\xba\xa5t k\xc3\xac\x00\xff", keys.path("ed25519"))
    assert keys.accepts(f"{WHO} {keys.public('ed25519')}\n", armor, b"b\xe1\xba\xa5t k\xc3\xac\x00\xff")
    assert armor == sign(b"b\xe1\xba\xa5t k\xc3\xac\x00\xff", keys.path("ed25519"))


def test_a_key_that_is_not_there_or_no_key_is_said_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with speaking("vi"):
        with pytest.raises(SigningFailed, match="khong-co"):
            sign(b"x", tmp_path / "khong-co")
        with pytest.raises(SigningFailed, match="khong-doc-duoc"):
            sign(b"x", tmp_path / "khong-doc-duoc" / "x")
        (tmp_path / "van-ban").write_text("không phải khóa")
        (tmp_path / "van-ban").chmod(0o600)
        with pytest.raises(SigningFailed, match="van-ban"):
            sign(b"x", tmp_path / "van-ban")
    assert "van-ban" in capfd.readouterr().err


def test_without_openssh_the_person_is_told_what_to_install(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(keys.folder))
    with pytest.raises(SigningFailed, match="OpenSSH"):
        sign(b"x", keys.path("ed25519"))


SIGN = "import sys, pathlib; from sotay.signatures.signing import sign; pathlib.Path(sys.argv[2]).write_text(sign(b'x', pathlib.Path(sys.argv[1])))"


def test_the_passphrase_is_asked_for_at_the_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs the terminals of a POSIX system")
    key, out = tmp_path / "khoa", tmp_path / "chu-ky"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "mat khau", "-f", key], check=True)
    child, terminal = pty.fork()
    if child == 0:
        os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
        os.execv(sys.executable, [sys.executable, "-c", SIGN, str(key), str(out)])
    seen = b""
    while b"passphrase" not in seen:
        seen += os.read(terminal, 1024)
    os.write(terminal, b"mat khau\n")
    _pid, status = os.waitpid(child, 0)
    os.close(terminal)
    assert status == 0
    assert out.read_text().startswith("-----BEGIN SSH SIGNATURE-----")
