"""SSH signatures, checked natively as ``ssh-keygen -Y verify -n sotay`` checks them (OpenSSH, PROTOCOL.sshsig).

A signature is the armoured text that ``ssh-keygen -Y sign -n sotay`` writes. Stricter than OpenSSH on purpose: RSA below
2048 bits, certificates, and anything beside the armour are refused, so that one signature has one form.

A signature is dated by the day, and its key must be valid at noon of that day at the office (+07:00): OpenSSH answers the
same to ``-O verify-time=YYYYMMDD0500Z``.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from hashlib import sha256, sha512
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.messages import _
from sotay.signatures.allowed_signers import OFFICE_ZONE, Signer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sshsig.sshsig import SshsigSignature

    from sotay.signatures.ssh_keys import PublicKey

NAMESPACE: Final = "sotay"
_ARMOR: Final = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----", re.ASCII
)
_HASHES: Final = {b"sha256": sha256, b"sha512": sha512}


class Fault(StrEnum):
    """Why a signature does not hold."""

    MALFORMED = "malformed"
    KEY = "key refused"
    NAMESPACE = "other namespace"
    HASH = "other hash"
    ALTERED = "altered"
    UNKNOWN = "unknown key"
    OTHER_PERSON = "other person's key"
    PURPOSE = "key for other purposes"
    NOT_YET = "key not yet valid"
    EXPIRED = "key expired"


ABOUT_THE_SIGNER: Final = frozenset(
    {Fault.UNKNOWN, Fault.OTHER_PERSON, Fault.PURPOSE, Fault.NOT_YET, Fault.EXPIRED}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: no fault, or the one that decides.

    ``key`` is the key's fingerprint as ``ssh-keygen -l`` prints it (``SHA256:…``), empty where none was read; ``signer`` the
    line that holds the key, if any. ``detail`` fills in ``why``.
    """

    fault: Fault | None
    key: str = ""
    signer: Signer | None = None
    detail: str = ""

    @property
    def valid(self) -> bool:
        """Whether the signature holds."""
        return self.fault is None

    @property
    def why(self) -> str:
        """Why it does not hold, in the language in use, to stand after a colon; empty where it holds."""
        return "" if self.fault is None else _reason(self.fault).format(key=self.key, detail=self.detail)


def _reason(fault: Fault) -> str:
    return {
        Fault.MALFORMED: _("it is not exactly the lines that ssh-keygen writes, from BEGIN to END"),
        Fault.KEY: _("its key is not accepted, {detail}"),
        Fault.NAMESPACE: _("it was made for another purpose (“{detail}”, not “sotay”)"),
        Fault.HASH: _("it rests on the hash “{detail}”, and only sha256 and sha512 are accepted"),
        Fault.ALTERED: _("it does not fit what it stands under: one of the two was altered"),
        Fault.UNKNOWN: _("its key {key} is nobody's in records/allowed_signers"),
        Fault.OTHER_PERSON: _("records/allowed_signers does not give its key {key} to {detail}"),
        Fault.PURPOSE: _("records/allowed_signers gives its key {key} for other purposes ({detail})"),
        Fault.NOT_YET: _("its key {key} is valid only from {detail} on"),
        Fault.EXPIRED: _("its key {key} was valid only until {detail}"),
    }[fault]


def verify(statement: bytes, armor: str, signers: Sequence[Signer], *, principal: str, on: date) -> Verdict:
    """Say whether ``armor`` is a signature by ``principal`` (an e-mail address) over ``statement``, dated ``on``.

    Both must hold: the signature fits the statement, and one of ``signers`` gives its key to this very principal on that
    day. Nothing is raised over bad text.
    """
    from sotay.signatures.ssh_keys import KeyRefused, from_blob  # noqa: PLC0415 (heavy; most checks meet no signature)

    signature = _read(armor)
    if signature is None:
        return Verdict(Fault.MALFORMED)
    holding = [signer for signer in signers if signer.key.blob == signature.public_key]
    try:
        key = holding[0].key if holding else from_blob(signature.public_key)
    except KeyRefused as refused:
        return Verdict(Fault.KEY, detail=str(refused))
    return _misfit(statement, signature, key) or _admit(key, holding, principal, on)


def _read(armor: str) -> SshsigSignature | None:
    """Return what the armour holds; None unless it is written in the one form there is."""
    from sshsig.sshsig import SshsigSignature  # noqa: PLC0415 (heavy)

    match = _ARMOR.fullmatch(armor.strip("\n"))
    if match is None:
        return None
    text = match[1].replace("\n", "")
    try:
        blob = base64.b64decode(text, validate=True)
        signature = SshsigSignature(blob)
    except (ValueError, NotImplementedError):
        return None
    # written again it must be the same: no trailing bytes, no field cut short, no stray bits
    return signature if bytes(signature) == blob and base64.b64encode(blob).decode() == text else None


def _misfit(statement: bytes, signature: SshsigSignature, key: PublicKey) -> Verdict | None:
    """Return why the signature does not fit the statement; None where it does."""
    from sshsig.sshsig import SshsigWrapper  # noqa: PLC0415 (heavy)

    if signature.namespace != NAMESPACE.encode():
        return Verdict(Fault.NAMESPACE, key.fingerprint, detail=signature.namespace.decode(errors="replace"))
    hashed = _HASHES.get(signature.hash_algo)
    if hashed is None:
        return Verdict(Fault.HASH, key.fingerprint, detail=signature.hash_algo.decode(errors="replace"))
    signed = SshsigWrapper(
        namespace=signature.namespace, hash_algo=signature.hash_algo, hash=hashed(statement).digest()
    )
    if not key.verifies(signature.signature, bytes(signed)):
        return Verdict(Fault.ALTERED, key.fingerprint)
    return None


def _admit(key: PublicKey, holding: Sequence[Signer], principal: str, on: date) -> Verdict:
    """Ask the lines that hold the key: the first that admits it decides, else the principal's first."""
    if not holding:
        return Verdict(Fault.UNKNOWN, key.fingerprint)
    own = [
        signer for signer in holding if principal and signer.is_for(principal)
    ]  # `*` names nobody without an address
    if not own:
        return Verdict(Fault.OTHER_PERSON, key.fingerprint, holding[0], principal)
    verdicts = [_judge(signer, datetime.combine(on, time(12), OFFICE_ZONE)) for signer in own]
    return next((verdict for verdict in verdicts if verdict.valid), verdicts[0])


def _judge(signer: Signer, moment: datetime) -> Verdict:
    key = signer.key.fingerprint
    if not signer.may_sign(NAMESPACE):
        return Verdict(Fault.PURPOSE, key, signer, signer.namespaces or "")
    if signer.valid_after is not None and moment < signer.valid_after:
        return Verdict(Fault.NOT_YET, key, signer, _at_the_office(signer.valid_after))
    if signer.valid_before is not None and moment > signer.valid_before:
        return Verdict(Fault.EXPIRED, key, signer, _at_the_office(signer.valid_before))
    return Verdict(None, key, signer)


def _at_the_office(moment: datetime) -> str:
    local = moment.astimezone(OFFICE_ZONE)
    return f"{local:%H:%M} {write_short(local.date(), named=True)}"
