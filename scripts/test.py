"""Set up what the tests need, lint, check types, run the suite: ``python3 scripts/test.py``. Arguments go to pytest.

Without arguments the suite runs in three processes, the tests of a file in one, the longest files first: where one waits for a
browser or a server, the others keep two cores busy. With ``--screenshots`` alone, the pictures of the guides are taken anew and
nothing is tested.
"""

import os
import shutil
import sys
from typing import TYPE_CHECKING

from launcher import OFFICE_LOCK, ROOT, TEST_LOCK, attempt, call, prepare, say, start

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "poppler-utils": ("pdftotext",)}
CONCISE = ("--output-format", "concise", ".")
WHOLE_SUITE = ("--numprocesses=3", "--dist=loadfile", "--no-loadscope-reorder")
SCREENSHOTS = ["--screenshots"]
CHECKS = (["ruff", "check", *CONCISE], ["ruff", "format", "--check", *CONCISE], ["mypy"])


def missing_packages(which: "Callable[[str], str | None]" = shutil.which) -> "list[str]":
    """Return the Debian packages none of whose programs is there."""
    return [package for package, programs in PROGRAMS.items() if not any(map(which, programs))]


def install_programs(packages: "list[str]") -> None:
    """Install what is missing where apt and the right to use it are there; else say what to run, and go on."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        say(
            f"Some tests need programs that are not here. On Debian and Ubuntu, run: sudo apt-get install {names}"
        )
        return
    say(f"Installing {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        complaint = attempt(["apt-get", "--quiet", *arguments], environment)
        if complaint is not None:
            say(complaint)


def main() -> int:
    """Run every check, the suite last, so that its closing line ends what is shown."""
    prepare([OFFICE_LOCK, TEST_LOCK])
    install_programs(missing_packages())
    os.chdir(ROOT)
    if sys.argv[1:] == SCREENSHOTS:
        return call(["pytest", "tests/screenshots.py"])
    failed = []
    for command in CHECKS:
        name = " ".join(command)
        say(f"== {name}")
        if call(command):
            failed.append(name)
    if failed:
        say(f"Failed before the suite: {', '.join(failed)}")
    say("== pytest")
    return call(["pytest", *(sys.argv[1:] or WHOLE_SUITE)]) or int(bool(failed))


if __name__ == "__main__":
    start(main)
