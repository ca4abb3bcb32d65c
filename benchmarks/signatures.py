"""Measure what judging signed approvals costs, in CPU seconds and against a named yardstick, in one run.

    .venv/bin/python benchmarks/signatures.py [SIGNATURES]

Yardstick: cryptography's bare Ed25519 verification of as many messages, nothing else.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from sotay.signatures import allowed_signers  # noqa: E402 (the path first)
from sotay.signatures.verdict import verify  # noqa: E402 (the path first)

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 5
OTHERS = 49
WHO = "lanh-dao@coquan.example"
DAY = date(2025, 3, 10)
Signed = list[tuple[bytes, str]]


def cpu(work: Callable[[], None]) -> float:
    """Return the CPU seconds of a piece of work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def signed(folder: Path, count: int) -> Signed:
    """Return statements with their signatures, made by ssh-keygen with a throwaway key."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "key"], check=True)
    names = [folder / f"{number}.txt" for number in range(count)]
    for name in names:
        name.write_text(f"Mã hiệu: QT.DN.01\nDấu vân tay SHA-256: {name.stem:0>64}\n", encoding="utf-8")
    for start in range(0, count, 100):
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "sotay", "-f", str(folder / "key")]
        subprocess.run([*command, *names[start : start + 100]], check=True, capture_output=True)
    return [(name.read_bytes(), Path(f"{name}.sig").read_text(encoding="ascii")) for name in names]


def signers(folder: Path) -> str:
    """Return a file of allowed signers in which the key stands last, after those of a whole office."""
    others = [
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        for _number in range(OTHERS)
    ]
    lines = [f"nguoi-{index}@coquan.example {key.decode()}" for index, key in enumerate(others)]
    own = (folder / "key.pub").read_text(encoding="utf-8").strip()
    return "\n".join([*lines, f'{WHO} valid-after="20250101",valid-before="20260101" {own}', ""])


def judge(pairs: Signed, text: str) -> None:
    """Read the file of signers and verify every signature."""
    known = allowed_signers.parse(text).signers
    if not all(verify(data, armor, known, principal=WHO, on=DAY).valid for data, armor in pairs):
        sys.exit("a signature does not hold: nothing was measured")


def main() -> None:
    """Measure and print; the yardstick and what is measured take turns."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        pairs, text = signed(Path(name), count), signers(Path(name))
    key = Ed25519PrivateKey.generate()
    bare = [(key.sign(data), data) for data, _armor in pairs]
    public = key.public_key()

    def verify_bare() -> None:
        for signature, data in bare:
            public.verify(signature, data)

    runs = [(cpu(verify_bare), cpu(lambda: judge(pairs, text))) for _run in range(RUNS)]
    seconds = statistics.median(run[1] for run in runs)
    ratio = statistics.median(run[1] / run[0] for run in runs)
    print(f"{count} signatures, {OTHERS + 1} signers, median of {RUNS} runs")
    print(f"  yardstick: bare Ed25519 verify {statistics.median(run[0] for run in runs):6.3f} s CPU")
    print(
        f"  signatures judged              {seconds:6.3f} s CPU, {ratio:.2f} of the yardstick (at most 2; 1 s)"
    )


if __name__ == "__main__":
    main()
