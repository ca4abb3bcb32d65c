"""Set up what the tests need, lint, check types, run the suite: ``python3 scripts/test.py``. Arguments go to pytest."""

import os
import shutil
import subprocess
import sys

from launcher import LOCKS, ROOT, call, prepare, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TOOLS = {"chromium": BROWSERS, "poppler-utils": ("pdftotext",)}
CHECKS = (("ruff", "check", "scripts", "tests"), ("ruff", "format", "--check", "scripts", "tests"), ("mypy",))


def missing_packages(which=shutil.which):
    """Return the Debian packages whose programs are not there."""
    return [package for package, programs in TOOLS.items() if not any(which(program) for program in programs)]


def install_tools():
    """Install the missing programs through apt when root; else say what to run."""
    missing = missing_packages()
    if not missing:
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or shutil.which("apt-get") is None:
        say("The tests need programs that are not here. Run: sudo apt-get install " + " ".join(missing))
        return
    say("Installing " + ", ".join(missing))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *missing]):
        result = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)
        if result.returncode:
            say((result.stdout + result.stderr).decode("utf-8", "replace"))


def main():
    """Run every check, pytest last, so that its closing line ends the output."""
    prepare(LOCKS)
    install_tools()
    os.chdir(ROOT)
    failed = []
    for command in CHECKS:
        say("== " + " ".join(command))
        if call(["-m", *command]):
            failed.append(command[0])
    if failed:
        say("Failed before the suite: " + ", ".join(failed))
    say("== pytest")
    code = call(["-m", "pytest", *sys.argv[1:]])
    return code or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main())
