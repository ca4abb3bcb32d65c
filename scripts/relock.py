"""Refresh the locks: ``python3 scripts/relock.py`` (for maintainers; needs ``uv`` on the path).

The locks carry the whole closure for every system and Python, hashes, and no addresses. ``--upgrade`` moves to what is
newest; without it, what is locked stays unless ``requirements.in`` says otherwise.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from launcher import (
    EDITOR_LOCK,
    ENGINES_LOCK,
    OFFICE_LOCK,
    OLDEST,
    ROOT,
    SPARK_LOCK,
    TEST_LOCK,
    name_of,
    pins,
)

UNWANTED = "rinohtype"  # the Termes wheel names it; its font files need neither it nor what it brings
OPTIONS = (
    "--universal",
    "--generate-hashes",
    f"--python-version={OLDEST[0]}.{OLDEST[1]}",
    "--no-annotate",
    "--no-header",
    "--quiet",
)


def added(more: str, office: str) -> str:
    """Return what another lock holds that the office's lock does not."""
    known = {name_of(pin) for pin in pins(office)}
    return "".join(pin for pin in pins(more) if name_of(pin) not in known)


def main(arguments: list[str]) -> int:
    """Write requirements.lock, then those for tests, Spark, other engines of the site and the form editor, with only what they add."""
    office = ROOT / OFFICE_LOCK
    with tempfile.TemporaryDirectory() as folder:
        excludes = Path(folder) / "excludes.txt"
        excludes.write_text(f"{UNWANTED}\n", encoding="utf-8")
        command = ["uv", "pip", "compile", *OPTIONS, *arguments, "--excludes", str(excludes)]
        subprocess.run([*command, "requirements.in", "--output-file", str(office)], cwd=ROOT, check=True)
        for more in (ROOT / TEST_LOCK, ROOT / SPARK_LOCK, ROOT / ENGINES_LOCK, ROOT / EDITOR_LOCK):
            constraints = ["--constraints", str(office), "--output-file", str(more)]
            subprocess.run([*command, more.with_suffix(".in").name, *constraints], cwd=ROOT, check=True)
            extra = added(more.read_text(encoding="utf-8"), office.read_text(encoding="utf-8"))
            more.write_text(extra, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
