"""Refresh the two locks (for maintainers; needs ``uv`` on the path). The locks carry hashes and no addresses.

The Termes wheel names a package that its font files do not need; it and what it alone brings stay out.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNWANTED = "rinohtype"
NEVER = "sys_platform == 'never'"
OPTIONS = ("--universal", "--generate-hashes", "--python-version", "3.11", "--no-annotate", "--no-header", "--quiet")


def resolve(source: str, overrides: Path, *constraints: str) -> dict[str, str]:
    """Return head line → block of each package that ``source`` needs."""
    command = ["uv", "pip", "compile", *OPTIONS, "--overrides", str(overrides), *constraints, source]
    result = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", result.stdout, flags=re.MULTILINE)
    return {block.split(" \\")[0]: block for block in blocks if block.strip() and NEVER not in block.split("\n")[0]}


def main() -> int:
    """Write requirements.lock, and requirements-test.lock with only what tests add."""
    with tempfile.TemporaryDirectory() as folder:
        overrides = Path(folder) / "overrides.txt"
        overrides.write_text(f"{UNWANTED} ; {NEVER}\n", encoding="utf-8")
        office = resolve("requirements.in", overrides)
        (ROOT / "requirements.lock").write_text("".join(office.values()), encoding="utf-8", newline="\n")
        tests = resolve("requirements-test.in", overrides, "--constraints", "requirements.lock")
    added = "".join(block for head, block in tests.items() if head not in office)
    (ROOT / "requirements-test.lock").write_text(added, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
