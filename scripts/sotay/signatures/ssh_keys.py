"""SSH public keys that may sign, and whether one made a signature (RFC 4253, 5656, 8332, 8709; OpenSSH PROTOCOL.u2f).

Accepted: Ed25519, ECDSA on the NIST curves, RSA from 2048 bits with SHA-2, and the two kinds that live on a security key
(``sk-``). Refused: DSA, shorter RSA, RSA with SHA-1, certificates, and whatever came after this was written.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from sotay.messages import _

RSA_BITS: Final = 2048
_SECURITY_KEYS: Final = frozenset({"sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"})
_CURVES: Final[dict[str, hashes.HashAlgorithm]] = {
    "nistp256": hashes.SHA256(),
    "nistp384": hashes.SHA384(),
    "nistp521": hashes.SHA512(),
}
_ECDSA: Final = {f"ecdsa-sha2-{curve}": hashed for curve, hashed in _CURVES.items()} | {
    "sk-ecdsa-sha2-nistp256@openssh.com": hashes.SHA256()
}
_RSA: Final[dict[bytes, hashes.HashAlgorithm]] = {
    b"rsa-sha2-256": hashes.SHA256(),
    b"rsa-sha2-512": hashes.SHA512(),
}
_KINDS: Final = frozenset({"ssh-ed25519", "ssh-rsa", *_ECDSA, *_SECURITY_KEYS})
_LENGTH: Final = 4  # bytes that say how long an SSH string is
_FLAGS_AND_COUNTER: Final = 5  # what a security key adds to its signature

Mathematics = ed25519.Ed25519PublicKey | rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class KeyRefused(ValueError):  # noqa: N818 (the name says what happened, as ``RenderFailed`` does)
    """A key may not sign; the message says which it is and what to use instead."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as SSH writes it (``blob``), ready to verify with; ``kind`` is its SSH name, ``ssh-ed25519``."""

    kind: str
    blob: bytes
    mathematics: Mathematics

    @property
    def fingerprint(self) -> str:
        """The fingerprint as ``ssh-keygen -l`` prints it: ``SHA256:…``."""
        return "SHA256:" + base64.b64encode(sha256(self.blob).digest()).decode().rstrip("=")

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether this key made ``signature`` (an SSH signature blob) over ``message``; bad bytes are a no."""
        try:
            (algorithm, raw), rest = _split(signature, 2)
            if self.kind in _SECURITY_KEYS:
                if len(rest) != _FLAGS_AND_COUNTER:
                    return False
                message = _seen_by_security_key(self.blob, message, rest)
            elif rest:
                return False
            self._verify(algorithm, raw, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def _verify(self, algorithm: bytes, raw: bytes, message: bytes) -> None:
        if isinstance(self.mathematics, rsa.RSAPublicKey):
            if algorithm not in _RSA:
                raise InvalidSignature
            self.mathematics.verify(raw, message, padding.PKCS1v15(), _RSA[algorithm])
            return
        if algorithm != self.kind.encode():
            raise InvalidSignature
        if isinstance(self.mathematics, ec.EllipticCurvePublicKey):
            self.mathematics.verify(_two_numbers(raw), message, ec.ECDSA(_ECDSA[self.kind]))
        else:
            self.mathematics.verify(raw, message)


def from_text(kind: str, text: str) -> PublicKey:
    """Return the key that a ``.pub`` file writes as ``kind`` and base64 ``text``; raises ``KeyRefused``."""
    _refuse_kind(kind)
    try:
        blob = base64.b64decode(text, validate=True)
        mathematics = load_ssh_public_key(f"{kind} {text}".encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused(_("the key is not whole: copy the line of the .pub file again")) from error
    if isinstance(mathematics, rsa.RSAPublicKey) and mathematics.key_size < RSA_BITS:
        raise KeyRefused(
            _(
                "RSA of {bits} bits is too weak: use one of at least 2048 bits, or Ed25519",
                bits=mathematics.key_size,
            )
        )
    assert isinstance(mathematics, Mathematics)
    return PublicKey(kind, blob, mathematics)


def from_blob(blob: bytes) -> PublicKey:
    """Return the key that SSH writes as these bytes; raises ``KeyRefused``."""
    try:
        kind = _split(blob, 1)[0][0]
    except ValueError as error:
        raise KeyRefused(_("the key is not whole: copy the line of the .pub file again")) from error
    return from_text(kind.decode("ascii", "replace"), base64.b64encode(blob).decode())


def _refuse_kind(kind: str) -> None:
    if kind == "ssh-dss":
        raise KeyRefused(_("DSA is too weak: use Ed25519"))
    if kind.endswith("-cert-v01@openssh.com"):
        raise KeyRefused(_("it is a certificate ({kind}): use the signer's own key", kind=kind))
    if kind not in _KINDS:
        raise KeyRefused(_("{kind} is no kind of key that is known here: use Ed25519", kind=kind))


def _split(data: bytes, count: int) -> tuple[list[bytes], bytes]:
    """Return the first ``count`` SSH strings and the rest; data that ends too early raises ``ValueError``."""
    found: list[bytes] = []
    for _number in range(count):
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
        if len(data) < end:
            raise ValueError(end)
        found.append(data[_LENGTH:end])
        data = data[end:]
    return found, data


def _two_numbers(raw: bytes) -> bytes:
    """Return an SSH pair of numbers (RFC 5656, 3.1.2) as the DER that X.509 has for it."""
    (first, second), rest = _split(raw, 2)
    if rest:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))


def _seen_by_security_key(blob: bytes, message: bytes, flags_and_counter: bytes) -> bytes:
    """Return what a security key signs in place of the message; the application is the key's last string."""
    application = _last_string(blob)
    return sha256(application).digest() + flags_and_counter + sha256(message).digest()


def _last_string(blob: bytes) -> bytes:
    last = b""
    while blob:
        (last,), blob = _split(blob, 1)
    return last
